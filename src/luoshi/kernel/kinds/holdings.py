"""The declaration of who holds what about a record over which days: pairs, posts, people in charge.

  Held("pairs", _("Paired with"), rows="pairs", who="member", exactly=1, alone=True, fill=P_DAYS)
  Held("posts", _("Posts"), of="appointments", via="body", who="person", role="post", exactly={"chair": 1})

First and last day are included: a holder who leaves on 14 March holds it on 14 March, and nobody does from the 15th.
``records.holders`` evaluates this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luoshi.kernel.kinds.conditions import When, walk_conditions
from luoshi.kernel.kinds.figures import NAME
from luoshi.kernel.kinds.parts import Part
from luoshi.kernel.kinds.rows import Rows
from luoshi.kernel.kinds.unique import is_own

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind

Asked = int | Mapping[str, int]  # a number, or numbers by the code of the role


def what_is_held(kind: Kind, said: str) -> tuple[Held | None, str]:
    """Return what a relation or a duty names, "pairs" or "parts head": the kind's part and a role's code, or ""."""
    name, _blank, code = said.partition(" ")
    return next((holding for holding in kind.every(Held) if holding.name == name), None), code


@dataclass(frozen=True)
class Held(Part):
    """Who holds something about a record over which days: rows inside it, or records of a kind that link to it.

    A row without a first day or without a known holder certainly holds nothing.

    Attributes:
        rows: the rows inside the record; or ``of``: the kind whose records name the holders.
        via: the field of that kind that links to the record; "": the only one.
        who: the field with the holder: a link to a record, such as an entry of a register; or text or a choice, if
            there is no register.
        role: the field with codes for what is held, if there are several things; "": only one thing.
        where: which rows count at all, by state and own fields. The days say when a tenure ends: a condition on the
            state only excludes what never took effect, as ``~Is(state="refused")``.
        first, last: the fields with both days; an empty last day leaves the end open.
        exactly: the number of holders on every day, by code if there is a role; a step that makes more is refused.
        least: the minimum number of holders.
        once: nobody holds the same thing twice at a time in one record.
        alone: nobody holds it for two records at a time.
        fill: the parameter with the days within which a vacancy is to be filled; None: a vacancy is never overdue.
        only: the records of the kind that need a holder; None: all.
        since: the record's field with the day from which a holder is needed; "": the day on which the record was opened
            or the first tenure began, whichever is earlier.
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
        """The number of holders needed, by the role's code; "" if there is no role."""
        asked = self.exactly if self.exactly is not None else self.least
        return {} if asked is None else {"": asked} if isinstance(asked, int) else dict(asked)

    @property
    def most(self) -> dict[str, int]:
        """The maximum number of holders, by the role's code; a code not named here has no limit."""
        return self.needed if self.exactly is not None else {}

    @property
    def bounded(self) -> bool:
        """Whether a step may be refused: too many holders, one holder twice, or one holder for two records."""
        return self.exactly is not None or self.once or self.alone

    @property
    def source(self) -> str:
        """The name of the rows or of the kind that name the holders."""
        return self.rows or self.of

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield contradictions in the declaration; names elsewhere are checked once all kinds are declared."""
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
