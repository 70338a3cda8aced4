"""What many records point to, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from luoshi.org.actors.models import Post
from luoshi.records.kinds.models import Record

Values = tuple[Any, ...]


class Names:
    """What the rows of a long list point to is called: few units have many records, so each is named once."""

    def __init__(self, model: type[Record], pointing: Mapping[str, int], step: int) -> None:
        """``pointing``: fields of the model, and the places of their keys in a row."""
        self._step, self._places = step, dict(pointing)
        self._models: dict[str, Any] = {one: model._meta.get_field(one).related_model for one in pointing}
        self._called: dict[str, dict[Any, str]] = {one: {None: ""} for one in pointing}

    def known(self, rows: Iterable[Values]) -> Iterator[Values]:
        """The same rows, once what they point to is known: a query for each step of them and each field with news."""
        left = iter(rows)
        while some := list(islice(left, self._step)):
            for name, at in self._places.items():
                called = self._called[name]
                if new := {row[at] for row in some} - called.keys():
                    found = self._models[name]._base_manager.all()
                    if self._models[name] is Post:  # a post is called by its unit and its title
                        found = found.select_related("unit")
                    called |= {pk: str(one) for pk, one in found.in_bulk(new).items()}
            yield from some

    def __contains__(self, name: str) -> bool:
        return name in self._called

    def of(self, name: str) -> Callable[[Any], str]:
        """How one of the fields is said, by its key."""
        return self._called[name].__getitem__
