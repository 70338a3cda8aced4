"""The words of lights: colours, measures, presets and their rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from luoshi.base import lateness
from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.forms.shapes import Light
from luoshi.commitments.lights.models import LightTable
from luoshi.commitments.lights.rules.due_status import LATE_CODES, Matter
from luoshi.commitments.lights.rules.light_status import Stand, due_date_measures
from luoshi.commitments.lights.rules.lights import MEASURES, LightRuleTable, Value
from luoshi.commitments.lights.rules.page_lights import LATE
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import JUDGED, OUTLOOKS

CODES: dict[str, StrOrPromise] = {
    "red": pgettext_lazy("light", "Red"),
    "missing": pgettext_lazy("light", "No report"),
    "orange": pgettext_lazy("light", "Orange"),
    "yellow": pgettext_lazy("light", "Yellow"),
    "blue": pgettext_lazy("light", "Blue"),
    "green": pgettext_lazy("light", "Green"),
    "unknown": pgettext_lazy("light", "Unknown"),
    "open": pgettext_lazy("light", "Not ruled"),
    "none": pgettext_lazy("light", "No light"),
    "unsent": pgettext_lazy("light", "Not sent out, date passed"),
    "back": pgettext_lazy("light", "Being checked"),
    "clear": pgettext_lazy("light", "Nothing due"),
    "grey": pgettext_lazy("light", "Grey"),
    "paused": pgettext_lazy("light", "Suspended"),
    "done_in_time": pgettext_lazy("light", "Done in time"),
    "done_late": pgettext_lazy("light", "Done late"),
    "closed": pgettext_lazy("light", "Closed"),
    "ended": pgettext_lazy("light", "Ended"),
}
LIGHTS = lateness.LIGHT_WORDS  # of rules.page_lights
# Style sheet classes for states that are no colour of a table, where rules are compared.
SHAPES = {
    "open": "none",
    "unsent": "yellow",
    "back": "waiting",
    "clear": "done",
    "done_in_time": "done",
    "done_late": "late",
    "closed": "done",
    "ended": "none",
}
# The tone of a count of each light.
TONES = {"late": "late", "soon": "soon"}
MEASURE: dict[str, StrOrPromise] = {
    "days": _("Calendar days past the due date"),
    "workdays": _("Working days past the due date"),
    "behind": _("Percentage points behind schedule"),
    "share": _("Percentage of the period's target reached"),
    "misses": _("Due dates missed"),
    "slips": _("Warning slips past their deadline"),
    "idle": _("Months since it should have begun"),
    "unlisted": _("Months since it should have been entered in the statistics"),
    "met": _("Completion"),
    "judged": _("Quality"),
    "outlook": _("Expected outcome"),
}
WORDS: dict[str, dict[str, object]] = {
    "met": {"open": _("not done yet"), "in_time": _("done in time"), "late": _("done late")},
    "judged": dict(JUDGED),
    "outlook": dict(OUTLOOKS),
}
LACKS: dict[str, object] = {
    "days": _("a due date"),
    "workdays": _("a due date"),
    "behind": _("share reached"),
    "share": _("share reached"),
    "judged": _("how it is done"),
    "outlook": _("the expected outcome"),
}
_SAID: dict[str, Any] = {
    "days": (
        ngettext_lazy("%(n)s day overdue", "%(n)s days overdue", "count"),
        ngettext_lazy("%(n)s day until it is due", "%(n)s days until it is due", "count"),
    ),
    "workdays": (
        ngettext_lazy("%(n)s working day overdue", "%(n)s working days overdue", "count"),
        ngettext_lazy("%(n)s working day until it is due", "%(n)s working days until it is due", "count"),
    ),
    "behind": (_("%(n)s points behind schedule"), _("%(n)s points ahead of schedule")),
    "share": (_("%(n)s %% of the period's target"), ""),
    "misses": (ngettext_lazy("%(n)s due date missed", "%(n)s due dates missed", "count"), ""),
    "slips": (ngettext_lazy("%(n)s warning slip not answered", "%(n)s warning slips not answered", "count"), ""),
    "idle": (ngettext_lazy("%(n)s month late in beginning", "%(n)s months without a beginning", "count"), ""),
    "unlisted": (
        ngettext_lazy("%(n)s month late in entering the statistics", "%(n)s months without an entry", "count"),
        "",
    ),
}
_ZERO: dict[str, StrOrPromise] = {
    "days": _("due today"),
    "workdays": _("due today"),  # or on a day off before it
    "behind": _("on schedule"),
    "misses": _("no due date missed"),
    "slips": _("no warning slip missed"),
    "idle": _("begun in time"),
}
# Which date is late, and why a date was moved.
DAYS_OF: dict[str, StrOrPromise] = {
    "unreported": _("the report due on %(day)s is missing"),
    "unsigned": _("due for acceptance by %(day)s"),
}
MOVED: dict[str, StrOrPromise] = {
    "redo": _("correction due by %(until)s, first date %(first)s"),
    "kept": _("its date, %(first)s, had passed when it was sent out on %(until)s"),
    "moved": _("moved to %(until)s, first date %(first)s"),
}
# What became of it, and where it waits: no measures, but reasons.
STANDS_SO: dict[str, StrOrPromise] = {
    at.LISTED: _("not sent out yet"),
    at.REFUSED: _("returned: not their task"),
    at.CLOSED: _("closed without a report"),
    at.ARCHIVED: _("closed without a report"),
    at.LAPSED: _("ended with the year, not completed"),
    at.CARRIED: _("carried over"),
    at.WITHDRAWN: _("removed from the plan"),
    at.CANCELLED: _("stopped"),
    at.MERGED: _("merged into another matter"),
}
HUNDREDTHS = ("behind", "share")
PRESETS: dict[str, StrOrPromise] = {
    "by_date": _("Luoshi’s default: by the due date"),
    "yinchuan": _("Yinchuan: by progress"),
    "yinchuan_start": _("Yinchuan: by the beginning"),
    "yinchuan_entry": _("Yinchuan: by the entry in the statistics"),
    "suqian": _("Suqian: near, behind, overdue"),
    "sanming": _("Sanming: slips in three colours"),
    "ouhai": _("Ouhai: kept, made good, broken"),
    "longxian": _("Longxian: as it is judged"),
    "xinhuang": _("Xinhuang: share of the month"),
    "ruihai": _("Ruihai: dates missed"),
    "guangyuan": _("Guangyuan: outlook"),
    "warning": _("Progress warning: days overdue"),
    "xuancheng": _("Xuancheng: behind the time elapsed"),
}
NOTES: dict[str, StrOrPromise] = {
    "near": _("near its date"),
    "overdue": _("overdue"),
    "behind": _("behind"),
    "poor": _("poorly done"),
    "made_good": _("made good later"),
    "tracked": _("tracked"),
    "card": _("yellow card"),
}
SET = {"near_days": _("How many days before its due date a matter is near")}


def light_table_label(name: str) -> str:
    """Return the name of a table."""
    return str(PRESETS.get(name, name))


def light_table_version_label(table: LightRuleTable, row: LightTable | None) -> str:
    """Return the name of the table in force, with its version."""
    return (
        gettext("%(name)s, version %(n)d") % {"name": light_table_label(row.name), "n": row.version}
        if row
        else light_table_label(table.name)
    )


def format_measure_value(measure: str, value: int) -> str:
    """Format the value of a measure: hundredths as points, without trailing zeros."""
    if measure not in HUNDREDTHS:
        return str(value)
    return f"{(Decimal(value) / 100).normalize():f}"


def format_measure_reason(measure: str, value: Value) -> str:
    """Format one measure as a reason."""
    if measure == "report":
        day = date.fromisoformat(str(value))
        return gettext("the report due on %(day)s is missing") % {"day": day}
    if measure == "reported":
        day = date.fromisoformat(str(value))
        return gettext("reported on %(day)s, no date is owed now") % {"day": day}
    if measure == "done":
        return gettext("done on %(day)s") % {"day": value}
    if measure == "checking":
        return gettext("reported done, not checked yet")
    if measure in ("ended", "waits"):
        return str(STANDS_SO[str(value)])
    if measure in DAYS_OF:
        return str(DAYS_OF[measure] % {"day": value})
    if measure in MOVED:
        until, _slash, first = str(value).partition("/")
        return str(MOVED[measure] % {"until": until, "first": first})
    if isinstance(value, str):
        return str(WORDS[measure][value])
    if value is None:
        return ""
    if value == 0 and measure in _ZERO:
        return str(_ZERO[measure])
    past, until = _SAID[measure]
    words = past if value > 0 or not until else until
    return str(words % {"n": format_measure_value(measure, abs(value)), "count": abs(value)})


def format_stand_reasons(one: Stand) -> str:
    """Format the reasons of a state: the colour by the office's own table first, then what was measured."""
    colour = [gettext("%(colour)s light") % {"colour": CODES[one.colour]}] if one.colour else []
    return gettext("; ").join([*colour, *_reasons(one)])


def _reasons(one: Stand) -> list[str]:
    if one.why:
        told = _each(one.why, one.code, beside=one.light)
        return [*told, *_lacking(one)] if one.code == "unknown" else told
    if one.code == "grey":
        return [gettext("not due to start yet")]
    if one.code == "paused":
        return [gettext("suspended")]
    if one.code == "open":
        return [gettext("the rules do not cover this")]
    if one.code == "none":
        return []
    if one.code == "back":
        return [gettext("reported done, not checked yet")]
    return _lacking(one)


def _lacking(one: Stand) -> list[str]:
    """Say what is not known, though the rules ask for it."""
    lacks = dict.fromkeys(str(LACKS.get(name, MEASURE[name])) for name in one.missing)
    return [gettext("not known: %(what)s") % {"what": "、".join(lacks)}] if lacks else []


def _each(why: Sequence[tuple[str, Value]], code: str, beside: str = "") -> list[str]:
    """Format each measure; the two counts of days become one phrase.

    Args:
        beside: the light whose word stands before it; "" if none does.
    """
    told = dict(why)
    days, workdays = told.get("days"), told.get("workdays")
    found = []
    for measure, value in why:
        if measure == "workdays" and isinstance(days, int) and isinstance(value, int):
            found.append(_distance(value, days, code, beside))
        elif measure != "days" or workdays is None:  # a month closed by an old version has one of them
            found.append(format_measure_reason(measure, value))
    return list(filter(None, found))


def _distance(workdays: int, days: int, code: str, beside: str) -> str:
    if code == "unsent":
        return lateness.unsent_late_message(workdays, days)
    if (beside == LATE or code in LATE_CODES) and days > 0 and workdays <= 0:  # a period that ended before days off
        return lateness.period_missed_message()
    if beside == LATE and workdays > 0:
        return lateness.describe_lateness(workdays, days)
    return lateness.describe_due_distance(workdays, days)


def format_lateness(one: Matter) -> str:
    """Say how late it is, and what is late; "" if nothing is."""
    if one.code not in LATE_CODES:
        return ""
    return gettext("; ").join(_each(due_date_measures(one), one.code))


def build_page_light(one: Stand) -> Light:
    """Return the light for a page: one of the five, with its reason."""
    return Light(one.light, str(LIGHTS[one.light]), format_stand_reasons(one), one.light)


def page_light(light: str) -> Light:
    """Return one of the five lights without a reason, for the head of a column or a count."""
    return Light(light, str(LIGHTS[light]), key=light)


def build_rule_light(one: Stand) -> Light:
    """Return the colour or state by the office's table, where rules are compared and in papers by those colours."""
    return Light(SHAPES.get(one.code, one.code), str(CODES[one.code]), format_stand_reasons(one), one.code)


def format_measure_range(measure: str, low: int | None, high: int | None) -> str:
    """Format a range of a measure, both ends included."""
    if measure in ("days", "workdays") and (found := _around(measure, low, high)):
        return found
    name = str(MEASURE[measure])
    if low is not None and low == high:
        return gettext("%(name)s: %(n)s") % {"name": name, "n": format_measure_value(measure, low)}
    if low is not None and high is not None:
        said = {"name": name, "low": format_measure_value(measure, low), "high": format_measure_value(measure, high)}
        return gettext("%(name)s: %(low)s to %(high)s") % said
    if low is not None:
        return gettext("%(name)s: %(low)s or more") % {"name": name, "low": format_measure_value(measure, low)}
    if high is not None:
        return gettext("%(name)s: %(high)s or less") % {"name": name, "high": format_measure_value(measure, high)}
    return gettext("%(name)s: any") % {"name": name}


_BEFORE = {
    "days": (_("%(low)s days or more before its date"), _("from %(low)s days before its date up to it")),
    "workdays": (
        _("%(low)s working days or more before its date"),
        _("from %(low)s working days before its date up to it"),
    ),
}
_PAST = {
    "days": (_("overdue by %(low)s days or more"), _("overdue by %(low)s to %(high)s days")),
    "workdays": (_("overdue by %(low)s working days or more"), _("overdue by %(low)s to %(high)s working days")),
}


def _around(measure: str, low: int | None, high: int | None) -> str:
    """Format days before or past the date in plain words; empty if the range has no such wording."""
    if low is None and high is not None and high < 0:
        return str(_BEFORE[measure][0] % {"low": -high})
    if low is None and high == 0:
        return gettext("not overdue")
    if low is not None and low < 0 and high == 0:
        return str(_BEFORE[measure][1] % {"low": -low})
    if low is not None and low > 0 and high is None:
        return str(_PAST[measure][0] % {"low": low})
    if low is not None and high is not None and 0 < low < high:
        return str(_PAST[measure][1] % {"low": low, "high": high})
    return ""


def format_measure_word(measure: str, value: str) -> str:
    """Format a measure that has a word as its value."""
    return gettext("%(name)s: %(n)s") % {"name": MEASURE[measure], "n": WORDS[measure][value]}


assert set(MEASURE) == set(MEASURES)
