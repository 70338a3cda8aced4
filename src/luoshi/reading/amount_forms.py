"""Numbers that are not written as one: fractions, ratios, halves, doublings."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from luoshi.reading.amount_grammar import DIGITS
from luoshi.reading.amount_words import Unit, unit_at, units
from luoshi.reading.model import Bound
from luoshi.reading.numerals import arabic, chinese
from luoshi.reading.words import later

_HUNDRED = Decimal(100)
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_@")
_NOT_RATIO = _LETTERS | DIGITS | frozenset("/.-—:：∶第表图件+＋")
_COLONS = frozenset(":：∶")
_RATIO = later(r"比例?[^，。；]{0,6}$|[按配例]$|配比|配套|搭配|比值")
_SHARED = later(r"分[担摊成享]")  # 按1:1|分担 are no points
_CLOCK = later(r"[0-5]\d")


class Form(NamedTuple):
    """A figure whose number is written in a way of its own."""

    start: int
    end: int
    value: Decimal
    unit: Unit | None
    form: str
    bound: Bound | None = None  # what its own words say


def number(written: str) -> Decimal | None:
    """One exact number in digits or numerals."""
    if written[0] in DIGITS:
        return arabic(written)
    numeral = chinese(written)
    return numeral.value if numeral else None


def per_cent(part: Decimal, base: Decimal) -> Decimal:
    """A fraction in per cent, two decimals: 1, 3 → 33.33."""
    share = (part * _HUNDRED / base).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = share.to_integral_value()
    return whole if share == whole else share


def fraction(base: str, part: str, start: int, end: int) -> Form | None:
    """三分之一 → 33.33 %, 百分之八十 → 80 %, 千分之二 → 2 ‰."""
    whole, over = number(base), number(part)
    if not whole or over is None:
        return None
    name = {100: "%", 1000: "‰", 10000: "‱"}.get(int(whole)) if whole == whole.to_integral_value() else None
    return Form(start, end, over if name else per_cent(over, whole), units()[name or "%"], "fraction")


def slash(text: str, low: int, one: str, other: str, start: int, end: int) -> Form | None:
    """2/5 → 40 %; not a date (2012/8/17)."""
    if _named(text, low, start) or text[end : end + 1] in ("月", "日"):
        return None
    part, base = number(one), number(other)
    if part is None or not base or not 0 < part < base:
        return None
    return Form(start, end, per_cent(part, base), units()["%"], "fraction")


def ratio(text: str, low: int, high: int, one: str, other: str, start: int, end: int) -> Form | None:
    """1:5 → 5, a ratio; not a clock time (14:30), not the first of three (1:0.5:0.8)."""
    if _named(text, low, start) or one[0] not in DIGITS or len(other) > 6 or text[end : end + 1] in _COLONS:
        return None
    first, second = number(one), number(other)
    if first is None or second is None or (unit_at().match(text, end, high) and not _SHARED.match(text, end, high)):
        return None
    if first < 24 and _CLOCK.fullmatch(other) and not _RATIO.search(text[max(low, start - 10) : start]):
        return None
    # 2.27∶1 is said of one as much as 1∶5 is.
    return Form(start, end, first if second == 1 else second, None, "ratio")


def _named(text: str, low: int, start: int) -> bool:
    return start > low and text[start - 1] in _NOT_RATIO


def doubling(word: str, times: str | None, start: int, end: int) -> Form:
    """翻一番 → 2 倍, 翻两番 → 4 倍, 翻番 → 2 倍."""
    power = number(times) if times else None
    bound: Bound | None = None
    if "近" in word or "约" in word:
        bound = "approx"
    elif "超" in word or "逾" in word:
        bound = "gt"
    elif word[-1] in "多上余":
        bound = "ge"
    return Form(start, end, Decimal(2) ** int(power or 1), units()["倍"], "doubling", bound)


def half(text: str, low: int, word: str, start: int, end: int) -> Form | None:
    """一半, 半数 → 50 %; 过半 → at least 50 %."""
    over = word[0] == "过"
    if over and start > low and text[start - 1] in "通经超不间":
        return None
    return Form(start, end, Decimal(50), units()["%"], "half", "ge" if over else None)
