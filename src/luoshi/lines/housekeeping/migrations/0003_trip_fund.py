"""A journey is paid from a fund; the border from which one is warned is that of funds."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

WAS, IS = "housekeeping.trip_border", "funds.border"


def rename(apps: Any, editor: Any) -> None:
    """What offices set stays set. The line of a year stays too: a list of journeys names it until a fund is opened."""
    apps.get_model("records", "Parameter").objects.filter(name=WAS).update(name=IS)


def name_back(apps: Any, editor: Any) -> None:
    """As it was."""
    apps.get_model("records", "Parameter").objects.filter(name=IS).update(name=WAS)


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0001_initial"),
        ("housekeeping", "0002_exact"),
    ]
    operations = [
        migrations.AddField(
            model_name="trip",
            name="fund",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="funds.fund",
                verbose_name="budget line",
            ),
        ),
        migrations.RunPython(rename, name_back, elidable=True),
    ]
