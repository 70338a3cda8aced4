"""Fields that follow from others: written by the step that changes an input, said with what they were made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from declared_lines import changed, declared, instead
from linked.models import LEVELS, Event
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Least, Need
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

PER_HEAD = Computed("paid", "cost / attendance", band="reach points")
EVENTS = make_kind(
    Kind(
        "shares",
        "Shares",
        "Share",
        Event,
        Cycle(
            {"open": "Open", "shut": "Shut"},
            "shut",
            (
                Step("enter", "Enter", "> open", "unit", "title unit held cost attendance", on="held"),
                Step("count", "Count", "open > open", "unit", "attendance"),
                Step("call", "Call", "open > open", "unit", "title"),
                Step("shut", "Shut", "open > shut", "unit", needs=[Need(Least("paid", 2), "Too little for each.")]),
            ),
        ),
        Rights((Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=("unit",)),
        shows="cost attendance paid reach",
        columns="paid reach",
        corrects="unit",
        parts=(PER_HEAD,),
        prefix="均",
    )
)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with declared(Line("shares", "Shares", (EVENTS.declaration,))):
        yield


def entered(office: Office, cost: object = "10", attendance: object = "4", held: date = TODAY) -> Any:
    values = {"title": "茶会", "unit": office.units["kexie"].pk, "cost": cost, "attendance": attendance, "held": held}
    return begin(EVENTS, office.actor("clerk"), values, at=NOW).record


def taken(office: Office, record: Any, step: str, **values: Any) -> Any:
    return take(record, step, office.actor("clerk"), values, at=NOW).record


def told(step: str) -> Any:
    return json.loads(Entry.objects.filter(step=step).latest("pk").payload.data)


def test_the_step_that_changes_an_input_writes_what_follows_and_says_of_what(office: Office) -> None:
    one = entered(office)
    one.refresh_from_db()
    assert (one.paid, one.reach) == (Decimal("2.5"), "city")
    assert told("enter")["paid"] == "2.5" and told("enter")["computed_from"] == "10 ÷ 4"
    one = taken(office, one, "call", title="茶话会")
    assert "paid" not in told("call") and "computed_from" not in told("call")
    one = taken(office, one, "count", attendance="3")
    assert (one.paid, told("count")["computed_from"]) == (Decimal("3.3333"), "10 ÷ 3")
    one = taken(office, one, RIGHT, cost="20", reason="发票漏了一张")
    one.refresh_from_db()
    assert (one.paid, one.reach, told(RIGHT)["computed_from"]) == (Decimal("6.6667"), "nation", "20 ÷ 3")


@pytest.mark.parametrize(
    ("cost", "reach"), [("3.99", "town"), ("3.9999", "city"), ("4", "city"), ("11.99", "city"), ("12", "nation")]
)
def test_a_border_belongs_to_the_band_behind_it(office: Office, cost: str, reach: str) -> None:
    assert entered(office, cost).reach == reach


def test_the_band_is_that_of_the_list_on_the_business_day(office: Office) -> None:
    below = {"town": "2", "city": "9", "nation": ""}
    wanted = [ListItemInput(code, code, {"points": number} if number else {}) for code, number in below.items()]
    set_version(LEVELS, None, wanted, TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW, seen=0)
    day = TODAY - timedelta(days=3)
    assert (entered(office, "6", held=day).reach, entered(office, "6").reach) == ("city", "town")


@pytest.mark.parametrize(("cost", "attendance"), [("", "4"), ("10", ""), ("10", "0")])
def test_what_cannot_be_computed_is_empty_and_said_to_be_so(office: Office, cost: str, attendance: str) -> None:
    one = entered(office, cost, attendance)
    assert (one.paid, one.reach) == (None, "")
    client = Client()
    client.force_login(office.people["clerk"].user)
    client.cookies["django_language"] = "en"
    page = client.get(f"/shares/{one.pk}/").text
    assert "not computable" in page and ("not known" in page) is (attendance != "0")
    page = client.get(f"/shares/{entered(office).pk}/").text
    assert "= 10 ÷ 4" in page and "not computable" not in page


def test_a_need_asks_what_follows_as_the_step_leaves_it(office: Office) -> None:
    with pytest.raises(RecordError, match="Too little for each"):
        taken(office, entered(office, "4"), "shut")
    assert taken(office, entered(office, "8"), "shut").state == "shut"


def test_what_is_too_large_is_said_and_nothing_is_written(office: Office) -> None:
    huge = changed(EVENTS, parts=(Computed("paid", "cost * attendance"),))
    values = {"title": "茶会", "unit": office.units["kexie"].pk, "cost": "900000000000", "held": TODAY}
    row = {**values, "attendance": "2000000"}
    with override("en"), instead(huge):
        with pytest.raises(RecordError, match="too large"):
            begin(huge, office.actor("clerk"), row, at=NOW)
        with pytest.raises(RecordError, match="1 of 2 rows"):
            begin_many(huge, office.actor("clerk"), [{**row, "attendance": "2"}, row], at=NOW)
    assert Event.objects.count() == 0


def test_a_sheet_computes_alike(office: Office) -> None:
    values = {"title": "茶会", "unit": office.units["kexie"].pk, "held": TODAY, "cost": "10"}
    made = begin_many(EVENTS, office.actor("clerk"), [{**values, "attendance": n} for n in ("4", "8", "")], at=NOW)
    found = [
        (event.paid, event.reach)
        for event in Event.objects.filter(pk__in=[record.pk for record in made]).order_by("pk")
    ]
    assert found == [(Decimal("2.5"), "city"), (Decimal("1.25"), "city"), (None, "")]
    assert told("enter").get("computed_from") == "10 ÷ ?"


@pytest.mark.parametrize(
    ("parts", "fault"),
    [
        ((Computed("title", "cost / attendance"),), "title is no number"),
        ((Computed("paid", "cost / sort"),), "sort is no number"),
        ((Computed("paid", "cost / people"),), "people is no number"),
        ((Computed("paid", "paid / cost"),), "made of itself"),
        ((Computed("cost", "paid / attendance"),), "a step sets cost"),
        ((Computed("paid", "cost / attendance", band="sort points"),), "sort takes no code from a list"),
        ((Computed("paid", "cost / attendance", band="reach note"),), "no column note with numbers"),
        ((PER_HEAD, Protected({"cost": stars}, "unit")), "protect it too"),
    ],
)
def test_a_wrong_formula_stops_the_start(parts: Any, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        changed(EVENTS, parts=parts)
