"""The words of the codes by which figures are divided."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from luoshi.desk.figures.queries.axes import axis_field, axis_label, is_text_axis, is_year_axis, linked_axis
from luoshi.desk.figures.rules import NONE
from luoshi.kernel.code_lists.queries import code_choices
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record


def code_text(kind: CompiledKind, name: str, code: str, day: date) -> str:
    """Return what a code of an axis is called; a linked record and a text only by a number. At most one query."""
    if code == NONE:
        return _("not filled in: %(field)s") % {"field": axis_label(kind, name)}
    is_text = is_text_axis(kind, name)
    if is_text or linked_axis(kind, name) is not None:
        number = Record._base_manager.filter(pk=code).values_list("number", flat=True).first() or code
        return _("the same as in %(number)s") % {"number": number} if is_text else number
    return code if is_year_axis(name) else code_words(kind, name, day).get(code, code)


def code_words(kind: CompiledKind, name: str, day: date) -> dict[str | None, str]:
    """Return the codes of a field in order with their words on a day; None, for no code, comes last."""
    field = axis_field(kind, name)
    found = code_choices(field.code_list, day) if hasattr(field, "code_list") else dict(field.flatchoices)
    made: dict[str | None, str] = {str(code): str(word) for code, word in found.items() if code != ""}
    made[None] = _("not filled in: %(field)s") % {"field": axis_label(kind, name)}
    return made
