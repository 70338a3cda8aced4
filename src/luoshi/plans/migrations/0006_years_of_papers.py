"""Whether the year that a document was read under was a guess: its due dates are then doubted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_conversions")]
    operations = [migrations.AddField("source", "year_guessed", models.BooleanField(default=False))]
