"""Numerals into exact numbers: half- and full-width digits, Chinese numerals, round and vague ones."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

LONGEST = 20  # digits; anything longer is a code, and Decimal's 28 digits stay exact after 万 and 亿
_CHINESE_LONGEST = 24

_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.", ",， \u00a0\u2009\u202f")
_DIGITS = {char: value for value, chars in enumerate(["零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]) for char in chars}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_SHORT = str.maketrans({"廿": "二十", "卅": "三十"})
# Two digits beside each other are a guess between them: 三五次, 十一二万. 三五 is the one pair with a gap.
_PAIR = re.compile("一二|两三|二三|三四|三五|四五|五六|六七|七八|八九")
_PLACES = re.compile("[零〇○一二三四五六七八九]{2,}")

SCALES = {
    "": 1, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
    "十亿": 1_000_000_000, "百亿": 10_000_000_000, "千亿": 100_000_000_000, "万亿": 1_000_000_000_000, "个亿": 100_000_000,
}  # fmt: skip


class Numeral(NamedTuple):
    """A number as written: its lower end, its upper end where it is a guess between two, and whether it is vague."""

    value: Decimal
    upper: Decimal | None = None
    vague: bool = False


@lru_cache(maxsize=4096)
def arabic(written: str) -> Decimal | None:
    """The number that digits write, with groups and in either width: ``６，５２０`` → 6520; None for a long code."""
    digits = written.translate(_WIDTH)
    return Decimal(digits) if len(digits) <= LONGEST else None


@lru_cache(maxsize=4096)
def chinese(written: str) -> Numeral | None:
    """The number that Chinese numerals write.

    十几 → 10, vague; 三五 → 3 to 5; 十一二万 → 110000 to 120000; 一万二 → 12000; 三点五 → 3.5. None where it is no
    number: a year by its digits (二〇一二), a run of digits, a wrong order, a word too long to be one.
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
    """One number without a guess in it."""
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
    if not written or (_PLACES.search(written) and written.strip("零〇○") != "" and _adjacent(written)):
        return None
    total = section = 0
    digit: int | None = None
    last = 1  # the size of the place named last: 一百二 is 120
    for char in written:
        if char in _DIGITS:
            digit = _DIGITS[char]
            if digit == 0:
                last = 1
        elif char in _TENS:
            section += (1 if digit is None else digit) * _TENS[char]
            digit, last = None, _TENS[char]
        elif char in _LARGE:
            section += digit or 0
            if _LARGE[char] > total > 0 and total:
                total = (total + section) * _LARGE[char]
            else:
                total += (section or 1) * _LARGE[char]
            section, digit, last = 0, None, _LARGE[char]
        else:
            return None
    if digit:
        section += digit * (last // 10 if last >= 100 else 1)
    return total + section


def _adjacent(written: str) -> bool:
    """Two digits side by side that are not a zero before its digit."""
    return any(
        one in _DIGITS and two in _DIGITS and (_DIGITS[one] != 0 or _DIGITS[two] == 0)
        for one, two in zip(written, written[1:], strict=False)
    )
