"""Links from records of any kind to a register entry.

    organisation = Org(_("Organisation"), known="name head", as_of="signed", again="address")

Each is a ``Linked`` to the register's kind: chosen by typing, only among entries in use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models

from luoshi.base.labels import Label
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.parts.registers.history import kept_of

_ = words(__name__)

IN_USE = Is(state="active")
CALLED = {"name": "title"}  # the label of a common field, and its column


class Registered(Linked):
    """A link to a register entry.

    Attributes:
        known: fields of the entry to show on the record's page, as of the record's day: "name head".
        as_of: the record's field with that day; "" or not set: today.
        fills: the record's fields to prefill, each with the entry's field; by default fields of the same name.
        again: the record's fields to prefill from the last record with this entry.
    """

    to_register = ""

    def __init__(
        self,
        label: Label | None = None,
        *,
        known: str = "",
        as_of: str = "",
        fills: Mapping[str, str] | None = None,
        again: str = "",
        to: type[Record] | str | None = None,
        **kwargs: Any,
    ) -> None:
        self.known, self.as_of = tuple(CALLED.get(name, name) for name in known.split()), as_of
        self.fills, self.again = fills, tuple(again.split())
        super().__init__(to or self.to_register, label, **{"where": IN_USE, **kwargs})

    def filled_by(self) -> dict[str, str]:
        """Return the record's fields to prefill, with the entry's fields; never protected ones."""
        kind, base = self.kind, {field.name for field in self.model._meta.get_fields() if field.model is not self.model}
        fields = {field.name for field in kind.record._meta.local_fields}
        own = {field.name for field in self.model._meta.local_fields} - base
        said = {name: CALLED.get(source, source) for name, source in (self.fills or {}).items()}
        pairs = said or {name: name for name in own & fields - {self.name}}
        return {name: source for name, source in pairs.items() if source not in {*kind.masked_fields, *kind.hidden}}

    def needs(self) -> tuple[Need, ...]:
        """Require that the entry is not merged at this moment; a merge would miss the new link."""
        still = Is(**{self.name: None}) | Is(**{f"{self.name}__state__not": "merged"})
        return (Need(still, _("This entry has just been merged into another: choose that one.")),)

    def own_faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing fields, fields without dates, and protected ones."""
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        entry = {field.name for field in self.kind.record._meta.concrete_fields}
        dated = kept_of(self.kind)
        yield from (
            f"known={name}: of {self.kind.name} no field of this name has dates: say one of {', '.join(dated)}"
            for name in self.known
            if name not in dated
        )
        if self.as_of and not isinstance(columns.get(self.as_of), models.DateField):
            yield f"as_of={self.as_of} is no date of its records"
        for name, source in (self.fills or {}).items():
            if name not in columns or CALLED.get(source, source) not in entry:
                yield f"fills {name} from {source}: one of them is no field"
            elif CALLED.get(source, source) in {*self.kind.masked_fields, *self.kind.hidden}:
                yield f"fills {name} from {source}, which is protected: it is shown to nobody who has not asked for it"
        for name in self.again:
            if name not in columns:
                yield f"again={name} is no field"
            elif name in {*kind.masked_fields, *kind.hidden}:
                yield f"again={name} is protected: it is shown to nobody who has not asked for it"


class Org(Registered):
    """A link to an organisation."""

    to_register = "registers.Organisation"


class Human(Registered):
    """A link to a person's entry."""

    to_register = "registers.Person"


class PlaceOf(Registered):
    """A link to a place."""

    to_register = "registers.Place"
