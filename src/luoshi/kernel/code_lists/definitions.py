"""The declaration of a code list: its name, its initial items, and the columns of each item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from luoshi.base.forms.fields import fits_fixed_field
from luoshi.base.forms.form_types import StrOrPromise
from luoshi.kernel.code_lists.rules import CODE

YES = frozenset(("1", "on", "true", "yes", "是", "√"))
NO = frozenset(("", "0", "off", "false", "no", "否"))
LISTS = gettext_lazy("Lists of codes")
LONGEST = 200  # characters of a word, and of the text in a column


@dataclass(frozen=True)
class CodeListColumn:
    """A further column of every item, stored as text and parsed by ``read``.

    Attributes:
        read: Parses a stored text; "" is no value.
        plain: Normalises a text, or raises ValueError with a sentence for people.
    """

    label: StrOrPromise
    read: Callable[[str], object]
    plain: Callable[[str], str]
    kind: str = "text"
    of: List | None = None  # the list whose codes it holds


@cache
def _own_words(of: List, code: str) -> frozenset[str]:
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(str(of.label_of(code)))
    return frozenset(found - {""})


def _whole(text: str) -> str:
    if text and not (text.removeprefix("-").isascii() and text.removeprefix("-").isdecimal() and len(text) < 18):
        raise ValueError(_("“%(text)s” is not a whole number.") % {"text": text})
    return str(int(text)) if text else ""


def _exact(text: str) -> str:
    if not text:
        return ""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not fits_fixed_field(value):
        raise ValueError(_("“%(text)s” is not a number with at most four decimal places.") % {"text": text})
    return format(value.normalize() + 0, "f")


def _yes_or_no(text: str) -> str:
    folded = text.casefold()
    if folded not in YES | NO:
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text})
    return "1" if folded in YES else ""


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(_("At most %(most)d characters.") % {"most": LONGEST})
    return text


def integer_column(label: StrOrPromise) -> CodeListColumn:
    """Return a column of whole numbers, such as points."""
    return CodeListColumn(label, int, _whole, "number")


def decimal_column(label: StrOrPromise) -> CodeListColumn:
    """Return a column of exact decimals with up to four places, such as weights or the lower border of a band."""
    return CodeListColumn(label, Decimal, _exact, "number")


def boolean_column(label: StrOrPromise) -> CodeListColumn:
    """Return a column of yes or no; empty is no."""
    return CodeListColumn(label, lambda text: text == "1", _yes_or_no, "yes")


def text_column(label: StrOrPromise) -> CodeListColumn:
    """Return a column of words."""
    return CodeListColumn(label, str, _text)


def code_column(other: List, label: StrOrPromise) -> CodeListColumn:
    """Return a column that names an item of another list by its code."""
    return CodeListColumn(label, str, _text, "code", other)


@dataclass(frozen=True)
class CodeListItem:
    """An initial item that the program declares, with the texts in its columns."""

    label: StrOrPromise
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class List:
    """A code list: the office renames, orders, adds and removes items from a day on, with a source.

    Until then the declared items are in force. A code never changes and never gets another meaning.

    Attributes:
        name: Unique in the program, for instance "l9.groups".
        items: Code and word of each in order, or ``CodeListItem`` if words alone do not do.
        fixed: Codes that the program uses, separated by blanks: they may be renamed, not removed.
        columns: By name; see ``integer_column``, ``decimal_column``, ``boolean_column``, ``text_column``,
            ``code_column``.
        group: The heading under which the page of parameters shows the list.
    """

    name: str
    label: StrOrPromise
    items: Mapping[str, StrOrPromise | CodeListItem] = field(default_factory=dict)
    fixed: str = ""
    columns: Mapping[str, CodeListColumn] = field(default_factory=dict)
    group: StrOrPromise = LISTS

    def __post_init__(self) -> None:
        if wrong := list(self._list_faults()):
            raise ValueError(f"list {self.name}: " + "; ".join(wrong))

    def _list_faults(self) -> Iterator[str]:
        yield from (f"the fixed code {code} is no item" for code in self.fixed.split() if code not in self.items)
        for code, item in self.items.items():
            if not CODE.fullmatch(code):
                yield f"{code} is no code: small letters, digits and _"
            for name, value in (item.values if isinstance(item, CodeListItem) else {}).items():
                if name not in self.columns:
                    yield f"item {code}: no column {name}"
                elif self.columns[name].plain(value) != value:
                    yield f"item {code}, column {name}: “{value}” is not as it would be kept"

    def label_of(self, code: str) -> StrOrPromise:
        """Return the program's own word for an item; "" for an item of the office."""
        found = self.items.get(code, "")
        return found.label if isinstance(found, CodeListItem) else found

    def values_of(self, code: str) -> Mapping[str, str]:
        """Return the program's own values in an item's columns."""
        found = self.items.get(code)
        return found.values if isinstance(found, CodeListItem) else {}

    def own_words(self, code: str) -> frozenset[str]:
        """Return the program's own words for an item in every language of the interface."""
        return _own_words(self, code)

    def needs(self) -> tuple[List, ...]:
        """Return the list itself and the lists whose codes its columns use."""
        return (self, *(found for column in self.columns.values() if column.of for found in column.of.needs()))
