"""Constants that a step sets: values, the moment and the day of the step; what does not fit stops the start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.forms import CharField
from django.test import Client

from declared_lines import changed, declared, instead
from linked.models import Event
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import NOW as MOMENT
from luoshi.kernel.kinds.language.steps import TODAY as DAY
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

SENT: dict[str, Any] = {"public": True, "reach": "city", "over_at": MOMENT, "to_day": DAY}
STEPS = (
    Step(
        "enter",
        "Enter",
        "> open",
        "unit",
        "unit cost",
        puts={"began_at": MOMENT, "sort": "fair", "public": False},
    ),
    Step("send", "Send", "open > sent", "unit", puts=SENT, needs=[Need(Is(public=True), "It is not public.")]),
    Step(
        "back",
        "Back",
        "sent > open",
        "unit",
        own={"sort": CharField(label="Sort")},
        puts={"sort": "", "to_day": None, "over_at": None},
    ),
    Step("rest", "Rest", "open >", "unit", puts={"attendance": 4}),
)
EVENTS = make_kind(
    Kind(
        "stamped",
        "Stamped",
        "Stamped",
        Event,
        Cycle({"open": "Open", "sent": "Sent"}, "sent", STEPS),
        Rights((Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=("unit",)),
        shows="sort reach public attendance to_day began_at over_at",
        titled="{sort} {reach}",
        parts=(Computed("paid", "cost / attendance"),),
        prefix="常",
    )
)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with declared(Line("stamped", "Stamped", (EVENTS.declaration,))):
        yield


def entered(office: Office) -> Event:
    values = {"unit": office.units["kexie"].pk, "cost": "10"}
    return Event.objects.get(pk=begin(EVENTS, office.actor("clerk"), values, at=NOW).record.pk)


def taken(office: Office, record: Event, step: str, **values: str) -> Event:
    take(record, step, office.actor("clerk"), values, at=NOW)
    return Event.objects.get(pk=record.pk)


def told(step: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(Entry.objects.filter(step=step).latest("pk").payload.data)
    return said


def test_a_beginning_sets_its_constants(office: Office) -> None:
    one = entered(office)
    assert (one.began_at, one.sort, one.public, one.to_day) == (NOW, "fair", False, None)
    assert one.title == "Fair"
    assert told("enter")["sort"] == "fair" and "began_at" not in told("enter")  # the entry has the time anyway


def test_a_step_sets_constants_and_its_own_time_and_needs_see_them(office: Office) -> None:
    one = taken(office, entered(office), "send")
    assert (one.state, one.public, one.reach, one.over_at, one.to_day) == ("sent", True, "city", NOW, TODAY)
    assert one.title == "Fair City"
    assert {name: told("send")[name] for name in ("public", "reach")} == {"public": True, "reach": "city"}


def test_a_step_empties_fields_and_its_form_may_ask_for_something_of_that_name(office: Office) -> None:
    one = taken(office, taken(office, entered(office), "send"), "back", sort="说明")
    assert (one.sort, one.to_day, one.over_at, one.public) == ("", None, None, True)
    assert told("back")["sort"] == "说明"


def test_a_constant_is_an_input_of_what_is_computed(office: Office) -> None:
    one = taken(office, entered(office), "rest")
    assert (one.attendance, one.paid) == (4, Decimal("2.5"))


def test_a_sheet_sets_them_alike(office: Office) -> None:
    row = {"unit": office.units["kexie"].pk, "cost": "1"}
    made = begin_many(EVENTS, office.actor("clerk"), [row, row], at=NOW)
    assert {(event.began_at, event.sort) for event in Event.objects.filter(pk__in=[record.pk for record in made])} == {
        (NOW, "fair")
    }


def test_on_a_page_nothing_is_asked_and_a_need_that_fails_writes_nothing(office: Office) -> None:
    one = entered(office)
    client = Client()
    client.force_login(office.people["clerk"].user)
    page = client.get(f"/stamped/{one.pk}/send/").text
    assert 'name="public"' not in page and 'name="to_day"' not in page
    assert client.post(f"/stamped/{one.pk}/send/", {"seen": one.version}).status_code == 302
    assert Event.objects.get(pk=one.pk).to_day == TODAY
    steps = (STEPS[0], replace(STEPS[1], puts={"public": False}), *STEPS[2:])
    other = entered(office)
    kept_in = changed(EVENTS, cycle=EVENTS.declaration.cycle.with_steps(steps))
    with instead(kept_in), pytest.raises(RecordError, match="It is not public"):
        taken(office, other, "send")
    assert Event.objects.get(pk=other.pk).state == "open"


@pytest.mark.parametrize(
    ("puts", "fault"),
    [
        ({"nothing": 1}, "puts nothing, which is no field of Event"),
        ({"state": "open"}, "puts state, which is no field of Event"),
        ({"cost": 1}, "puts cost, which it also asks for"),
        ({"sort": "party"}, "none of its choices"),
        ({"sort": 1}, "its type is CharField"),
        ({"sort": None}, "takes no null"),
        ({"reach": "town"}, "the list linked.levels may lose it"),
        ({"reach": MOMENT}, "NOW is a moment, and its type is Listed"),
        ({"held": MOMENT}, "NOW is a moment, and its type is DateField"),
        ({"began_at": DAY}, "TODAY is a day, and its type is DateTimeField"),
        ({"began_at": date(2026, 1, 1)}, "its type is DateTimeField"),
        ({"held": "2026-01-01"}, "its type is DateField"),
        ({"attendance": True}, "its type is IntegerField"),
        ({"attendance": Decimal("1.5")}, "its type is IntegerField"),
        ({"public": 1}, "its type is BooleanField"),
        ({"paid": Decimal("0.00001")}, "four decimal places"),
        ({"paid": 1}, "a step sets paid"),
    ],
)
def test_a_constant_that_does_not_fit_stops_the_start(puts: Any, fault: str) -> None:
    steps = (Step("enter", "Enter", "> open", "unit", "unit cost", puts=puts), *STEPS[1:])
    with pytest.raises(ValueError, match=fault):
        changed(EVENTS, cycle=Cycle({"open": "Open", "sent": "Sent"}, "sent", steps))


@pytest.mark.parametrize(
    "puts",
    [
        {"paid": Decimal("1.2345")},
        {"paid": None},
        {"reach": ""},
        {"held": DAY},
        {"held": date(2026, 1, 1)},
        {"same": None},
    ],
)
def test_a_constant_that_fits_starts(puts: Any) -> None:
    steps = (Step("enter", "Enter", "> open", "unit", "unit cost", puts=puts), *STEPS[1:])
    assert changed(EVENTS, parts=(), cycle=Cycle({"open": "Open", "sent": "Sent"}, "sent", steps))


def test_no_leader_sets_a_figure_by_a_constant() -> None:
    leader = Relation("leader", "Leader", reaches=((Role.LEADER, UnitPlace.UNDER),))
    rights = Rights((*EVENTS.declaration.rights.relations, leader), sees=("unit",))
    steps = (*STEPS[:3], Step("rest", "Rest", "open >", "leader", puts={"attendance": 4}))
    with pytest.raises(ValueError, match="a leader's step sets the figure attendance"):
        changed(EVENTS, rights=rights, cycle=Cycle({"open": "Open", "sent": "Sent"}, "sent", steps))
