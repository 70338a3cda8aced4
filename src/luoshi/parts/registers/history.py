"""The part of a kind that keeps what an entry was called, of what sort it was and so on, each from a day to a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.parts import Part
from luoshi.records.kinds.rules import Names, split_names


@dataclass(frozen=True)
class History(Part):
    """Fields whose earlier values are kept with their days, when a step says that one of them is another from a day on.

    What is put right was never so: it keeps no day.
    """

    fields: Names

    @property
    def names(self) -> tuple[str, ...]:
        """The fields one by one."""
        return split_names(self.fields)

    def faults(self, kind: Kind) -> Iterator[str]:
        """Fields that are not there, that are protected, or that lead to another record."""
        columns = {one.name: one for one in kind.record._meta.concrete_fields}
        for one in self.names:
            if one not in columns:
                yield f"history: no field {one}"
            elif one in {*kind.masked, *kind.hidden}:
                yield f"history: {one} is protected, and its earlier values would lie open"
            elif columns[one].is_relation:
                yield f"history: {one} is a link, whose earlier values the timeline tells"


def kept_of(kind: Kind) -> tuple[str, ...]:
    """The fields of a kind whose earlier values are kept."""
    return tuple(name for one in kind.every(History) for name in one.names)
