"""Read numbers in special forms: fractions, ratios, halves, doublings."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from luoshi.reading.amount_grammar import DIGITS
from luoshi.reading.amount_words import AmountUnit, unit_at, unit_spellings
from luoshi.reading.model import Bound
from luoshi.reading.numerals import parse_arabic_number, parse_chinese_numeral
from luoshi.reading.words import lazy_pattern

_HUNDRED = Decimal(100)
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@")
_NOT_RATIO = _LETTERS | DIGITS | frozenset("/.-—:：∶第表图件+＋")
_COLONS = frozenset(":：∶")
_RATIO = lazy_pattern(r"比例?[^，,。；;]{0,6}$|[按配例]$|配比|配套|搭配|比值")
_SHARED = lazy_pattern(r"分[担摊成享]")  # 按1:1|分担 is not a score
_CLOCK = lazy_pattern(r"[0-5]\d")


class SpecialNumber(NamedTuple):
    """A figure whose number has a special form."""

    start: int
    end: int
    value: Decimal
    unit: AmountUnit | None
    form: str
    bound: Bound | None = None  # given by its own words


def parse_exact_number(written: str) -> Decimal | None:
    """Return one exact number in digits or numerals."""
    if written[0] in DIGITS:
        return parse_arabic_number(written)
    numeral = parse_chinese_numeral(written)
    return numeral.value if numeral else None


def per_cent(part: Decimal, base: Decimal) -> Decimal:
    """Return a fraction in per cent, two decimals: 1, 3 → 33.33."""
    share = (part * _HUNDRED / base).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = share.to_integral_value()
    return whole if share == whole else share


def parse_fraction(base: str, part: str, start: int, end: int) -> SpecialNumber | None:
    """Read 三分之一 → 33.33 %, 百分之八十 → 80 %, 千分之二 → 2 ‰."""
    whole, over = parse_exact_number(base), parse_exact_number(part)
    if not whole or over is None:
        return None
    name = {100: "%", 1000: "‰", 10000: "‱"}.get(int(whole)) if whole == whole.to_integral_value() else None
    return SpecialNumber(start, end, over if name else per_cent(over, whole), unit_spellings()[name or "%"], "fraction")


def parse_slash_fraction(text: str, low: int, one: str, other: str, start: int, end: int) -> SpecialNumber | None:
    """Read 2/5 → 40 %; not a date (2012/8/17)."""
    if _named(text, low, start) or text[end : end + 1] in ("月", "日"):
        return None
    part, base = parse_exact_number(one), parse_exact_number(other)
    if part is None or not base or not 0 < part < base:
        return None
    return SpecialNumber(start, end, per_cent(part, base), unit_spellings()["%"], "fraction")


def parse_ratio(text: str, low: int, high: int, one: str, other: str, start: int, end: int) -> SpecialNumber | None:
    """Read 1:5 → 5, a ratio; not a clock time (14:30), not the first of three (1:0.5:0.8)."""
    if _named(text, low, start) or one[0] not in DIGITS or len(other) > 6 or text[end : end + 1] in _COLONS:
        return None
    first, second = parse_exact_number(one), parse_exact_number(other)
    if first is None or second is None or (unit_at().match(text, end, high) and not _SHARED.match(text, end, high)):
        return None
    if first < 24 and _CLOCK.fullmatch(other) and not _RATIO.search(text[max(low, start - 10) : start]):
        return None
    # 2.27∶1 has its “one” second, 1∶5 first.
    return SpecialNumber(start, end, first if second == 1 else second, None, "ratio")


def _named(text: str, low: int, start: int) -> bool:
    return start > low and text[start - 1] in _NOT_RATIO


def parse_doubling(word: str, times: str | None, start: int, end: int) -> SpecialNumber:
    """Read 翻一番 → 2 倍, 翻两番 → 4 倍, 翻番 → 2 倍."""
    power = parse_exact_number(times) if times else None
    bound: Bound | None = None
    if "近" in word or "约" in word:
        bound = "approx"
    elif "超" in word or "逾" in word:
        bound = "gt"
    elif word[-1] in "多上余":
        bound = "ge"
    return SpecialNumber(start, end, Decimal(2) ** int(power or 1), unit_spellings()["倍"], "doubling", bound)


def parse_half(text: str, low: int, word: str, start: int, end: int) -> SpecialNumber | None:
    """Read 一半, 半数 → 50 %; 过半 → at least 50 %."""
    over = word[0] == "过"
    if over and start > low and text[start - 1] in "通经超不间":
        return None
    return SpecialNumber(start, end, Decimal(50), unit_spellings()["%"], "half", "ge" if over else None)
