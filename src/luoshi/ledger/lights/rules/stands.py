"""How a commitment stands on a day, for people: the colour of its office's table, or why it shows none.

What is done is done in time or late; what is suspended or not to start yet has no colour; a missing report shows "no
report", never green (sheet 02 §2.4): only orange or red by something else than that report's own date goes before it.
What has reported and owes no date now is not unknown for want of one: nothing is due.
``queries.stands`` says the same in SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from luoshi.ledger.base import states as at
from luoshi.ledger.lights.rules.lights import DATED, NONE, OPEN, UNKNOWN, Table, Value, Within, light
from luoshi.ledger.lights.rules.measures import Facts, measures, month_number

GREY, MISSING, BACK, CLEAR, PAUSED = "grey", "missing", "back", "clear", "paused"
IN_TIME, LATE, ENDED = "done_in_time", "done_late", "ended"
GRAVE = ("red", "orange")
WAITS = (at.LISTED, at.REFUSED)  # nobody has it yet
# From what asks for attention first to what asks for none.
CODES = (
    *("red", MISSING, "orange", "yellow", "blue", "green", UNKNOWN, OPEN, NONE),
    *(BACK, CLEAR, GREY, PAUSED, IN_TIME, LATE, ENDED),
)
LIVE = CODES[: CODES.index(IN_TIME)]  # of what is not over


@dataclass(frozen=True, slots=True)
class Stand:
    """A colour or another of ``CODES``; the measures by which it is so; names of those that had no value.

    Attributes:
        why: measure and value, of the rule that gave the colour; for MISSING the day of the report.
        note: of the rule.
    """

    code: str
    why: tuple[tuple[str, Value], ...] = ()
    missing: tuple[str, ...] = ()
    note: str = ""


def dated(table: Table) -> bool:
    """Whether its colours may come from the date of a report that is owed."""
    return not set(DATED).isdisjoint(table.measures)


def stand(table: Table, facts: Facts, day: date) -> Stand:
    """How a commitment with these facts stands on a day, by a filled table."""
    if (over := _over(facts)) is not None:
        return over
    if facts.begins is not None and facts.begins > month_number(day) and (not facts.pressing or facts.pressing >= day):
        return Stand(GREY)
    values = measures(facts, day)
    shown = light(table, values)
    if facts.report_due is not None and facts.report_due < day and facts.state in at.OWED:
        elsewhere = not dated(table) or (facts.binds is not None and facts.binds < day)
        if shown.colour not in GRAVE or not elsewhere:
            return Stand(MISSING, (("report", facts.report_due.isoformat()),))
    if shown.colour == UNKNOWN:
        if facts.state in at.BACK:
            return Stand(BACK, missing=shown.missing)
        if facts.pressing is None and facts.reported is not None and set(DATED).issuperset(shown.missing):
            return Stand(CLEAR, (("reported", facts.reported.isoformat()),))
        return Stand(UNKNOWN, missing=shown.missing)
    if not shown.rules:
        return Stand(shown.colour)
    rule = shown.rules[0]
    return Stand(shown.colour, _why(rule.when, values), note=rule.note)


def _why(when: tuple[Within, ...], values: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    names = dict.fromkeys(one.measure for one in when)
    return tuple((name, values[name]) for name in names)


def _over(facts: Facts) -> Stand | None:
    """How it stands where no colour is asked for any more, or not now."""
    if facts.state in at.DONE and facts.done is not None:
        late = facts.binds is not None and facts.done > facts.binds
        return Stand(LATE if late else IN_TIME, (("done", facts.done.isoformat()),))
    if facts.state in at.ENDED:
        return Stand(ENDED)
    if facts.state == at.SUSPENDED:
        return Stand(PAUSED)
    return Stand(GREY) if facts.state in WAITS else None
