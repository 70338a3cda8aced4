"""The rows of a list of any length, as tuples: read in chunks, with the names of references and with lights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any

from luoshi.base.forms.shapes import Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.queries.reference_names import ReferenceNames, Values
from luoshi.desk.tags.part import lists_in_use, tag_parameter, tag_words
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record

STEP = 500  # rows in memory at once


class LongList:
    """Records of a kind as tuples of columns, without a query per row.

    The list's own query reads all rows; for each chunk, further queries read new references and what lights need.

    Attributes:
        places: The position of each requested column in a row.
    """

    def __init__(self, declared: CompiledKind, records: Any, columns: Iterable[str], actor: Actor, day: date) -> None:
        """``records``: the list's query set as the actor may read it. ``columns`` may repeat a name."""
        needed = declared.lights.needed if declared.lights else ()
        # Values, not records: to construct a hundred thousand objects takes longer than everything else.
        self._declared, self._tagged = declared, lists_in_use(declared)
        asked = list(dict.fromkeys([*columns, *needed, *(["pk"] if self._tagged else [])]))
        self.places = {name: at for at, name in enumerate(asked)}
        model = declared.record
        pointing = {name: at for name, at in self.places.items() if name != "pk" and name in _keys(model)}
        self._names = ReferenceNames(model, pointing, STEP, actor, day)
        self._rows = records.values_list(*asked)
        self._pick = itemgetter(*(self.places[name] for name in needed)) if needed else None
        self._lit = declared.lights.along(day) if declared.lights else None
        for at, code_list in enumerate(self._tagged, len(asked)):
            self.places[tag_parameter(code_list)] = at

    def name_lookup(self, name: str) -> Callable[[object], str] | None:
        """Return the function from a key of a column to the name of what it refers to; None for a plain column."""
        return self._names.of(name) if name in self._names else None

    def rows(self) -> Iterator[tuple[Values, Light | None]]:
        """Yield each row with its light by the kind's own rules; None if the kind has none."""
        rows = self._with_tags(self._names.load_names(self._rows.iterator(chunk_size=STEP)))
        if self._lit is None or self._pick is None:
            for row in rows:
                yield row, None
            return
        while some := list(islice(rows, STEP)):
            yield from zip(some, self._lit(list(map(self._pick, some))), strict=True)

    def _with_tags(self, rows: Iterator[Values]) -> Iterator[Values]:
        """Yield the rows, each with the words of its tags by list at its end."""
        if not self._tagged:
            yield from rows
            return
        key, names = self.places["pk"], [tag_parameter(code_list) for code_list in self._tagged]
        while some := list(islice(rows, STEP)):
            words = tag_words(self._declared, [row[key] for row in some], self._tagged)
            yield from ((*row, *(words[name].get(row[key], "") for name in names)) for row in some)


def _keys(model: type[Record]) -> Sequence[str]:
    """Return the model's foreign keys."""
    return [field.name for field in model._meta.get_fields() if field.many_to_one and field.concrete]
