"""Permissions of people whose entry in a register holds something about a record, or whom the record names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Relation
from luoshi.kernel.kinds.forms.choosers import FINDERS
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of, list_kinds, where_held


def has_entries(person: int) -> bool:
    """Whether an entry in a register stands for a person. One query, once in a request that only reads.

    Few people who work inside have one; of all others no kind need be asked what they hold.
    """
    return keep_answer((has_entries, person), lambda: _ask_for_entries(person))


def _ask_for_entries(person: int) -> bool:
    entries = [
        kind.record._base_manager.filter(**{kind.account: person}).order_by().values("pk")
        for kind in list_kinds()
        if kind.account
    ]
    return bool(entries) and entries[0].union(*entries[1:]).exists()


def record_ids_held_by(relation: Relation, person: int, day: date) -> QuerySet[Record]:
    """Return, as a subquery, the ids of the records for which a person has a relation by their entry on a day."""
    link, kind, held = where_held(relation.kind, relation.by_entry)
    rows, via, account = _there(kind, held, day)
    own = rows.filter(**{account: person}).values(via)
    if not link:
        return own
    leading = get_kind(relation.kind).record._default_manager.filter(kind=relation.kind, erased=None)
    return leading.filter(**{f"{link}__in": own}).order_by().values(*("pk",))  # a literal is typed as a row of its own


def holders_by_record(records: Collection[Record], day: date) -> dict[int, dict[str, frozenset[int]]]:
    """Return by record and ``Relation.by_entry`` the ids of the people with accounts who have it on a day.

    One query for each of them that a kind declares, one more where a link leads there; none if there are none.
    """
    found: dict[int, dict[str, set[int]]] = {}
    for kind in {record.kind: kind_of(record) for record in records if kind_of(record).rights.holds}.values():
        pks = [record.pk for record in records if record.kind == kind.name]
        for held in sorted(kind.rights.holds):
            link, of, what = where_held(kind.name, held)
            rows, via, account = _there(of, what, day)
            leads = _leads(kind.name, link, pks) if link else {pk: [pk] for pk in pks}
            asked = rows.filter(**{f"{via}__in": [*leads], f"{account}__isnull": False})
            for there, person in asked.values_list(via, account):
                for pk in leads[there]:
                    found.setdefault(pk, {}).setdefault(held, set()).add(person)
    return {pk: {held: frozenset(some) for held, some in each.items()} for pk, each in found.items()}


def _leads(kind: str, link: str, pks: Collection[int]) -> dict[int, list[int]]:
    """Return the records by what a link of theirs leads to. One query."""
    found: dict[int, list[int]] = {}
    rows = get_kind(kind).record._default_manager.filter(pk__in=pks, erased=None, **{f"{link}__isnull": False})
    for there, pk in rows.order_by().values_list(link, "pk"):
        found.setdefault(there, []).append(pk)
    return found


def _there(kind: str, held: str, day: date) -> tuple[QuerySet[Record], str, str]:
    """Return the rows of a day, with the paths from a row to its record and to the holder's account."""
    if FINDERS.holding is None:
        raise LookupError(held)
    return FINDERS.holding(kind, held, day)
