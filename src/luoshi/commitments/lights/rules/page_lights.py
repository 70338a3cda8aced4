"""The five lights of pages: what each state of a commitment, by the rules of its office, is shown and counted as.

An office's table decides between on time and soon. Late is decided by dates alone, whatever the table colours: a date
has passed that somebody owes, sent out or not. So red on a page always means late, and the colour of the table, a
missing report, or that something is not computable stands beside the light as its reason. Every count on every page
comes from this map; ``queries.page_lights`` builds its database expression from it.

Source: issue of the five lights; sheet 02 §2.4, a missing report is never green.
"""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.commitments.lights.rules.due_status import BACK, LATE_CODES, MADE, MADE_LATE, UNSENT_NEAR
from luoshi.commitments.lights.rules.due_status import UNSENT as UNSENT_LATE
from luoshi.commitments.lights.rules.lights import NONE, UNKNOWN, LightRuleTable, Value

LATE, SOON, STEADY, DONE, OFF = "late", "soon", "steady", "done", "off"
PAGE_LIGHTS = (LATE, SOON, STEADY, DONE, OFF)  # from most to least urgent
PAST_DATES = (*LATE_CODES, UNSENT_LATE)  # codes of ``due_status.MATTERS``: a date has passed that is owed
NEAR_DATES = (UNSENT_NEAR,)  # not sent out, and due within days
WITH_CHECKER = (MADE, MADE_LATE, BACK)  # reported done: the unit owes nothing until somebody has checked it
GOOD = "green"  # the colour of what goes as it should

_OVER = {"done_in_time": DONE, "done_late": DONE, "closed": DONE, "ended": OFF, "paused": OFF}
_LIGHTS = {
    "missing": LATE,  # both are only given on a date that has passed
    "unsent": LATE,
    "red": SOON,
    "orange": SOON,
    "yellow": SOON,
    "blue": SOON,
    UNKNOWN: SOON,
    "open": SOON,
    GOOD: STEADY,
    NONE: STEADY,
    "back": STEADY,
    "clear": STEADY,
    "grey": OFF,
}


def map_light(code: str, matter: str = "", good: str = GOOD) -> str:
    """Return which of ``PAGE_LIGHTS`` a state is shown as.

    Args:
        code: of ``light_status.CODES``.
        matter: how its dates stand, of ``due_status.MATTERS``; "" if they are not known.
        good: the colour by which its table says that all is well, as ``good_colour`` returns it.
    """
    if code in _OVER:
        return _OVER[code]
    if matter in PAST_DATES:
        return LATE
    if matter in NEAR_DATES:
        return SOON
    if matter in WITH_CHECKER:
        return STEADY
    return STEADY if code == good else _LIGHTS[code]


def map_recorded_light(code: str, why: Iterable[tuple[str, Value]], good: str = GOOD) -> str:
    """Return the same for the light of a closed month, which was stored with its colour and the measures behind it."""
    days = {measure: value for measure, value in why if measure in ("workdays", "days") and isinstance(value, int)}
    # A period may end before days off: no working day has passed, and its colour says that it is late.
    late = days.get("workdays", 0) > 0 or (days.get("days", 0) > 0 and (code == "red" or "workdays" not in days))
    return map_light(code, LATE if late else "", good)


def good_colour(table: LightRuleTable) -> str:
    """Return the colour by which a table says that all is well.

    Blue warns in tables that colour only what needs attention (三明, 宿迁), and between green and yellow. It is the
    good colour of a table that colours everything and has no green (陇县).
    """
    colours = {rule.colour for rule in table.rules} | {table.otherwise}
    return "blue" if "blue" in colours and not colours & {GOOD, NONE} else GOOD
