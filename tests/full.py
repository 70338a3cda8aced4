"""Whether all that there is is tried (``--full``, as ``make test-all`` does), or a sample of it.

Part of a sample is tried in turn: which part, a number says that is the day's, or ``--seed N``. It stands at the end
of what a run prints, so that what failed can be tried again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar
from zlib import crc32

import pytest

SAID, SEEDED = "LUOSHI_FULL", "LUOSHI_SEED"
One = TypeVar("One")
# Asked when modules of tests are imported; a worker is told by whoever started it.
FULL = os.environ.get(SAID) == "1" or "--full" in sys.argv


def seed() -> int:
    """The number by which it is some part's turn: the same one in all processes of a run."""
    return int(os.environ.setdefault(SEEDED, str(date.today().toordinal())))


def on_sqlite() -> bool:
    from django.conf import settings

    return bool(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"))


def sampled(values: Iterable[Any], each: int) -> list[Any]:
    """For ``parametrize``: the first and every ``each``-th value after it always, the others with ``--full``."""
    return [pytest.param(value, marks=pytest.mark.full if at % each else ()) for at, value in enumerate(values)]


def in_turn(values: Sequence[One], count: int, number: int | None = None) -> list[One]:
    """So many of the values: other ones with each number, all of them in as few numbers as may be."""
    if count >= len(values):
        return list(values)
    first = (seed() if number is None else number) * count
    return [values[(first + at) % len(values)] for at in range(count)]


def is_its_turn(name: str, each: int = 2) -> bool:
    """Whether something is among the ``each``-th part of its like whose turn it is."""
    return (crc32(name.encode()) + seed()) % each == 0


def turned(values: Sequence[Any], count: int) -> list[Any]:
    """For ``parametrize``, of one or of several: so many values whose turn it is, the others with ``--full``."""
    taken = in_turn(range(len(values)), count)
    return [
        pytest.param(*value if isinstance(value, tuple) else (value,), marks=() if at in taken else pytest.mark.full)
        for at, value in enumerate(values)
    ]


def paired(ones: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """For ``parametrize`` of two: each of both with some one of the other, other ones in turn; all with ``--full``."""
    shift = seed()
    taken = {(at % len(ones), (at + shift) % len(others)) for at in range(max(len(ones), len(others)))}
    return [
        pytest.param(first_value, other, marks=() if (at, beside) in taken else pytest.mark.full)
        for at, first_value in enumerate(ones)
        for beside, other in enumerate(others)
    ]
