"""Follow-ups of the steps of calls, each under the lock of the call, and the end of their windows."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Model

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.rules.proof import canonical_json
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.calls import queries
from luoshi.parts.calls.models import Application, ApplicationPrize, Call, CallQuota
from luoshi.parts.calls.rules import SETTLING, Place, unfilled_quotas

_ = words_now(__name__)

SALT_BYTES = 16


def place_words(place: Place, unit: int | None, day: date) -> str:
    """Return class and grade in words, as the office's lists have them on a day."""
    names = zip(("cls", "grade"), place, strict=True)
    return "、".join(code_words(CallQuota, name, code, unit, day) for name, code in names if code)


def code_words(model: type[Model], name: str, code: str, unit: int | None, day: date) -> str:
    """Return the word of a code in a column with a list, as it is on a day."""
    column = model._meta.get_field(name)
    assert isinstance(column, Listed)
    return column.format_code(code, unit, day)


def refuse_earlier_end(took: Took[Call]) -> None:
    """Refuse to move the end of a window behind something that was sent in time.

    Raises:
        RecordError: ``guarded``.
    """
    call, before = took.record, took.was.get("to_at")
    assert call.to_at is not None
    rows = queries.sent_after(call.pk, call.to_at)
    made_late = list(rows.filter(sent_at__lte=before).order_by("pk")[:1]) if before and before > call.to_at else []
    if made_late:
        words = _("%(number)s was sent in time and would be late.") % {"number": made_late[0].number}
        raise RecordError("guarded", words, where=str(call), remedy=_("Choose an end after the last that was sent."))


def refuse_past_window(took: Took[Call]) -> None:
    """Refuse to publish a call whose window is over: nobody could send anything.

    One that was to open before is published all the same: it is open from then on, since nothing can be begun for a
    call that is not published.

    Raises:
        RecordError: ``guarded``.
    """
    call = took.record
    if call.to_at is not None and call.to_at < took.at:
        words = _("Its window is over already: nobody could send anything.")
        raise RecordError("guarded", words, where=str(call), remedy=_("Set a later end."))


def refuse_early_cycle(took: Took[Call]) -> None:
    """Refuse to publish the call of an award before its next cycle, under the lock of the award.

    An award that may be held earlier, or of which it is not known when it was held last, refuses nothing.

    Raises:
        RecordError: ``guarded``; names the year of the next cycle.
    """
    call = took.record
    award = call.award
    if award is None or call.year is None:
        return
    read_locked(award)
    if award.next is None:
        return
    if call.year < award.next and award.early != "yes":
        words = _("%(award)s was held last in %(last)d: its next cycle is %(next)d, not %(year)d.")
        values = {"award": award.title, "last": award.last, "next": award.next, "year": call.year}
        raise RecordError("guarded", words % values, where=str(call), remedy=_("Correct the year, or wait for it."))


def hold_award_cycle(took: Took[Call]) -> None:
    """Note in the award that its cycle was held in the year of a call that was decided.

    The call may be published and closed in the year before; it is decided in its year at the earliest.

    Raises:
        RecordError: ``guarded``: the year of the call has not begun, and the award may not be held earlier.
    """
    call = took.record
    award = call.award
    if award is None or call.year is None:
        return
    read_locked(award)
    if call.year > took.day.year and award.early != "yes":
        words = _("%(award)s is to be held in %(year)d: it can be decided from that year on.")
        values = {"award": award.title, "year": call.year}
        raise RecordError("guarded", words % values, where=str(call), remedy=_("Correct the year, or wait for it."))
    if award.state != "force" or (award.last or 0) >= call.year:
        return
    take(award, "held", took.actor, {"last": call.year}, at=took.at, within=True)


def lock_rounds(record: Record, given: Mapping[str, object]) -> None:
    """Lock the decided rounds of review of a call, which link to it, before it."""
    Record.lock(queries.decided_rounds(record.pk).values_list("pk", flat=True))


def tell_rounds(took: Took[Call]) -> None:
    """Let the rounds of review of a call fix what was decided on what they reviewed."""
    took.write()
    rounds = get_kind("rounds")  # of a line above: named, not imported
    for round_ in () if rounds.read_only else queries.decided_rounds(took.record.pk):
        take(round_, "call_decided", PROGRAM, {}, at=took.at, within=True)


def read_locked(award: Record) -> None:
    """Lock the award of a call, and read it as it is stored then. Two queries."""
    Record.lock([award.pk])
    award.refresh_from_db()


def refuse_fewer_places(took: Took[Call]) -> None:
    """Refuse quotas that are fewer than those chosen already, or that lack a place that is taken.

    Raises:
        RecordError: ``guarded``.
    """
    call = took.record
    places = {(quota.cls, quota.grade): quota.n for quota in queries.quotas_of_call(call.pk)}
    taken = queries.chosen_by_place(call)
    over = {place: n for place, n in taken.items() if n > places.get(place, 0)}
    for place, n in over.items():
        values = {"place": place_words(place, call.unit_id, took.day), "n": n}
        words = _("%(place)s: %(n)d are chosen already.") % values
        raise RecordError("guarded", words, where=str(call), remedy=_("Change what was chosen first."))


def refuse_unfilled_places(took: Took[Call]) -> None:
    """Refuse to decide a call while a quota of exactly so many is not full.

    Raises:
        RecordError: ``guarded``; names each quota.
    """
    call = took.record
    left = unfilled_quotas(queries.quotas_of_call(call.pk), queries.chosen_by_place(call))
    if left:
        names = "；".join(_quota_words(call, (quota.cls, quota.grade), n, quota.n, took.day) for quota, n in left)
        remedy = _("Choose as many as the call says, or set the places anew with a reason.")
        raise RecordError("guarded", _("Not filled: %(names)s.") % {"names": names}, where=str(call), remedy=remedy)


def _quota_words(call: Call, place: Place, n: int, of: int, day: date) -> str:
    values = {"place": place_words(place, call.unit_id, day), "n": n, "of": of}
    return _("%(place)s %(n)d of %(of)d") % values


def issue_receipt(took: Took[Application]) -> None:
    """Give who sends an application a receipt: the hash of what the server received, which nobody else can compute.

    A completion that was asked for keeps it: it is the code of the application in what is published later.
    """
    application = took.record
    if application.form_version is None and application.call is not None:
        took.set_fields(form_version=application.call.form_version)
    if application.receipt:
        return
    salt = secrets.token_hex(SALT_BYTES)
    said = {**queries.sent_content(application), "sent_at": took.at.isoformat(), "salt": salt}
    took.set_fields(salt=salt, receipt=hashlib.sha256(canonical_json(said)).hexdigest())


def note_prize(took: Took[Application]) -> None:
    """Note the prize of a contest work at its level; a change of the grade replaces it."""
    work = took.record
    if work.sort != "works":
        return
    took.write()
    last = ApplicationPrize.objects.filter(record=work.pk).aggregate(last=Max("place"))["last"] or 0
    day = work.result_on or work.chosen or took.day
    ApplicationPrize.objects.update_or_create(
        record_id=work.pk,
        level=work.level,
        defaults={"grade": work.grade},
        create_defaults={"grade": work.grade, "day": day, "place": last + 1},
    )
    take(work, "prized", PROGRAM, {}, at=took.at, within=True)


def publish_received(took: Took[Call]) -> None:
    """Fix what was received, when the clock closes the call: nothing can be slipped in afterwards without a trace."""
    took.write()
    _fix_received(took.record, took.at)


def end_window(took: Took[Call]) -> None:
    """End the window of a call that is closed by hand with its closing; a window that was over keeps its end.

    What was received is fixed once that is settled, as it is for a window that is over: what the server had received
    whole before the closing may still wait for its turn, and is in it.
    """
    call = took.record
    took.write()
    if call.to_at is None or call.to_at > took.at:
        take(call, "cut", PROGRAM, {"to_at": took.at}, at=took.at, within=True)
    elif call.to_at < took.at - SETTLING:
        _fix_received(call, took.at)


def _fix_received(call: Call, at: datetime) -> None:
    head = hashlib.sha256(canonical_json(queries.receipts_of_call(call.pk))).hexdigest()
    take(call, "fix", PROGRAM, {"received_head": head}, at=at, within=True)


def end_windows(at: datetime) -> None:
    """Close the calls whose window is over and settled, and fix what those received that were closed by hand.

    A call that moved meanwhile stays. One transaction for each.
    """
    for call in queries.calls_past(at - SETTLING):
        close_when_over(call, at)
    for call in queries.calls_unfixed(at - SETTLING):
        fix_when_settled(call, at)


def close_when_over(call: Call, at: datetime) -> bool:
    """Close a call if its window is over and settled; whether it was. Somebody may have moved its end meanwhile."""
    with transaction.atomic():
        Call.lock([call.pk])
        now = Call.objects.get(pk=call.pk)
        if now.state != "published" or now.to_at is None or now.to_at >= at - SETTLING:
            return False
        take(now, "end", PROGRAM, {}, at=at, within=True)
    return True


def fix_when_settled(call: Call, at: datetime) -> bool:
    """Fix what a closed call received, if that is settled and not fixed yet; whether it was."""
    with transaction.atomic():
        Call.lock([call.pk])
        now = Call.objects.get(pk=call.pk)
        if now.state != "closed" or now.received_head or now.to_at is None or now.to_at >= at - SETTLING:
            return False
        _fix_received(now, at)
    return True


SENT = ("call_id", "applicant_id", "leader_id", "cls", "title", "summary")  # of a bid: what it said when it was sent


def refuse_corrected_review(took: Took[Application]) -> None:
    """Refuse to correct what a bid says since it was sent, what a round said of it, and that it is one.

    Raises:
        RecordError: ``guarded``.
    """
    bid, was = took.record, took.was
    if "tender" not in (bid.sort, was.get("sort")):
        return
    changed = {name for name, before in was.items() if before != getattr(bid, name)}
    if bid.sent_at is not None and not changed.isdisjoint(SENT):
        words = _("What a bid says is not changed once it was sent.")
        raise RecordError("guarded", words, where=str(bid), remedy=_("Open the round again, or decline the bid."))
    if not changed.isdisjoint({"sort", "score", "rank", "opinion"}):
        words = _("What a round of review said of a bid is not put right by hand.")
        raise RecordError("guarded", words, where=str(bid), remedy=_("Open the round again, or decline the bid."))
