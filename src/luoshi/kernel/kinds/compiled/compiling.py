"""Compiles declarations: pure functions from a declaration to a compiled kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Need, parameters_of
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import arrow
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.seals import Sealed
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.models import Record

RIGHT = "put_right"  # the step that corrects what a record says


@runtime_checkable
class LinkColumn(Protocol):
    """A column that links to another record (``links.Linked``), as far as a kind is compiled from it."""

    gives: tuple[str, ...]

    def needs(self) -> tuple[Need, ...]:
        """Return the needs that each step that sets it has, besides its own."""
        ...


def compile_kinds(declarations: Iterable[Kind]) -> dict[str, CompiledKind]:
    """Compile kinds; return them by name."""
    return {declaration.name: compile_kind(declaration) for declaration in declarations}


def compile_kind(declaration: Kind) -> CompiledKind:
    """Compile a declaration, which is not changed. Its errors are found in what is made (``forms.checks``).

    Raises:
        TypeError: it is a compiled kind, or its model is no ``Record``.
    """
    if isinstance(declaration, CompiledKind):
        raise TypeError(f"kind {declaration.name} is compiled: change its declaration, and compile that")
    model = declaration.record
    if not issubclass(model, Record):
        raise TypeError(f"kind {declaration.name}: {model.__name__} is no Record: let it inherit from KindRecord")
    said: dict[str, Any] = {field.name: getattr(declaration, field.name) for field in fields(declaration)}
    said["unit"], said["due"] = declaration.unit or _("Unit"), declaration.due or _("Due")
    relations = frozenset(declaration.rights.by_name)
    shut = frozenset[str]().union(*(relations.difference(seal.to) for seal in declaration.every(Sealed)))
    said["rights"] = declaration.rights.of(declaration.name, shut)
    kind = CompiledKind(declaration=declaration, **said)
    kind = replace(kind, cycle=_with_links(kind))
    if kind.corrects and RIGHT not in kind.cycle.by_name:
        kind = replace(kind, cycle=kind.cycle.with_steps((*kind.cycle.all_steps, _correction(kind))))
    cycle = kind.cycle
    for part in kind.parts:
        cycle = part.extend_cycle(cycle)
    asked = [(step.only, *step.needs) for step in cycle.all_steps]
    read = (*kind.parameters, *parameters_of((*kind.parts, *asked)))
    parameters = tuple({id(parameter): parameter for parameter in read}.values())
    return replace(kind, cycle=cycle, parameters=parameters)


def _with_links(kind: CompiledKind) -> Cycle:
    """Return the life cycle whose steps set all that they ask for and copy, with the needs of the links they set."""
    files = {part.name for part in kind.every(Files)}
    links = {name: column for name, column in kind.fields.items() if isinstance(column, LinkColumn)}
    made = []
    for step in kind.cycle.resolved_steps:
        asked = [name for name in (*step.asks, *step.sets) if name not in files]
        given = [name for link in step.asks if link in links for name in links[link].gives]
        sets = tuple(dict.fromkeys((*asked, *given)))
        needs = [need for name in asked if name in links for need in links[name].needs()]
        made.append(replace(step, sets=sets, needs=(*step.needs, *needs)))
    return kind.cycle.with_steps(made)


def _correction(kind: CompiledKind) -> Step:
    """Return the step that corrects what a record says."""
    columns = kind.fields
    names = tuple(_correctable(kind))
    # Those whose form field gives an example need a value of their own; an arbitrary one is not valid.
    own = {name for name in names if hasattr(columns[name].formfield(), "example")}
    plain = [columns[name] for name in names if not columns[name].is_relation and name not in own]
    plain.sort(key=_is_choice)  # another sort may rightly be refused: the steps that were taken are not its own
    return Step(
        RIGHT,
        _("Put right"),
        arrow(kind.cycle.states),
        kind.corrects,
        sets=names,
        tone="careful",
        example={column.name: differing_example(column) for column in plain[:1]},
        ahead=kind.corrected_ahead,
        follows=kind.corrected,
    )


def _is_choice(column: object) -> bool:
    return bool(getattr(column, "choices", None)) or hasattr(column, "code_list")


def _correctable(kind: CompiledKind) -> Iterator[str]:
    """Yield the fields that its steps set, in page order, except owner, unit, decider and protected fields."""
    closed = {*kind.masked_fields, *kind.hidden, "unit", "owner", "decider", *(("title",) if kind.titled else ())}
    closed |= {*kind.uncorrected}
    sets = dict.fromkeys(name for step in kind.cycle.all_steps for name in step.sets)
    for name in (*(name for name in kind.shows if name in sets), *(name for name in sets if name not in kind.shows)):
        column = kind.fields.get(name)
        if column is None or not column.editable or name in closed:
            continue
        if not column.is_relation or isinstance(column, LinkColumn):
            yield name


def correction_days(kind: CompiledKind) -> tuple[Mapping[str, bool], frozenset[str]]:
    """Return the corrected fields with the day of an act, each with whether a record begins with it; and past days."""
    steps, right = kind.cycle.all_steps, kind.cycle.by_name[RIGHT]
    days = {step.on: step.begins for step in reversed(steps) if step.on in right.sets}
    return days, frozenset(name for step in steps for name in step.past)


def differing_example(column: Any) -> Callable[[Any, Any], Any]:
    """Return a function of the record and its surroundings that gives an example of another value for a column."""

    def other(record: Any, around: Any) -> Any:
        stands = getattr(record, column.name, None)
        if hasattr(column, "other_than"):  # its values are codes of its own: an arbitrary word would be refused
            return column.other_than(stands)
        if column.choices:
            return next(code for code, _label in column.flatchoices if code not in ("", stands))
        if isinstance(column, models.DateField):
            return ((stands or around.day) - timedelta(days=1)).isoformat()
        if isinstance(column, models.CharField | models.TextField):
            return ("更正：" + str(stands or ""))[: column.max_length]
        more = (stands or 0) + 1
        return str(more) if isinstance(more, Decimal) else more

    return other
