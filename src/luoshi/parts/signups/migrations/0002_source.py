"""From where somebody signed up, as a keyed hash."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signups", "0001_initial")]

    operations = [
        migrations.AddField("signup", "source", models.CharField(blank=True, default="", editable=False, max_length=32)),
    ]
