"""Keeps the search in step with the records: always within the transaction that changes their words."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from luoshi.records import grams_index
from luoshi.records.kinds import kinds
from luoshi.records.models import Record, Searched
from luoshi.records.rules.grams import plain

BATCH = 1000


def words_of(record: Record) -> str:
    """The words of a record that may be sought: its number and the fields that its kind names, a line each."""
    found = [record.number, *(str(getattr(record, name) or "") for name in record.declared.words)]
    return plain("\n".join(found))


def index(records: Collection[Record]) -> None:
    """Put the records' words into the search. Two to four statements, however many records."""
    if not records:
        return
    old = dict(Searched.objects.filter(pk__in=[one.pk for one in records]).values_list("pk", "text"))
    new = {one.pk: words_of(one) for one in records}
    changed = [pk for pk, text in new.items() if old.get(pk) != text]
    if not changed:
        return
    Searched.objects.bulk_create(
        (Searched(record_id=pk, text=new[pk]) for pk in changed),
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=["text"],
        batch_size=BATCH,
    )
    grams_index.put((pk, old.get(pk), new[pk]) for pk in changed)


def index_new(records: Collection[Record]) -> None:
    """The same for records that were just opened, so that nothing old need be asked for."""
    new = {one.pk: words_of(one) for one in records}
    Searched.objects.bulk_create((Searched(record_id=pk, text=text) for pk, text in new.items()), batch_size=BATCH)
    grams_index.put((pk, None, text) for pk, text in new.items())


def forget(records: Collection[int]) -> None:
    """Take records out of the search: after an erasure nothing of their words is left in it."""
    rows = list(Searched.objects.filter(pk__in=records))
    grams_index.put((row.pk, row.text, None) for row in rows)
    grams_index.swept()
    Searched.objects.filter(pk__in=records).delete()


@transaction.atomic
def reindex() -> int:
    """Make the whole index anew, after a restore or a change of the rules. Returns how many records it holds."""
    grams_index.emptied()
    Searched.objects.all().delete()
    count = 0
    for kind in kinds():
        batch: list[Record] = []
        for record in kind.record._default_manager.filter(erased=None).iterator(chunk_size=BATCH):
            batch.append(record)
            if len(batch) == BATCH:
                index_new(batch)
                batch = []
            count += 1
        index_new(batch)
    return count
