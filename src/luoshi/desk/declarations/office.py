"""The settings of a line that an office can change: code lists and parameters, in ``office.toml`` beside its code.

  group = "科普集市 | Science fairs"  # the heading under which the page of values shows them

  [lists.fairs.sorts]
  label = "摊位类别 | Sorts of stalls"
  fixed = "talk"  # codes that the program uses: they may be renamed, not removed
  items = '''
  talk  | 讲解 | Talk
  trial | 体验 | Trial
  '''

  [values.fairs.a_year]
  label = "每年集市数 | Fairs a year"
  read  = "bound"
  unset = "只计数，不比目标。 | They are counted, without a target."

  OFFICE = office(__name__)  # in a module of the line: OFFICE.lists["fairs.sorts"], OFFICE.values["fairs.a_year"]

Texts for people are given in Chinese, then in English. A list may have ``columns``, a line each with name, label and
type: ``points | 分值 | Points | whole``; for a column with codes of another list, the type is that list's name. Their
values follow each item's label. ``suggested`` values are lines of value, source and, if the label differs from the
value, the label: ``sum | 来源 | Source | 合计 | All together``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pkgutil import get_data
from typing import Any, TypeVar

from django.utils.functional import lazy
from django.utils.translation import get_language

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.desk.figures.rules import parse_sum_mode
from luoshi.desk.votes.rules import parse_vote_base, parse_vote_share
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.code_lists.definitions import (
    CodeListColumn,
    CodeListItem,
    List,
    boolean_column,
    code_column,
    decimal_column,
    integer_column,
    text_column,
)
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested
from luoshi.kernel.parameters.rules import (
    parse_count,
    parse_day_limit,
    parse_period_months,
    parse_public_text,
    parse_unit_choice,
    parse_year_span,
    yes_or_no,
)

FILE = "office.toml"
COLUMNS = {"whole": integer_column, "exact": decimal_column, "yes": boolean_column, "text": text_column}
# How a value's text is parsed, and how it is displayed.
READS: Mapping[str, tuple[Callable[[str], object], Callable[[str], object]]] = {
    "count": (parse_count, str),
    "days": (parse_count, previews.in_days),
    "limit": (parse_day_limit, previews.in_limit),
    "months": (parse_period_months, previews.in_months),
    "bound": (parse_bound, str),
    "yes": (yes_or_no, previews.in_yes),
    "span": (parse_year_span, str),
    "mode": (parse_sum_mode, str),
    "part": (parse_vote_share, str),
    "base": (parse_vote_base, str),
    "words": (parse_public_text, str),
    "units": (parse_unit_choice, previews.in_units),
}
HAN = re.compile("[一-鿿]")
T = TypeVar("T")


class OfficeEntries(dict[str, T]):
    """Lists or parameters by name; the error for an unknown name lists the known ones."""

    def __init__(self, file: str, sort: str) -> None:
        super().__init__()
        self.file, self.sort = file, sort

    def __missing__(self, name: str) -> T:
        raise ValueError(f"{self.file} has no [{self.sort}.{name}]: write it there, or one of {', '.join(self)}")


@dataclass(frozen=True)
class Office:
    """The lists and parameters that an office sets for a line."""

    lists: Mapping[str, List]
    values: Mapping[str, DeclaredParameter]


LOADED: dict[str, Office] = {}  # by the line's package


def office(module: str) -> Office:
    """Return the content of the file beside a module; it is read once.

    Raises:
        ValueError: the file does not exist or is invalid; the message gives file, key and what to write.
    """
    package = module.rpartition(".")[0]
    if package not in LOADED:
        LOADED[package] = parse_office_file(f"{package.replace('.', '/')}/{FILE}", _of(package))
    return LOADED[package]


def parse_office_file(file: str, text: str) -> Office:
    """Return the content of such a file's text; see ``office``."""
    return _OfficeFileReader(file).read(text)


def _of(package: str) -> str:
    try:
        return (get_data(package, FILE) or b"").decode()
    except OSError:
        raise ValueError(f"{package}: no {FILE} lies beside its code: write there what the office sets") from None


def _in_language(chinese: str, english: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english


_lazily = lazy(_in_language, str)


class _OfficeFileReader:
    """Parses a file; every error names the file and the place in it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lists, self.values = OfficeEntries[List](file, "lists"), OfficeEntries[DeclaredParameter](file, "values")

    def read(self, text: str) -> Office:
        """Parse the whole file; a list must precede those whose columns take its codes."""
        try:
            said = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:  # also raised for a list defined twice
            raise self._file_error(str(error)) from None
        tables = {sort: said.pop(sort, {}) for sort in ("lists", "values")}
        self._keys("the file", said, "group", "lists values")
        group = self._words("group", said["group"])
        for name, table in self._tables("lists", tables["lists"]):
            self.lists[name] = self._list(name, table, group)
        for name, table in self._tables("values", tables["values"]):
            self.values[name] = self._value(name, table, group)
        return Office(self.lists, self.values)

    def _tables(self, sort: str, of: Any) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield the tables ``[sort.kind.name]``, each as ``kind.name``."""
        for kind, some in of.items() if isinstance(of, dict) else [("", of)]:
            for name, table in some.items() if isinstance(some, dict) else [(some, None)]:
                if not isinstance(table, dict):
                    raise self._file_error(f"{sort}.{kind}: its name has two parts: [{sort}.{kind or 'kind'}.name]")
                yield f"{kind}.{name}", table

    def _list(self, name: str, said: Mapping[str, str], group: StrOrPromise) -> List:
        where = f"lists.{name}"
        self._keys(where, said, "label items", "fixed columns")
        columns: dict[str, CodeListColumn] = {}
        for column, *rest in self._rows(f"{where}.columns", said, "name | 中文 | English | how it is read"):
            columns[column] = self._column(f"{where}.columns, {column}", *rest)
        items: dict[str, StrOrPromise | CodeListItem] = {}
        for code, *cells in self._rows(f"{where}.items", said, "code | 中文 | English", more=len(columns)):
            if code in items:
                raise self._file_error(f"{where}.items: {code} stands there twice: take one out")
            values = {column: value for column, value in zip(columns, cells[2:], strict=False) if value}
            word = self._pair(f"{where}.items, {code}", cells[:2])
            items[code] = CodeListItem(word, values) if values else word
        label = self._words(f"{where}.label", said["label"])
        try:
            return List(name, label, items, fixed=said.get("fixed", ""), columns=columns, group=group)
        except ValueError as error:
            raise self._file_error(f"{where}: " + str(error).removeprefix(f"list {name}: ")) from None

    def _column(self, where: str, chinese: str, english: str, read: str) -> CodeListColumn:
        label = self._pair(where, (chinese, english))
        if read in self.lists:
            return code_column(self.lists[read], label)
        return self._look_up(where, read, COLUMNS, " and no list that stands before it")(label)

    def _value(self, name: str, said: Mapping[str, str], group: StrOrPromise) -> DeclaredParameter:
        where = f"values.{name}"
        self._keys(where, said, "label read unset", "suggested law")
        label, unset = (self._words(f"{where}.{key}", said[key]) for key in ("label", "unset"))
        read, shown = self._look_up(f"{where}.read", said["read"], READS)
        suggested = []
        for value, *cells in self._rows(f"{where}.suggested", said, "value | 来源 | source", more=2):
            try:
                read(value)
            except (ValueError, ArithmeticError):
                raise self._file_error(
                    f"{where}.suggested: {value} is no value that is read as {said['read']}"
                ) from None
            pairs = [self._pair(f"{where}.suggested, {value}", cells[at : at + 2]) for at in range(0, len(cells), 2)]
            source, display = (*pairs, "")[:2]
            suggested.append(Suggested(value, source, display, law=value == said.get("law")))
        if "law" in said and not any(suggestion.law for suggestion in suggested):
            raise self._file_error(f"{where}.law: {said['law']} is none of the suggested values")
        called = {suggestion.value: suggestion.label for suggestion in suggested if suggestion.label}
        words = (lambda text: called.get(text.strip()) or shown(text)) if called else shown
        return DeclaredParameter(name, label, read, group, unset, tuple(suggested), words=words)

    def _keys(self, where: str, said: Mapping[str, object], must: str, may: str) -> None:
        known = f"{must} {may}".split()
        for key, value in said.items():
            if key not in known:
                raise self._file_error(
                    f"{where}: nothing is called {key}: take it out, or write one of {', '.join(known)}"
                )
            if not isinstance(value, str):
                raise self._file_error(f"{where}.{key}: it is no text: write it between quotation marks")
        for key in must.split():
            if key not in said:
                raise self._file_error(f"{where}: {key} is not there: write {key} = …")

    def _rows(self, where: str, said: Mapping[str, str], asked: str, more: int = 0) -> Iterator[list[str]]:
        """Yield the lines of a text as cells: the required ones, and at most ``more`` further ones."""
        for line in filter(None, map(str.strip, said.get(where.rpartition(".")[2], "").splitlines())):
            cells = [cell.strip() for cell in line.split("|")]
            if not 0 <= len(cells) - asked.count("|") - 1 <= more:
                raise self._file_error(f"{where}: “{line}” has {len(cells)} parts: write {asked}")
            yield cells

    def _words(self, where: str, said: str) -> StrOrPromise:
        return self._pair(where, [word.strip() for word in said.split("|")])

    def _pair(self, where: str, said: Sequence[str]) -> StrOrPromise:
        """Return a lazy text in both languages; the active one is shown."""
        if len(said) != 2 or not all(said):
            raise self._file_error(f"{where}: a language is missing: write “中文 | English”")
        if HAN.search(said[1]):
            raise self._file_error(f"{where}: the English is Chinese: write “中文 | English”, in this order")
        return _lazily(*said)

    def _look_up(self, where: str, name: str, of: Mapping[str, T], besides: str = "") -> T:
        if name not in of:
            raise self._file_error(f"{where}: {name} is no way to read it{besides}: write one of {', '.join(of)}")
        return of[name]

    def _file_error(self, what: str) -> ValueError:
        return ValueError(f"{self.file}: {what}")
