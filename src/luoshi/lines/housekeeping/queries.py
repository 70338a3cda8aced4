"""Queries for housekeeping: copies out, budget lines for cars, and gaps in duty rosters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.code_lists.queries import code_word, items_in_force
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested
from luoshi.lines.housekeeping import rules
from luoshi.lines.housekeeping.models import PARTS, Shift
from luoshi.org.actors.queries import ancestor_unit_ids, current_placements, descendant_unit_ids
from luoshi.org.tree.models import Unit
from luoshi.parts.funds.models import Fund, Use
from luoshi.parts.funds.summary import stand_of

_ = words_now(__name__)
lazily = words(__name__)

OWN = lazily("Luoshi's suggestion: no known rule names a number")
AHEAD = DeclaredParameter(
    "housekeeping.roster_days",
    lazily("Days before a holiday from which its roster is checked"),
    int,
    group=lazily("Cars and duty"),
    unset=lazily("Rosters are not checked: there is no warning of days with nobody on duty."),
    suggested=(Suggested("7", OWN), Suggested("15", OWN)),
    words=previews.in_days,
)
SHOWN = 8  # units and holders named above a list; the rest is counted


def copies_out(copies: QuerySet[Record], counted: int | None = None) -> list[tuple[str, str]]:
    """Count issued and returned copies, and name the holders of open ones. Two queries."""
    states = Counter(copies.order_by().values_list("state", flat=True))
    out = copies.filter(state="issued").select_related("owner__unit").order_by("title", "pk")
    holders = [f"{copy.title}: {copy.owner}" for copy in out[:SHOWN]]
    if (more := states["issued"] - len(holders)) > 0:
        holders.append(_("and %(more)d more") % {"more": more})
    numbers = {"n": states.total(), "m": states.total() - states["issued"], "open": states["issued"]}
    said = [(_("Copies"), _("%(n)d issued, %(m)d returned, %(open)d open") % numbers)]
    return said + ([(_("Not returned, with holders"), "; ".join(holders))] if holders else [])


def budget_lines(trips: QuerySet[Model], counted: int | None = None) -> list[tuple[str, str]]:
    """Summarise the funds from which these units pay their cars. Six queries, for any number of units."""
    units = set(trips.order_by().values_list("unit", flat=True))
    uses = Use.objects.filter(use="cars").values("record")
    funds = list(Fund.objects.filter(unit__in=units, state="open", pk__in=uses).order_by("pk"))
    return stand_of(funds, localdate()) + _before(units - {fund.unit_id for fund in funds})


def _before(units: Collection[int]) -> list[tuple[str, str]]:
    """Return lines kept as a parameter before funds existed and not opened as funds yet. At most one query."""
    rows = Row.objects.filter(name="housekeeping.trip_limit", unit__in=units).order_by("start", "pk") if units else []
    found = {row.unit_id: row for row in rows}
    names = Unit.objects.in_bulk(found)
    words = _("yearly line so far: %(sum)s yuan; open a fund for the cars, and journeys will be paid from it")
    return [(str(names[unit]), words % {"sum": row.value}) for unit, row in found.items()]


def roster_days_ahead(day: date) -> dict[int, int]:
    """Return the units with a duty roster, each with the number of days checked ahead: those that set the parameter.

    A value for all applies to the root units. At most two queries.
    """
    rows = Row.objects.filter(name=AHEAD.name, start__lte=day).order_by("start", "pk").values_list("unit_id", "value")
    latest: dict[Any, int] = {unit: int(value) for unit, value in rows}
    if (for_all := latest.pop(None, None)) is not None:
        beneath = current_placements(day).filter(depth__gt=0).values("unit_id")
        tops = current_placements(day).filter(depth=0).exclude(unit_id__in=beneath).values_list("unit_id", flat=True)
        latest = {**dict.fromkeys(tops, for_all), **latest}
    return latest


def gaps_of(unit: int, ahead: int, day: date) -> list[rules.Slot]:
    """List the shifts of upcoming breaks with nobody of the unit's subtree on duty. Few queries, or none."""
    coming = rules.upcoming_breaks(day, ahead)
    if not coming:
        return []
    within = Q(day__gte=coming[0][0], day__lte=coming[-1][1])
    planned = Shift.objects.filter(within, unit__in=descendant_unit_ids([unit], day)).exclude(state="cancelled")
    shifts = [(on, part, post) for on, part, post in planned.values_list("day", "part", "owner") if post]
    parts = [part.code for part in items_in_force(PARTS, unit, day)]
    return [slot for first, last in coming for slot in rules.list_empty_shifts(shifts, parts, max(first, day), last)]


def roster_alarms(actor: Actor, day: date) -> list[tuple[str, str]]:
    """List the empty shifts of each roster that concerns the actor: in its subtree, or in charge of it."""
    known = roster_days_ahead(day)
    if not known:
        return []
    places_of = ancestor_unit_ids({*known, *actor.units}, day)
    over = {unit for seat in actor.seats for unit in seat.charges}
    mine = {ancestor for unit in actor.units for ancestor in places_of[unit]}
    concerned = [unit for unit in known if unit in mine or over & places_of[unit]]
    names = Unit.objects.in_bulk(concerned)
    found = []
    for unit in concerned:
        if slots := gaps_of(unit, known[unit], day):
            said = "; ".join(f"{on.isoformat()} {code_word(PARTS, part, unit, day)}" for on, part in slots)
            count = {"unit": names[unit], "count": len(slots), "slots": said}
            found.append((_("Alarm: nobody on duty"), _("%(unit)s, %(count)d empty: %(slots)s") % count))
    return found
