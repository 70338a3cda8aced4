"""The words of the codes by which figures are divided."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.kernel.code_lists.queries import code_choices
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind


def code_words(kind: CompiledKind, name: str, day: date) -> dict[str | None, str]:
    """Return the codes of a field in order with their words on a day; None, for no code, comes last."""
    field: Any = kind.record._meta.get_field(name)
    found = code_choices(field.code_list, day) if hasattr(field, "code_list") else dict(field.flatchoices)
    made: dict[str | None, str] = {str(code): str(word) for code, word in found.items() if code != ""}
    made[None] = _("not filled in: %(field)s") % {"field": fields.field_label(kind, name)}
    return made
