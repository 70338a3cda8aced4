"""The access log's hook: the higher layer that keeps the log registers itself here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record


def _nothing(*_args: object, **_named: object) -> None:
    return None


@dataclass
class Watch:
    """What is reported about kinds whose openings are logged (``CompiledKind.logged``).

    Attributes:
        opened: these records of one kind were shown to the actor, on a page, in a list, in a sheet or to a program.
        shut: the actor asked for a record, by id, that they may not read or that does not exist.
    """

    opened: Callable[[Collection[Record], Actor, datetime], None] = _nothing
    shut: Callable[[CompiledKind, int, Actor, datetime], None] = _nothing


WATCH = Watch()


def report_opening(kind: CompiledKind, pk: int, found: Record | None, actor: Actor, *, at: datetime) -> Record | None:
    """Return the requested record or None, after reporting the access if its kind is logged."""
    if kind.is_access_logged and found is None:
        WATCH.shut(kind, pk, actor, at)
    elif kind.is_access_logged and found is not None:
        WATCH.opened([found], actor, at)
    return found
