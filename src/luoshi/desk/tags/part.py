"""The part of a kind whose records bear tags: codes of dated lists, several each, kept beside the record's fields.

Tags((SERVICES, GROUPS), tags_by_record, narrow_by_tag)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import known_list_codes
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Part
from luoshi.kernel.kinds.models import Record

NO_TAG = "-"  # the filter's value for records without a tag of the list


@dataclass(frozen=True)
class Tag:
    """A tag of a record: its code, and the word that the list in force for the record has for it."""

    code: str
    word: str


TagsByList = Mapping[str, Sequence[Tag]]  # by the short name of the list; lists without a tag are left out


@dataclass(frozen=True)
class Tags(Part):
    """Lists whose codes a kind's records bear: filters of its list, columns to switch on, and values of the API.

    A list shows nowhere before the office has given it items.

    Attributes:
        lists: the lists; the last part of a list's name is its name here: "services" of "ledger.tags.services".
        of: returns the tags of records by id, in the order of their lists; records without a tag are left out. The
            number of queries is bounded.
        narrow: filters the rows to those with a code of a list; ``NO_TAG``: to those without any.
    """

    lists: tuple[List, ...]
    of: Callable[[Collection[int]], Mapping[int, TagsByList]]
    narrow: Callable[[QuerySet[Record], List, str], QuerySet[Record]]

    def code_lists(self) -> Iterator[List]:
        """Yield the lists, with those that they depend on."""
        for code_list in self.lists:
            yield from code_list.needs()


def short_name(code_list: List) -> str:
    """Return the name of a list of tags in forms and answers of the API."""
    return code_list.name.rpartition(".")[2]


def tag_parameter(code_list: List) -> str:
    """Return the name of a list of tags in addresses: of its filter and of its column."""
    return f"tag_{short_name(code_list)}"


def lists_in_use(kind: CompiledKind) -> list[List]:
    """Return the lists of tags of a kind to which anybody ever gave items. One query for all, once a request."""
    return [code_list for part in kind.every(Tags) for code_list in part.lists if known_list_codes(code_list)]


def tag_words(kind: CompiledKind, records: Collection[int], lists: Collection[List]) -> dict[str, dict[int, str]]:
    """Return the words of the records' tags by list parameter and record id, for columns; bounded queries."""
    found: dict[str, dict[int, str]] = {tag_parameter(code_list): {} for code_list in lists}
    if not lists or not records:
        return found
    for part in kind.every(Tags):
        for pk, by_list in part.of(records).items():
            for code_list in lists:
                if tags := by_list.get(short_name(code_list)):
                    found[tag_parameter(code_list)][pk] = "、".join(tag.word for tag in tags)
    return found
