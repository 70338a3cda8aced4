"""A link from a record to any record of several kinds, for instance from a check to what was checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.names import Label, Names, split_names
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import declared_kinds, find_kind, get_kind, list_kinds

MERGED = "merged"  # the state of a record that was found to be the same as another, to which all links were moved


class About(Linked):
    """A link to a record of one of several kinds: ``about = About(_("Subject"), kinds="commitments policies")``.

    It is chosen, named in sheets and by programs, and shown as any link is. Whoever reads the record sees number and
    state of the other one, its title only with a right to read it. Paths of conditions lead over it to the fields that
    every record has, such as ``about.state``, and back: ``Some("checks", via="about")``.

    Attributes:
        names: the kinds' names; none: every kind whose records have numbers, except its own.
        opens: a record of these kinds offers, on its page, to begin one about it, if the first step asks for the link.
    """

    several: ClassVar[bool] = True

    def __init__(self, label: Label | None = None, *, kinds: Names = (), opens: bool = True, **kwargs: Any) -> None:
        self.names, self.opens = split_names(kinds), opens
        super().__init__(kwargs.pop("to", "records.Record"), label, **kwargs)  # a copy is made with to=

    def clone(self) -> About:
        """Return a copy; what migrations know of the field is not enough to make one."""
        made = super().clone()
        made.names, made.opens = self.names, self.opens
        return made

    @property
    def any_kind(self) -> bool:  # type: ignore[override]
        """Whether it leads to records of any kind."""
        return not self.names

    @property
    def kind(self) -> CompiledKind:
        """Raise ``LookupError``: it leads to records of several kinds (``kinds``)."""
        raise LookupError(f"{self.address_name} leads to records of several kinds: read kinds")

    @property
    def kinds(self) -> Sequence[CompiledKind]:
        """The kinds to whose records it may lead, also those of lines that are switched off."""
        if self.names:
            return [kind for kind in map(find_kind, self.names) if kind is not None]
        return [kind for kind in declared_kinds() if self._leads_to_kind(kind)]

    def offered_kinds(self) -> Sequence[CompiledKind]:
        """The kinds of lines in use: to records of others it leads only where it did before."""
        return [kind for kind in list_kinds() if self._leads_to_kind(kind) and not kind.read_only]

    def _leads_to_kind(self, kind: CompiledKind) -> bool:
        if self.names:
            return kind.name in self.names
        own = self.held_by or self.inside
        return kind.number is not None and (own is None or own.record is not kind.record)

    def leads_to(self, model: type[models.Model]) -> bool:
        """Whether one of its kinds has its records in a model."""
        return any(kind.record is model for kind in self.kinds)

    def leads_nowhere(self, labels: Collection[str], names: Collection[str]) -> bool:
        """Whether all of its kinds are among these."""
        return bool(self.names) and {*self.names} <= {*names}

    def needs(self) -> tuple[Need, ...]:
        """Require that what it leads to has not just been merged into another, since the merger missed the link."""
        still = Is(**{self.name: None}) | Is(**{f"{self.name}__state__not": MERGED})
        return (Need(still, _("This has just been merged into another record: choose that one.")),)

    def target_faults(self) -> Iterator[str]:
        """Yield kinds that do not exist or have no numbers, and fields that not every record has."""
        for name in self.names:
            if find_kind(name) is None:
                yield f"there is no kind {name}"
            elif get_kind(name).number is None:
                yield f"records of {name} cannot be named, since they have no numbers: give the kind a prefix"
        if len({*self.names}) < len(self.names):
            yield f"kinds={' '.join(self.names)} names one twice"
        common = {field.name for field in Record._meta.concrete_fields}
        yield from (f"it gives {name}, which not every record has" for name in self.gives if name not in common)
        if self.where is not None:
            yield "where= is for a link to one kind: kinds= says what can be chosen"

    def own_faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield places where everybody would read the other record's title."""
        if self.name in {*kind.words, *kind.named_by}:
            yield "its words cannot be those of the record: whoever reads it may have no right to the other one's title"
        if any(self.name in (*part.shows, part.find_by) for part in kind.every(Public)):
            yield "it cannot be public: the other record's title may be none of the public's business"
