"""The errors of the parts of a kind, such as unknown names: as far as they show without the forms of steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import singledispatch
from string import Formatter
from typing import Any

from django.db import models

from luoshi.base.forms.fields import EncryptedText
from luoshi.kernel.kinds.compiled.duties import what_is_held
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import (
    Beside,
    During,
    Given,
    Holds,
    Owes,
    Some,
    Valid,
    read_paths,
    walk_conditions,
)
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.formulas import Sort
from luoshi.kernel.kinds.language.parts import Number, Part, Protected, Texts
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import PAGE, Same, Unique, is_own
from luoshi.kernel.kinds.language.validity import Validity

PLACES = frozenset(("prefix", "year", "unit", "n"))  # the placeholders of a number's pattern
FIRST = ("number", "title", "unit")  # fields that every record has and may be shown
PERIOD = re.compile(r"P[1-9][0-9]{0,2}[DWMY]")
MOST_FOLLOWING = 12  # months
MOST_AHEAD = 120  # months: ten years
RULE = 120  # characters of a rule's name
# Types whose values can be compared; a file, JSON and the like cannot.
COMPARED = (
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)


@singledispatch
def part_faults(part: Part, kind: CompiledKind) -> Iterator[str]:
    """Yield the errors of a part in its kind."""
    if isinstance(part, CheckedPart):
        yield from part.faults(kind)


@part_faults.register
def number_faults(number: Number, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: unknown placeholders, numbers that would repeat, an unknown step."""
    places = {name for _words, name, _form, _way in Formatter().parse(number.pattern) if name}
    yield from (f"number: nothing fills {{{place}}}" for place in sorted(places - PLACES))
    if "n" not in places:
        yield "number: its pattern has no {n}"
    yield from (f"number: a series per {name} is not known" for name in number.per if name not in ("year", "unit"))
    yield from (f"number: with a series per {name} it must say {{{name}}}" for name in {*number.per} - places)
    steps = [kind.cycle.by_name.get(name) for name in number.at]
    if steps and all(step is None or step.begins for step in steps):
        yield f"number: {' '.join(number.at)} is no step after the beginning"
    else:
        yield from (f"number: no step {name}" for name in number.at if name not in kind.cycle.by_name)


@part_faults.register
def protected_faults(protected: Protected, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: unknown relations; protected fields that are searched or listed."""
    every = (*protected.who, *protected.to)
    yield from (f"protected: unknown relation {who}" for who in every if who not in kind.rights.by_name)
    yield from (
        f"{name} is plain to somebody, and not protected" for name in protected.plain if name not in protected.masks
    )
    if bool(protected.plain) is not bool(protected.to):
        yield "protected: plain= says what, to= to whom: neither without the other"
    masked = {f"{rows.name}.{column}" for rows in kind.every(Rows) for column in rows.masks}
    yield from (f"protected: {path} is no masked column of rows" for path in protected.rows if path not in masked)
    open_to_all = {*kind.words, *kind.columns, *kind.filters}
    yield from (f"protected field {mask} is sought or listed" for mask in sorted({*protected.masks} & open_to_all))


@part_faults.register
def texts_faults(texts: Texts, kind: CompiledKind) -> Iterator[str]:
    """Yield unknown relations."""
    yield from (f"texts: unknown relation {who}" for who in texts.only if who not in kind.rights.by_name)


@part_faults.register
def duty_faults(duty: Owed, kind: CompiledKind) -> Iterator[str]:
    """Yield its errors in a kind: unknown fields, steps that begin or end a duty that goes by spans."""
    fields = kind.fields
    if duty.of_rows:
        yield from (f"duty {duty.name}: {fault}" for fault in _of_row_days(duty, kind))
    elif duty.at and duty.at not in fields:
        yield f"duty {duty.name}: no field {duty.at}"
    if duty.since_day and not isinstance(fields.get(duty.since_day), models.DateField):
        yield f"duty {duty.name}: since_day {duty.since_day} is no day"
    yield from (f"duty {duty.name}: {fault}" for fault in _of_periods(duty))
    held, code = what_is_held(kind, duty.holder)
    if duty.holder and held is None:
        yield f"duty {duty.name}: nothing that is held is called {duty.holder}"
    elif duty.holder and not duty.every:
        yield f"duty {duty.name}: it has no periods that somebody could hold: say every"
    elif held and code and not held.role:
        yield f"duty {duty.name}: {held.name} is one thing alone, and has no {code}"
    for part in walk_conditions(duty.where) if duty.where is not None else ():
        own = all(len(path) == 1 for path in read_paths(part))
        if not own or isinstance(part, Beside | During | Given | Holds | Owes | Some | Valid):
            yield f"duty {duty.name}: where names only the record's state and its own fields"
    for step in kind.cycle.by_name.values():
        if duty.of_rows and duty.name in step.answers:
            yield f"step {step.name}: the duty {duty.name} is met by its rows"
        if duty.rule is None and duty.name in {*step.starts, *step.drops}:
            yield f"step {step.name}: the duty {duty.name} begins and ends by itself"


def _of_row_days(duty: Owed, kind: CompiledKind) -> Iterator[str]:
    """Yield why rows do not have the two days by which they are owed and met."""
    part = next((rows for rows in kind.every(Rows) if rows.name == duty.of_rows), None)
    if part is None:
        yield f"the kind has no rows {duty.of_rows}"
        return
    if duty.holder or duty.since_day or duty.share != 100:
        yield "rows are owed by their own days: leave out holder, since_day and share"
    for way in (duty.at, duty.met):
        name = way.rpartition(".")[2]
        column = next((field for field in part.model._meta.concrete_fields if field.name == name), None)
        if not isinstance(column, models.DateField) or isinstance(column, models.DateTimeField):
            yield f"{way} is no day"
        elif name not in part.form_columns:
            yield f"the rows {part.name} ask for no {name}: nobody could say it"
        elif way == duty.met and not column.null:
            yield f"{way} may not be empty: every row would be met"


def _of_periods(duty: Owed) -> Iterator[str]:
    """Yield texts that are no period, and values in code that only an office may set."""
    if isinstance(duty.every, str):
        if duty.every and not PERIOD.fullmatch(duty.every):
            yield f"every={duty.every} is no period: P1M, P3M, P1Y, or a value of the office"
    elif not hasattr(duty.every, "of"):
        yield f"every={duty.every!r} is no period: P1M, P3M, P1Y, or a value of the office"
    for name, value in (("since", duty.since), ("back", duty.back)):
        if value is not None and not hasattr(value, "of"):
            yield f"{name}={value!r} stands in code: it is a value of the office"
    if duty.following is not None and isinstance(duty.every, str) and duty.every[-1:] not in ("M", "Y"):
        yield f"following is said in months, and every={duty.every} is none"
    if not (duty.following is None or hasattr(duty.following, "of") or 0 < duty.following <= MOST_FOLLOWING):
        yield f"following={duty.following!r} is no number of months: 1 to {MOST_FOLLOWING}, or a value of the office"
    if not hasattr(duty.share, "of") and not (type(duty.share) is int and 0 <= duty.share <= 100):
        yield f"share={duty.share!r} is no share of a period: 0 to 100 per cent, or a value of the office"
    if duty.ahead is not None and not (type(duty.ahead) is int and 0 < duty.ahead <= MOST_AHEAD):
        yield f"ahead={duty.ahead!r} is no number of months: 1 to {MOST_AHEAD}"


@part_faults.register
def same_faults(same: Same, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: fields that are unknown, no text, codes, or protected."""
    for name in same.fields:
        field = kind.fields.get(name)
        if not isinstance(field, models.CharField | models.TextField) or isinstance(field, EncryptedText):
            yield f"same: {name} is no text of the record"
        elif getattr(field, "choices", None) or hasattr(field, "code_list"):
            yield f"same: {name} has codes, which are the same or not by themselves"
        elif name in (*kind.masked_fields, *kind.hidden):
            yield f"same: {name} is protected: a line for each of its texts would show them"


@part_faults.register
def unique_faults(unique: Unique, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: unknown or incomparable fields, conditions that change without a step, nobody to rule."""
    where = f"unique {' '.join(unique.fields)}: "
    if not unique.fields:
        yield "unique: say the fields that are compared"
    if len(unique.rule(kind.name)) > RULE:
        yield f"{where}so many fields have no room: at most {RULE} characters with the kind's name"
    if sum(other.fields == unique.fields for other in kind.every(Unique)) > 1:
        yield f"{where}it is said twice"
    columns = kind.fields
    for name in (*unique.fields, *filter(None, (unique.apart,))):
        if name not in columns:
            yield f"{where}no field {name}"
        elif not isinstance(columns[name], COMPARED) or not getattr(columns[name], "concrete", False):
            yield f"{where}{name} cannot be compared: its type is {type(columns[name]).__name__}"
    yield from (f"{where}unknown relation {who}" for who in unique.who if who not in kind.rights.by_name)
    if unique.apart and unique.clash != "doubt":
        yield f"{where}what may not be there twice is so by its fields: apart= is for a doubt"
    if unique.clash not in ("refuse", "doubt"):
        yield f"{where}clash is “refuse” or “doubt”, not {unique.clash!r}"
    if unique.clash == "doubt" and not unique.who:
        yield f"{where}nobody rules on a doubt: name the relations in who="
    if not kind.number:
        yield f"{where}of two the smaller number counts, and the kind has none: give it a prefix"
    if PAGE in kind.cycle.by_name:
        yield f"{where}a step {PAGE} would have the address of its ruling: call the step otherwise"
    if unique.where is not None and not all(is_own(part) for part in walk_conditions(unique.where)):
        yield f"{where}where names only the record's state and its own fields"


@part_faults.register
def term_faults(term: Validity, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: fields that are no dates, steps that are unknown or do not ask for both days."""
    columns = kind.fields
    for name in (term.first, term.last):
        column = columns.get(name)
        if not isinstance(column, models.DateField) or isinstance(column, models.DateTimeField):
            yield f"validity: {name} is no date"
    for name in term.renews:
        step = kind.cycle.by_name.get(name)
        if step is None or step.begins:
            yield f"validity: {name} is no step after the beginning"
        elif not {term.first, term.last} <= {*step.sets}:
            yield f"validity: {name} renews, and does not ask for {term.first} and {term.last}"
    for part in walk_conditions(term.where) if term.where is not None else ():
        own = all(len(path) == 1 for path in read_paths(part))
        if not own or isinstance(part, Beside | During | Given | Holds | Owes | Some | Valid):
            yield "validity: where names only the record's state and its own fields"


@part_faults.register
def public_faults(public: Public, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: fields that are unknown or not public."""
    known = {*kind.fields} | {*FIRST, "state"}
    closed = {*kind.masked_fields, *kind.hidden}
    links = {name for name in kind.fields if kind.record._meta.get_field(name).is_relation}
    for name in dict.fromkeys((*public.shows, *public.answer_fields)):
        link, dot, of_linked = name.partition(".")
        if dot and (link not in links or of_linked != "state" or name in public.shows):
            yield f"public: {name}: the answer alone may name a linked record, and of it its state"
        elif not dot and name not in known:
            yield f"public: no field {name}"
        elif name in closed:
            yield f"public: {name} is protected: nobody reads it without a right"
    if public.find_by and public.find_by not in known:
        yield f"public: no field {public.find_by}"
    if not public.listed and not public.find_by:
        yield "public: it is neither listed nor found: say find_by"
    if "title" not in public.shows and public.listed:
        yield "public: a list shows the title"
    if {*kind.named_by} & closed:
        yield "public: its title is made of what is protected"


@part_faults.register
def computed_faults(computed: Computed, kind: CompiledKind) -> Iterator[str]:
    """Yield errors: inputs of wrong types, fields that steps set, protected inputs of an unprotected result."""
    where = f"computed {computed.name}: "
    columns = kind.fields
    rows = {part.name: part for part in kind.every(Rows)}
    sorts = {name: _sort_of(columns.get(name)) for name in computed.of_record}
    sorts |= {name: _value_sort(value.gives) for name, value in computed.values.items()}
    for said in computed.parsed_formula.columns:
        name, _dot, column = said.partition(".")
        known = {field.name: field for field in rows[name].model._meta.concrete_fields} if name in rows else {}
        sorts[said] = _sort_of(known.get(column))
    yield from (f"{where}{name} is no number or day of the record" for name in sorts if sorts[name] is None)
    yield from (f"{where}{name} is a field and a value" for name in computed.values if name in columns)
    unread = [name for name in computed.values if name not in computed.parsed_formula.names]
    yield from (f"{where}the formula does not read {name}" for name in unread)
    if _sort_of(columns.get(computed.name)) is None:
        yield f"{where}{computed.name} is no number, day or moment of the record"
    elif None not in sorts.values():
        try:
            gives = computed.parsed_formula.gives({name: sort for name, sort in sorts.items() if sort is not None})
        except ValueError as error:
            yield f"{where}{error}"
        else:
            if gives != _sort_of(columns.get(computed.name)):
                yield f"{where}the formula gives a {gives}, and {computed.name} holds none"
    if computed.name in computed.parsed_formula.names:
        yield f"{where}it is made of itself"
    others = {other.name for other in kind.every(Computed)}
    yield from (
        f"{where}{name} is computed itself: write out its formula" for name in {*computed.parsed_formula.names} & others
    )
    set_by = {name for step in kind.cycle.all_steps for name in (*step.sets, *step.puts)}
    yield from (f"{where}a step sets {name}" for name in computed.fields if name in set_by)
    closed = {*kind.masked_fields, *kind.hidden}
    sealed = {f"{part.name}.{name}" for part in rows.values() for name in part.write_only_columns}
    if (closed | sealed) & {
        *computed.parsed_formula.names,
        *computed.parsed_formula.columns,
    } and computed.name not in closed:
        yield f"{where}who reads it reads what is protected: protect it too"
    if computed.band:
        yield from _band_faults(computed, where, columns)


def _sort_of(column: object) -> Sort | None:
    """Return the type of a column in formulas; None if they do not read it."""
    if isinstance(column, models.DateTimeField):
        return "moment"
    if isinstance(column, models.DateField):
        return "day"
    return "number" if isinstance(column, models.IntegerField) else None  # Fixed is one: kept as whole numbers


def _value_sort(gives: object) -> Sort | None:
    return "number" if gives in (int, Decimal) else "day" if gives is date else None


def _band_faults(computed: Computed, where: str, columns: Mapping[str, models.Field[Any, Any]]) -> Iterator[str]:
    name, column = (*computed.band, "")[:2]
    of = getattr(columns.get(name), "code_list", None)
    if not isinstance(columns.get(computed.name), models.IntegerField):
        yield f"{where}only a number has a band"
    elif of is None:
        yield f"{where}{name} takes no code from a list"
    elif column not in of.columns or of.columns[column].kind != "number":
        yield f"{where}the list {of.name} has no column {column or '(none named)'} with numbers"
