"""The commitments that an actor's units lead or the actor does, grouped by what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Exists, F, Manager, Model, OuterRef, Q, QuerySet, Value, When

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.progress.queries import REPORT
from luoshi.commitments.reporting.worklist.rules import reporting_month_span
from luoshi.kernel.conditions.queries.steps import applicable_steps
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment

ACCEPT, REWORK, NOW, RUNNING, BACK, MORE = "accept", "rework", "now", "running", "back", "more"
TOLD = "told"  # reported this month already
SUPPORT = "support"  # not the actor's to lead or do; shown after the other groups
GROUPS = (ACCEPT, REWORK, NOW, RUNNING, BACK, MORE)
REPORTS = (at.RUNNING, at.ASKING, at.STANDING)
# The steps offered in the list; all others are on the commitment's page.
OFFERED = {
    ACCEPT: ("accept", "refuse", "take_up"),
    REWORK: ("rework",),
    NOW: ("report", "nothing_new"),
    RUNNING: ("report", "finish"),
}
EARLIEST_DUE = (F("due").asc(nulls_last=True), "place", "pk")
SHOWN = 50  # rows of a group on the page, as in other lists
AT_ONCE = 20  # reports on one page


@dataclass(frozen=True)
class WorklistGroup:
    """The rows of one group, earliest due first, at most ``SHOWN``, with the steps that the list offers the actor."""

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

    Two queries; None if there are none.
    """
    asked = record_relation_condition(get_kind("commitments").rights.by_name["support"], actor, day)
    rows = Commitment.objects.filter(asked, closed=None)
    some = list(_sorted(rows)[:SHOWN])
    count = len(some) if len(some) < SHOWN else rows.count()
    return WorklistGroup(SUPPORT, count, some, {}) if some else None


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
    """Return all of the actor's commitments, by group. Four queries, however many groups."""
    rows = annotate_worklist_group(own_commitments(actor, day), day)
    # All ids in one pass, and then the rows of the page: with one query per group SQLite started from the plans and
    # scanned all they contain, and to number the rows of each group in the database took twice as long as to send them.
    by_group: dict[str, list[int]] = {}
    for pk, name in rows.order_by(*EARLIEST_DUE).values_list("pk", "group"):
        by_group.setdefault(name, []).append(pk)
    pks = [pk for some in by_group.values() for pk in some[:SHOWN]]
    whole = Commitment.objects.select_related("unit").in_bulk(pks)
    steps = _offered_steps({name: [whole[pk] for pk in some[:SHOWN]] for name, some in by_group.items()}, actor, day)
    return [
        WorklistGroup(name, len(by_group[name]), [whole[pk] for pk in by_group[name][:SHOWN]], steps)
        for name in GROUPS
        if name in by_group
    ]


def _offered_steps(shown: Mapping[str, list[Commitment]], actor: Actor, day: date) -> dict[int, list[Step]]:
    """Return the steps that the list offers on each of these rows, by group. Two queries at most, without ``about``."""
    records = [row for name in OFFERED for row in shown.get(name, ())]
    steps = rights.open_steps(records, actor, day)
    for name, offered in OFFERED.items():
        for row in shown.get(name, ()):
            steps[row.pk] = [step for step in steps[row.pk] if step.name in offered]
    return applicable_steps(records, steps, day)


@dataclass(frozen=True)
class ReportingMonth:
    """The rows with a report due this month, at most ``AT_ONCE`` of ``count``, and those already reported."""

    rows: list[Commitment]
    count: int
    told: list[Commitment]


def this_month(actor: Actor, day: date, chosen: Iterable[int] = ()) -> ReportingMonth:
    """Return this month's reports, or chosen rows among all that can be reported on. Two queries at most."""
    rows = own_commitments(actor, day)
    if wanted := set(chosen):
        some = list(_sorted(rows.filter(state__in=REPORTS, pk__in=wanted))[:AT_ONCE])
        return ReportingMonth(some, len(some), [])
    first, until = reporting_month_span(day)
    reported = Q(reported__gte=first, state__in=(*REPORTS, *at.BACK))
    cases = Case(
        When(_asked_in_month(day), then=Value(NOW)),
        When(reported & ~_owed(first, until), then=Value(TOLD)),
        default=Value(""),
        output_field=CharField(),
    )
    near = rows.filter(Q(state__in=REPORTS, due__lte=until) | reported).annotate(group=cases)  # read in one pass
    by_group: dict[str, list[int]] = {NOW: [], TOLD: []}
    for pk, name in near.order_by(*EARLIEST_DUE).values_list("pk", "group"):
        by_group.setdefault(name, []).append(pk)
    asked, told = by_group[NOW][:AT_ONCE], by_group[TOLD][:SHOWN]
    whole = _with_names(Commitment.objects).in_bulk([*asked, *told]) if asked or told else {}
    return ReportingMonth([whole[pk] for pk in asked], len(by_group[NOW]), [whole[pk] for pk in told])


def _asked_in_month(day: date) -> Q:
    """Match commitments whose report is asked in the month of a day, and not given in it yet."""
    first, until = reporting_month_span(day)
    lacking = Q(reported=None) | Q(reported__lt=first) | _owed(first, until)
    return Q(state__in=REPORTS, due__lte=until) & lacking  # what is looked up elsewhere comes last


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
    return _with_names(rows).order_by(*EARLIEST_DUE)


def _with_names(rows: QuerySet[Commitment] | Manager[Commitment]) -> QuerySet[Commitment]:
    return rows.select_related("unit", "owner", "plan", "desk")
