"""Whether a regular expression can run away: cost more than in proportion to the text that it is asked of.

The standard library tells the structure of an expression by ``re._parser`` alone; it is used here, in a tool that looks
at our own code, and nowhere in the package. It is decided for runs of one character: such a run is what all the cases
that were met have in common, and `make security` tries longer pieces.
"""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Collection, Iterator
from typing import Any

ANCHORED = frozenset({"match", "fullmatch"})
ENDLESS = op.MAXREPEAT
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_LOOPS = (op.MAX_REPEAT, op.MIN_REPEAT)  # a possessive repeat never gives back: it cannot be parted in two ways
_SAMPLES = " \t\nAaZz09_-.,;:<>/\"'()[]{}=*#%&|\\+一二年月个，。、：；（）《》“”★密"


def faults(pattern: str | bytes, flags: int, ways: Collection[str] = ()) -> list[str]:
    """What of an expression can cost more than its text is long, in words for who wrote it.

    Args:
        flags: as the compiled expression tells them.
        ways: the methods with which it is asked; none: nobody knows.
    """
    tree = parser.parse(pattern, flags & ~re.DEBUG & ~(re.UNICODE if isinstance(pattern, bytes) else 0))
    flags = tree.state.flags
    found = []
    letters = _letters(tree)
    if not ways or not set(ways) <= ANCHORED:
        for letter in letters:
            if _runs(list(tree), letter, flags):
                found.append(f"tried anew at each place of a run of {letter!r}")
                break
    for letter in letters:
        if _parted(list(tree), letter, flags, [], "fullmatch" in ways):
            found.append(f"a run of {letter!r} can be parted in many ways")
            break
    return found


def _letters(tree: Any) -> list[str]:
    """Characters that some set in the expression's endless repeats may part: those they name, and samples of others."""
    endless = [value[2] for kind, value in _items(tree) if kind in REPEATS and value[1] == ENDLESS]
    if not endless:
        return []
    found = set(_SAMPLES)
    for kind, value in (item for body in endless for item in _items(body)):
        if kind in (op.LITERAL, op.NOT_LITERAL):
            found.add(chr(value))
        elif kind is op.RANGE:
            found |= {chr(at) for at in value}
    return sorted(sample for sample in found if not 0xD800 <= ord(sample) < 0xE000)


def _items(tree: Any) -> Iterator[tuple[Any, Any]]:
    for kind, value in tree:
        yield kind, value
        for inner in inside(kind, value):
            yield from _items(inner)
        if kind is op.IN:
            yield from value


def inside(kind: Any, value: Any) -> list[Any]:
    """The sequences within an item."""
    if kind in REPEATS:
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind is op.BRANCH:
        return list(value[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    if kind is op.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return []


def takes(kind: Any, value: Any, letter: str, flags: int) -> bool:
    """Whether an item that takes one character takes this one."""
    same = {letter, letter.lower(), letter.upper()} if flags & re.IGNORECASE else {letter}
    if kind is op.ANY:
        return letter != "\n" or bool(flags & re.DOTALL)
    if kind is op.LITERAL:
        return chr(value) in same
    if kind is op.NOT_LITERAL:
        return chr(value) not in same
    if kind is op.IN:
        negated = value[0][0] is op.NEGATE
        return any(_in_set(item, letter_meant, flags) for item in value for letter_meant in same) is not negated
    return False


def _in_set(item: tuple[Any, Any], letter: str, flags: int) -> bool:
    kind, value = item
    if kind is op.LITERAL:
        return chr(value) == letter
    if kind is op.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    if kind is op.CATEGORY:
        sign = str(value).rpartition("_")[2][0].lower()
        sign = sign.upper() if "_NOT_" in str(value) else sign
        return re.match(rf"\{sign}", letter, re.ASCII if flags & re.ASCII else 0) is not None
    return False


_ONE = (op.ANY, op.LITERAL, op.NOT_LITERAL, op.IN)


def _runs(items: list[Any], letter: str, flags: int) -> bool:
    """Whether, begun anywhere in a run of the letter, this goes on through the run without bound and then fails."""
    if not items:
        return False
    (kind, value), rest = items[0], items[1:]
    if kind in _ONE:
        return takes(kind, value, letter, flags) and _runs(rest, letter, flags)
    if kind is op.SUBPATTERN:
        return _runs([*value[3], *rest], letter, flags)
    if kind is op.ATOMIC_GROUP:
        return _runs([*value, *rest], letter, flags)
    if kind is op.BRANCH:
        ways = [[*branch, *rest] for branch in value[1]]
        if any(_eats(branch, letter, flags) for branch in ways):
            return False
        return any(_runs(branch, letter, flags) for branch in ways)
    if kind in REPEATS:
        least, most, body = value
        if most == ENDLESS and _within(list(body), letter, flags, empty=False):
            return not _within(rest, letter, flags)
        once = [*list(body), *rest]
        return _runs(once, letter, flags) or (least == 0 and _runs(rest, letter, flags))
    if kind is op.AT:
        return _stands(value, letter) and _runs(rest, letter, flags)
    if kind in (op.ASSERT, op.ASSERT_NOT):
        direction, inner = value
        if direction < 0:
            seen = _within(list(inner), letter, flags)
            return seen is (kind is op.ASSERT) and _runs(rest, letter, flags)
        return _runs(list(inner), letter, flags) or _runs(rest, letter, flags)
    if kind is op.GROUPREF_EXISTS:
        return any(_runs([*branch, *rest], letter, flags) for branch in value[1:] if branch is not None)
    return False


def _eats(items: list[Any], letter: str, flags: int) -> bool:
    """Whether this takes the whole of a run, so that nothing is tried at its other places."""
    greedy = (op.MAX_REPEAT, op.POSSESSIVE_REPEAT)
    loops = (value for kind, value in _items(items) if kind in greedy and value[1] == ENDLESS)
    endless = any(_within(list(value[2]), letter, flags) for value in loops)
    return endless and _within(items, letter, flags, empty=False)


def _stands(where: Any, letter: str) -> bool:
    """Whether a place inside a run of the letter is one of these."""
    word = letter.isalnum() or letter == "_"
    if where in (op.AT_BOUNDARY,):
        return False
    if where is op.AT_NON_BOUNDARY:
        return word
    if where is op.AT_BEGINNING:
        return False
    return where not in (op.AT_BEGINNING_STRING, op.AT_END, op.AT_END_STRING)


def _within(items: list[Any], letter: str, flags: int, *, empty: bool = True) -> bool:
    """Whether the items can be satisfied by nothing but the letter, some times.

    Args:
        empty: also by no letter at all.
    """
    if not items:
        return empty
    (kind, value), rest = items[0], items[1:]
    if kind in _ONE:
        return takes(kind, value, letter, flags) and _within(rest, letter, flags)
    if kind is op.SUBPATTERN:
        return _within([*value[3], *rest], letter, flags, empty=empty)
    if kind is op.ATOMIC_GROUP:
        return _within([*value, *rest], letter, flags, empty=empty)
    if kind is op.BRANCH:
        return any(_within([*branch, *rest], letter, flags, empty=empty) for branch in value[1])
    if kind in REPEATS:
        least, most, body = value
        passed = least == 0 and _within(rest, letter, flags, empty=empty)
        return passed or (most != 0 and _within([*list(body), *rest], letter, flags, empty=empty))
    if kind is op.AT:
        return _stands(value, letter) and _within(rest, letter, flags, empty=empty)
    if kind is op.ASSERT:
        return _within(list(value[1]), letter, flags) and _within(rest, letter, flags, empty=empty)
    if kind is op.ASSERT_NOT:
        return _within(rest, letter, flags, empty=empty)
    if kind is op.GROUPREF_EXISTS:
        return any(_within([*branch, *rest], letter, flags, empty=empty) for branch in value[1:] if branch is not None)
    return kind is op.GROUPREF and _within(rest, letter, flags, empty=empty)


def _parted(items: list[Any], letter: str, flags: int, rest: list[Any], whole: bool) -> bool:
    """Whether something repeated without bound takes runs of the letter of several lengths each time, and then fails.

    Args:
        rest: what follows the items.
        whole: the text must end where the expression does.
    """
    for at, (kind, value) in enumerate(items):
        after = [*items[at + 1 :], *rest]
        loops = kind in _LOOPS and value[1] == ENDLESS and _varies(list(value[2]), letter, flags)
        if loops and (whole or not _within(after, letter, flags)):
            return True
        repeated = [items[at]] if kind in REPEATS else []
        for inner in inside(kind, value):
            if _parted(list(inner), letter, flags, [*repeated, *after], whole):
                return True
    return False


def _varies(body: list[Any], letter: str, flags: int) -> bool:
    """Whether a body taken once can be runs of the letter of different lengths."""
    for at, (kind, value) in enumerate(body):
        if not _within([*body[:at], *body[at + 1 :]], letter, flags):
            continue
        if kind in _LOOPS and value[1] > max(value[0], 1) and _within(list(value[2]), letter, flags, empty=False):
            return True
        if kind is not op.ASSERT and any(_varies(list(branch), letter, flags) for branch in inside(kind, value)):
            return True
    return False
