"""The panel of unclear names: each once, with the number of its rows and its possible meanings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.base.rights.rules.rights import Role
from luoshi.org.actors.models import Person
from luoshi.org.people.queries.people import in_role
from luoshi.plans.names.rules.aliases import Called, NameChoice
from luoshi.plans.rows.queries.row_filters import Choosing

MOST = 40  # names shown at once; the others follow once these are resolved


@dataclass(frozen=True)
class Unclear:
    """A name, the rows that contain it (with their versions, as a form sends them), and its possible meanings.

    ``now`` is the unit matched by likeness; "" if none.
    """

    number: int
    name: str
    rows: str
    count: int
    first: int
    now: str
    choices: list[NameChoice]

    @property
    def sure(self) -> bool:
        """Whether one of the choices is preselected."""
        return any(choice.sure for choice in self.choices)


@dataclass(frozen=True)
class Panel:
    """Unclear names, most frequent first; ``more`` of them wait. ``together``: words for many units.

    ``remembered``: earlier answers: (name, meaning; "" for nobody).
    """

    names: list[Unclear]
    more: int
    places: int
    together: list[NameChoice]
    remembered: list[tuple[str, str]]

    @property
    def sure(self) -> int:
        """The number of names shown that have a preselected choice."""
        return sum(name.sure for name in self.names)


def unclear_names_panel(found: Choosing, names: Called) -> Panel:
    """Return the names of a plan's rows that match no unit, or only by likeness. No query."""
    rows: dict[str, dict[int, None]] = {}
    now: dict[str, str] = {}
    for pk, name, unit in found.names:
        likely = unit is not None and pk in found.likely and names.of(name).how == "likely"
        if unit is None or likely:
            rows.setdefault(name, dict.fromkeys([pk]))[pk] = None
            now[name] = names.name_of(unit) if unit is not None else ""
    ranked = sorted(rows, key=lambda name: -len(rows[name]))
    shown = [
        Unclear(number, name, found.row_versions(its), len(its), next(iter(its)), now[name], names.choices(name))
        for number, (name, its) in enumerate((name, rows[name]) for name in ranked[:MOST])
    ]
    places, together = sum(len(its) for its in rows.values()), names.together() if shown else []
    return Panel(shown, len(ranked) - len(shown), places, together, _said(names))


def _said(names: Called) -> list[tuple[str, str]]:
    return [
        (name, meaning.word or (names.name_of(meaning.unit) if meaning.unit is not None else ""))
        for name, meaning in names.said.items()
    ]


def who_enters_units(day: date) -> list[Person]:
    """List the people who may enter a new unit today, by name. Two queries."""
    return list(Person.objects.filter(pk__in=in_role(Role.ADMINISTRATOR, day)).order_by("initials", "pk"))
