"""What people see of who holds what: a card on the record, a page of what is vacant, and its workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from held_kinds import FILL, body, held_kinds, pair, person, seat
from linked.models import Body
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.parameters.actions import set_value
from office import NOW, Office

SINCE, MARCH = date(2026, 1, 1), date(2026, 3, 14)


@pytest.fixture(autouse=True)
def kind() -> Iterator[CompiledKind]:
    with held_kinds() as found:
        yield found


@pytest.fixture
def clerk(client: Client, office: Office) -> Client:
    client.force_login(office.people["clerk"].user)
    return client


@pytest.fixture
def tea(office: Office) -> Body:
    return body(office.units["kexie"])


def _card(page: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(section for section in page.context["sections"] if section["id"] == f"held-{name}")
    return found


def _lines(card: dict[str, Any]) -> list[list[str]]:
    return [[cell.text or _light(cell.light) for cell in row.cells] for row in card["table"].rows]


def _light(light: Any) -> str:
    return f"{light.label} {light.why}".strip() if light else ""


def _text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_the_page_says_who_holds_what_what_is_vacant_and_who_held_it_before(
    clerk: Client, office: Office, tea: Body
) -> None:
    people = {name: person(tea.unit, name) for name in ("陈素芬", "李国栋", "周明远", "赵启明")}
    seat(tea, people["陈素芬"], SINCE, MARCH)
    seat(tea, people["李国栋"], date(2026, 4, 2))
    seat(tea, people["周明远"], SINCE, post="deputy")
    seat(tea, people["赵启明"], date(2020, 1, 1), date(2025, 12, 31), post="deputy")
    set_value(FILL, None, "10", SINCE, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    page = clerk.get(tea.get_absolute_url(), {"on": "2026-03-20"})
    card = _card(page, "posts")
    numbers = {name: f"{value.number} {name}" for name, value in people.items()}
    assert card["count"] == 1 and _lines(card) == [
        ["无人", "Chair", "2026-03-15", "2026-04-01", "空缺 6 天"],
        [numbers["李国栋"], "Chair", "2026-04-02", "", "尚未到任"],
        [numbers["周明远"], "Deputy", "2026-01-01", "", "现任"],
        [numbers["陈素芬"], "Chair", "2026-01-01", "2026-03-14", "曾任"],
        [numbers["赵启明"], "Deputy", "2020-01-01", "2025-12-31", "曾任"],
    ]
    assert people["周明远"].get_absolute_url() in _text(page)
    form = clerk.get(card["more"]["url"])
    assert form.status_code == 200 and tea.number in _text(form)
    later = _lines(_card(clerk.get(tea.get_absolute_url(), {"on": "2026-03-25"}), "posts"))
    assert later[0] == ["无人", "Chair", "2026-03-15", "2026-04-01", "逾期 11 天"]
    assert _lines(_card(clerk.get(tea.get_absolute_url(), {"on": "2026-04-02"}), "posts"))[0][4] == "现任"


def test_a_closed_record_says_once_that_nobody_holds_it(clerk: Client, tea: Body) -> None:
    def names() -> list[str]:
        return [section["id"] for section in clerk.get(tea.get_absolute_url()).context["sections"]]

    assert {"pairs", "held-pairs"} <= {*names()}  # rows can still be added here
    Body.objects.filter(pk=tea.pk).update(state="ended", closed=NOW)
    assert "pairs" not in names() and "held-pairs" in names()


def test_what_a_merger_left_is_said_with_its_days_and_an_unset_value_by_its_name(clerk: Client, tea: Body) -> None:
    for name, last in (("陈素芬", None), ("李国栋", MARCH)):
        seat(tea, person(tea.unit, name), SINCE, last)
    page = clerk.get(tea.get_absolute_url())
    assert "Chair：2026-01-01至2026-03-14同时有 2 人，至多 1 人。" in _card(page, "posts")["note"]
    assert "Days in which a vacancy is filled" in _card(page, "pairs")["note"]


def test_who_may_not_see_the_seat_sees_that_somebody_has_it(clerk: Client, office: Office, tea: Body) -> None:
    seat(tea, person(tea.unit, "陈素芬"), SINCE, unit=office.units["bureau"])
    page = clerk.get(tea.get_absolute_url())
    (line,) = _lines(_card(page, "posts"))
    assert line == ["您无权查看的人", "Chair", "2026-01-01", "", "现任"]
    assert "陈素芬" not in _text(page)


def test_a_long_card_is_paged_and_scripts_get_it_alone(clerk: Client, tea: Body) -> None:
    for number in range(25):
        pair(tea, f"干部{number:02}", date(2000 + number, 1, 1), date(2000 + number, 12, 31))
    page = clerk.get(tea.get_absolute_url())
    assert len(_lines(_card(page, "pairs"))) == 20
    more = clerk.get(tea.get_absolute_url(), {"card": "held-pairs", "page": 2}, headers={"HX-Request": "true"})
    assert "干部00" in _text(more) and "干部24" not in _text(more)


def _titles(page: Any) -> list[str]:
    return [row.name for row in page.context["table"].rows]


def test_the_page_of_what_is_vacant_leads_to_the_record_and_to_the_form_that_fills_it(
    clerk: Client, office: Office, tea: Body
) -> None:
    other = body(office.units["kexie"], "云岭县果业协会")
    hidden = body(office.units["bureau"], "云岭县无线电协会")
    seat(tea, person(tea.unit, "陈素芬"), SINCE, MARCH)
    seat(other, person(tea.unit, "李国栋"), SINCE)
    assert "/bodies/held/posts/" in _text(clerk.get("/bodies/"))
    page = clerk.get("/bodies/held/posts/", {"day": "2026-03-31"})
    text = _text(page)
    assert _titles(page) == [tea.title] and hidden.title not in text
    (line,) = page.context["table"].rows
    assert [cell.text for cell in line.cells[3:7]] == ["Chair", "2026-03-15", "", "17"]
    assert tea.get_absolute_url() in text and f"/seats/new/?body={tea.number.replace('体', '%E4%BD%93')}" in text
    assert "post=chair" in text and "未设定：Days in which" in text
    assert _titles(clerk.get("/bodies/held/posts/", {"day": "2026-03-14"})) == []
    assert clerk.get("/bodies/held/posts/", {"day": "2026-03-14"}).status_code == 200
    span = clerk.get("/bodies/held/posts/", {"first": "2026-03-01", "day": "2026-03-31"})
    assert _titles(span) == [tea.title]
    client = Client()
    client.force_login(office.people["supervisor"].user)
    unset = client.get("/bodies/held/posts/", {"day": "2026-03-31"}).context["by_unit"].rows
    assert [[cell.text for cell in row.cells[1:]] for row in unset] == [["1", "—"], ["1", "—"]]  # and no 0
    set_value(FILL, None, "10", SINCE, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    assert "逾期" in _text(clerk.get("/bodies/held/posts/", {"day": "2026-03-31", "which": "late"}))
    assert _titles(clerk.get("/bodies/held/posts/", {"day": "2026-03-20", "which": "late"})) == []
    both = client.get("/bodies/held/posts/", {"day": "2026-03-31"})
    assert sorted([cell.text for cell in row.cells] for row in both.context["by_unit"].rows) == [
        ["云岭县科学技术协会", "1", "1"],
        ["云岭县科学技术局", "1", "1"],
    ]


@pytest.mark.parametrize(("address", "status"), [("/bodies/held/chairs/", 404), ("/seats/held/posts/", 404)])
def test_what_is_not_declared_has_no_page(clerk: Client, address: str, status: int) -> None:
    assert clerk.get(address).status_code == status


def test_what_cannot_be_understood_shows_nothing_and_says_why(clerk: Client, tea: Body) -> None:
    page = clerk.get("/bodies/held/posts/", {"first": "2026-05-01", "day": "2026-01-01"})
    assert _titles(page) == [] and "截止日早于起始日。" in _text(page)


def test_the_workbook_has_the_vacancies_and_is_journaled(clerk: Client, tea: Body) -> None:
    seat(tea, person(tea.unit, "陈素芬"), SINCE, MARCH)
    answer = clerk.post("/bodies/held/posts/sheet/?day=2026-03-31")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert rows[1][:7] == (tea.number, tea.title, tea.unit.name, "Chair", "2026-03-15", None, 17)
    assert Entry.objects.filter(step="export", subject="bodies").count() == 1


VACANT, CARD = 22, 37  # queries of a page, those of signing in among them


@pytest.mark.parametrize("count", [3, 12])
def test_more_rows_need_no_more_queries(clerk: Client, office: Office, tea: Body, count: int) -> None:
    set_value(FILL, None, "10", SINCE, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    for number in range(count):
        seat(body(tea.unit, f"协会{number}"), person(tea.unit, f"会员{number}"), SINCE, MARCH)
        seat(tea, person(tea.unit, f"副会长{number}"), SINCE, post="deputy")
    clerk.get("/bodies/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = clerk.get("/bodies/held/posts/", {"day": "2026-03-31"})
    assert len(_titles(page)) == count + 1 and len(asked) <= VACANT
    with CaptureQueriesContext(connection) as asked:
        page = clerk.get(tea.get_absolute_url())
    assert _card(page, "posts")["count"] == count and len(asked) <= CARD
