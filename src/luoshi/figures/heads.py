"""The unit of measure that a column head, a row label or the corner of a table names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from luoshi.figures.units import are_units_comparable, is_known, split_unit_size, unit_scale
from luoshi.figures.written_units import asked_in, with_unit

_IN_BRACKETS = re.compile(r"[(\[【〔](?:计量)?(?:单位:)?\s*([^()\[\]【】〔〕:]{1,10})[)\]】〕]")
_OF_ALL = re.compile(r"(?:^|[(\[【〔\s])(?:计量)?单位:\s*([^()\[\]【】〔〕:\s]{1,20})")
_UNITS_STAND = re.compile(r"(?:计量)?单位")
_BETWEEN = re.compile(r"[、,;]")
Mark = tuple[int, str]  # the position of a unit, and the unit


def is_unit(word: str) -> bool:
    """Check whether a word is a unit of measure, with or without a size, or a size alone: 万元, 元/人, 万."""
    parts = [split_unit_size(each.strip()) for each in word.split("/")]
    return bool(word.strip()) and all(is_known(each.base) if each.base else each.word for each in parts)


@lru_cache(maxsize=4096)
def unit_of_head(text: str) -> str:
    """Return the unit that a head names after its words: 产值（万元） → 万元; "" where it names no known unit."""
    plain = unicodedata.normalize("NFKC", text)
    return next((each.strip() for each in _IN_BRACKETS.findall(plain) if is_unit(each)), "")


def in_brackets(text: str) -> tuple[str, str]:
    """Return the words of a head and the text in brackets at its end, a unit or not: 数值（万元） → 数值 and 万元."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(
        r"(.*?)[(\[【〔](?:(?:计量)?单位:)?\s*((?:[^\s()\[\]【】〔〕][^()\[\]【】〔〕]*)?)[)\]】〕]", plain, re.DOTALL
    )
    return (found[1].strip(), found[2].strip()) if found else (plain, "")


def in_its_unit(value: str, row: str, head: str, own: str) -> str:
    """Return a number of a sheet with the unit from its row or column head, unless that unit is ``own``.

    Raises:
        ValueError: ``units``: row and head name different ones; ``unit``: it is unknown, or of another family;
            ``both``: one size follows the number and another is in the head.
    """
    asked = [each for each in (row.strip(), head.strip()) if each]
    if len({split_unit_size(each) for each in asked}) > 1:
        raise ValueError("units")
    if not asked or not value.strip() or split_unit_size(asked[0]) == split_unit_size(own):
        return value
    asked_in(own, asked[0])
    return with_unit(value, asked[0])


class UnitQuestion(ValueError):
    """The unit of a cell is unclear. ``unlike``: it is of another family; ``two``: two heads name different units."""

    def __init__(self, code: str, units: Sequence[str]) -> None:
        super().__init__(code)
        self.code, self.units = code, tuple(units)


class Heads(NamedTuple):
    """The units that a table names: by column from the top, by row from the left, and for everything below."""

    columns: dict[int, list[Mark]]
    rows: dict[int, list[Mark]]
    whole: list[Mark]

    def unit(self, column: int, row: int, measure: str) -> str:
        """Return the unit of a cell whose values are kept in ``measure``; "" if its heads name none.

        The nearest heads of its column and row count; where neither names a unit, the unit of the whole table applies.

        Raises:
            UnitQuestion: the units contradict each other, or do not fit the indicator.
        """
        nearest = _nearest(self.columns.get(column, ()), row), _nearest(self.rows.get(row, ()), column)
        said = [mark for mark in nearest if mark]
        fit = [mark for mark in said if is_head_unit_compatible(mark, measure)]
        if said and not fit:
            raise UnitQuestion("unlike", said)
        if not said:
            corner = _nearest(self.whole, row)
            fit = [each for each in _BETWEEN.split(corner) if each and is_head_unit_compatible(each, measure)]
        if len({head_unit_size(each, measure) for each in fit}) > 1:
            raise UnitQuestion("two", fit)
        return fit[0] if fit else ""


def is_head_unit_compatible(unit: str, measure: str) -> bool:
    """Check whether values kept in ``measure`` may appear under a head that names ``unit``."""
    head = _own(unit, measure)
    return not split_unit_size(head).base or are_units_comparable(head, measure)


def head_unit_size(unit: str, measure: str) -> Fraction:
    """Return the scale of the head's unit, to compare two heads. A size alone refers to the base of ``measure``."""
    head = _own(unit, measure)
    return (
        unit_scale(head) if split_unit_size(head).base else unit_scale(head) * unit_scale(split_unit_size(measure).base)
    )


def _own(unit: str, measure: str) -> str:
    """Return the relevant part of a head: for values kept in 元, 元/人 is 元."""
    return unit if "/" in measure else unit.partition("/")[0].strip()


def _nearest(marks: Sequence[Mark], before: int) -> str:
    return next((unit for at, unit in reversed(marks) if at < before), "")


def find_unit_heads(grid: Sequence[Sequence[str]]) -> Heads:
    """Find where a table names units. Rows and columns count from 1, like the positions of the table.

    Args:
        grid: the texts of the cells; a merged text is in each of its cells.
    """
    found = Heads({}, {}, [])
    columns_of_units: set[int] = set()
    for row, line in enumerate(grid, 1):
        for column, text in enumerate(line, 1):
            plain = unicodedata.normalize("NFKC", text).strip()
            if not plain:
                continue
            if _UNITS_STAND.fullmatch(plain):
                columns_of_units.add(column)
            elif of_all := _OF_ALL.search(plain):
                found.whole.append((row, of_all[1]))
            elif unit := unit_of_head(plain):
                found.columns.setdefault(column, []).append((row, unit))
                found.rows.setdefault(row, []).append((column, unit))
            elif column in columns_of_units and is_unit(plain):
                found.rows.setdefault(row, []).append((column, plain))
    return found
