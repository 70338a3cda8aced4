"""Longer texts of records in pieces, found by the same index."""

import django.db.models.deletion
from django.db import migrations, models

from luoshi.records import grams_index


def take_out(apps, schema):
    """Take the pieces out of the index, before their table goes."""
    for one in apps.get_model("records", "Passage").objects.iterator(chunk_size=100):
        grams_index.put([(-one.pk, one.text, None)])


class Migration(migrations.Migration):
    dependencies = [("records", "0005_acts_taken_back")]

    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=40)),
                ("place", models.PositiveIntegerField()),
                ("line", models.PositiveIntegerField()),
                ("only", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="records.record"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "part", "place"), name="passage_of_place"),
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, take_out),
    ]
