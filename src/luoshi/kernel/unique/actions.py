"""Maintain the keys that find duplicates, in the transaction that changes a compared field; rule on doubts.

A key that must be unique is under a constraint: of two concurrent ones the second waits for the first and is refused.
For doubts only the keys are stored: which record duplicates which is derived from them, so a doubt disappears by itself
once the first record is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, kinds_of_model, list_kinds
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.kernel.unique.models import Ruling, UniqueKey, UniqueRule
from luoshi.kernel.unique.queries import (
    declared_as,
    double_marks,
    first_records_by_digest,
    keys_of_records,
    keys_there,
    may_rule,
    numbers_seen,
    outdated_rules,
)
from luoshi.kernel.unique.words import double_error

CHUNK = 500  # records per batch: four to eight statements each


def keep_keys(kind: CompiledKind, pks: Collection[int], actor: Actor, day: date, refuse: bool = False) -> None:
    """Update the keys of these records; call it in the transaction that changes a compared field.

    Steps, openings and sheets do this themselves; a merger of units or of entries, or a bulk correction, calls it. The
    records are locked in order of id. A constant number of queries for every 500; none for a kind without ``Unique``.

    Args:
        actor: gets the number of the existing record in the error if they may read it.
        refuse: refuse everything if a forbidden duplicate would arise. Otherwise both stay, as a doubt.

    Raises:
        RecordError: ``guarded``.
    """
    if not kind.every(Unique):
        return
    with transaction.atomic():
        every = sorted(pks)
        for first in range(0, len(every), CHUNK):
            Record.lock(every[first : first + CHUNK])
            keep_written(kind, every[first : first + CHUNK], actor, day, refuse=refuse)


def keep_written(kind: CompiledKind, pks: Collection[int], actor: Actor, day: date, *, refuse: bool = True) -> None:
    """Do the same for records that are already locked, or not visible to others yet."""
    for unique in kind.every(Unique) if pks else ():
        _keep(kind, unique, pks, actor, day, refuse)


def _keep(kind: CompiledKind, unique: Unique, pks: Collection[int], actor: Actor, day: date, refuse: bool) -> None:
    rule, new = unique.rule(kind.name), keys_of_records(kind, unique, pks)
    there = keys_there(rule, pks)
    gone = [key for pk, key in there.items() if pk not in new or new[pk].digest != key.digest]
    if gone:
        UniqueKey.objects.filter(pk__in=[key.pk for key in gone]).delete()
    kept = {pk: key for pk, key in there.items() if pk in new and new[pk].digest == key.digest}
    moved = [key for pk, key in kept.items() if (bytes(key.place), key.apart) != (new[pk].place, new[pk].apart)]
    for moved_key in moved:
        moved_key.place, moved_key.apart = new[moved_key.record_id].place, new[moved_key.record_id].apart
    if moved:
        UniqueKey.objects.bulk_update(moved, ["place", "apart"], batch_size=CHUNK)
    come = sorted((key, pk) for pk, key in new.items() if pk not in kept)
    made = [UniqueKey(record_id=pk, rule=rule, sole=unique.refuses, **key._asdict()) for key, pk in come]
    if lost := _insert(made):
        if refuse:
            raise _refused(kind, unique, lost[0], actor, day)
        for lost_key in lost:
            lost_key.sole = False
        UniqueKey.objects.bulk_create(lost)
    if unique.refuses and gone:
        _go_on(rule, {key.digest for key in gone})


def _insert(keys: list[UniqueKey]) -> list[UniqueKey]:
    """Insert keys in a fixed order; return those that conflict with an existing one."""
    if not keys:
        return []
    UniqueKey.objects.bulk_create(keys, ignore_conflicts=True)
    there = keys_there(keys[0].rule, [key.record_id for key in keys])
    return [key for key in keys if key.record_id not in there]


def _go_on(rule: str, digests: Collection[str]) -> None:
    """After a merger made several, let the next key become the unique one if the former is gone."""
    first: dict[str, UniqueKey] = {}
    taken: set[str] = set()
    for unique_key in UniqueKey.objects.filter(rule=rule, digest__in=digests).order_by("place"):
        first.setdefault(unique_key.digest, unique_key)
        taken |= {unique_key.digest} if unique_key.sole else set()
    next_ones = [key.pk for digest, key in first.items() if digest not in taken]
    if next_ones:
        UniqueKey.objects.filter(pk__in=next_ones).update(sole=True)


def _refused(kind: CompiledKind, unique: Unique, key: UniqueKey, actor: Actor, day: date) -> RecordError:
    pk = first_records_by_digest(key.rule, [key.digest]).get(key.digest)
    return double_error(kind, unique, numbers_seen(kind, [pk], actor, day).get(pk, "") if pk else "")


def rule_on(record: Record, double: bool, reason: str, first: int, actor: Actor, *, at: datetime) -> Entry:
    """Rule whether a record is a duplicate of the one that counts; a ruling may be changed.

    Args:
        first: the id of that record, as the page showed it.

    Raises:
        RecordError: missing (the actor may not see it), refused, incomplete (no reason), changed (it is no longer a
            possible duplicate of that record).
    """
    check_sent({"reason": reason}, None, actor, at=at)
    day = timezone.localdate(at)
    with transaction.atomic():
        kind = kind_of(record)
        record = kind.record.get_locked(record.pk)
        standing = relations_to_record(record, actor, day)
        if set(standing).isdisjoint(kind.rights.sees):
            raise RecordError("missing", _("There is no such matter, or you may not see it."))
        if actor.behalf or not may_rule(kind, standing):
            raise RecordError("refused", _("You may not decide whether it is a double."), where=record.number)
        if not reason.strip():
            said = _("Explain briefly.")
            raise RecordError("incomplete", said, where=record.number, fields={"reason": [said]})
        mark = double_marks(kind, [record.pk], actor, day).get(record.pk)
        if mark is None or mark.first != first:
            raise RecordError(
                "changed",
                _("It is no longer a possible double of that one."),
                where=record.number,
                remedy=_("Reload the page to see the available steps."),
            )
        number = Record.objects.values_list("number", flat=True).get(pk=first)
        given = {"first": number, "reason": reason.strip()}
        entry = journal_act(record, "double.is" if double else "double.not", actor, given, at=at)
        Ruling.objects.update_or_create(
            record_id=record.pk, first_id=first, defaults={"double": double, "entry": entry}
        )
    return entry


def rebuild_unique_keys(kind: CompiledKind, unique: Unique) -> Iterator[None]:
    """Rebuild all keys of a rule, in batches; duplicates then stay, as doubts."""
    rule, last = unique.rule(kind.name), 0
    with transaction.atomic():
        UniqueKey.objects.filter(rule=rule).delete()
    rows = kind.record._base_manager.filter(kind=kind.name, erased=None).order_by("pk")
    while pks := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        with transaction.atomic():
            Record.lock(pks)
            _keep(kind, unique, pks, PROGRAM, date.min, False)
        last = pks[-1]
        yield
    UniqueRule.objects.update_or_create(rule=rule, defaults={"said": declared_as(unique)})


def make_missing(**_told: object) -> None:
    """Rebuild the keys of new or changed rules, and delete those of others; runs after migrations."""
    tables = set(connection.introspection.table_names())  # after a backward migration not all tables exist
    if not {UniqueKey._meta.db_table, UniqueRule._meta.db_table} <= tables:
        return
    gone = UniqueRule.objects.exclude(
        rule__in=[unique.rule(kind.name) for kind in list_kinds() for unique in kind.every(Unique)]
    )
    with transaction.atomic():
        UniqueKey.objects.filter(rule__in=gone.values("rule")).delete()
        gone.delete()
    for kind, unique in outdated_rules():
        if kind.record._meta.db_table in tables:
            for _chunk in rebuild_unique_keys(kind, unique):
                pass


def redirect_link(model: type[Model], name: str, gone: Record, stays: Record, actor: Actor, day: date) -> None:
    """Let the rows that link to a record by this field link to the one into which it was merged.

    Rows that are compared by the field are locked in the order of their ids, and duplicates that arise become doubts.
    """
    rows = model._base_manager.filter(**{name: gone.pk})
    of = [kind for kind in kinds_of_model(model) if any(name in unique.fields for unique in kind.every(Unique))]
    pks = list(rows.order_by("pk").values_list("pk", flat=True)) if of else []
    Record.lock(pks)
    rows.update(**{name: stays.pk})
    for kind in of:
        keep_keys(kind, pks, actor, day)
