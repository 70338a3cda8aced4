"""Find due phrases and recurrences in a text, with the day or period they mean. Source: the calendar contract."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from luoshi.dates import workdays
from luoshi.dates.errors import DateError
from luoshi.dates.grammar import due_phrase_pattern, load_due_phrase_tables, parse_small_number
from luoshi.dates.periods import month_end, period_of_months, plan_years, ten_day_period
from luoshi.dates.time_limits import count_limit_after

PhraseKind = Literal["day", "decade", "month", "quarter", "half", "year", "plan", "within", "every", "event", "vague"]
# "by": words make it a due date (前, 底, 到…); "at": only the period is named; "from": it begins then (起, 以来)
Marker = Literal["by", "at", "from"]


@dataclass(slots=True)
class Phrase:
    """Words that say when. ``first`` and ``due`` are the first and last day of the period where they are known."""

    start: int
    end: int
    kind: PhraseKind
    marker: Marker
    first: date | None = None
    due: date | None = None
    every: str | None = None  # ISO 8601 period
    times: int | None = None  # acts in each period, where the phrase itself says so
    day: tuple[int | None, int | None] | None = None  # month and day in the period on which a recurrence falls due
    open: bool = False  # a person must confirm: the value is a proposal, or there is none


# fmt: off
UNITS = {"年": "Y", "季": "Q", "月": "M", "周": "W", "星": "W", "旬": "X", "日": "D", "天": "D", "半": "H", "个": "M"}
RELATIVE = {
    "今": 0,
    "本": 0,
    "当": 0,
    "明": 1,
    "来": 1,
    "次": 1,
    "翌": 1,
    "下": 1,
    "后": 2,
    "去": -1,
    "上": -1,
    "前": -2,
}
# fmt: on
DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "0001234567890123456789")
FROM = ("起", "以来", "以后", "之后", "后")
# Words before a period that make its end a due date, or make it a beginning.
UNTIL = (
    *("到", "至", "不迟于", "不晚于", "最迟", "最迟于"),
    *(f"截止{what}{sign}" for what in ("", "时间", "日期", "日") for sign in ("", "为", "是", "：", ":")),
)
SINCE = ("自", "从", "截至", "截止到", "原定", "原定于")


def find_due_phrases(text: str, start: int, end: int, *, year: int | None, base: date | None = None) -> list[Phrase]:
    """List every due phrase and recurrence in ``text[start:end]``, in order, without overlaps.

    A printed year also applies to later phrases that print none. Likewise, a month applies to a later 20日前 or 月底前.

    Args:
        year: the year of the plan; None leaves phrases without a printed year open.
        base: the date of the document, where known. 立即 and N年内 are counted from it, and for a month before it the
            next year is proposed.
    """
    found = []
    printed = year
    month: date | None = None  # the last month named
    for match in due_phrase_pattern().finditer(text, start, end):
        day_of = match.lastgroup == "day_of"
        phrase, said = _day_of(match, month) if day_of else _read(text, start, match, printed, base)
        if phrase is not None and phrase.due and phrase.kind in ("day", "decade", "month"):
            month = phrase.due
        if said:
            printed = said
        if phrase is not None:
            found.append(phrase)
    return found


def _read(
    text: str, low: int, match: re.Match[str], year: int | None, base: date | None
) -> tuple[Phrase | None, int | None]:
    """Return the phrase of one match, and the year it prints in digits."""
    kind = match.lastgroup or ""
    if kind in _RECURRING:
        return _recurring(match, kind), None
    if kind == "vague":
        at_once = match["v_at_once"] is not None
        return _phrase(match, "vague", "at", None, base if at_once else None, open=True), None
    if kind == "within":
        return _within(match, base), None
    year_group, end_group = _GROUPS[kind]
    ending = (match[end_group] or "") if end_group else ""
    start = match.start()
    begin = max(low, start - 6)
    marker: Marker = "at"
    since = (ending.endswith(FROM) and not ending.endswith("前后")) if ending else False
    if since or (kind != "range" and text.endswith(SINCE, begin, start)):
        marker = "from"
    elif (ending and ending != "期间") or text.endswith(UNTIL, begin, start):
        marker = "by"
    words_of_year = match[year_group] if year_group else None
    said = _year_of(words_of_year, year) if words_of_year else None
    asked = said if words_of_year else year
    try:
        phrase = _DATED[kind](match, marker, asked, base)
    except (ValueError, DateError):
        return None, None
    if phrase is None:
        return None, None
    if base and not words_of_year and phrase.due and phrase.first and phrase.due.year == base.year:
        phrase = _not_past(phrase, base)
    printed = said if words_of_year and words_of_year[0] not in RELATIVE else None
    if kind == "range" and match["r_year"]:
        printed = _year_of(match["r_year"], year)
    return phrase, printed


def _day_of(match: re.Match[str], month: date | None) -> tuple[Phrase | None, None]:
    """Resolve a day without its month (20日前, 月底前) to the month named before it; a person must confirm."""
    if month is None:
        return None, None
    try:
        due = (
            month.replace(day=parse_small_number(match["d_day"]))
            if match["d_day"]
            else month_end(month.year, month.month)
        )
    except ValueError:
        return None, None
    return _phrase(match, "day", "by", due, due, open=True), None


def _phrase(
    match: re.Match[str], kind: PhraseKind, marker: Marker, first: date | None, due: date | None, open: bool = False
) -> Phrase:
    return Phrase(match.start(), match.end(), kind, marker, first, due, open=open or due is None)


def _year_of(said: str, year: int | None) -> int | None:
    if said[0] in RELATIVE:
        return year + RELATIVE[said[0]] if year is not None else None
    return int(said.translate(DIGITS)[:4])


def _not_past(phrase: Phrase, base: date) -> Phrase:
    """Propose the next year for a month that had already passed when the paper was written."""
    if phrase.due is None or phrase.due >= base.replace(day=1):
        return phrase
    due, first = phrase.due, phrase.first
    due = (
        month_end(due.year + 1, due.month) if due == month_end(due.year, due.month) else due.replace(year=due.year + 1)
    )
    return replace(phrase, due=due, first=first.replace(year=first.year + 1) if first else None, open=True)


def _month_days(year: int, month: int, part: str | None) -> tuple[PhraseKind, date, date, bool]:
    """Return the kind, first and last day of a month, of a day or part in it, and whether a person must confirm."""
    whole = period_of_months("month", year, month)
    if not part:
        return "month", whole.first, whole.last, False
    if part[-1] in "日号":
        day = date(year, month, parse_small_number(part[:-1].strip()))
        return "day", day, day, False
    if part.endswith("旬"):
        span = ten_day_period(year, month, {"上": 1, "中": 2, "下": 3}[part[-2]])
        return "decade", span.first, span.last, False
    if part in ("初", "中"):
        day = date(year, month, 5 if part == "初" else 15)
        return "day", day, day, True
    return "month", whole.first, whole.last, False


def _point(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    month, part = parse_small_number(match["t_month"]), match["t_day"]
    if not 1 <= month <= 12:
        return None
    if part in ("底", "末") and marker == "at":
        marker = "by"
    if year is None:
        _month_days(2000, month, part)
        return _phrase(match, "month", marker, None, None)
    kind, first, due, unsure = _month_days(year, month, part)
    ending = match["t_end"] or ""
    if ending.endswith("前") and not part:  # 10月前: is the month itself excluded? Offices do not agree.
        due, unsure = workdays.shift_calendar_days(first, -1), True
    return _phrase(match, kind, marker, min(first, due), due, unsure or ending.endswith("左右"))


def _range(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    from_month = parse_small_number(match["r_from"])
    has_month = "月" in text_before_join(match)
    month = parse_small_number(match["r_month"]) if match["r_month"] else from_month if has_month else 0
    part = match["r_day"] or match["r_only_day"]
    if not 1 <= month <= 12 or not 1 <= from_month <= 12:
        return None
    if year is None and match["r_year"] is None:
        return _phrase(match, "month", marker, None, None)
    last_year = _year_of(match["r_year"], year) if match["r_year"] else year
    if last_year is None:
        return _phrase(match, "month", marker, None, None)
    if part == "月底":
        part = "底"
    kind, _, due, unsure = _month_days(last_year, month, part)
    _, first, _, _ = _month_days(year if year is not None else last_year, from_month, match["r_from_day"])
    if first > due:
        if match["r_year"]:
            return None
        first = _month_days(last_year - 1, from_month, match["r_from_day"])[1]  # 11月至次年2月 without the word
        unsure = True
    return _phrase(match, kind, marker, first, due, unsure)


def text_before_join(match: re.Match[str]) -> str:
    """Return the words of a range up to where its second half begins."""
    begin = match.start("r_year") if match["r_year"] else match.start("r_month" if match["r_month"] else "r_only_day")
    return match.string[match.start() : begin]


def _quarter(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    kind: PhraseKind = "half" if match["q_half"] else "quarter"
    said = match["q_number"] or ""
    which = (
        1
        if match["q_half"] == "上半年"
        else 2
        if match["q_half"]
        else parse_small_number(said.strip("前第个").translate(DIGITS))
    )
    if "个" in said and not said.startswith("前"):
        return None
    part, ending = match["q_part"], match["q_end"] or ""
    if year is None:
        return _phrase(match, kind, marker, None, None)
    span = period_of_months("half" if kind == "half" else "quarter", year, which)
    first = date(year, 1, 1) if said.startswith("前") else span.first
    if part == "初":
        return _phrase(match, kind, marker, span.first, None)
    if part:
        return _phrase(match, kind, "from" if marker == "from" else "by", first, span.last)
    if ending.endswith("前") and kind == "quarter":  # 三季度前: before the quarter or by its end? A person must say.
        return _phrase(match, kind, marker, first, None)
    return _phrase(match, kind, marker, first, span.last)


def _year_end(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    part = match["n_part"] or match["n_bare"]
    if year is None or part == "初":
        return _phrase(match, "year", marker, None, None)
    if part == "中":
        return _phrase(match, "year", marker, date(year, 1, 1), date(year, 6, 30), open=True)
    return _phrase(match, "year", "from" if marker == "from" else "by", date(year, 1, 1), date(year, 12, 31))


def _month_of(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    if base is None:
        return _phrase(match, "month", marker, None, None)
    ahead = match["m_which"][0] in "下次"
    month, of = (base.month % 12 + 1, base.year + base.month // 12) if ahead else (base.month, base.year)
    kind, first, due, unsure = _month_days(of, month, match["m_day"])
    return _phrase(match, kind, marker, first, due, unsure)


def _year(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    if year is None:
        return _phrase(match, "year", marker, None, None)
    unsure = (match["y_end"] or "").endswith("前")  # 2030年前: with the year or without it?
    return _phrase(match, "year", marker, date(year, 1, 1), date(year, 12, 31), unsure)


def _numeric(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    day = date(int(match["x_year"]), int(match["x_month"]), int(match["x_day"]))
    return _phrase(match, "day", marker, day, day)


def _years(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    first, last = int(match["s_from"]), int(match["s_year"])
    return _phrase(match, "year", marker, date(first, 1, 1), date(last, 12, 31)) if first < last else None


def _plan(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    first, last = plan_years(10 + parse_small_number(match["p_number"] or "零"))
    ends = match["p_end"].endswith(("末", "收官"))
    return _phrase(match, "plan", "from" if marker == "from" else "by" if ends else marker, first, last)


def _festival(match: re.Match[str], marker: Marker, year: int | None, base: date | None) -> Phrase | None:
    day = load_due_phrase_tables()["festivals"].get(match["f_name"])
    if day is None or year is None:
        return _phrase(match, "event", "by", None, None)
    if day[0].isdigit():
        month, number_of_day = map(int, day.split("-"))
        # 元旦前 in the plan of a year is the last day of that year.
        due = workdays.shift_calendar_days(
            date(year + 1 if (month, number_of_day) == (1, 1) else year, month, number_of_day), -1
        )
        return _phrase(match, "event", "by", None, due)
    off = workdays.off_days(day, year)
    return _phrase(
        match, "event", "by", None, workdays.previous_work(workdays.shift_calendar_days(off[0], -1)) if off else None
    )


def _within(match: re.Match[str], base: date | None) -> Phrase:
    """Read N日内 and N年内, counted from an event unknown here; years from the document's day, as a proposal."""
    said = match["w_count"].translate(DIGITS) if match["w_count"].isdecimal() else match["w_count"]
    if base is None or match["w_unit"] != "年" or said == "半":
        return _phrase(match, "within", "by", None, None)
    years = parse_small_number(said)
    due = count_limit_after(base, years, "year", "none").day if 1 <= years <= 100 else None
    return _phrase(match, "within", "by", base if due else None, due, open=True)


def _recurring(match: re.Match[str], kind: str) -> Phrase | None:
    name = match[_RECURRING[kind]]
    unit = UNITS["半" if name == "学期" else "年" if name == "学年" else name[0]]  # a school year has two terms
    count = match["e_count"] if kind == "every" else match["o_count"] if kind == "once" else None
    if kind == "once" and not _is_rate(match):
        return None
    said = match["o_times"] or match["e_times"]
    deadline = kind == "every" and bool(match["e_end"] or match["e_day"])
    times = parse_small_number(said.translate(DIGITS)) if said else 1 if kind in ("each", "cycle") or deadline else None
    if kind == "every" and match["e_more"]:  # 每月10日、25日前
        times = 1 + sum(char in "日号" for char in match["e_more"])
    size = parse_small_number(count.translate(DIGITS)) if count and count != "半" else 1
    if not 1 <= size <= 99:
        return None
    if count == "半":
        if unit == "M":
            every, times = "P1M", 2 * (times or 1)
        elif unit == "Y":
            every = "P6M"
        else:
            return None
    else:
        table = {"Q": f"P{3 * size}M", "H": "P6M", "X": f"P{10 * size}D"}
        every = table.get(unit, f"P{size}{unit}")
    day = _falls(match["e_day"]) if kind == "every" else None
    return Phrase(match.start(), match.end(), "every", "at", every=every, times=times, day=day)


def _is_rate(match: re.Match[str]) -> bool:
    """Check whether 两年一次 is a recurrence: a number precedes it, but is not that of a month (5月一次)."""
    count = match["o_count"]
    unit = match["o_unit"]
    if unit == "月" or unit.startswith("季"):
        return count in ("一", None) and match.string[match.start() - 1 : match.start()] not in tuple(
            "0123456789本上下当"
        )
    return bool(count) or unit == "周"


def _falls(said: str) -> tuple[int | None, int | None] | None:
    """Return month and day of the words after 每年 or 每月: 12月20日 → (12, 20), 5日 → (None, 5); else None."""
    parts = re.fullmatch(r"(?:(\D{1,3}|\d{1,2}) ?月份?)?(?:(\D{1,3}|\d{1,2}) ?[日号])?", said)
    if not parts or not said:
        return None
    month, day = (parse_small_number(part) if part else None for part in parts.groups())
    return month or None, day or None


# For each kind, the group that holds its unit; below, the groups that hold its year and its ending.
_RECURRING = {"every": "e_unit", "once": "o_unit", "each": "a_unit", "cycle": "c_unit", "by_unit": "b_unit"}
_GROUPS: dict[str, tuple[str | None, str | None]] = {
    "point": ("t_year", "t_end"),
    "range": ("r_from_year", "r_end"),
    "quarter": ("q_year", "q_end"),
    "year_end": ("n_year", "n_end"),
    "month_of": (None, "m_end"),
    "year": ("y_year", "y_end"),
    "years": ("s_year", None),
    "numeric": ("x_year", "x_end"),
    "plan": (None, None),
    "festival": ("f_year", None),
}
_DATED = {
    "point": _point,
    "range": _range,
    "quarter": _quarter,
    "year_end": _year_end,
    "month_of": _month_of,
    "year": _year,
    "years": _years,
    "numeric": _numeric,
    "plan": _plan,
    "festival": _festival,
}
