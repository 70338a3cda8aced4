"""Code lists for a unit on a day: the items in order, the words of codes, and all versions ever set."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from luoshi.base.sheets.names import NamedRow, match_names, may_be_initials
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.kernel.code_lists import cache
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.models import ListVersion
from luoshi.kernel.code_lists.rules import CodeListRow, ListVersionData, in_force, known_codes, last_row
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.org.actors.queries import ancestor_unit_ids
from luoshi.org.tree.models import Unit

if TYPE_CHECKING:
    from luoshi.kernel.kinds.compiled.kind import CompiledKind

ALSO = "also"  # the column of a list with other words for its items


@dataclass(frozen=True)
class Listing:
    """An item of a list as shown to people; ``place`` counts from 1, ``values`` holds text by column."""

    code: str
    word: str
    place: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class ListState:
    """A list on a day: its items for all, their version (None: the program's own), and how many units have own ones."""

    list: List
    kinds: tuple[CompiledKind, ...]
    items: tuple[Listing, ...]
    row: ListVersion | None
    units: int


def items_in_force(of: List, unit: int | None, day: date) -> tuple[Listing, ...]:
    """Return the items in force for a unit (None: for all) on a day, in order, which is their rank.

    One query per request for all lists, and one more if some unit has a version of its own.
    """
    now = cache.current_list_cache()
    key = (of.name, "", get_language(), unit, day)
    if key not in now.found:
        every = cache.cached_versions(of.name, now)
        version = in_force(every, cache.nearest_units(unit, day, now), day)
        rows = own_rows(of) if version is None else version.rows
        now.found[key] = tuple(Listing(row.code, word_of(of, row), at, row.values) for at, row in enumerate(rows, 1))
    found: tuple[Listing, ...] = now.found[key]
    return found


def own_rows(of: List) -> tuple[CodeListRow, ...]:
    """Return the items as the program declares them."""
    return tuple(CodeListRow(code, "", of.values_of(code)) for code in of.items)


def word_of(of: List, row: CodeListRow) -> str:
    """Return the word of an item in a version, or else the program's word in the active language."""
    return row.word or str(of.label_of(row.code)) or row.code


def code_ranks(of: List, unit: int | None, day: date) -> dict[str, int]:
    """Return the rank of each code in the order in force, from 1: of two items the later one ranks higher."""
    return {listing.code: listing.place for listing in items_in_force(of, unit, day)}


def column_values(of: List, column: str, unit: int | None, day: date) -> dict[str, Any]:
    """Return the values of a column by code, in the column's type; codes without a value are left out, never 0."""
    read = of.columns[column].read
    found = {listing.code: listing.values.get(column, "") for listing in items_in_force(of, unit, day)}
    return {code: read(text) for code, text in found.items() if text or of.columns[column].kind == "yes"}


def code_word(of: List, code: str, unit: int | None, day: date) -> str:
    """Return the word of a code for a unit on a day; a removed code keeps its last word, "" has none."""
    if not code:
        return ""
    now = cache.current_list_cache()
    key = (of.name, code, get_language(), unit, day)
    if key not in now.found:
        now.found[key] = _word(of, code, unit, day, now)
    return str(now.found[key])


def _word(of: List, code: str, unit: int | None, day: date, now: cache.ListCache) -> str:
    every = cache.cached_versions(of.name, now)
    row = last_row(code, every, cache.nearest_units(unit, day, now), day, code in of.items)
    return word_of(of, row) if row else code


def code_choices(of: List, day: date) -> dict[str, str]:
    """Return every code that a record may have, with its word on the day: those in force for all, then the others."""
    found = {listing.code: listing.word for listing in items_in_force(of, None, day)}
    return found | {code: code_word(of, code, None, day) for code in sorted(known_list_codes(of) - found.keys())}


def match_code(of: List, text: str, unit: int | None, day: date) -> str | None:
    """Return the code in force that a code, a word or its pinyin initials mean; None if none or several match.

    An item that has the program's own word matches that word in every language; one of a list with the column ``also``
    matches the other words that stand there, too.
    """
    every = items_in_force(of, unit, day)
    if any(listing.code == text for listing in every):
        return text
    named = [NamedRow(listing.code, [_called(of, listing)]) for listing in every]
    found = match_names([text], named)[text].exact
    if not found and may_be_initials(text):
        said = [NamedRow(item.code, (), [pinyin_initials(name) for name in _called(of, item)]) for item in every]
        found = match_names([text], said)[text].spoken
    return found[0] if len(found) == 1 else None


def _called(of: List, item: Listing) -> Collection[str]:
    own = of.own_words(item.code)
    words = own if item.word in own else (item.word,)
    return (*words, *other_words(item))


def other_words(item: Listing) -> list[str]:
    """Return the other words by which sheets and people call an item: those of its column ``also``."""
    return [word for word in re.split(r"[、，,；;\s]+", item.values.get(ALSO, "")) if word]


def declared_lists() -> dict[str, List]:
    """Return every list that a kind takes values from, by name. No query."""
    return {code_list.name: code_list for kind in list_kinds() for code_list in kind.code_lists()}


def kinds_using_list(of: List) -> tuple[CompiledKind, ...]:
    """Return the kinds that take values from a list. No query."""
    return tuple(kind for kind in list_kinds() if any(code_list.name == of.name for code_list in kind.code_lists()))


def list_states(day: date) -> list[ListState]:
    """Return every list as it holds for all on a day. One query, and one more if any was ever set, however many."""
    now = cache.current_list_cache()
    every = {name: cache.cached_versions(name, now) for name in declared_lists()}
    holding = {name: in_force(some, [None], day) for name, some in every.items()}
    wanted = [version.pk for version in holding.values() if version]
    rows = ListVersion.objects.in_bulk(wanted) if wanted else {}
    return [
        ListState(
            code_list,
            kinds_using_list(code_list),
            items_in_force(code_list, None, day),
            rows[version.pk] if (version := holding[name]) else None,
            len({each.unit for each in every[name]} - {None}),
        )
        for name, code_list in declared_lists().items()
    ]


def list_in_force(of: List, unit: Unit | None, day: date) -> tuple[tuple[Listing, ...], ListVersion | None]:
    """Return the items in force for a unit on a day, and their version; None: the program's own."""
    now = cache.current_list_cache()
    every = cache.cached_versions(of.name, now)
    key = unit.pk if unit else None
    version = in_force(every, cache.nearest_units(key, day, now), day)
    row = ListVersion.objects.select_related("unit", "entry__person").get(pk=version.pk) if version else None
    return items_in_force(of, key, day), row


def all_rows(of: List) -> tuple[ListVersionData, ...]:
    """Return every version of a list that was ever set."""
    return cache.cached_versions(of.name, cache.current_list_cache())


def newest_version_id(of: List, unit: Unit | None, day: date) -> int:
    """Return the id of the last version that concerns a unit: its own, its ancestors' or that for all; 0 if none."""
    reach = ancestor_unit_ids([unit.pk], day)[unit.pk] if unit else ()
    rows = ListVersion.objects.filter(Q(unit=None) | Q(unit__in=reach), name=of.name)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def list_versions(of: List) -> QuerySet[ListVersion]:
    """Return all versions of a list, the latest first day first. One query."""
    rows = ListVersion.objects.filter(name=of.name).select_related("unit", "entry__person")
    return rows.order_by("-start", "unit__name", "-pk")


def version_words(of: List, version: ListVersion) -> list[tuple[CodeListRow, str]]:
    """Return the items of a version, each with its word. No query."""
    return [(row, word_of(of, row)) for row in cache.rows_from_items(version.items)]


def known_list_codes(of: List) -> set[str]:
    """Return every code that the list ever had for anybody."""
    return known_codes(all_rows(of), of.items)


def version_of(of: List, pk: int) -> ListVersion | None:
    """Return a version of the list; None if it does not exist."""
    return ListVersion.objects.select_related("unit", "entry__person").filter(name=of.name, pk=pk).first()


def today_word(of: List, code: str) -> str:
    """Return the word of a code that holds for all today."""
    return code_word(of, code, None, timezone.localdate())
