"""The plan of a bulk step: the records on which it is taken, and why not on the others; stamps of lines. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5
from zlib import crc32

from luoshi.kernel.kinds.language.steps import Step

MOST = 5000  # records per run
SEPARATOR = "\x1f"  # between the cells of a sum: no cell has it


@dataclass(frozen=True, slots=True)
class ChosenRecord:
    """A chosen record as it is now, with the relations that the actor has to it."""

    key: int
    name: str
    state: str
    version: int
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that the step leaves unchanged.

    ``why`` is missing (it does not exist, or the actor may not see it), not_yours, state (``of``: its state), changed
    (since the version that was shown) or guarded (``of``: the guard's sentences).
    """

    key: int
    name: str
    why: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """The records on which the step would be taken, in the order chosen, and the skipped ones."""

    will: tuple[int, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class SkippedGroup:
    """Records skipped for one reason: how many, and the names of the first."""

    why: str
    of: str
    count: int
    names: tuple[str, ...]


def make_bulk_plan(
    step: Step,
    keys: Sequence[int],
    there: Mapping[int, ChosenRecord],
    against: Callable[[int], Sequence[object]],
    *,
    mandate: bool = False,
    seen: Mapping[int, int] | None = None,
) -> BulkPlan:
    """Plan the step on the records with these keys.

    Args:
        there: Those of them that the actor may see.
        against: Returns the guard's objections to a record; called only if nothing else excludes it.
        mandate: Whether the actor records a leader's decision, which only some steps allow.
        seen: Versions that must be unchanged; a record without one may have any.
    """
    will, skipped = [], []
    for key in dict.fromkeys(keys):
        one = there.get(key)
        if one is None:
            skipped.append(Skipped(key, "", "missing"))
        elif one.held.isdisjoint(step.who) or (mandate and not step.recorded):
            skipped.append(Skipped(key, one.name, "not_yours"))
        elif one.state not in step.before:
            skipped.append(Skipped(key, one.name, "state", one.state))
        elif (seen or {}).get(key, one.version) != one.version:
            skipped.append(Skipped(key, one.name, "changed"))
        elif reasons := " ".join(map(str, against(key))):
            skipped.append(Skipped(key, one.name, "guarded", reasons))
        else:
            will.append(key)
    return BulkPlan(tuple(will), tuple(skipped))


def group_skipped(skipped: Iterable[Skipped], names: int = 5) -> list[SkippedGroup]:
    """Group the skipped records by reason, the commonest first, with the first few names of each group."""
    found: dict[tuple[str, str], list[str]] = {}
    for record in skipped:
        found.setdefault((record.why, record.of), []).append(record.name)
    groups = [
        SkippedGroup(why, of, len(all_names), tuple(name for name in all_names if name)[:names])
        for (why, of), all_names in found.items()
    ]
    return sorted(groups, key=lambda group: -group.count)


def row_key(form: UUID, record: int) -> UUID:
    """Return the idempotency key of one record's step in a run: a repeated form finds each row's earlier act."""
    return uuid5(form, str(record))


def pack_versions(rows: Mapping[int, int]) -> str:
    """Encode records and versions as one form field: "12:1 13:4". A field per row would exceed Django's limit."""
    return " ".join(f"{key}:{version}" for key, version in rows.items())


def unpack_versions(text: str) -> dict[int, int]:
    """Decode what ``pack_versions`` wrote.

    Raises:
        ValueError: The text is something else, or has more records than a run takes.
    """
    rows = {}
    for pair in text.split():
        key, _, version = pair.partition(":")
        if not (key.isdecimal() and version.isdecimal() and len(key) < 19 and len(version) < 10):
            raise ValueError(f"no record with its version: {pair[:40]}")
        rows[int(key)] = int(version)
    if len(rows) > MOST:
        raise ValueError(f"more than {MOST} records")
    return rows


def stamp_line(version: object, passing: Sequence[str]) -> int | str:
    """Return what a line of an exported list carries: its record's version, and a sum of the cells that pass by.

    Args:
        passing: the words of the columns that change without a step on the record, such as its light.
    """
    plain = int(str(version))
    return f"{plain}-{crc32(SEPARATOR.join(passing).encode()):08x}" if passing else plain


def read_stamp(words: str, passing: Sequence[str] | None) -> tuple[int | None, bool]:
    """Return the version that a line carries, None if it carries none, and whether its passing cells are as written.

    Args:
        passing: the words of these columns in the sheet; None: it has not all of them.

    Raises:
        ValueError: the words are no stamp.
    """
    if not words:
        return None, True
    version, dash, _sum = words.partition("-")
    if not (version.isdecimal() and version.isascii() and len(version) < 10):
        raise ValueError(f"no version of a record: {words[:40]}")
    return int(version), not dash or passing is None or str(stamp_line(version, passing)) == words
