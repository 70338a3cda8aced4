"""API operations for figures of units."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.facts.figure_views.api_routes import figure_operations
from luoshi.org.api.operations import Operation


def build_operations(path: str) -> list[Operation]:
    """Build the operations below a path, with their words in the active language."""
    return figure_operations(path, _("Figures"))
