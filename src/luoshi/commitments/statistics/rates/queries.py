"""The progress of a plan on a day: counts by state, heading and unit, the bases of its rates, and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.models import CurrentLight
from luoshi.commitments.lights.queries.due_status import late_condition
from luoshi.commitments.lights.queries.present_lights import LightCounter, PresentLights, readable_lights
from luoshi.commitments.lights.rules.page_lights import PAST_DATES
from luoshi.commitments.progress.queries import RECUR, REPORT
from luoshi.commitments.statistics.rates import rules
from luoshi.commitments.statistics.rates.rules import RateTotals, Reports
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.org.tree.models import Unit
from luoshi.org.tree.queries import placements_on, unit_names_on_day
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan

REMOVED = (at.CANCELLED, at.MERGED, at.WITHDRAWN)
MOVED = ("grant", "return", "resume", "send_again", "reopen", "do_again")  # steps that move a due date
SHOWN = 50  # rows of a list; the count gives their number
OWING = tuple(state for state in at.OPEN if state != at.SUSPENDED)  # while suspended, nothing is owed
GONE_ON = (*OWING, at.STANDING, at.LAPSED, *at.DONE)


Place = tuple[bool, int, str]  # without 排序号, 排序号, code


@dataclass(frozen=True)
class RatePart:
    """The progress of one heading or unit of the plan: all, open, late, done."""

    key: str
    name: str
    every: int
    open: int
    late: int
    done: int


@dataclass(frozen=True)
class RateChange:
    """Rows that changed in one way: their number, and the first that the actor may read."""

    count: int
    rows: list[Commitment]


def commitments_of_plan(plan: Plan) -> QuerySet[Commitment]:
    """Return the commitments of a plan; split-off parts count within their whole."""
    return Commitment.objects.filter(plan=plan.pk, split_from=None)


def come_due_condition(day: date) -> Q:
    """Match those whose due date has come, among all that were not removed and are still open."""
    return Q(state__in=GONE_ON) & (Q(until__lte=day) | Q(binds__lte=day) | Q(first_due__lte=day))


def rate_aggregates(day: date) -> dict[str, object]:
    """Return the counts for headings, units and the tree, as aggregates."""
    return {
        "every": Count("pk"),
        "open": Count("pk", filter=Q(state__in=(*at.OPEN, at.STANDING))),
        "late": Count("pk", filter=late_condition(day)),
        "done": Count("pk", filter=Q(state__in=at.DONE)),
    }


def _count_lights(plan: Plan, day: date) -> LightCounter:
    """Count the commitments of a plan by unit, state and ``MATTERS``, once in a request that only reads."""
    rows = CurrentLight.objects.filter(plan=plan.pk, split_from=None)
    asked = (_count_lights, plan.pk, day)
    return keep_answer(asked, lambda: PresentLights(rows, day).count("unit", "state", "matter"))


def of_whole(plan: Plan, day: date) -> dict[str, int]:
    """Return the same counts for the whole plan, with the number ``removed``. Five queries at most."""
    found = Counter(dict.fromkeys(("every", "open", "late", "done", "removed"), 0))
    for (_unit, state, matter), count in _count_lights(plan, day).items():
        found.update(_counted(state, matter, count))
        found["removed"] += count if state in REMOVED else 0
    return dict(found)


def _counted(state: str, matter: str, count: int) -> dict[str, int]:
    """Return what ``rate_aggregates`` counts of commitments alike."""
    return {
        "every": count,
        "open": count if state in (*at.OPEN, at.STANDING) else 0,
        "late": count if matter in PAST_DATES else 0,
        "done": count if state in at.DONE else 0,
    }


def reads_all(plan: Plan, actor: Actor, day: date) -> bool:
    """Check whether the actor may read every commitment of a plan, so that its lists match these counts. One query."""
    rows = CurrentLight.objects.filter(plan=plan.pk, split_from=None)
    return not rows.exclude(pk__in=readable_lights(actor, day).filter(plan=plan.pk).values("pk")).exists()


def plan_rate_totals(plan: Plan, day: date) -> RateTotals:
    """Return the numerators and denominators of the rates. Two queries, once in a request that only reads."""
    return keep_answer((plan_rate_totals, plan.pk, day), lambda: _ask_for_totals(plan, day))


def _ask_for_totals(plan: Plan, day: date) -> RateTotals:
    come, closed = come_due_condition(day), Q(state__in=at.DONE)
    answered = closed | Q(done__isnull=False)
    first = Coalesce("first_due", "until")
    found = commitments_of_plan(plan).aggregate(
        every=Count("pk"),
        removed=Count("pk", filter=Q(state__in=REMOVED)),
        completed=Count("pk", filter=closed),
        due=Count("pk", filter=come),
        due_closed=Count("pk", filter=come & closed),
        in_time=Count("pk", filter=come & closed & Q(done_work__lte=first)),
        answered=Count("pk", filter=come & answered),
    )
    owed = _count_reports(plan, day)
    fed_back = sum(count for _name, _last, _due, came, count in owed if came)
    return RateTotals(**found, owed=sum(row[-1] for row in owed), fed_back=fed_back)


def _reports_owed(plan: Plan) -> QuerySet[Occurrence]:
    """Return the reports and recurrences that count for a plan; for recurrences, those of the plan's year.

    A recurrence has no end: in later years, the plan's base would otherwise grow with each period.
    """
    of_year = Q(first__lte=date(plan.year, 12, 31), last__gte=date(plan.year, 1, 1))
    rows = Occurrence.objects.filter(duty__record__in=commitments_of_plan(plan).values("pk"))
    return rows.filter(Q(duty__name=REPORT) | Q(of_year, duty__name=RECUR))


def _count_reports(plan: Plan, day: date) -> Sequence[tuple[str, date, date, date | None, int]]:
    """Count the reports due so far by duty, period, due date and the day on which they came, None: not yet.

    One query, once in a request that only reads: a row for each day on which some fell due or came.
    """
    owed = _reports_owed(plan).filter(Q(dropped=None) | Q(dropped__gt=F("due")), due__lte=day)
    came = Case(When(settled__lte=day, then="settled"))
    columns = ("duty__name", Coalesce("last", "first_due"), Coalesce("expired", "due"), came)
    rows = owed.order_by().values_list(*columns).annotate(n=Count("pk"))
    return keep_answer((_count_reports, plan.pk, day), lambda: list(rows))


def plan_reports_by_quarter(plan: Plan, day: date) -> list[Reports]:
    """Count the reports due so far, by quarter, without recurrences. One query, or none after the rates."""
    reports = _count_reports(plan, day)
    return rules.group_report_rates(
        (last, due, came, count) for name, last, due, came, count in reports if name == REPORT
    )


def by_state(plan: Plan, day: date) -> list[tuple[str, int]]:
    """Count the commitments in each state, in the order of the life cycle. Queries as for ``of_whole``."""
    counts: Counter[str] = Counter()
    for (_unit, state, _matter), count in _count_lights(plan, day).items():
        counts[state] += count
    return [(state, counts[state]) for state in get_kind("commitments").cycle.states if state in counts]


def by_heading(plan: Plan, day: date) -> list[RatePart]:
    """Return the progress of each heading, in plan order. One query."""
    rows = commitments_of_plan(plan).order_by().values("part").annotate(first=Min("place"), **rate_aggregates(day))
    return [_part(row["part"], row["part"], row) for row in rows.order_by("first")]


def plan_rates_by_unit(plan: Plan, day: date, units_day: date) -> list[RatePart]:
    """Return the progress of each lead unit on ``day``, with the tree order and the names of ``units_day``.

    Never ranked. Two queries besides those of ``of_whole``; one more if a unit was not there on ``units_day``.
    """
    found: dict[int, Counter[str]] = {}
    for (unit, state, matter), count in _count_lights(plan, day).items():
        found.setdefault(unit, Counter()).update(_counted(state, matter, count))
    places = in_tree_order(commitments_of_plan(plan).values("unit"), units_day)
    names = {unit: name for unit, (name, _short) in unit_names_on_day([*found], units_day).items()}
    if lacking := found.keys() - names.keys():
        names |= dict(Unit.objects.filter(pk__in=lacking).values_list("pk", "name"))
    order = sorted(found, key=lambda unit: (places.get(unit, ()), unit))
    return [_part(str(unit), names[unit], found[unit]) for unit in order]


def in_tree_order(units: QuerySet[Any] | Collection[int], day: date) -> dict[int, tuple[Place, ...]]:
    """Return for each of these units its sort key, the places (排序号, code) from the root down to it. One query.

    Sorted by it, units are in tree order, siblings in the order that the office gave them.
    """
    found: dict[int, tuple[Place, ...]] = {}
    rows = placements_on(day).filter(unit__in=units).order_by("-depth")
    for unit, sort, code in rows.values_list("unit_id", "ancestor__sort", "ancestor__code"):
        found[unit] = (*found.get(unit, ()), (not sort, int(sort or 0), code))
    return found


def unanswered_commitments(plan: Plan, day: date, actor: Actor) -> RateChange:
    """List those whose due date has come and that were not reported done. Three queries, one after the rates."""
    totals = plan_rate_totals(plan, day)
    rows = commitments_of_plan(plan).filter(come_due_condition(day), done=None).exclude(state__in=at.DONE)
    return _first(rows, totals.due - totals.answered, actor, day)


def unchecked_commitments(plan: Plan, day: date, actor: Actor) -> RateChange:
    """List those due and reported done but not verified: none of them can be closed. Two queries, one without any."""
    rows = commitments_of_plan(plan).filter(come_due_condition(day), state__in=(at.REPORTED, at.CHECKING))
    return _first(rows, rows.count(), actor, day)


def changed_since(plan: Plan, since: date, day: date, actor: Actor) -> dict[str, RateChange]:
    """Return what became late, was done or was closed from a day on. Four queries, fewer where nothing changed."""
    rows = commitments_of_plan(plan)
    changed = {
        "late": late_condition(day) & ~late_condition(since),
        "done": Q(done__gte=since, done__lte=day),
        "closed": Q(state__in=at.DONE, closed__gte=_moment(since)),
    }
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in changed.items()})
    return {name: _first(rows.filter(condition), counts[name], actor, day) for name, condition in changed.items()}


def moved_since(plan: Plan, since: date, day: date, actor: Actor) -> tuple[int, list[Entry]]:
    """Return the steps that moved due dates of the plan from a day on, newest first. Two queries, one without any."""
    own = readable_condition(get_kind("commitments"), actor, day)
    steps = Entry.objects.filter(
        record__in=commitments_of_plan(plan).values("pk"), step__in=MOVED, at__gte=_moment(since)
    )
    seen = steps.filter(record__in=commitments_of_plan(plan).filter(own).values("pk"))
    count = steps.count()
    if not count:
        return 0, []
    return count, list(seen.select_related("record", "person", "payload").order_by("-pk")[:SHOWN])


def _first(rows: QuerySet[Commitment], count: int, actor: Actor, day: date) -> RateChange:
    if not count:
        return RateChange(0, [])
    seen = rows.filter(readable_condition(get_kind("commitments"), actor, day)).select_related("unit")
    return RateChange(count, list(seen.order_by("place", "pk")[:SHOWN]))


def _part(key: str, name: str, row: Any) -> RatePart:
    return RatePart(key, name, row["every"], row["open"], row["late"], row["done"])


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def sum_rate_parts(parts: Iterable[RatePart]) -> RatePart:
    """Sum all parts: the result must equal the whole."""
    rows = list(parts)
    every, open_, late_, done = (sum(getattr(row, name) for row in rows) for name in ("every", "open", "late", "done"))
    return RatePart("", "", every, open_, late_, done)
