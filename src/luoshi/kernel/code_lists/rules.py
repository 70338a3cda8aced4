"""Which version of a list is in force, which word a code has by it, and what a new version must not do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

CODE = re.compile(r"[a-z0-9_]{1,40}")
MADE = re.compile(r"item_([0-9]{1,9})")
MOST = 200  # items per list


@dataclass(frozen=True)
class CodeListRow:
    """An item in a version; with ``word`` "" the program's own word applies. Values are text by column."""

    code: str
    word: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListVersionData:
    """A list from a day on, for a unit and those in its subtree without a version of their own, or for all (None)."""

    pk: int
    unit: int | None
    start: date
    rows: tuple[CodeListRow, ...]


def in_force(versions: Iterable[ListVersionData], nearest: Sequence[int | None], day: date) -> ListVersionData | None:
    """Return the version in force on a day: the latest one of the nearest unit that has any.

    Of two versions of the same unit and day, the one set last holds: it replaced the other before its day came.

    Args:
        nearest: The unit, its ancestors from the nearest on, then None: what holds for all.
    """
    latest: dict[int | None, ListVersionData] = {}
    for version in sorted(versions, key=lambda one: (one.start, one.pk)):
        if version.start <= day:
            latest[version.unit] = version
    return next((latest[unit] for unit in nearest if unit in latest), None)


def last_row(
    code: str, versions: Iterable[ListVersionData], nearest: Sequence[int | None], day: date, declared: bool
) -> CodeListRow | None:
    """Return the row that names a code on a day: that of the version in force, else the last earlier one.

    So a removed item keeps its word. If no version of the unit or above had the item, the program's declaration names
    it, or else the versions of other units, or later ones; None: the code is unknown.
    """
    every = list(versions)
    now = in_force(every, nearest, day)
    if now is None and declared:
        return CodeListRow(code)
    if now and (row := _row(now, code)):
        return row
    holds = sorted((version for version in every if _row(version, code)), key=lambda one: (one.start, one.pk))
    before = [version for version in holds if version.start <= day]
    if own := [version for version in before if version.unit in nearest]:
        return _row(own[-1], code)
    if declared:
        return CodeListRow(code)
    return _row((before or holds)[-1], code) if holds else None


def _row(version: ListVersionData, code: str) -> CodeListRow | None:
    return next((row for row in version.rows if row.code == code), None)


def known_codes(versions: Iterable[ListVersionData], declared: Iterable[str]) -> set[str]:
    """Return every code that the list ever used: none of them may get another meaning."""
    return {*declared, *(row.code for version in versions for row in version.rows)}


def made_code(known: Collection[str]) -> str:
    """Return a code for a new item that was entered without one."""
    taken = [int(found[1]) for code in known if (found := MADE.fullmatch(code))]
    return f"item_{max(taken, default=0) + 1}"


@dataclass(frozen=True)
class VersionFault:
    """A fault of a version's rows, by message id; ``row`` counts from 0, None: all of them."""

    code: str
    row: int | None = None
    what: str = ""


def version_faults(
    rows: Sequence[tuple[CodeListRow, str, bool]], known: Collection[str], fixed: Collection[str]
) -> Iterator[VersionFault]:
    """Yield the faults of these rows as a version.

    Args:
        rows: Each with the word that will be shown, and whether its code was typed for a new item.
        known: The codes ever used.
        fixed: The codes that the program uses.
    """
    codes = [row.code for row, _word, _new in rows]
    words = [word for _row, word, _new in rows]
    for at, (row, word, new) in enumerate(rows):
        if not CODE.fullmatch(row.code):
            yield VersionFault("code", at, row.code)
        elif codes.index(row.code) < at:
            yield VersionFault("twice", at, row.code)
        elif new and row.code in known:
            yield VersionFault("used", at, row.code)
        if not word:
            yield VersionFault("word", at, row.code)
        elif words.index(word) < at:
            yield VersionFault("same_word", at, word)
    yield from (VersionFault("fixed", None, code) for code in sorted({*fixed} - {*codes}))
    if len(rows) > MOST:
        yield VersionFault("many", None, str(MOST))


@dataclass(frozen=True)
class VersionChange:
    """One difference between a version and the one in force: added, removed, renamed, moved, valued."""

    sort: str
    code: str
    was: str = ""
    now: str = ""
    column: str = ""


def version_changes(
    was: Sequence[tuple[CodeListRow, str]], now: Sequence[tuple[CodeListRow, str]], columns: Sequence[str]
) -> list[VersionChange]:
    """Return the differences; each item comes with its word. As few items count as moved as explain the order."""
    before, after = ({row.code: (row, word) for row, word in some} for some in (was, now))
    found = [VersionChange("added", code, now=word) for code, (_row, word) in after.items() if code not in before]
    found += [VersionChange("removed", code, was=word) for code, (_row, word) in before.items() if code not in after]
    for code, (row, word) in after.items():
        if code not in before:
            continue
        old, old_word = before[code]
        if word != old_word:
            found.append(VersionChange("renamed", code, old_word, word))
        for column in columns:
            if (value := row.values.get(column, "")) != (past := old.values.get(column, "")):
                found.append(VersionChange("valued", code, past, value, column))
    both = [code for code in after if code in before]
    stayed = _stayed([[*before].index(code) for code in both])
    return found + [
        VersionChange("moved", code, now=after[code][1]) for at, code in enumerate(both) if at not in stayed
    ]


def _stayed(places: Sequence[int]) -> set[int]:
    """Return the positions that form the longest increasing subsequence: all others were moved."""
    best: list[tuple[int, int]] = []  # for each: length of the longest ending there, and its predecessor
    for at, place in enumerate(places):
        length, before = max(((best[i][0], i) for i in range(at) if places[i] < place), default=(0, -1))
        best.append((length + 1, before))
    at = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    found = set()
    while at >= 0:
        found.add(at)
        at = best[at][1]
    return found
