"""Prefill a step's form with known values before it is submitted; no step is taken and nothing is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.forms.prefills import FILLERS
from luoshi.kernel.kinds.forms.step_forms import StepForm

EMPTY: tuple[object, ...] = (None, "", [])
FILL = "fill"  # the name of the button for it


def prefill_form(form: StepForm, typed: QueryDict, day: date) -> str:
    """Show what was typed in an unbound form, and known values in empty fields, each with its source.

    A link whose words match no record, or several, keeps them: its field says so and lists the candidates.

    Returns:
        A sentence that says what was filled in.
    """
    values: dict[str, object] = {}
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
        return _("Nothing was filled in: choose the person or organisation first; otherwise nothing more is known.")
    form.filled = list(found)
    return _("Filled in from known data: check it, and correct what has changed.")


def _hint(field: Any, words: str) -> None:
    field.help_text = format_lazy("{} {}", field.help_text, words) if field.help_text else words
