"""The part of a kind's records that anybody may read without signing in, once an office has opened it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luoshi.kernel.kinds.conditions import When
from luoshi.kernel.kinds.parts import Part
from luoshi.kernel.kinds.rules import Names, split_names

if TYPE_CHECKING:
    from luoshi.kernel.kinds.declaration import Kind

FIRST = ("number", "title", "unit")  # fields that every record has and may be shown


@dataclass(frozen=True)
class Public(Part):
    """A public list without sign-in, and the answer to a query for one record by its number.

    Closed until an office opens it: ``opened`` is a yes-or-no parameter, for a unit and its subtree, from a day on.

    Attributes:
        shows: what is shown, of ``number``, ``title``, ``unit`` and the record's fields; nothing else ever is.
        opened: the parameter that opens it.
        where: the records that are public.
        listed: they are listed; otherwise a record is found only with its number and a second fact.
        find_by: the field with that second fact, which may be a protected one; "": there is no such query.
        label: the label of the list; "": the kind's label.
        answers: what that query shows, as ``shows``; "": the same.
    """

    shows: Names
    opened: Any
    where: When | None = None
    listed: bool = True
    find_by: str = ""
    answers: Names = ""
    label: Any = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "shows", split_names(self.shows))
        object.__setattr__(self, "answers", split_names(self.answers) or self.shows)

    def faults(self, kind: Kind) -> Iterator[str]:
        """Yield errors: fields that are unknown or not public."""
        known = {field.name for field in kind.record._meta.concrete_fields} | {*FIRST, "state"}
        closed = {*kind.masked, *kind.hidden}
        for name in dict.fromkeys((*self.shows, *self.answers)):
            if name not in known:
                yield f"public: no field {name}"
            elif name in closed:
                yield f"public: {name} is protected: nobody reads it without a right"
        if self.find_by and self.find_by not in known:
            yield f"public: no field {self.find_by}"
        if not self.listed and not self.find_by:
            yield "public: it is neither listed nor found: say find_by"
        if "title" not in self.shows and self.listed:
            yield "public: a list shows the title"
        if {*kind.named_by} & closed:
            yield "public: its title is made of what is protected"
