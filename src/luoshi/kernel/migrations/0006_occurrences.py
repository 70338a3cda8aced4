"""Each due date has the unit that owes it, who holds it, and its period's name; each duty, until when it is laid out."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

from luoshi.kernel.duties.rules.periods import period_key


def fill(apps, schema_editor):
    """What was owed is the unit's and the post's that have the duty; what recurs is looked at on the next day."""
    alias = schema_editor.connection.alias
    duties = apps.get_model("records", "Duty").objects.using(alias)
    rows = apps.get_model("records", "Occurrence").objects.using(alias)
    of = duties.filter(pk=OuterRef("duty"))
    rows.update(unit=Subquery(of.values("unit")[:1]), holder=Subquery(of.values("owner")[:1]))
    periods = rows.filter(first__isnull=False, last__isnull=False).order_by().values_list("first", "last").distinct()
    for first, last in list(periods):
        rows.filter(first=first, last=last).update(name=period_key(first, last))
    duties.filter(ended=None, rule__kind__in=("every", "days")).update(laid=F("start"))


def protect(*args, **more):
    return models.ForeignKey(*args, on_delete=django.db.models.deletion.PROTECT, **more)


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial"), ("records", "0005_batches")]
    operations = [
        migrations.AddField("duty", "laid", models.DateField(null=True)),
        migrations.AddField("occurrence", "unit", protect("org.unit", null=True, related_name="+", db_index=False)),
        migrations.AddField("occurrence", "holder", protect("org.post", null=True, related_name="+", db_index=False)),
        migrations.AddField("occurrence", "name", models.CharField(blank=True, default="", max_length=21), False),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
