"""The fates of the demo commitments, from a table, and their distribution. Pure."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import cycle

from luoshi.dates.workdays import next_work
from luoshi.site.demo.county import day_before

LONG = 25  # working days: what was due longer ago has had time to be checked, closed and looked back at
SEED = 20250101
NEW_YEAR = (4, 15)  # before this day the papers are of last year, because this year has too little to show


@dataclass(frozen=True)
class FateStep:
    """A step, its day, and its values; days among them are still in the form ``d`` and ``t``."""

    step: str
    day: str
    given: Mapping[str, str]


@dataclass(frozen=True)
class Fate:
    """The course of a commitment. ``issued``, ``accepted``: working days ago; None: in January; 0: not at all.

    ``idle``: nobody is assigned. ``silent``: nothing is reported. ``slow``: less is reached than planned.
    """

    of: str
    way: tuple[FateStep, ...]
    issued: int | None = None
    accepted: int = 0
    idle: bool = False
    silent: bool = False
    slow: bool = False
    often: bool = False
    lead: tuple[str, ...] = ()
    words: str = ""
    plan: int | None = None


@dataclass(frozen=True)
class DemoPaper:
    """A document of the county, who keeps and checks its plan, and how its rows are corrected."""

    file: str
    unit: str
    desk: str
    checks: str
    rhythm: str
    mark: str
    issuer: str
    approver: str
    basis: str
    otherwise: str
    setter: str = ""  # the account of the leader who assigned it, if any, who then closes what is done
    drop: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, object] = field(default_factory=dict)
    join: bool = False


@dataclass(frozen=True)
class FateCommitment:
    """The properties of a commitment that decide its fate."""

    pk: int
    plan: int
    lead: str  # the unit's code
    words: str
    until: date | None
    shared: bool = False  # other commitments come from the same row: changes of the row affect them too
    nobody: bool = False  # there is neither a clerk nor a head who could accept it


@cache
def load_fate_tables() -> tuple[tuple[DemoPaper, ...], tuple[Fate, ...]]:
    """Return the papers and the fates."""
    kept = tomllib.loads((files(__package__) / "fates.toml").read_text(encoding="utf-8"))
    fates = [Fate(**{**fate, "way": _way(fate["way"]), "lead": tuple(fate.get("lead", ()))}) for fate in kept["fate"]]
    return tuple(DemoPaper(**paper) for paper in kept["plan"]), tuple(fates)


def _way(words: str) -> tuple[FateStep, ...]:
    moves = []
    for part in filter(None, (part_words.strip() for part_words in words.split(","))):
        step, day, *given = part.split()
        moves.append(FateStep(step, day, dict(pair.split("=", 1) for pair in given)))
    return tuple(moves)


def year_of(today: date) -> int:
    """Return the year of the papers."""
    return today.year - ((today.month, today.day) < NEW_YEAR)


def first_paper_day(today: date) -> date:
    """Return the day on which the first paper comes in."""
    return next_work(date(year_of(today), 1, 9))


def resolve_fate_day(told: str, due: date | None, today: date) -> date:
    """Return the date for a day of the table; without a due date ``d`` means today."""
    anchor, away = told[0], int(told[1:] or 0)
    return day_before(due if anchor == "d" and due else today, -away)


def is_day(told: str) -> bool:
    """Return True if a value of the table is a day."""
    return told[0] in "dt" and told[1:2] in ("+", "-") and told[2:].isdigit()


def given_dates(today: date) -> Iterator[date]:
    """Yield due dates for rows that have none, without end: some long past, most in the future."""
    return (
        day_before(today, ago) for ago in cycle((-4, 44, -9, 38, -3, 31, -18, 41, -12, 29, -5, 36, -28, 2, -25, -33))
    )


def deal_fates(owed: Sequence[FateCommitment], today: date) -> dict[int, Fate]:
    """Assign a fate to each commitment: each fate once, then the frequent ones in turn. Deterministic."""
    _papers, fates = load_fate_tables()
    free = sorted(owed, key=lambda one: one.pk)
    random.Random(SEED).shuffle(free)
    waits = next(fate for fate in fates if fate.issued and not fate.accepted and not fate.way)
    dealt = {commitment.pk: waits for commitment in free if commitment.nobody}
    free = [commitment for commitment in free if not commitment.nobody]
    for fate in sorted((fate for fate in fates if not fate.often), key=lambda one: not _choosy(one)):
        fit = [commitment for commitment in free if _fits(commitment, fate, today)]
        if fate.of == "any" and not (fate.words or fate.plan or fate.lead):
            many = max(
                ("past", "near", "ahead"), key=lambda when: sum(_when(commitment, today) == when for commitment in fit)
            )
            fit.sort(key=lambda one: _when(one, today) != many)
        fit = fit or [commitment for commitment in free if _will_do(commitment, fate, today)]
        if fit:
            dealt[fit[0].pk] = fate
            free.remove(fit[0])
    turns = {
        when: cycle([fate for fate in fates if fate.often and fate.of == when]) for when in ("past", "ahead", "recurs")
    }
    for commitment in free:
        when = _when(commitment, today)
        dealt[commitment.pk] = next(turns["ahead" if when == "near" else when])
    return dealt


def _choosy(fate: Fate) -> bool:
    """Return True for a fate that fits few commitments, so it is assigned first; also silent ones, rare in winter."""
    return bool(fate.words or fate.plan or fate.lead or fate.silent) or fate.of == "passed"


def _when(one: FateCommitment, today: date) -> str:
    if one.until is None:
        return "recurs"
    if one.until <= day_before(today, LONG):
        return "past"
    return "near" if one.until < today else "ahead"


def _will_do(one: FateCommitment, fate: Fate, today: date) -> bool:
    """Return True if a fate is possible for a commitment it is not for: little is due in spring, or ahead in winter.

    Requests for more time depend on its own due date, and what is sent out late must still be in the future.
    """
    if one.shared and _of_the_row(fate):
        return False
    plain = fate.issued is None and not (fate.lead or fate.words or fate.plan)
    asks = any("wish" in move.given for move in fate.way)
    return plain and not asks and fate.of in ("past", "ahead") and one.until is not None


def fate_anchor_day(fate: Fate, due: date | None, today: date) -> date | None:
    """Return the day that ``d`` means: the due date, or long ago for a past fate whose commitment is not due yet."""
    return min(due, day_before(today, LONG)) if due and fate.of == "past" else due


def _of_the_row(fate: Fate) -> bool:
    return any(move.step == "amended" for move in fate.way)


def _fits(one: FateCommitment, fate: Fate, today: date) -> bool:
    if one.shared and _of_the_row(fate):
        return False
    if (fate.lead and one.lead not in fate.lead) or fate.words not in one.words:
        return False
    if fate.plan is not None and one.plan != fate.plan:
        return False
    when = _when(one, today)
    return when == fate.of or when in {"any": ("past", "near", "ahead"), "passed": ("past", "near")}.get(fate.of, ())
