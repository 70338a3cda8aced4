"""Erase the content of records where the law requires it, and leave number, unit, dates and state.

Dual control: a member of the supervision office who may read the record proposes it with its legal basis; an
administrator, who need not be able to read it, carries it out by typing its number. Records past their retention period
are erased without an order.

Source: Personal Information Protection Law art. 47; what may not be erased yet is only kept (`Hold`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor, Role
from luoshi.desk.drafts.actions import forget_drafts_of
from luoshi.desk.lists.views.models import BulkRow
from luoshi.desk.privacy.erasing.models import Erasure, Hold
from luoshi.desk.privacy.erasing.queries import due_for_erasure, expired_retentions, holds_in_force
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.evidence.journal.models import Entry, Once, Payload
from luoshi.kernel.duties.actions.duties import release_duty
from luoshi.kernel.duties.actions.schedule import keep_due
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.messages.models import Message
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.rows.actions import erase_rows
from luoshi.kernel.search.actions import index_new, remove_from_index
from luoshi.kernel.unique.actions import keep_written
from luoshi.org.accounts.actions import outside_people
from luoshi.org.accounts.queries import has_post_inside, journal_subjects_of
from luoshi.org.tree.models import FOREVER

ERASED = "已按规定删除"  # stored as the title, so it does not depend on a reader's language
FORGETS: list[Callable[[Record], object]] = []  # hooks that remove a record's words kept elsewhere


def propose_erasure(record: Record, reason: str, basis: str, actor: Actor, *, at: datetime) -> Erasure:
    """Propose the erasure of a record's content; another person carries it out.

    Raises:
        RecordError: missing (not visible to the actor), refused, incomplete, guarded (erased, held or already ordered).
    """
    check_sent({"reason": reason, "basis": basis}, None, actor, at=at)
    with transaction.atomic():
        record = kind_of(record).record.get_locked(record.pk)
        _refuse_unless_supervisor(record, actor, timezone.localdate(at))
        if not kind_of(record).erasable:
            raise RecordError(
                "guarded",
                _("Records of this kind are not erased: they document the office’s own work and are kept in full."),
                where=record.number,
                remedy=_("Correct wrong content by a step of the matter; the earlier entry stays readable."),
            )
        given = {"reason": reason.strip(), "basis": basis.strip()}
        if empty := [name for name, words in given.items() if not words]:
            raise RecordError(
                "incomplete",
                _("Enter why and on what basis the content is erased."),
                where=record.number,
                fields={name: [_("Explain briefly.")] for name in empty},
            )
        _refuse_if_kept(record, timezone.localdate(at))
        try:
            with transaction.atomic():
                order = Erasure.objects.create(record_id=record.pk, proposer_id=actor.person, at=at, **given)
        except IntegrityError:
            raise RecordError("guarded", _("Its erasure has already been ordered."), where=record.number) from None
        journal_act(record, "erasure.propose", actor, given, at=at)
    return order


def execute_erasure(order: Erasure, number: str, actor: Actor, *, at: datetime) -> Entry:
    """Carry out an erasure order. ``number``: the record's number, typed by the person who carries it out.

    Raises:
        RecordError: refused (not an administrator, or the proposer), changed (no longer open), incomplete (another
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
            raise RecordError(
                "refused", _("The person who proposed an erasure cannot carry it out."), where=order.record.number
            )
        _refuse_unless_open(order)
        if number.strip() not in (order.record.number, order.record.reference):
            said = _("That is not the number of the record.")
            raise RecordError("incomplete", said, where=order.record.number, fields={"number": [said]})
        why = {"reason": order.reason, "basis": order.basis, "proposed_by": order.proposer}
        entry = _erase(order.record, why, actor, at)
        Erasure.objects.filter(pk=order.pk).update(done=at)
    return entry


def drop_order(order: Erasure, why: str, actor: Actor, *, at: datetime) -> None:
    """Withdraw an order: by its proposer, or by an administrator who does not carry it out.

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
    """Erase at most ``limit`` records past their retention period, each in its own transaction; return how many."""
    count = 0
    for found in due_for_erasure(day)[:limit]:
        with transaction.atomic():
            record = Record.get_locked(found.pk)
            still = expired_retentions(due_for_erasure(day).filter(pk=record.pk), day)
            if not still:
                continue  # held or reopened meanwhile
            term = {"years": still[0].years, "source": still[0].by.source}
            _erase(record, {"basis": "term", **term}, PROGRAM, at)
            Erasure.objects.filter(record=record.pk, done=None, dropped=None).update(done=at)
        count += 1
    return count


def place_hold(record: Record, reason: str, start: date, actor: Actor, *, at: datetime, until: date = FOREVER) -> Hold:
    """Protect a record from erasure from a day up to, not including, another.

    Raises:
        RecordError: missing, refused, incomplete, or guarded (nothing is left to protect).
    """
    check_sent({"reason": reason}, None, actor, at=at)
    with transaction.atomic():
        record = kind_of(record).record.get_locked(record.pk)
        _refuse_unless_supervisor(record, actor, timezone.localdate(at))
        wrong = {} if reason.strip() else {"reason": [_("Explain briefly.")]}
        if until <= start:
            wrong["until"] = [_("Enter a day after %(day)s.") % {"day": start}]
        if wrong:
            said = _("Enter why it is kept, and a last day after the first.")
            raise RecordError("incomplete", said, where=record.number, fields=wrong)
        if record.erased:
            raise RecordError("guarded", _("Its content has already been erased."), where=record.number)
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
        record = kind_of(kept.record).record.get_locked(kept.record_id)
        _refuse_unless_supervisor(record, actor, day)
        if not reason.strip():
            said = _("Explain briefly.")
            raise RecordError("incomplete", said, where=record.number, fields={"reason": [said]})
        if not Hold.objects.filter(pk=kept.pk, until__gt=day).update(until=max(day, kept.start)):
            raise RecordError("changed", _("This hold is no longer in force."), where=record.number)
        journal_act(record, "hold.lift", actor, {"reason": reason.strip()}, at=at)


def _erase(record: Record, why: Mapping[str, object], actor: Actor, at: datetime) -> Entry:
    """Erase a record unless it must be kept, and journal which entries were erased."""
    _refuse_if_kept(record, timezone.localdate(at))
    return erase_content(record, why, actor, at)


def erase_content(record: Record, why: Mapping[str, object], actor: Actor, at: datetime) -> Entry:
    """Erase a record's content within a transaction, and journal which entries were erased.

    With a register entry of an outside person, their account goes too, and what the journal says of both.

    Rights and holds are not checked: ``execute_erasure`` checks them, and an import removes only what nobody has seen.
    """
    day = timezone.localdate(at)
    kind = kind_of(record)
    record = kind.record.get_locked(record.pk)
    account = _from_outside(record, day)
    subjects = journal_subjects_of(account) if account else []
    _overwrite()
    for name in kind.duties_by_name:
        release_duty(record, name, day)
    keep_due(record)
    record.refresh_from_db(fields=["due", "due_in_period"])
    for name, value in blank_values(kind).items():
        setattr(record, name, value)
    record.title, record.erased, record.closed = ERASED, at, record.closed or at
    record.version += 1
    record.save()
    erase_rows(record)
    keep_written(kind, [record.pk], actor, day)  # its values may be used again
    remove_from_index([record.pk])
    index_new([record])  # its number stays searchable
    if account:
        outside_people.erase_outside_person(account, ERASED, actor, at=at)
        forget_drafts_of(account)
    said = Q(entry__record=record.pk) | Q(entry__record=None, entry__subject__in=subjects)
    keys = list(Payload.objects.filter(said, data__isnull=False).order_by("pk").values_list("pk", flat=True))
    entry = journal_act(record, "erase", actor, {**why, "erased": [str(key) for key in keys]}, at=at)
    Payload.objects.filter(pk__in=keys).update(data=None, salt=None, erased_by=entry)
    Once.objects.filter(record=record.pk).update(asked="")  # a hash of the input; a repeat is now refused
    Message.objects.filter(record=record.pk).delete()
    BulkRow.objects.filter(record=record.pk).update(said="")
    Hold.objects.filter(record=record.pk).update(reason="")
    Erasure.objects.filter(record=record.pk).update(reason="", basis="")
    for told in FORGETS:
        told(record)
    return entry


def _from_outside(record: Record, day: date) -> int | None:
    """Return the outside person who signs in through this register entry and is erased with it; None if none."""
    account = kind_of(record).account
    person: int | None = getattr(record, f"{account}_id") if account else None
    return None if person is None or has_post_inside(person, day) else person


def blank_values(kind: CompiledKind) -> dict[str, object]:
    """Return the values of a kind's own fields after an erasure.

    Raises:
        TypeError: A field can neither be empty nor has a default; make it nullable.
    """
    base = {field.name for field in Record._meta.local_fields}
    own = [field for field in kind.record._meta.fields if field.name not in base and not field.primary_key]
    return {field.name: _blank(field) for field in own}


def can_be_emptied(field: Field[object, object]) -> bool:
    """Return whether a field can hold an empty value after an erasure."""
    return bool(field.null or field.has_default() or field.empty_strings_allowed)


def _blank(field: Field[object, object]) -> object:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if not can_be_emptied(field):
        raise TypeError(f"{field} cannot be erased: let it be null")
    return ""


def _overwrite() -> None:
    """Make SQLite overwrite erased content with zeros, not only free it. PostgreSQL's vacuum overwrites it in time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _refuse_if_kept(record: Record, day: date) -> None:
    if record.erased:
        raise RecordError("guarded", _("Its content has already been erased."), where=record.number)
    if kept := holds_in_force(day).filter(record=record.pk).first():
        raise RecordError(
            "guarded",
            _("It must not be erased: %(reason)s.") % {"reason": kept.reason},
            where=record.number,
            remedy=_("Lift the hold first, if its reason is gone."),
        )


def _refuse_unless_supervisor(record: Record, actor: Actor, day: date) -> None:
    if set(relations_to_record(record, actor, day)).isdisjoint(kind_of(record).rights.sees):
        raise RecordError("missing", _("There is no such matter, or you may not see it."))
    if Role.SUPERVISOR not in actor.roles:
        raise RecordError("refused", _("Only the supervision office decides what is kept."), where=record.number)


def _refuse_unless_administrator(actor: Actor) -> None:
    if Role.ADMINISTRATOR not in actor.roles:
        raise RecordError("refused", _("Only an administrator can carry out an erasure."))


def _refuse_unless_open(order: Erasure) -> None:
    if order.done or order.dropped:
        raise RecordError("changed", _("This order is no longer open."), where=order.record.number)
