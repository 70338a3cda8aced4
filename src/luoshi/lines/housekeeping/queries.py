"""What housekeeping asks of its records: which copies are out, how much of a budget line is spent, who is on duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet, Sum

from luoshi.figures.rounding import places
from luoshi.lines.housekeeping import rules
from luoshi.lines.housekeeping.models import PARTS, Shift, Trip
from luoshi.org.actors.queries import above, placed, under
from luoshi.org.rights.rules.rights import Actor
from luoshi.org.tree.models import Unit
from luoshi.records.base.words import words, words_now
from luoshi.records.code_lists.queries import items, word
from luoshi.records.duties.models import Parameter as Row
from luoshi.records.kinds.models import Record
from luoshi.records.parameters import previews
from luoshi.records.parameters.queries.parameters import Parameter, Suggested, values

_ = words_now(__name__)
lazily = words(__name__)

OWN = lazily("Our own suggestion: no rule that we read names a number")
LIMIT = Parameter(
    "housekeeping.trip_limit",
    lazily("Budget line of a unit's cars for a year (yuan)"),
    Decimal,
    group=lazily("Cars and duty"),
    unset=lazily("What was spent is shown without its share, and nobody is warned."),
)
BORDER = Parameter(
    "housekeeping.trip_border",
    lazily("Per cent of that line from which one is warned"),
    int,
    group=lazily("Cars and duty"),
    unset=lazily("The share spent is shown, and nobody is warned."),
    suggested=(Suggested("80", OWN), Suggested("90", OWN)),
    words=previews.in_percent,
)
AHEAD = Parameter(
    "housekeeping.roster_days",
    lazily("Days before a break from which its roster is checked"),
    int,
    group=lazily("Cars and duty"),
    unset=lazily("No roster is checked: nobody is told of days on which no one is on duty."),
    suggested=(Suggested("7", OWN), Suggested("15", OWN)),
    words=previews.in_days,
)
SHOWN = 8  # units and holders named at a list's head; the rest is counted


def copies_out(copies: QuerySet[Record]) -> list[tuple[str, str]]:
    """How many were issued and returned, and who holds those that are open. Two queries."""
    states = Counter(copies.order_by().values_list("state", flat=True))
    out = copies.filter(state="issued").select_related("owner__unit").order_by("title", "pk")
    holders = [f"{one.title}: {one.owner}" for one in out[:SHOWN]]
    if (more := states["issued"] - len(holders)) > 0:
        holders.append(_("and %(more)d more") % {"more": more})
    numbers = {"n": states.total(), "m": states.total() - states["issued"], "open": states["issued"]}
    said = [(_("Copies"), _("%(n)d issued, %(m)d returned, %(open)d open") % numbers)]
    return said + ([(_("Open, with its holder"), "; ".join(holders))] if holders else [])


def spent(units: Collection[int], year: int, *, besides: int = 0) -> dict[int, Decimal]:
    """What each unit's journeys of a year cost, as far as they are settled; ``besides`` one of them. One query."""
    rows = Trip.objects.filter(unit__in=units, day__year=year, state="settled").exclude(pk=besides).order_by()
    sums = rows.values("unit").annotate(of_all=Sum("cost")).values_list("unit", "of_all")
    return dict.fromkeys(units, Decimal(0)) | {unit: cost or Decimal(0) for unit, cost in sums}


def end_of(year: int) -> date:
    """The day whose value holds for a year's line: the last that was set for the year counts for all of it."""
    return date(year, 12, 31)


def budget_lines(trips: QuerySet[Any]) -> list[tuple[str, str]]:
    """What the units of a list spent of this year's line: the last year in the list, all of its settled journeys.

    Units at the border and above come first. Six queries, however many units.
    """
    latest = trips.order_by("-day").values_list("day", flat=True).first()
    if latest is None:
        return []
    year, units = latest.year, set(trips.order_by().filter(day__year=latest.year).values_list("unit", flat=True))
    used = spent(units, year)
    limits, borders = values(LIMIT, units, end_of(year)), values(BORDER, units, end_of(year))
    found = []
    for row in Unit.objects.filter(pk__in=units).order_by("pk"):
        warned, words = _line(used[row.pk], limits.get(row.pk), borders.get(row.pk))
        found.append((not warned, f"{row} {year}", words))
    found.sort(key=lambda one: one[0])
    rest = [(_("Further units"), str(len(found) - SHOWN))] if len(found) > SHOWN else []
    return [(label, words) for _calm, label, words in found[:SHOWN]] + rest


def _line(used: Decimal, limit: Decimal | None, border: int | None) -> tuple[bool, str]:
    """Whether a warning stands, and the sentence."""
    if limit is None:
        unset = {"spent": places(used, 2), "name": LIMIT.label}
        return False, _("%(spent)s yuan spent; share not computable: the value “%(name)s” is not set") % unset
    part = Fraction(used) * 100 / Fraction(limit) if limit else Fraction(100)  # a line of nothing is used up
    said = {"spent": places(used, 2), "limit": places(limit, 2), "share": places(part, 1)}
    words = _("%(spent)s of %(limit)s yuan spent (%(share)s %%)") % said
    if border is None:
        return False, words + _("; warning not computable: the value “%(name)s” is not set") % {"name": BORDER.label}
    if part >= border:
        return True, words + _("; warning: %(border)d %% is reached") % {"border": border}
    return False, words


def rosters(day: date) -> dict[int, int]:
    """The units that keep a roster, each with how many days ahead it is checked: those for which the value was set.

    A value for all means the units at the top of the tree. Two queries at most.
    """
    rows = Row.objects.filter(name=AHEAD.name, start__lte=day).order_by("start", "pk").values_list("unit_id", "value")
    latest: dict[Any, int] = {unit: int(value) for unit, value in rows}
    if (for_all := latest.pop(None, None)) is not None:
        beneath = placed(day).filter(depth__gt=0).values("unit_id")
        tops = placed(day).filter(depth=0).exclude(unit_id__in=beneath).values_list("unit_id", flat=True)
        latest = {**dict.fromkeys(tops, for_all), **latest}
    return latest


def gaps_of(unit: int, ahead: int, day: date) -> list[rules.Slot]:
    """The shifts of the breaks to come in which nobody beneath a unit is on duty. Few queries, or none."""
    coming = rules.breaks(day, ahead)
    if not coming:
        return []
    within = Q(day__gte=coming[0][0], day__lte=coming[-1][1])
    planned = Shift.objects.filter(within, unit__in=under([unit], day)).exclude(state="cancelled")
    shifts = [(on, part, post) for on, part, post in planned.values_list("day", "part", "owner") if post]
    parts = [one.code for one in items(PARTS, unit, day)]
    return [slot for first, last in coming for slot in rules.empty(shifts, parts, max(first, day), last)]


def alarms(actor: Actor, day: date) -> list[tuple[str, str]]:
    """The empty days and nights of each roster that concerns the actor: who is beneath it, or has it in charge."""
    known = rosters(day)
    if not known:
        return []
    places_of = above({*known, *actor.units}, day)
    over = {unit for seat in actor.seats for unit in seat.charges}
    mine = {one for unit in actor.units for one in places_of[unit]}
    concerned = [unit for unit in known if unit in mine or over & places_of[unit]]
    names = Unit.objects.in_bulk(concerned)
    found = []
    for unit in concerned:
        if slots := gaps_of(unit, known[unit], day):
            said = "; ".join(f"{on.isoformat()} {word(PARTS, part, unit, day)}" for on, part in slots)
            count = {"unit": names[unit], "count": len(slots), "slots": said}
            found.append((_("Alarm: nobody on duty"), _("%(unit)s, %(count)d empty: %(slots)s") % count))
    return found


def limit_of(unit: int, year: int) -> Decimal | None:
    """A unit's line of a year, or None where nobody set it."""
    return values(LIMIT, [unit], end_of(year)).get(unit)
