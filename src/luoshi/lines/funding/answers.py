"""API operations of the line: checks of budget floors."""

from __future__ import annotations

from luoshi.kernel.base.words import words_now
from luoshi.lines.funding.floors.api_routes import floor_operation
from luoshi.org.api.operations import Operation

_ = words_now(__name__)

FIGURES = "facts"  # programs have the address of the checks among those of figures


def build_operations(path: str) -> list[Operation]:
    """Build the operations, with their words in the active language."""
    return [floor_operation(FIGURES, _("Figures"))]
