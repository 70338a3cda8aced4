"""The errors of a compiled kind, such as unknown names, and days that a step's form does not ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django import forms
from django.db import models

from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.received.rules.metadata import NAMELESS
from luoshi.evidence.received.rules.uploads import EVIDENCE, MEDIA
from luoshi.kernel.kinds.compiled.faults import part_faults
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.put_faults import put_faults
from luoshi.kernel.kinds.compiled.row_faults import row_faults
from luoshi.kernel.kinds.forms.making import form_fields, step_form
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.parts import (
    Account,
    BeginsAt,
    Borrows,
    Face,
    Files,
    Lights,
    NotOwed,
    Number,
    OpenTitle,
    Quick,
    Reasons,
    Texts,
)
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Person

# Form fields that ask for a figure. No leader's step may set one, so that no leader can change what was counted.
ASKED = (forms.IntegerField, forms.DecimalField, forms.FloatField)

TONES = ("main", "plain", "careful")


def kind_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of the declaration, such as unknown names or protected fields that the search covers."""
    yield from row_faults(kind)
    wrong_rows = [fault for part in kind.every(Rows) for fault in part_faults(part, kind)]
    if wrong_rows:  # no form could be made of them
        yield from wrong_rows
        return
    if len(kind.duties_by_name) != len(kind.every(Owed)):
        yield "two duties have one name"
    if len({face.name for face in kind.every(Face)}) != len(kind.every(Face)):
        yield "two faces have one name"
    if len({files.name for files in kind.every(Files)}) != len(kind.every(Files)):
        yield "two sorts of files have one name"
    yield from (f"void in {state}, which closes nothing" for state in kind.void if state not in kind.cycle.closed)
    every = [name for protection in kind.protections for name in protection.masks]
    yield from (
        f"{masked_name} is protected twice" for masked_name in sorted({name for name in every if every.count(name) > 1})
    )
    for sort in (Lights, Texts, Number, Validity, Quick, BeginsAt, OpenTitle, NotOwed, Reasons, Borrows, Account):
        if len(kind.every(sort)) > 1:
            yield f"two parts {sort.__name__}"
    if kind.has_open_title and "title" in kind.masked_fields:
        yield "OpenTitle: the title is protected"
    link = kind.record._meta.parents.get(Record)
    if link is not None and getattr(link.remote_field, "related_name", None) is None:
        yield f"{kind.record.__name__} hangs on Record by its own name: let it inherit from KindRecord"
    back = {related.get_accessor_name(): related.related_model.__name__ for related in Record._meta.related_objects}
    yield from (
        f"its field {field.name} has the name by which each record leads to {back[field.name]}: call it otherwise"
        for field in kind.own_fields
        if field.name in back
    )
    yield from (
        f"step {step.name}: a leader's step sets the figure {name}"
        for step in kind.cycle.all_steps
        if _is_leaders(kind, step) or step.recorded
        for name in _figures(kind, step)
    )
    fields = kind.fields
    names = {*fields}
    if kind.account and getattr(fields.get(kind.account), "related_model", None) is not Person:
        yield f"account={kind.account} is no field that leads to a person who could sign in"
    listed = {*kind.columns, *kind.shows, *kind.filters, *kind.words, *kind.named_by}
    yield from (f"no field {name}" for name in sorted((listed | {*kind.masked_fields}) - names))
    yield from (
        f"hidden value {name} is shown or sought" for name in sorted({*kind.hidden} & (listed | {*kind.masked_fields}))
    )
    yield from (f"protected field {name} makes the title" for name in kind.named_by if name in kind.masked_fields)
    yield from (f"corrects: unknown relation {who}" for who in kind.corrects if who not in kind.rights.by_name)
    yield from (f"uncorrected: there is no field {name}" for name in kind.uncorrected if name not in kind.fields)
    yield from (f"{name} is not sorted, and no column" for name in kind.unsorted if name not in kind.columns)
    yield from (f"{name} is quiet, and not shown" for name in kind.quiet if name not in {*kind.columns, *kind.shows})
    if not kind.falls_due:
        yield from _due_faults(kind)
    if not kind.counter.strip():
        yield "counter is empty: say the measure word with which its records are counted"
    for part in [part for part in kind.parts if not isinstance(part, Rows)]:
        yield from part_faults(part, kind)
    for step in kind.cycle.all_steps:
        yield from _step_faults(kind, step)


def _due_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield what needs a due date, of a kind whose records never have one."""
    why = "its records never have a due date: declare a duty, or sets_due=True where code sets it"
    if kind.declaration.due:
        yield f"due={kind.declaration.due}: {why}"
    if kind.every(NotOwed):
        yield f"NotOwed: {why}"
    listed = {*kind.columns, *kind.shows, *kind.filters, *(name for face in kind.every(Face) for name in face.columns)}
    if "due" in listed:
        yield f"due is shown or a filter: {why}"
    yield from (f"step {step.name}: when_due: {why}" for step in kind.cycle.all_steps if step.when_due)


def _step_faults(kind: CompiledKind, step: Step) -> Iterator[str]:
    """Yield the errors of a step, such as unknown names or a day that it does not ask for."""
    where = f"step {step.name}: "
    related = [kind.rights.by_name[who] for who in step.who if who in kind.rights.by_name]
    yield from (
        f"{where}{relation.name} holds nothing of what is not there yet"
        for relation in related
        if step.begins and relation.by_entry and relation.names not in step.sets
    )
    yield from (f"{where}unknown relation {who}" for who in step.who if who not in kind.rights.by_name)
    if step.tone not in TONES:
        yield f"{where}tone={step.tone} is none of {', '.join(TONES)}"
    yield from (f"{where}open to the auditor" for who in step.who if who == "audit")
    known = {
        name for field in kind.record._meta.get_fields() for name in (field.name, getattr(field, "attname", field.name))
    }
    files = {part.name for part in kind.every(Files)}
    for duty in (*step.starts, *step.drops, *step.answers):
        link, over, _name = duty.partition(".")
        if over and duty in step.answers and link not in known:
            yield f"{where}answers {duty}, and {link} is no field"
        elif duty not in kind.duties_by_name and not (over and duty in step.answers):
            yield f"{where}unknown duty {duty}"
        elif step.begins and not over and duty in step.answers:
            yield f"{where}what begins with it, {duty}, it cannot answer"
    yield from (
        f"{where}asks {name}, which is no field: say it in own=" for name in step.asks if name not in known | files
    )
    touched = {*step.sets, *(name for pair in step.carries for name in pair)} - {*step.asks}
    yield from (f"{where}sets or carries {name}, which is no field" for name in sorted(touched - known))
    yield from (f"{where}{fault}" for fault in put_faults(kind, step))
    asked = form_fields(kind, step)
    yield from (f"{where}decides on {name}, which is no field" for name in step.decides if name not in known)
    closed = {*kind.masked_fields, *kind.hidden}
    yield from (f"{where}decides on {name}, which is protected" for name in step.decides if name in closed)
    yield from (f"{where}an example of {key}, which it does not ask" for key in sorted(step.example.keys() - asked))
    yield from (f"{where}must have {name}, which it does not ask" for name in step.must if name not in asked)
    yield from (
        f"{where}folds {name}, which it does not ask, or must have"
        for name in step.folds
        if not _may_fold(asked.get(name))
    )
    for day_name in filter(None, (step.on, step.deadline, *step.past)):
        name, _dot, column = day_name.partition(".")
        rows = next((part for part in kind.every(Rows) if part.name == name and name in step.adds), None)
        if column and rows and isinstance(rows.model._meta.get_field(column), models.DateField):
            continue
        if not isinstance(asked.get(day_name), forms.DateField):
            yield f"{where}its day {day_name} is no date that it asks for"


def _may_fold(field: forms.Field | None) -> bool:
    return field is not None and not field.required


def _is_leaders(kind: CompiledKind, step: Step) -> bool:
    held = [kind.rights.by_name[who] for who in step.who if who in kind.rights.by_name]
    reached = any(role is Role.LEADER for relation in held for role, _place in relation.reaches)
    return reached or any(relation.decides for relation in held)


def _figures(kind: CompiledKind, step: Step) -> list[str]:
    """List the figures that a step sets or asks for."""
    known = kind.fields
    touched = [*step.sets, *step.puts, *(name for name, _source in step.carries)]
    stored = [name for name in touched if isinstance(known.get(name), models.IntegerField)]
    asked = {**form_fields(kind, step), **getattr(step.given, "each", {})}
    return stored + [name for name, field in asked.items() if isinstance(field, ASKED) and name not in stored]


@part_faults.register
def files_faults(files: Files, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: extensions never accepted or with names in them, a column's name, files that no step asks for."""
    unknown = sorted({*files.endings} - {*MEDIA, *EVIDENCE})
    yield from (f"files {files.name}: {ending} is never taken" for ending in unknown)
    if files.nameless:
        named = sorted({*(files.endings or EVIDENCE)} - NAMELESS)
        yield from (f"files {files.name}: nothing removes the names from {ending}" for ending in named)
    if files.name in kind.fields:
        yield f"files {files.name}: a column has this name"
    if not any(files.name in form_fields(kind, step) for step in kind.cycle.all_steps):
        yield f"files {files.name}: no step asks for them"


@part_faults.register
def quick_faults(quick: Quick, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: a step that opens no record, a field that it does not ask, a required field left out."""
    step = kind.cycle.begin(quick.step)
    if step is None or step_form(kind, step) is None:
        yield f"quick: {quick.step} is no step that begins a record and asks for something"
        return
    fields, asks = form_fields(kind, step), quick.asks
    yield from (
        f"quick: the step {step.name} does not ask {name}: let it ask it" for name in asks if name not in fields
    )
    for name, form_field in fields.items():
        if form_field.required and name != "unit" and name not in asks:
            yield f"quick: the step {step.name} must have {name}: ask it here too"
    yield from (f"quick: {name} stands again and is not asked: ask it" for name in quick.again if name not in asks)
    closed = {*kind.masked_fields, *kind.hidden, *(part.name for part in kind.every(Files))}
    yield from (
        f"quick: {name} never stands again: it is protected, or files" for name in quick.again if name in closed
    )


@part_faults.register
def face_faults(face: Face, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: unknown columns, a form that cannot open a record or asks for a field that it sets."""
    where, step = f"face {face.name}: ", kind.cycle.begin(face.step)
    columns, known = face.columns, kind.fields
    if not re.fullmatch("[a-z][a-z0-9_]*", face.name):
        yield f"{where}a name has small letters, digits and _"
    yield from (f"{where}no field {column}" for column in columns if column not in known)
    lists = {field.name: field.code_list for field in kind.record._meta.get_fields() if hasattr(field, "code_list")}
    for test in face.where.asked if isinstance(face.where, Is) else ():
        of = lists.get(test.path[0]) if len(test.path) == 1 and test.beside is None else None
        loose = [code for code in test.values if of and code not in of.fixed.split()]
        yield from (f"{where}the list {of.name} may lose {code}: fix it there" for code in loose if of)
    yield from (f"{where}protected field {column} is listed" for column in columns if column in kind.masked_fields)
    if step is None or step_form(kind, step) is None:
        yield f"{where}{face.step} is no step that begins a record and asks for something"
        return
    fields, asks = form_fields(kind, step), face.asks
    yield from (f"{where}the step {step.name} does not ask {name}" for name in asks if name not in fields)
    yield from (f"{where}it sets {name}: do not ask it" for name in asks if name in face.sets)
    yield from (
        f"{where}the step {step.name} must have {name}: ask it here too"
        for name, form_field in fields.items()
        if asks and form_field.required and name not in (*asks, *face.sets, "unit")
    )
