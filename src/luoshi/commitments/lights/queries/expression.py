"""The light rules as a database expression, built from the same table that ``rules.lights`` uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import Case, CharField, Q, Value, When

from luoshi.commitments.lights.rules.due_status import IN_PERIOD
from luoshi.commitments.lights.rules.lights import (
    COLOURS,
    DATED,
    NONE,
    OPEN,
    UNKNOWN,
    LightRuleTable,
    MeasureRange,
    Set,
    latest_due,
)

NEVER = Q(pk__in=[])


def light_case(table: LightRuleTable, fields: Mapping[str, str], day: date) -> Case:
    """Return the light of each row on a day, as ``rules.lights.find_light`` defines it.

    It is a colour, ``NONE``, ``OPEN`` or ``UNKNOWN``.

    Args:
        table: with all its values set.
        fields: for each measure the field or annotation that holds it; for ``days`` and ``workdays`` the due date.
            Measures without a field have no value.
    """
    colours, unmeasured, rest = light_conditions(table, fields, day)
    cases = [When(held, then=Value(colour)) for colour, held in colours]
    if unmeasured is not None:
        cases.append(When(unmeasured, then=Value(UNKNOWN)))
    return Case(*cases, default=Value(rest), output_field=CharField())


def light_conditions(
    table: LightRuleTable, fields: Mapping[str, str], day: date
) -> tuple[list[tuple[str, Q]], Q | None, str]:
    """Return the conditions of a light.

    They are one for each colour, the most severe first, one for ``UNKNOWN``, and the fallback.
    """
    colours: list[tuple[str, Q]] = []
    for colour in reversed(COLOURS):  # the most severe match applies
        rules = [_all(rule.when, fields, day) for rule in table.rules if rule.colour == colour]
        if rules:
            colours.append((colour, reduce(or_, rules)))
    if table.otherwise == NONE:
        return colours, None, NONE
    known = [name for name in table.measures if name in fields]
    if len(known) < len(table.measures):
        return colours, None, UNKNOWN
    unmeasured = [Q(**{f"{fields[name]}__isnull": True}) for name in known]
    return colours, reduce(or_, unmeasured) if unmeasured else None, table.otherwise or OPEN


def _all(when: tuple[MeasureRange, ...], fields: Mapping[str, str], day: date) -> Q:
    return reduce(
        and_,
        (
            _one(condition, fields[condition.measure], day) if condition.measure in fields else NEVER
            for condition in when
        ),
    )


def _one(one: MeasureRange, name: str, day: date) -> Q:
    if one.word:
        return Q(**{name: one.word})
    assert not isinstance(one.low, Set) and not isinstance(one.high, Set)
    found = Q(**{f"{name}__isnull": False})
    if one.measure in DATED:
        deadlines, ends = (_between(one, name, day, in_period=so) for so in (False, True))
        if name not in IN_PERIOD or deadlines == ends:
            return found & deadlines
        period = IN_PERIOD[name]
        return found & (deadlines & Q(**{period: False}) | ends & Q(**{period: True}))
    found &= Q() if one.low is None else Q(**{f"{name}__gte": one.low})
    return found & (Q() if one.high is None else Q(**{f"{name}__lte": one.high}))


def _between(one: MeasureRange, name: str, day: date, *, in_period: bool) -> Q:
    """Match due dates that lie this many days back on a day: the later the date, the fewer days."""
    assert not isinstance(one.low, Set) and not isinstance(one.high, Set)
    found = Q()
    if one.low is not None:
        found &= Q(**{f"{name}__lte": latest_due(one.measure, day, one.low, in_period)})
    if one.high is not None:
        found &= Q(**{f"{name}__gt": latest_due(one.measure, day, one.high + 1, in_period)})
    return found
