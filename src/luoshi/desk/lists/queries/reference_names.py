"""The names of what many records refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.links import links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.search.links.queries import linked_records_by_id
from luoshi.org.actors.models import Post

Values = tuple[Any, ...]


class ReferenceNames:
    """The names of what the rows of a long list refer to: few units have many records, so each is loaded once."""

    def __init__(self, model: type[Record], pointing: Mapping[str, int], step: int, actor: Actor, day: date) -> None:
        """``pointing``: fields of the model, with the positions of their keys in a row.

        Linked records show only what the actor may know on the day; anything else shows its name.
        """
        self._links, self._reader = links_of(model), (actor, day)
        self._step, self._places = step, dict(pointing)
        self._models: dict[str, Any] = {name: model._meta.get_field(name).related_model for name in pointing}
        self._called: dict[str, dict[object, str]] = {name: {None: ""} for name in pointing}

    def load_names(self, rows: Iterable[Values]) -> Iterator[Values]:
        """Yield the rows once their references are loaded: one query per chunk and field with new keys."""
        left = iter(rows)
        while some := list(islice(left, self._step)):
            for name, at in self._places.items():
                called = self._called[name]
                if new := {row[at] for row in some} - called.keys():
                    called |= {pk: str(row) for pk, row in self._find_references(name, new).items()}
            yield from some

    def _find_references(self, name: str, new: set[Any]) -> Mapping[int, object]:
        if name in self._links:
            return linked_records_by_id(new, *self._reader, with_states=self._links[name].several)
        rows = self._models[name]._base_manager.all()
        if self._models[name] is Post:  # a post's name includes its unit
            rows = rows.select_related("unit")
        found = rows.in_bulk(new)
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._called

    def of(self, name: str) -> Callable[[Any], str]:
        """Return the function from a key of a field to its name."""
        return self._called[name].__getitem__
