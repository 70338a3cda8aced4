"""Bodies of tests/linked with posts that records hold and pairs that rows hold, and the people there are, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from declared_lines import changed, declared
from linked.models import Body, Pair, Project, Seat
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.desk.declarations.registration import check_declarations
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import stars
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.steps import begin
from office import NOW, Office

RIGHTS = Rights(
    (
        Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),
        Relation("desk", "Desk", reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
    ),
    sees=("unit", "desk"),
)
FILL = DeclaredParameter("bodies.fill", "Days in which a vacancy is filled", int)
POSTS = Held(
    "posts",
    "Posts",
    of="seats",
    via="body",
    who="person",
    role="post",
    where=~Is(state="refused"),
    exactly={"chair": 1},
    once=True,
    fill=FILL,
)
PAIRS = Held("pairs", "Paired with", rows="pairs", who="member", exactly=1, once=True, fill=FILL)
ROWS = Rows("pairs", Pair, "Pairs", "member helper from_day to_day card", ends="to_day", masks={"card": stars})


def _cycle(*steps: Step, asks: str = "") -> Cycle:
    return Cycle(
        {"open": "Open", "ended": "Ended", "refused": "Refused"},
        "ended refused",
        (
            Step("enter", "Enter", "> open", "unit desk", f"title unit {asks}".strip()),
            Step("end", "End", "open > ended", "unit desk"),
            Step("refuse", "Refuse", "open > refused", "unit desk"),
            *steps,
        ),
    )


PAIRING = (
    Step("join", "Join", "open >", "unit desk", adds="pairs"),
    Step("leave", "Leave", "open >", "unit desk", ends="pairs"),
    Step("pairs", "Pairs", "open >", "unit desk", rows="pairs"),
)
SEATING = (
    Step("again", "Again", "refused > open", "unit desk"),
    Step("leave", "Leave", "open >", "unit desk", "to_day"),
    Step("renew", "Renew", "open >", "unit desk", "from_day to_day"),
    Step("move", "Move", "open >", "unit desk", "body post"),
)
SEAT = "body person post from_day to_day"
PEOPLE = make_kind(Kind("trials", "People", "Person", Project, _cycle(), RIGHTS, prefix="员"))


def seats(*parts: Any) -> CompiledKind:
    """The kind of seats, with these parts besides."""
    cycle = _cycle(*SEATING, asks=SEAT)
    return make_kind(
        Kind("seats", "Seats", "Seat", Seat, cycle, RIGHTS, prefix="席", parts=(Validity(renews="renew"), *parts))
    )


SEATS = seats()
BODIES = make_kind(
    Kind(
        "bodies",
        "Bodies",
        "Body",
        Body,
        _cycle(*PAIRING, asks="sort"),
        RIGHTS,
        prefix="体",
        columns="sort",
        parts=(ROWS, POSTS, PAIRS),
    )
)


def owing(**asked: Any) -> CompiledKind:
    """Bodies that owe a talk so."""
    return changed(BODIES, parts=(*BODIES.parts, Owed("talk", "Talk", **asked)))


@contextmanager
def held_kinds(*parts: Any, seats: CompiledKind = SEATS, of: CompiledKind = BODIES) -> Iterator[CompiledKind]:
    """Bodies with these parts beside their rows, seats and people, in one line."""
    kind = changed(of, parts=(ROWS, *parts)) if parts else of
    with declared(Line("held", "Held", (kind.declaration, seats.declaration, PEOPLE.declaration))):
        check_declarations()
        yield get_kind(kind.name)


_NUMBERS = count(1)


def body(unit: Any, title: str = "云岭县茶叶学会", **values: Any) -> Body:
    """A body past its steps."""
    said: dict[str, Any] = {"kind": "bodies", "number": f"体{next(_NUMBERS):04}", "state": "open", "opened": NOW}
    return Body.objects.create(**{**said, "title": title, "unit": unit, **values})


def person(unit: Any, title: str) -> Project:
    """Somebody whom the register knows."""
    said: dict[str, Any] = {"kind": "trials", "number": f"员{next(_NUMBERS):04}", "state": "open", "opened": NOW}
    return Project.objects.create(**said, title=title, unit=unit)


def seat(at: Body, who: Project | None, first: date | None, last: date | None = None, **values: Any) -> Seat:
    """A seat past its steps: the chair."""
    said: dict[str, Any] = {"kind": "seats", "number": f"席{next(_NUMBERS):04}", "state": "open", "opened": NOW}
    of = {**said, "title": "任职", "unit": at.unit, "body": at, "person": who, "post": "chair", **values}
    return Seat.objects.create(**of, from_day=first, to_day=last)


def pair(at: Body, member: str, first: date | None, last: date | None = None, **more: Any) -> Pair:
    """A pair past its steps."""
    return Pair.objects.create(record=at, member=member, from_day=first, to_day=last, **more)


def seated(
    office: Office, at: Body, who: Project, first: str, last: str = "", *, of: CompiledKind = SEATS, **more: str
) -> Any:
    """A seat begun by its step."""
    given = {"title": "任职", "unit": str(at.unit_id), "body": at.number, "person": who.number, "post": "chair"}
    return begin(of, office.actor("clerk"), {**given, "from_day": first, "to_day": last, **more}, at=NOW).record
