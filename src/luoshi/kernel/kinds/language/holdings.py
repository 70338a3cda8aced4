"""The declaration of who holds what about a record over which days: pairs, posts, people in charge.

  Held("pairs", _("Paired with"), rows="pairs", who="member", exactly=1, alone=True, fill=P_DAYS)
  Held("posts", _("Posts"), of="appointments", via="body", who="person", role="post", exactly={"chair": 1})

First and last day are included: a holder who leaves on 14 March holds it on 14 March, and nobody does from the 15th.
``kernel.holders`` evaluates this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.names import Label, NameList
from luoshi.kernel.kinds.language.parts import Part

Asked = int | Mapping[str, int]  # a number, or numbers by the code of the role


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
        apart: codes of the role of which nobody holds two at a time in one record: "chair deputy".
        fill: the parameter with the days within which a vacancy is to be filled; None: a vacancy is never overdue.
        only: the records of the kind that need a holder; None: all.
        since: the record's field with the day from which a holder is needed; "": the day on which the record was opened
            or the first tenure began, whichever is earlier.
    """

    name: str
    label: Label
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
    apart: NameList = NameList()
    fill: Any = field(default=None, compare=False)
    only: When | None = field(default=None, compare=False)
    since: str = ""

    @property
    def needed_by_role(self) -> dict[str, int]:
        """The number of holders needed, by the role's code; "" if there is no role."""
        asked = self.exactly if self.exactly is not None else self.least
        return {} if asked is None else {"": asked} if isinstance(asked, int) else dict(asked)

    @property
    def most(self) -> dict[str, int]:
        """The maximum number of holders, by the role's code; a code not named here has no limit."""
        return self.needed_by_role if self.exactly is not None else {}

    @property
    def can_refuse(self) -> bool:
        """Whether a step may be refused: too many holders, one holder twice, for two records, or of two roles."""
        return self.exactly is not None or self.once or self.alone or bool(self.apart)

    @property
    def source(self) -> str:
        """The name of the rows or of the kind that name the holders."""
        return self.rows or self.of
