"""What a step would do to each of many records, and why not to others. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from luoshi.records.kinds.rules import Step

MOST = 5000  # records in one run


@dataclass(frozen=True, slots=True)
class ChosenRecord:
    """A chosen record as it stands now, with the relations in which the actor stands to it."""

    key: int
    name: str
    state: str
    version: int
    held: frozenset[str]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that the step leaves as it is.

    ``why`` is missing (there is none, or it is not the actor's to see), not_yours, state (``of``: the state it is in),
    changed (since the version that was seen) or guarded (``of``: the guard's sentences).
    """

    key: int
    name: str
    why: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """The records on which the step would be taken, in the order chosen, and the others."""

    will: tuple[int, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class SkippedGroup:
    """Records that are left for one reason: how many, and the names of the first."""

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
    """What the step would do to the records of these keys.

    Args:
        there: those of them that the actor may see.
        against: the guard's reasons against one of them; asked only where nothing else stands against it.
        mandate: whether the actor records what a leader decided, which only some steps allow.
        seen: versions that must still stand; a record without one may have any.
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
    """The skipped records by their reason, the commonest first; of each the first few names."""
    found: dict[tuple[str, str], list[str]] = {}
    for record in skipped:
        found.setdefault((record.why, record.of), []).append(record.name)
    groups = [
        SkippedGroup(why, of, len(all_names), tuple(name for name in all_names if name)[:names])
        for (why, of), all_names in found.items()
    ]
    return sorted(groups, key=lambda group: -group.count)


def row_key(form: UUID, record: int) -> UUID:
    """The key of one record's step in a run: the same form sent again finds each row's own act again."""
    return uuid5(form, str(record))


def pack_versions(rows: Mapping[int, int]) -> str:
    """Records with their versions as one field of a form: "12:1 13:4". A field a row would pass Django's bound."""
    return " ".join(f"{key}:{version}" for key, version in rows.items())


def unpack_versions(text: str) -> dict[int, int]:
    """What ``pack_versions`` wrote.

    Raises:
        ValueError: it is something else, or more than a run takes.
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
