"""Events and the hours that people spent at them, with figures and coverages, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from declared_lines import declared
from linked.models import Body, Event, Hours
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.desk.declarations.registration import check_declarations
from luoshi.desk.figures.rules import parse_sum_mode
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Least, No, Some
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure, Having
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from office import NOW

RIGHTS = Rights(
    (
        Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
    ),
    sees=("unit", "desk"),
)
EVENTS_A_YEAR = DeclaredParameter("events.a_year", "Events a year", parse_bound)
IN_FORCE = DeclaredParameter("events.in_force", "Contracts in force", parse_bound)
LONG = DeclaredParameter("events.long", "Hours from which somebody is trained", parse_bound)
PUT = DeclaredParameter("events.put", "How hours are put together", parse_sum_mode)
LARGE = DeclaredParameter("events.large", "Size from which a body counts", int)
SURE = ~Is(state="cancelled") & Is(same=None)
HELD: dict[str, Any] = {"on": "held", "by": "unit sort reach"}
FIGURES = (
    Figure("events", "Events", where=SURE, unit="场", target=EVENTS_A_YEAR, **HELD),
    Figure("visits", "Visits", "attendance", measure="sum", where=SURE, unit="人次", **HELD),
    Figure("mean", "Visits an event", "attendance", measure="mean", where=SURE, unit="人次", **HELD),
    Figure("talks", "Share of talks", measure="share", where=Is(sort="talk"), base=SURE, unit="%", **HELD),
    Figure("spent", "Spent of what was paid", "cost", measure="share", base="paid", unit="%", **HELD),
    Figure("cost", "Cost", "cost", measure="sum", unit="元", **HELD),
    Figure("signed", "Signed", on="from_day", unit="份", by="unit"),
    Figure("in_force", "In force", at="from_day to_day", where=Is(same=None), unit="份", target=IN_FORCE),
    Figure(
        "attended", "Attendances", "hours", on="hours.day", only=~Is(state="cancelled"), unit="人次", by="unit sort"
    ),
    Figure("people", "People", "hours.person", measure="distinct", on="hours.day", unit="人", by="unit sort"),
    Figure(
        "trained",
        "People trained",
        "hours.person",
        measure="distinct",
        on="hours.day",
        unit="人",
        by="unit sort",
        having=Having("hours.hours", PUT, LONG),
    ),
    Figure(
        "there",
        "People trained in one place",
        "hours.person",
        measure="distinct",
        on="hours.day",
        unit="人",
        by="unit sort",
        having=("hours.hours", "sum", LONG, True),
    ),
    Figure("reached", "Visits and attendances", plus="visits attended", unit="人次", by="unit sort"),
)
MISSING = Coverage(
    "missing",
    "Events without anybody",
    where=~Is(state="cancelled"),
    at="from_day to_day",
    cells=(Cell("people", "People", Some("hours")), Cell("long", "Long hours", No("hours", where=Is(hours=1)))),
    by="sort",
)
EQUIPPED = Coverage(
    "equipped",
    "Large bodies",
    rows="bodies",
    where=Least("size", LARGE),
    cells=(Cell("hours", "Hours", Some("hours")),),
)


def _cycle(asks: str = "") -> Cycle:
    return Cycle(
        {"open": "Open", "cancelled": "Cancelled", "ended": "Ended"},
        "ended cancelled",
        (
            Step("enter", "Enter", "> open", "unit desk", f"title unit {asks}"),
            Step("end", "End", "open > ended", "unit desk"),
            Step("cancel", "Cancel", "open > cancelled", "unit desk"),
        ),
    )


def events(*parts: Any) -> CompiledKind:
    """The kind of events with these parts."""
    return make_kind(
        Kind(
            "events",
            "Events",
            "Event",
            Event,
            _cycle(),
            RIGHTS,
            prefix="场",
            columns="sort held attendance",
            filters="reach",
            parts=parts,
        )
    )


BODIES = make_kind(Kind("bodies", "Bodies", "Body", Body, _cycle(), RIGHTS, prefix="体"))
SPENT = "event person hours"
HOURS = make_kind(Kind("hours", "Hours", "Hours", Hours, _cycle(f"{SPENT} day"), RIGHTS, prefix="时", columns=SPENT))


@contextmanager
def counted_kinds(*parts: Any) -> Iterator[CompiledKind]:
    """Events with these parts, hours and bodies, in one line."""
    kind = events(*(parts or (*FIGURES, MISSING, EQUIPPED)))
    with declared(Line("counted", "Counted", (kind.declaration, HOURS.declaration, BODIES.declaration))):
        check_declarations()
        yield get_kind(kind.name)


_NUMBERS = count(1)


def event(unit: Any, day: date | None = None, **values: Any) -> Event:
    """An event past its steps."""
    said: dict[str, Any] = {"kind": "events", "number": f"场{next(_NUMBERS):04}", "state": "open", "opened": NOW}
    return Event.objects.create(**{**said, "title": "科普集市", "unit": unit, "held": day, **values})


def spent(at: Event, person: Body | None, hours: int | None, day: date | None, state: str = "open") -> Hours:
    """Hours that somebody spent at an event."""
    said: dict[str, Any] = {"kind": "hours", "number": f"时{next(_NUMBERS):04}", "state": state, "opened": NOW}
    return Hours.objects.create(**said, title="学时", unit=at.unit, event=at, person=person, hours=hours, day=day)


def people(unit: Any, names: Sequence[str], **values: Any) -> list[Body]:
    """Entries of whom figures count each once."""
    said: dict[str, Any] = {"kind": "bodies", "state": "open", "opened": NOW, "unit": unit, **values}
    return [Body.objects.create(**said, number=f"体{next(_NUMBERS):04}", title=name) for name in names]
