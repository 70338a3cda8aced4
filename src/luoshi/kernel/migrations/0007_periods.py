"""Every due date has a unit; what recurs is found by the day on which it is laid out, periods without their rows."""

import django.db.models.deletion
from django.db import migrations, models


def protect(*args, **more):
    return models.ForeignKey(*args, on_delete=django.db.models.deletion.PROTECT, **more)


PERIODS = models.Q(("dropped", None), ("first__isnull", False))


class Migration(migrations.Migration):
    # Of its own: PostgreSQL changes no table in the transaction that filled its foreign keys.
    dependencies = [("records", "0006_occurrences")]
    operations = [
        migrations.AlterField("occurrence", "unit", protect("org.unit", related_name="+", db_index=False)),
        migrations.AlterField(
            "occurrence", "duty", protect("records.duty", related_name="occurrences", db_index=False)
        ),
        migrations.AddIndex(
            "duty",
            models.Index(
                condition=models.Q(("ended", None), ("laid__isnull", False)), fields=["laid"], name="records_to_lay_out"
            ),
        ),
        migrations.AddIndex(
            "occurrence",
            models.Index(
                condition=PERIODS,
                fields=["duty", "first", "due", "expired", "settled", "unit"],
                name="records_periods",
            ),
        ),
    ]
