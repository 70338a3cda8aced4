"""Links from record to record: the field that a model declares them by, and which lead where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from luoshi.records.kinds.choosers import LinkField
from luoshi.records.kinds.conditions import Need, When
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import list_kinds
from luoshi.records.kinds.rows import Rows


class Linked(models.ForeignKey):
    """A link to another record, for instance ``body = Linked(Body, _("Organisation"), gives="unit")``.

    It leads to the kind whose model it names, of whatever line; that kind has numbers, and its model serves no other.
    People choose by typing; sheets and programs name a record by its number, or by one of its kind's ``codes``.

    Attributes:
        where: what a record must be to be chosen; asked then and not later.
        gives: names of fields that the step which sets the link takes over from the linked record, once.
        back: the linked record's page shows a card of those that lead to it.
    """

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
        """A record's own link may be null, whether or not people must fill it in: an erasure empties it."""
        if issubclass(cls, Record):
            self.null = True
        super().contribute_to_class(cls, name, *args, **kwargs)

    def deconstruct(self) -> Any:
        """A plain foreign key, for migrations: what is asked when one chooses is no matter of the table."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """A box in which one types; its record is looked for on behalf of whoever fills it in."""
        return models.Field.formfield(self, **{"form_class": LinkField, "link": self, **kwargs})

    def clean(self, value: Any, model_instance: Any) -> Any:
        """The record itself, where a form has found it: there is no need to look for it by its id again."""
        return value if isinstance(value, Record) else super().clean(value, model_instance)

    @property
    def kind(self) -> Kind:
        """The kind to whose records it leads; ``LookupError`` where none is declared for the model."""
        found = next((kind for kind in list_kinds() if kind.record is self.related_model), None)
        if found is None:
            model: Any = self.related_model
            raise LookupError(f"{self.named} links to {model.__name__}, of which no kind is declared: declare one")
        return found

    def needs(self) -> tuple[Need, ...]:
        """What each step that sets it needs besides what the step says."""
        return ()

    def own_faults(self, kind: Kind) -> Iterator[str]:
        """What is wrong with what a sort of link says besides, in this kind; asked once every kind is declared."""
        yield from ()

    @property
    def held_by(self) -> Kind | None:
        """The kind that has the link; None where its model holds no records, or none is declared for it."""
        return next((kind for kind in list_kinds() if kind.record is self.model), None)

    @property
    def inside(self) -> Kind | None:
        """The kind in whose rows it stands; None where it is a field of records, or none has such rows."""
        return next((kind for kind in list_kinds() if any(part.model is self.model for part in kind.every(Rows))), None)

    def leading(self, rows: models.QuerySet[Any], pk: int) -> models.QuerySet[Any]:
        """Of these records of the kind those that lead by it, or by a row inside them, to the record of this id."""
        if self.held_by is not None:
            return rows.filter(**{self.name: pk})
        return rows.filter(pk__in=self.model._default_manager.filter(**{self.name: pk}).values("record"))

    @property
    def named(self) -> str:
        """How addresses name it: app, model and field, for instance ``linked.project.body``."""
        return f"{self.model._meta.label_lower}.{self.name}"


def links_of(model: type[models.Model]) -> dict[str, Linked]:
    """A model's links, by name."""
    return {field.name: field for field in model._meta.get_fields() if isinstance(field, Linked)}


@cache
def links_into(model: type[models.Model]) -> tuple[Linked, ...]:
    """Every link of any model that leads to records of this one."""
    every = (link for other in apps.get_models() for link in links_of(other).values())
    return tuple(link for link in every if link.related_model is model)


def links_to(record: Record) -> Iterator[tuple[type[models.Model], str]]:
    """Each model and field by which rows may lead to a record: for a merger of two entries, which moves them."""
    for link in links_into(type(record)):
        yield link.model, link.name


def is_linked(kind: Kind) -> bool:
    """Whether other records may lead to those of a kind."""
    return bool(links_into(kind.record))


def taken_over(model: type[models.Model], values: Mapping[str, Any], sets: Collection[str] = ()) -> dict[str, Any]:
    """What a step takes over from the records that it links to: for its door, to be joined with what it was given.

    Args:
        values: what the step's form gave, by name; a link that it did not set gives nothing.
        sets: what the step sets; a unit that its form did not ask is that of the post that has the record.
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
    """A linked record as the journal names it: by its number, for its words are its own and may be erased there."""

    pk: int
    number: str

    def in_journal(self) -> dict[str, Any]:
        return {"id": self.pk, "name": self.number}


def link_values_by_number(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """A step's values as the journal is to hold them: of linked records, of whatever kind, their numbers alone."""
    links = {field.name for field in model._meta.fields if isinstance(field, Linked) or field.related_model is Record}
    linked = {
        name: record
        for name, record in values.items()
        if name in links and isinstance(record, Record) and record.number
    }
    return {**values, **{name: Numbered(record.pk, record.number) for name, record in linked.items()}}


def link_faults(kinds: Collection[Kind]) -> Iterator[str]:
    """What is wrong with the links of these kinds' models: where they lead, and what they take over."""
    for kind in kinds:
        yield from (
            f"kind {kind.name}: {code} is a code, and not among its words"
            for code in kind.codes
            if code not in kind.words
        )
        for link in links_of(kind.record).values():
            yield from (f"kind {kind.name}: {fault}" for fault in _faults(link, kinds))


def _faults(link: Linked, kinds: Iterable[Kind]) -> Iterator[str]:
    model: Any = link.related_model
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
