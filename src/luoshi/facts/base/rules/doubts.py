"""Which values are doubtful compared with the unit's earlier values and with other units. Pure, exact.

A doubt is a question: the reporter corrects the value or explains it, and the reviewer sees both. Each way to predict a
value (same as the period before, as a year before, …) is tried on the unit's own past: where it missed there, its
border widens here. Borders were tuned on the demonstration and on series of ``bench/doubts.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from luoshi.dates.periods import MONTHS, Period, to_date
from luoshi.dates.workdays import shift_calendar_days
from luoshi.figures.rounding import Exact

LAST, YEAR, USUAL = "last", "year", "usual"
SLIP, JUMP, SHARE, HEADS, REST, FELL = "slip", "jump", "share", "heads", "rest", "fell"
POWERS = (1, 2, 3, 4, 8)  # a decimal point misplaced by some digits; 万 or 亿 left out or added
LOOKED = 12  # earlier periods compared, besides one more year; also the most trials of one prediction
TRIALS = 3  # fewest trials before a prediction is trusted
CALM = Fraction(3)  # a value within this factor of a prediction is never doubted
ROOM = Fraction(9, 5)  # how far a value may exceed the largest past miss, as a factor
WILD = Fraction(8)  # a prediction with a wider border is useless
NEW = Fraction(5)  # the border if no prediction has enough trials
BROKEN = Fraction(3, 2)  # the border for a fraction if all earlier values were whole numbers
FITS = Fraction(5, 2)  # how near the prediction a value must come, without its power of ten, to be a slip
ALMOST_ALL = Fraction(9, 10)
GREW = 3  # by which factor a unit's share may grow
LEAST_OTHERS = 4

A_YEAR = {**{kind: 12 // length for kind, length in MONTHS.items()}, "decade": 36, "ytd": 12, "moment": 12}
NEVER = ("yesno",)  # natures without an amount

Values = Sequence[Exact | None]


class Doubt(NamedTuple):
    """Why a value is doubted.

    Attributes:
        code: ``slip`` of a power of ten, ``jump``, ``share`` of all units, ``heads`` (fewer attendances than persons),
            ``rest`` (parts that do not add up to the whole), ``fell`` (a total to date below an earlier one).
        than: the value it is compared with; for ``share`` the share in per cent, for ``rest`` the missing or excess
            amount.
        of: what ``than`` is: ``last``, ``year`` or ``usual``; else the name of the other figure.
        times: the factor between the two, always at least 1.
        up: the doubted value is the larger one.
        power: of a slip, the power of ten.
    """

    code: str
    than: Fraction
    of: str = ""
    times: Fraction = Fraction(1)
    up: bool = True
    power: int = 0


def periods_before(span: Period) -> list[Period]:
    """List the periods with which a value is compared, oldest first; for a year-to-date total the months before."""
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
    """Return why the value of a period is doubted; None if it is not.

    Of a year-to-date total the yearly pace is compared, because each month adds to it.

    Args:
        known: returns the unit's value for a period; None: not reported.
    """
    if value is None or nature in NEVER or span.kind not in A_YEAR:
        return None
    spans = periods_before(span)
    if span.kind != "ytd" or nature not in ("flow", "total", "", "distinct"):
        return find_value_doubt(value, [known(span) for span in spans], A_YEAR[span.kind])
    pace = [_paced(known(span), span) for span in spans]
    found = find_value_doubt(_paced(value, span), pace, A_YEAR[span.kind])
    if found is not None:
        return found._replace(than=found.than * span.last.month / 12)
    return fell_back(value, [known(earlier) for earlier in spans if earlier.first == span.first])


def fell_back(value: Exact, before: Values) -> Doubt | None:
    """Return a doubt if a total to date is less than one reported earlier for the same year; else None."""
    most = max((Fraction(earlier) for earlier in before if earlier is not None), default=None)
    if most is None or value >= most:
        return None
    return Doubt(FELL, most, LAST, up=False)


def _paced(value: Exact | None, span: Period) -> Fraction | None:
    return None if value is None else Fraction(value) * 12 / span.last.month


def find_value_doubt(value: Exact | None, before: Values, season: int) -> Doubt | None:
    """Return why a value is doubted beside the unit's values of the periods before it; None if it is not.

    Args:
        before: values of the preceding periods without a gap, oldest first; None where nothing was reported.
        season: number of periods in a year.
    """
    if not value:
        return None
    known = [None if value is None else Fraction(value) for value in before[-LOOKED - season :]]
    now = Fraction(value)
    expected = [(of, way, ref) for of, way in WAYS if (ref := way(known, season, now)) and _alike(now, ref)]
    if all(_times(now, ref) <= CALM for _of, _way, ref in expected) and not _broken(now, known):
        return None  # it is near every prediction: no trials needed
    found = [(_times(now, ref), of, ref, _border(_misses(way, known, season))) for of, way, ref in expected]
    trusted = [(times / border, ref, of) for times, of, ref, border in found if border is not None]
    off, ref, of = max(trusted, default=(Fraction(0), now, ""))
    if off > 1:
        return _told(now, ref, of)
    if trusted and not _broken(now, known):
        return None
    # No prediction is trusted, or the value is a fraction among whole numbers: doubt what is far from every prediction.
    times, of, ref, _untried = min(found, default=(Fraction(1), "", now, None), key=lambda one: one[0])
    return _told(now, ref, of) if times > (BROKEN if trusted else NEW) else None


def _broken(now: Fraction, known: Known) -> bool:
    """Whether the value is a fraction while all earlier values are whole numbers."""
    there = [value for value in known if value]
    return now.denominator > 1 and len(there) >= 2 * TRIALS and all(value.denominator == 1 for value in there)


def _told(now: Fraction, ref: Fraction, of: str) -> Doubt:
    times, up = _times(now, ref), abs(now) > abs(ref)
    power = min(POWERS, key=lambda one: _times(times, Fraction(10) ** one))
    slip = _times(times, Fraction(10) ** power) <= FITS
    return Doubt(SLIP if slip else JUMP, ref, of, times, up, power if slip else 0)


def _times(one: Fraction, other: Fraction) -> Fraction:
    """Return the ratio of the larger amount to the smaller."""
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
    """Predict the value of a year before, scaled by the yearly change of the previous period."""
    if season < 2 or len(known) <= season:
        return None
    then, last, last_then = known[-season], known[-1], known[-season - 1]
    return then * last / last_then if then and last and last_then and _alike(last, last_then) else None


def _usual(known: Known, season: int, now: Fraction) -> Fraction | None:
    """Clamp the value to the range of past values: the only prediction for what is reported seldom."""
    there = [value for value in known if value and _alike(value, now)]
    if len(there) < TRIALS:
        return None
    return min(max(now, min(there)), max(there))


WAYS: tuple[tuple[str, Way], ...] = ((LAST, _last), (YEAR, _year), (YEAR, _grown), (USUAL, _usual))


def _misses(way: Way, known: Known, season: int) -> list[Fraction]:
    """Return the factors by which a prediction missed the unit's own past, newest trials first."""
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
    """Return the factor up to which values pass; None if the prediction has too few trials or misses too far."""
    if len(misses) < TRIALS:
        return None
    border = max(CALM, max(misses) * ROOM)
    return border if border <= WILD else None


def share_of_all(value: Exact | None, others: Exact, count: int, was: Fraction | None) -> Doubt | None:
    """Return a doubt if a value is too large a share of all units' total for the period; else None.

    Args:
        others: the sum of the ``count`` other units.
        was: its share in the period before, of 1; None: unknown.
    """
    if not value or value <= 0 or others <= 0 or count < LEAST_OTHERS:
        return None
    part = Fraction(value) / (Fraction(value) + Fraction(others))
    border = ALMOST_ALL if was is None else max(was * GREW, Fraction(1, 2))
    return Doubt(SHARE, part * 100) if part > border else None


def fewer_than_persons(times: Exact | None, persons: Exact | None, name: str) -> Doubt | None:
    """Return a doubt if attendances (人次) are fewer than persons (人), each of whom came at least once.

    Args:
        name: the name of the number of persons.
    """
    if times is None or persons is None or times >= persons:
        return None
    return Doubt(HEADS, Fraction(persons), name, up=False)


def same_matter(times: str, persons: str) -> bool:
    """Whether two names concern the same matter, as attendances and as persons: 培训人次 and 培训人数."""
    return bool(_stem(times)) and _stem(times) == _stem(persons)


def _stem(name: str) -> str:
    for word in ("人次数", "人次", "人数", "人员", "人", "总"):
        name = name.replace(word, "")
    return name.strip()


def rest_of_parts(whole: Exact | None, parts: Sequence[tuple[str, Exact | None]]) -> Doubt | None:
    """Return a doubt if the parts of a division do not add up to the whole; an unreported part counts as 0.

    ``than`` is what is missing, negative if in excess; ``of`` names the unreported parts.
    """
    told = [Fraction(value) for _name, value in parts if value is not None]
    if whole is None or not told:
        return None
    rest = Fraction(whole) - sum(told)
    silent = "、".join(name for name, value in parts if value is None)
    return Doubt(REST, rest, silent, up=rest > 0) if rest else None
