"""The part by which a kind's records can be assessed in a round of review, and the link from there to any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import row_model
from luoshi.kernel.kinds.registry import declared_kinds


@dataclass(frozen=True)
class Assessable(CheckedPart):
    """Its records can be assessed: ``Assessable("found selected", people="person", shows="grade", named="origin")``.

    Attributes:
        at: the states in which a round takes them in.
        takes: the step, nobody's, that gets their score and rank once a ranking is confirmed; "": they stay there.
        group: the field with the field of work, by which assessors are chosen; "": any assessor.
        cls: the field with the class within which they are ranked; "": all together.
        people: the links to the people behind them, who do not assess, also of rows: "leader members.person".
        organisations: the links to the organisations behind them, whose people do not assess; "pk": it is one itself.
        unsuited: the links to people who were asked not to assess.
        shows: the fields that an assessor sees; ``named``: those that only a round shows that is not blind.
        files: the steps whose files an assessor opens; ``blind``: those of a blind round.
        as_unit: the link to the unit that it is itself; "": it is of the record's unit.
    """

    at: NameList = NameList(None)
    takes: str = ""
    group: str = ""
    cls: str = ""
    people: NameList = NameList()
    organisations: NameList = NameList()
    unsuited: NameList = NameList()
    shows: NameList = NameList()
    named: NameList = NameList()
    files: NameList = NameList()
    blind: NameList = NameList()
    as_unit: str = ""

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown states, steps, fields and links, and protected fields that an assessor would see."""
        yield from (f"assessed: no state {state}" for state in self.at if state not in kind.cycle.states)
        steps = (*self.files, *self.blind, *filter(None, (self.takes,)))
        yield from (f"assessed: no step {step}" for step in steps if step not in kind.cycle.by_name)
        fields = (*self.shows, *self.named, *filter(None, (self.group, self.cls, self.as_unit)))
        yield from (f"assessed: no field {name}" for name in fields if name not in kind.fields)
        yield from (f"assessed: {name} is protected" for name in fields if name in kind.masked_fields)
        rows = {part.name: row_model(part) for part in kind.every(Rows)}
        for path in (*self.people, *self.organisations, *self.unsuited):
            name, _dot, link = path.partition(".")
            model = rows.get(name) if link else kind.record
            known = {field.name for field in model._meta.concrete_fields if field.is_relation} if model else ()
            if path != "pk" and (link or name) not in known:
                yield f"assessed: no link {path}"


def assessed_part(kind: CompiledKind) -> Assessable | None:
    """Return how records of a kind are assessed; None: they are not."""
    return next(iter(kind.every(Assessable)), None)


def assessed_kinds() -> list[CompiledKind]:
    """List the kinds whose records can be assessed, also those of lines that are switched off."""
    return [kind for kind in declared_kinds() if assessed_part(kind) is not None]


class AboutAssessed(About):
    """A link to any record that can be assessed."""

    any_kind = False

    def _leads_to_kind(self, kind: CompiledKind) -> bool:
        return assessed_part(kind) is not None
