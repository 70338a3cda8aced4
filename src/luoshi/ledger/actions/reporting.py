"""Keeps what units report: words, values, evidence; answers their duties; takes a report back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.ledger.actions.assigning import given_in, who
from luoshi.ledger.actions.standing import day_of, keep, set_on, stands
from luoshi.ledger.models import Commitment, Progress, Reached
from luoshi.ledger.queries import progress as asks
from luoshi.ledger.queries.twins import linked, together
from luoshi.ledger.rules.reached import WHOLE, is_rate, part
from luoshi.ledger.rules.states import REPORTED, RUNNING, STANDING, WITH_UNIT
from luoshi.org.queries.actors import actor_of
from luoshi.org.rules.rights import PROGRAM
from luoshi.org.statements import fresh, insert
from luoshi.records.actions.duties import answer, drop, take_back_acts, take_up_again
from luoshi.records.actions.steps import take
from luoshi.records.errors import RecordError
from luoshi.records.models import Entry, Record


def reported(record: Record, entry: Entry) -> None:
    """A report at a due date: kept, and its due date answered."""
    _set(record, _keep(record, entry, Progress.REPORT))


def reported_done(record: Record, entry: Entry) -> None:
    """The last report: what it was to deliver is delivered, on this day, unless it is returned.

    Raises:
        RecordError: ``guarded``: a part of it is still open.
    """
    commitment: Any = record
    if rest := asks.parts_open(commitment):
        raise RecordError(
            "guarded",
            _("%(count)d parts of it are still open.") % {"count": rest},
            where=str(record),
            remedy=_("Close its parts first, or stop those that are no longer needed."),
        )
    _deliver(record, _keep(record, entry, Progress.FINAL), entry)


def _deliver(record: Record, report: Progress, entry: Entry) -> None:
    """It is delivered by its last report, on that report's day, and is reported on no more."""
    commitment: Any = record
    answer(record, asks.DELIVER, entry, report.day)
    for name in (asks.REPORT, asks.RECUR):
        drop(record, name, report.day)
    known = report.reached if report.reached is not None else commitment.reached
    _set(record, report, done=report.day, reached=known if known is not None else WHOLE)


def nothing_new(record: Record, entry: Entry) -> None:
    """Nothing new since the last report, with the reason: that answers the due date too."""
    _set(record, _keep(record, entry, Progress.NOTHING))


def told(record: Record, entry: Entry) -> None:
    """A report typed by the supervisor at the telephone: it counts, marked until the unit confirms it."""
    _set(record, _keep(record, entry, Progress.REPORT))


def part_reported(record: Record, entry: Entry) -> None:
    """A supporting unit's own part. It answers no duty: the lead collects and reports (02 §2.2)."""
    given, units = given_in(entry), who(entry).units
    parties = record.parties.filter(name="support", unit__in=units).order_by("pk")
    unit = parties.values_list("unit", flat=True).first() or record.unit_id
    Progress.objects.create(
        commitment_id=record.pk, entry=entry, kind=Progress.PART, unit_id=unit, day=day_of(entry), words=given["words"]
    )


def confirmed(record: Record, entry: Entry) -> None:
    """The unit says that what was typed at the telephone is right."""
    Progress.objects.filter(commitment=record.pk, pk=given_in(entry)["report"]["id"]).update(confirmed=entry)


def taken_back(record: Record, entry: Entry) -> None:
    """A report counts no more: what it answered is owed again. It stays, and says so."""
    take_back(record, Progress.objects.get(commitment=record.pk, pk=given_in(entry)["report"]["id"]), entry)


def done_no_more(record: Record, entry: Entry) -> None:
    """It was returned: what was reported stays a report, but the matter is not done, and its date is owed as before."""
    last = asks.last_final(record)
    if last is not None:
        take_back_acts(record, last.entry_id, entry, day_of(entry), only=asks.DELIVER)
    _go_on(record, last, entry)


def not_done_yet(record: Record, entry: Entry) -> None:
    """The unit takes its last report back: all that it answered is owed again."""
    last = asks.last_final(record)
    if last is not None:
        take_back(record, last, entry)
    _go_on(record, last, entry)


def _go_on(record: Record, last: Progress | None, entry: Entry) -> None:
    """Reports are owed again from now on, and what was called done no longer counts as reached."""
    day = day_of(entry)
    for name in (asks.REPORT, asks.RECUR) if record.every else (asks.REPORT,):  # type: ignore[attr-defined]
        take_up_again(record, name, last.day if last else day, day)
    set_on(record, done=None, reached=asks.reached_now(record))
    keep(record, entry)


def take_back(record: Record, report: Progress, entry: Entry) -> None:
    """Take one report back, and its copies for the same task elsewhere."""
    Progress.objects.filter(pk=report.pk).update(taken_back=entry)
    take_back_acts(record, report.entry_id, entry, day_of(entry))
    newest = asks.standing(record).first()  # type: ignore[arg-type]
    set_on(record, reached=asks.reached_now(record), reported=newest.day if newest else None)
    keep(record, entry)
    if report.copies.filter(taken_back=None).exists():
        answer_twins.enqueue(report.pk)


def _set(record: Record, report: Progress, **fields: Any) -> None:
    """Write what a report changes of its commitment, once, after its duties were answered."""
    said: dict[str, Any] = {"signer": report.signer} if report.signer else {}
    said |= {} if report.reached is None else {"reached": report.reached}
    set_on(record, **{"reported": report.day, **said, **fields, **stands(record)})


def _keep(record: Record, entry: Entry, kind: str) -> Progress:
    """Write a report and answer its due dates; the fields of its commitment that follow from it are not yet written."""
    commitment, given, day = record, given_in(entry), day_of(entry)
    assert isinstance(commitment, Commitment)
    values = {one["id"]: Decimal(one["value"]) for one in given.get("figures", [])}
    if kind == Progress.FINAL and commitment.every:
        given.setdefault("count", 1)
    period = date.fromisoformat(given["period"]) if given.get("period") else None
    report = fresh(
        Progress,
        commitment_id=commitment.pk,
        entry_id=entry.pk,
        kind=kind,
        unit_id=record.unit_id,
        day=day,
        period=period,
        words=given.get("words") or given.get("reason", ""),
        effect=given.get("effect", ""),
        obstacles=given.get("obstacles", ""),
        following=given.get("following", ""),
        reached=reached(commitment, values, given.get("percent"), kind),
        count=given.get("count"),
        told_by=given.get("told_by", ""),
        proofs=given.get("brought", ""),
        signer=given.get("signer", ""),
    )
    insert(report)
    insert(*(fresh(Reached, progress_id=report.pk, target_id=pk, value=one) for pk, one in values.items()))
    _answer(commitment, report, entry)
    if linked(commitment) and together(commitment):
        answer_twins.enqueue(report.pk)
    return report


def _answer(commitment: Commitment, report: Progress, entry: Entry) -> None:
    """The due date of a report, and of what recurs as often as it was done in the period."""
    day, period = report.day, report.period
    times = report.count if report.count is not None else int(report.kind != Progress.NOTHING)
    if commitment.every and times:
        answer(commitment, asks.RECUR, entry, day, period=period, times=times)
    if period is None or not commitment.every:
        answer(commitment, asks.REPORT, entry, day, period=period)
        return
    # The period chosen is one of the recurrence: the report's own due date is the one at whose end it falls.
    for one in asks.open_dates(commitment, asks.RECUR, day) + asks.open_dates(commitment, asks.REPORT, day):
        if one.first and one.first <= period and one.last and period <= one.last and one.duty.name == asks.REPORT:
            answer(commitment, asks.REPORT, entry, day, period=one.first)
            return
    answer(commitment, asks.REPORT, entry, day)


def reached(commitment: Commitment, values: dict[int, Decimal], percent: Any, kind: str) -> int | None:
    """How much of it is reached, in hundredths of a per cent, rounded down: the least of its targets; None: not said.

    Of targets named before, the last value reported counts.
    """
    if percent is not None:
        return int(Decimal(percent) * 100)
    looked_up = commitment.asked  # by the form of this very step
    targets = looked_up.targets if looked_up else asks.targets(commitment)
    if kind != Progress.FINAL and any(not is_rate(one.aspect, one.unit) for one in targets):
        # Beside what adds up over the year no rate is half reached; at the end all is looked at.
        targets = [one for one in targets if not is_rate(one.aspect, one.unit)]
    before = asks.last_values(commitment) if any(one.pk not in values for one in targets) else {}
    known = before | values
    shares = [part(one.bound, one.aspect, one.value, known[one.pk]) for one in targets if one.pk in known]
    if found := [one for one in shares if one is not None]:
        return min(found)
    return WHOLE if kind == Progress.FINAL and not targets else None


@task()
def answer_twins(report: int) -> None:
    """Have a report answer the same task in other plans, each with its own due dates; taken back, there too.

    May run twice: what was answered is not answered again. It runs after the report's transaction, so that two units
    that report on twins of each other never wait for one another.
    """
    one = Progress.objects.select_related("commitment__plan", "entry__person").get(pk=report)
    actor = actor_of(one.entry.person, day_of(one.entry)) if one.entry.person else PROGRAM
    # Under the names, and as rows with a name, that the timeline knows how to say.
    named = f"{one.commitment.number} {one.commitment.title}"[:200]
    given = {"twin": named, "report": {"id": one.pk, "name": str(one)}}
    if one.taken_back_id:
        for copy in one.copies.filter(taken_back=None).select_related("commitment"):
            back = {"twin": named, "report": {"id": copy.pk, "name": str(copy)}}
            undone = copy.kind == Progress.FINAL and copy.commitment.state == REPORTED
            step = "unfinished_with_twin" if undone else "twin_taken_back"
            take(copy.commitment, step, actor, back, at=timezone.now(), within=True)
        return
    for twin in together(one.commitment):
        goes_on = twin.state in (*WITH_UNIT, STANDING) and twin.unit_id == one.unit_id
        if goes_on and not one.copies.filter(commitment=twin).exists():
            with transaction.atomic():
                fresh = Commitment.locked(twin.pk)
                if fresh.state in (*WITH_UNIT, STANDING) and not one.copies.filter(commitment=twin).exists():
                    ends = one.kind == Progress.FINAL and fresh.state == RUNNING and not asks.parts_open(fresh)
                    step = "finished_with_twin" if ends else "reported_with_twin"
                    take(fresh, step, actor, given, at=timezone.now(), within=True)


def copied_done(record: Record, entry: Entry) -> None:
    """A twin was reported as done, and so this is: whoever supervises it checks it by itself."""
    _deliver(record, _copy(record, entry, Progress.FINAL), entry)


def copied(record: Record, entry: Entry) -> None:
    """The report of a twin, as one of this commitment: its words, and the values of targets that are alike."""
    copy = _copy(record, entry, Progress.TWIN)
    set_on(record, reported=copy.day, reached=copy.reached if copy.reached is not None else record.reached)  # type: ignore[attr-defined]
    keep(record, entry)


def _copy(record: Record, entry: Entry, kind: str) -> Progress:
    commitment = record
    assert isinstance(commitment, Commitment)
    one = Progress.objects.prefetch_related("values__target").get(pk=given_in(entry)["report"]["id"])
    own = {(row.indicator, row.unit, row.aspect): row for row in commitment.targets.filter(ended=None)}
    same = {(row.target.indicator, row.target.unit, row.target.aspect): row.value for row in one.values.all()}
    values = {own[key].pk: value for key, value in same.items() if key in own}
    percent = Decimal(one.reached) / 100 if one.reached is not None and not one.values.all() else None
    copy = Progress.objects.create(
        commitment=commitment,
        entry=entry,
        kind=kind,
        unit_id=one.unit_id,
        day=one.day,  # it was done when it was reported, whenever the worker came to it
        words=one.words,
        effect=one.effect,
        obstacles=one.obstacles,
        following=one.following,
        count=one.count,
        reached=reached(commitment, values, percent, kind),
        proofs=one.proofs,
        signer=one.signer,
        same_as=one,
    )
    Reached.objects.bulk_create([Reached(progress=copy, target_id=pk, value=value) for pk, value in values.items()])
    _answer(commitment, copy, entry)
    return copy


def twin_taken_back(record: Record, entry: Entry) -> None:
    """The report of a twin was taken back there, and so here."""
    take_back(record, Progress.objects.get(commitment=record.pk, pk=given_in(entry)["report"]["id"]), entry)
