"""What follows when a register entry changes from a day on, or is merged into another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.models import Max, Model
from django.utils.translation import override

from luoshi.base.errors import OrgError
from luoshi.base.forms.fields import decrypt_text
from luoshi.base.record_errors import RecordError
from luoshi.desk.ladders.part import join_ladders
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.links import links_to
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.unique.actions import keep_keys, redirect_link
from luoshi.org.accounts.actions import outside_people
from luoshi.parts.registers import rules
from luoshi.parts.registers.history import kept_of
from luoshi.parts.registers.models import FormerValue
from luoshi.parts.registers.queries import led_here

_ = words_now(__name__)


def keep_former_values(took: Took[Record]) -> None:
    """Store the former values of the fields that the step changed, up to the day before it. Two queries.

    Runs within the step's transaction, under the lock of the entry.
    """
    record, was = took.record, took.given.get("was", {})
    names = [name for name in kept_of(kind_of(record)) if name in was]
    if not names:
        return
    rows = FormerValue.objects.filter(record=record.pk, field__in=names).values("field").annotate(last=Max("to_day"))
    last = {row["field"]: row["last"] for row in rows}
    spans = {name: held for name in names if (held := rules.former_value_span(last.get(name), took.on))}
    FormerValue.objects.bulk_create(
        FormerValue(
            record_id=record.pk,
            field=name,
            value="" if was[name] is None else str(was[name]),
            from_day=first,
            to_day=until,
            entry=took.entry,
        )
        for name, (first, until) in spans.items()
    )


def take_up(took: Took[Record]) -> None:
    """Clear the entry's last day."""
    took.set_fields(to_day=None)


def keep_to_number(took: Took[Any]) -> None:
    """Refuse a correction that contradicts the identity number.

    Raises:
        RecordError: ``guarded``: sex or day of birth differ from the number.
    """
    told = rules.told_by(decrypt_text(took.record.identity or ""))
    if any(getattr(took.record, name) != value for name, value in told.items()):
        raise RecordError(
            "guarded",
            _("Sex or date of birth differs from the identity number."),
            where=str(took.record),
            remedy=_("If the number is wrong, enter the right one: sex and date of birth follow from it."),
        )


def invite_registered_person(took: Took[Any]) -> None:
    """Open an account for an external person, linked to their entry.

    Raises:
        RecordError: ``incomplete``: the account name was taken meanwhile.
    """
    entry = took.record
    reached = {"phone": decrypt_text(entry.phone or ""), "email": decrypt_text(entry.email or "")}
    with _in_records(entry):
        user = outside_people.invite_outside_person(
            entry.title, took.given["username"], took.actor, at=took.at, **reached
        )
    took.set_fields(as_person=user.person)


def shut_out(took: Took[Record]) -> None:
    """Disable an external person's account, and end their sessions."""
    _allow(took, False)


def let_in(took: Took[Record]) -> None:
    """Enable an external person's account again."""
    _allow(took, True)


def _allow(took: Took[Any], allowed: bool) -> None:
    user = getattr(took.record.as_person, "user", None)
    if user is not None:
        with _in_records(took.record):
            outside_people.set_outside_account_active(
                user, allowed, took.actor, at=took.at, why=str(took.given.get("reason", ""))
            )


def update_registered_contact(took: Took[Any]) -> None:
    """Send an external person's notifications to the telephone and e-mail now in their entry."""
    entry = took.record
    if entry.as_person is not None:
        outside_people.update_outside_contact(
            entry.as_person, decrypt_text(entry.phone or ""), decrypt_text(entry.email or ""), at=took.at
        )


@contextmanager
def _in_records(entry: Record) -> Iterator[None]:
    """Convert an ``OrgError`` to a ``RecordError``."""
    try:
        yield
    except OrgError as error:
        code = "incomplete" if error.fields else "guarded"
        raise RecordError(code, error.what, where=str(entry), remedy=error.remedy, fields=error.fields) from error


def lock_all(entry: Record, given: Mapping[str, object]) -> None:
    """Lock the records that link to an entry, then the entry, those merged into it, and the merge target.

    Every step locks in this order, which avoids deadlocks with a merge. Two queries per link.
    """
    of: dict[type[Model], set[int]] = {}
    for model, name in links_to(entry):
        if issubclass(model, Record):
            rows = model._base_manager.filter(**{name: entry.pk})
            of.setdefault(model, set()).update(rows.values_list("pk", flat=True))
    alike = of.pop(type(entry), set())  # merged into it: entries too, and concurrent merges may involve both
    Record.lock({pk for pks in of.values() for pk in pks})
    number = str(given.get("same_as") or "").partition(" ")[0]
    named = Record.objects.filter(kind=entry.kind, number=number).values_list("pk", flat=True) if number else ()
    Record.lock({entry.pk, *alike, *named})


def merge_register_entry(took: Took[Any]) -> None:
    """Redirect all links from an entry to the one it is the same as, which is locked too and stays.

    Redirected records keep their content and version. Duplicates that arise are recorded as doubts. The journal entries
    of both say how many records of each kind were moved. One statement per link, and those of ``keep_keys``.

    Raises:
        RecordError: ``guarded``: the target is not in use any more.
    """
    gone, stays = took.record, took.given["same_as"]
    stays = type(gone).get_locked(stays.pk)
    if stays.state != "active":
        raise RecordError(
            "guarded",
            _("%(number)s is no longer in use: nothing can be merged into it.") % {"number": stays.number},
            where=str(gone),
            remedy=_("Enter the entry that is in use."),
        )
    with override(settings.LANGUAGE_CODE):  # the office's language: others read the journal too
        moved = "、".join(f"{label} {count}" for label, count in led_here(gone))
    for model, name in links_to(gone):
        redirect_link(model, name, gone, stays, took.actor, took.day)
    join_ladders(stays)
    if account := kind_of(gone).account:
        _sign_in(account, gone, stays, took)
    took.set_fields(same_as=stays, to_day=gone.to_day or took.on)
    journal_act(
        stays, "registers.came", took.actor, {"same": gone.number, "came": moved}, at=took.at, seat=took.seat or None
    )


def _sign_in(account: str, gone: Record, stays: Record, took: Took[Record]) -> None:
    """Transfer the account of the merged entry to the one that stays, unless that has one."""
    person = getattr(gone, f"{account}_id")
    if person and not getattr(stays, f"{account}_id"):
        setattr(stays, f"{account}_id", person)
        stays.save(update_fields=[account])
        keep_keys(kind_of(stays), [stays.pk], took.actor, took.day)


def forget_former_values(record: Record) -> None:
    """Delete the former values of an entry whose content is erased."""
    FormerValue.objects.filter(record=record.pk).delete()
