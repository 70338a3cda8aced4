"""The kind of paper as which a document was read, and what a person said it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.AddField("source", "kind", models.CharField(blank=True, default="", max_length=10), False),
        migrations.AddField("source", "kind_guessed", models.BooleanField(default=False)),
        migrations.AddField("source", "kind_said", models.CharField(blank=True, default="", max_length=10), False),
        migrations.AddField("edit", "kinds", models.JSONField(null=True)),
    ]
