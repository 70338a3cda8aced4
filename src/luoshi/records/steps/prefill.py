"""A step's form comes back with what is known already, before it is sent: nothing is taken, and nothing is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from luoshi.records.kinds.choosers import LinkField
from luoshi.records.kinds.forms import StepForm
from luoshi.records.kinds.prefills import FILLERS

EMPTY: tuple[Any, ...] = (None, "", [])
FILL = "fill"  # the name of the button that asks for it


def prefill_form(form: StepForm, typed: QueryDict, day: date) -> str:
    """Let an unbound form show what was typed, and in empty fields what is known, each with where it is known from.

    A link whose words fit nothing, or several, keeps them: its field says so, and which there are to choose from.

    Returns:
        What came of it, in a sentence.
    """
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        if not field.widget.needs_multipart_form:
            values[name] = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
    form.initial.update(values)
    for name, field in form.fields.items():
        if isinstance(field, LinkField):
            try:
                values[name] = field.to_python(values[name])
            except ValidationError as error:
                values[name] = None
                _hint(field, " ".join(error.messages))
    known = FILLERS.known(form, values, form.actor, day)
    found = {name: proposal for name, proposal in known.items() if values.get(name, "") in EMPTY}
    for name, proposal in found.items():
        form.initial[name] = proposal.value
        _hint(form.fields[name], proposal.source)
    if not found:
        return _("Nothing was filled in: choose first of whom or what it is, or nothing more is known.")
    form.filled = list(found)
    return _("Filled in from what is known: look it through, and put right what is otherwise now.")


def _hint(field: Any, words: str) -> None:
    field.help_text = format_lazy("{} {}", field.help_text, words) if field.help_text else words
