"""A draw is due on the day by which its checks are to be done."""

from typing import Any

from django.db import migrations
from django.db.models import F


def due(apps: Any, _editor: Any) -> None:
    """Those that were set up before have the day, but were due on none."""
    for draw in apps.get_model("ledger", "Draw").objects.filter(due=None):
        draw.due = draw.by
        draw.save(update_fields=["due"])


def undue(apps: Any, _editor: Any) -> None:
    """As they were: without a due date."""
    for draw in apps.get_model("ledger", "Draw").objects.filter(due=F("by")):
        draw.due = None
        draw.save(update_fields=["due"])


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0014_kind_of_supervision'),
    ]

    operations = [migrations.RunPython(due, undue)]
