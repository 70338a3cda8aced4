"""A record in each state that a kind knows: by the shortest way of its steps, or as a builder of the kind's own says.

A kind whose records begin or move by what else happens (those of the ledger) says how in a module ``states_of_….py``
beside its tests: a function with ``@builds("plans")``, or ``@builds_with(Window)`` for all kinds that have a part. It
is found by its name; no list of kinds is kept anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from cast import Cast
from examples import apart, mover, values
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import is_act_allowed, matrix_places
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.conditions import Is, Need, When, walk_conditions
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.parts import Part
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW
from reasons import field_messages

Records = dict[str, Record]
Build = Callable[[CompiledKind, Cast, str, datetime], Records]
One = Callable[[Cast, datetime], Record]
_BUILDERS: dict[str, Build] = {}
_BY_PART: dict[type[Part], Build] = {}
_FITTING: dict[str, One] = {}
Finds = Callable[[Cast, str], bool]
_FINDS: dict[str, Finds] = {}


def builds(name: str) -> Callable[[Build], Build]:
    """Register how records of the kind of this name come to be in each of their states."""

    def register(build: Build) -> Build:
        assert name not in _BUILDERS, f"two builders of {name}"
        _BUILDERS[name] = build
        return build

    return register


def builds_with(part: type[Part]) -> Callable[[Build], Build]:
    """Register how records of any kind with such a part come to be in each of their states."""

    def register(build: Build) -> Build:
        _BY_PART[part] = build
        return build

    return register


def fits(name: str) -> Callable[[One], One]:
    """Register how a record of the kind of this name comes to be to which others may link, of the own unit."""

    def register(one: One) -> One:
        _FITTING[name] = one
        return one

    return register


def finds(name: str) -> Callable[[Finds], Finds]:
    """Register who finds what a record of the kind of this name is begun about: others are told that there is none."""

    def register(one: Finds) -> Finds:
        _FINDS[name] = one
        return one

    return register


def finds_it(kind: CompiledKind, cast: Cast, who: str) -> bool:
    """Whether somebody finds what the example of a kind's first step names."""
    builders()
    return kind.name not in _FINDS or _FINDS[kind.name](cast, who)


@cache
def builders() -> dict[str, Build]:
    """All builders by the names of their kinds, looked for beside the tests."""
    for path in sorted(Path(__file__).resolve().parent.parent.rglob("states_of_*.py")):
        import_module(path.stem)
    return _BUILDERS


def records_in_every_state(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """A record in each state; "state/step" where the record of the state would not do for that step."""
    own = builders().get(kind.name)
    shared = (build for part, build in _BY_PART.items() if kind.every(part))
    return (own or next(shared, in_every_state))(kind, cast, opener, at)


def opened(
    kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW, by: Step | None = None, **more: Any
) -> Record:
    """A record of the own unit, opened by somebody, by the usual step or by another."""
    step, who = by or kind.cycle.first, cast.actor(opener)
    if by is not None and by is not kind.cycle.first:
        who = cast.actor(mover(kind, by.name))
    told = {name: value for name, value in more.items() if name in form_fields(kind, step)}

    def begun(given: Any, files: Any) -> Any:
        return begin(kind, who, given | told, at=at, step=step.name, files=files)

    return _valid(kind, step, begun, cast, at)


def moved(
    kind: CompiledKind, cast: Cast, record: Record, step: str, at: datetime = NOW, by: str = "", **more: Any
) -> Any:
    """A record after a step, taken with its examples by somebody who may."""
    row, who = kind.cycle.by_name[step], cast.actor(by or mover(kind, step))

    def does(given: dict[str, Any], files: dict[str, Any]) -> Any:
        return take(record, step, who, given | more, at=at, files=files)

    return _valid(kind, row, does, cast, at, record)


def _valid(kind: CompiledKind, step: Step, does: Any, cast: Cast, at: datetime, record: Record | None = None) -> Any:
    given = values(kind, step, cast, at, record)
    try:
        return does(*apart(given)).record
    except RecordError as refused:
        # The reason before the values: pytest cuts its line of a failure at the width of the terminal.
        why = field_messages(refused.fields) or str(refused)
        words = " ".join(f"{kind.name}, {step.name}: {why} (say example=; sent: {given})".split())
        raise AssertionError(words) from None


def fitting(kind: CompiledKind, where: When | None, cast: Cast, at: datetime) -> Record:
    """A new record of a kind of which a condition surely holds, in the first state in which one does."""
    builders()  # what stands beside them is found with them
    if kind.name in _FITTING:
        record = _FITTING[kind.name](cast, at)
        if _meets(record, kind, where, at):
            return record
    for way in ways(kind).values():
        record = along(kind, cast, mover(kind, "open"), way, at, **_values_asked(where))
        if _meets(record, kind, where, at):
            return record
    raise AssertionError(f"no state of {kind.name} is as {where} asks: say an example of what links to it")


def _meets(record: Record, kind: CompiledKind, where: When | None, at: datetime) -> bool:
    """Whether a condition surely holds of a record; true without one."""
    rows = kind.record._default_manager.filter(pk=record.pk)
    return where is None or rows.filter(definitely_true(where, kind.record, localdate(at))).exists()


def _values_asked(where: When | None) -> dict[str, Any]:
    """The values of own fields with which a condition may hold."""
    conditions = walk_conditions(where) if where is not None else ()
    tests = [test for condition in conditions if isinstance(condition, Is) for test in condition.asked]
    return {
        test.path[0]: test.values[0]
        for test in tests
        if len(test.path) == 1 and test.values and not test.negated and test.path != ("state",)
    }


def along(kind: CompiledKind, cast: Cast, opener: str, way: list[Step], at: datetime, /, **more: Any) -> Record:
    """A new record of the own unit that was led this way, with a row of each sort that a step could end there."""
    record = opened(kind, cast, opener, at, way[0], **more)
    last = _leads_to(way)
    there = _ended_in(kind, last)
    later = {name for name in there if _adding(kind, last, name)}
    for step in way[1:]:
        for name in sorted(there - later):  # what is ended there and added only before
            if adds := _adding(kind, record.state, name):
                record, there = moved(kind, cast, record, adds.name, at), there - {name}
        record = moved(kind, cast, record, step.name, at)
    for name in sorted(_ended_in(kind, record.state)):
        if adds := _adding(kind, record.state, name):
            record = moved(kind, cast, record, adds.name, at)
    return record


def _leads_to(way: list[Step]) -> str:
    """The state in which a way ends."""
    state = way[0].after
    for step in way[1:]:
        state = step.leads_from(state)
    return state


def _ended_in(kind: CompiledKind, state: str) -> set[str]:
    """The rows that a step can end in a state; another one might be too many of some: their builder says."""
    bounded = {part.rows for part in kind.every(Held) if part.can_refuse}
    here = (step for step in kind.cycle.steps if state in step.before and possible(kind, step))
    return {name for step in here for name in step.ends} - bounded


def _adding(kind: CompiledKind, state: str, name: str) -> Step | None:
    """The step that adds such a row in a state; None if there is none."""
    here = (step for step in kind.cycle.steps if state in step.before and possible(kind, step))
    return next((step for step in here if name in step.adds), None)


def ways(kind: CompiledKind) -> dict[str, list[Step]]:
    """The shortest way to each state that the steps lead to."""
    begun = {
        opening.after: opening
        for opening in reversed(kind.cycle.opens)
        if opening is kind.cycle.first or possible(kind, opening)
    }
    found: dict[str, list[Step]] = {opening.after: [opening] for opening in begun.values()}
    reached = list(found)
    for state in reached:
        for step in kind.cycle.steps:
            after = step.leads_from(state)
            if state in step.before and after not in found and possible(kind, step):
                found[after] = [*found[state], step]
                reached.append(after)
    return found


def in_every_state(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """A record in each state that the steps lead to, by the shortest way; opened by somebody who is no cell.

    A step that is for some records only has one of its own where the one of the state is none of them.
    """
    found = {}
    for state, way in ways(kind).items():
        record = along(kind, cast, opener, way, at)
        assert (record.state, record.unit) == (state, cast.unit("own"))
        found[state] = record
    for step in kind.cycle.steps:
        only = step.only.condition if isinstance(step.only, Need) else step.only
        for state in step.before if possible(kind, step) and _values_asked(only) else ():
            if state in found and not _meets(found[state], kind, only, at):
                record = along(kind, cast, opener, ways(kind)[state], at, **_values_asked(only))
                if _meets(record, kind, only, at):
                    found[f"{state}/{step.name}"] = record
    return found


def possible(kind: CompiledKind, step: Step) -> bool:
    """Whether there is anybody who may take it."""
    own = any(kind.rights.by_name[who].owner for who in step.who)
    return own or any(is_act_allowed(kind, role, stand, step.name) for role in Role for stand in matrix_places(kind))
