"""Links from record to record: the field that declares them, and queries for all links."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.db import models

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.choosers import LinkField
from luoshi.kernel.kinds.language.conditions import Need, When
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import declared_kinds, kinds_of_model, per_snapshot


class Linked(models.ForeignKey[Any, Any]):
    """A link to another record, for instance ``body = Linked(Body, _("Organisation"), gives="unit")``.

    It leads to the kind of the model it names, in any line; that kind has numbers, and its model serves no other kind.
    People choose by typing; sheets and programs name a record by its number or by one of its kind's ``codes``.

    Attributes:
        where: the condition for records that can be chosen; checked only when choosing.
        gives: names of fields that the step which sets the link copies from the linked record, once.
        back: the linked record's page shows a card of the records that link to it.
        several: it may lead to records of several kinds (``kinds.about.About``); ``any_kind``: of any kind at all.
    """

    several: ClassVar[bool] = False
    any_kind = False

    def __init__(
        self,
        to: Any,
        label: Any = None,
        *,
        blank: bool = False,
        where: When | None = None,
        gives: str = "",
        back: bool = True,
        **kwargs: Any,
    ) -> None:
        self.where, self.gives, self.back = where, tuple(gives.split()), back
        usual = {"on_delete": models.PROTECT, "related_name": "+", "null": blank, "verbose_name": label}
        super().__init__(to, blank=blank, **{**usual, **kwargs})

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        """Make a record's own link nullable even if it is required in forms, since an erasure empties it."""
        if issubclass(cls, Record):
            self.null = True
        super().contribute_to_class(cls, name, *args, **kwargs)

    def deconstruct(self) -> Any:
        """Deconstruct to a plain foreign key for migrations: the rules for choosing do not concern the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Return a field for typing; it looks the record up on behalf of the user."""
        return models.Field.formfield(self, **{"form_class": LinkField, "link": self, **kwargs})

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return the record itself if a form has found it, which saves looking it up again by id."""
        return value if isinstance(value, Record) else super().clean(value, model_instance)

    @property
    def kind(self) -> CompiledKind:
        """The kind to whose records it leads; raises ``LookupError`` if none is declared for the model."""
        found = next(iter(kinds_of_model(self.related_model)), None)
        if found is None:
            model: Any = self.related_model
            raise LookupError(
                f"{self.address_name} links to {model.__name__}, of which no kind is declared: declare one"
            )
        return found

    @property
    def kinds(self) -> Sequence[CompiledKind]:
        """The kinds to whose records it leads; raises ``LookupError`` if none is declared."""
        return (self.kind,)

    def offered_kinds(self) -> Sequence[CompiledKind]:
        """The kinds whose records can be chosen for it."""
        return self.kinds

    def leads_to(self, model: type[models.Model]) -> bool:
        """Whether it may lead to records of a model."""
        return self.related_model is model

    def leads_nowhere(self, labels: Collection[str], names: Collection[str]) -> bool:
        """Whether it leads only to models of these labels, whose kinds have these names."""
        return self.related_model._meta.label_lower in labels

    def needs(self) -> tuple[Need, ...]:
        """Return the needs that each step that sets it has, besides its own."""
        return ()

    def target_faults(self) -> Iterator[str]:
        """Yield the errors of what it leads to; called once every kind is declared."""
        if not kinds_of_model(self.related_model):
            yield "no kind is declared for what it leads to"

    def own_faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield the errors of what a subclass adds, in this kind; called once every kind is declared."""
        yield from ()

    @property
    def held_by(self) -> CompiledKind | None:
        """The kind that has the link; None if its model is no record's or no kind is declared for it."""
        return next(iter(kinds_of_model(self.model)), None)

    @property
    def inside(self) -> CompiledKind | None:
        """The kind whose rows have the link; None if it is a field of records or no kind has such rows."""
        label = self.model._meta.label
        return next(
            (kind for kind in declared_kinds() if any(part.model._meta.label == label for part in kind.every(Rows))),
            None,
        )

    def filter_linking_to(self, rows: models.QuerySet[Any], pk: int) -> models.QuerySet[Any]:
        """Filter the kind's records to those that link to this id, by themselves or by a row inside them."""
        if self.held_by is not None:
            return rows.filter(**{self.name: pk})
        return rows.filter(pk__in=self.model._default_manager.filter(**{self.name: pk}).values("record"))

    @property
    def address_name(self) -> str:
        """Its name in addresses: app, model and field, for instance ``linked.project.body``."""
        return f"{self.model._meta.label_lower}.{self.name}"


def links_of(model: type[models.Model]) -> dict[str, Linked]:
    """Return a model's links by name."""
    return {field.name: field for field in model._meta.get_fields() if isinstance(field, Linked)}


@cache
def _every_link() -> tuple[Linked, ...]:
    return tuple(link for model in apps.get_models() for link in links_of(model).values())


@per_snapshot()
def links_into(model: type[models.Model]) -> tuple[Linked, ...]:
    """Return every link of any model that may lead to records of this one."""
    return tuple(link for link in _every_link() if link.leads_to(model))


def links_to(record: Record) -> Iterator[tuple[type[models.Model], str]]:
    """Yield each model and field by which rows may link to a record, for merging two entries."""
    for link in links_into(type(record)):
        yield link.model, link.name


def is_linked(kind: CompiledKind) -> bool:
    """Whether other records may link to those of a kind by a link that names it, not only by one to any record."""
    return any(not link.any_kind for link in links_into(kind.record))


def taken_over(model: type[models.Model], values: Mapping[str, Any], sets: Collection[str] = ()) -> dict[str, Any]:
    """Return the values that a step copies from the records it links to, to be added to the step's input.

    Args:
        values: the values of the step's form by name; a link that it did not set gives nothing.
        sets: the fields the step sets; a unit that its form did not ask is that of the owner's post.
    """
    found: dict[str, Any] = {}
    if "unit" in sets and "unit" not in values and (owner := values.get("owner")) is not None:
        found["unit"] = owner.unit
    for name, link in links_of(model).items():
        if link.gives and isinstance(linked := values.get(name), Record):
            found |= {name: getattr(linked, name) for name in link.gives}
    return found


@dataclass(frozen=True)
class Numbered:
    """A linked record in the journal: only its number, since its content may be erased."""

    pk: int
    number: str

    def in_journal(self) -> dict[str, Any]:
        return {"id": self.pk, "name": self.number}


def link_values_by_number(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step's values for the journal, with linked records of any kind replaced by their numbers."""
    links = {field.name for field in model._meta.fields if isinstance(field, Linked) or field.related_model is Record}
    linked = {
        name: record
        for name, record in values.items()
        if name in links and isinstance(record, Record) and record.number
    }
    return {**values, **{name: Numbered(record.pk, record.number) for name, record in linked.items()}}


def link_faults(kinds: Collection[CompiledKind]) -> Iterator[str]:
    """Yield the errors of the links of these kinds' models: their targets and what they copy."""
    for kind in kinds:
        yield from (
            f"kind {kind.name}: {code} is a code, and not among its words"
            for code in kind.codes
            if code not in kind.words
        )
        yield from (
            f"kind {kind.name}: {name} is an alias, and not among its words"
            for name in kind.aliases
            if name not in kind.words
        )
        for link in links_of(kind.record).values():
            yield from (f"kind {kind.name}: {fault}" for fault in _faults(link, kinds))


def _faults(link: Linked, kinds: Iterable[CompiledKind]) -> Iterator[str]:
    model: Any = link.related_model
    if link.several:  # of its kinds some may be declared later: they are checked once all are
        return
    there = [kind for kind in kinds if kind.record is model]
    leads = f"{link.name} links to {model.__name__}, "
    if len(there) > 1:
        names = " and ".join(kind.name for kind in there)
        yield f"{leads}which is the model of the kinds {names}: give each of them a model of its own"
    yield from (
        f"{leads}whose kind {kind.name} has no prefix: without numbers no sheet could name its records"
        for kind in there
        if not kind.prefix
    )
    for name in link.gives:
        for holder in (link.model, model):
            if name not in {field.name for field in holder._meta.get_fields()}:
                yield f"{link.name} gives {name}, which is no field of {holder.__name__}"
