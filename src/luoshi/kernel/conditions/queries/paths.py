"""Resolve the names in a condition: over links to other records, to their fields, and back from linking records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import F, Model, QuerySet
from django.db.models.lookups import In

from luoshi.base.forms.fields import EncryptedText, Fixed, OrderNumber
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Holds, Is, Path, Some, Valid, When
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.rows import Rows, TableBeside
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.kernel.kinds.registry import find_kind, kinds_of_model

Shape = Literal["text", "sealed", "number", "exact", "yes", "day", "moment", "link", ""]

# The first matching class of a field applies.
_SHAPES: tuple[tuple[type, Shape], ...] = (
    (models.ForeignKey, "link"),
    (EncryptedText, "sealed"),
    (models.CharField, "text"),
    (models.TextField, "text"),
    (models.BooleanField, "yes"),
    (models.DateTimeField, "moment"),
    (models.DateField, "day"),
    (Fixed, "exact"),
    (OrderNumber, ""),
    (models.IntegerField, "number"),
)
TYPES: dict[Shape, tuple[type, ...]] = {
    "text": (str,),
    "number": (int,),
    "exact": (int, Decimal),
    "yes": (bool,),
    "day": (date,),
}


class Misfit(ValueError):
    """A condition that does not fit the models; the message is for the author of the declaration."""


def field_shape(field: object) -> Shape:
    """Return the shape of a field's values; "" if it cannot even be tested for being set."""
    return next((found for kind, found in _SHAPES if isinstance(field, kind)), "")


def concrete_field(model: type[Model], name: str) -> Any:
    """Return the model's field of this name.

    Raises:
        Misfit: there is none.
    """
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        found = None
    if found is None or not getattr(found, "concrete", False) or found.name != name:
        raise Misfit(f"{model.__name__} has no field {name}")
    return found


def follow_links(model: type[Record], links: Path) -> type[Record]:
    """Return the model that links lead to.

    Raises:
        Misfit: a link is no field, or leads to no record.
    """
    for name in links:
        link = concrete_field(model, name)
        if field_shape(link) != "link" or not issubclass(link.related_model, Record):
            raise Misfit(f"{name} of {model.__name__} leads to no record")
        model = link.related_model
    return model


def kinds_behind(model: type[Record], links: Path) -> list[CompiledKind]:
    """Return the kinds of the records that links lead to.

    Raises:
        Misfit: as ``follow_links``.
    """
    target = follow_links(model, links)
    last = concrete_field(follow_links(model, links[:-1]), links[-1]) if links else None
    return list(last.kinds if isinstance(last, Linked) and last.several else kinds_of_model(target))


@dataclass(frozen=True)
class LinkSource:
    """The records that ``Some`` searches: those of a kind that link back, or the rows inside the record.

    Attributes:
        via: the field that links to the record.
        kind: None for rows; ``sealed``: for rows, the columns that are masked or hidden.
        through: the rows inside the records by whose column ``via`` these link; None: they link themselves.
    """

    model: Any
    via: str
    one: Any
    kind: CompiledKind | None = None
    sealed: frozenset[str] = frozenset()
    through: type[Model] | None = None

    def linking(self, found: QuerySet[Model]) -> QuerySet[Model]:
        """Return what of these links back by ``via``: they themselves, or rows inside them."""
        if self.through is None:
            return found
        rows: QuerySet[Model] = self.through._default_manager.filter(In(F("record"), found.values("pk").query))
        return rows

    def rows(self) -> QuerySet[Any]:
        """Return all of them; of records, the valid ones."""
        found: QuerySet[Model] = self.model._default_manager.all()
        return found.filter(kind=self.kind.name) if self.kind else found

    @property
    def kinds(self) -> list[CompiledKind]:
        """The kinds of the records; none for rows."""
        return [self.kind] if self.kind else []


def find_link_source(name: str, target: type[Record], via: str) -> LinkSource:
    """Return the rows or the table of this name in or beside a model's records, otherwise the kind of this name.

    Raises:
        Misfit: there is no such kind or link, or there are several and ``via`` names none.
    """
    inside = [part for kind in kinds_of_model(target) for part in kind.every(Rows) if part.name == name]
    if inside:
        if via:
            raise Misfit(f"{name} are rows inside {target.__name__}: they link by no field")
        return LinkSource(inside[0].model, "record", inside[0].label, sealed=inside[0].write_only_columns)
    beside = [part for kind in kinds_of_model(target) for part in kind.every(TableBeside) if part.name == name]
    if beside:
        return LinkSource(beside[0].model, beside[0].via, beside[0].label)
    kind = find_kind(name)
    if kind is None:
        raise Misfit(f"there is no kind {name}")
    links = [field.name for field in kind.record._meta.concrete_fields if _leads(field, target)]
    if not links:
        raise Misfit(f"nothing of {name} leads to {target.__name__}")
    if via and via not in links:
        raise Misfit(f"{via} of {name} does not lead to {target.__name__}, but {' and '.join(links)}")
    if not via and len(links) > 1:
        raise Misfit(f"{name} leads to {target.__name__} by {' and '.join(links)}: say via which of them")
    return LinkSource(kind.record, via or links[0], kind.one, kind)


def find_some_source(condition: Some, target: type[Record]) -> LinkSource:
    """Return what a ``Some`` about a model's records searches; ``via="holders.org"``: records whose rows link to them.

    Raises:
        Misfit: as ``find_link_source``; such rows do not link to them, or by a column that is masked or hidden.
    """
    inside, _dot, via = condition.via.rpartition(".")
    if not inside:
        return find_link_source(condition.name, target, condition.via)
    kind = find_kind(condition.name)
    rows = next((part for part in kind.every(Rows) if part.name == inside), None) if kind is not None else None
    if kind is None or rows is None:
        raise Misfit(f"there are no rows {inside} inside {condition.name}")
    if not _leads(concrete_field(row_model(rows), via), target):
        raise Misfit(f"{via} of {inside} does not lead to {target.__name__}")
    if via in rows.write_only_columns:
        raise Misfit(f"{via} of {inside} is protected, and whoever reads the answer would know of it")
    return LinkSource(kind.record, via, kind.one, kind, through=row_model(rows))


def holder_condition(condition: Holds, model: type[Record]) -> Some:
    """Return the equivalent ``Some``: rows which say that somebody holds it on the day.

    Raises:
        Misfit: no ``Held`` of this name exists for such a record, or it has no roles.
    """
    target = follow_links(model, condition.path)
    parts = [part for kind in kinds_of_model(target) for part in kind.every(Held) if part.name == condition.name]
    if not parts:
        raise Misfit(f"nothing that is held of {target.__name__} is called {condition.name}")
    part = parts[0]
    if condition.role and not part.role:
        raise Misfit(f"{condition.name} is one thing alone, and has no {condition.role}")
    asked: When = Is(**{f"{part.who}__not": None}) & Valid(part.first, part.last)
    if condition.role:
        asked &= Is(**{part.role: condition.role})
    if part.where is not None:
        asked &= part.where
    return Some(".".join((*condition.path, part.source)), part.via, asked)


def _leads(link: Any, target: type[Record]) -> bool:
    if field_shape(link) != "link" or getattr(link.remote_field, "parent_link", False):
        return False
    if isinstance(link, Linked) and link.several and target is not Record:
        return link.leads_to(target)
    return issubclass(link.related_model, Record) and issubclass(target, link.related_model)
