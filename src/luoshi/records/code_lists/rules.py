"""Which version of a list is in force, what a code is called by it, and what a new version may not do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

CODE = re.compile(r"[a-z0-9_]{1,40}")
MADE = re.compile(r"item_([0-9]{1,9})")
MOST = 200  # items of one list


@dataclass(frozen=True)
class CodeListRow:
    """An item as a version holds it; ``word`` "": as the program calls it. Values are text, by column."""

    code: str
    word: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListVersionData:
    """A list from a day on, for a unit and all beneath it that have none of their own, or for all (None)."""

    pk: int
    unit: int | None
    start: date
    rows: tuple[CodeListRow, ...]


def in_force(versions: Iterable[ListVersionData], nearest: Sequence[int | None], day: date) -> ListVersionData | None:
    """The version that holds on a day: that of the nearest unit that has one; there the latest.

    Of two of the same unit and day the one that was set last holds: it took the other's place before its day came.

    Args:
        nearest: the unit, those above it, the nearest first, then None: what holds for all.
    """
    latest: dict[int | None, ListVersionData] = {}
    for version in sorted(versions, key=lambda one: (one.start, one.pk)):
        if version.start <= day:
            latest[version.unit] = version
    return next((latest[unit] for unit in nearest if unit in latest), None)


def last_row(
    code: str, versions: Iterable[ListVersionData], nearest: Sequence[int | None], day: date, declared: bool
) -> CodeListRow | None:
    """The row by which a code is called on a day: of the version in force, else of the last before that held it.

    An item that was taken out keeps its word so. Where none of the unit's own and those above it held it, it is called
    as the program calls it, if it declares it; else as other units do, or as it will be called; None: nobody knows it.
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
    """Every code that ever stood for something in the list: none of them will stand for anything else."""
    return {*declared, *(row.code for version in versions for row in version.rows)}


def made_code(known: Collection[str]) -> str:
    """A code for a new item for which none was typed."""
    taken = [int(found[1]) for code in known if (found := MADE.fullmatch(code))]
    return f"item_{max(taken, default=0) + 1}"


@dataclass(frozen=True)
class VersionFault:
    """What is wrong with a version's rows, by message id; ``row`` counts from 0, None: with all of them."""

    code: str
    row: int | None = None
    what: str = ""


def version_faults(
    rows: Sequence[tuple[CodeListRow, str, bool]], known: Collection[str], fixed: Collection[str]
) -> Iterator[VersionFault]:
    """What speaks against these rows as a version.

    Args:
        rows: each with the word that it will be shown by, and whether it is new: its code was typed for a new item.
        known: the codes that ever stood for something.
        fixed: those that the program names.
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
    """One thing in which a version differs from what was in force: added, removed, renamed, moved, valued."""

    sort: str
    code: str
    was: str = ""
    now: str = ""
    column: str = ""


def version_changes(
    was: Sequence[tuple[CodeListRow, str]], now: Sequence[tuple[CodeListRow, str]], columns: Sequence[str]
) -> list[VersionChange]:
    """What is different; each item comes with the word by which it is shown. As few are moved as explain the order."""
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
    """Which of these places form the longest row that goes up: all others were moved."""
    best: list[tuple[int, int]] = []  # of each: how long the longest that ends there is, and what stands before it
    for at, place in enumerate(places):
        length, before = max(((best[i][0], i) for i in range(at) if places[i] < place), default=(0, -1))
        best.append((length + 1, before))
    at = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    found = set()
    while at >= 0:
        found.add(at)
        at = best[at][1]
    return found
