"""Write the journal: one entry for each act, in the transaction of that act."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol, overload

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import Model

from luoshi.base.database.statements import run_sql
from luoshi.base.json_values import JSON
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.models import Entry, Payload, Unsealed
from luoshi.evidence.journal.payloads import encode_payload
from luoshi.evidence.journal.rules.proof import entry_mac, named_subject, payload_hash, utc_timestamp

BATCH = 1000  # rows per insert

NamedAct = tuple[str, str, Mapping[str, object]]
"""The content of an entry on what is no record: subject ("unit:5"), step ("unit.move"), and its values."""


class JournalSubject(Protocol):
    """A record as the journal names it; ``reference`` is its kind and id ("appeals:7")."""

    pk: Any
    version: int

    @property
    def reference(self) -> str: ...


def journal_act(
    subject: JournalSubject | str,
    step: str,
    actor: Actor,
    given: Mapping[str, object],
    *,
    at: datetime,
    seat: int | None = None,
) -> Entry:
    """Write an entry that says who did what, and queue it for sealing.

    Three inserts; on PostgreSQL a single statement. Must run inside the transaction of the act.

    Args:
        subject: The record, or a name such as "unit:5" for anything that is not a record.
        given: The values that the step was given, made plain; the caller has removed protected values.
        seat: The post from which the actor acted, where that matters.

    Raises:
        TransactionManagementError: There is no transaction, so that the entry and the act could come apart.
        RecordError: ``marked``: the values contain the marking of a state secret.
    """
    base = connections[DEFAULT_DB_ALIAS]
    if not base.in_atomic_block:
        raise transaction.TransactionManagementError("a journal entry is written in the transaction of its act")
    record = None if isinstance(subject, str) else subject
    salt, data = secrets.token_bytes(16), encode_payload(as_json(given))
    entry = Entry(
        at=at,
        person_id=actor.person or None,
        actor=sealed_actor(actor, seat),
        record_id=record.pk if record else None,
        version=record.version if record else None,
        subject=record.reference if record else str(subject),
        step=step,
        payload_hash=payload_hash(salt, data),
    )
    values = [field.get_db_prep_save(getattr(entry, field.attname), base) for field in _entry_fields()]
    if base.vendor == "postgresql":
        ((entry.pk,),) = run_sql(_together(), [*values, salt, data.decode(), _mac(entry)])
    else:  # SQLite has no statement that writes to several tables
        ((entry.pk,),) = run_sql(_insert_entry(), values)
        run_sql(_PAYLOAD, (entry.pk, salt, data.decode()))
        run_sql(_UNSEALED, (entry.pk, _mac(entry)))
    entry._state.adding, entry._state.db = False, DEFAULT_DB_ALIAS
    return entry


_PAYLOAD = f"INSERT INTO {Payload._meta.db_table} (entry_id, salt, data) VALUES (%s, %s, %s)"
_UNSEALED = f"INSERT INTO {Unsealed._meta.db_table} (entry_id, mac) VALUES (%s, %s)"


@lru_cache(maxsize=1)
def _entry_fields() -> list[models.Field[Any, Any]]:
    return [field for field in Entry._meta.local_concrete_fields if not field.primary_key]


@lru_cache(maxsize=1)
def _insert_entry() -> str:
    columns = ", ".join(str(field.column) for field in _entry_fields())
    places = ", ".join(["%s"] * len(_entry_fields()))
    return f"INSERT INTO {Entry._meta.db_table} ({columns}) VALUES ({places}) RETURNING id"


@lru_cache(maxsize=1)
def _together() -> str:
    """Return the three inserts as one PostgreSQL statement."""
    return (
        f"WITH entry AS ({_insert_entry()}), "
        f"payload AS (INSERT INTO {Payload._meta.db_table} (entry_id, salt, data) SELECT id, %s, %s FROM entry) "
        f"INSERT INTO {Unsealed._meta.db_table} (entry_id, mac) SELECT id, %s FROM entry RETURNING entry_id"
    )


def _mac(entry: Entry) -> str:
    """Return the MAC that the sealer expects of an entry: it proves that a program with the key wrote the entry."""
    subject = named_subject(entry.subject, entry.version)
    return entry_mac(
        settings.JOURNAL_KEY, utc_timestamp(entry.at), entry.actor, subject, entry.step, entry.payload_hash
    )


def journal_many(
    acts: Iterable[tuple[JournalSubject | str, str, Mapping[str, Any]]],
    actor: Actor,
    *,
    at: datetime,
    seats: Iterable[int | None] = (),
) -> list[Entry]:
    """Write many entries of one actor at one moment, in the given order, each as ``journal_act`` writes it.

    Three inserts per thousand entries or so. Must run inside the transaction of the acts.

    Args:
        acts: For each act its subject, its step and the values that the step was given.
        seats: For each act the post from which the actor acted, where that matters.

    Raises:
        TransactionManagementError: There is no transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a journal entry is written in the transaction of its act")
    entries, payloads, posts = [], [], iter(seats)
    for subject, step, given in acts:
        record = None if isinstance(subject, str) else subject
        salt, data = secrets.token_bytes(16), encode_payload(as_json(given))
        entries.append(
            Entry(
                at=at,
                person_id=actor.person or None,
                actor=sealed_actor(actor, next(posts, None)),
                record_id=record.pk if record else None,
                version=record.version if record else None,
                subject=record.reference if record else str(subject),
                step=step,
                payload_hash=payload_hash(salt, data),
            )
        )
        payloads.append((salt, data.decode()))
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    Payload.objects.bulk_create(
        (
            Payload(entry=new_entry, salt=salt, data=data)
            for new_entry, (salt, data) in zip(entries, payloads, strict=True)
        ),
        batch_size=BATCH,
    )
    Unsealed.objects.bulk_create((Unsealed(entry=entry, mac=_mac(entry)) for entry in entries), batch_size=BATCH)
    return entries


def sealed_actor(actor: Actor, seat: int | None = None) -> str:
    """Return the actor as sealed: person, post, and the basis (deputy, mandate) if the post is not their own."""
    if not actor.person:
        return "program"
    parts = [f"person:{actor.person}"]
    for own_seat in actor.seats:
        if own_seat.post == seat:
            parts += [f"post:{own_seat.post}", *([] if own_seat.basis == "own" else [own_seat.basis])]
    if actor.behalf:
        parts.append(f"mandate:{actor.behalf}")
    return " ".join(parts)


def named_post(actor: str) -> int:
    """Return the id of the post that ``sealed_actor`` names; 0 if there is none."""
    return next((int(part[5:]) for part in actor.split() if part.startswith("post:")), 0)


@overload
def as_json(value: Mapping[str, object]) -> dict[str, JSON]: ...
@overload
def as_json(value: object) -> JSON: ...
def as_json(value: object) -> JSON:
    """Return a value as lossless JSON: dates as ISO text, rows by id and name, files by name and size.

    A class of this program defines ``in_journal`` to say how its values are written.
    """
    if isinstance(value, Mapping):
        return {str(name): as_json(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        return [as_json(part) for part in value]
    if isinstance(value, Model):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    if hasattr(value, "in_journal"):
        return as_json(value.in_journal())
    if hasattr(value, "sha256"):  # a stored file
        return {"file": str(value), "sha256": value.sha256}
    return str(value)
