import django.db.models.deletion
from django.db import migrations, models

SOURCES = [("law", "Law"), ("outline", "Outline"), ("regulations", "Regulations"), ("charter", "Charter")]


class Migration(migrations.Migration):
    dependencies = [
        ("experts", "0001_initial"),
        ("norms", "0001_initial"),
        ("records", "0027_views_of_the_office"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(default=0, editable=False)),
                ("source", models.CharField(choices=SOURCES, max_length=11, verbose_name="source")),
                ("article", models.CharField(max_length=120, verbose_name="article")),
                (
                    "norm",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="norms.norm",
                        verbose_name="plan or rule",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["record", "place", "id"], name="experts_fin_record__fb8361_idx")],
            },
        ),
    ]
