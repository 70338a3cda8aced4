"""A record says whether its due date ends a period, for lists to call it late as the period's page does."""

from django.db import migrations, models
from django.db.models import F


def mark_ends(apps, schema_editor):
    occurrences = apps.get_model("records", "Occurrence").objects
    ends = occurrences.filter(in_period=True, expired=None, settled=None, dropped=None, due=F("duty__record__due"))
    records = apps.get_model("records", "Record").objects
    records.filter(pk__in=ends.values("duty__record")).update(due_in_period=True)


class Migration(migrations.Migration):
    dependencies = [("records", "0015_unique_key_apart")]
    operations = [
        migrations.AddField("record", "due_in_period", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(mark_ends, migrations.RunPython.noop, elidable=True),
    ]
