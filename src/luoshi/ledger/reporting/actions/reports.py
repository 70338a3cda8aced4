"""Keeps what units report: words, values, evidence; answers their duties; takes a report back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.dates.workdays import previous_work
from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.base.states import REPORTED, RUNNING, STANDING, WITH_UNIT
from luoshi.ledger.lights.rules.attainment import WHOLE
from luoshi.ledger.progress import queries as asks
from luoshi.ledger.progress.actions.derived_fields import due_fields, update_due
from luoshi.ledger.progress.models import Progress
from luoshi.ledger.progress.queries import ReportFigures
from luoshi.ledger.progress.rules import lacks_backing, lacks_effect, least_attained_share
from luoshi.ledger.twins.queries.twins import has_twin_link, live_twin_commitments
from luoshi.ledger.values.actions import store_report_facts as tell_figures
from luoshi.ledger.values.actions import withdraw_report_facts
from luoshi.ledger.values.queries import told_in
from luoshi.ledger.values.rules import told_for
from luoshi.org.actors.queries import actor_of
from luoshi.org.base.statements import insert_model_rows
from luoshi.org.rights.rules.rights import PROGRAM
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.actions.acts import answer_duty, take_back_acts
from luoshi.records.duties.actions.duties import release_duty, take_up_again
from luoshi.records.duties.actions.took import Took
from luoshi.records.journal.models import Entry
from luoshi.records.steps.actions.steps import take


def record_report(took: Took[Commitment]) -> None:
    """A report at a due date: kept, and its due date answered."""
    _set(took, _keep(took, Progress.REPORT))


def reported_done(took: Took[Commitment]) -> None:
    """The last report: what it was to deliver is delivered, on this day, unless it is returned.

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
    """It is delivered by its last report, on that report's day, and is reported on no more."""
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
    """Nothing new since the last report, with the reason: that answers the due date too."""
    _set(took, _keep(took, Progress.NOTHING))


def record_telephone_report(took: Took[Commitment]) -> None:
    """A report typed by the supervisor at the telephone: it counts, marked until the unit confirms it."""
    _set(took, _keep(took, Progress.REPORT))


def part_reported(took: Took[Commitment]) -> None:
    """A supporting unit's own part. It answers no duty: the lead collects and reports (02 §2.2)."""
    parties = took.record.parties.filter(name="support", unit__in=took.actor.units).order_by("pk")
    unit = parties.values_list("unit", flat=True).first() or took.record.unit_id
    said = {"kind": Progress.PART, "unit_id": unit, "day": took.day, "words": took.given["words"]}
    Progress.objects.create(commitment_id=took.record.pk, entry=took.entry, **said)


def confirm_telephone_report(took: Took[Commitment]) -> None:
    """The unit says that what was typed at the telephone is right."""
    Progress.objects.filter(pk=took.given["report"].pk).update(confirmed=took.entry)


def withdraw_chosen_report(took: Took[Commitment]) -> None:
    """A report counts no more: what it answered is owed again. It stays, and says so."""
    withdraw_report(took, took.given["report"])


def done_no_more(took: Took[Commitment]) -> None:
    """It was returned: what was reported stays a report, but the matter is not done, and its date is owed as before."""
    last = asks.last_final(took.record)
    if last is not None:
        take_back_acts(took, last.entry_id, only=asks.DELIVER)
    figures_no_more(took)
    _go_on(took, last)


def figures_no_more(took: Took[Commitment]) -> None:
    """What its last report told counts no more: it is not done. What was told before does again."""
    took.set(done=None, done_work=None)  # before: by that ``values.queries.taken_back`` knows
    last = asks.last_final(took.record)
    if last is not None:
        withdraw_report_facts(took.record, last, took.entry)


def not_done_yet(took: Took[Commitment]) -> None:
    """The unit takes its last report back: all that it answered is owed again."""
    last = asks.last_final(took.record)
    took.set(done=None, done_work=None)
    if last is not None:
        withdraw_report(took, last)
    _go_on(took, last)


def _go_on(took: Took[Commitment], last: Progress | None) -> None:
    """Reports are owed again from now on, and what was called done no longer counts as reached."""
    commitment = took.record
    for name in (asks.REPORT, asks.RECUR) if commitment.every else (asks.REPORT,):
        take_up_again(commitment, name, last.day if last else took.day, took.day)
    took.set(reached=asks.reached_now(commitment))
    update_due(took)


def withdraw_report(took: Took[Commitment], report: Progress) -> None:
    """Take one report back, and its copies for the same task elsewhere."""
    Progress.objects.filter(pk=report.pk).update(taken_back=took.entry)
    withdraw_report_facts(took.record, report, took.entry)
    take_back_acts(took, report.entry_id)
    newest = asks.valid_reports(took.record).first()
    took.set(reached=asks.reached_now(took.record), reported=newest.day if newest else None)
    update_due(took)
    if report.copies.filter(taken_back=None).exists():
        answer_twins.enqueue(report.pk)


def _set(took: Took[Commitment], report: Progress, **fields: Any) -> None:
    """Set what a report changes of its commitment, after its duties were answered."""
    said: dict[str, Any] = {"signer": report.signer} if report.signer else {}
    said |= {} if report.reached is None else {"reached": report.reached}
    took.set(**{"reported": report.day, **said, **fields, **due_fields(took.record)})


def _keep(took: Took[Commitment], kind: str) -> Progress:
    """Write a report and answer its due dates; the fields of its commitment that follow from it are not yet set."""
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
    insert_model_rows(report)
    _answer(commitment, report, took.entry)
    if has_twin_link(commitment) and live_twin_commitments(commitment):
        answer_twins.enqueue(report.pk)
    return report


def _answer(commitment: Commitment, report: Progress, entry: Entry) -> None:
    """The due date of a report, and of what recurs as often as it was done in the period."""
    day, period = report.day, report.period
    times = report.count if report.count is not None else int(report.kind != Progress.NOTHING)
    if commitment.every and times:
        answer_duty(commitment, asks.RECUR, entry, day, period=period, times=times)
    if period is None or not commitment.every:
        answer_duty(commitment, asks.REPORT, entry, day, period=period)
        return
    # The period chosen is one of the recurrence: the report's own due date is the one at whose end it falls.
    for date in asks.open_dates(commitment, asks.RECUR, day) + asks.open_dates(commitment, asks.REPORT, day):
        if date.first and date.first <= period and date.last and period <= date.last and date.duty.name == asks.REPORT:
            answer_duty(commitment, asks.REPORT, entry, day, period=date.first)
            return
    answer_duty(commitment, asks.REPORT, entry, day)


def _reached(commitment: Commitment, report: Progress, figures: ReportFigures, percent: Decimal | None) -> int | None:
    """How much of it is reached by a report whose figures are told, in hundredths of a per cent; None: not said."""
    if percent is not None:
        return int(percent * 100)
    within = {target.pk: (target.first, target.last) for target in figures.targets}
    if any(
        pk in figures.before
        and figures.before[pk].period > told_for(report.day, report.period, commitment.rhythm, within[pk])
        for pk in figures.values
    ):  # of an earlier period than what is known: what was put together from both is looked up
        return asks.reached_by_figures([commitment]).get(commitment.pk)
    known = {**{pk: value.value for pk, value in figures.before.items()}, **figures.values}
    return least_attained_share(figures.targets, known, final=report.kind == Progress.FINAL)


@task()
def answer_twins(report: int) -> None:
    """Have a report answer the same task in other plans, each with its own due dates; taken back, there too.

    May run twice: what was answered is not answered again. It runs after the report's transaction, so that two units
    that report on twins of each other never wait for one another.
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
                fresh = Commitment.locked(twin.pk)
                if fresh.state in (*WITH_UNIT, STANDING) and not one.copies.filter(commitment=twin).exists():
                    ends = one.kind == Progress.FINAL and fresh.state == RUNNING and not asks.parts_open(fresh)
                    step = "finished_with_twin" if ends else "reported_with_twin"
                    take(fresh, step, actor, given, at=timezone.now(), within=True)


def _enough(twin: Commitment, report: Progress) -> bool:
    """Whether a report brings what the twin's own plan asks of each: else its unit reports there by itself."""
    plan = twin.plan
    if plan.asks_effect and lacks_effect(report.kind, report.effect):
        return False
    brought = [report.figures or None, report.count, *report.entry.attachments.all()]
    return not (plan.asks_backing and lacks_backing(asks.has_target_or_proof(twin), brought))


def copied_done(took: Took[Commitment]) -> None:
    """A twin was reported as done, and so this is: whoever supervises it checks it by itself."""
    _deliver(took, _copy(took, Progress.FINAL))


def copy_twin_report(took: Took[Commitment]) -> None:
    """The report of a twin, as one of this commitment: its words. Its figures are this one's already: one fact each."""
    copy = _copy(took, Progress.TWIN)
    took.set(reported=copy.day)
    if copy.reached is not None:
        took.set(reached=copy.reached)
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
        day=one.day,  # it was done when it was reported, whenever the worker came to it
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
    """The report of a twin was taken back there, and so here."""
    withdraw_report(took, took.given["report"])
