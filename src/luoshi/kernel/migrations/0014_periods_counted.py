"""Counts of periods read from the index alone whether they are met in their period."""

from django.db import migrations, models


class Migration(migrations.Migration):
    # Of its own: PostgreSQL changes no table in the transaction that filled it.
    dependencies = [("records", "0013_in_period")]
    operations = [
        migrations.RemoveIndex("occurrence", "records_periods"),
        migrations.AddIndex(
            "occurrence",
            models.Index(
                condition=models.Q(("dropped", None), ("first__isnull", False)),
                fields=["duty", "first", "due", "expired", "settled", "unit", "in_period"],
                name="records_periods",
            ),
        ),
    ]
