"""Long sheets of units brought in by steps that nobody sees."""

import django.db.models.deletion
from django.db import migrations, models

from luoshi.base.forms.fields import EncryptedText


class Migration(migrations.Migration):
    dependencies = [("org", "0002_slips_and_order")]

    operations = [
        # None by default: SQLite adds the column then and does not make the table anew, of which triggers speak.
        migrations.AddField("unitsmark", "hidden_from", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="UnitRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("rows", EncryptedText(blank=True)),
                ("at", models.DateTimeField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("begun", models.DateTimeField(null=True)),
                ("written", models.PositiveIntegerField(default=0)),
                ("said", models.CharField(blank=True, max_length=300)),
                ("day", models.DateField()),
                ("agreed", models.CharField(max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
