"""The rows of a list of any length, as values: read some at a time, what they point to named, each with its light."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from luoshi.org.base.shapes import Light
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.declaration import Kind
from luoshi.records.lists.queries.reference_names import ReferenceNames, Values

STEP = 500  # rows in memory at once


class LongList:
    """Records of a kind as tuples of columns. Nothing is asked for a row: all are read by the list's own query, and
    for each step of them what they newly point to and what their lights need besides columns.

    Attributes:
        places: where each column that was asked for stands in a row.
    """

    def __init__(self, declared: Kind, records: Any, columns: Iterable[str], actor: Actor, day: date) -> None:
        """``records``: the list's query set, read by the actor; ``columns`` may name one twice."""
        needed = declared.lights.needed if declared.lights else ()
        # Values, not records: of a hundred thousand, to make the objects takes longer than all else.
        asked = list(dict.fromkeys([*columns, *needed]))
        self.places = {name: at for at, name in enumerate(asked)}
        model: Any = declared.record
        pointing = {name: at for name, at in self.places.items() if name != "pk" and name in _keys(model)}
        self._names = ReferenceNames(model, pointing, STEP, actor, day)
        self._rows = records.values_list(*asked)
        self._pick = itemgetter(*(self.places[name] for name in needed)) if needed else None
        self._lit = declared.lights.along(day) if declared.lights else None

    def called(self, name: str) -> Callable[[Any], str] | None:
        """How what a column points to is called, by its key; None for a column that points to nothing."""
        return self._names.of(name) if name in self._names else None

    def rows(self) -> Iterator[tuple[Values, Light | None]]:
        """Each row with its light by the kind's own rules; None where the kind has none."""
        rows = self._names.known(self._rows.iterator(chunk_size=STEP))
        if self._lit is None or self._pick is None:
            for row in rows:
                yield row, None
            return
        while some := list(islice(rows, STEP)):
            yield from zip(some, self._lit(list(map(self._pick, some))), strict=True)


def _keys(model: Any) -> Sequence[str]:
    """The fields that point to one of many others."""
    return [field.name for field in model._meta.get_fields() if field.many_to_one and field.concrete]
