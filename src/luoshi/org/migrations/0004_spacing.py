"""How many messages of a day went out, by a keyed hash of whom."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0003_unit_runs")]

    operations = [
        migrations.CreateModel(
            name="Spacing",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("last", models.DateTimeField()),
            ],
        ),
    ]
