"""S003-14: four plans of support, applied, approved, run and assessed: a table of plans by year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.utils.translation import override

from housekeeping_office import House
from luoshi.desk.figures.queries.coverage import coverages_of
from luoshi.desk.figures.queries.list_coverage import list_entries
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import current_snapshot, get_kind, install_snapshot
from luoshi.lines.projects.models import Project
from luoshi.parts.calls.models import LISTS, Application
from office import NOW, TODAY, Office
from test_projects import summary

COVERAGE = "/talents/coverage/plans/"


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


def project(house: House, title: str, plan: str, **more: Any) -> Record:
    """A project under a plan, entered by its page."""
    facts = {"title": title, "sort": "key", "level": "county", "key": "no", "plan": plan, "year": "2026"}
    return house.opens("clerk", "projects", **facts, unit=house.office.units["kexie"].pk, **more)


def contract(house: House, record: Record, from_day: str = "2026-03-20", to_day: str = "2026-12-31") -> None:
    """The project is examined and its contract signed."""
    house.presses("supervisor", record, "examine", examined_on=from_day)
    house.presses("clerk", record, "contract", from_day=from_day, to_day=to_day, amount="50000")


def coverage(house: House, year: int = 2026) -> dict[str, Any]:
    """The table, as a program reads it."""
    return house.client("supervisor").get(f"/api/talents/coverage/plans?year={year}").json()  # type: ignore[no-any-return]


def numbers(house: House, year: int, plan: str) -> dict[str, str | None]:
    """The numbers of a plan in a year by cell, as a program reads them."""
    (row,) = [row for row in coverage(house, year)["rows"] if (row["code"], row["year"]) == (plan, year)]
    return {name: cell["value"] for name, cell in row["cells"].items()}


def test_four_plans_are_told_by_year_from_the_call_to_the_assessment(house: House) -> None:
    unit = house.office.units["kexie"].pk
    call = house.opens("clerk", "calls", title="自主创新计划申报", sort="projects", plan="innovation", year="2026",
                       from_at="2026-03-01T09:00", to_at="2026-04-30T17:00", late="no", frees="no", moves_up="no",
                       voted="no", unit=unit)  # fmt: skip
    house.presses("leader", call, "publish")
    sent = house.opens("clerk", "applications", call=call.number, title="采茶机降振", summary="降低振动",
                       unit=unit)  # fmt: skip
    assert Application.objects.get(pk=sent.pk).plan == "innovation"
    person = house.opens("clerk", "persons", title="幻立山", unit=unit)
    house.presses("clerk", sent, "edit", title="采茶机降振", summary="降低振动", leader=person.number, cls="main")
    house.presses("clerk", sent, "send")
    run = project(house, "采茶机降振", "innovation")
    contract(house, run)
    nothing = dict.fromkeys(("called", "applied", "approved", "term", "accepted", "selected"))
    assert numbers(house, 2026, "innovation") == {
        "called": "1", "applied": "1", "approved": "1", "term": "1", "accepted": None, "selected": None
    }  # fmt: skip
    assert numbers(house, 2026, "overseas") == nothing == numbers(house, 2025, "innovation")
    house.presses("clerk", run, "start")
    files = summary()["summary"]
    assert house.client("clerk").post(f"{run.get_absolute_url()}summarise/", {"summary": files}).status_code == 302
    house.presses("supervisor", run, "accept")
    talent = house.opens("clerk", "talents", person=person.number, origin="own", unit=unit)
    house.presses("clerk", talent, "nominate", programme="innovation", nomination=sent.number)
    house.presses("leader", talent, "select", grade="core", selected_on="2026-03-20")
    assert numbers(house, 2026, "innovation") == dict.fromkeys(nothing, "1")
    page = house.reads("supervisor", COVERAGE)
    assert "1 of 12" in page  # four plans in three years, one of them complete
    assert page.count("lacking") == 11 * 6  # each in its cell
    assert "light--late" not in page, "what a plan had not in a year is not late"
    told = coverage(house)
    assert (told["entries"], len({row["code"] for row in told["rows"]})) == (12, 4)


def test_each_number_leads_to_its_list_and_an_empty_cell_to_the_form(house: House) -> None:
    one, two = (project(house, f"海智项目{n}", "overseas") for n in "一二")
    contract(house, one)
    contract(house, two, "2026-02-02")
    project(house, "别的计划", "high")
    page = house.client("supervisor").get(COVERAGE).content.decode()
    links = [unescape(url) for url in re.findall(r'<a\s+href="(/projects/[^"]+figure=[^"]+)"', page)]
    assert len(links) == 2  # approved, and in term
    for link in links:
        rows = house.client("supervisor").get(link).content.decode()
        assert "海智项目一" in rows and "海智项目二" in rows and "别的计划" not in rows
    page = house.client("clerk").get(COVERAGE).content.decode()
    ways = {unescape(url) for url in re.findall(r'href="(/projects/new/[^"]+)"', page)}
    assert ways == {f"/projects/new/?plan={plan}" for plan in ("high", "innovation", "driven")}  # of one there are some
    form = house.client("clerk").get("/projects/new/?plan=driven").content.decode()
    assert re.search(r'<option value="driven"\s+selected', form)


def test_a_project_that_ended_early_runs_no_longer(house: House) -> None:
    record = project(house, "中止的项目", "driven")
    contract(house, record)
    assert numbers(house, 2026, "driven")["term"] == "1"
    house.presses("leader", record, "end", reason="承担单位撤销")
    assert Project.objects.get(pk=record.pk).to_day == date(2026, 3, 20)
    house.on(2026, 3, 21)
    told = numbers(house, 2026, "driven")
    assert (told["approved"], told["term"], told["accepted"]) == ("1", None, None)


def test_a_plan_that_the_office_adds_stands_there_from_its_year_on(house: House) -> None:
    plans = LISTS["talents.programmes"]
    rows = [ListItemInput(code, str(word)) for code, word in plans.items.items()] + [
        ListItemInput("village", "乡土人才计划", new=True)
    ]
    admin = house.office.actor("admin")
    set_version(plans, None, rows, date(2026, 1, 1), "云科协〔2026〕3号", admin, at=NOW, seen=0)
    assert [row["year"] for row in coverage(house)["rows"] if row["code"] == "village"] == [2026]


def test_who_may_not_open_a_project_counts_it_and_does_not_read_it(house: House) -> None:
    contract(house, project(house, "海智项目", "overseas"))
    page = house.client("stranger").get(COVERAGE)
    link = next(unescape(url) for url in re.findall(r'href="(/projects/[^"]+figure=[^"]+)"', page.content.decode()))
    assert "海智项目" not in house.client("stranger").get(link).content.decode()
    assert house.client("clerk").get(link).content.decode().count("海智项目") > 0


def test_what_the_office_does_not_use_is_no_empty_cell(house: House) -> None:
    asked = coverages_of(get_kind("talents"))["plans"]
    before = current_snapshot()
    try:
        install_snapshot(before.with_uses(frozenset({"projects"}), frozenset()))
        entries = list_entries(asked, house.office.actor("supervisor"), TODAY, 2026, None)
    finally:
        install_snapshot(before)
    assert [cell.name for cell in entries[0].cells] == ["called", "applied", "selected"]
