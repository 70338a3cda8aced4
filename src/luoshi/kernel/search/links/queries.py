"""Find records to link to by typed words; show linked records as a reader may see them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import Event, event_of_entry
from luoshi.kernel.history.sentences import Pointed, referenced_rows
from luoshi.kernel.kinds.about import MERGED
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import FINDERS, LONGEST, MOST, ChooserResult, Looking
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.links import links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind as kind_of
from luoshi.kernel.rights.queries.access import readable_kinds
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.search.queries import first_with_initials, first_with_own_words, with_own_words

_PERHAPS_INITIALS = re.compile(r"(?=.*[a-z])[a-z0-9]{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class LinkedRecord:
    """A linked record as a reader may see it: its number; its title if they may read it or all may know it; its
    address if they may read it.

    Attributes:
        kind: the name of its kind; ``state``: its state, and ``stands`` that in words, where a link that may lead to
            several kinds shows it.
    """

    number: str
    title: str = ""
    url: str = ""
    erased: bool = False
    kind: str = ""
    state: str = ""
    stands: str = ""

    def __str__(self) -> str:
        if self.erased:
            return _("%(number)s (erased)") % {"number": self.number}
        called = f"{self.number} {self.title}".strip()
        return f"{called} · {self.stands}" if self.stands else called


Linkeds = Mapping[str, Mapping[int | None, LinkedRecord]]
"""By link name: the linked records by id."""


def linked_records_by_id(
    pks: Collection[int], actor: Actor, day: date, *, with_states: bool = False
) -> dict[int, LinkedRecord]:
    """Return these records of any kinds by id, as the actor may see them.

    Two queries; none for records that a request that only reads has asked for before.
    """
    known: dict[int, LinkedRecord] = keep_answer((linked_records_by_id, actor, day), dict)
    if new := {*pks} - known.keys():
        known |= _ask_for_linked(new, actor, day)
    found = {pk: known[pk] for pk in pks if pk in known}
    if with_states:
        return found
    return {pk: replace(linked, kind="", state="", stands="") for pk, linked in found.items()}


def _ask_for_linked(pks: Collection[int], actor: Actor, day: date) -> dict[int, LinkedRecord]:
    there = Record._base_manager.filter(pk__in=pks).only("kind", "number", "title", "erased", "state")
    kinds = {record.kind: kind_of(record.kind) for record in there}
    readable = Record.objects.filter(readable_kinds(kinds.values(), actor, day), pk__in=pks)
    may = set(readable.values_list("pk", flat=True))
    found = {}
    for record in there:
        kind, gone = kinds[record.kind], record.erased is not None
        known = record.pk in may or kind.has_open_title
        named = known and "title" not in kind.masked_fields and not gone
        found[record.pk] = LinkedRecord(
            record.number,
            record.title if named else "",
            record.get_absolute_url() if record.pk in may else "",
            gone,
            kind.name,
            record.state,
            str(kind.cycle.states[record.state]),
        )
    return found


def linked_ids(record: Record, names: Collection[str]) -> set[int]:
    """Return the ids of the records to which these of a record's fields link. No query."""
    links = [link for name, link in links_of(type(record)).items() if name in names]
    return {pk for link in links if (pk := getattr(record, link.attname))}


def links_of_records(records: Sequence[Model], names: Iterable[str], actor: Actor, day: date) -> Linkeds:
    """Return the linked records of these records of one kind, for those fields that are links. Two queries."""
    if not records:
        return {}
    links = links_of(type(records[0]))
    pks = {
        name: {pk for record in records if (pk := getattr(record, links[name].attname))}
        for name in dict.fromkeys(names)
        if name in links
    }
    states = any(links[name].several for name in pks)
    there = linked_records_by_id(set[int]().union(*pks.values()), actor, day, with_states=states)
    plain = {pk: replace(linked, kind="", state="", stands="") for pk, linked in there.items()} if states else there
    return {
        name: {None: LinkedRecord(""), **{pk: (there if links[name].several else plain)[pk] for pk in theirs}}
        for name, theirs in pks.items()
    }


def entry_events(entries: Iterable[Entry], actor: Actor, day: date, also: Iterable[int] = ()) -> list[Event]:
    """Return entries as events for display: linked records by number, with today's title if the actor may know it.

    At most two queries.

    Args:
        also: ids of records that the page names, too: they are asked for together.
    """
    rows = list(entries)
    pairs = set[Pointed]().union(*(referenced_rows(row) for row in rows))
    there = linked_records_by_id({*(pk for pk, _number in pairs), *also}, actor, day)
    # An id without its number is that of a unit, a post or a row.
    called = {(pk, linked.number): str(linked) for pk, linked in there.items() if (pk, linked.number) in pairs}
    return [event_of_entry(row, called) for row in rows]


def records_by_number(looking: Looking, words: str) -> ChooserResult:
    """Return the records with exactly this number or code; "number title", as pages and sheets show it, counts too.

    The statements are the same whether a record exists that the actor may not see or none does: two, or one for a kind
    without codes; over several kinds one more for each that has codes. Numbers and codes contain a digit: no query for
    words without one.
    """
    words = typed_words(words)
    if not any(sign.isdigit() for sign in words):
        return ChooserResult([])
    first = words.split()[0]
    asked = list_spellings(words)
    found = list(link_targets(looking).filter(number__in=asked).order_by("pk")[: MOST + 1])
    for rows, kind in target_sources(looking) if not found else ():
        is_code = Q()
        for code in kind.codes if kind else ():
            is_code |= Q(**{f"{code}__in": asked})
        if is_code:
            found += with_own_words(rows, first).filter(is_code).order_by("pk")[: MOST + 1]
    return ChooserResult(found[:MOST], len(found) > MOST)


def search_link_targets(looking: Looking, words: str) -> ChooserResult:
    """Return suggestions for typed words, the newest first. At most eight queries, and one a kind that has codes.

    The record with that number or code; for the beginning of a number, the records with that prefix; otherwise records
    with all words, then those with such initials.
    """
    words = typed_words(words)
    found = records_by_number(looking, words).records
    if len(found) == 1:
        return ChooserResult(found)
    rows = link_targets(looking)
    if " " not in words and any(_may_begin(kind.prefix, words) for kind in looking.link.kinds):
        found = list(rows.filter(_begins(words)).order_by("-number")[: MOST + 1])
        return ChooserResult(found[:MOST], len(found) > MOST)
    ways = [first_with_own_words, first_with_initials] if _PERHAPS_INITIALS.fullmatch(words) else [first_with_own_words]
    for first in ways:
        if len(found) <= MOST:
            there = {record.pk for record in found}
            found += [record for record in first(rows, words, MOST + 1) if record.pk not in there]
    return ChooserResult(found[:MOST], len(found) > MOST)


def _may_begin(prefix: str, words: str) -> bool:
    """Whether words are the beginning of a number with this prefix."""
    return words.startswith(prefix) and words[len(prefix) :][:1].isdigit()


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
    """Return the records that the actor may read and that the link lets through, without protected fields.

    Those of a link to several kinds have only the columns of all records.
    """
    link = looking.link
    if link.several:
        return _targets_among(looking, looking_kinds(looking))
    kind = link.kinds[0]
    rows = readable_records(kind, looking.actor, looking.day).filter(kind=kind.name, erased=None)
    if looking.narrowed and link.where is not None:
        rows = rows.filter(FINDERS.yes(link.where, kind.record, looking.day))
    return rows.select_related("unit").defer(*kind.masked_fields)


def looking_kinds(looking: Looking) -> Sequence[CompiledKind]:
    """Return the kinds among whose records one looks: those that are offered, or for a filter all that are there."""
    return looking.link.offered_kinds() if looking.narrowed else looking.link.kinds


def _targets_among(looking: Looking, kinds: Collection[CompiledKind]) -> QuerySet[Record]:
    rows = Record.objects.filter(readable_kinds(kinds, looking.actor, looking.day), erased=None)
    return rows.exclude(number="").exclude(state=MERGED).select_related("unit")


def target_sources(looking: Looking) -> list[tuple[QuerySet[Record], CompiledKind | None]]:
    """Return the same records apart: for each kind by whose own columns they are named, and the others together.

    Such columns are codes, other names, and a protected one that no two records share. Several kinds without them have
    one query among themselves, without a kind.
    """
    if not looking.link.several:
        return [(link_targets(looking), looking.link.kinds[0])]
    kinds = looking_kinds(looking)
    own = [kind for kind in kinds if kind.codes or kind.aliases or kind.every(Unique) or "title" in kind.masked_fields]
    found: list[tuple[QuerySet[Record], CompiledKind | None]] = [
        (_own_rows(kind, looking).defer(*kind.masked_fields), kind) for kind in own
    ]
    return [(_targets_among(looking, [kind for kind in kinds if kind not in own]), None), *found]


def _own_rows(kind: CompiledKind, looking: Looking) -> QuerySet[Record]:
    rows = readable_records(kind, looking.actor, looking.day).filter(kind=kind.name, erased=None)
    return rows.exclude(number="").exclude(state=MERGED).select_related("unit")
