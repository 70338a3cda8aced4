"""The start of the next year: last year's plan as a draft of the new one, with carried-over commitments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.steps.actions.refusals import NotTheirs
from luoshi.kernel.steps.actions.steps import begin
from luoshi.org.tree.queries import placements_on
from luoshi.plans.base.models.plan import Plan, PlanHeading
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.base.notes import notes_for_next_year
from luoshi.plans.base.years import moved_period, moved_phrase, shift_day_to_year
from luoshi.plans.detail.queries.years import Copy, next_year_copies, still_open
from luoshi.plans.editions.actions import index_rows
from luoshi.plans.names.queries import names_for
from luoshi.plans.names.rules.aliases import Called
from luoshi.plans.rows.actions.editing import lock_editable_plan
from luoshi.plans.rows.rules.doubts import lead_doubts, unit_doubts

S = TypeVar("S", RowUnit, RowFigure)
BATCH = 500
STEP = 1000  # gap between neighbouring places
FIRST_DOCUMENT = 10**9  # the first document's rows start here; last year's come before


@transaction.atomic
def begin_next(
    old: Plan, values: Mapping[str, object], which: str, actor: Actor, *, at: datetime, once: UUID | None = None
) -> Plan:
    """Create a plan that follows this one, with its rows as drafts to be decided.

    Args:
        values: raw values for the opening step's form; missing ones are taken from the old plan.
        which: as for ``plans.queries.years.next_year_copies``.
        once: the idempotency key: a repeat returns the first plan and copies nothing.

    Raises:
        RecordError: as ``begin``; ``refused``, ``guarded`` (open commitments, or not a later year).
    """
    old = _decided(old, actor, at)
    given = {"origin": old.origin, "rhythm": old.rhythm, "supervision": old.supervision, "unit": old.unit_id, **values}
    taken = begin(get_kind("plans"), actor, given, at=at, once=once)
    new = Plan.objects.get(pk=taken.record.pk)
    if not taken.repeated:
        Plan.objects.filter(pk=new.pk).update(asks_effect=old.asks_effect, asks_backing=old.asks_backing)
        _take_over(old, new, which, actor, at)
    return Plan.objects.get(pk=new.pk)


@transaction.atomic
def go_on_in(old: Plan, new: Plan, which: str, actor: Actor, *, at: datetime) -> Plan:
    """Copy the rows of last year's plan into one under correction.

    A second call copies only what was carried over since.

    Raises:
        RecordError: ``refused`` (not permitted, or not open for correction), ``guarded``.
    """
    old = _decided(old, actor, at)
    _take_over(old, lock_editable_plan(new, actor, at), which, actor, at)
    return Plan.objects.get(pk=new.pk)


def _decided(old: Plan, actor: Actor, at: datetime) -> Plan:
    """Return the plan, locked: a commitment is carried into one plan only, even if several are started at once."""
    old = Plan.get_locked(old.pk)
    if "keeper" not in relations_to_record(old, actor, timezone.localdate(at)) or actor.behalf:
        raise NotTheirs(old, "refused", _("You may not begin a plan from this one."), where=str(old))
    if old.state not in ("published", "closed"):
        raise RecordError(
            "refused",
            _(
                "A next year's plan can only begin from a published or closed plan: this one is in the state "
                "“%(state)s”."
            )
            % {"state": kind_of(old).cycle.states[old.state]},
            where=str(old),
        )
    if waiting := still_open(old):
        raise RecordError(
            "guarded",
            ngettext("%(count)d commitment is still open.", "%(count)d commitments are still open.", waiting)
            % {"count": waiting},
            where=str(old),
            remedy=_("Decide on each of them on the page of the year's close."),
        )
    return old


def _take_over(old: Plan, new: Plan, which: str, actor: Actor, at: datetime) -> None:
    if new.year <= old.year:
        raise RecordError(
            "guarded",
            _("The year %(new)d does not come after %(old)d.") % {"new": new.year, "old": old.year},
            where=str(new),
            fields={"year": [_("Choose a later year.")]},
        )
    some = next_year_copies(old, which)
    if new.follows_id == old.pk:
        some = [copy for copy in some if copy.carried]
    Plan.objects.filter(pk=new.pk).update(follows=old)
    _write(old, new, some, at)
    journal_act(new, "year.copied", actor, {"from": old.number, "count": len(some)}, at=at)


def _write(old: Plan, new: Plan, some: Sequence[Copy], at: datetime) -> None:
    """Write the headings in use and the rows, in last year's order. A bounded number of statements for 500 rows."""
    day = timezone.localdate(at)
    names, known = names_for(new.unit_id, day, new.issuer), set(placements_on(day).values_list("unit_id", flat=True))
    parts = {part.pk: part for part in old.parts.order_by("place", "pk")}
    used = {pk for copy in some for pk in _above(parts, copy.row.part_id)}
    places = _places(new, [(part.place, part.pk, 0) for part in parts.values() if part.pk in used]
                     + [(copy.row.place, at_row, 1) for at_row, copy in enumerate(some)])  # fmt: skip
    made: dict[int, PlanHeading] = {}
    for level in sorted({parts[pk].level for pk in used}):  # parents first: their ids are needed
        for pk in sorted(used):
            if parts[pk].level == level:
                one = parts[pk]
                above = made.get(one.above_id or 0)
                made[pk] = PlanHeading(plan=new, above=above, place=places[pk, 0], level=one.level, marker=one.marker,
                                title=one.title)  # fmt: skip
        PlanHeading.objects.bulk_create([part for part in made.values() if part.pk is None], batch_size=BATCH)
    rows, units, figures = [], [], []
    for at_row, copy in enumerate(some):
        row, of_row = _row(copy, old, new, names, known)
        row.part, row.place = made.get(copy.row.part_id or 0), places[at_row, 1]
        rows.append(row)
        units += [RowUnit(row=row, place=place, **unit) for place, unit in enumerate(of_row)]
        figures += _figures(copy, row, old, new)
    PlanRow.objects.bulk_create(rows, batch_size=BATCH)
    RowUnit.objects.bulk_create(_saved(units), batch_size=BATCH)
    RowFigure.objects.bulk_create(_saved(figures), batch_size=BATCH)
    index_rows(new, rows)


def _saved(some: list[S]) -> list[S]:
    """Refresh the row ids of these objects and return them."""
    for record in some:
        record.row = record.row
    return some


def _above(parts: Mapping[int, PlanHeading], pk: int | None) -> list[int]:
    found = []
    while pk is not None and pk in parts:
        found.append(pk)
        pk = parts[pk].above_id
    return found


def _places(new: Plan, items: list[tuple[int, int, int]]) -> dict[tuple[int, int], int]:
    """Return a place for each heading and row, in their old order, behind those copied from last year before."""
    before = [
        of.filter(place__lt=FIRST_DOCUMENT).aggregate(last=Max("place"))["last"] or 0 for of in (new.rows, new.parts)
    ]
    places = count(max(before) + STEP, STEP)
    return {(key, sort): next(places) for _place, sort, key in sorted((place, sort, key) for place, key, sort in items)}


def _row(copy: Copy, old: Plan, new: Plan, names: Called, known: set[int]) -> tuple[PlanRow, list[dict[str, object]]]:
    """Return a row to be decided; a carried-over one has the commitment's latest words and dates."""
    source: Any = copy.carried or copy.row
    units: list[dict[str, object]] = []
    doubts: list[str] = []
    supports = [(unit.name, unit.unit_id) for unit in copy.row.units.all() if unit.role == RowUnit.SUPPORT]
    for role, some in ((RowUnit.LEAD, copy.leads), (RowUnit.SUPPORT, supports)):
        for name, unit in some:
            found, doubt = _unit(name, unit, names, known)
            units.append({"role": role, "name": name, "unit_id": found})
            doubts += doubt
    each = copy.row.each and len(copy.leads) > 1
    before = copy.carried.until if copy.carried else copy.row.due
    due = shift_day_to_year(before, old.year, new.year)
    if due != before:
        doubts.append("due_moved")
    doubts += lead_doubts(len(copy.leads), each)
    phrase = source.phrase if due == before else moved_phrase(source.phrase)
    row = PlanRow(plan=new, span=copy.row.span, words=source.words, role=copy.row.role, state=PlanRow.WAITING, due=due,
              every=source.every, times=source.times, phrase=phrase, each=each,
              doubts=list(dict.fromkeys(doubts)), notes=notes_for_next_year(copy.row.notes),
              carried=copy.carried)  # fmt: skip
    return row, units


def _unit(name: str, unit: int | None, names: Called, known: set[int]) -> tuple[int | None, list[str]]:
    """Return the unit if it still exists; else the one that its name means now."""
    if unit in known:
        return unit, []
    meaning = names.of(name)
    clear = meaning.how not in ("several", "none", "group", "nobody")
    return (meaning.units[0] if clear else None), unit_doubts(meaning.how) or unit_doubts("likely")


def _figures(copy: Copy, row: PlanRow, old: Plan, new: Plan) -> list[RowFigure]:
    """Return the row's targets, each doubtful because the value is last year's."""
    same = ("span", "quote", "value", "upper", "unit", "bound", "role", "aspect", "indicator", "scope")
    asked = [figure for figure in copy.row.figures.all() if figure.state == RowFigure.ASKED]
    return [
        RowFigure(row=row, place=row.place + at, state=RowFigure.ASKED, doubts=["last_year"],
               period=moved_period(figure.period, old.year, new.year), **{name: getattr(figure, name) for name in same})
        for at, figure in enumerate(asked)
    ]  # fmt: skip
