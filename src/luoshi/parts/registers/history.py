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
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        for name in self.names:
            if name not in columns:
                yield f"history: no field {name}"
            elif name in {*kind.masked, *kind.hidden}:
                yield f"history: {name} is protected, and its earlier values would lie open"
            elif columns[name].is_relation:
                yield f"history: {name} is a link, whose earlier values the timeline tells"


def kept_of(kind: Kind) -> tuple[str, ...]:
    """The fields of a kind whose earlier values are kept."""
    return tuple(name for part in kind.every(History) for name in part.names)
