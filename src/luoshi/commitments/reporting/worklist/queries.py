"""The commitments that an actor's units lead or the actor does, grouped by what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Manager,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.progress.queries import REPORT
from luoshi.commitments.reporting.worklist.rules import reporting_month_span
from luoshi.kernel.conditions.queries.steps import open_steps
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment

ACCEPT, REWORK, NOW, RUNNING, BACK, MORE = "accept", "rework", "now", "running", "back", "more"
SUPPORT = "support"  # not the actor's to lead or do; shown after the other groups
GROUPS = (ACCEPT, REWORK, NOW, RUNNING, BACK, MORE)
REPORTS = (at.RUNNING, at.ASKING, at.STANDING)
SHOWN = 50  # rows of a group on the page, as in other lists
AT_ONCE = 20  # reports on one page


@dataclass(frozen=True)
class WorklistGroup:
    """The rows of one group, earliest due first, at most ``SHOWN``, with the steps open to the actor on each."""

    name: str
    count: int
    rows: list[Commitment]
    steps: dict[int, list[Step]]


def own_commitments(actor: Actor, day: date) -> QuerySet[Commitment]:
    """Return the commitments led by the actor's units or assigned to the actor, as a subquery."""
    by_name = get_kind("commitments").rights.by_name
    rows: QuerySet[Commitment] = Commitment.objects.filter(
        record_relation_condition(by_name["lead"], actor, day) | record_relation_condition(by_name["doer"], actor, day)
    )
    return rows.exclude(state__in=at.ENDED)


def may_owe(actor: Actor) -> bool:
    """Check whether the person may have reports to give, by role: those who act for a lead unit. No query."""
    return any(role in actor.roles for role, _place in get_kind("commitments").rights.by_name["lead"].reaches)


def supported_group(actor: Actor, day: date) -> WorklistGroup | None:
    """Return the open commitments supported by the actor's units, earliest due first.

    Four queries; None if there are none.
    """
    asked = record_relation_condition(get_kind("commitments").rights.by_name["support"], actor, day)
    rows = Commitment.objects.filter(asked, closed=None)
    some = list(_sorted(rows)[:SHOWN])
    count = len(some) if len(some) < SHOWN else rows.count()
    return WorklistGroup(SUPPORT, count, some, open_steps(some, actor, day)) if some else None


def annotate_worklist_group(rows: QuerySet[Commitment], day: date) -> QuerySet[Model]:
    """Annotate rows with ``group``: what to do with each on a day."""
    cases = [
        When(state__in=(at.ISSUED, at.ACCEPTED), then=Value(ACCEPT)),
        When(state=at.RETURNED, then=Value(REWORK)),
        When(_asked_in_month(day), then=Value(NOW)),
        When(state__in=REPORTS, then=Value(RUNNING)),
        When(state__in=at.BACK, then=Value(BACK)),
    ]
    return rows.annotate(group=Case(*cases, default=Value(MORE), output_field=CharField()))


def worklist_groups(actor: Actor, day: date) -> list[WorklistGroup]:
    """Return all of the actor's commitments, by group. Five queries, however many groups."""
    rows = annotate_worklist_group(own_commitments(actor, day), day)
    counts = dict(rows.order_by().values_list("group").annotate(n=Count("pk")))
    # All groups in one pass, and then the rows: with one query per group, joined with its plan, SQLite started from the
    # plans and scanned all they contain (1.4 s for 100,000 commitments, now 0.3).
    place = Window(RowNumber(), partition_by=F("group"), order_by=[F("due").asc(nulls_last=True), F("place"), F("pk")])
    first = rows.order_by().annotate(at=place).filter(at__lte=SHOWN).order_by("at").values_list("pk", "group")
    by_group: dict[str, list[int]] = {}
    for pk, name in first:
        by_group.setdefault(name, []).append(pk)
    whole = _with_names(Commitment.objects).in_bulk([pk for some in by_group.values() for pk in some])
    steps = open_steps(whole.values(), actor, day)
    found = []
    for name in GROUPS:
        if pks := by_group.get(name):
            found.append(WorklistGroup(name, counts[name], [whole[pk] for pk in pks], {pk: steps[pk] for pk in pks}))
    return found


@dataclass(frozen=True)
class ReportingMonth:
    """The rows with a report due this month, at most ``AT_ONCE`` of ``count``, and those already reported."""

    rows: list[Commitment]
    count: int
    told: list[Commitment]


def this_month(actor: Actor, day: date, chosen: Iterable[int] = ()) -> ReportingMonth:
    """Return this month's reports, or chosen rows among all that can be reported on. Three queries at most."""
    rows = own_commitments(actor, day)
    if wanted := set(chosen):
        some = list(_sorted(rows.filter(state__in=REPORTS, pk__in=wanted))[:AT_ONCE])
        return ReportingMonth(some, len(some), [])
    first, until = reporting_month_span(day)
    asked = rows.filter(_asked_in_month(day))
    some = list(_sorted(asked)[:AT_ONCE])
    count = len(some) if len(some) < AT_ONCE else asked.count()
    told = rows.filter(~_owed(first, until), reported__gte=first, state__in=(*REPORTS, *at.BACK))
    return ReportingMonth(some, count, list(_sorted(told)[:SHOWN]))


def _asked_in_month(day: date) -> Q:
    """Match commitments whose report is asked in the month of a day, and not given in it yet."""
    first, until = reporting_month_span(day)
    lacking = Q(reported=None) | Q(reported__lt=first) | _owed(first, until)
    return lacking & Q(state__in=REPORTS, due__lte=until)


def is_told(one: Commitment, day: date) -> bool:
    """Check whether this month's reports on it are all given. One query at most."""
    first, until = reporting_month_span(day)
    told = one.reported is not None and one.reported >= first
    return told and not Commitment.objects.filter(_owed(first, until), pk=one.pk).exists()


def _owed(first: date, until: date) -> Q:
    """Match commitments with an open report date in these days; earlier missed ones are not this month's."""
    dates = Occurrence.objects.filter(duty__record=OuterRef("pk"), duty__name=REPORT, duty__ended=None)
    return Q(Exists(dates.filter(settled=None, dropped=None, due__gte=first, due__lte=until)))


def readable_commitments(actor: Actor, day: date, pks: Iterable[int]) -> list[Commitment]:
    """Return those of these commitments that the actor may read, whatever their state by now. One query."""
    rows: QuerySet[Commitment] = readable_records(get_kind("commitments"), actor, day).filter(pk__in=set(pks))  # type: ignore[assignment]
    return list(_sorted(rows))


def _sorted(rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return _with_names(rows).order_by(F("due").asc(nulls_last=True), "place", "pk")


def _with_names(rows: QuerySet[Commitment] | Manager[Commitment]) -> QuerySet[Commitment]:
    return rows.select_related("unit", "owner", "plan", "desk")
