"""The part of a kind that keeps former values of fields (name, sort and so on) with their days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.names import Names, split_names


@dataclass(frozen=True)
class History(CheckedPart):
    """Fields whose former values are kept with their days, when a step changes them from a day on.

    Corrected values were never true, and are not kept.
    """

    fields: Names

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return split_names(self.fields)

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield fields that are missing, protected, or links."""
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        for name in self.names:
            if name not in columns:
                yield f"history: no field {name}"
            elif name in {*kind.masked_fields, *kind.hidden}:
                yield f"history: {name} is protected, and its earlier values would lie open"
            elif columns[name].is_relation:
                yield f"history: {name} is a link, whose earlier values the timeline tells"


def kept_of(kind: CompiledKind) -> tuple[str, ...]:
    """Return the fields of a kind whose former values are kept."""
    return tuple(name for part in kind.every(History) for name in part.names)
