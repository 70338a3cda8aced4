"""What follows when an entry of a register is another from a day on, or proves to be the same as another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import Max, Model
from django.utils.translation import override

from luoshi.org.accounts.actions import outside_people
from luoshi.org.base.errors import OrgError
from luoshi.org.base.fields import decrypt_text
from luoshi.parts.registers import rules
from luoshi.parts.registers.history import kept_of
from luoshi.parts.registers.models import Known
from luoshi.parts.registers.queries import led_here
from luoshi.records.base.errors import RecordError
from luoshi.records.base.words import words_now
from luoshi.records.duties.actions.took import Took
from luoshi.records.journal.actions.journal import journal_act
from luoshi.records.kinds.links import links_to
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import list_kinds
from luoshi.records.kinds.unique import Unique
from luoshi.records.unique.actions import keep_keys

_ = words_now(__name__)


def keep_former_values(took: Took[Any]) -> None:
    """Keep what an entry said until the day before the step's, of each field that says something else now. Two queries.

    Within the step's transaction, under the lock of the entry.
    """
    record, was = took.record, took.given.get("was", {})
    names = [name for name in kept_of(record.declared) if name in was]
    if not names:
        return
    rows = Known.objects.filter(record=record.pk, field__in=names).values("field").annotate(last=Max("to_day"))
    last = {row["field"]: row["last"] for row in rows}
    spans = {name: held for name in names if (held := rules.former_value_span(last.get(name), took.on))}
    Known.objects.bulk_create(
        Known(
            record_id=record.pk,
            field=name,
            value="" if was[name] is None else str(was[name]),
            from_day=first,
            to_day=until,
            entry=took.entry,
        )
        for name, (first, until) in spans.items()
    )


def take_up(took: Took[Any]) -> None:
    """Have an entry no last day any more."""
    took.set(to_day=None)


def keep_to_number(took: Took[Any]) -> None:
    """Let nothing stand beside an identity number that it contradicts, whatever is put right.

    Raises:
        RecordError: ``guarded``: sex or day of birth are others than the number says.
    """
    told = rules.told_by(decrypt_text(took.record.identity or ""))
    if any(getattr(took.record, name) != value for name, value in told.items()):
        raise RecordError(
            "guarded",
            _("The identity number says another sex or day of birth."),
            where=str(took.record),
            remedy=_("If the number is wrong, enter the right one: it says both."),
        )


def invite_registered_person(took: Took[Any]) -> None:
    """Open an account for somebody from outside, which stands by their entry.

    Raises:
        RecordError: ``incomplete``: another was given this name meanwhile.
    """
    entry = took.record
    reached = {"phone": decrypt_text(entry.phone or ""), "email": decrypt_text(entry.email or "")}
    with _in_records(entry):
        user = outside_people.invite_outside_person(
            entry.title, took.given["username"], took.actor, at=took.at, **reached
        )
    took.set(as_person=user.person)


def shut_out(took: Took[Any]) -> None:
    """Let somebody from outside sign in no longer: what they are signed in with holds no more."""
    _allow(took, False)


def let_in(took: Took[Any]) -> None:
    """Let somebody from outside sign in again."""
    _allow(took, True)


def _allow(took: Took[Any], allowed: bool) -> None:
    user = getattr(took.record.as_person, "user", None)
    if user is not None:
        with _in_records(took.record):
            outside_people.set_outside_account_active(
                user, allowed, took.actor, at=took.at, why=str(took.given.get("reason", ""))
            )


def update_registered_contact(took: Took[Any]) -> None:
    """Let somebody from outside be told by the telephone and the e-mail that stand in their entry now."""
    entry = took.record
    if entry.as_person is not None:
        outside_people.update_outside_contact(
            entry.as_person, decrypt_text(entry.phone or ""), decrypt_text(entry.email or ""), at=took.at
        )


@contextmanager
def _in_records(entry: Record) -> Iterator[None]:
    """What the organisation refuses, as a record's refusal."""
    try:
        yield
    except OrgError as error:
        code = "incomplete" if error.fields else "guarded"
        raise RecordError(code, error.what, where=str(entry), remedy=error.remedy, fields=error.fields) from error


def lock_all(entry: Record, given: Mapping[str, Any]) -> None:
    """Lock the records that lead to an entry, then it, those merged into it and the one that it is the same as.

    In this order every step locks: none of them waits for the merger while that waits for it. Two queries a link.
    """
    of: dict[type[Model], set[int]] = {}
    for model, name in links_to(entry):
        if issubclass(model, Record):
            rows = model._base_manager.filter(**{name: entry.pk})
            of.setdefault(model, set()).update(rows.values_list("pk", flat=True))
    alike = of.pop(type(entry), set())  # merged into it: entries too, and two of them may be merged into each other
    Record.lock({pk for pks in of.values() for pk in pks})
    number = str(given.get("same_as") or "").partition(" ")[0]
    named = Record.objects.filter(kind=entry.kind, number=number).values_list("pk", flat=True) if number else ()
    Record.lock({entry.pk, *alike, *named})


def merge_register_entry(took: Took[Any]) -> None:
    """Let everything that leads to an entry lead to the one that it is the same as, which is locked too and stays.

    What is moved keeps its words and its version: nothing that it says is another now. What is twice by that is kept as
    a doubt. Entries of both say how many came of each kind. A statement a link, and what ``keep_keys`` takes.

    Raises:
        RecordError: ``guarded``: the one that is to stay is not in use any more.
    """
    gone, stays = took.record, took.given["same_as"]
    stays = type(gone).locked(stays.pk)
    if stays.state != "active":
        raise RecordError(
            "guarded",
            _("%(number)s is not in use any more: nothing can lead there.") % {"number": stays.number},
            where=str(gone),
            remedy=_("Name the entry that is in use."),
        )
    with override(settings.LANGUAGE_CODE):  # the office's own: the journal is read by others too
        moved = "、".join(f"{label} {count}" for label, count in led_here(gone))
    for model, name in links_to(gone):
        _move(model, name, gone, stays, took)
    if account := gone.declared.account:
        _sign_in(account, gone, stays, took)
    took.set(same_as=stays, to_day=gone.to_day or took.on)
    journal_act(
        stays, "registers.came", took.actor, {"same": gone.number, "came": moved}, at=took.at, seat=took.seat or None
    )


def _sign_in(account: str, gone: Record, stays: Record, took: Took[Any]) -> None:
    """Let whoever signs in as the entry that goes sign in as the one that stays, where nobody does yet; and once."""
    person = getattr(gone, f"{account}_id")
    if person and not getattr(stays, f"{account}_id"):
        setattr(stays, f"{account}_id", person)
        stays.save(update_fields=[account])
        keep_keys(stays.declared, [stays.pk], took.actor, took.day)


def _move(model: type[Model], name: str, gone: Record, stays: Record, took: Took[Any]) -> None:
    """Let the rows of one link lead to the other entry; rows of records in the order of their ids, locked."""
    rows = model._base_manager.filter(**{name: gone.pk})
    of = [
        kind
        for kind in list_kinds()
        if kind.record is model and any(name in unique.fields for unique in kind.every(Unique))
    ]
    pks = list(rows.order_by("pk").values_list("pk", flat=True)) if of else []
    Record.lock(pks)
    rows.update(**{name: stays.pk})
    for kind in of:
        keep_keys(kind, pks, took.actor, took.day)


def forget_former_values(record: Record) -> None:
    """Take away what was known of an entry whose content is erased."""
    Known.objects.filter(record=record.pk).delete()
