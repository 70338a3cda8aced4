"""Decides which backups stay, whether the last one is old, and how their files are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

OLD = timedelta(days=2)  # a backup that is older is warned of
UPGRADES = 3  # backups made before an upgrade that stay
PHRASE_LENGTHS = 12, 1000  # characters that a pass phrase has at least and at most
NAME = re.compile(r"luoshi-(\d{8}-\d{6})\.zip(\.age)?")
BEFORE = re.compile(r"luoshi-before-upgrade-(\d{8}-\d{6})\.zip(\.age)?")
STAMP = "%Y%m%d-%H%M%S"


def backup_file_name(at: datetime, *, upgrade: bool = False, encrypted: bool = False) -> str:
    """The name of a backup made at a moment, in the local time that the moment carries."""
    return f"luoshi-{'before-upgrade-' if upgrade else ''}{at.strftime(STAMP)}.zip{'.age' if encrypted else ''}"


def made_at(name: str) -> datetime | None:
    """When the backup of this name was made, in local time; None for any other file."""
    found = NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], STAMP) if found else None
    except ValueError:
        return None


def backups_to_keep(moments: Collection[datetime], *, days: int, weeks: int, months: int) -> set[datetime]:
    """Which backups stay: the last of each of the newest days, weeks and months of which there is one, and the newest.

    Counted are days, weeks and months with a backup, so that a long pause takes none away.
    """
    staying = set(sorted(moments)[-1:])
    spans: list[tuple[int, Callable[[datetime], object]]] = [
        (days, datetime.date),
        (weeks, lambda at: at.isocalendar()[:2]),
        (months, lambda at: (at.year, at.month)),
    ]
    for count, span in spans:
        last = {span(at): at for at in sorted(moments)}
        staying |= set(list(last.values())[-count:] if count else [])
    return staying


def is_old(made: datetime, at: datetime) -> bool:
    """Whether a backup made then is too old now."""
    return at - made > OLD
