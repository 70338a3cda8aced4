"""What is said of doubles, to people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.records.base.errors import RecordError
from luoshi.records.kinds import fields
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.unique import Unique
from luoshi.records.unique.queries import Mark


def compared_field_labels(kind: Kind, unique: Unique) -> str:
    """The fields that are compared, by their labels."""
    return "、".join(fields.field_label(kind, name) for name in unique.fields)


def same_key_text(kind: Kind, unique: Unique, number: str) -> str:
    """That there is one with the same; ``number``: of that one, "" where it is not the reader's to see."""
    said = {"fields": compared_field_labels(kind, unique), "number": number}
    if number:
        return _("%(number)s has the same: %(fields)s.") % said
    return _("There is one already with the same that is not yours to see: %(fields)s.") % said


def same_as_row(kind: Kind, unique: Unique, row: int) -> str:
    """That an earlier row of the sheet has the same."""
    return _("Row %(row)d has the same: %(fields)s.") % {"row": row, "fields": compared_field_labels(kind, unique)}


def double_error(kind: Kind, unique: Unique, number: str) -> RecordError:
    """That there may not be a second one."""
    return RecordError(
        "guarded",
        same_key_text(kind, unique, number),
        where=str(kind.one),
        remedy=_("Nothing was saved. Go on with the one that is there, or enter in what this one differs."),
    )


def double_mark_text(mark: Mark) -> str:
    """That a record is a double, or may be."""
    number = mark.number or _("another that is not yours to see")
    if mark.ruled:
        return _("double of %(number)s") % {"number": number}
    return _("possible double of %(number)s") % {"number": number}
