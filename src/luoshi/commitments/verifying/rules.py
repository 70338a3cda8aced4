"""Usual phrases, the position in the queue, the limit for corrections, and figures in pictures beside reported ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.dates.time_limits import count_limit_after

MOST = 9  # each has a digit as its key
LONGEST = 60
GROWTH = "growth"  # the reader's aspect
_ENDS = " \t。；;，,、"
_PARTED = re.compile(r"[；;\n]+")


def parse_usual_phrases(text: str) -> tuple[str, ...]:
    """Parse the usual phrases from one value, separated by ；, without duplicates.

    Raises:
        ValueError: there are none, too many, or one is too long.
    """
    found = tuple(dict.fromkeys(phrase.strip(" 。.") for phrase in _PARTED.split(text) if phrase.strip(" 。.")))
    if not 0 < len(found) <= MOST or any(len(phrase) > LONGEST for phrase in found):
        raise ValueError(text)
    return found


def parse_working_days(text: str) -> int:
    """Parse a number of working days.

    Raises:
        ValueError: it is no number from 1 to 100.
    """
    if not 1 <= int(text) <= 100:
        raise ValueError(text)
    return int(text)


def join_reasons(chosen: Sequence[str], own: str) -> str:
    """Join chosen reasons and the person's own words into one text."""
    return "；".join([*chosen, own.strip()] if own.strip() else chosen)


def next_in_queue(queue: Sequence[int], one: int) -> int | None:
    """Return the next in the queue, wrapping around to the first; None if none is left."""
    rest = [each for each in queue if each != one]
    at = queue.index(one) if one in queue else 0
    return (rest[at] if at < len(rest) else rest[0]) if rest else None


def put_right_by(today: date, until: date | None, workdays: int | None) -> date | None:
    """Return the proposed day: this many working days from today, else its own due date if in the future."""
    if workdays is not None:
        return count_limit_after(today, workdays, "workday").day
    return until if until is not None and until > today else None


@dataclass(frozen=True)
class RecognisedFigure:
    """A figure read in a picture: its value in the base unit; ``exact``: neither about, at least nor a range."""

    value: Decimal
    unit: str
    growth: bool = False
    exact: bool = True


@dataclass(frozen=True)
class PictureComparison:
    """What a picture says where a value was reported; ``same``: it holds the reported value."""

    name: str
    values: tuple[Decimal, ...]
    same: bool


def read_picture_figures(text: str) -> list[RecognisedFigure]:
    """Return the figures of a recognised text that have a unit behind them, line by line and cell by cell.

    A picture is no paper: its lines are read as if each ended a task, so that none is taken for a title.
    """
    from luoshi.reading.read import read_text_document

    pieces = [piece.strip(_ENDS) for line in text.splitlines() for piece in line.split("|")]
    told = "\n".join(f"全年完成{piece}。" for piece in pieces if any(char.isdecimal() for char in piece))
    return [
        RecognisedFigure(
            quantity.value,
            quantity.unit,
            growth=quantity.aspect == GROWTH,
            exact=quantity.bound == "eq" and quantity.upper is None,
        )
        for quantity in read_text_document(told).quantities
        if quantity.unit
    ]


def compare_with_pictures(
    reported: RecognisedFigure, pictures: Sequence[tuple[str, Sequence[RecognisedFigure]]]
) -> list[PictureComparison]:
    """Return what pictures say about a reported value, for a person to look at; it decides nothing.

    Only figures with the value's own unit count. If a picture holds the value, only such pictures are returned: the
    others show something else. A figure that is only about or at least so much contradicts nothing.

    Args:
        pictures: the name and the figures of each.
    """
    if not reported.unit:
        return []
    alike = [
        (name, [figure for figure in figures if (figure.unit, figure.growth) == (reported.unit, reported.growth)])
        for name, figures in pictures
    ]
    same = [
        PictureComparison(name, (reported.value,), same=True)
        for name, figures in alike
        if any(figure.value == reported.value for figure in figures)
    ]
    return same or [
        PictureComparison(name, tuple(dict.fromkeys(exact)), same=False)
        for name, figures in alike
        if (exact := [figure.value for figure in figures if figure.exact])
    ]
