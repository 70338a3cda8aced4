"""Erases what a record says where the law asks it, and leaves its shell: number, unit, dates, state.

Two persons: one of the supervision office who may read the record proposes it with its basis; an administrator, who
need not be able to read it, carries it out by naming its number. What has passed its term goes without an order.
Source: Personal Information Protection Law art. 47; what may not be erased yet is only kept (`Hold`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.org.accounts.actions import outside_people
from luoshi.org.accounts.queries import has_post_inside, journal_subjects_of
from luoshi.org.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.org.tree.models import FOREVER
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.actions.duties import release_duty
from luoshi.records.duties.actions.schedule import keep_due
from luoshi.records.erasing.models import Erasure, Hold
from luoshi.records.erasing.queries import due_for_erasure, expired_retentions, holds_in_force
from luoshi.records.journal.actions.journal import journal_act
from luoshi.records.journal.actions.uploads import check_sent
from luoshi.records.journal.models import Entry, Once, Payload
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.messages.models import Message
from luoshi.records.rights.queries.rights import relations_to_record
from luoshi.records.rows.actions import erase_rows
from luoshi.records.search.actions import index_new, remove_from_index
from luoshi.records.unique.actions import keep_written
from luoshi.records.views.models import BulkRow

ERASED = "已按规定删除"  # stands in the database in the title's place, so it is of no language of a reader
FORGETS: list[Callable[[Record], object]] = []  # what else keeps words of a record takes them away when told


def propose_erasure(record: Record, reason: str, basis: str, actor: Actor, *, at: datetime) -> Erasure:
    """Order that a record's content be erased; another person carries it out.

    Raises:
        RecordError: missing (not theirs to see), refused, incomplete, guarded (erased, held or ordered already).
    """
    check_sent({"reason": reason, "basis": basis}, None, actor, at=at)
    with transaction.atomic():
        record = record.declared.record.locked(record.pk)
        _refuse_unless_supervisor(record, actor, timezone.localdate(at))
        if not record.declared.erasable:
            raise RecordError(
                "guarded",
                _("Records of this kind are not erased: they are the account of the office’s own work and stay whole."),
                where=record.number,
                remedy=_("Put wrong words right by a step of the matter; the entry before stays readable."),
            )
        given = {"reason": reason.strip(), "basis": basis.strip()}
        if empty := [name for name, words in given.items() if not words]:
            raise RecordError(
                "incomplete",
                _("Say why, and on what basis the content is erased."),
                where=record.number,
                fields={name: [_("Say it in a few words.")] for name in empty},
            )
        _refuse_if_kept(record, timezone.localdate(at))
        try:
            with transaction.atomic():
                order = Erasure.objects.create(record_id=record.pk, proposer_id=actor.person, at=at, **given)
        except IntegrityError:
            raise RecordError("guarded", _("Its erasure is ordered already."), where=record.number) from None
        journal_act(record, "erasure.propose", actor, given, at=at)
    return order


def execute_erasure(order: Erasure, number: str, actor: Actor, *, at: datetime) -> Entry:
    """Erase what an order names. ``number``: the record's, typed by who carries it out.

    Raises:
        RecordError: refused (no administrator, or the proposer), changed (no longer open), incomplete (another
            number), guarded (held meanwhile).
    """
    with transaction.atomic():
        order = (
            Erasure.objects.select_for_update(of=("self",), no_key=True)
            .select_related("record", "proposer")
            .get(pk=order.pk)
        )
        _refuse_unless_administrator(actor)
        if actor.person == order.proposer_id:
            raise RecordError("refused", _("Who proposed an erasure does not carry it out."), where=order.record.number)
        _refuse_unless_open(order)
        if number.strip() not in (order.record.number, order.record.reference):
            said = _("That is not the number of the record.")
            raise RecordError("incomplete", said, where=order.record.number, fields={"number": [said]})
        why = {"reason": order.reason, "basis": order.basis, "proposed_by": order.proposer}
        entry = _erase(order.record, why, actor, at)
        Erasure.objects.filter(pk=order.pk).update(done=at)
    return entry


def drop_order(order: Erasure, why: str, actor: Actor, *, at: datetime) -> None:
    """Take an order back: by who proposed it, or by an administrator who does not carry it out.

    Raises:
        RecordError: refused, or changed (no longer open).
    """
    check_sent({"reason": why}, None, actor, at=at)
    with transaction.atomic():
        order = Erasure.objects.select_for_update(of=("self",), no_key=True).select_related("record").get(pk=order.pk)
        if actor.person != order.proposer_id:
            _refuse_unless_administrator(actor)
        _refuse_unless_open(order)
        Erasure.objects.filter(pk=order.pk).update(dropped=at)
        journal_act(order.record, "erasure.drop", actor, {"reason": why.strip()}, at=at)


def erase_due(day: date, at: datetime, limit: int = 100) -> int:
    """Erase records that have passed their term, at most ``limit``, each in its own transaction; how many it were."""
    count = 0
    for found in due_for_erasure(day)[:limit]:
        with transaction.atomic():
            record = Record.locked(found.pk)
            still = expired_retentions(due_for_erasure(day).filter(pk=record.pk), day)
            if not still:
                continue  # held or reopened meanwhile
            term = {"years": still[0].years, "source": still[0].by.source}
            _erase(record, {"basis": "term", **term}, PROGRAM, at)
            Erasure.objects.filter(record=record.pk, done=None, dropped=None).update(done=at)
        count += 1
    return count


def place_hold(record: Record, reason: str, start: date, actor: Actor, *, at: datetime, until: date = FOREVER) -> Hold:
    """Keep a record from being erased from a day up to, not including, another.

    Raises:
        RecordError: missing, refused, incomplete, or guarded (there is nothing left to keep).
    """
    check_sent({"reason": reason}, None, actor, at=at)
    with transaction.atomic():
        record = record.declared.record.locked(record.pk)
        _refuse_unless_supervisor(record, actor, timezone.localdate(at))
        wrong = {} if reason.strip() else {"reason": [_("Say it in a few words.")]}
        if until <= start:
            wrong["until"] = [_("Enter a day after %(day)s.") % {"day": start}]
        if wrong:
            said = _("Say why it is kept, and until a day after the first.")
            raise RecordError("incomplete", said, where=record.number, fields=wrong)
        if record.erased:
            raise RecordError("guarded", _("Its content is erased already."), where=record.number)
        made = Hold.objects.create(record_id=record.pk, reason=reason.strip(), start=start, until=until)
        given = {"reason": made.reason, "from": start, "until": None if until == FOREVER else until}
        journal_act(record, "hold.set", actor, given, at=at)
    return made


def lift_hold(kept: Hold, reason: str, actor: Actor, *, at: datetime) -> None:
    """End a hold today, with the reason.

    Raises:
        RecordError: missing, refused, incomplete, or changed (no longer in force).
    """
    check_sent({"reason": reason}, None, actor, at=at)
    day = timezone.localdate(at)
    with transaction.atomic():
        record = kept.record.declared.record.locked(kept.record_id)
        _refuse_unless_supervisor(record, actor, day)
        if not reason.strip():
            said = _("Say it in a few words.")
            raise RecordError("incomplete", said, where=record.number, fields={"reason": [said]})
        if not Hold.objects.filter(pk=kept.pk, until__gt=day).update(until=max(day, kept.start)):
            raise RecordError("changed", _("This hold is no longer in force."), where=record.number)
        journal_act(record, "hold.lift", actor, {"reason": reason.strip()}, at=at)


def _erase(record: Record, why: Mapping[str, Any], actor: Actor, at: datetime) -> Entry:
    """Empty a record unless it must be kept, and journal which entries were emptied."""
    _refuse_if_kept(record, timezone.localdate(at))
    return erase_content(record, why, actor, at)


def erase_content(record: Record, why: Mapping[str, Any], actor: Actor, at: datetime) -> Entry:
    """Empty all that says what a record was about, within a transaction, and journal which entries were emptied.

    With the entry of somebody from outside goes their account, and what the journal says of both.

    It asks for no right and no hold: ``execute_erasure`` does, and an import takes out only what nobody has seen.
    """
    day = timezone.localdate(at)
    kind = record.declared
    record = kind.record.locked(record.pk)
    account = _from_outside(record, day)
    subjects = journal_subjects_of(account) if account else []
    _overwrite()
    for name in kind.owed:
        release_duty(record, name, day)
    keep_due(record)
    record.refresh_from_db(fields=["due", "due_in_period"])
    for name, value in blank_values(kind).items():
        setattr(record, name, value)
    record.title, record.erased, record.closed = ERASED, at, record.closed or at
    record.version += 1
    record.save()
    erase_rows(record)
    keep_written(kind, [record.pk], actor, day)  # what it had may be there again
    remove_from_index([record.pk])
    index_new([record])  # the number is found still
    if account:
        outside_people.erase_outside_person(account, ERASED, actor, at=at)
    said = Q(entry__record=record.pk) | Q(entry__record=None, entry__subject__in=subjects)
    keys = list(Payload.objects.filter(said, data__isnull=False).order_by("pk").values_list("pk", flat=True))
    entry = journal_act(record, "erase", actor, {**why, "erased": [str(key) for key in keys]}, at=at)
    Payload.objects.filter(pk__in=keys).update(data=None, salt=None, erased_by=entry)
    Once.objects.filter(record=record.pk).update(asked="")  # a hash of what was typed; a repeat is now refused
    Message.objects.filter(record=record.pk).delete()
    BulkRow.objects.filter(record=record.pk).update(said="")
    Hold.objects.filter(record=record.pk).update(reason="")
    Erasure.objects.filter(record=record.pk).update(reason="", basis="")
    for told in FORGETS:
        told(record)
    return entry


def _from_outside(record: Record, day: date) -> int | None:
    """The person from outside who signs in as an entry of a register, and goes with it; None: nobody does."""
    account = record.declared.account
    person: int | None = getattr(record, f"{account}_id") if account else None
    return None if person is None or has_post_inside(person, day) else person


def blank_values(kind: Kind) -> dict[str, Any]:
    """What a kind's own fields hold after an erasure.

    Raises:
        TypeError: a field that can neither be empty nor has a default; let it be null.
    """
    base = {field.name for field in Record._meta.local_fields}
    own = [field for field in kind.record._meta.fields if field.name not in base and not field.primary_key]
    return {field.name: _blank(field) for field in own}


def can_be_emptied(field: Field[Any, Any]) -> bool:
    """Whether an erasure finds something that a field may hold instead of what it says."""
    return bool(field.null or field.has_default() or field.empty_strings_allowed)


def _blank(field: Field[Any, Any]) -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if not can_be_emptied(field):
        raise TypeError(f"{field} cannot be erased: let it be null")
    return ""


def _overwrite() -> None:
    """Have SQLite write zeros over what is erased, not only set it free. PostgreSQL's vacuum does that in its time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _refuse_if_kept(record: Record, day: date) -> None:
    if record.erased:
        raise RecordError("guarded", _("Its content is erased already."), where=record.number)
    if kept := holds_in_force(day).filter(record=record.pk).first():
        raise RecordError(
            "guarded",
            _("It must be kept: %(reason)s.") % {"reason": kept.reason},
            where=record.number,
            remedy=_("Lift the hold first, if its reason is gone."),
        )


def _refuse_unless_supervisor(record: Record, actor: Actor, day: date) -> None:
    if set(relations_to_record(record, actor, day)).isdisjoint(record.declared.rights.sees):
        raise RecordError("missing", _("There is no such matter, or it is not yours to see."))
    if Role.SUPERVISOR not in actor.roles:
        raise RecordError("refused", _("Only the supervision office decides what is kept."), where=record.number)


def _refuse_unless_administrator(actor: Actor) -> None:
    if Role.ADMINISTRATOR not in actor.roles:
        raise RecordError("refused", _("Only an administrator carries out an erasure."))


def _refuse_unless_open(order: Erasure) -> None:
    if order.done or order.dropped:
        raise RecordError("changed", _("This order is no longer open."), where=order.record.number)
