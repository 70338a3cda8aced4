"""Permissions of people whose entry in a register holds something about a record, or whom the record names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from luoshi.base.rights.rules.rights import Relation
from luoshi.kernel.kinds.forms.choosers import FINDERS
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


def record_ids_held_by(relation: Relation, person: int, day: date) -> QuerySet[Record]:
    """Return, as a subquery, the ids of the records for which a person has a relation by their entry on a day."""
    rows, via, account = _there(relation.kind, relation.by_entry, day)
    return rows.filter(**{account: person}).values(via)


def holders_by_record(records: Collection[Record], day: date) -> dict[int, dict[str, frozenset[int]]]:
    """Return by record and ``Relation.by_entry`` the ids of the people with accounts who have it on a day.

    One query for each of them that a kind declares; none if there are none.
    """
    found: dict[int, dict[str, set[int]]] = {}
    for kind in {record.kind: kind_of(record) for record in records if kind_of(record).rights.holds}.values():
        pks = [record.pk for record in records if record.kind == kind.name]
        for held in sorted(kind.rights.holds):
            rows, via, account = _there(kind.name, held, day)
            asked = rows.filter(**{f"{via}__in": pks, f"{account}__isnull": False})
            for record, person in asked.values_list(via, account):
                found.setdefault(record, {}).setdefault(held, set()).add(person)
    return {pk: {held: frozenset(some) for held, some in each.items()} for pk, each in found.items()}


def _there(kind: str, held: str, day: date) -> tuple[QuerySet[Record], str, str]:
    """Return the rows of a day, with the paths from a row to its record and to the holder's account."""
    if FINDERS.holding is None:
        raise LookupError(held)
    return FINDERS.holding(kind, held, day)
