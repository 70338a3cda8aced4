"""The table of ``dates.lateness`` as database conditions and as words, so that all pages show dates alike."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.forms.shapes import Light
from luoshi.dates.lateness import DATES, LATE, LATER, PASSED, SOON, TODAY, lateness_date_bounds, lateness_on_day

DUE_SOON = (PASSED, TODAY, SOON)  # what lists count as due soon: not late yet, and due within five working days
SHAPES = {LATE: "late", PASSED: "soon", TODAY: "soon", SOON: "soon", LATER: "steady"}
# The five lights of all pages, from most to least urgent; each is its own class of the style sheet.
LIGHT_WORDS: dict[str, StrOrPromise] = {
    "late": pgettext_lazy("light", "Late"),
    "soon": pgettext_lazy("light", "Soon"),
    "steady": pgettext_lazy("light", "On time"),
    "done": pgettext_lazy("light", "Done"),
    "off": pgettext_lazy("light", "Not counted"),
}


def date_standing_condition(name: str, day: date, *codes: str, in_period: str = "") -> Q:
    """Return the condition that the date in the field ``name`` has one of these codes on a day; never without a date.

    Args:
        codes: consecutive codes of ``dates.lateness.DATES``.
        in_period: the field that says whether the date ends a period in which something is owed; "": none does.
    """
    deadlines, ends = lateness_date_bounds(codes, day), lateness_date_bounds(codes, day, in_period=True)
    if not in_period or deadlines == ends:  # on working days
        return _within(name, *deadlines)
    return _within(name, *deadlines) & Q(**{in_period: False}) | _within(name, *ends) & Q(**{in_period: True})


def _within(name: str, first: date | None, end: date | None) -> Q:
    found = Q(**{f"{name}__isnull": False})
    found &= Q(**{f"{name}__gte": first}) if first else Q()
    return found & (Q(**{f"{name}__lt": end}) if end else Q())


def date_standing_case(name: str, day: date) -> Case:
    """Return the code in ``DATES`` for each row's date on a day; "" without a date."""
    cases = [When(date_standing_condition(name, day, row.code), then=Value(row.code)) for row in DATES]
    return Case(*cases, default=Value(""), output_field=CharField())


def describe_due_distance(workdays: int, days: int) -> str:
    """Describe a date by ``dates.lateness.Far``: how late it is, that it is due, or how long until then."""
    if workdays > 0:
        count = ngettext("%(n)d working day late", "%(n)d working days late", workdays) % {"n": workdays}
        return _with_days(count, days)
    if days > 0:
        return _("due; late from the next working day on")
    if days == 0:
        return _("due today")
    if workdays:
        return ngettext("%(n)d working day left", "%(n)d working days left", -workdays) % {"n": -workdays}
    return ngettext("%(days)d day left, not a working day", "%(days)d days left, none of them worked", -days) % {
        "days": -days
    }


def describe_lateness(workdays: int, days: int) -> str:
    """Describe by how much something is late, beside a light that says that it is."""
    count = ngettext("%(n)d working day", "%(n)d working days", workdays) % {"n": workdays}
    return _with_days(count, days)


def period_missed_message() -> str:
    """Return the sentence for a duty missed in its period, though no working day has passed since."""
    return _("its period is over")


def unsent_late_message(workdays: int, days: int) -> str:
    """Return the sentence for a date that passed before anything was sent out."""
    if workdays <= 0:
        return _("its first due date has passed")
    return _("its first due date passed %(by)s ago") % {"by": describe_lateness(workdays, days)}


def _with_days(count: str, days: int) -> str:
    told = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return _("%(count)s (%(days)s)") % {"count": count, "days": told}


def due_date_light(due: date, day: date, in_period: bool = False) -> Light:
    """Return the light of a date, for what has no light of its own; ``in_period``: it ends a period."""
    one = lateness_on_day(due, day, in_period)
    why = describe_due_distance(one.workdays, one.days) if one.code in (PASSED, TODAY) else ""
    if one.code == LATE:  # of a period only days off may have passed since
        why = describe_lateness(one.workdays, one.days) if one.workdays > 0 else period_missed_message()
    return Light(SHAPES[one.code], str(LIGHT_WORDS[SHAPES[one.code]]), why, one.code)
