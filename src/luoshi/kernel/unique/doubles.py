"""Which records equal an earlier one: as conditions, which no reader's rights narrow.

They are apart from the other queries for duplicates, since conditions of rights may read them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import Exact

from luoshi.kernel.unique.models import Ruling, UniqueKey


def keys_before(of: Any = OuterRef) -> QuerySet[UniqueKey]:
    """Return the valid keys of other records that equal an outer key and precede it."""
    same = UniqueKey.objects.filter(rule=of("rule"), digest=of("digest"), place__lt=of("place"))
    may_be = Q(apart="") | Q(apart=of("apart")) | Q(Exact(of("apart"), Value("")))
    return same.filter(may_be, record__batch=None).order_by("place")


def repeated_keys() -> QuerySet[Model]:
    """Return the keys of records that equal an earlier one; ``first``: the id of the one that counts."""
    return UniqueKey.objects.annotate(first=Subquery(keys_before().values("record")[:1])).filter(first__isnull=False)


def possible_doubles() -> QuerySet[Model]:
    """Return the keys of possible duplicates and of those ruled to be duplicates, without those ruled not to be."""
    ruled = Ruling.objects.filter(record=OuterRef("record"), first=OuterRef("first"), double=False)
    return repeated_keys().filter(~Exists(ruled))
