"""The declaration of a paper about a record, in its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from luoshi.base.labels import Label
from luoshi.desk.declarations.office import office
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.names import Names, split_names
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter

CHECK = office(__name__).values["papers.check"]  # whether the public may check a paper by its number and code

LIKE = ("certificate", "notice")  # the shipped templates
LONGEST = 40  # most characters of the kind's and the paper's name together


@dataclass(frozen=True)
class Declared(CheckedPart):
    """A paper that a step writes: its content and validity.

    Attributes:
        name: its name within the kind, for URLs.
        label: its name, also printed as its head.
        on: the steps that write it; writing it again replaces the one before.
        shows: the fields it contains, also ``title``; none may be protected.
        prefix: the prefix of its numbers, unique among kinds and papers.
        like: the shipped template: a certificate, or a notice with a table.
        stands: the condition on the record under which it is valid; None: until it is replaced.
        until: the field with its last day; "": it has none.
        rows: the rows inside the record that it lists, one line each; none of their columns may be protected.
        check: the office parameter that opens public checks of it.
        open_while: fields, each with the yes-or-no value of the office without which a public check does not tell it.
    """

    name: str
    label: Label
    on: Names
    shows: Names
    prefix: str
    like: Literal["certificate", "notice"] = "notice"
    stands: When | None = None
    until: str = ""
    check: DeclaredParameter = CHECK
    rows: Names = ""
    open_while: tuple[tuple[str, DeclaredParameter], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "on", split_names(self.on))
        object.__setattr__(self, "shows", split_names(self.shows))
        object.__setattr__(self, "rows", split_names(self.rows))

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing steps or fields, and fields that a paper may not contain."""
        where, columns = f"paper {self.name}: ", {field.name for field in kind.record._meta.concrete_fields}
        if self.like not in LIKE:
            yield f"{where}like={self.like} is no template: it is one of {', '.join(LIKE)}"
        if not self.on:
            yield f"{where}no step writes it"
        yield from (f"{where}no step {step}" for step in self.on if step not in kind.cycle.by_name)
        closed = {*kind.masked_fields, *kind.hidden}
        for name in (*self.shows, *filter(None, [self.until])):
            if name not in columns:
                yield f"{where}no field {name}"
            elif name in closed:
                yield f"{where}{name} is protected: no paper says it"
        yield from (f"{where}it does not show {name}" for name, _value in self.open_while if name not in self.shows)
        inside = {part.name: part for part in kind.every(Rows)}
        for name in split_names(self.rows):
            if name not in inside:
                yield f"{where}no rows {name}"
            elif inside[name].write_only_columns or inside[name].large:
                yield f"{where}rows {name} are protected, or too many for a paper"
        if not self.prefix or self.prefix == kind.prefix:
            yield f"{where}its numbers need a prefix of their own"
        if len(paper_template_key(kind, self)) > LONGEST:
            yield f"{where}with the kind's name it is longer than {LONGEST}"
        if [part.name for part in kind.every(Declared)].count(self.name) > 1:
            yield f"{where}there are two"


def paper_template_key(kind: CompiledKind, part: Declared) -> str:
    """Return the key of its templates."""
    return f"{kind.name}.{part.name}"
