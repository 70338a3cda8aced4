"""Each regular expression of the package against texts made from itself: the cost grows as the text does."""

from __future__ import annotations

import json
import re
import re._constants as op  # type: ignore[import-not-found]  # as in tools/expressions.py, and why
import re._parser as parser  # type: ignore[import-not-found]
import subprocess
import sys
import time
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runaway import REPEATS, inside

ROOT = Path(__file__).resolve().parents[2]
ANCHORED = {"match", "fullmatch"}
SHORT = (16, 22, 28, 64, 256, 1024)  # characters: what doubles with each of them is found early and not waited for
N = 4096  # then n, 2n and 4n
SLOW = 0.02  # seconds of computing; most of what is linear takes a tenth of it for 4n
TAILS = ("", "\0")
SAMPLES = 3  # characters of a set


@pytest.mark.control("8.1.4.4", "No expression that meets foreign text can be made slow by what is sent")
def test_the_cost_of_each_expression_grows_as_the_text_does() -> None:
    told = subprocess.run(
        [sys.executable, "tools/expressions.py", "--all"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    every = json.loads(told.stdout)
    assert len(every) > 800
    slow = [
        f"{place}: {said}"
        for place, pattern, flags, ways, excused in every
        if not excused and (said := slowest(literal_eval(pattern), flags, ways))
    ]
    assert slow == []


@pytest.mark.control("8.1.4.4", "What is slow is found by the attack on expressions")
@pytest.mark.parametrize(
    "pattern", [r"(?:\w+:)?author", r"\s+$", r"(?:a|aa)+b", r"(?:\w+ ?)+!", r"<a\b[^>]*/>", r"(?:ab)*c", r"“.*?、.*?”x"]
)
def test_what_is_slow_is_found(pattern: str) -> None:
    assert slowest(pattern, 0, [])


@pytest.mark.control("8.1.4.4", "What is quick is let through by it")
@pytest.mark.parametrize("pattern", [r"\w+", r"(?<!\s)\s+$", r"<a\b[^<>]*/>", r"(?:\w{1,9}:)?author", r"[（(].*$"])
def test_what_is_quick_is_let_through(pattern: str) -> None:
    assert not slowest(pattern, 0, [])


def slowest(pattern: str | bytes, flags: int, ways: list[str]) -> str:
    """With which text the expression costs more than in proportion to its length; "" with none."""
    made = re.compile(pattern, flags)
    asked = sorted(ANCHORED & set(ways)) + (["search"] if set(ways) - ANCHORED or not ways else [])
    for piece, begin in sorted(set(attacks(pattern, flags))):
        for tail in TAILS:
            if grows(made, begin, piece, tail, asked):
                return f"{begin!r} + {piece!r} * n + {tail!r}: {pattern!r:.120}"
    return ""


def grows(made: re.Pattern[Any], begin: str, piece: str, tail: str, ways: list[str]) -> bool:
    """Whether the cost of a text of such pieces grows clearly faster than its length."""

    def cost(size: int) -> float:
        words: Any = begin + piece * (size // len(piece) + 1) + tail
        words = words.encode("latin-1", "replace") if isinstance(made.pattern, bytes) else words
        started = time.process_time()
        for way in ways:
            if way in ANCHORED:
                getattr(made, way)(words)
            else:
                list(made.finditer(words))
        return time.process_time() - started

    for size in SHORT:
        if cost(size) > SLOW:
            return min(cost(size), cost(size)) > 3 * min(cost(size // 2), cost(size // 2))
    if cost(4 * N) < SLOW:
        return False
    once, twice, four = (min(cost(size), cost(size), cost(size)) for size in (N, 2 * N, 4 * N))
    return twice > 2.8 * once and four > 2.8 * twice


def attacks(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str]]:
    """Pieces to repeat, each with what to begin with: from what the expression repeats, and what stands before it."""
    tree = parser.parse(pattern, flags & ~(re.UNICODE if isinstance(pattern, bytes) else 0))
    before = ""
    for word in samples(list(tree), tree.state.flags):
        yield word, ""
    for before, body in repeated(list(tree), tree.state.flags, ""):
        yield body, ""
        yield body, before
        yield before + body, ""
        yield from [(before, "")] if before else []


def repeated(items: list[Any], flags: int, before: str) -> Iterator[tuple[str, str]]:
    """What the expression repeats, with what must stand before it."""
    for kind, value in items:
        if kind in REPEATS and value[1] > 8:
            for word in samples(list(value[2]), flags):
                yield before, word
        for inner in inside(kind, value):
            yield from repeated(list(inner), flags, before)
        before += next(iter(samples([(kind, value)], flags)), "")


def samples(items: list[Any], flags: int) -> list[str]:
    """Some words that the items take, without regard to what they look at; none is empty."""
    found = [""]
    for kind, value in items:
        found = [path + more for path in found for more in some(kind, value, flags)][:SAMPLES]
    return [path for path in dict.fromkeys(found) if path]


def some(kind: Any, value: Any, flags: int) -> list[str]:
    if kind is op.LITERAL:
        return [chr(value)]
    if kind in (op.NOT_LITERAL, op.ANY, op.IN):
        return letters(kind, value, flags)
    if kind in REPEATS:
        words = samples(list(value[2]), flags)
        return [word * max(value[0], 1) for word in words] or [""]
    if kind is op.BRANCH:
        return [word for alternative in value[1] for word in samples(list(alternative), flags)[:1]][: 2 * SAMPLES] or [
            ""
        ]
    return [
        word
        for inner in inside(kind, value)
        if kind in (op.SUBPATTERN, op.ATOMIC_GROUP)
        for word in samples(list(inner), flags)
    ] or [""]


def letters(kind: Any, value: Any, flags: int) -> list[str]:
    if kind is op.IN and value[0][0] is not op.NEGATE:
        named = [
            chr(operand if what is op.LITERAL else operand[0])
            for what, operand in value
            if what in (op.LITERAL, op.RANGE)
        ]
        named += [
            character for what, sign in value if what is op.CATEGORY for character in "0a 一" if fits(sign, character)
        ]
        return named[:SAMPLES]
    refused = {chr(value)} if kind is op.NOT_LITERAL else set()
    if kind is op.IN:
        refused = {
            character for what, sign in value if what is op.CATEGORY for character in " a0一" if fits(sign, character)
        }
        refused |= {chr(operand) for what, operand in value if what is op.LITERAL}
        ranges = [operand for what, operand in value if what is op.RANGE]
        refused |= {character for character in " a0一" if any(low <= ord(character) <= high for low, high in ranges)}
    return [character for character in ' a0一<"(“' if character not in refused][:SAMPLES]


def fits(sign: Any, letter: str) -> bool:
    name = str(sign).rpartition("_")[2][0].lower()
    return re.match(rf"\{name.upper() if '_NOT_' in str(sign) else name}", letter) is not None
