"""The words for columns of a ledger, and for the treatment of its lines."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.plans.base import code_labels
from luoshi.plans.base.notes import SERIAL
from luoshi.plans.columns.rules import LedgerSheetLine

FIELDS = {
    "task": gettext_lazy("Text of the task"),
    "more": gettext_lazy("Further text of the task"),
    "category": gettext_lazy("Category"),
    "target": gettext_lazy("Target"),
    "due": gettext_lazy("Time limit"),
    "lead": gettext_lazy("Lead units"),
    "support": gettext_lazy("Supporting units"),
    "number": gettext_lazy("No."),
    "source": gettext_lazy("Source of the task"),
    "leader": gettext_lazy("Responsible leader"),
    "person": gettext_lazy("Responsible person"),
    "contact": gettext_lazy("Contact"),
    "assigned": gettext_lazy("Assigned or received on"),
    "progress": gettext_lazy("Progress"),
    "problem": gettext_lazy("Problems and reasons"),
    "following": gettext_lazy("Next measures"),
    "checked": gettext_lazy("Evidence and checks"),
    "remark": gettext_lazy("Remark"),
    "other": gettext_lazy("Other (keeps its column name)"),
    "state": gettext_lazy("State of correction"),
}
FIELDS[SERIAL] = gettext_lazy("No. in the sheet")
SKIPPED = {
    "blank": gettext_lazy("blank"),
    "joined": gettext_lazy("kept beside the row above"),
    "total": gettext_lazy("total"),
    "signature": gettext_lazy("signatures"),
    "note": gettext_lazy("note"),
    "head": gettext_lazy("head repeated"),
}


def format_column_name(name: str) -> str:
    """Return a column's label: by its field, or for an office's own column by its header."""
    return str(FIELDS[name]) if name in FIELDS else name.partition(":")[2]


def format_skip_reason(line: LedgerSheetLine) -> str:
    """Say why a line of a sheet is skipped."""
    return str(SKIPPED.get(line.why, line.why))


def format_line_error(code: str) -> str:
    """Say why a line of a sheet is invalid."""
    return _("no words under “%(column)s”") % {"column": FIELDS["task"]} if code == "no_task" else code


def format_doubt_codes(codes: tuple[str, ...]) -> str:
    """Format doubts in words, one after the other."""
    return _("; ").join(code_labels.format_doubt(code) for code in codes)
