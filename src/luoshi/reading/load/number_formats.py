"""Format a spreadsheet's stored value as its cell shows it: 0.45 under ``0%`` is 45%, 45473 under a date format a day.

Source: ECMA-376-1, 18.8.30–31 (numFmt). Numbers are exact: the digits that the file stores, at most 15 as in Excel.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

# Formats that a file uses by number without defining them; 27–58 are those of Chinese systems.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.00E+00", 49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: "h:mm AM/PM", 35: "h:mm:ss AM/PM", 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: "h:mm AM/PM", 56: "h:mm:ss AM/PM",
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_TOKEN = re.compile(  # bounded: 500 characters of a format
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<general>General)'
    r"|(?P<run>y+|m+|d+|h+|s+|aaaa?|[0#?]+|.)",
    re.I | re.S,
)
_LAST_DAY = 2_958_465  # 9999-12-31
_WEEK = "一二三四五六日"


class _Format(NamedTuple):
    """One section of a format: its tokens as (kind, word), and their meaning."""

    tokens: tuple[tuple[str, str], ...]
    is_date: bool
    odd: bool  # fractions and powers: plain digits are clearer
    digits: bool  # has a place for digits
    decimals: int
    grouped: bool
    percent: int  # number of % signs
    thousands: int  # trailing commas; each divides by a thousand


def format_stored_number(value: Decimal, format: str, *, base_1904: bool = False) -> str:
    """Return the number as the format shows it; ``General`` and unsupported formats give its plain digits.

    Args:
        base_1904: the workbook counts its days from 1904 on.
    """
    if not value.is_finite() or abs(value.adjusted()) > 30:
        return str(value)
    sections = _sections(format)
    section = sections[0]
    if value < 0 and len(sections) > 1:
        # The section for negative numbers may show them in red or brackets; in text they need their sign.
        words = _positive(abs(value), sections[1])
        return words if "-" in words else "-" + words.strip("()（）")
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    if section.is_date:
        return _moment(value, section, base_1904) or format_shortest_decimal(value)
    return _positive(value, section)


def _positive(value: Decimal, section: _Format) -> str:
    """Format a number by the section for its sign."""
    if section.odd:
        return format_shortest_decimal(value)
    if not section.digits:
        words = "".join(word for kind, word in section.tokens if kind == "text")
        general = any(kind == "general" for kind, _ in section.tokens) or not section.tokens
        return (
            _around(section, format_shortest_decimal(value)) if general else (words or format_shortest_decimal(value))
        )
    return _around(section, _digits(value, section))


def format_shortest_decimal(value: Decimal) -> str:
    """Return 5.0 → 5, 0.30000000000000004 → 0.3."""
    text = format(_FIFTEEN.plus(value), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def parse_stored_number(text: str) -> Decimal | None:
    """Return the stored number, None if it is not one."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


@lru_cache(maxsize=512)
def _sections(format: str) -> tuple[_Format, ...]:
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(format[:500]):
        if match["quoted"] is not None or match["escaped"] is not None:
            sections[-1].append(("text", match["quoted"] or match["escaped"] or ""))
        elif match["bracket"] is not None:
            inner = match["bracket"]
            if re.fullmatch("h+|m+|s+", inner, re.I):
                sections[-1].append(("elapsed", inner.lower()))
            elif inner.startswith("$") and (sign := inner[1:].partition("-")[0]):
                sections[-1].append(("text", sign))
        elif match["ampm"]:
            sections[-1].append(("ampm", ""))
        elif match["general"]:
            sections[-1].append(("general", ""))
        elif match["run"] == ";":
            sections.append([])
        elif match["run"]:
            sections[-1].append(_run(match["run"]))
    return tuple(_measure(tokens) for tokens in sections)


def _run(run: str) -> tuple[str, str]:
    low = run.lower()
    if low[0] in "ymdhs" or low in {"aaa", "aaaa"}:
        return ("time", low)
    if run[0] in "0#?":
        return ("digits", run)
    return (run, run) if run in {".", ",", "%", "@", "E", "e", "/"} else ("text", run)


def _measure(tokens: list[tuple[str, str]]) -> _Format:
    kinds = [kind for kind, _ in tokens]
    is_date = "time" in kinds or "elapsed" in kinds
    point = kinds.index(".") if "." in kinds else len(kinds)
    after = tokens[point + 1 : point + 2]
    last = max((at for at, kind in enumerate(kinds) if kind == "digits"), default=-1)
    trailing = 0
    while last >= 0 and kinds[last + 1 + trailing : last + 2 + trailing] == [","]:
        trailing += 1
    return _Format(
        tuple(tokens),
        is_date,
        not {"/", "E", "e"}.isdisjoint(kinds),
        last >= 0,
        len(after[0][1]) if after and after[0][0] == "digits" else 0,
        "," in kinds[: max(last, 0)],
        kinds.count("%"),
        trailing,
    )


def _digits(value: Decimal, section: _Format) -> str:
    value = value.scaleb(2 * section.percent - 3 * section.thousands)
    value = _FIFTEEN.plus(value)
    places = [word for kind, word in section.tokens if kind == "digits"]
    with_context = Context(prec=60, rounding=ROUND_HALF_UP)
    text = format(value.quantize(Decimal(1).scaleb(-section.decimals), context=with_context), "f")
    if section.decimals and "." in text:
        whole, _, part = text.partition(".")
        optional = len(places[-1]) - len(places[-1].rstrip("#?"))
        kept = part[: len(part) - optional] + part[len(part) - optional :].rstrip("0") if optional else part
        text = f"{whole}.{kept}" if kept else whole
    sign = "-" if text.startswith("-") else ""
    whole, dot, part = text.removeprefix("-").partition(".")
    least = sum(word.count("0") for word in places) - (places[-1].count("0") if section.decimals else 0)
    whole = whole.zfill(max(least, 1))
    if section.grouped:
        whole = f"{int(whole):,}"
    return f"{sign if text.strip('-0.') else ''}{whole}{dot}{part}"


def _around(section: _Format, digits: str) -> str:
    """Add the words that the format has before and after the digits."""
    before, after, seen = "", "", False
    for kind, word in section.tokens:
        if kind in {"digits", "general"}:
            seen = True
        elif kind in {"text", "%"} and not (kind == "text" and word == "-" and digits.startswith("-")):
            if seen:
                after += word
            else:
                before += word
    return f"{before.strip()}{digits}{after.rstrip()}"


def stored_moment(value: Decimal, format: str, *, base_1904: bool = False) -> date | datetime | time | timedelta | None:
    """Return the day, moment, time of day or time span that a stored number means in a format; None: it is a number."""
    section = _sections(format)[0]
    if not section.is_date or not 0 <= value < _LAST_DAY + 1:
        return None
    days = int(value // 1)
    span = timedelta(milliseconds=int(((value - days) * 86_400_000).to_integral_value(ROUND_HALF_UP)))
    if any(kind == "elapsed" for kind, _ in section.tokens):
        return timedelta(days) + span
    if value < 1:
        return (datetime.min + span).time()
    try:
        found = datetime.combine(_first_day(days, base_1904), time()) + timedelta(days) + span
    except OverflowError:
        return None
    return found if found.time() != time() else found.date()


def _first_day(days: int, base_1904: bool) -> date:
    """Return day 0. 1900 was not a leap year, but Excel counts 29 February 1900: its days before are one further on."""
    return date(1904, 1, 1) if base_1904 else date(1899, 12, 30) if days >= 61 else date(1899, 12, 31)


def _moment(value: Decimal, section: _Format, base_1904: bool) -> str | None:
    """Return a serial day as the format writes it, None if there is no such day."""
    if not 0 <= value <= _LAST_DAY + 1:
        return None
    days = int(value // 1)
    seconds = int(((value - days) * 86400).to_integral_value(ROUND_HALF_UP))
    if not 0 <= days <= _LAST_DAY:
        return None
    if seconds == 86400:
        days, seconds = days + 1, 0
    try:
        day = _first_day(days, base_1904) + timedelta(days)
    except OverflowError:
        return None
    times = [at for at, (kind, _) in enumerate(section.tokens) if kind in {"time", "elapsed"}]
    half = any(kind == "ampm" for kind, _ in section.tokens)
    out = ""
    for at, (kind, word) in enumerate(section.tokens):
        if kind == "time":
            before = section.tokens[times[times.index(at) - 1]][1] if times.index(at) else ""
            following = section.tokens[times[times.index(at) + 1]][1] if times.index(at) + 1 < len(times) else ""
            minutes = word[0] == "m" and (before[:1] == "h" or following[:1] == "s")
            out += _piece(word, day, seconds, minutes=minutes, half=half)
        elif kind == "elapsed":
            total = days * 86400 + seconds
            out += str(total // {"h": 3600, "m": 60, "s": 1}[word[0]])
        elif kind == "ampm":
            out += "上午" if seconds < 43200 else "下午"
        elif kind not in {"digits", "@", "general"}:
            out += word
    return out.strip().rstrip(".").strip()


def _piece(word: str, day: date, seconds: int, *, minutes: bool, half: bool) -> str:
    wide = len(word) > 1
    match word[0]:
        case "y":
            return f"{day.year:04d}" if len(word) > 2 else f"{day.year % 100:02d}"
        case "m" if minutes:
            return f"{seconds // 60 % 60:02d}" if wide else str(seconds // 60 % 60)
        case "m":
            return f"{day.month:02d}" if len(word) == 2 else f"{day.month}月" if wide else str(day.month)
        case "d" if len(word) > 2:
            return f"星期{_WEEK[day.weekday()]}"
        case "d":
            return f"{day.day:02d}" if wide else str(day.day)
        case "a":
            return f"星期{_WEEK[day.weekday()]}" if len(word) == 4 else _WEEK[day.weekday()]
        case "h":
            hour = seconds // 3600
            hour = (hour - 1) % 12 + 1 if half else hour
            return f"{hour:02d}" if wide else str(hour)
        case _:
            return f"{seconds % 60:02d}" if wide else str(seconds % 60)
