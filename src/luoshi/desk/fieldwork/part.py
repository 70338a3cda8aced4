"""The part of a kind whose records are entered in the field, on a telephone and also without a connection.

FieldWork("point", {"sample": "taken cores depth", "read": "taken moisture"}, shows="village crop", duty="sample")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.forms.step_forms import has_files
from luoshi.kernel.kinds.language.names import NameList, Names, split_names
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.links import Linked, links_of


@dataclass(frozen=True)
class FieldWork(CheckedPart):
    """Beginnings that are taken in the field, about records of another kind that were taken along.

    Attributes:
        about: the link to what is visited.
        steps: the steps that begin a record, each with the fields that its form in the field asks for; no links, rows
            or files, which need a connection.
        shows: the fields of what is visited that the telephone holds: none of them protected.
        duty: the duties of what is visited that say what is to be visited first.
    """

    about: str
    steps: Mapping[str, Names]
    shows: NameList = NameList()
    duty: NameList = NameList()

    def asks(self, step: str) -> tuple[str, ...]:
        """Return the fields that the form of a step asks for in the field."""
        return split_names(self.steps[step])

    def link(self, kind: CompiledKind) -> Linked | None:
        """Return the link to what is visited; None if there is no such link."""
        return links_of(kind.record).get(self.about)

    def visited_kind(self, kind: CompiledKind) -> CompiledKind:
        """Return the kind of what is visited."""
        link = self.link(kind)
        if link is None:
            raise LookupError(self.about)
        return link.kind

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown steps, links and fields, fields that need a connection, and what could not be sent."""
        link = self.link(kind)
        if link is None or link.several:
            yield f"field work: {self.about} is no link to the records of one kind"
        if not self.steps:
            yield "field work: no step is named"
        for name in self.steps:
            step = kind.cycle.begin(name) if name else None
            if step is None:
                yield f"field work: {name} does not begin a record"
            else:
                yield from (f"field work: {fault}" for fault in self._form_faults(kind, step))

    def _form_faults(self, kind: CompiledKind, step: Step) -> Iterator[str]:
        fields, asks = form_fields(kind, step), self.asks(step.name)
        if self.about not in fields:
            yield f"{step.name} does not ask for {self.about}"
        for name in asks:
            if name not in fields:
                yield f"{step.name} does not ask for {name}"
            elif isinstance(fields[name], LinkField | RowsField) or has_files({name: fields[name]}):
                yield f"{name} needs a connection: only plain fields are asked in the field"
        for name, field in fields.items():
            if field.required and name not in {*asks, self.about, "unit"}:
                yield f"{step.name} requires {name}, for which the form in the field does not ask"

    def cross_faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield what of the visited kind does not exist, or is protected and would lie on a telephone."""
        link = self.link(kind)
        if link is None or link.several:
            return
        there = link.kind
        for name in self.shows:
            if name not in there.fields:
                yield f"field work: {there.name} has no field {name}"
            elif name in there.masks:
                yield f"field work: {name} is protected and would lie on a telephone"
        for name in self.duty:
            if name not in there.duties_by_name:
                yield f"field work: {there.name} has no duty {name}"
