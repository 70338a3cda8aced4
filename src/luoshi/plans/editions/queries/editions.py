"""What a plan would print now, what its editions printed, and what prevents publishing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.references.queries import Reference
from luoshi.org.tree.models import Unit
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure, RowUnit
from luoshi.plans.base.notes import RowNote
from luoshi.plans.base.queries import PlanRowCounts, plan_row_counts, rows_with_relations
from luoshi.plans.base.states import UNTOUCHED
from luoshi.plans.base.years import root_number
from luoshi.plans.editions.models.edition import Edition, Printed
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.editions.queries.sheet_work import pending_sheet_works
from luoshi.plans.editions.rules import pair_commitments, printed_row_differences

NAMED = 5  # rows that a refusal lists


@dataclass(frozen=True)
class PromisedCommitment:
    """A commitment according to the current rows: its row, its lead unit, and its printed content."""

    row: PlanRow
    unit: Unit
    said: dict[str, Any]


@dataclass(frozen=True)
class Readiness:
    """What prevents publishing: unread documents, undecided rows, rows without one clear lead unit.

    ``undecided``: the first of the undecided rows. ``unnamed``: unknown supporting units, which do not prevent it.
    """

    unread: list[Source | SheetWork | Conversion]
    counts: PlanRowCounts
    undecided: list[PlanRow]
    without_lead: list[PlanRow]
    unnamed: list[RowUnit]

    @property
    def ready(self) -> bool:
        return not (self.unread or self.counts.open_count or self.without_lead) and self.counts.kept > 0


def publication_readiness(plan: Plan) -> Readiness:
    """Return what prevents publishing. Eight queries."""
    unread: list[Source | SheetWork | Conversion] = [
        *plan.sources.exclude(state=Source.READ).select_related("document").order_by("place"),
        *pending_sheet_works(plan),
        *plan.conversions.exclude(state__in=(Conversion.DONE, Conversion.DROPPED)).order_by("pk"),
    ]
    kept = list(plan.rows.filter(state=PlanRow.KEPT).prefetch_related("units").order_by("place", "pk"))
    without = [row for row in kept if not _leads_clearly(row)]
    unnamed = [
        unit for row in kept for unit in row.units.all() if unit.unit_id is None and unit.role == RowUnit.SUPPORT
    ]
    undecided = plan.rows.filter(Q(state=PlanRow.WAITING) | Q(look=True)).exclude(state=PlanRow.GONE)
    first = list(undecided.order_by("place", "pk")[:NAMED])
    return Readiness(unread, plan_row_counts(plan), first, without, unnamed)


def _leads_clearly(row: PlanRow) -> bool:
    leads = [unit for unit in row.units.all() if unit.role == RowUnit.LEAD]
    return bool(leads) and all(lead.unit_id for lead in leads) and (row.each or len(leads) == 1)


def promised_commitments(plan: Plan, otherwise: date | None) -> list[PromisedCommitment]:
    """Return what the plan's rows in the ledger promise, one entry for each lead unit. Five queries.

    Args:
        otherwise: the due date of rows with neither date nor recurrence.
    """
    parts = {part.pk: part for part in plan.parts.all()}
    found = []
    for row in rows_with_relations(plan.rows.filter(state=PlanRow.KEPT)):
        for lead in row.units.all():
            if lead.role == RowUnit.LEAD and lead.unit:
                found.append(PromisedCommitment(row, lead.unit, _said(row, lead, parts, otherwise)))
    return found


def _said(row: PlanRow, lead: RowUnit, parts: dict[int, PlanHeading], otherwise: date | None) -> dict[str, object]:
    supports = [[unit.name, unit.unit_id] for unit in row.units.all() if unit.role == RowUnit.SUPPORT]
    due = row.due or (None if row.every else otherwise)
    return {
        "row": row.pk,
        "span": row.span_id,
        "quote": row.span.quote if row.span else "",
        "words": row.words,
        "part": " / ".join(path_of(parts.get(row.part_id or 0), parts)),
        "place": row.place,
        "lead": [str(lead.unit), lead.unit_id],
        "supports": supports,
        "due": due.isoformat() if due else None,
        "phrase": row.phrase,
        "every": row.every,
        "times": row.times,
        "targets": [_target(figure) for figure in row.figures.all() if figure.state == RowFigure.ASKED],
        **({"notes": row.notes} if row.notes else {}),
    }


def path_of(part: PlanHeading | None, parts: dict[int, PlanHeading]) -> list[str]:
    """Return the titles from the outermost heading down to this one."""
    found: list[str] = []
    while part is not None:
        found.append(f"{part.marker}{part.title}")
        part = parts.get(part.above_id or 0)
    return found[::-1]


def _target(one: RowFigure) -> dict[str, object]:
    return {
        "quote": one.quote,
        "span": one.span_id,
        "indicator": one.indicator,
        "value": str(one.value) if one.value is not None else None,
        "upper": str(one.upper) if one.upper is not None else None,
        "unit": one.unit,
        "bound": one.bound,
        "aspect": one.aspect,
        "period": one.period,
        "scope": one.scope,
    }


def plan_editions(plan: Plan) -> list[Edition]:
    """List the editions of a plan, newest first. One query."""
    rows = plan.editions.select_related("entry__person", "taken_back__person").annotate(count=Count("rows"))
    return list(rows.order_by("-number"))


def edition_in_force(plan: Plan) -> Edition | None:
    """Return the edition in force: the last that was not taken back. One query."""
    return plan.editions.filter(taken_back=None).order_by("-number").first()


def gone_on(plan: Plan, edition: Edition) -> QuerySet[Commitment]:
    """List the commitments that an edition opened or changed and that have since changed by another step than a tag."""
    of_plan = ("list", "amend", "withdraw", "relist", "tag")
    since = Entry.objects.filter(record=OuterRef("pk"), pk__gt=edition.entry_id).exclude(step__in=of_plan)
    touched = plan.commitments.filter(edition=edition.number).exclude(state__in=UNTOUCHED)
    return touched.filter(Exists(since))


def edition_printed_rows(edition: Edition) -> list[Printed]:
    """List the rows of an edition as they were printed. One query."""
    return list(edition.rows.select_related("commitment").order_by("place", "pk"))


PRINTED = Reference(Printed, "commitment")


def notes_of(commitment: Commitment) -> list[RowNote]:
    """Return the notes of the office's own sheet on a commitment, as the edition in force printed them.

    At most one query.
    """
    if not PRINTED.may_exist(commitment):
        return []
    rows = Printed.objects.filter(commitment=commitment, edition__taken_back=None).order_by("-edition__number")
    said = rows.values_list("said", flat=True).first()
    return list(said.get("notes", [])) if said else []


def live_plan_commitments(plan: Plan) -> list[Commitment]:
    """List the commitments of a plan that were not withdrawn. One query."""
    own = plan.commitments.filter(split_from=None, follows_on=None).exclude(state="withdrawn")
    return list(own.select_related("unit").order_by("place", "pk"))


# ---- changes

FIELDS = {
    "words": gettext_lazy("Task"),
    "part": gettext_lazy("Heading"),
    "lead": gettext_lazy("Lead unit"),
    "supports": gettext_lazy("Supporting units"),
    "due": gettext_lazy("To be done by"),
    "phrase": gettext_lazy("Words of the date"),
    "recurs": gettext_lazy("Recurs"),
    "targets": gettext_lazy("Targets"),
    "notes": gettext_lazy("Other columns of the original ledger"),
}
NEW, WITHDRAWN, CHANGED = "new", "withdrawn", "changed"


@dataclass(frozen=True)
class FieldChange:
    """One field of a row: its old and new value, and whether they differ."""

    label: str
    old: str
    new: str
    changed: bool


@dataclass(frozen=True)
class EditionChange:
    """A row that is ``new``, ``withdrawn`` or ``changed`` from one edition to the next, field by field."""

    how: str
    number: str  # "" if not published yet
    words: str
    sides: tuple[FieldChange, ...]
    commitment: int | None = None


def edition_before(edition: Edition) -> Edition | None:
    """Return the edition that was in force when this one was published. One query."""
    held = Q(taken_back=None) | Q(taken_back__gt=edition.entry_id)
    return edition.plan.editions.filter(held, number__lt=edition.number).order_by("-number").first()


def edition_changes(edition: Edition, before: Edition | None) -> list[EditionChange]:
    """List what an edition changed since the one before it, in its order; removed rows come last. Two queries.

    Rows that only moved are left out.
    """
    old = {row.commitment_id: row for row in edition_printed_rows(before)} if before else {}
    now = edition_printed_rows(edition)
    found = [
        _changed(old[row.commitment_id].said if row.commitment_id in old else None, row.said, row.commitment)
        for row in now
    ]
    kept = {row.commitment_id for row in now}
    found += [_changed(row.said, None, row.commitment) for pk, row in old.items() if pk not in kept]
    return [change for change in found if change is not None]


def changes_ahead(plan: Plan) -> list[EditionChange]:
    """List what publishing the plan's current rows would change in the edition in force; [] before the first.

    Rows without a date fall due as in the edition in force. Ten queries.
    """
    last = edition_in_force(plan)
    if last is None:
        return []
    there = edition_printed_rows(last)
    now = promised_commitments(plan, last.otherwise or date(plan.year, 12, 31))
    units = dict(plan.commitments.values_list("pk", "unit"))
    match = pair_commitments(
        [(row.commitment_id, row.said["row"], units[row.commitment_id]) for row in there],
        [(promise.row.pk, promise.unit.pk) for promise in now],
    )
    goes_on = {at: pk for pk, at in match.same}
    old = {row.commitment_id: row for row in there}
    found = []
    for at, promise in enumerate(now):
        was = old.get(goes_on.get(at, 0))
        found.append(_changed(was.said if was else None, promise.said, was.commitment if was else None))
    found += [_changed(old[pk].said, None, old[pk].commitment) for pk in match.ended]
    return [change for change in found if change is not None]


def _changed(
    old: Mapping[str, object] | None, new: Mapping[str, object] | None, commitment: Commitment | None
) -> EditionChange | None:
    """Compare a row's fields; None if nothing differs."""
    if old is not None and new is not None and not printed_row_differences(old, new):
        return None
    how = NEW if old is None else WITHDRAWN if new is None else CHANGED
    before, after = format_printed_row(old or {}), format_printed_row(new or {})
    if before == after:  # only the values of targets differ, behind the same words
        before, after = format_printed_row(old or {}, exact=True), format_printed_row(new or {}, exact=True)
    if before == after:
        return None
    sides = [
        FieldChange(str(label), before[name], after[name], how == CHANGED and before[name] != after[name])
        for name, label in FIELDS.items()
        if before[name] or after[name]
    ]
    return EditionChange(
        how,
        root_number(commitment.number) if commitment else "",
        after["words"] or before["words"],
        tuple(sides),
        commitment.pk if commitment else None,
    )


def format_printed_row(row: Mapping[str, Any], *, exact: bool = False) -> dict[str, str]:
    """Format a printed row for people, by the names of ``FIELDS``; "" for missing fields.

    Args:
        exact: targets with value and bound, not only in the document's words.
    """
    if not row:
        return dict.fromkeys(FIELDS, "")
    return {
        "words": row["words"],
        "part": row["part"],
        "lead": row["lead"][0],
        "supports": "、".join(dict.fromkeys(name for name, _unit in row["supports"])),
        "due": row["due"] or "",
        "phrase": row["phrase"],
        "recurs": code_labels.format_row_recurrence(row["every"], row["times"]),
        "targets": _("; ").join(_target_words(target, exact) for target in row["targets"]),
        "notes": _("; ").join(f"{note['head']}：{note['words']}" for note in row.get("notes", [])),
    }


def _target_words(one: Mapping[str, Any], exact: bool) -> str:
    words = code_labels.format_target(one["indicator"], one["quote"])
    if not exact:
        return words
    value = "–".join(filter(None, [one["value"], one["upper"]])) + one["unit"]
    more = filter(None, [str(code_labels.BOUNDS.get(one["bound"], one["bound"])), value, one["period"], one["scope"]])
    return f"{words}（{' '.join(more)}）"
