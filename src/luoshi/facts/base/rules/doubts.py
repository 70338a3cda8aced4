"""Which values are doubted beside what the same unit told before, and beside what all tell. Pure, exact.

A doubt is a question: whoever told the value mends it or says a word, and whoever reviews it sees both. Each way to
expect a value (as the one before, as a year before, …) is tried on the unit's own past: what misses there misses here,
and its border widens. Borders were tuned on the demonstration and on series of ``bench/doubts.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from luoshi.dates.periods import MONTHS, Period, to_date
from luoshi.dates.workdays import shift_calendar_days
from luoshi.figures.rounding import Exact

LAST, YEAR, USUAL = "last", "year", "usual"
SLIP, JUMP, SHARE, HEADS, REST = "slip", "jump", "share", "heads", "rest"
POWERS = (1, 2, 3, 4, 8)  # a point misplaced by some digits; 万 or 亿 left out or added
LOOKED = 12  # periods before it, and a year more; trials of a way of expecting
TRIALS = 3  # so many hits and misses before a way is trusted
CALM = Fraction(3)  # how many times as much passes anywhere
ROOM = Fraction(9, 5)  # how much further than its past misses a value may lie
WILD = Fraction(8)  # a way that would let more pass is no way
NEW = Fraction(5)  # the border where no way was tried often enough
BROKEN = Fraction(3, 2)  # the border of what is no whole number where all before it were
FITS = Fraction(5, 2)  # how near a value without its slip must come to what was expected
ALMOST_ALL = Fraction(9, 10)
GREW = 3  # times its share before
LEAST_OTHERS = 4

A_YEAR = {**{kind: 12 // length for kind, length in MONTHS.items()}, "decade": 36, "ytd": 12, "moment": 12}
NEVER = ("yesno",)  # natures of which no amount is told

Values = Sequence[Exact | None]


class Doubt(NamedTuple):
    """Why a value is doubted.

    Attributes:
        code: ``slip`` of a power of ten, ``jump``, ``share`` of all, ``heads`` (fewer attendances than persons),
            ``rest`` (parts that do not meet their whole).
        than: what it is doubted beside; of a share the share in per cent, of a rest what is missing or too much.
        of: what that is: ``last``, ``year`` or ``usual``; else the name of what it stands beside.
        times: how many times as much it is, or as little where it is less.
        up: it is more.
        power: of a slip, the power of ten.
    """

    code: str
    than: Fraction
    of: str = ""
    times: Fraction = Fraction(1)
    up: bool = True
    power: int = 0


def periods_before(span: Period) -> list[Period]:
    """The periods beside which a value is looked at, the oldest first: of totals to date those of the months before."""
    if span.kind not in A_YEAR:
        return []
    found: list[Period] = []
    one = span
    for _number in range(LOOKED + A_YEAR[span.kind]):
        if one.first.year < 2:
            break
        one = _before(one)
        found.insert(0, one)
    return found


def _before(span: Period) -> Period:
    if span.kind in ("ytd", "moment"):
        last = shift_calendar_days(span.last.replace(day=1), -1)
        return to_date(last) if span.kind == "ytd" else Period("moment", last, last)
    earlier = span.before()
    assert earlier is not None
    return earlier


def doubt_of(span: Period, value: Exact | None, known: Callable[[Period], Exact | None], nature: str) -> Doubt | None:
    """Why a value of a period is doubted; None: it is not.

    Of a total to date its pace is looked at, for each month adds to it.

    Args:
        known: what the same unit told of a period; None: nothing.
    """
    if value is None or nature in NEVER or span.kind not in A_YEAR:
        return None
    spans = periods_before(span)
    if span.kind != "ytd" or nature not in ("flow", "total", "", "distinct"):
        return find_value_doubt(value, [known(span) for span in spans], A_YEAR[span.kind])
    pace = [_paced(known(span), span) for span in spans]
    found = find_value_doubt(_paced(value, span), pace, A_YEAR[span.kind])
    return found and found._replace(than=found.than * span.last.month / 12)


def _paced(value: Exact | None, span: Period) -> Fraction | None:
    return None if value is None else Fraction(value) * 12 / span.last.month


def find_value_doubt(value: Exact | None, before: Values, season: int) -> Doubt | None:
    """Why a value is doubted beside what the same unit told of the periods before it; None: it is not.

    Args:
        before: of the periods before it without a gap, the oldest first; None where nothing was told.
        season: how many periods make a year.
    """
    if not value:
        return None
    known = [None if value is None else Fraction(value) for value in before[-LOOKED - season :]]
    now = Fraction(value)
    expected = [(of, way, ref) for of, way in WAYS if (ref := way(known, season, now)) and _alike(now, ref)]
    if all(_times(now, ref) <= CALM for _of, _way, ref in expected) and not _broken(now, known):
        return None  # it lies near whatever was expected: nothing need be tried
    found = [(_times(now, ref), of, ref, _border(_misses(way, known, season))) for of, way, ref in expected]
    trusted = [(times / border, ref, of) for times, of, ref, border in found if border is not None]
    off, ref, of = max(trusted, default=(Fraction(0), now, ""))
    if off > 1:
        return _told(now, ref, of)
    if trusted and not _broken(now, known):
        return None
    # Nothing was tried, or it is of another sort than all before it: what lies far from everything.
    times, of, ref, _untried = min(found, default=(Fraction(1), "", now, None), key=lambda one: one[0])
    return _told(now, ref, of) if times > (BROKEN if trusted else NEW) else None


def _broken(now: Fraction, known: Known) -> bool:
    """Whether it is no whole number, where all that were told before it are."""
    there = [value for value in known if value]
    return now.denominator > 1 and len(there) >= 2 * TRIALS and all(value.denominator == 1 for value in there)


def _told(now: Fraction, ref: Fraction, of: str) -> Doubt:
    times, up = _times(now, ref), abs(now) > abs(ref)
    power = min(POWERS, key=lambda one: _times(times, Fraction(10) ** one))
    slip = _times(times, Fraction(10) ** power) <= FITS
    return Doubt(SLIP if slip else JUMP, ref, of, times, up, power if slip else 0)


def _times(one: Fraction, other: Fraction) -> Fraction:
    """How many times as much the larger of two amounts is."""
    ratio = abs(one / other)
    return ratio if ratio >= 1 else 1 / ratio


def _alike(one: Fraction, other: Fraction) -> bool:
    return (one > 0) == (other > 0)


Known = Sequence[Fraction | None]
Way = Callable[[Known, int, Fraction], Fraction | None]


def _last(known: Known, season: int, now: Fraction) -> Fraction | None:
    return next((value for value in reversed(known[-max(season, 3) :]) if value), None)


def _year(known: Known, season: int, now: Fraction) -> Fraction | None:
    return known[-season] if season > 1 and len(known) >= season else None


def _grown(known: Known, season: int, now: Fraction) -> Fraction | None:
    """As a year before, grown or shrunk as the period before it was."""
    if season < 2 or len(known) <= season:
        return None
    then, last, last_then = known[-season], known[-1], known[-season - 1]
    return then * last / last_then if then and last and last_then and _alike(last, last_then) else None


def _usual(known: Known, season: int, now: Fraction) -> Fraction | None:
    """The nearest that was ever told: of what is told seldom nothing else is known."""
    there = [value for value in known if value and _alike(value, now)]
    if len(there) < TRIALS:
        return None
    return min(max(now, min(there)), max(there))


WAYS: tuple[tuple[str, Way], ...] = ((LAST, _last), (YEAR, _year), (YEAR, _grown), (USUAL, _usual))


def _misses(way: Way, known: Known, season: int) -> list[Fraction]:
    """By how much a way missed the unit's own past, the newest trials."""
    found = []
    for at in range(len(known) - 1, 0, -1):
        one = known[at]
        if not one:
            continue
        ref = way(known[:at], season, one)
        if ref and _alike(one, ref):
            found.append(_times(one, ref))
        if len(found) >= LOOKED:
            break
    return found


def _border(misses: Sequence[Fraction]) -> Fraction | None:
    """How many times as much passes a way; None: it was tried too seldom, or misses too far to say anything."""
    if len(misses) < TRIALS:
        return None
    border = max(CALM, max(misses) * ROOM)
    return border if border <= WILD else None


def share_of_all(value: Exact | None, others: Exact, count: int, was: Fraction | None) -> Doubt | None:
    """Why a value is doubted by its share of what all units told for the period; None: it is not.

    Args:
        others: what so many other units told together.
        was: its share the period before, of 1; None: not known.
    """
    if not value or value <= 0 or others <= 0 or count < LEAST_OTHERS:
        return None
    part = Fraction(value) / (Fraction(value) + Fraction(others))
    border = ALMOST_ALL if was is None else max(was * GREW, Fraction(1, 2))
    return Doubt(SHARE, part * 100) if part > border else None


def fewer_than_persons(times: Exact | None, persons: Exact | None, name: str) -> Doubt | None:
    """That fewer attendances (人次) were told than persons (人), each of whom came once at least.

    Args:
        name: what the number of persons is called.
    """
    if times is None or persons is None or times >= persons:
        return None
    return Doubt(HEADS, Fraction(persons), name, up=False)


def same_matter(times: str, persons: str) -> bool:
    """Whether two names are of one matter, once as attendances and once as persons: 培训人次 and 培训人数."""
    return bool(_stem(times)) and _stem(times) == _stem(persons)


def _stem(name: str) -> str:
    for word in ("人次数", "人次", "人数", "人员", "人", "总"):
        name = name.replace(word, "")
    return name.strip()


def rest_of_parts(whole: Exact | None, parts: Sequence[tuple[str, Exact | None]]) -> Doubt | None:
    """That parts of one division do not meet their whole; a part that is defined and of which nothing was told is none.

    ``than`` is what is missing, below 0 what is too much; ``of`` names the parts that were not told.
    """
    told = [Fraction(value) for _name, value in parts if value is not None]
    if whole is None or not told:
        return None
    rest = Fraction(whole) - sum(told)
    silent = "、".join(name for name, value in parts if value is None)
    return Doubt(REST, rest, silent, up=rest > 0) if rest else None
