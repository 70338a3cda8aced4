"""Keeps what units report: words, values, evidence; answers their duties; takes a report back."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.ledger.actions.assigning import given_in, who
from luoshi.ledger.actions.standing import day_of, keep, set_on, stands
from luoshi.ledger.models import Commitment, Progress, Reached, Target
from luoshi.ledger.queries import progress as asks
from luoshi.ledger.queries.twins import linked, together
from luoshi.ledger.rules.measures import WHOLE
from luoshi.ledger.rules.states import STANDING, WITH_UNIT
from luoshi.org.queries.actors import actor_of
from luoshi.org.rules.rights import PROGRAM
from luoshi.org.statements import insert
from luoshi.records.actions.duties import answer, drop, start, take_back_acts
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
    if rest := commitment.parts.filter(closed=None).count():
        raise RecordError(
            "guarded",
            _("%(count)d parts of it are still open.") % {"count": rest},
            where=str(record),
            remedy=_("Close its parts first, or stop those that are no longer needed."),
        )
    fields, day = _keep(record, entry, Progress.FINAL), day_of(entry)
    answer(record, asks.DELIVER, entry, day)
    for name in (asks.REPORT, asks.RECUR):  # it is reported on no more
        drop(record, name, day)
    known = fields.get("reached", commitment.reached)
    _set(record, {**fields, "done": day, "reached": known if known is not None else WHOLE})


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
    """The last report is taken back, or returned: it is not done, and its date is owed as before."""
    last = asks.standing(record).filter(kind=Progress.FINAL).first()  # type: ignore[arg-type]
    if last is not None:
        take_back_acts(record, last.entry_id, entry, day_of(entry))
    start(record, asks.REPORT, day_of(entry))
    if record.every:  # type: ignore[attr-defined]
        start(record, asks.RECUR, day_of(entry))
    set_on(record, done=None)
    keep(record, entry)


def take_back(record: Record, report: Progress, entry: Entry) -> None:
    """Take one report back, and its copies for the same task elsewhere."""
    Progress.objects.filter(pk=report.pk).update(taken_back=entry)
    take_back_acts(record, report.entry_id, entry, day_of(entry))
    last = asks.standing(record).exclude(reached=None).first()  # type: ignore[arg-type]
    newest = asks.standing(record).first()  # type: ignore[arg-type]
    set_on(record, reached=last.reached if last else None, reported=newest.day if newest else None)
    keep(record, entry)
    if report.copies.filter(taken_back=None).exists():
        answer_twins.enqueue(report.pk)


def _set(record: Record, fields: dict[str, Any]) -> None:
    """Write what a report changes of its commitment, once, after its duties were answered."""
    set_on(record, **fields, **stands(record))


def _keep(record: Record, entry: Entry, kind: str) -> dict[str, Any]:
    """Write a report and answer its due dates; the fields of its commitment that follow from it, not yet written."""
    commitment, given, day = record, given_in(entry), day_of(entry)
    assert isinstance(commitment, Commitment)
    values = {one["id"]: Decimal(one["value"]) for one in given.get("figures", [])}
    if kind == Progress.FINAL and commitment.every:
        given.setdefault("count", 1)
    period = date.fromisoformat(given["period"]) if given.get("period") else None
    report = Progress(
        commitment=commitment,
        entry=entry,
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
    )
    insert(report)
    insert(*(Reached(progress=report, target_id=pk, value=one) for pk, one in values.items()))
    _answer(commitment, report, entry)
    if linked(commitment) and together(commitment):
        answer_twins.enqueue(report.pk)
    return {"reported": day} | ({"reached": report.reached} if report.reached is not None else {})


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
    targets = asks.targets(commitment)
    before = asks.last_values(commitment) if any(one.pk not in values for one in targets) else {}
    known = before | values
    shares = [_share(one, known[one.pk]) for one in targets if one.pk in known and one.value > 0]
    if shares:
        return min(shares)
    return WHOLE if kind == Progress.FINAL and not targets else None


def _share(target: Target, value: Decimal) -> int:
    part = (value * WHOLE / target.value).to_integral_value(ROUND_FLOOR)
    return int(max(min(part, Decimal(10 * WHOLE)), Decimal(0)))


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
            take(copy.commitment, "twin_taken_back", actor, back, at=timezone.now(), within=True)
        return
    for twin in together(one.commitment):
        goes_on = twin.state in (*WITH_UNIT, STANDING) and twin.unit_id == one.unit_id
        if goes_on and not one.copies.filter(commitment=twin).exists():
            with transaction.atomic():
                fresh = Commitment.locked(twin.pk)
                if fresh.state in (*WITH_UNIT, STANDING) and not one.copies.filter(commitment=twin).exists():
                    take(fresh, "reported_with_twin", actor, given, at=timezone.now(), within=True)


def copied(record: Record, entry: Entry) -> None:
    """The report of a twin, as one of this commitment: its words, and the values of targets that are alike."""
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
        kind=Progress.TWIN,
        unit_id=one.unit_id,
        day=one.day,  # it was done when it was reported, whenever the worker came to it
        words=one.words,
        effect=one.effect,
        obstacles=one.obstacles,
        following=one.following,
        count=one.count,
        reached=reached(commitment, values, percent, Progress.TWIN),
        same_as=one,
    )
    Reached.objects.bulk_create([Reached(progress=copy, target_id=pk, value=value) for pk, value in values.items()])
    _answer(commitment, copy, entry)
    set_on(record, reported=one.day, reached=copy.reached if copy.reached is not None else commitment.reached)
    keep(record, entry)


def twin_taken_back(record: Record, entry: Entry) -> None:
    """The report of a twin was taken back there, and so here."""
    take_back(record, Progress.objects.get(commitment=record.pk, pk=given_in(entry)["report"]["id"]), entry)
