"""What a form need not ask again (一次填报): values that are known already, each with where it is known from.

Rooms above know where: they register themselves here when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.org.rights.rules.rights import Actor


@dataclass(frozen=True)
class PrefilledValue:
    """A value for an empty field, as it is typed, and a sentence that says from where it is known."""

    value: str
    source: str


Values = Mapping[str, Any]  # by a form's field what stands in it: as it was typed, of links the record that is meant


@dataclass
class Fillers:
    """Who knows what: whether anything could be filled into a form, and what is, by the field's name."""

    could: Callable[[Any], bool] = lambda form: False
    known: Callable[[Any, Values, Actor, date], Mapping[str, PrefilledValue]] = lambda form, values, actor, day: {}


FILLERS = Fillers()
