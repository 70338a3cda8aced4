"""Doubtful figures of a report, compared with earlier values and with each other."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.dates.period_codes import decode_period
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.doubts import fewer_than_persons, same_matter
from luoshi.facts.doubts.doubt_messages import format_value_doubt
from luoshi.facts.doubts.queries import doubts_of
from luoshi.facts.fact_store.rules import FactValue
from luoshi.figures.written_units import Own, own_unit

PERSONS, ATTENDANCES = "人", "人次"


def find_unusual_figures(figures: Sequence[tuple[Target, FactValue]]) -> list[tuple[Target, str]]:
    """Return for each doubtful figure its target and a sentence about it. Two queries."""
    found = doubts_of([told for _target, told in figures])
    doubts = [(target, found[told.key], told) for target, told in figures if told.key in found]
    doubts += [
        (target, doubt, told)
        for target, told in figures
        for other, persons in figures
        if (target.unit, other.unit) == (ATTENDANCES, PERSONS) and same_matter(target.words, other.words)
        if (doubt := fewer_than_persons(told.value, persons.value, other.words)) is not None
    ]
    return [
        (target, format_value_doubt(doubt, _own(target), decode_period(told.key.period).kind))
        for target, doubt, told in doubts
    ]


def _own(one: Target) -> Own:
    """Return the unit in which its values are kept, as the paper writes it if that is the same."""
    kept = one.indicator.unit
    return own_unit(one.quote, one.unit) if kept == one.unit else Own(kept)
