"""The doubts about a whole document, of its last reading."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_kinds_of_paper")]
    operations = [migrations.AddField("source", "doubts", models.JSONField(default=list))]
