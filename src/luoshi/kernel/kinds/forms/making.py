"""The forms of a kind's steps, made from the compiled kind once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from luoshi.kernel.kinds.compiled.compiling import RIGHT, correction_days
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.columns import form_of
from luoshi.kernel.kinds.forms.corrections import make_correction_form
from luoshi.kernel.kinds.forms.row_forms import row_fields
from luoshi.kernel.kinds.forms.step_forms import PERIOD, StepForm
from luoshi.kernel.kinds.forms.validity import ValidityForm
from luoshi.kernel.kinds.language.parts import Files, Quick
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step


def step_form(kind: CompiledKind, step: Step) -> type[StepForm] | None:
    """Return the form of a kind's step; None if it asks for nothing."""
    return kind.make_once(_forms).get(step.name)


def form_fields(kind: CompiledKind, step: Step) -> Mapping[str, forms.Field]:
    """Return the fields of a step's form by name."""
    form = step_form(kind, step)
    return {} if form is None else form.base_fields


def opens_by_sheet(kind: CompiledKind, step: Step | None = None) -> bool:
    """Whether several records may be opened at once from the rows of a sheet by a step, by default the first."""
    return kind.begins is None and step_form(kind, step or kind.cycle.first) is not None


def taken_by_sheet(kind: CompiledKind, step: Step) -> bool:
    """Whether a step may be taken on many records by the lines of a sheet: its form is the same for each of them."""
    form = step_form(kind, step)
    return kind.begins is None and not step.begins and (form is None or not form.each)


def _forms(kind: CompiledKind) -> Mapping[str, type[StepForm]]:
    """Return the forms of the steps that have one, by the step's name."""
    made = {step.name: _form(kind, step) for step in kind.cycle.all_steps}
    return {name: form for name, form in made.items() if form is not None}


def _form(kind: CompiledKind, step: Step) -> type[StepForm] | None:
    form = _asking(kind, step)
    if form is None:
        return None
    term, body = kind.validity, {"kind": kind}
    if term is None or {term.first, term.last}.isdisjoint(form.base_fields):
        return _further(form, body)
    renewing = step.name in term.renews  # both days are those of the new term
    emptied = frozenset(name for name in term.days if name in step.puts and step.puts[name] is None)
    anew = term.days if renewing else ()
    return _further(form, {**body, "term": term, "renewing": renewing, "emptied": emptied, "anew": anew}, ValidityForm)


def _asking(kind: CompiledKind, step: Step) -> type[StepForm] | None:
    """Return the form that asks for what the step declares, or its own one."""
    if step.name == RIGHT and step.given is None and not step.asks:
        return make_correction_form(kind.record, step.sets, *correction_days(kind))
    files = {part.name: part for part in kind.every(Files)}
    there = getattr(step.given, "base_fields", {})
    rows = row_fields(step, {part.name: part for part in kind.every(Rows)})
    own = {**step.own, **{name: field for name, field in rows.items() if name not in there}}
    period = PERIOD not in there and kind.periods_of(step)
    if {*step.asks} <= {*kind.fields, *files} and (step.asks or own or period):
        usual = [*kind.columns, *(name for quick in kind.every(Quick) for name in quick.asks)]
        return form_of(kind.record, replace(step, own=own), kind.unit, files, period=period, usual=usual)
    return _own_form(step)


def _own_form(step: Step) -> type[StepForm] | None:
    """Return the form class that a step brings."""
    if step.given is None:
        return None
    if not isinstance(step.given, type) or not issubclass(step.given, StepForm):
        raise TypeError(f"step {step.name}: {step.given!r} is no form of a step: let it inherit from StepForm")
    return step.given


def _further(form: type[StepForm], body: Mapping[str, Any], *above: type[StepForm]) -> type[StepForm]:
    """Return a form with more attributes and base classes, and with the same fields."""
    made: Any = type(form.__name__, (*above, form), {**body, "__module__": form.__module__})
    made.base_fields = form.base_fields
    found: type[StepForm] = made
    return found
