"""Forms of a return's steps: its cells, and the cells for which it is sent back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from luoshi.base.labels import Label
from luoshi.base.record_errors import RecordError
from luoshi.facts.returns import queries, rules
from luoshi.facts.returns.digests import hash_told_values
from luoshi.facts.returns.fault_messages import format_cell_fault
from luoshi.facts.returns.models import Return, Task
from luoshi.facts.returns.rules import FormLine
from luoshi.kernel.base.examples import Around
from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.forms.step_forms import StepForm

_now = words_now(__name__)
_ = words(__name__)

EXAMPLE = "3"
LONGEST = 200_000  # characters of all cells together


class CellsField(forms.CharField):
    """Texts by cell name, as a JSON object: ``{"c12u3": "1.2万"}``."""

    def __init__(self, label: Label, example: object = "") -> None:
        super().__init__(label=label, required=False, max_length=LONGEST, widget=forms.Textarea)
        self.example = example

    def to_python(self, value: object) -> Any:
        """Return the texts by name; None if nothing was sent.

        Raises:
            ValidationError: it is no such object.
        """
        if value in (None, ""):
            return None
        found = value
        if isinstance(value, str):
            try:
                found = json.loads(value)
            except ValueError:
                found = None
        if not isinstance(found, Mapping) or not all(isinstance(text, str | int) for text in found.values()):
            raise ValidationError(_now("Send cells as an object that maps names of cells to texts."), code="cells")
        return {str(name): str(text) for name, text in found.items()}

    def validate(self, value: object) -> None:
        """Do nothing: ``to_python`` has checked everything."""

    def run_validators(self, value: object) -> None:
        """Do nothing: ``to_python`` has checked everything."""


def example_cells(record: Any, around: Around) -> str:
    """Fill in all cells of a form, for examples."""
    task = record if isinstance(record, Task) else queries.task_of(record)
    if task is None or task.form is None:
        return ""
    return json.dumps(
        {line.cell(task.unit_id): EXAMPLE for line in queries.form_grid_lines(task.form) if not line.made}
    )


def example_period(record: Any, around: Around) -> str:
    """Return the first day of the oldest period owed, for examples."""
    return next((period.isoformat() for period in queries.open_periods(record)), "")


class SendReturnForm(StepForm):
    """The form to send a return: the draft with the cells sent along.

    It runs under the lock of the return, so that concurrent drafts are considered too.
    """

    cells = CellsField(_("cells"), example_cells)
    notes = CellsField(_("what is said of what looks wrong"))

    def clean(self) -> dict[str, object]:
        """Return the figures to report, their hash, and the later periods they affect; collect all faults by line."""
        given = super().clean() or self.cleaned_data
        record = self.instance
        assert isinstance(record, Return)
        task = queries.task_of(record)
        assert task is not None
        record.task = task  # with its form and units, also for the follow-ups
        assert task.form is not None
        assert record.first is not None
        sheet = queries.load_form_grid(
            task, queries.span_of(task.form, record.first), record.last or self.at.date(), record.pk
        )
        draft = queries.draft_of(record)
        texts = queries.texts_of(sheet, draft)
        open_now = rules.open_cells(sheet.names, record.marks)
        typed = {name: text for name, text in (given.get("cells") or {}).items() if name in open_now}
        texts = rules.overlay_typed_cells(texts, typed)
        if strange := sorted((given.get("cells") or {}).keys() - sheet.names)[:3]:
            self.add_error(
                "cells",
                ValidationError(_now("The form has no cells %(cells)s.") % {"cells": "、".join(strange)}, code="cells"),
            )
        notes = {**(draft.notes if draft else {}), **(given.get("notes") or {})}
        found = rules.judge_form_cells(sheet.asked, [unit.pk for unit in sheet.units], sheet.span, texts, sheet.known)
        by_cell = sheet.by_cell

        def named(fault: rules.CellFault) -> str:
            one, unit = by_cell[fault.cell]
            of = f"{unit} " if sheet.form.beneath else ""
            return f"{of}{one.name}：{format_cell_fault(fault, one)}"

        for fault in found.wrong:
            self.add_error("cells", ValidationError(named(fault), code=fault.code))
        for fault in found.doubts:
            if fault.code in rules.QUESTIONS and not str(notes.get(fault.name, "")).strip():
                self.add_error("notes", ValidationError(named(fault), code=fault.code))
        self._show(found, notes)
        # Other doubts never stop a return: they are stored with their explanation, if any.
        doubted = {doubt.name: str(notes.get(doubt.name, "")).strip() for doubt in found.doubts}
        said = [f"{named(doubt)} {doubted[doubt.name] or _now('No explanation was given.')}" for doubt in found.doubts]
        told = list(found.told.values())
        return {
            **given,
            "cells": None,
            "notes": "；".join(said),
            "doubted": doubted,
            "told": told,
            "later": queries.later_told(sheet, found.told),
            "count": len(told),
            "digest": hash_told_values(told),
            "edition": sheet.form.edition,
        }

    def _show(self, found: rules.CheckedCells, notes: Mapping[str, object]) -> None:
        """Show new doubts once to those who send from a page; sent again unchanged, it passes.

        Raises:
            RecordError: ``incomplete``: there is a doubt that was not on the page.
        """
        seen = self.data.get(rules.SEEN)
        if seen is None or self.errors:
            return
        if any(doubt.name not in seen and not str(notes.get(doubt.name, "")).strip() for doubt in found.doubts):
            raise RecordError(
                "incomplete",
                _now("Some figures look doubtful; nothing was sent yet."),
                remedy=_now("Correct them or add an explanation. If you send again, they are submitted as they are."),
            )


class TypedIn(SendReturnForm):
    """The same form, typed by another unit, with who gave the figures."""

    told_by = forms.CharField(label=_("reported by telephone by"), max_length=60)


class SentBack(StepForm):
    """The form to send a return back: reason, and the lines concerned; none means all."""

    reason = forms.CharField(label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    lines = forms.MultipleChoiceField(
        label=_("lines to correct"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If none is chosen, all are reopened."),
    )

    def __init__(self, *args: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lines"]
        field.choices = [(str(line.line), line.name) for line in _lines(self.instance)]

    def clean(self) -> dict[str, object]:
        """Add the names of the marked cells."""
        given = super().clean() or self.cleaned_data
        chosen = {*given.get("lines", ())}
        names = {str(line.line): line for line in _lines(self.instance)} if chosen else {}
        units = {fact.key.unit for fact in queries.told_of(self.instance)} or {self.instance.unit_id}
        given["marks"] = [names[line].cell(unit) for line in sorted(chosen & names.keys()) for unit in sorted(units)]
        given["lines"] = "、".join(form_line.name for line, form_line in names.items() if line in chosen)
        return given


def _lines(record: Any) -> list[FormLine]:
    task = queries.task_of(record)
    return queries.form_grid_lines(task.form) if task and task.form else []


class Filling(StepForm):
    """The form of a return sent by a program: period and cells."""

    first = forms.DateField(label=_("first day of the period"))
    first.example = example_period  # type: ignore[attr-defined]
    cells = CellsField(_("cells"), example_cells)
    notes = CellsField(_("what is said of what looks wrong"))
