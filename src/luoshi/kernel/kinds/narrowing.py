"""A record as the model that its kind has."""

from __future__ import annotations

from typing import TypeVar

from luoshi.kernel.kinds.models import Record

R = TypeVar("R", bound=Record)


def narrow_record(record: Record, model: type[R]) -> R:
    """Return a record as one of this model; it is checked, not converted.

    Raises:
        TypeError: it is of another model.
    """
    if not isinstance(record, model):
        raise TypeError(f"{type(record).__name__} is no {model.__name__}")
    return record
