"""The page on which forms are filled in: what it shows, takes and refuses; workbooks out and back."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from assigned import running
from figures_told import defined
from forms_issued import LATER, MONTH, NAMES, cells_of, form_of, sent, task_of, values_told
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.returns.models import Draft, Return, ReturnLine, Task
from luoshi.kernel.steps.actions.steps import take
from many_appeals import signed_in
from office import Office
from plans import published

MARCH = 3_2026_0301
AJAX = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _then(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


@pytest.fixture
def task(office: Office) -> Task:
    acts = defined(office, "活动", measure="元")
    people = defined(office, "志愿者", measure="人", nature="stock")
    lines = [{"indicator": acts.number, "entry": "万元", "must": True}, {"indicator": people.number, "must": True}]
    return task_of(form_of(office, acts, people, lines=lines))


def clerk(office: Office, who: str = "clerk") -> Client:
    return signed_in(office, who, "en")


def post(client: Client, task: Task, do: str = "send", headers: Any = None, **cells: str) -> Any:
    names = cells_of(task)
    given = {names.get(name, name): text for name, text in cells.items()}
    return client.post(
        "/fill/", {"task": task.pk, "period": MONTH.isoformat(), "do": do, "revision": "0", **given}, headers=headers
    )


def test_a_unit_sees_what_it_owes_and_nobody_elses(office: Office, task: Task) -> None:
    page = clerk(office).get("/fill/").text
    assert "科普月报" in page and "2026年3月" not in page and "March 2026" in page
    assert cells_of(task)["活动"] in page
    assert "科普月报" not in clerk(office, "stranger").get("/fill/").text
    assert clerk(office, "stranger").get(f"/fill/?task={task.pk}").status_code == 404


def test_it_is_sent_from_the_page_and_typed_units_of_the_form_are_taken(office: Office, task: Task) -> None:
    answer = post(clerk(office), task, 活动="1.5", 志愿者="40")
    assert (answer.status_code, answer["Location"]) == (302, "/fill/")
    assert values_told() == {("活动", MARCH): 15_000, ("志愿者", MARCH): 40}
    assert "Sent: 科普月报" in clerk(office).get("/").text or Return.objects.get().state == "sent"


def test_what_is_wrong_stands_at_its_cell_and_nothing_typed_is_lost(office: Office, task: Task) -> None:
    answer = post(clerk(office), task, 活动="很多", 志愿者="40")
    assert answer.status_code == 422
    assert "“很多” is not a number" in answer.text and 'value="40"' in answer.text
    assert not Fact.objects.exists()


def test_what_looks_wrong_gets_a_box_for_a_word_and_is_sent_with_it(office: Office, task: Task) -> None:
    sent(office, task, 活动="1", 志愿者="40")
    back = Return.objects.get()
    take(back, "send_back", office.actor("supervisor"), {"reason": "请核实"}, at=LATER)
    defined(office, "别的")
    form = task.form
    assert form is not None
    other = task_of(form_of(office, *form_lines(form), title="另一张"))
    answer = post(clerk(office), other, 志愿者="41")
    doubt = f"note-told:{cells_of(other)['志愿者']}"
    assert answer.status_code == 422 and doubt in answer.text
    assert post(clerk(office), other, 志愿者="41", **{doubt: "以新的为准"}).status_code == 302
    assert values_told()["志愿者", MARCH] == 41


def form_lines(form: Any) -> list[Any]:
    return [item.indicator for item in ReturnLine.list_rows(form)]


def test_what_is_typed_is_kept_by_a_script_and_a_second_who_types_is_told(office: Office, task: Task) -> None:
    first, second = clerk(office), clerk(office, "head")
    answer = post(first, task, "save", AJAX, 活动="1")
    assert json.loads(answer.content)["revision"] == 1
    answer = post(second, task, "save", AJAX, 活动="2")
    assert answer.status_code == 409 and "has just entered values in this form" in json.loads(answer.content)["what"]
    assert Draft.objects.get().cells[cells_of(task)["活动"]] == "1"
    assert 'value="1"' in first.get(f"/fill/?task={task.pk}&period={MONTH}").text
    assert post(first, task, "save", 活动="1").status_code == 422  # on an old revision, without scripts


def test_what_was_sent_back_is_marked_in_its_place_and_all_else_locked(office: Office, task: Task) -> None:
    one = sent(office, task, 活动="1", 志愿者="40")
    line = cells_of(task)["志愿者"]
    chosen = {"reason": "与名册不符", "lines": [line[1:].partition("u")[0]]}
    take(one, "send_back", office.actor("supervisor"), chosen, at=LATER)
    page = clerk(office).get("/fill/").text
    assert "与名册不符" in page and "杜" in page
    box = next(part for part in page.split("<input") if f'name="{line}"' in part)
    other = next(part for part in page.split("<input") if f'name="{cells_of(task)["活动"]}"' in part)
    assert "fill__box--marked" in box and "readonly" not in box.partition(">")[0]
    assert "readonly" in other.partition(">")[0]


def test_who_receives_it_types_it_for_the_unit_and_says_who_told_it(office: Office, task: Task) -> None:
    desk = clerk(office, "supervisor")
    assert "Reported by telephone by" in desk.get(f"/fill/?task={task.pk}&period={MONTH}").text
    answer = post(desk, task, 活动="1", 志愿者="40")
    assert answer.status_code == 422 and "Enter who gave you the figures" in answer.text
    assert post(desk, task, 活动="1", 志愿者="40", told_by="柯干事").status_code == 302
    assert Return.objects.get().state == "told"
    assert post(clerk(office, "leader"), task, 活动="9", 志愿者="9", told_by="某某").status_code in (404, 422)
    assert values_told()["志愿者", MARCH] == 40


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 404),
        ({"task": "x", "period": "2026-03-01"}, 404),
        ({"task": "9" * 30, "period": "2026-03-01"}, 404),
        ({"task": "1", "period": "三月"}, 404),
        ({"task": "999999", "period": "2026-03-01"}, 404),
    ],
)
def test_addresses_and_posts_that_name_nothing_are_not_found(
    office: Office, task: Task, given: dict[str, str], status: int
) -> None:
    client = clerk(office)
    assert client.post("/fill/", given).status_code == status
    assert client.get("/fill/sheet/", given).status_code == status
    assert client.post("/fill/", {"task": task.pk, "period": "2031-01-01", "do": "send"}).status_code == 404


def test_who_has_not_returned_it_is_shown_with_telephones_to_those_who_call(office: Office, task: Task) -> None:
    desk = clerk(office, "supervisor").get(f"/fill/who/{task.form_id}/").text
    assert "Not returned yet" in desk and "Whom to call" in desk
    for who in ("clerk", "stranger"):
        assert clerk(office, who).get(f"/fill/who/{task.form_id}/").status_code == 404


def book(office: Office, task: Task, who: str = "clerk") -> Any:
    answer = clerk(office, who).get("/fill/sheet/", {"task": task.pk, "period": MONTH.isoformat()})
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def bring(office: Office, *books: Any, who: str = "clerk", **more: str) -> Any:
    files = []
    for at, record in enumerate(books):
        file = io.BytesIO()
        record.save(file)
        files.append(SimpleUploadedFile(f"{at}.xlsx", file.getvalue()))
    return clerk(office, who).post("/fill/back/", {"files": files, **more})


def test_a_form_goes_out_as_a_workbook_and_comes_back_filled_in(office: Office, task: Task) -> None:
    filled = book(office, task)
    sheet = filled.active
    codes = {sheet.cell(row, 3).value: row for row in range(4, 6)}
    sheet.cell(codes["活动"], 6).value = 1.5
    sheet.cell(codes["志愿者"], 6).value = "４０"
    answer = bring(office, filled)
    assert answer.status_code == 200 and "科普月报" in answer.text
    assert values_told() == {("活动", MARCH): 15_000, ("志愿者", MARCH): 40}


def test_a_file_is_taken_whole_or_not_at_all_with_what_is_wrong_by_cell(office: Office, task: Task) -> None:
    wrong = book(office, task)
    wrong.active["F4"], wrong.active["F5"] = "很多", 40
    other = book(office, task)
    other.active["A4"] = "c9u9"
    answer = bring(office, wrong, other)
    assert "F4：活动：“很多” is not a number" in answer.text and "F4：This row is not in the form" in answer.text
    assert not Fact.objects.exists()
    headless = book(office, task)
    headless.active["A2"] = ""
    assert "second row is missing" in bring(office, headless).text
    twice = book(office, task)
    twice.active["A5"] = twice.active["A4"].value
    assert "occurs twice" in bring(office, twice).text
    old = book(office, task)
    rows = [{"indicator": line.number, "must": True} for line in form_lines(task.form)[:1]]
    take(task.form, "lines", office.actor("supervisor"), {"lines": rows}, at=LATER)  # type: ignore[arg-type]
    assert "changed since this sheet" in bring(office, old).text
    assert not Fact.objects.exists()


def test_a_receiver_brings_workbooks_of_other_units_and_says_from_whom(office: Office, task: Task) -> None:
    filled = book(office, task, "supervisor")
    filled.active["F4"], filled.active["F5"] = 1, 40
    assert "it is from another unit" in bring(office, filled, who="supervisor").text
    bring(office, filled, who="supervisor", told_by="柯干事")
    assert Return.objects.get().state == "told"
    assert "that you may see" in bring(office, filled, who="stranger").text


def test_what_is_no_workbook_is_said_so_and_none_at_all_too(office: Office, task: Task) -> None:
    client = clerk(office)
    assert client.post("/fill/back/", {}).status_code == 422
    answer = client.post("/fill/back/", {"files": [SimpleUploadedFile("坏.xlsx", b"PK\x03\x04not")]})
    assert answer.status_code == 200 and "not accepted" in answer.text


def test_reports_on_commitments_stand_on_the_same_page(office: Office) -> None:
    one = running(office, published(office), "示范基地")
    page = clerk(office).get("/fill/").text
    assert one.title in page and "Reports on commitments" in page
