"""Validation of a step's input by its form: the cleaned values, or the errors of each field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.forms.step_forms import EvidenceField, StepForm
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.links import taken_over
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.step_forms import form_class


def fill_form(
    kind: CompiledKind,
    step: Step,
    given: Mapping[str, object],
    files: Mapping[str, object] | None,
    record: Record,
    actor: Actor,
    at: datetime,
) -> StepForm | None:
    """Return the step's form bound to the input, not validated yet; None if the step asks nothing."""
    asks = form_class(kind, step, actor)
    if asks is None:
        return None
    form = asks(given, files, record=record, actor=actor, at=at)
    form.sets = step.sets
    return form


def step_form_values(form: StepForm, step: Step, model: type[Record]) -> dict[str, Any]:
    """Return the values of a valid form, with those that it copies from linked records."""
    chosen = {name: value for name, value in form.cleaned_data.items() if name not in form.kept}
    return {**form.cleaned_data, **taken_over(model, chosen, step.sets)}


def check_values(
    kind: CompiledKind,
    step: Step,
    given: Mapping[str, object],
    files: Mapping[str, object] | None,
    record: Record,
    actor: Actor,
    at: datetime,
    *,
    bare: bool = False,
) -> dict[str, Any]:
    """Return the form's cleaned values.

    Args:
        bare: files are not required, and rows only if they are among the values.

    Raises:
        RecordError: ``incomplete``, with the messages of each field.
    """
    form = fill_form(kind, step, given, files, record, actor, at)
    if form is None:
        return {}
    for name, field in form.fields.items() if bare else ():
        if isinstance(field, EvidenceField) or (isinstance(field, RowsField) and name not in given):
            field.required = False
    if form.is_valid():
        return step_form_values(form, step, type(record))
    fields = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
    every = "; ".join(_named(form, name) + ": " + " ".join(said) for name, said in fields.items())
    fields |= {f"{name}.{at}": said for name in fields for at, said in wrong_rows(form, name).items()}
    raise RecordError(
        "incomplete",
        _("Something is missing or wrong: %(fields)s.") % {"fields": every.rstrip(".。")},
        where=str(step.label),
        remedy=_("Nothing was saved. Correct it and send it again."),
        fields=fields,
    )


def wrong_rows(form: StepForm, name: str) -> dict[str, list[str]]:
    """Return the errors of a field's rows by place and column, "2.percent", for programs that sent a list."""
    found: dict[str, list[str]] = getattr(form.fields.get(name), "wrong", {})
    return found


def _named(form: StepForm, name: str) -> str:
    return str(form[name].label) if name in form.fields else str(form.data.get("title", "")) or _("form")
