"""Reports on commitments: values reached, due dates to report on, and the posts that may act."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.lights.queries.current_lights import tables_of
from luoshi.commitments.lights.rules.lights import LightRuleTable
from luoshi.commitments.lights.rules.presets import BY_DATE
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.rules import Quarter, group_reports_by_quarter, least_attained_share
from luoshi.dates.lateness import SOON_DAYS, soon_until
from luoshi.dates.periods import month_end
from luoshi.dates.time_limits import shift_months
from luoshi.facts.base.models.target import Target
from luoshi.facts.rollup.queries.newest import newest_values_to_date
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.duties.queries.duties import load_duties
from luoshi.kernel.duties.rules.states import counts_for, occurrence_states
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.files.queries import FILES
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.references.queries import Reference
from luoshi.org.actors.models import Post
from luoshi.org.actors.queries import current_placements
from luoshi.org.people.queries import posts
from luoshi.org.people.queries.people import tenures_in_force
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.values.queries import (
    TargetValue,
    current_targets,
    latest_target_values,
    targets_of,
    values_of_months,
)

MONTHS_SHOWN = 6  # of a target's values beside its report, this month included
REPORT, DELIVER, RECUR, ACCEPT = "report", "deliver", "recur", "accept"


@dataclass(frozen=True)
class ReportRequest:
    """What a report on a commitment must give: targets, their last values by id, and the due dates it may meet.

    ``table`` is the light table, which may require more. ``effect`` and ``backing`` say whether its plan requires,
    besides words, the effect achieved, and a number or a file. For a form that is shown, ``year_before`` has values of
    a year ago by target id, ``months`` those of the last six months, oldest first, and ``checkers`` who checks it.
    """

    targets: list[Target] = field(default_factory=list)
    known: dict[int, TargetValue] = field(default_factory=dict)
    dates: list[Occurrence] = field(default_factory=list)
    table: LightRuleTable = BY_DATE
    effect: bool = False
    backing: bool = False
    year_before: dict[int, Decimal] = field(default_factory=dict)
    months: dict[int, list[Decimal]] = field(default_factory=dict)
    checkers: Sequence[str] = ()


@dataclass(frozen=True)
class ReportFigures:
    """The target values that a form gave, by target id, with all targets it asked for.

    ``before`` holds the last values before it, by target id.
    """

    targets: Sequence[Target] = ()
    before: Mapping[int, TargetValue] = field(default_factory=dict)
    values: Mapping[int, Decimal] = field(default_factory=dict)

    def in_journal(self) -> list[dict[str, object]]:
        """Return each value with its wording for the journal."""
        return [
            {
                "id": target.pk,
                "name": " ".join(
                    (target.words or target.quote, code_labels.format_target_value(target, self.values[target.pk]))
                ),
                "value": f"{self.values[target.pk].normalize():f}",
            }
            for target in self.targets
            if target.pk in self.values
        ]


def figures_of(commitment: Commitment) -> ReportFigures:
    """Return the targets of the edition in force and their last values, for use without a form. Four queries."""
    own = current_targets(commitment)
    return ReportFigures(own, latest_target_values(own, {commitment.pk: commitment.unit_id}))


def asked_of(commitments: Collection[Commitment], day: date, *, shown: bool = False) -> dict[int, ReportRequest]:
    """Return what reports on these commitments must give on a day, by their ids. Seven queries at most.

    Args:
        shown: for a form that is shown, also the values of a year before and of the last six months, and who checks
            the report. Two more queries.
    """
    by_pk = {commitment.pk: commitment for commitment in commitments}
    if len(by_pk) == 1:  # fast path for a single report: building these queries each time took half of the step
        (pk,) = by_pk
        owed: Iterable[Occurrence] = _OWED.rows(record=pk, day=day, soon=soon_until(day))
        plans = list(_ASKS.rows(plan=by_pk[pk].plan_id))
    else:
        owed = _owed_now(day, soon_until(day)).filter(duty__record__in=by_pk)
        plans = list(_asks().filter(pk__in={commitment.plan_id for commitment in commitments}))
    asks = {plan: (effect, backing) for plan, effect, backing in plans}
    tables = tables_of({commitment.desk_id for commitment in commitments}, day)
    found = {
        pk: ReportRequest(table=tables[commitment.desk_id].table, effect=effect, backing=backing)
        for pk, commitment in by_pk.items()
        for effect, backing in [asks[commitment.plan_id]]
    }
    promised = targets_of(by_pk.values())
    units = {pk: commitment.unit_id for pk, commitment in by_pk.items()}
    values = latest_target_values(promised, units)
    a_year_ago = month_end(day.year - 1, day.month)
    first_days = [shift_months(day.replace(day=1), -back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    lately = [month_end(first.year, first.month) for first in first_days]
    told = values_of_months(promised, units, [a_year_ago, *lately]) if shown else {}
    if shown:
        people = posts.names_at_desk({commitment.desk_id for commitment in commitments}, day)
        found = {pk: replace(asked, checkers=people.get(by_pk[pk].desk_id, ())) for pk, asked in found.items()}
    for target in promised:
        found[target.record_id].targets.append(target)
        if target.pk in values:
            found[target.record_id].known[target.pk] = values[target.pk]
        if a_year_ago in told.get(target.pk, {}):
            found[target.record_id].year_before[target.pk] = told[target.pk][a_year_ago]
        if months := told.get(target.pk):
            found[target.record_id].months[target.pk] = [months[end] for end in lately if end in months]
    for occurrence in owed:
        pk = occurrence.duty.record_id
        if pk is not None and occurrence.duty.name == (RECUR if by_pk[pk].every else REPORT):
            found[pk].dates.append(occurrence)
    return found


def _owed_now(day: date, soon: date) -> QuerySet[Occurrence]:
    """Return the due dates of reports owed on a day, soonest first.

    Dates up to ``soon`` are included even if their period has not begun.
    """
    rows = Occurrence.objects.filter(duty__ended=None, duty__name__in=(REPORT, RECUR), settled=None, dropped=None)
    return rows.filter(Q(due__lte=soon) | Q(first__lte=day)).select_related("duty").order_by("due", "pk")


_OWED = SqlStatement(
    lambda: _owed_now(ValueSlot.day("day"), ValueSlot.day("soon")).filter(duty__record=ValueSlot.number("record"))
)


def _asks() -> QuerySet[Plan, tuple[int, bool, bool]]:
    """Query what plans require of each report: (pk, effect, backing)."""
    return Plan._base_manager.values_list("pk", "asks_effect", "asks_backing")


_ASKS = SqlStatement(lambda: _asks().filter(pk=ValueSlot.number("plan")))


def asks_of(plan: int) -> tuple[bool, bool]:
    """Check whether a plan requires the effect, and a number or a file, in each report. One query."""
    ((_pk, effect, backing),) = _ASKS.rows(plan=plan)
    return effect, backing


def has_target_or_proof(commitment: Commitment, own: Collection[Target] | None = None) -> bool:
    """Check whether the commitment has a target or requires evidence.

    One query; none if ``own``, its targets, is given.
    """
    return bool(commitment.proofs or commitment.proof or (current_targets(commitment) if own is None else own))


def posts_of(unit: int, day: date) -> QuerySet[Post]:
    """List the posts of a unit that are held on a day, with their tenures as ``now``. Two queries when evaluated."""
    held = Exists(tenures_in_force(day).filter(post=OuterRef("pk")))
    rows = posts.posts_of_day(day).filter(held, unit=unit).order_by("pk")
    return rows.prefetch_related(Prefetch("tenures", posts.tenures_with_people(day), to_attr="now"))


def leaders_over(unit: int, day: date) -> QuerySet[Post]:
    """List the leader posts of a unit and of the units above it, including vacant ones, with their tenures as ``now``.

    Two queries when evaluated.
    """
    over = current_placements(day).filter(unit=unit).values("ancestor_id")
    rows = posts.posts_of_day(day).filter(role=Role.LEADER, unit__in=over).order_by("pk")
    return rows.prefetch_related(Prefetch("tenures", posts.tenures_with_people(day), to_attr="now"))


def last_told(commitments: Collection[Commitment]) -> dict[int, Progress]:
    """Return the newest report with words of its own on each of these commitments, by their ids. One query."""
    told = Progress.objects.filter(taken_back=None, kind__in=(Progress.REPORT, Progress.FINAL, Progress.TWIN))
    told = told.filter(commitment__in=[commitment.pk for commitment in commitments])
    newest = told.order_by().values("commitment").annotate(last=Max("pk")).values("last")
    return {progress.commitment_id: progress for progress in Progress.objects.filter(pk__in=newest)}


def valid_reports(commitment: Commitment) -> QuerySet[Progress]:
    """List the reports on a commitment that were not taken back, newest first."""
    return Progress.objects.filter(commitment=commitment.pk, taken_back=None).select_related("unit").order_by("-pk")


def parts_open(commitment: Commitment) -> int:
    """Count the open parts split off from it. One query."""
    return commitment.parts.filter(closed=None).count()


def papers_open(commitment: Commitment) -> list[str]:
    """Return the numbers of its letters and random checks that are still open. Two queries."""
    found: list[str] = []
    for rows in (commitment.letters, commitment.checks):
        found += rows.filter(closed=None).order_by("pk").values_list("number", flat=True)
    return found


def last_final(record: Record) -> Progress | None:
    """Return the last report that said it was done and was not taken back. One query."""
    return valid_reports(record).filter(kind=Progress.FINAL).first()  # type: ignore[arg-type]


def reached_by_figures(commitments: Collection[Commitment]) -> dict[int, int]:
    """Return the share reached of each commitment according to its target values, by commitment id.

    All values count, whoever reported them.

    Commitments without any value are left out. Five queries at most.
    """
    promised: dict[int, list[Target]] = {}
    for target in targets_of(commitments):
        promised.setdefault(target.record_id, []).append(target)
    every = [target for some in promised.values() for target in some]
    values = newest_values_to_date(every, {commitment.pk: commitment.unit_id for commitment in commitments})
    told = {pk: value.value for pk, value in values.items()}
    found = {pk: least_attained_share(some, told) for pk, some in promised.items()}
    return {pk: share for pk, share in found.items() if share is not None}


def reached_now(record: Commitment) -> int | None:
    """Return the share reached of an open commitment: by its figures, or without any, as given by the last report.

    A report that called it done is ignored. Five queries at most.
    """
    by_figures = reached_by_figures([record])
    if record.pk in by_figures:
        return by_figures[record.pk]
    told = valid_reports(record).exclude(kind=Progress.FINAL).exclude(reached=None).first()
    return told.reached if told else None


def to_take_back(commitment: Commitment) -> QuerySet[Progress]:
    """List the reports that can be taken back here. One copied from a twin is taken back with its original."""
    return valid_reports(commitment).filter(same_as=None)


def to_confirm(commitment: Commitment) -> QuerySet[Progress]:
    """List the reports taken by telephone that are not confirmed yet."""
    return valid_reports(commitment).exclude(told_by="").filter(confirmed=None)


def may_take_back(commitment: Commitment, day: date) -> bool:
    """Check whether there is a report to take back. One query."""
    return to_take_back(commitment).exists()


def may_confirm(commitment: Commitment, day: date) -> bool:
    """Check whether a report taken by telephone waits for confirmation. One query."""
    return to_confirm(commitment).exists()


REPORTS = Reference(Progress, "commitment")
COPIES = Reference(Progress, "commitment", same_as__isnull=False)  # of reports on twins


def commitment_reports(commitment: Commitment) -> list[Progress]:
    """List all reports with their files, newest first, including those taken back.

    At most two queries; one more with copies.
    """
    if not REPORTS.may_exist(commitment):
        return []
    rows = Progress.objects.filter(commitment=commitment.pk).select_related("unit", "entry__person", "same_as__entry")
    kept = Attachment.objects.select_related("evidence").order_by("pk")
    own = kept if FILES.may_exist(commitment) else kept.none()
    rows = rows.prefetch_related(Prefetch("entry__attachments", own))
    if COPIES.may_exist(commitment):
        rows = rows.prefetch_related(Prefetch("same_as__entry__attachments", kept))
    # Sorted here: Django looks for a key to sort by among sixty columns, which takes longer than the query.
    return sorted(rows, key=lambda report: report.pk, reverse=True)


def reports_due_by_quarter(commitment: Commitment, day: date) -> list[Quarter]:
    """Return the state of the reports owed in each quarter, if it reports in more than one.

    At most three queries; none once the page has loaded the duties.
    """
    found = []
    for loaded in load_duties(commitment):
        for row in loaded.occurrences if loaded.duty.name == REPORT else ():
            until = min(day, row.dropped) if row.dropped else day
            acts = [act.pure for act in loaded.acts]
            (one,) = occurrence_states([row.pure], acts, until, soon_working_days=SOON_DAYS)
            if not row.dropped or one.state == "missed":  # missed before it was dropped: stays missed
                told = [act.entry_id for act in loaded.acts if counts_for(act.pure, one.due)]
                found.append((one, told))
    every = group_reports_by_quarter(found)
    return every if len(every) > 1 else []


def last_words(commitments: Collection[Commitment]) -> dict[int, tuple[str, str]]:
    """Return the last words and the last effect reported on each of these, by their ids. One query."""
    rows = Progress.objects.filter(commitment__in=commitments, taken_back=None).order_by("day", "pk")
    found: dict[int, tuple[str, str]] = {}
    for pk, words, effect in rows.values_list("commitment_id", "words", "effect"):
        found[pk] = (words, effect or found.get(pk, ("", ""))[1])
    return found


def last_said(name: str) -> Subquery:
    """Return the same as a subquery for any query of commitments; ``name`` is ``words`` or ``effect``."""
    rows = Progress.objects.filter(commitment=OuterRef("pk"), taken_back=None).exclude(**{name: ""})
    return Subquery(rows.order_by("-day", "-pk").values(name)[:1])


def twins_files(record: Record) -> QuerySet[Progress, int]:
    """Return the entries of twin reports that also answered this commitment: their files prove both.

    A subquery.
    """
    copies = Progress.objects.filter(commitment=record.pk, same_as__isnull=False)
    copies = copies if COPIES.may_exist(record) else copies.none()
    return copies.values_list("same_as__entry", flat=True)


def files_of(report: Progress) -> list[Attachment]:
    """Return the files of a report loaded by ``commitment_reports``; for a copy, those of the original report."""
    return list((report.same_as or report).entry.attachments.all())


def open_dates(commitment: Commitment, name: str, day: date) -> list[Occurrence]:
    """Return the open due dates of a running duty: missed ones, and those that are near or whose period has begun.

    One query.
    """
    return _OPEN.rows(record=commitment.pk, name=name, day=day, soon=soon_until(day))


_OPEN = SqlStatement(
    lambda: (
        Occurrence.objects.filter(
            duty__record=ValueSlot.number("record"),
            duty__name=ValueSlot.text("name"),
            duty__ended=None,
            settled=None,
            dropped=None,
        )
        .filter(Q(due__lte=ValueSlot.day("soon")) | Q(first__lte=ValueSlot.day("day")))
        .order_by("due")
    ),
    related=("duty",),
)
