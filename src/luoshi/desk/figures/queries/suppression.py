"""Figures over all records, equal for all users; numbers about few protected records, and changes by few, are hidden.

Source: PARTS P2 and P19: a figure counts all rows, its drill shows what one may read; never figures with n < P.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from luoshi.base.rights.rules.rights import STAFF, Actor, Role
from luoshi.desk.figures.queries.axes import is_month_axis
from luoshi.desk.figures.queries.computed import figure_value
from luoshi.desk.figures.queries.cube import At, is_protected, tells_masked, told_as_of
from luoshi.desk.figures.queries.figures import ITSELF, FigureSpan, compute_figures, figures_of, rows_behind_figure
from luoshi.desk.figures.rules import Cut, FigureValue
from luoshi.kernel.conditions.queries.values import EVERYBODY, in_force
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.org.tree.queries import placements_on

OFFICE = {*STAFF, Role.AUDITOR}
Key = tuple[Any, ...]


def counts_all(actor: Actor) -> bool:
    """Return whether the actor's figures cover all records: the office's own people. Others count what they may see."""
    return bool(actor.roles & OFFICE)


def least_shown(day: date) -> int | None:
    """Return the least number of protected records for which a figure is shown; None if not set."""
    found: int | None = in_force(SMALL, EVERYBODY, day)
    return found


def disclosable_figures(
    kind: CompiledKind,
    names: Iterable[str],
    span: FigureSpan,
    actor: Actor,
    day: date,
    *,
    unit: int | None = None,
    by: Sequence[str] = (),
    among: Sequence[int] = (),
) -> dict[Key, dict[str, FigureValue]]:
    """Compute figures over all records as ``compute_figures`` does, but hide values about few protected records.

    Records that the actor may read are no secret to them: disclosure is decided for the others as if there were no
    more. A number that changed by few since it was last shown keeps its former value, with its day. None is shown by
    month. Means of protected values are decided as if the actor read no record: to see such a value takes a reason.
    What is computed from two protected figures is told where both are, from what is told of them. Each protected figure
    takes three more queries, and a scan for each such day.
    """
    names, every = list(names), figures_of(kind)
    if not counts_all(actor):
        found = compute_figures(kind, names, span, actor, day, unit=unit, by=by, among=among)
        for name in (name for name in names if tells_masked(kind, name)):
            for values in found.values():
                values |= {name: suppress_value(values[name], least_shown(day))} if name in values else {}
        return found
    derived = [name for name in names if (every[name].less or every[name].over) and is_protected(kind, name)]
    counted = list(dict.fromkeys((*names, *(part for name in derived for part in every[name].made_of))))
    found = compute_figures(kind, counted, span, None, day, unit=unit, by=by, among=among)
    some_hidden = bool(readable_condition(kind, actor, day))
    private = [
        name
        for name in counted
        if name not in derived and (tells_masked(kind, name) or (some_hidden and is_protected(kind, name)))
    ]
    if not private:
        return found
    least, units = least_shown(day), _units(by, among, span.last)
    for name in private:
        told = told_as_of(kind, name, span, None if tells_masked(kind, name) else actor, day, least)
        if told and any(is_month_axis(axis) for axis in by):  # a month would follow from two spans
            for values in found.values():
                values |= {name: suppress_value(values[name], least)} if name in values else {}
            continue
        former: dict[date, list[Key]] = defaultdict(list)
        for key in [key for key, values in found.items() if told and name in values]:
            until = _until(told, name, key, by, unit, units, span.last)
            if until is None:
                found[key][name] = suppress_value(found[key][name], least)
            elif until < span.last:
                former[until].append(key)
        for until, keys in former.items():
            as_of = compute_figures(kind, [name], replace(span, last=until), None, day, unit=unit, by=by, among=among)
            for key in keys:
                found[key][name] = replace(as_of.get(key, {}).get(name, FigureValue(Fraction(0))), until=until)
    for key, values in found.items():
        values |= {name: _derive_value(every, every[name], values, least) for name in derived}
        found[key] = {name: values[name] for name in names if name in values}
    return found


def _derive_value(
    every: Mapping[str, Figure], figure: Figure, told: Mapping[str, FigureValue], least: int | None
) -> FigureValue:
    """Return what is computed from two figures as they are told; hidden if one of them is."""
    value, parts = figure_value(every, figure, told, {}), [told[name] for name in figure.made_of]
    if any(part.small for part in parts):
        return suppress_value(value, least)
    return replace(value, until=min((part.until for part in parts if part.until), default=None))


def _units(by: Sequence[str], among: Sequence[int], day: date) -> dict[object, bool | None]:
    """Return for each unit shown whether it counts for itself alone; None if only for a part of its subtree."""
    if "unit" not in by:
        return {}
    beneath: dict[int, set[int]] = defaultdict(set)
    inner = set(
        placements_on(day).filter(ancestor__in=among, unit__in=among, depth__gt=0).values_list("ancestor", flat=True)
    )
    for unit, ancestor in placements_on(day).filter(ancestor__in=inner, depth=1).values_list("unit", "ancestor"):
        beneath[ancestor].add(unit)
    return {unit: (True if beneath[unit] <= {*among} else None) if unit in inner else False for unit in among}


def _until(
    told: Mapping[Hashable, date | None],
    name: str,
    key: Key,
    by: Sequence[str],
    unit: int | None,
    units: Mapping[object, bool | None],
    last: date,
) -> date | None:
    """Return as of which day a number is shown: the last if it concerns only people the actor knows; None: hidden."""
    own: bool | None = False
    codes: list[tuple[str, str]] = []
    for axis, value in zip(by, key, strict=True):
        if axis in ("unit", ITSELF):
            unit, own = value, True if axis == ITSELF else units.get(value)
        else:
            codes.append((axis, value or ""))
    if own is None:
        return None
    at = At(name, unit, own, tuple(sorted(codes)))
    days = [told[each] for each in (at, at._replace(rest=True)) if each in told]
    known = [until for until in days if until is not None]
    return None if len(known) < len(days) else min(known, default=last)


def suppress_value(value: FigureValue, least: int | None) -> FigureValue:
    """Return the value as hidden."""
    return replace(value, exact=None, n=0, of=0, part=None, small=True, unset=() if least else (SMALL.label,))


def open_of(kind: CompiledKind, cut: Cut, actor: Actor, day: date) -> tuple[int, int | None]:
    """Return how many of the records behind a number the actor may read, and how many there are.

    The second is None if there are protected records that the actor may not read: with the number of a day or a unit it
    would reveal them.
    """
    may = rights.readable_records(kind, actor, day).filter(pk__in=rows_behind_figure(kind, cut, None, day)).count()
    if not counts_all(actor):
        return may, may
    every = kind.record._default_manager.filter(pk__in=rows_behind_figure(kind, cut, None, day)).count()
    return may, None if may != every and is_protected(kind, cut.figure) else every
