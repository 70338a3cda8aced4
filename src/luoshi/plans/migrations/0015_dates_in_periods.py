"""A commitment says whether the dates that its light goes by end periods: those are late from their end on."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce


def mark_ends(apps, schema_editor):
    rows = apps.get_model("ledger", "Commitment").objects
    owed = apps.get_model("records", "Occurrence").objects.filter(settled=None, dropped=None, in_period=True)
    ends = owed.filter(duty__record=OuterRef("pk")).annotate(binds=Coalesce("expired", "due"))
    for name in ("pressing", "report_due"):
        rows.filter(Exists(ends.filter(binds=OuterRef(name)))).update(**{f"{name}_in_period": True})


class Migration(migrations.Migration):
    dependencies = [("ledger", "0014_doubts_of_reports"), ("records", "0017_settled_work")]
    operations = [
        migrations.AddField("commitment", "pressing_in_period", models.BooleanField(default=False)),
        migrations.AddField("commitment", "report_due_in_period", models.BooleanField(default=False)),
        migrations.RunPython(mark_ends, migrations.RunPython.noop, elidable=True),
    ]
