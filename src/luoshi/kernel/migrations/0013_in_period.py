"""A duty of each month or year is met in it: its rules and due dates say so, those of reports have deadlines."""

from django.db import migrations, models
from django.db.models import F

# What is owed for each period, and not in it: the reports on commitments, and forms that are filled in.
DEADLINES = models.Q(record__kind="commitments", name="report") | models.Q(record__kind="form_tasks")


def mark_periods(apps, schema_editor):
    duties = apps.get_model("records", "Duty").objects
    occurrences = apps.get_model("records", "Occurrence").objects
    in_periods = duties.filter(rule__kind="every").exclude(DEADLINES)
    for duty in in_periods.iterator(chunk_size=500):
        duties.filter(pk=duty.pk).update(rule={**duty.rule, "in_period": True})
    rows = occurrences.filter(duty__in=in_periods, first__isnull=False)
    rows.filter(due=F("last"), expired=None).update(in_period=True)
    rows.filter(expired=F("last")).update(in_period=True)


class Migration(migrations.Migration):
    dependencies = [("records", "0012_order_by")]
    operations = [
        migrations.AddField("occurrence", "in_period", models.BooleanField(default=False)),
        migrations.RunPython(mark_periods, migrations.RunPython.noop, elidable=True),
    ]
