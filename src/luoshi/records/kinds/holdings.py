"""Who holds what about a record, from which day to which day: pairs, posts, people in charge; declared, not counted.

    Held("pairs", _("Paired with"), rows="pairs", who="member", exactly=1, alone=True, fill=P_DAYS)
    Held("posts", _("Posts"), of="appointments", via="body", who="person", role="post", exactly={"chair": 1})

Both days count: who leaves on 14 March has 14 March, and nobody holds it from the 15th. ``records.held`` does the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luoshi.records.kinds.conditions import When, walk_conditions
from luoshi.records.kinds.figures import NAME
from luoshi.records.kinds.parts import Part
from luoshi.records.kinds.rows import Rows
from luoshi.records.kinds.unique import is_own

if TYPE_CHECKING:
    from luoshi.records.kinds.declaration import Kind

Asked = int | Mapping[str, int]  # so many; or so many by the code of the role


def what_is_held(kind: Kind, said: str) -> tuple[Held | None, str]:
    """What a relation or a duty names, "pairs" or "parts head": the kind's part and the code of a role, or ""."""
    name, _blank, code = said.partition(" ")
    return next((holding for holding in kind.every(Held) if holding.name == name), None), code


@dataclass(frozen=True)
class Held(Part):
    """Who holds something about a record from a day to a day: the rows inside it, or records of a kind that link to it.

    Who has no first day, or of whom it is not known who they are, surely holds nothing.

    Attributes:
        rows: the rows inside the record; or ``of``: the kind whose records say who holds it.
        via: of that kind the field by which they link to the record; "": the only one.
        who: the field with the holder: a link to a record, an entry of a register for instance; or text or a choice,
            where there is no register.
        role: the field with codes that says what is held, where there are several things; "": one thing alone.
        where: which of them hold it at all, by state and own fields. The days say who does no more: a condition on the
            state only strikes out what never was, as ``~Is(state="refused")``.
        first, last: the fields with both days; an empty last day leaves the end open.
        exactly: so many hold it on every day, by code where there is a role; a step that makes more is refused.
        least: at least so many.
        once: nobody holds the same thing twice at a time in one record.
        alone: nobody holds it of two records at a time.
        fill: the office's value that says within how many days it is filled again; None: a vacancy is never overdue.
        only: which of the kind's records somebody must hold it of; None: all of them.
        since: the record's field with the day from which somebody must; "": the day on which it was opened, or on which
            the first one began, if that was earlier.
    """

    name: str
    label: Any
    who: str
    rows: str = ""
    of: str = ""
    via: str = ""
    role: str = ""
    where: When | None = field(default=None, compare=False)
    first: str = "from_day"
    last: str = "to_day"
    exactly: Asked | None = field(default=None, compare=False)
    least: Asked | None = field(default=None, compare=False)
    once: bool = False
    alone: bool = False
    fill: Any = field(default=None, compare=False)
    only: When | None = field(default=None, compare=False)
    since: str = ""

    @property
    def needed(self) -> dict[str, int]:
        """How many must hold it, by the role's code; the code is "" where there is no role."""
        asked = self.exactly if self.exactly is not None else self.least
        return {} if asked is None else {"": asked} if isinstance(asked, int) else dict(asked)

    @property
    def most(self) -> dict[str, int]:
        """How many may hold it, by the role's code; who is not named here may be as many as they like."""
        return self.needed if self.exactly is not None else {}

    @property
    def bounded(self) -> bool:
        """Whether a step may have to be refused, because too many would hold it, one would twice, or of two records."""
        return self.exactly is not None or self.once or self.alone

    @property
    def source(self) -> str:
        """The name of the rows or of the kind that says who holds it."""
        return self.rows or self.of

    def faults(self, kind: Kind) -> Iterator[str]:
        """What does not go together; what it names elsewhere is looked for once all kinds are declared."""
        yield from (f"held {self.name}: {fault}" for fault in self._faults(kind))

    def _faults(self, kind: Kind) -> Iterator[str]:
        if not NAME.fullmatch(self.name):
            yield "its name stands in addresses: small letters, figures and _"
        if sum(holding.name == self.name for holding in kind.every(Held)) > 1:
            yield "another one has this name"
        if bool(self.rows) == bool(self.of):
            yield "say where it stands who holds it: the rows of the record (rows=) or a kind that links to it (of=)"
        inside = next((rows_part for rows_part in kind.every(Rows) if rows_part.name == self.rows), None)
        if self.rows and inside is None:
            yield f"the kind has no rows {self.rows}"
        for name in filter(None, (self.who, self.role, self.first, self.last) if inside else ()):
            if inside and name not in inside.fields:
                yield f"the rows {self.rows} ask for no {name}: nobody could say it"
        if self.rows and self.via:
            yield "rows inside a record link by no field: leave via out"
        if not (self.first and self.last):
            yield "say the fields with its first and its last day: nobody holds anything without days"
        if self.exactly is not None and self.least is not None:
            yield "it says exactly and least: one of them"
        yield from self._of_numbers()
        if self.fill is not None and not self.needed:
            yield "fill says when a vacancy is overdue, and nothing says how many must hold it (exactly, least)"
        if self.where is not None and not all(is_own(part) for part in walk_conditions(self.where)):
            yield "where names only the state and own fields of who holds it: what else changes nobody could follow"

    def _of_numbers(self) -> Iterator[str]:
        asked = self.exactly if self.exactly is not None else self.least
        if asked is None and not (self.once or self.alone):
            return
        if isinstance(asked, Mapping) and not self.role:
            yield "it says how many by code, and no field says what is held: name it in role="
        if isinstance(asked, int) and self.role:
            yield f"{asked} of which {self.role}: say it by code"
        for code, number in self.needed.items():
            if type(number) is not int or number < 1:
                yield f"{number!r}{f' of {code}' if code else ''} is no number of holders: 1 or more"
