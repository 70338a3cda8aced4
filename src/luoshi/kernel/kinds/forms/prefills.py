"""Prefilled values of forms (一次填报): values that are known already, each with its source.

Higher layers know the sources; they register themselves here at start-up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.base.rights.rules.rights import Actor


@dataclass(frozen=True)
class PrefilledValue:
    """A value for an empty field, as it is typed, and a sentence that names its source."""

    value: str
    source: str


Values = Mapping[str, Any]  # the form's values by field: as typed, and for links the record


@dataclass
class Fillers:
    """The registered sources: whether anything could be prefilled in a form, and the values by field name."""

    could: Callable[[Any], bool] = lambda form: False
    known: Callable[[Any, Values, Actor, date], Mapping[str, PrefilledValue]] = lambda form, values, actor, day: {}


FILLERS = Fillers()
