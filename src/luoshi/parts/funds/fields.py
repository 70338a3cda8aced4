"""The field that links a record to the fund that pays for it.

fund = FundField(_("Fund"), sorts="mutual love", uses="sort")
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luoshi.base.labels import Label
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.names import Names, split_names
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.parts.funds.models import USES

_ = words(__name__)


class FundField(Linked):
    """A link to a fund; the kind's part ``Pays`` moves the money.

    Attributes:
        sorts: permitted sorts of funds; "": any.
        uses: the record's field with the purpose, a code list whose codes are in ``funds.uses`` too.
        use: the purpose, if it is always the same.
    """

    def __init__(
        self,
        label: Label | None = None,
        *,
        sorts: Names = "",
        uses: str = "",
        use: str = "",
        to: type[Record] | str | None = None,
        **kwargs: Any,
    ) -> None:
        self.sorts, self.uses, self.use = split_names(sorts), uses, use
        super().__init__(to or "funds.Fund", label, **{"where": Is(state="open"), **kwargs})

    def needs(self) -> tuple[Need, ...]:
        """Require, when the field is set, that the fund is open and of a permitted sort."""
        none = Is(**{self.name: None})
        wanted = [Need(none | Is(**{f"{self.name}__state": "open"}), _("This fund has ended: choose another."))]
        if self.sorts:
            of_sort = Is(**{f"{self.name}__sort": " ".join(self.sorts)})
            wanted.append(Need(none | of_sort, _("This kind of fund does not pay for this: choose another.")))
        return tuple(wanted)

    def own_faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield sorts and uses that no fund can have."""
        sort = getattr(self.related_model._meta.get_field("sort"), "code_list", None)
        assert sort is not None, "funds have a list of sorts"
        yield from (
            f"{self.name} is paid from funds of the sort {name}, which the list {sort.name} does not have"
            for name in self.sorts
            if name not in sort.items
        )
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

    def use_of(self, record: object) -> str:
        """Return the purpose of a record's money; "" if none is given."""
        return self.use or str(getattr(record, self.uses) or "" if self.uses else "")
