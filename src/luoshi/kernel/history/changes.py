"""What each event of a record changed, told apart from the values that its form only sent again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from luoshi.kernel.history.sentences import GivenValue

LINE = 4  # at most so many values are read as one line
SHOWN = 6  # values of a longer event that are shown; the others are behind a fold


@dataclass(frozen=True)
class EventChanges:
    """The values of one event: those to show, those left for a fold, and those that stood there before already."""

    shown: tuple[GivenValue, ...]
    folded: tuple[GivenValue, ...] = ()
    same: tuple[GivenValue, ...] = ()

    @property
    def in_one_line(self) -> bool:
        """Whether the event is short enough for one line."""
        return not (self.folded or self.same) and len(self.shown) <= LINE


def changes_of_events(events: Iterable[Iterable[GivenValue]]) -> Iterator[EventChanges]:
    """Yield for the values of each event, oldest first, what it changed; the events are those of one record.

    An event with few values is left as it is. In a longer one a column that an earlier event gave the same value is no
    change; if it had another value, the new one carries it as ``was``. What a step asks besides the record's columns is
    said anew each time.
    """
    standing: dict[str, str] = {}
    for values in events:
        given = tuple(values)
        yield (
            _told(given, standing) if sum(bool(value.text) for value in given) > LINE else EventChanges(_filled(given))
        )
        standing |= {value.name: value.text for value in given if value.column}


def _told(given: tuple[GivenValue, ...], standing: Mapping[str, str]) -> EventChanges:
    same = tuple(value for value in given if value.column and standing.get(value.name) == value.text)
    changed = [
        replace(value, was=standing[value.name]) if _is_changed(value, standing) else value
        for value in given
        if value not in same
    ]
    told = tuple(value for value in changed if value.text or value.was)
    most = len(told) if len(told) <= SHOWN + 1 else SHOWN  # a fold of one value would save nothing
    return EventChanges(told[:most], told[most:], _filled(same))


def _is_changed(value: GivenValue, standing: Mapping[str, str]) -> bool:
    """Whether an earlier event gave the column another value; an entry that says so itself knows better."""
    return value.column and value.was is None and value.name in standing


def _filled(values: Iterable[GivenValue]) -> tuple[GivenValue, ...]:
    return tuple(value for value in values if value.text or value.was is not None)
