"""Who keeps who opened what: the room that does registers itself here, since it stands above those that open."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record


def _nothing(*_args: object, **_named: object) -> None:
    return None


@dataclass
class Watch:
    """What is told of kinds whose openings are kept (``Kind.logged``).

    Attributes:
        opened: these records of one kind were shown to the actor, on a page, in a list, in a sheet or to a program.
        shut: a record was asked for that the actor may not read, by its id; there may be none.
    """

    opened: Callable[[Collection[Record], Actor, datetime], None] = _nothing
    shut: Callable[[Kind, int, Actor, datetime], None] = _nothing


WATCH = Watch()


def report_opening(kind: Kind, pk: int, found: Record | None, actor: Actor, *, at: datetime) -> Record | None:
    """The record that was asked for, or none; kept where its kind is."""
    if kind.logged and found is None:
        WATCH.shut(kind, pk, actor, at)
    elif kind.logged and found is not None:
        WATCH.opened([found], actor, at)
    return found
