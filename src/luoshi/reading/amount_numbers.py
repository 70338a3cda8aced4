"""Read one number of a text: its numeral, 余 or 多, 万 or 亿, and its unit."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from luoshi.reading.amount_grammar import DIGITS
from luoshi.reading.amount_words import AmountUnit, amount_lexicon_words, per_unit, unit_spellings
from luoshi.reading.numerals import SCALES, Numeral, parse_arabic_number, parse_chinese_numeral

NO_UNIT = AmountUnit("", "none")
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")  # 队伍, 大陆, 收拾: alone these are rarely numbers
_PLAIN = ("count", "measure", "share")
_MORE = frozenset(amount_lexicon_words("units", "halves")) | {"块"}  # 两亩半, 1块5
_THINGS = frozenset("个家年户名项件次成")  # 三成五个 is 三成 and 五个


class NumberWithUnit(NamedTuple):
    """A number and the unit after it, independent of its place; the same words are read once."""

    written: str
    numeral: Numeral
    more: str  # 余, 多, 几 or 来
    scale: str  # 万, 亿 …
    unit: AmountUnit
    value: Decimal  # 万, 亿 and tenths multiplied out
    upper: Decimal | None  # the same for the upper end of a guess between two
    form: str  # how it is written: "arabic", "chinese", "vague"
    plain: bool = False  # digits with a unit after which the number cannot continue
    clear: bool = False  # plain, and not a guess, without 余, not 1: valid as it is when nothing else affects it
    year: bool = False  # 2018年
    whole: int | None = None  # its value without 万 and 亿, if it is an integer


@lru_cache(maxsize=8192)
def read_number(
    written: str, more: str | None, scale: str | None, more_too: str | None, unit: str | None
) -> NumberWithUnit | None:
    """Return the number in the pieces of a match; None if the numerals are not a number."""
    digits = written[0] in DIGITS
    if digits:
        value = parse_arabic_number(written)
        numeral = None if value is None else Numeral(value)
    else:
        numeral = parse_chinese_numeral(written)
        if numeral is None and unit == "折" and len(written) == 2:  # 七五折: seven and a half tenths
            numeral = parse_chinese_numeral(f"{written[0]}点{written[1]}")
    if numeral is None or (unit is None and written in _FORMAL):
        return None
    kind = NO_UNIT if unit is None else unit_spellings().get(unit) or per_unit(unit)
    size = SCALES[scale or ""] * kind.times
    upper = None if numeral.upper is None else numeral.upper * size
    form = "vague" if numeral.vague else "arabic" if digits else "chinese"
    plain = digits and kind.kind in _PLAIN and kind.times == 1 and not kind.half and kind.name not in _MORE
    year = digits and kind.name in ("年", "年度", "学年") and is_year_number(written)
    more = more or more_too or ""
    clear = plain and upper is None and form == "arabic" and not (more or kind.more) and written not in ("1", "１")
    value, bare = numeral.value * size, numeral.value
    whole = int(bare) if bare == bare.to_integral_value() else None
    return NumberWithUnit(written, numeral, more, scale or "", kind, value, upper, form, plain, clear, year, whole)


def parse_tenths(text: str, high: int, value: Decimal, end: int) -> tuple[Decimal, int]:
    """Read on after the 成 that ends at ``end``: 一成二 → 12 %, 一成半 → 15 %; return the value and its new end."""
    follow = text[end : min(end + 1, high)]
    if text[end - 1] != "成" or not follow or follow not in "半一二三四五六七八九":
        return value, end
    if follow == "半":
        return value + 5, end + 1
    digit = parse_chinese_numeral(follow)
    if digit is None or (end + 1 < high and text[end + 1] in _THINGS):
        return value, end
    return value + digit.value, end + 1


def is_year_number(written: str) -> bool:
    """Check whether digits look like a year: 1998, ２０２５."""
    return len(written) == 4 and written[0] in "12１２" and written[1] in "890８９０1１"
