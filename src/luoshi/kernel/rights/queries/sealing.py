"""Which records are sealed, and against whom (``kernel.kinds.language.seals``).

Conditions are read by ``kernel.conditions``, which reads rights: it says how by ``read_conditions_by``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from luoshi.base.rights.rules.rights import Relation
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.seals import Sealed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of

Reading = Callable[[When, type[Record], date], Q]  # the filter for the records for which a condition is certainly true
_readings: list[Reading] = []


def read_conditions_by(reading: Reading) -> None:
    """Declare how conditions are read; called once, at the start."""
    _readings[:] = [reading]


def not_shut(relation: Relation, day: date) -> Q:
    """Return the condition for the records that no seal shuts against a relation; Q() if none ever does. No query."""
    if not relation.shut:
        return Q()
    kind = get_kind(relation.shut)
    return _outside(kind, [seal for seal in kind.every(Sealed) if relation.name not in seal.to], day)


def not_sealed(kind: CompiledKind, day: date) -> Q:
    """Return the condition for the records of a kind on which there is no seal; Q() if there never is. No query."""
    return _outside(kind, kind.every(Sealed), day)


def sealed_records(kinds: Iterable[CompiledKind], day: date) -> QuerySet[Record]:
    """Select the records of these kinds on which there is a seal. No query yet."""
    within = [Q(pk__in=_within(kind, kind.every(Sealed), day)) for kind in kinds if kind.every(Sealed)]
    return Record._base_manager.filter(reduce(or_, within)) if within else Record._base_manager.none()


def shut_relations(records: Collection[Record], day: date) -> dict[int, frozenset[str]]:
    """Return the relations that are shut out of each of these records that is sealed. One query for each seal."""
    of: dict[str, list[int]] = {}
    for record in records:
        of.setdefault(record.kind, []).append(record.pk)
    kinds = {record.kind: kind_of(record) for record in records}
    found: dict[int, frozenset[str]] = {}
    for kind in kinds.values():
        for seal in kind.every(Sealed):
            out = frozenset(kind.rights.by_name).difference(seal.to)
            for pk in _within(kind, [seal], day).filter(pk__in=of[kind.name]).values_list("pk", flat=True):
                found[pk] = found.get(pk, frozenset()) | out
    return found


def is_shut_out(relation: Relation, record: Record, day: date) -> bool:
    """Whether a seal on the record shuts the relation out. No query for relations that no seal ever shuts out."""
    return bool(relation.shut) and relation.name in shut_relations([record], day).get(record.pk, ())


def _outside(kind: CompiledKind, seals: Collection[Sealed], day: date) -> Q:
    # Not the negated condition itself: it would also leave out records whose links are empty.
    return ~Q(pk__in=_within(kind, seals, day).values("pk")) if seals else Q()


def _within(kind: CompiledKind, seals: Collection[Sealed], day: date) -> QuerySet[Record]:
    asked = reduce(or_, (_readings[0](seal.where, kind.record, day) for seal in seals))
    return kind.record._base_manager.filter(asked).order_by()
