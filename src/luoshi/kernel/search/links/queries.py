"""Find records to link to by typed words; show linked records as a reader may see them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import Event, event_of_entry
from luoshi.kernel.history.sentences import Pointed, referenced_rows
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import FINDERS, LONGEST, MOST, ChooserResult, Looking
from luoshi.kernel.kinds.links import links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind as kind_of
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.search.queries import first_with_initials, first_with_own_words, with_own_words

_PERHAPS_INITIALS = re.compile(r"(?=.*[a-z])[a-z0-9]{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class LinkedRecord:
    """A linked record as a reader may see it: its number, and if they may read it, title and address."""

    number: str
    title: str = ""
    url: str = ""
    erased: bool = False

    def __str__(self) -> str:
        if self.erased:
            return _("%(number)s (erased)") % {"number": self.number}
        return f"{self.number} {self.title}".strip()


Linkeds = Mapping[str, Mapping[int | None, LinkedRecord]]
"""By link name: the linked records by id."""


def linked_records_by_id(kind: CompiledKind, pks: Collection[int], actor: Actor, day: date) -> dict[int, LinkedRecord]:
    """Return these records of a kind by id, as the actor may see them. Two queries; none for no record."""
    if not pks:
        return {}
    may = set(readable_records(kind, actor, day).filter(pk__in=pks).values_list("pk", flat=True))
    named = "title" not in kind.masked_fields
    found = {}
    for record in Record._base_manager.filter(pk__in=pks).only("kind", "number", "title", "erased"):
        shown, gone = record.pk in may, record.erased is not None
        title = record.title if shown and named and not gone else ""
        found[record.pk] = LinkedRecord(record.number, title, record.get_absolute_url() if shown else "", gone)
    return found


def links_of_records(records: Sequence[Model], names: Iterable[str], actor: Actor, day: date) -> Linkeds:
    """Return the linked records of these records of one kind, for those fields that are links. Two queries a link."""
    if not records:
        return {}
    found: dict[str, Mapping[int | None, LinkedRecord]] = {}
    links = links_of(type(records[0]))
    for name in dict.fromkeys(name for name in names if name in links):
        pks = {pk for record in records if (pk := getattr(record, links[name].attname))}
        there = linked_records_by_id(links[name].kind, pks, actor, day)
        found[name] = {None: LinkedRecord(""), **{pk: there[pk] for pk in pks}}
    return found


def entry_events(entries: Iterable[Entry], actor: Actor, day: date) -> list[Event]:
    """Return entries as events for display: linked records by number, with today's title if the actor may read them.

    One query, and two for each kind of linked record.
    """
    rows = list(entries)
    pairs = set[Pointed]().union(*(referenced_rows(row) for row in rows))
    of_kind: dict[str, dict[int, str]] = {}
    there = Record._base_manager.filter(pk__in={pk for pk, _number in pairs}).values_list("pk", "kind", "number")
    for pk, name, number in there if pairs else ():
        if (pk, number) in pairs:  # otherwise the id is that of a unit, a post or a row
            of_kind.setdefault(name, {})[pk] = number
    called = {
        (pk, numbers[pk]): str(linked)
        for name, numbers in of_kind.items()
        for pk, linked in linked_records_by_id(kind_of(name), numbers, actor, day).items()
    }
    return [event_of_entry(row, called) for row in rows]


def records_by_number(looking: Looking, words: str) -> ChooserResult:
    """Return the records with exactly this number or code; "number title", as pages and sheets show it, counts too.

    The statements are the same whether a record exists that the actor may not see or none does: two, or one for a kind
    without codes. Numbers and codes contain a digit: no query for words without one.
    """
    words = typed_words(words)
    if not any(sign.isdigit() for sign in words):
        return ChooserResult([])
    rows, kind, first = link_targets(looking), looking.link.kind, words.split()[0]
    asked = list_spellings(words)
    found = list(rows.filter(number__in=asked)[: MOST + 1])
    if kind.codes and not found:
        is_code = Q()
        for code in kind.codes:
            is_code |= Q(**{f"{code}__in": asked})
        found = list(with_own_words(rows, first).filter(is_code)[: MOST + 1])
    return ChooserResult(found[:MOST], len(found) > MOST)


def search_link_targets(looking: Looking, words: str) -> ChooserResult:
    """Return suggestions for typed words, the newest first. At most eight queries.

    The record with that number or code; for the beginning of a number, the records with that prefix; otherwise records
    with all words, then those with such initials.
    """
    words = typed_words(words)
    found = records_by_number(looking, words).records
    if len(found) == 1:
        return ChooserResult(found)
    rows, prefix = link_targets(looking), looking.link.kind.prefix
    if words.startswith(prefix) and words[len(prefix) :][:1].isdigit() and " " not in words:
        found = list(rows.filter(_begins(words)).order_by("-number")[: MOST + 1])
        return ChooserResult(found[:MOST], len(found) > MOST)
    ways = [first_with_own_words, first_with_initials] if _PERHAPS_INITIALS.fullmatch(words) else [first_with_own_words]
    for first in ways:
        if len(found) <= MOST:
            there = {record.pk for record in found}
            found += [record for record in first(rows, words, MOST + 1) if record.pk not in there]
    return ChooserResult(found[:MOST], len(found) > MOST)


def _begins(words: str) -> Q:
    """Return a filter on the prefix of a number; on SQLite also as an index range, which its LIKE does not use."""
    stretch = Q(number__gte=words, number__lt=words + chr(0x10FFFF)) if connection.vendor == "sqlite" else Q()
    return stretch & Q(number__startswith=words)


def list_spellings(words: str) -> set[str]:
    """Return the ways in which a number or code may be stored: these words, and the first of them."""
    return {
        form
        for spelling in (words, words.split()[0])
        for form in (spelling, spelling.upper(), unicodedata.normalize("NFKC", spelling))
    }


def typed_words(words: str) -> str:
    """Return words safe for a query: without NUL, which PostgreSQL refuses, and without lone surrogates."""
    return "".join(sign for sign in words[:LONGEST] if sign.isprintable()).strip()


def link_targets(looking: Looking) -> QuerySet[Record]:
    """Return the records that the actor may read and that the link lets through, without protected fields."""
    link, kind = looking.link, looking.link.kind
    rows = readable_records(kind, looking.actor, looking.day).filter(kind=kind.name, erased=None)
    if looking.narrowed and link.where is not None:
        rows = rows.filter(FINDERS.yes(link.where, kind.record, looking.day))
    return rows.select_related("unit").defer(*kind.masked_fields)
