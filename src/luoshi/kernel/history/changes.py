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

    A column that had another value carries it as ``was``. An event with few values keeps them all; in a longer one a
    column that an earlier event gave the same value is no change. What a step asks besides the record's columns is said
    anew each time.
    """
    standing: dict[str, str] = {}
    for values in events:
        given = tuple(values)
        short = sum(bool(value.text) for value in given) <= LINE
        yield EventChanges(_filled(_with_former(given, standing))) if short else _told(given, standing)
        standing |= {value.name: value.text for value in given if value.column}


def _with_former(given: Iterable[GivenValue], standing: Mapping[str, str]) -> Iterator[GivenValue]:
    for value in given:
        yield replace(value, was=standing[value.name]) if _is_changed(value, standing) else value


def _told(given: tuple[GivenValue, ...], standing: Mapping[str, str]) -> EventChanges:
    same = tuple(value for value in given if value.column and standing.get(value.name) == value.text)
    changed = _with_former((value for value in given if value not in same), standing)
    told = tuple(value for value in changed if value.text or value.was)
    most = len(told) if len(told) <= SHOWN + 1 else SHOWN  # a fold of one value would save nothing
    return EventChanges(told[:most], told[most:], _filled(same))


def _is_changed(value: GivenValue, standing: Mapping[str, str]) -> bool:
    """Whether an earlier event gave the column another value; an entry that says so itself knows better."""
    return value.column and value.was is None and standing.get(value.name, value.text) not in ("", value.text)


def _filled(values: Iterable[GivenValue]) -> tuple[GivenValue, ...]:
    return tuple(value for value in values if value.text or value.was is not None)
