"""Parse numerals into exact numbers: half- and full-width digits, Chinese numerals, round and vague ones."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from luoshi.reading.words import lazy_pattern

LONGEST = 20  # digits; a longer one is a code, and Decimal's 28 digits stay exact after 万 and 亿
_CHINESE_LONGEST = 24

_WIDTH = str.maketrans("０１２３４５６７８９．l", "0123456789.1", ",， \u00a0\u2009\u202f")
_WRITTEN = ("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {char: value for value, chars in enumerate(_WRITTEN) for char in chars}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_SECTION = 10_000
_SHORT = str.maketrans({"廿": "二十", "卅": "三十"})
# Two adjacent digits are a guess between them: 三五次, 十一二万. 三五 is the only pair with a gap.
_PAIR = lazy_pattern("一两|一二|两三|二三|三四|三五|四五|五六|六七|七八|八九")

SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "个亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}


class Numeral(NamedTuple):
    """A number as written: its lower end, its upper end if it is a guess between two, and whether it is vague."""

    value: Decimal
    upper: Decimal | None = None
    vague: bool = False


@lru_cache(maxsize=4096)
def parse_arabic_number(written: str) -> Decimal | None:
    """Return the number in digits, grouped or not, in either width: ``６，５２０`` → 6520; None for a long code."""
    digits = written.translate(_WIDTH)
    return Decimal(digits) if len(digits) <= LONGEST else None


@lru_cache(maxsize=4096)
def parse_chinese_numeral(written: str) -> Numeral | None:
    """Return the number in Chinese numerals.

    十几 → 10, vague; 三五 → 3 to 5; 十一二万 → 110000 to 120000; 一万二 → 12000; 三点五 → 3.5. None for a year in
    single digits (二〇一二), a run of digits, a wrong order, or a word too long to be a number.
    """
    if len(written) > _CHINESE_LONGEST:
        return None
    written = written.translate(_SHORT)
    vague = "几" in written or "数" in written
    if vague:
        written = re.sub("[几数](?=[十百千万亿])", "一" if written[0] in "几数" else "", written).rstrip("几数")
    pairs = _PAIR.findall(written)
    if len(pairs) == 1 and not vague:
        low, high = (_plain(_PAIR.sub(pairs[0][at], written)) for at in (0, 1))
        return Numeral(low, high) if low is not None and high is not None and low < high else None
    value = _plain(written)
    return None if value is None else Numeral(value, None, vague)


def _plain(written: str) -> Decimal | None:
    """Return one number that contains no guess."""
    head, point, tail = written.partition("点")
    if point:
        scale = _LARGE.get(tail[-1:], 1)
        tail = tail.rstrip("万亿")
        whole = _whole(head)
        if whole is None or not tail or any(char not in _DIGITS for char in tail):
            return None
        return Decimal(f"{whole}.{''.join(str(_DIGITS[char]) for char in tail)}") * scale
    whole = _whole(head)
    return None if whole is None else Decimal(whole)


def _whole(written: str) -> int | None:
    """Return an integer by its places and sections: 两万五千, 一亿三千万, 三百八 (380)."""
    total = section = 0
    digit: int | None = None
    low = _SECTION  # places descend inside a section: 千, 百, 十
    shift = 1  # the value of a digit without a place: tens after 百, hundreds after 千
    for char in written:
        if char in _DIGITS:
            if digit:  # two adjacent digits write a year or a code
                return None
            digit = _DIGITS[char]
            shift = shift if digit else 1
        elif char in _TENS:
            if _TENS[char] >= low:
                return None
            low = _TENS[char]
            section += (1 if digit is None else digit) * low
            digit, shift = None, low // 10
        elif char in _LARGE:
            large = _LARGE[char]
            section += digit or 0
            total = (total + section) * large if 0 < total < large else total + (section or 1) * large
            section, digit, low, shift = 0, None, _SECTION, large // 10
        else:
            return None
    return total + section + (digit or 0) * shift if written else None
