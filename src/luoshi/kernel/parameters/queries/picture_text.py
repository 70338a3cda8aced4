"""Whether the text in pictures that were attached to records is recognised and shown beside them."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.step_forms import has_files
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, parameter_value
from luoshi.kernel.parameters.rules import yes_or_no

OWN = _("Luoshi's suggestion")
READ_PICTURES = DeclaredParameter(
    "files.picture_text",
    _("Text in attached pictures and scans is recognised and shown beside them: 是 or 否"),
    yes_or_no,
    group=_("Files"),
    unset=_("It is recognised, where text recognition is installed; never in files of protected records."),
    suggested=(
        Suggested("是", OWN, _("Recognised")),
        Suggested("否", OWN, _("Not recognised; what was recognised before is not shown")),
    ),
    words=previews.in_yes,
)


def has_readable_files(kind: CompiledKind) -> bool:
    """Whether a kind's steps take files whose pictures may be read: it has no protected fields."""
    return not kind.masks and any(has_files(form_fields(kind, step)) for step in kind.cycle.all_steps)


def reads_pictures(unit: int, day: date) -> bool:
    """Return whether text in pictures is recognised for a unit's records; unset, it is. Two queries at most."""
    try:
        found: bool = parameter_value(READ_PICTURES, unit, day)
    except RecordError:
        return True
    return found
