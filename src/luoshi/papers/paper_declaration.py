"""What a paper about a record is, as its kind declares it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from luoshi.records.declaring.office import office
from luoshi.records.kinds.conditions import When
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.parts import Part
from luoshi.records.kinds.rules import Names, split_names

CHECK = office(__name__).values["papers.check"]  # whether anybody may check a paper by its number and code

LONGEST = 40  # characters of a kind's and a paper's name together


@dataclass(frozen=True)
class Declared(Part):
    """A paper that a step writes: what it says, and until when it holds.

    Attributes:
        name: its name within the kind, in addresses.
        label: what it is called, and what stands at its head.
        on: the steps that write it; written again, the one before is replaced.
        shows: the fields that it says, none of them protected: also ``title``.
        prefix: what its number begins with; no other kind or paper has the same.
        like: the template that is shipped for it: a certificate, or a notice with a table.
        stands: when it holds, of the record as it is; None: until it is replaced.
        until: the field with its last day; "": it has none.
        check: the value that lets anybody check it.
    """

    name: str
    label: Any
    on: Names
    shows: Names
    prefix: str
    like: Literal["certificate", "notice"] = "notice"
    stands: When | None = None
    until: str = ""
    check: Any = CHECK

    def __post_init__(self) -> None:
        object.__setattr__(self, "on", split_names(self.on))
        object.__setattr__(self, "shows", split_names(self.shows))

    def faults(self, kind: Kind) -> Iterator[str]:
        """Steps or fields that are not there, or that a paper may not say."""
        where, columns = f"paper {self.name}: ", {field.name for field in kind.record._meta.concrete_fields}
        if not self.on:
            yield f"{where}no step writes it"
        yield from (f"{where}no step {step}" for step in self.on if step not in kind.cycle.by_name)
        closed = {*kind.masked, *kind.hidden}
        for name in (*self.shows, *filter(None, [self.until])):
            if name not in columns:
                yield f"{where}no field {name}"
            elif name in closed:
                yield f"{where}{name} is protected: no paper says it"
        if not self.prefix or self.prefix == kind.prefix:
            yield f"{where}its numbers need a prefix of their own"
        if len(paper_template_key(kind, self)) > LONGEST:
            yield f"{where}with the kind's name it is longer than {LONGEST}"
        if [part.name for part in kind.every(Declared)].count(self.name) > 1:
            yield f"{where}there are two"


def paper_template_key(kind: Kind, part: Declared) -> str:
    """What its templates are kept under."""
    return f"{kind.name}.{part.name}"
