"""Rules for backups: which are kept, when the last one is too old, and their file names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

OLD = timedelta(days=2)  # a backup older than this causes a warning
UPGRADES = 3  # number of backups kept from before upgrades
PHRASE_LENGTHS = 12, 1000  # minimum and maximum length of a pass phrase
NAME = re.compile(r"luoshi-(\d{8}-\d{6})\.zip(\.age)?")
BEFORE = re.compile(r"luoshi-before-upgrade-(\d{8}-\d{6})\.zip(\.age)?")
STAMP = "%Y%m%d-%H%M%S"


def backup_file_name(at: datetime, *, upgrade: bool = False, encrypted: bool = False) -> str:
    """Return the name of a backup made at a time, in the local time that it carries."""
    return f"luoshi-{'before-upgrade-' if upgrade else ''}{at.strftime(STAMP)}.zip{'.age' if encrypted else ''}"


def made_at(name: str) -> datetime | None:
    """Return when the backup of this name was made, in local time; None for any other file."""
    found = NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], STAMP) if found else None
    except ValueError:
        return None


def backups_to_keep(moments: Collection[datetime], *, days: int, weeks: int, months: int) -> set[datetime]:
    """Return the backups to keep: the newest, and the last of each of the latest days, weeks and months with a backup.

    Only days, weeks and months with a backup are counted, so that a long pause removes none.
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
    """Return True if a backup made then is too old now."""
    return at - made > OLD
