"""Long sheets brought into plans by steps that nobody sees."""

from django.db import migrations, models


def hidden() -> models.ForeignKey:
    return models.ForeignKey(
        "ledger.sheetwork", models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_gates")]
    operations = [
        migrations.AddField("sheetwork", "written", models.PositiveIntegerField(default=0)),
        *(migrations.AddField(name, "batch", hidden()) for name in ("source", "part", "row")),
    ]
