"""Stores reports of units with words, values and evidence, marks their duties as met, and takes reports back."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.lights.rules.attainment import WHOLE
from luoshi.commitments.progress import queries as asks
from luoshi.commitments.progress.actions.derived_fields import due_fields, update_due
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.queries import ReportFigures
from luoshi.commitments.progress.rules import lacks_backing, lacks_effect, least_attained_share
from luoshi.dates.workdays import previous_work
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.acts import answer_duty, take_back_acts
from luoshi.kernel.duties.actions.duties import release_duty, take_up_again
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.queries import actor_of
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import REPORTED, RUNNING, STANDING, WITH_UNIT
from luoshi.plans.twins.queries.twins import has_twin_link, live_twin_commitments
from luoshi.plans.values.actions import store_report_facts as tell_figures
from luoshi.plans.values.actions import withdraw_report_facts
from luoshi.plans.values.queries import told_in
from luoshi.plans.values.rules import told_for


def record_report(took: Took[Commitment]) -> None:
    """Store a report for a due date, and mark that due date as met."""
    _set(took, _keep(took, Progress.REPORT))


def reported_done(took: Took[Commitment]) -> None:
    """Store the final report: its result is delivered on this day, unless it is returned.

    Raises:
        RecordError: ``guarded``: a part of it is still open.
    """
    if rest := asks.parts_open(took.record):
        raise RecordError(
            "guarded",
            _("%(count)d parts of it are still open.") % {"count": rest},
            where=str(took.record),
            remedy=_("Close its parts first, or stop those that are no longer needed."),
        )
    _deliver(took, _keep(took, Progress.FINAL))


def _deliver(took: Took[Commitment], report: Progress) -> None:
    """Mark the commitment as delivered on the day of its final report, and end its reporting."""
    commitment = took.record
    answer_duty(commitment, asks.DELIVER, took.entry, report.day)
    for name in (asks.REPORT, asks.RECUR):
        release_duty(commitment, name, report.day)
    known = report.reached if report.reached is not None else commitment.reached
    _set(
        took,
        report,
        done=report.day,
        done_work=previous_work(report.day),
        reached=known if known is not None else WHOLE,
    )


def nothing_new(took: Took[Commitment]) -> None:
    """Record that nothing is new, with the reason. That meets the due date too."""
    _set(took, _keep(took, Progress.NOTHING))


def record_telephone_report(took: Took[Commitment]) -> None:
    """Store a report that the supervisor typed during a call. It counts, marked until the unit confirms it."""
    _set(took, _keep(took, Progress.REPORT))


def part_reported(took: Took[Commitment]) -> None:
    """Store a supporting unit's part. It meets no duty: the lead collects and reports (02 §2.2)."""
    parties = took.record.parties.filter(name="support", unit__in=took.actor.units).order_by("pk")
    unit = parties.values_list("unit", flat=True).first() or took.record.unit_id
    said = {"kind": Progress.PART, "unit_id": unit, "day": took.day, "words": took.given["words"]}
    Progress.objects.create(commitment_id=took.record.pk, entry=took.entry, **said)


def confirm_telephone_report(took: Took[Commitment]) -> None:
    """Record that the unit confirms a report taken by telephone."""
    Progress.objects.filter(pk=took.given["report"].pk).update(confirmed=took.entry)


def withdraw_chosen_report(took: Took[Commitment]) -> None:
    """Withdraw a report: the due dates it met are open again. The report is kept and marked."""
    withdraw_report(took, took.given["report"])


def done_no_more(took: Took[Commitment]) -> None:
    """After a return: keep the final report, but the commitment is not done, and its due date is open again."""
    last = asks.last_final(took.record)
    if last is not None:
        take_back_acts(took, last.entry_id, only=asks.DELIVER)
    figures_no_more(took)
    _go_on(took, last)


def figures_no_more(took: Took[Commitment]) -> None:
    """Withdraw the values of its final report, since it is not done. Earlier values count again."""
    took.set_fields(
        done=None, done_work=None
    )  # first, because ``values.queries.withdrawn_report_entries`` relies on it
    last = asks.last_final(took.record)
    if last is not None:
        withdraw_report_facts(took.record, last, took.entry)


def not_done_yet(took: Took[Commitment]) -> None:
    """Withdraw the final report on the unit's request: every due date it met is open again."""
    last = asks.last_final(took.record)
    took.set_fields(done=None, done_work=None)
    if last is not None:
        withdraw_report(took, last)
    _go_on(took, last)


def _go_on(took: Took[Commitment], last: Progress | None) -> None:
    """Require reports again from now on, and ignore the report that called it done."""
    commitment = took.record
    for name in (asks.REPORT, asks.RECUR) if commitment.every else (asks.REPORT,):
        take_up_again(commitment, name, last.day if last else took.day, took.day)
    took.set_fields(reached=asks.reached_now(commitment))
    update_due(took)


def withdraw_report(took: Took[Commitment], report: Progress) -> None:
    """Withdraw one report, and its copies on twins."""
    Progress.objects.filter(pk=report.pk).update(taken_back=took.entry)
    withdraw_report_facts(took.record, report, took.entry)
    take_back_acts(took, report.entry_id)
    newest = asks.valid_reports(took.record).first()
    took.set_fields(reached=asks.reached_now(took.record), reported=newest.day if newest else None)
    update_due(took)
    if report.copies.filter(taken_back=None).exists():
        answer_twins.enqueue(report.pk)


def _set(took: Took[Commitment], report: Progress, **fields: object) -> None:
    """Set the commitment's fields that a report changes, after its duties were marked as met."""
    said: dict[str, object] = {"signer": report.signer} if report.signer else {}
    said |= {} if report.reached is None else {"reached": report.reached}
    took.set_fields(**{"reported": report.day, **said, **fields, **due_fields(took.record)})


def _keep(took: Took[Commitment], kind: str) -> Progress:
    """Store a report and mark its due dates as met. The caller sets the commitment's derived fields."""
    commitment, given = took.record, took.given
    figures: ReportFigures = given.get("figures") or asks.figures_of(commitment)
    count = given.get("count")
    if kind == Progress.FINAL and commitment.every and count is None:
        count = 1
    report = Progress(
        commitment_id=commitment.pk,
        entry_id=took.entry.pk,
        kind=kind,
        unit_id=commitment.unit_id,
        day=took.day,
        period=given.get("period"),
        words=given.get("words") or given.get("reason", ""),
        effect=given.get("effect", ""),
        obstacles=given.get("obstacles", ""),
        following=given.get("following", ""),
        figures=len(figures.values),
        doubted=given.get("doubts", ""),
        count=count,
        told_by=given.get("told_by", ""),
        proofs=given.get("brought", ""),
        signer=given.get("signer", ""),
    )
    tell_figures(commitment, report, figures.values, figures.targets)
    report.reached = _reached(commitment, report, figures, given.get("percent"))
    report.save(force_insert=True)
    _answer(commitment, report, took.entry)
    if has_twin_link(commitment) and live_twin_commitments(commitment):
        answer_twins.enqueue(report.pk)
    return report


def _answer(commitment: Commitment, report: Progress, entry: Entry) -> None:
    """Mark the due dates of a report as met, and of the recurrence as many times as it was done in the period."""
    day, period = report.day, report.period
    times = report.count if report.count is not None else int(report.kind != Progress.NOTHING)
    if commitment.every and times:
        answer_duty(commitment, asks.RECUR, entry, day, period=period, times=times)
    if period is None or not commitment.every:
        answer_duty(commitment, asks.REPORT, entry, day, period=period)
        return
    # The chosen period belongs to the recurrence: the matching report date is the one on which that period ends.
    for date in asks.open_dates(commitment, asks.RECUR, day) + asks.open_dates(commitment, asks.REPORT, day):
        if date.first and date.first <= period and date.last and period <= date.last and date.duty.name == asks.REPORT:
            answer_duty(commitment, asks.REPORT, entry, day, period=date.first)
            return
    answer_duty(commitment, asks.REPORT, entry, day)


def _reached(commitment: Commitment, report: Progress, figures: ReportFigures, percent: Decimal | None) -> int | None:
    """Return the share reached according to a report with its figures, in hundredths of a per cent; None: not given."""
    if percent is not None:
        return int(percent * 100)
    within = {target.pk: (target.first, target.last) for target in figures.targets}
    if any(
        pk in figures.before
        and figures.before[pk].period > told_for(report.day, report.period, commitment.rhythm, within[pk])
        for pk in figures.values
    ):  # for an earlier period than the known value: query the combined values
        return asks.reached_by_figures([commitment]).get(commitment.pk)
    known = {**{pk: value.value for pk, value in figures.before.items()}, **figures.values}
    return least_attained_share(figures.targets, known, final=report.kind == Progress.FINAL)


@task()
def answer_twins(report: int) -> None:
    """Copy a report to its twins in other plans, each with its own due dates.

    If the report was taken back, withdraw the copies.

    Idempotent. It runs after the report's transaction, so that two units reporting on twins of each other never wait
    for each other's locks.
    """
    one = Progress.objects.select_related("commitment__plan", "entry__person").get(pk=report)
    actor = actor_of(one.entry.person, timezone.localdate(one.entry.at)) if one.entry.person else PROGRAM
    named = f"{one.commitment.number} {one.commitment.title}"[:200]
    given = {"twin": named, "report": one}
    if one.taken_back_id:
        for copy in one.copies.filter(taken_back=None).select_related("commitment"):
            back = {"twin": named, "report": copy}
            undone = copy.kind == Progress.FINAL and copy.commitment.state == REPORTED
            step = "unfinished_with_twin" if undone else "twin_taken_back"
            take(copy.commitment, step, actor, back, at=timezone.now(), within=True)
        return
    for twin in live_twin_commitments(one.commitment):
        goes_on = twin.state in (*WITH_UNIT, STANDING) and twin.unit_id == one.unit_id
        if goes_on and _enough(twin, one) and not one.copies.filter(commitment=twin).exists():
            with transaction.atomic():
                fresh = Commitment.get_locked(twin.pk)
                if fresh.state in (*WITH_UNIT, STANDING) and not one.copies.filter(commitment=twin).exists():
                    ends = one.kind == Progress.FINAL and fresh.state == RUNNING and not asks.parts_open(fresh)
                    step = "finished_with_twin" if ends else "reported_with_twin"
                    take(fresh, step, actor, given, at=timezone.now(), within=True)


def _enough(twin: Commitment, report: Progress) -> bool:
    """Check whether a report has all that the twin's plan requires; otherwise its unit reports there itself."""
    plan = twin.plan
    if plan.asks_effect and lacks_effect(report.kind, report.effect):
        return False
    brought = [report.figures or None, report.count, *report.entry.attachments.all()]
    return not (plan.asks_backing and lacks_backing(asks.has_target_or_proof(twin), brought))


def copied_done(took: Took[Commitment]) -> None:
    """Mark the commitment as done because its twin was reported done. Its own supervisor verifies it separately."""
    _deliver(took, _copy(took, Progress.FINAL))


def copy_twin_report(took: Took[Commitment]) -> None:
    """Copy the words of a twin's report. The figures need no copy: both commitments share the same facts."""
    copy = _copy(took, Progress.TWIN)
    took.set_fields(reported=copy.day)
    if copy.reached is not None:
        took.set_fields(reached=copy.reached)
    update_due(took)


def _copy(took: Took[Commitment], kind: str) -> Progress:
    commitment = took.record
    one = Progress.objects.get(pk=took.given["report"].pk)
    figures = asks.figures_of(commitment)
    told = told_in([one], figures.targets).get(one.pk, [])
    known = {each.target.pk: each.value for each in told}
    by_figures = least_attained_share(
        figures.targets,
        known | {pk: each.value for pk, each in figures.before.items()},
        final=kind == Progress.FINAL,
    )
    copy = Progress.objects.create(
        commitment=commitment,
        entry=took.entry,
        kind=kind,
        unit_id=one.unit_id,
        day=one.day,  # the day of the report, not of this job
        words=one.words,
        effect=one.effect,
        obstacles=one.obstacles,
        following=one.following,
        count=one.count,
        figures=len(told),
        reached=by_figures if told or one.reached is None else one.reached,
        proofs=one.proofs,
        signer=one.signer,
        same_as=one,
    )
    _answer(commitment, copy, took.entry)
    return copy


def twin_taken_back(took: Took[Commitment]) -> None:
    """Withdraw the copy of a twin's report that was taken back."""
    withdraw_report(took, took.given["report"])
