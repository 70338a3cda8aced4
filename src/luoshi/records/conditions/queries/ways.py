"""Where the names of a condition lead: over links to other records, to their fields, back from those that link here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from luoshi.org.base.fields import EncryptedText, Fixed, OrderNumber
from luoshi.records.kinds.conditions import Path
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import KINDS, kinds

Shape = Literal["text", "sealed", "number", "exact", "yes", "day", "moment", "link", ""]

# The first that a field is an instance of. Django's DecimalField is a float on SQLite: it is not compared.
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
    """A condition that does not fit the models: what is wrong, for whoever declares it."""


def shape(field: Any) -> Shape:
    """What sort of value a field holds; "" for one that cannot even be asked whether it is set."""
    return next((found for kind, found in _SHAPES if isinstance(field, kind)), "")


def field(model: type[Record], name: str) -> Any:
    """The model's field of this name.

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


def over(model: type[Record], links: Path) -> type[Record]:
    """The model to which links lead.

    Raises:
        Misfit: one of them is no field, or leads to no record.
    """
    for name in links:
        link = field(model, name)
        if shape(link) != "link" or not issubclass(link.related_model, Record):
            raise Misfit(f"{name} of {model.__name__} leads to no record")
        model = link.related_model
    return model


def back(name: str, target: type[Record], via: str) -> tuple[Kind, str]:
    """The kind of this name, and the field by which its records link to those of a model.

    Raises:
        Misfit: there is no such kind or link, or there are several and none is named.
    """
    if name not in KINDS:
        raise Misfit(f"there is no kind {name}")
    kind = KINDS[name]
    links = [one.name for one in kind.record._meta.concrete_fields if _leads(one, target)]
    if not links:
        raise Misfit(f"nothing of {name} leads to {target.__name__}")
    if via and via not in links:
        raise Misfit(f"{via} of {name} does not lead to {target.__name__}, but {' and '.join(links)}")
    if not via and len(links) > 1:
        raise Misfit(f"{name} leads to {target.__name__} by {' and '.join(links)}: say via which of them")
    return kind, via or links[0]


def _leads(link: Any, target: type[Record]) -> bool:
    if shape(link) != "link" or getattr(link.remote_field, "parent_link", False):
        return False
    return issubclass(link.related_model, Record) and issubclass(target, link.related_model)


def kinds_of(model: type[Record]) -> list[Kind]:
    """The kinds whose records are of a model."""
    return [one for one in kinds() if one.record is model]
