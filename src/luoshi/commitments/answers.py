"""API operations of the line: the answer to the question about a document's columns."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.org.api.operations import Operation
from luoshi.plans.receiving.api_routes import column_operations


def build_operations(path: str) -> list[Operation]:
    """Build the operations, with their words in the active language; they stand among those of plans."""
    return column_operations(_("Plans"))
