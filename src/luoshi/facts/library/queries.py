"""Queries for the indicator library and what an office has adopted of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.base.rules.formulas import sort_formula_codes
from luoshi.facts.indicators.models import SORTS, Definition
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.library.indicators import LibraryIndicator, load_indicator_library
from luoshi.kernel.kinds.language.formulas import parse_formula
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import may_open, steps_to_begin
from luoshi.org.tree.models import Unit


def may_define(actor: Actor) -> bool:
    """Whether the actor may define indicators anywhere. No query."""
    return not actor.behalf and bool(steps_to_begin(get_kind("indicators"), actor))


def defines_for(actor: Actor, day: date) -> Unit:
    """Return the first unit of the actor's posts for which they may define indicators. Two queries for each unit tried.

    Raises:
        RecordError: ``refused``: there is none.
    """
    indicators = get_kind("indicators")
    for pk in sorted(actor.units):
        if may_open(indicators, actor, pk, day, indicators.cycle.first):
            return Unit.objects.get(pk=pk)
    raise RecordError("refused", _("Indicators are defined by the unit that keeps them."))


@dataclass(frozen=True)
class LibraryEntry:
    """A library indicator, with the office's own definition of the same code, if any."""

    one: LibraryIndicator
    own: Definition | None

    @property
    def nature(self) -> str:
        """The label of the indicator's nature."""
        return str(SORTS[self.one.nature])


def library_by_source() -> dict[str, list[LibraryEntry]]:
    """Return the library by source, in its order. One query."""
    codes = load_indicator_library().keys()
    own = {
        definition.code: definition
        for definition in Definition.objects.filter(code__in=codes, state__in=THERE, erased=None)
    }
    found: dict[str, list[LibraryEntry]] = {}
    for code, library_indicator in load_indicator_library().items():
        found.setdefault(library_indicator.source, []).append(LibraryEntry(library_indicator, own.get(code)))
    return found


def add_formula_inputs(codes: list[str]) -> list[str]:
    """Add the inputs of formulas to these codes, each before the codes that use it."""
    every = load_indicator_library()
    made = {
        code: parse_formula(library_indicator.formula)
        for code, library_indicator in every.items()
        if library_indicator.formula
    }
    found: dict[str, None] = {}

    def take(code: str) -> None:
        for name in made[code].names if code in made else ():
            take(name)
        found.setdefault(code)

    for code in codes:
        take(code)
    return [
        code for code in [*(name for name in found if name not in made), *sort_formula_codes(made)] if code in found
    ]
