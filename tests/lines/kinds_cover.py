"""Which kinds `make test` tries in the tests that every kind gets: a cover of all that kinds have, and some in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

import pytest

from full import FULL, in_turn, on_sqlite
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields, step_form
from luoshi.kernel.kinds.language.names import split_names
from luoshi.kernel.kinds.registry import list_kinds

FEWEST, ON_POSTGRESQL, TURNS = 10, 5, 2
# What a step may have besides who takes it, and what a kind says of itself.
OF_STEPS = split_names(
    "needs rows adds ends ahead follows starts answers drops bulk undo recorded carries when_due onward or_to apart "
    "decides page on deadline past folds"
)
OF_KINDS = split_names(
    "masks number lights texts validity titled corrects corrected alarms summary sections begins borrows keeps account "
    "hidden unsorted quiet bare_pictures"
)


def has(kind: CompiledKind) -> Iterator[str]:
    """What a kind has: classes of fields, of its record and of what its steps ask, parts, and features of its steps."""
    yield from (f"column {type(field).__name__}" for field in kind.record._meta.concrete_fields)
    yield from (f"part {type(part).__name__}" for part in kind.parts)
    yield from (f"says {part_name}" for part_name in OF_KINDS if getattr(kind, part_name, None))
    for step in kind.cycle.all_steps:
        asked = {**form_fields(kind, step), **getattr(step_form(kind, step), "each", {})}
        yield from (f"field {type(field_asked).__name__}" for field_asked in asked.values())
        yield from (f"step that {part_name}" for part_name in OF_STEPS if getattr(step, part_name))
        yield from ["step of some records"] * (step.only is not None)  # a condition, which is neither true nor false
        yield "step of a program" if not step.who else "step that begins" if step.begins else "step that goes on"


def cover(all_of: Mapping[str, Set[str]], cost: Mapping[str, float]) -> list[str]:
    """Names that between them have all that any has: each time the one that has most that is new for its cost."""
    left, chosen = set[str]().union(*all_of.values()), list[str]()
    while left:
        best = max(all_of, key=lambda name: len(all_of[name] & left) / cost[name])
        chosen.append(best)
        left -= all_of[best]
    for name in reversed(chosen):  # one that was taken early may have nothing left of its own
        others = [other_name for other_name in chosen if other_name != name]
        if all_of[name] <= set[str]().union(*(all_of[other_name] for other_name in others)):
            chosen = others
    return chosen


def tried(declared: Iterable[CompiledKind], *, sqlite: bool) -> set[str]:
    """The names of the kinds that a run without ``--full`` tries: on PostgreSQL five of the cover alone."""
    every = {kind.name: set(has(kind)) for kind in declared}
    steps = {kind.name: float(4 + len(kind.cycle.all_steps)) for kind in declared}
    chosen = cover(every, steps)
    if not sqlite:
        return set(chosen[:ON_POSTGRESQL])
    others = [name for name in every if name not in chosen]
    return {*chosen, *in_turn(others, max(TURNS, FEWEST - len(chosen)))}


def each(names: Iterable[str] | None = None) -> list[Any]:
    """For ``parametrize``: the kinds, or those of these names; those that are not tried without ``--full`` marked."""
    taken = tried(list_kinds(), sqlite=on_sqlite())
    return [
        pytest.param(name, marks=() if FULL or name in taken else pytest.mark.full)
        for name in (names if names is not None else [kind.name for kind in list_kinds()])
    ]
