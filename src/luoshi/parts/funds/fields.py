"""The link from a record to the fund that pays for it.

fund = FundField(_("Fund"), sorts="mutual love", uses="sort")
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luoshi.parts.funds.models import USES
from luoshi.records.base.words import words
from luoshi.records.kinds.conditions import Is, Need
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.links import Linked
from luoshi.records.kinds.rules import Names, split_names

_ = words(__name__)


class FundField(Linked):
    """A link to a fund; that money moves is said by the kind's part ``Pays``.

    Attributes:
        sorts: of which sorts it may be; "": of any.
        uses: the record's field with what the money is for, a code of a list whose codes ``funds.uses`` has too.
        use: what it is for, where that is always the same.
    """

    def __init__(
        self, label: Any = None, *, sorts: Names = "", uses: str = "", use: str = "", to: Any = None, **kwargs: Any
    ) -> None:
        self.sorts, self.uses, self.use = split_names(sorts), uses, use
        super().__init__(to or "funds.Fund", label, **{"where": Is(state="open"), **kwargs})

    def needs(self) -> tuple[Need, ...]:
        """That the fund is open and of a sort that pays for this, in the moment in which it is set."""
        none = Is(**{self.name: None})
        wanted = [Need(none | Is(**{f"{self.name}__state": "open"}), _("This fund has ended: choose another."))]
        if self.sorts:
            of_sort = Is(**{f"{self.name}__sort": " ".join(self.sorts)})
            wanted.append(Need(none | of_sort, _("A fund of this sort does not pay for this: choose another.")))
        return tuple(wanted)

    def own_faults(self, kind: Kind) -> Iterator[str]:
        """A use that no fund could permit."""
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        if self.use and self.use not in USES.items:
            yield f"{self.name} is for {self.use}, which the list {USES.name} does not have"
        if self.uses:
            of = getattr(columns.get(self.uses), "code_list", None)
            if of is None:
                yield f"uses={self.uses} takes no code from a list"
            else:
                yield from (
                    f"{self.uses} may be {use}, which the list {USES.name} does not have"
                    for use in of.items
                    if use not in USES.items
                )

    def use_of(self, record: Any) -> str:
        """What a record's money is for; "": nothing is said."""
        return self.use or str(getattr(record, self.uses) or "" if self.uses else "")
