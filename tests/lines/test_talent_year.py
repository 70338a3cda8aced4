"""S000-13: the talent plan, a class for entrepreneurs and visits of experts to firms, by pages, and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from housekeeping_office import House
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.experts.models import Guidance
from luoshi.lines.learning.models import ProgrammeParticipant, StudyProgramme
from luoshi.papers.models import Issued
from luoshi.parts.calls.line import VALUES
from office import NOW, TODAY, Office

DAY = "2026-03-20"


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    def clock(at: Any) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    made = House(office, clock)
    made.on(2026, 3, 20)
    return made


def unit(house: House) -> int:
    return int(house.office.units["kexie"].pk)


def one_row(name: str, **given: str) -> dict[str, str]:
    """A row inside a record, as its form sends it."""
    return {f"{name}-count": "1", **{f"{name}-0-{column}": value for column, value in given.items()}}


def figures(house: House, kind: str, by: str = "") -> dict[str, str | None]:
    """The figures of a kind this year, as a program reads them; by code, those of the first line that has any."""
    told = house.client("supervisor").get(f"/api/{kind}/figures?by={by}").json()
    lines = told["total"] if not by else next(line["figures"] for line in told["lines"] if any(
        value["of"] for value in line["figures"]))  # fmt: skip
    return {value["name"]: value["value"] for value in lines}


def test_a_talent_is_called_for_nominated_reviewed_selected_supported_and_assessed(house: House) -> None:
    """The talent plan: who, of which sort, in which year, at which grade; the selected are counted."""
    office = house.office
    set_value(VALUES["calls.publicity"], None, "5日", TODAY, "云科协发〔2026〕3号", office.actor("admin"), at=NOW)
    call = house.opens("clerk", "calls", title="高层次人才支持计划申报", sort="talent", plan="high", year="2026",
                       from_at="2026-03-01T09:00", to_at="2026-03-31T17:00", late="no", frees="no", moves_up="no",
                       voted="no", unit=unit(house))  # fmt: skip
    house.presses("leader", call, "publish")
    person = house.opens("clerk", "persons", title="幻育茶", unit=unit(house))
    talent = house.opens("clerk", "talents", person=person.number, origin="brought", from_day=DAY, unit=unit(house))
    nomination = house.opens("clerk", "applications", call=call.number, title="推荐幻育茶", leader=person.number,
                             summary="抗寒品种选育", cls="main", unit=unit(house))  # fmt: skip
    house.presses("clerk", talent, "nominate", programme="high", nomination=nomination.number)
    house.presses("clerk", nomination, "send")
    house.presses("head", nomination, "certify")
    house.presses("supervisor", nomination, "check")
    house.presses("supervisor", nomination, "assess", cls="main", score="91.5", rank="1", opinion="同意推荐")
    house.presses("supervisor", nomination, "publish")
    house.presses("leader", nomination, "approve", 422)  # its publicity is not over
    house.on(2026, 3, 30)
    house.presses("leader", nomination, "approve")
    assert figures(house, "talents")["selected"] == "0"
    house.presses("leader", talent, "select", grade="lead", selected_on="2026-03-30")
    house.presses("clerk", talent, "support", **one_row("supports", tool="money", money="50000", day="2026-03-30"))
    house.presses("supervisor", talent, "assess", **one_row("assessments", day="2026-03-30", result="excellent"))
    assert house.state(talent) == "assessed"
    told = house.client("supervisor").get("/api/talents/figures?by=selected_on.year").json()
    (line,) = [line for line in told["lines"] if line["key"] == "2026"]
    assert line["figures"][0]["value"] == "1"
    assert figures(house, "talents", "programme")["selected"] == "1"
    page = house.reads("supervisor", "/talents/?programme=high")  # the list of talents
    assert "幻育茶" in page and "Support of high-level talent" in page and "Leading" in page
    assert house.client("supervisor").post("/talents/export/?programme=high").status_code == 200


def test_a_class_for_entrepreneurs_has_its_day_its_places_and_who_came(house: House) -> None:
    firms = [house.opens("clerk", "organisations", title=title, sort="enterprise", unit=unit(house)).number
             for title in ("云岭幻石机械有限公司", "云岭县绿源茶业有限公司")]  # fmt: skip
    names = ("幻石", "幻绿", "幻迟")
    people = [house.opens("clerk", "persons", title=name, unit=unit(house)).number for name in names]
    given = {"title": "科技企业家研修班", "sort": "class", "theme": "entrepreneur", "need": "六家企业提出"}
    need = house.client("clerk").post("/programmes/new/need/", {**given, "unit": unit(house)})
    assert need.status_code == 302
    record = StudyProgramme.objects.get()
    sessions = one_row("sessions", day=DAY, hours="6", topic="企业研发管理")
    house.presses("clerk", record, "schedule", title="科技企业家研修班", theme="entrepreneur", from_day=DAY, to_day=DAY,
                  seats="2", **sessions)  # fmt: skip
    house.presses("clerk", record, "open", from_day=DAY, to_day=DAY, seats="2")
    for person, firm in zip(people, firms, strict=False):
        row = one_row("participants", person=person, organisation=firm, came="yes")
        house.presses("clerk", record, "enrol", **row)
    said = house.presses("clerk", record, "enrol", 422, **one_row("participants", person=people[2]))
    assert "There are 2 places, and 3 would be taken" in said
    assert "幻石" in house.reads("clerk", record.get_absolute_url())
    house.presses("clerk", record, "hold", held_on=DAY)
    house.presses("clerk", record, "finish", result="两家建立研发台账")
    told = figures(house, "programmes")
    assert {name: told[name] for name in ("classes", "participants", "senders", "hours")} == {
        "classes": "1", "participants": "2", "senders": "2", "hours": "6"
    }  # fmt: skip
    assert figures(house, "programmes", "theme")["classes"] == "1"
    assert {*Issued.objects.filter(record=record.pk).values_list("name", flat=True)} == {"timetable", "record"}
    assert ProgrammeParticipant.objects.count() == 2 and StudyProgramme.objects.get().held_on == date(2026, 3, 20)


def test_an_expert_visits_a_firm_and_what_came_of_it_is_counted(house: House) -> None:
    firm = house.opens("clerk", "organisations", title="云岭幻石机械有限公司", sort="enterprise", unit=unit(house))
    person = house.opens("clerk", "persons", title="幻立山", unit=unit(house))
    expert = house.opens("clerk", "experts", person=person.number, rank="full", consent=DAY, unit=unit(house),
                         **one_row("branches", branch="machines"))  # fmt: skip
    house.presses("supervisor", expert, "accept", from_day=DAY)
    given = {"title": "制茶车间除尘", "sort": "visit", "topic": "other", "problem": "车间粉尘大", "asked_on": DAY}
    given |= {"expert": person.number, "organisation": firm.number, "unit": unit(house)}
    assert house.client("clerk").post("/guidances/new/plan/", given).status_code == 302
    record = Guidance.objects.get()
    house.presses("clerk", record, "serve", day=DAY, result="加装布袋除尘，粉尘降七成")
    house.presses("clerk", record, "confirm", solved="yes")
    assert figures(house, "guidances", "sort")["services"] == "1"
    page = house.reads("supervisor", record.get_absolute_url())
    assert all(word in re.sub(r"\s+", "", page) for word in ("幻立山", "云岭幻石机械有限公司", "粉尘降七成"))
