"""Keep the search index in step with the records, always in the transaction that changes their words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection, transaction

from luoshi.base.texts.pinyin import load_readings, pinyin_initials
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.links import is_linked
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.search import grams_index
from luoshi.kernel.search.models import INITIALS, Passage, Searched
from luoshi.kernel.search.rules import normalize_text, split_passages

BATCH = 1000
LONGEST_READ = 200  # characters of a title's initials: as long as a title may be


def searchable_text(record: Record) -> str:
    """Return the searchable words of a record: its number and the fields that its kind names, one per line."""
    found = [record.number, *(str(getattr(record, name) or "") for name in kind_of(record).words)]
    return normalize_text("\n".join(found))


def index_records(records: Collection[Record]) -> None:
    """Index records. Two to four statements, however many records."""
    if not records:
        return
    _put_initials(records)
    old = dict(Searched.objects.filter(pk__in=[record.pk for record in records]).values_list("pk", "text"))
    new = {record.pk: searchable_text(record) for record in records}
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
    grams_index.put_gram_rows((pk, old.get(pk), new[pk]) for pk in changed)


def prepare_index(kind: CompiledKind) -> None:
    """Load what indexing the records of a kind needs, before a transaction begins."""
    if is_linked(kind):
        load_readings()


def index_new(records: Collection[Record]) -> None:
    """Index records that were just opened, without reading old index rows."""
    new = {record.pk: searchable_text(record) for record in records}
    Searched.objects.bulk_create((Searched(record_id=pk, text=text) for pk, text in new.items()), batch_size=BATCH)
    grams_index.put_gram_rows((pk, None, text) for pk, text in new.items())
    _put_initials(records, new=True)


def _put_initials(records: Collection[Record], *, new: bool = False) -> None:
    """Index the pinyin initials of the titles of records that others link to.

    Only the search for link targets finds them: they are a passage for a relation that nobody has. For a kind without
    incoming links no pinyin is computed, since that needs a dictionary of 55 MB.
    """
    spoken = {record.pk: pinyin_initials(record.title)[:LONGEST_READ] for record in records if _may_be_read(record)}
    if not spoken:
        return
    there = [] if new else list(Passage.objects.filter(part=INITIALS, record__in=spoken))
    same = {passage.record_id for passage in there if passage.text == spoken[passage.record_id]}
    _remove([passage for passage in there if passage.record_id not in same])
    come = [
        Passage(record_id=pk, part=INITIALS, place=0, line=1, only=INITIALS, text=text)
        for pk, text in spoken.items()
        if pk not in same
    ]
    Passage.objects.bulk_create(come, batch_size=BATCH)
    grams_index.put_gram_rows((-passage.pk, None, passage.text) for passage in come)


def _may_be_read(record: Record) -> bool:
    kind = kind_of(record)
    return is_linked(kind) and "title" in kind.words and not record.erased


def put_missing_initials(**_told: object) -> None:
    """Index missing initials after every migration, for kinds that nothing linked to before."""
    linked = [kind for kind in list_kinds() if is_linked(kind)]
    tables = connection.introspection.table_names() if linked else []  # after a reverse migration some are missing
    for kind in linked:
        if not {Passage._meta.db_table, kind.record._meta.db_table} <= set(tables):
            continue
        rows = kind.record._base_manager.filter(erased=None).exclude(
            pk__in=Passage.objects.filter(part=INITIALS).values("record")
        )
        while batch := list(rows.order_by("pk")[:BATCH]):
            with transaction.atomic():
                _put_initials(batch, new=True)
            rows = rows.filter(pk__gt=batch[-1].pk)


def put_text(record: int, part: str, text: str, *, only: str = "") -> None:
    """Index a long text of a record in several transactions, so that others can write; repeating does no harm.

    Args:
        part: The text of the record, as its kind names it; it never changes.
        only: The relation that is required to find it; "": anyone who may read the record finds it.
    """
    there = set(Passage.objects.filter(record=record, part=part).values_list("place", flat=True))
    for place, (line, words) in enumerate(split_passages(text)):
        if place in there:
            continue
        with transaction.atomic():
            passage, is_new = Passage.objects.get_or_create(
                record_id=record, part=part, place=place, defaults={"line": line, "only": only, "text": words}
            )
            if is_new:  # otherwise another process inserted it meanwhile
                grams_index.put_gram_rows([(-passage.pk, None, words)])


def change_texts(record: int, texts: Mapping[str, str], *, only: str = "") -> None:
    """Index short texts that may change, within the transaction that changes them; remove empty ones."""
    if not texts:
        return
    new = {part: normalize_text(text) for part, text in texts.items()}
    there = list(Passage.objects.filter(record=record, part__in=new))
    same = {passage.part for passage in there if passage.text == new[passage.part]}
    _remove([passage for passage in there if passage.part not in same])
    come = [part for part, text in new.items() if text.strip() and part not in same]
    if not come:
        return
    made = [Passage(record_id=record, part=part, place=0, line=1, only=only, text=new[part]) for part in come]
    Passage.objects.bulk_create(made)
    grams_index.put_gram_rows((-passage.pk, None, passage.text) for passage in made)


def _remove(passages: Collection[Passage]) -> None:
    if not passages:
        return
    grams_index.put_gram_rows((-passage.pk, passage.text, None) for passage in passages)
    Passage.objects.filter(pk__in=[passage.pk for passage in passages]).delete()


def remove_from_index(records: Collection[int]) -> None:
    """Remove records from the index: after an erasure none of their words is left in it."""
    rows = list(Searched.objects.filter(pk__in=records))
    grams_index.put_gram_rows((row.pk, row.text, None) for row in rows)
    _remove(list(Passage.objects.filter(record__in=records)))
    grams_index.purge_grams_index()
    Searched.objects.filter(pk__in=records).delete()


@transaction.atomic
def rebuild_search_index() -> int:
    """Rebuild the whole index after a restore or a change of the rules; return how many records it holds."""
    grams_index.clear_grams_index()
    Searched.objects.all().delete()
    Passage.objects.all().delete()
    count = 0
    for kind in list_kinds():
        batch: list[Record] = []
        for record in kind.record._base_manager.filter(erased=None).iterator(chunk_size=BATCH):
            batch.append(record)
            for part, text, only in kind.texts.of(record) if kind.texts else ():
                put_text(record.pk, part, text, only=only)
            if len(batch) == BATCH:
                index_new(batch)
                batch = []
            count += 1
        index_new(batch)
    return count
