"""A commitment says whether the dates that its light goes by end periods: those are late from their end on."""

from django.db import migrations, models
from django.db.models import F


def mark_ends(apps, schema_editor):
    rows = apps.get_model("ledger", "Commitment").objects
    ends = apps.get_model("records", "Occurrence").objects.filter(in_period=True, settled=None, dropped=None)
    for name in ("pressing", "report_due"):
        same = F(f"duty__record__commitment__{name}")
        marked = (
            ends.filter(expired=same).values("duty__record").union(ends.filter(expired=None, due=same).values("duty__record"))
        )
        rows.filter(pk__in=list(marked.values_list("duty__record", flat=True))).update(**{f"{name}_in_period": True})


class Migration(migrations.Migration):
    dependencies = [("ledger", "0014_doubts_of_reports"), ("records", "0017_settled_work")]
    operations = [
        migrations.AddField("commitment", "pressing_in_period", models.BooleanField(default=False)),
        migrations.AddField("commitment", "report_due_in_period", models.BooleanField(default=False)),
        migrations.RunPython(mark_ends, migrations.RunPython.noop),
    ]
