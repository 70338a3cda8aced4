"""Public queries: the open kinds, their open records, and the record that somebody asks for."""

from __future__ import annotations

from datetime import date

from django.core import signing
from django.db.models import CharField, Max, Q, QuerySet

from luoshi.base.forms.fields import Undecrypted, decrypt_bytes, encrypt_bytes
from luoshi.desk.details.rules import PathState, trace_path
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.language.conditions import Is, When, walk_conditions
from luoshi.kernel.kinds.language.public import FIRST, Public
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.parameters.queries.parameters import names_with_values, where_so
from luoshi.org.actors.queries import NEVER
from luoshi.org.tree.models import Unit
from luoshi.parts.registers.guardians import names_minor
from luoshi.parts.registers.links import Human
from luoshi.site.open.rules import is_same_fact

RECENT = 500  # the most journal entries that are written at a time


def public_kinds() -> list[tuple[CompiledKind, Public]]:
    """List every kind with its ``Public`` declarations."""
    return [(kind, part) for kind in list_kinds() for part in kind.every(Public)]


def kinds_with_a_value(day: date) -> list[tuple[CompiledKind, Public]]:
    """List the public kinds of which some unit has said whether they are open; all others are closed. One query."""
    every = public_kinds()
    set_names = names_with_values({part.opened.name for _kind, part in every}, day)
    return [(kind, part) for kind, part in every if part.opened.name in set_names]


def opened_records_condition(part: Public, day: date) -> Q | None:
    """Return the condition on records of units that opened it on a day; None if no unit did. At most two queries."""
    return where_so(part.opened, day)


def askable_kinds(day: date) -> list[tuple[CompiledKind, Public]]:
    """List the kinds that units opened on a day and whose records anybody finds by a number and a second fact."""
    return [
        (kind, part)
        for kind, part in kinds_with_a_value(day)
        if part.find_by and opened_records_condition(part, day) is not None
    ]


def public_path(record: Record, part: Public) -> list[PathState]:
    """Return the line of states of a record that somebody asked for, or of the linked one whose state is its answer.

    Empty where the answers name no state. At most two queries.
    """
    for path in reversed(part.answer_fields):
        link, _dot, name = path.rpartition(".")
        there = getattr(record, link) if link else record
        if name == "state" and there is not None and not there.erased:
            taken = Entry.objects.filter(record=there.pk).order_by("pk").values_list("step", "at")
            return trace_path(kind_of(there).cycle, taken, there.state)
    return []


def public_records(kind: CompiledKind, part: Public, day: date, units: Q) -> QuerySet[Record]:
    """Return the records of a kind that everybody may read, of units that opened it; none that names a minor."""
    return _narrowed(kind.record._default_manager.filter(units, erased=None), kind, part, kind.record, day)


def how_many(kind: CompiledKind, part: Public, day: date, units: Q, words: str) -> int:
    """Count them. One query, without the kind's own table if no condition needs it."""
    asked = (
        [condition for condition in walk_conditions(part.where) if not _of_every_record(condition)]
        if part.where is not None
        else []
    )
    if asked or (words and any(_searched(kind, name) for name in part.shows if name not in FIRST)):
        return search_public_records(public_records(kind, part, day, units), kind, part, words).count()
    rows = _narrowed(Record.objects.filter(units, kind=kind.name, erased=None), kind, part, Record, day)
    return search_public_records(rows, kind, part, words).count()


def _searched(kind: CompiledKind, name: str) -> str:
    """Return the lookup path for searching a shown field; "" if it is not searchable."""
    column = kind.record._meta.get_field(name)
    if isinstance(column, Linked):  # a person is not looked for by name: a minor’s may be closed
        return "" if isinstance(column, Human) else f"{name}__title"
    return name if isinstance(column, CharField) and not column.choices and not hasattr(column, "format_code") else ""


def _of_every_record(condition: When) -> bool:
    return not isinstance(condition, Is) or all(value_test.path == ("state",) for value_test in condition.asked)


def _narrowed(
    rows: QuerySet[Record], kind: CompiledKind, part: Public, model: type[Record], day: date
) -> QuerySet[Record]:
    if (closed := names_minor(kind, part.shows, day)) is not None:
        rows = rows.exclude(closed)
    return rows.filter(definitely_true(part.where, model, day)) if part.where is not None else rows


def search_public_records(rows: QuerySet[Record], kind: CompiledKind, part: Public, words: str) -> QuerySet[Record]:
    """Return the records in which each word occurs in a shown field; nothing else is searched."""
    for word in words.split()[:5]:
        # Chinese characters have no case; folding the case of 100,000 titles takes PostgreSQL three times as long.
        how = "icontains" if any(sign.lower() != sign.upper() for sign in word) else "contains"
        found = Q(number=word) if "number" in part.shows else Q()
        if "unit" in part.shows:
            found |= Q(unit__in=Unit.objects.filter(**{f"name__{how}": word}))
        for path in filter(None, (_searched(kind, name) for name in part.shows if name not in ("number", "unit"))):
            found |= Q(**{f"{path}__{how}": word})
        rows = rows.filter(found)
    return rows


def with_what_is_shown(rows: QuerySet[Record], kind: CompiledKind, part: Public) -> QuerySet[Record]:
    """Return the rows with their linked rows, in one query; the latest first."""
    links = [name for name in part.shows if kind.record._meta.get_field(name).is_relation]
    return rows.select_related(*{"unit", *links}).order_by("-pk")


def record_by_second_fact(kind: CompiledKind, part: Public, number: str, fact: str, day: date) -> Record | None:
    """Return the record with this number, with or without the kind's sign, if the second fact matches; else None.

    Three queries, whatever the answer, and one text decrypted.
    """
    units, asked = opened_records_condition(part, day), number.strip()[:40]
    rows = public_records(kind, part, day, NEVER if units is None else units).exclude(number="")
    record = rows.filter(number__in=[asked, kind.prefix + asked]).select_related("unit").first()
    decrypt_bytes(encrypt_bytes(b"as long"))
    stands = "" if record is None else getattr(record, part.find_by)
    told = "" if isinstance(stands, Undecrypted) else plain_text(stands)
    return record if is_same_fact(fact, told) else None


def state_of_all() -> tuple[int, int]:
    """Return a value that changes with every action in the office, to invalidate cached pages. Two queries.

    An entry may be written with a lower number than an existing one, because transactions end in any order: so the
    latest entries are counted too.
    """
    last: int = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    return last, Entry.objects.filter(pk__gt=last - RECENT).count()


def code_of(kind: CompiledKind, record: Record) -> str:
    """Return the last part of a record's public URL; nobody can guess another one by counting."""
    return signing.dumps([kind.name, record.pk], salt="luoshi.open", compress=False)


def by_code(kind: CompiledKind, code: str) -> int | None:
    """Return the id of the record that such a URL leads to; None if the code was not issued here."""
    try:
        name, pk = signing.loads(code, salt="luoshi.open")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(pk) if name == kind.name else None
