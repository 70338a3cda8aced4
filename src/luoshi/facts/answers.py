"""API operations for figures: figures of units, and checks of budget floors."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.facts.figure_views.api_routes import figure_operations
from luoshi.facts.floors.api_routes import floor_operation
from luoshi.org.api.operations import Operation


def build_operations(path: str) -> list[Operation]:
    """Build the operations below a path, with their words in the active language."""
    tag = _("Figures")
    return [*figure_operations(path, tag), floor_operation(path, tag)]
