"""An office in which somebody of every role stands at every place relative to a record; each comes when first asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.test import Client

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from many_appeals import signed_in
from office import TODAY, Office
from programs import Program, program

# Units by what they are to a record of the unit "own"; other names are those of parties, beneath the root.
NAMES = {"own": "云岭县科学技术协会"}
ABOVE = {"root": None, "upper": "root", "own": "upper", "lower": "own", "side": "root"}
AT = {"own": "own", "above": "upper", "beneath": "lower", "beside": "side"}
# No cells: who has a record, and to whom it is handed.
OTHERS = {"holder": ("经办人", "own"), "second": ("协办人", "side")}


def called(role: Role, stand: str) -> str:
    return f"{role}-{stand}"


@dataclass
class Cast:
    """The office, its people by role and place, and what they ask with."""

    office: Office = field(default_factory=Office)
    clients: dict[str, Client] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def unit(self, name: str) -> Any:
        """The unit of this name, set up now if nobody asked for it before."""
        if name not in self.office.units:
            above = ABOVE.get(name, "root")
            if above:
                self.unit(above)
            self.office.unit(name, NAMES.get(name, f"云岭县{name}单位"), above)
        return self.office.units[name]

    def person(self, name: str, words: str = "", unit: str = "", role: Role = Role.OUTSIDE) -> str:
        """The name of somebody who is there now: of a role and place, or as said; with a post and an account."""
        if name in self.office.people:
            return name
        if name in OTHERS:
            words, unit = OTHERS[name]
        elif not unit:
            of, _, stand = name.partition("-")
            words, unit, role = f"{of}{stand}", AT.get(stand, stand), Role(of)
        self.unit(unit)
        self.office.person(name, words, unit, role)
        return name

    def at(self, role: Role, stand: str) -> str:
        return self.person(called(role, stand))

    def post(self, name: str) -> Any:
        return self.office.posts[self.person(name)]

    def client(self, name: str) -> Client:
        if name not in self.clients:
            self.clients[name] = signed_in(self.office, self.person(name))
            self.clients[name].raise_request_exception = False  # an error of the program is an answer, too
        return self.clients[name]

    def enters(self, name: str) -> None:
        """Sign in, make a token and use it now: what is done later may be taken back."""
        self.client(name), self.program(name)

    def program(self, name: str) -> Program:
        if name not in self.programs:
            self.programs[name] = program(self.office, self.person(name))
            self.programs[name].get("me")  # the first use of a day is journaled
        return self.programs[name]

    def actor(self, name: str) -> Actor:
        return self.office.actor(self.person(name))

    def named(self, name: str) -> str:
        """The actor as the journal names them, acting from their one post."""
        return f"person:{self.office.people[name].pk} post:{self.post(name).pk}"

    def around(self, record: Record | None = None, day: date = TODAY) -> Around:
        """Who and what there is for examples of a day; a record that begins is the own unit's."""
        unit = record.unit if record is not None and record.unit else self.unit("own")
        return Around(unit, self.unit("side"), self.post("holder"), self.post("second"), day, next(self.numbers))


def parties() -> list[str]:
    """The names by which any kind calls units that have a part in its records."""
    return sorted({name for kind in list_kinds() for name in kind.rights.parties})
