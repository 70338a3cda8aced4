"""Figures over all records, whoever looks: of protected kinds small ones are shown to nobody who may not read the rows.

Source: PARTS P2 and P19: a figure counts all rows, its drill shows what one may read; never figures with n < P.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from luoshi.org.rights.rules.rights import STAFF, Actor, Role
from luoshi.records.conditions.queries.values import EVERYBODY, in_force
from luoshi.records.counting.queries.figures import Span, behind, counted, figures_of
from luoshi.records.counting.queries.sources import source_of
from luoshi.records.counting.rules import Cut, Value, is_small, shielded
from luoshi.records.kinds.declaration import Kind
from luoshi.records.parameters.queries.small import SMALL
from luoshi.records.rights.queries import rights

OFFICE = {*STAFF, Role.AUDITOR}


def counts_all(actor: Actor) -> bool:
    """Whether figures are of all records for the actor: for the office's own people. Others count what they may see."""
    return bool(actor.roles & OFFICE)


def is_protected(kind: Kind, name: str) -> bool:
    """Whether a figure is of protected records: its kind's, or those of the kind whose rows it counts."""
    every = figures_of(kind)
    for one in [every[n] for n in every[name].plus] or [every[name]]:
        behind_it = source_of(kind, one).behind
        if kind.masks or (behind_it is not None and behind_it.kind is not None and behind_it.kind.masks):
            return True
    return False


def least_shown(day: date) -> int | None:
    """The least number of protected records of which a figure is shown; None: not set."""
    found: int | None = in_force(SMALL, EVERYBODY, day)
    return found


def shown(
    kind: Kind,
    names: Iterable[str],
    span: Span,
    actor: Actor,
    day: date,
    *,
    unit: int | None = None,
    by: Sequence[str] = (),
    among: Sequence[int] = (),
) -> dict[tuple[Any, ...], dict[str, Value]]:
    """What figures come to, as ``counted`` says it, over all records; what is small and protected has no value.

    What may be read one by one is shown, however small. Of protected figures there is a second scan, of what the actor
    may see.
    """
    names = list(names)
    if not counts_all(actor):
        return counted(kind, names, span, actor, day, unit=unit, by=by, among=among)
    found = counted(kind, names, span, None, day, unit=unit, by=by, among=among)
    private = [name for name in names if is_protected(kind, name)]
    if not private or not rights.visible(kind, actor, day):
        return found
    own = counted(kind, private, span, actor, day, unit=unit, by=by, among=among)
    some, every = least_shown(day), figures_of(kind)
    for name in private:
        told = {key: values[name] for key, values in found.items() if name in values}
        mine = {key: values[name] for key, values in own.items() if name in values}
        hides = shielded(every[name].measure, told, mine, some)
        for key in hides:
            found[key][name] = hidden(told[key], some)
    return found


def hidden(value: Value, some: int | None) -> Value:
    """A value that is not shown."""
    return replace(value, exact=None, n=0, of=0, small=True, unset=() if some else (SMALL.label,))


def open_of(kind: Kind, cut: Cut, actor: Actor, day: date) -> tuple[int, int | None]:
    """How many of the records behind a number the actor may read, and how many there are; None: too few to be told."""
    may = rights.seen(kind, actor, day).filter(pk__in=behind(kind, cut, None, day)).count()
    if not counts_all(actor):
        return may, may
    every = kind.record._default_manager.filter(pk__in=behind(kind, cut, None, day)).count()
    some = least_shown(day)
    private = may != every and is_protected(kind, cut.figure)
    return may, None if private and is_small("count", Value(Fraction(every), every, every), some) else every
