"""The state of a commitment on a day, for people: the colour of its office's table, or why it has none.

Finished commitments are in time or late; suspended and future ones have no colour. A missing report shows "no report",
never green (sheet 02 §2.4); only orange or red for a reason other than that report's date takes precedence. A
commitment that has reported and has no open due date is not unknown: nothing is due.

Pages show each state as one of five lights (``rules.page_lights``). ``queries.light_status`` defines the same in SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from luoshi.commitments.lights.rules.due_status import (
    LATE_CODES,
    MADE_LATE,
    NOT_OUT,
    UNREPORTED,
    UNSENT_NEAR,
    UNSIGNED,
    Matter,
    classify_matter,
)
from luoshi.commitments.lights.rules.due_status import UNSENT as NOT_SENT
from luoshi.commitments.lights.rules.lights import (
    COLOURS,
    DATED,
    MEASURES,
    NONE,
    OPEN,
    UNKNOWN,
    LightRuleTable,
    MeasureRange,
    Value,
    find_light,
)
from luoshi.commitments.lights.rules.measures import MeasureFacts, month_number, reckon_measures, report_is_late
from luoshi.commitments.lights.rules.page_lights import good_colour, map_light
from luoshi.commitments.lights.rules.presets import BY_DATE
from luoshi.dates.lateness import Far, lateness_on_day
from luoshi.plans.base import states as at

GREY, MISSING, BACK, CLEAR, PAUSED, UNSENT = "grey", "missing", "back", "clear", "paused", "unsent"
IN_TIME, LATE, CLOSED, ENDED = "done_in_time", "done_late", "closed", "ended"
GRAVE = ("red", "orange")
WAITS = NOT_OUT
# From most to least urgent.
CODES = (
    *("red", MISSING, "orange", "yellow", "blue", UNSENT, "green", UNKNOWN, OPEN, NONE),
    *(BACK, CLEAR, GREY, PAUSED, IN_TIME, LATE, CLOSED, ENDED),
)


@dataclass(frozen=True, slots=True)
class Stand:
    """A colour or another of ``CODES``, the measures that led to it, and the names of measures without a value.

    Attributes:
        why: measure and value, of the rule that gave the colour; for MISSING the day of the report. The distance to its
            date is included if the rule of the colour uses dates, and if something is late, as in ``rules.due_status``.
        note: of the rule.
        light: the one of five that pages show.
        colour: the colour by the office's own table, which the reason names; "" by the built-in one.
    """

    code: str
    why: tuple[tuple[str, Value], ...] = ()
    missing: tuple[str, ...] = ()
    note: str = ""
    light: str = ""
    colour: str = ""


def uses_report_dates(table: LightRuleTable) -> bool:
    """Check whether a table's colours may depend on the date of an open report."""
    return not set(DATED).isdisjoint(table.measures)


def reckon_stand(table: LightRuleTable, facts: MeasureFacts, day: date) -> Stand:
    """Return the state of a commitment with these facts on a day, by a filled table, with the light that shows it."""
    towards = classify_matter(facts, day)
    found = _reckon_code(table, facts, day, towards)
    if facts.state in at.BACK:
        measured = [(name, value) for name, value in found.why if name in MEASURES and name not in DATED]
        found = replace(found, why=(("checking", facts.state), *made_late(towards), *measured))
    own = found.code if found.code in COLOURS and table.name != BY_DATE.name else ""
    light = map_light(found.code, towards.code, good_colour(table))
    return Stand(found.code, found.why, found.missing, found.note, light, own)


def _reckon_code(table: LightRuleTable, facts: MeasureFacts, day: date, towards: Matter) -> Stand:
    if (over := _over(facts, towards)) is not None:
        return over
    if facts.begins is not None and facts.begins > month_number(day) and (not facts.pressing or facts.pressing >= day):
        return Stand(GREY, due_date_measures(towards) if towards.code in LATE_CODES else ())
    values = reckon_measures(facts, day)
    shown = find_light(table, values)
    if facts.report_due is not None and report_is_late(facts, day) and facts.state in at.OWED:
        elsewhere = not uses_report_dates(table) or (facts.binds is not None and facts.binds < day)
        if shown.colour not in GRAVE or not elsewhere:
            away = _far(lateness_on_day(facts.report_due, day, facts.report_due_in_period))
            return Stand(MISSING, (("report", facts.report_due.isoformat()), *away))
    if shown.colour == UNKNOWN:
        if facts.state in at.BACK:
            return Stand(BACK)
        if facts.pressing is None and facts.reported is not None and set(DATED).issuperset(shown.missing):
            return Stand(CLEAR, (("reported", facts.reported.isoformat()),))
        return Stand(UNKNOWN, due_date_measures(towards) if towards.code in LATE_CODES else (), shown.missing)
    if not shown.rules:
        return Stand(shown.colour, due_date_measures(towards) if towards.code in LATE_CODES else ())
    rule = shown.rules[0]
    return Stand(shown.colour, _why(rule.when, values, towards), note=rule.note)


def _why(when: tuple[MeasureRange, ...], values: Mapping[str, Value], towards: Matter) -> tuple[tuple[str, Value], ...]:
    names = dict.fromkeys(condition.measure for condition in when)
    told = tuple((name, values[name]) for name in names if name not in DATED)
    asks = not names.keys().isdisjoint(DATED) or towards.code in LATE_CODES
    return (*due_date_measures(towards), *told) if asks else told


def due_date_measures(towards: Matter) -> tuple[tuple[str, Value], ...]:
    """Return the distance to its date, which date that is, and the previous one."""
    found: list[tuple[str, Value]] = []
    if towards.code in (UNREPORTED, UNSIGNED):
        found.append((towards.code, towards.on.isoformat() if towards.on else None))
    found += _far(towards.far) if towards.far else ()
    if towards.moved:
        found.append((towards.moved, f"{towards.until}/{towards.first}"))
    return tuple(found)


def _far(one: Far) -> tuple[tuple[str, Value], ...]:
    return ("workdays", one.workdays), ("days", one.days)


def made_late(towards: Matter) -> tuple[tuple[str, Value], ...]:
    """Return by how much it was done late; empty if it was not."""
    return _far(towards.far) if towards.code == MADE_LATE and towards.far else ()


def _over(facts: MeasureFacts, towards: Matter) -> Stand | None:
    """Return the state where no colour applies any more, or not now; None otherwise."""
    if facts.state in at.DONE and facts.done is not None:
        by = made_late(towards)
        return Stand(LATE if by else IN_TIME, (("done", facts.done.isoformat()), *by))
    if facts.state in at.ENDED:
        return Stand(CLOSED if facts.state in at.DONE else ENDED, (("ended", facts.state),))
    if facts.state == at.SUSPENDED:
        return Stand(PAUSED)
    if facts.state not in WAITS:
        return None
    away = _far(towards.far) if towards.code in (NOT_SENT, UNSENT_NEAR) and towards.far else ()
    return Stand(UNSENT if towards.code == NOT_SENT else GREY, (("waits", facts.state), *away))
