"""Queries for duplicates: records with equal values, their marks in lists, and rulings."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.forms.fields import Undecrypted
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import FINDERS
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds, per_snapshot
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.unique.doubles import possible_doubles, repeated_keys
from luoshi.kernel.unique.models import Ruling, UniqueKey, UniqueRule
from luoshi.kernel.unique.rules import key_digest, place_among_doubles
from luoshi.org.tokens.rules import ScopeAct, is_scope_allowed


@dataclass(frozen=True)
class Mark:
    """The mark of a record that is or may be a duplicate.

    Attributes:
        record: its id; ``first``: the id of the one that counts.
        number: the number of that one if the actor may read it; otherwise "".
        ruled: whether it was ruled to be a duplicate; None: no ruling.
    """

    record: int
    first: int
    number: str
    ruled: bool | None


def unique_digest(rule: str, values: Sequence[object]) -> str:
    """Return the digest of these values; "" if one of them is unset or cannot be decrypted."""
    if any(isinstance(value, Undecrypted) for value in values):
        return ""
    return key_digest(settings.JOURNAL_KEY + b"unique", rule, values)


class RecordKey(NamedTuple):
    """A record's key by a rule: its digest, its place among equal ones, and the digest of its distinguishing field."""

    digest: str
    place: bytes
    apart: str


def keys_of_records(kind: CompiledKind, unique: Unique, pks: Collection[int]) -> dict[int, RecordKey]:
    """Return the keys of these records by a rule, for those that have one. One query; prepared for one record."""
    if len(pks) == 1:
        rows: Iterable[Any] = _values(kind.record, kind.name, unique).rows(pk=next(iter(pks)))
    else:
        rows = _having(kind.record, kind.name, unique).filter(pk__in=list(pks))
    found = {pk: _key(kind, unique, values, place_among_doubles(number, pk)) for pk, number, *values in rows}
    return {pk: key for pk, key in found.items() if key.digest}


def _key(kind: CompiledKind, unique: Unique, values: Sequence[object], at: bytes) -> RecordKey:
    digest, apart = keys_of(kind, unique, values)
    return RecordKey(digest, at, apart)


def keys_of(kind: CompiledKind, unique: Unique, values: Sequence[object]) -> tuple[str, str]:
    """Return the digests of the compared values and of the distinguishing one; values in the order of ``_columns``."""
    rule, count = unique.rule(kind.name), len(unique.fields)
    return unique_digest(rule, values[:count]), unique_digest(rule, values[count:]) if unique.apart else ""


def _having(model: type[Record], kind: str, unique: Unique) -> QuerySet[Record, object]:
    """Return number and compared values of records that can have a key: not erased, certainly meeting ``where``."""
    rows = model._base_manager.filter(kind=kind, erased=None)
    if unique.where is not None:
        rows = rows.filter(FINDERS.yes(unique.where, model, date.min))  # the condition reads no day: ``Unique.faults``
    return rows.values_list("pk", "number", *_columns(model, unique))


def _columns(model: type[Record], unique: Unique) -> list[str]:
    """Return the attribute names of the compared fields and the distinguishing one; for a link, that of its id."""
    fields: list[Any] = [model._meta.get_field(name) for name in (*unique.fields, *filter(None, (unique.apart,)))]
    return [field.attname for field in fields]


@per_snapshot(500)
def _values(model: type[Record], kind: str, unique: Unique) -> SqlStatement:
    return SqlStatement(lambda: _having(model, kind, unique).filter(pk=ValueSlot.number("pk")))


def keys_there(rule: str, pks: Collection[int]) -> dict[int, UniqueKey]:
    """Return the stored keys of these records by a rule. One query; prepared for one record."""
    if len(pks) == 1:
        rows: Iterable[UniqueKey] = _THERE.rows(rule=rule, record=next(iter(pks)))
    else:
        rows = UniqueKey.objects.filter(rule=rule, record__in=list(pks))
    return {row.record_id: row for row in rows}


_THERE = SqlStatement(lambda: UniqueKey.objects.filter(rule=ValueSlot.text("rule"), record=ValueSlot.number("record")))


def first_records_by_digest(rule: str, digests: Collection[str]) -> dict[str, int]:
    """Return for each of these digests the record with the smallest number. A query for every 500."""
    return {key: some[0][1] for key, some in _bearers(rule, digests).items()}


def numbers_seen(kind: CompiledKind, pks: Collection[int], actor: Actor, day: date) -> dict[int, str]:
    """Return the numbers of those records that the actor or program may read. One query, none for no records."""
    if not pks or not is_scope_allowed(actor.scopes, kind.name, ScopeAct.READ):
        return {}
    return dict(readable_records(kind, actor, day).filter(pk__in=list(pks)).values_list("pk", "number"))


def uncounted_doubles(kind: CompiledKind) -> Q:
    """Filter records that no figure and no gap list counts: duplicates, and possible ones until a ruling."""
    rules = [unique.rule(kind.name) for unique in kind.every(Unique)]
    return Q(pk__in=possible_doubles().filter(rule__in=rules).values("record")) if rules else Q(pk__in=[])


def double_marks(kind: CompiledKind, pks: Collection[int], actor: Actor, day: date) -> dict[int, Mark]:
    """Return the marks of those records that equal an earlier one, with rulings.

    Three queries, once in a request that only reads; none for a kind without ``Unique``.
    """
    if not pks or not kind.every(Unique):
        return {}
    asked = (double_marks, kind.name, *sorted(pks), actor, day)
    return dict(keep_answer(asked, lambda: _ask_for_marks(kind, pks, actor, day)))


def _ask_for_marks(kind: CompiledKind, pks: Collection[int], actor: Actor, day: date) -> dict[int, Mark]:
    found: dict[int, int] = {}
    for record, first in repeated_keys().filter(record__in=list(pks)).order_by("rule").values_list("record", "first"):
        found.setdefault(record, first)
    if not found:
        return {}
    ruled = {
        (record, first): double
        for record, first, double in Ruling.objects.filter(record__in=found).values_list("record", "first", "double")
    }
    numbers = numbers_seen(kind, set(found.values()), actor, day)
    return {pk: Mark(pk, first, numbers.get(first, ""), ruled.get((pk, first))) for pk, first in found.items()}


def doubles_of_record(record: Record, actor: Actor, day: date) -> list[tuple[int, str]]:
    """Return a record's duplicates and possible ones that the actor may read: id and number. Two queries, or none."""
    kind = kind_of(record)
    if not kind.every(Unique):
        return []
    mine = UniqueKey.objects.filter(record=record.pk, rule=OuterRef("rule"), digest=OuterRef("digest"))
    pks = set(possible_doubles().filter(Exists(mine), first=record.pk).values_list("record", flat=True))
    return sorted(numbers_seen(kind, pks, actor, day).items(), key=lambda one: place_among_doubles(one[1], one[0]))


def may_rule(kind: CompiledKind, standing: Collection[str]) -> bool:
    """Whether people in these relations rule on duplicates. No query."""
    held = set(standing)
    return not held.isdisjoint(kind.rights.sees) and any(
        not held.isdisjoint(unique.who) for unique in kind.every(Unique)
    )


def open_doubts(kind: CompiledKind) -> Q:
    """Filter records of a kind without a ruling yet, and those they may duplicate."""
    ruled = Ruling.objects.filter(record=OuterRef("record"), first=OuterRef("first"))
    waiting = possible_doubles().filter(
        ~Exists(ruled), rule__in=[unique.rule(kind.name) for unique in kind.every(Unique)]
    )
    return Q(pk__in=waiting.values("record")) | Q(pk__in=waiting.values("first"))


def ruled_doubles(kind: CompiledKind) -> Q:
    """Filter records of a kind that were ruled to be duplicates."""
    ruled = Ruling.objects.filter(record=OuterRef("record"), first=OuterRef("first"), double=True)
    found = possible_doubles().filter(Exists(ruled), rule__in=[unique.rule(kind.name) for unique in kind.every(Unique)])
    return Q(pk__in=found.values("record"))


def declared_as(unique: Unique) -> str:
    """Return a digest of a rule's declaration, to detect changes."""
    return hashlib.sha256(unique.format_inputs().encode()).hexdigest()


def outdated_rules() -> list[tuple[CompiledKind, Unique]]:
    """Return the rules whose keys were never made, or from another declaration. One query."""
    known = dict(UniqueRule.objects.values_list("rule", "said"))
    every = [(kind, unique) for kind in list_kinds() for unique in kind.every(Unique)]
    return [(kind, unique) for kind, unique in every if known.get(unique.rule(kind.name)) != declared_as(unique)]


@dataclass(frozen=True)
class EqualRow:
    """A sheet's row that equals another: ``row``, an earlier row's place, or ``record``, an existing record."""

    unique: Unique
    row: int | None = None
    record: int | None = None


def same_among(
    kind: CompiledKind, records: Mapping[int, Record], holds: Mapping[Unique, Mapping[int, bool]]
) -> dict[int, list[EqualRow]]:
    """Return which of these unsaved records equal an existing one, or an earlier one among them.

    Args:
        records: by their place among the rows.
        holds: for each rule with a condition, whether the record of a place certainly meets it.
    """
    found: dict[int, list[EqualRow]] = {}
    for unique in kind.every(Unique):
        fields, count = _columns(kind.record, unique), holds.get(unique)
        keys = {
            row: keys_of(kind, unique, [getattr(record, field) for field in fields])
            for row, record in records.items()
            if count is None or count[row]
        }
        there = _bearers(unique.rule(kind.name), {key for key, _apart in keys.values() if key})
        before: dict[str, list[tuple[str, int]]] = {}
        for row, (key, apart) in keys.items():
            if not key:
                continue
            same = [pk for other, pk in there.get(key, ()) if _may_be_same(apart, other)]
            same_rows = [other_row for other, other_row in before.get(key, ()) if _may_be_same(apart, other)]
            if same:
                found.setdefault(row, []).append(EqualRow(unique, record=same[0]))
            elif same_rows:
                found.setdefault(row, []).append(EqualRow(unique, row=same_rows[0]))
            before.setdefault(key, []).append((apart, row))
    return found


def _may_be_same(one: str, other: str) -> bool:
    """Whether two records of one digest are not distinguished; the same test as in ``_before``."""
    return not (one and other) or one == other


def _bearers(rule: str, digests: Collection[str]) -> dict[str, list[tuple[str, int]]]:
    """Return by digest the distinguishing digests and records, the smallest number first. A query for every 500."""
    found: dict[str, list[tuple[str, int]]] = {}
    every = sorted(digests)
    for first in range(0, len(every), 500):
        rows = UniqueKey.objects.filter(rule=rule, digest__in=every[first : first + 500]).order_by("digest", "place")
        for key, apart, record in rows.values_list("digest", "apart", "record"):
            found.setdefault(key, []).append((apart, record))
    return found
