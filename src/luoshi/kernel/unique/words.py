"""Messages about duplicates."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.unique.queries import Mark


def compared_field_labels(kind: CompiledKind, unique: Unique) -> str:
    """Return the labels of the compared fields."""
    return "、".join(fields.field_label(kind, name) for name in unique.fields)


def same_key_text(kind: CompiledKind, unique: Unique, number: str) -> str:
    """Return the message that an equal record exists; ``number``: that record's, "" if the reader may not see it."""
    said = {"fields": compared_field_labels(kind, unique), "number": number}
    if number:
        return _("%(number)s already has the same: %(fields)s.") % said
    return _("A record that you may not see already has the same: %(fields)s.") % said


def same_as_row(kind: CompiledKind, unique: Unique, row: int) -> str:
    """Return the message that an earlier row of the sheet is equal."""
    return _("Row %(row)d already has the same: %(fields)s.") % {
        "row": row,
        "fields": compared_field_labels(kind, unique),
    }


def double_error(kind: CompiledKind, unique: Unique, number: str) -> RecordError:
    """Return the error that refuses a duplicate."""
    return RecordError(
        "guarded",
        same_key_text(kind, unique, number),
        where=str(kind.one),
        remedy=_("Nothing was saved. Continue with the existing one, or enter how this one differs."),
    )


def double_mark_text(mark: Mark) -> str:
    """Return text that a record is or may be a duplicate."""
    number = mark.number or _("another one that you may not see")
    if mark.ruled:
        return _("double of %(number)s") % {"number": number}
    return _("possible double of %(number)s") % {"number": number}
