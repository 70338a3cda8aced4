"""The declaration of publicity: which fields are shown, to whom, for how long, and which steps wait for its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from luoshi.codes.contact import mask_name
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.names import Names, split_names
from luoshi.kernel.kinds.language.parts import Protected
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter


def field_masks(kind: CompiledKind) -> dict[str, Callable[[str], str]]:
    """Return the mask of each protected field of a kind."""
    return {name: mask for part in kind.every(Protected) for name, mask in part.masks.items()}


@dataclass(frozen=True)
class Window(CheckedPart):
    """A state in which a record is shown to more people than may read it, and in which they may object.

    Attributes:
        state: the state of publicity.
        days: the office parameter for its length, a ``limit``; unset: nothing can be posted.
        shows: the fields shown besides number, kind and unit; of protected fields only a masked name.
        then: the steps that wait until it is over.
        reads: ``unit``: everyone of its unit, of the units below, and those in charge above; ``office``: everyone in
            the office. For outsiders see ``queries.RUNS``.
    """

    state: str
    days: DeclaredParameter
    shows: Names
    then: Names
    reads: Literal["unit", "office"] = "unit"

    def __post_init__(self) -> None:
        object.__setattr__(self, "shows", split_names(self.shows))
        object.__setattr__(self, "then", split_names(self.then))

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing states, steps or fields, and fields that may not be shown."""
        columns = {field.name for field in kind.record._meta.concrete_fields}
        if self.state not in kind.cycle.states:
            yield f"publicity: no state {self.state}"
        if not kind.number:
            yield "publicity: its records have no number by which one objects"
        if not self.then:
            yield "publicity: no step waits for its end"
        for name in self.then:
            if (step := kind.cycle.by_name.get(name)) is None or self.state not in step.before:
                yield f"publicity: {name} is no step from {self.state}"
        for name in self.shows:
            if name not in columns:
                yield f"publicity: no field {name}"
            elif name in kind.hidden or field_masks(kind).get(name, mask_name) is not mask_name:
                yield f"publicity: {name} is protected, and no name: it is never shown"
        if self.reads not in ("unit", "office"):
            yield f"publicity: reads={self.reads} is neither unit nor office"
