"""Faces: lists of their own for some of a kind's records, with own columns, forms and sheets; rights are the kind's."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import lxml.html
import pytest
from django.test import Client
from openpyxl import load_workbook

from declared_lines import changed, instead
from luoshi.desk.declarations.registration import check_declarations
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.activities.models import Activity
from office import NOW, TODAY, Office

KIND = get_kind("activities")

LECTURES = "/activities/?face=lectures"


@pytest.fixture
def clerk(office: Office) -> Client:
    """Signed in, with two lectures and a contest to see."""
    for sort, place in (("lecture", "白鹭社区"), ("lecture", "县第二小学"), ("contest", "青石镇文化站")):
        given = {"held": TODAY, "sort": sort, "place": place, "unit": office.units["kexie"].pk}
        begin(KIND, office.actor("clerk"), given, at=NOW)
    client = Client()
    client.force_login(office.people["clerk"].user)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, path: str) -> Any:
    return lxml.html.document_fromstring(client.get(path).text)


def heads(found: Any) -> list[str]:
    return [" ".join(heading.text_content().split()).rstrip(" ↕") for heading in found.xpath("//table//thead//th")]


def rows(found: Any) -> set[str]:
    return {" ".join(heading.text_content().split()) for heading in found.xpath("//table//tbody//th")}


def test_a_face_lists_its_own_with_its_columns_and_keeps_to_them(clerk: Client) -> None:
    found = page(clerk, LECTURES)
    assert rows(found) == {"白鹭社区 讲座", "县第二小学 讲座"} and found.findtext(".//h1").strip() == "Lectures"
    own = [head for head in heads(found) if head not in ("Number", "Title", "Unit", "State", "Due")]
    assert own == ["Held on", "Attendances", "For whom"]
    tabs = {link.text.strip(): link.get("aria-current") for link in found.xpath("//nav[contains(@class, 'views')]/a")}
    assert tabs == {"All": None, "Lectures": "page", "Boards": None, "Contests": None, "Exchange and matching": None}
    assert found.xpath("//form[contains(@class, 'filters')]//input[@name='face']/@value") == ["lectures"]
    narrowed = page(clerk, f"{LECTURES}&q=白鹭&request=1")
    assert rows(narrowed) == {"白鹭社区 讲座"}
    assert LECTURES.rpartition("/")[2] in narrowed.xpath("//a[text()='Clear']/@href")[0]
    assert rows(page(clerk, "/activities/print/?face=lectures")) == rows(found)
    assert clerk.get("/activities/?face=nothing").status_code == 404
    assert rows(page(clerk, "/activities/?face=exchange")) == set()


def test_its_sheet_has_its_rows_and_columns(clerk: Client) -> None:
    answer: Any = clerk.post("/activities/export/?face=lectures")
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    head = next(row for row in cells if "Attendances" in row)
    assert "Series" not in head and "Outcome" not in head and "Theme" in head
    assert sum("lecture" in map(str, row) or "讲座" in str(row) for row in cells) == 2
    assert not any("青石镇文化站" in str(row) for row in cells)


def test_its_form_asks_less_and_sets_the_sort(clerk: Client, office: Office) -> None:
    way = page(clerk, LECTURES).xpath("//a[contains(@href, '/new/?face=lectures')]/@href")[0]
    form = page(clerk, way).xpath("//form[contains(@action, 'face=lectures')]")[0]
    names = [
        name for name in form.xpath(".//*[@name]/@name") if name not in ("csrfmiddlewaretoken", "once", "unit_key")
    ]
    assert names == ["held", "place", "theme", "attendance", "group", "photos", "photos", "unit"]
    given = {"held": TODAY, "place": "石塘村", "unit": office.units["kexie"].pk}
    assert clerk.post(way, {**given, "sort": "film", "place": ""}).status_code == 422
    assert clerk.post(way, {**given, "sort": "film"}).status_code == 302
    assert Activity.objects.get(place="石塘村").sort == "lecture"
    assert clerk.get("/activities/new/plan/?face=lectures").status_code == 404  # the face begins by another step
    line = page(clerk, LECTURES).xpath("//form[contains(@class, 'quick')]")[0]
    assert line.xpath(".//*[@name='sort']/@type") == ["hidden"] and "face=lectures" in line.get("action")
    assert clerk.post(line.get("action"), {**given, "sort": "lecture", "place": "文化站"})["Location"] == LECTURES


def test_what_one_may_not_see_no_face_shows(clerk: Client, office: Office) -> None:
    other = Client()
    other.force_login(office.people["stranger"].user)
    assert rows(page(other, LECTURES)) == set()


FACE = Face("talks", "Talks", Is(sort="lecture"))
OTHERS = (*KIND.every(Files), *KIND.every(Rows))  # what its steps ask for


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"columns": "held theem"}, "face talks: no field theem"),
        ({"asks": "held theme"}, "face talks: the step hold must have place"),
        ({"asks": "held place sort"}, "face talks: it sets sort"),
        ({"asks": "held place planned"}, "face talks: the step hold does not ask planned"),
        ({"step": "check"}, "face talks: check is no step that begins a record"),
        ({"where": Is(sort="film")}, "face talks: the list activities.sorts may lose film"),
    ],
)
def test_a_face_that_could_not_be_stops_the_start(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        changed(KIND, parts=(*OTHERS, replace(FACE, **change)))


def test_two_of_one_name_and_a_condition_on_what_is_not_there_stop_it_too() -> None:
    with pytest.raises(ValueError, match="two faces have one name"):
        changed(KIND, parts=(*OTHERS, FACE, FACE))
    wrong = changed(KIND, parts=(*OTHERS, replace(FACE, where=Is(sorte="film"))))
    with instead(wrong), pytest.raises(ValueError, match=r"face talks: .*sorte"):
        check_declarations()


def test_a_face_has_an_entry_in_the_menu_where_it_says_so(clerk: Client) -> None:
    with instead(changed(KIND, parts=(*OTHERS, replace(FACE, menu=True)))):
        clerk.get("/activities/")
        talks = page(clerk, "/activities/?face=talks")
    nav = talks.xpath("//nav[contains(@class, 'side')]")[0]
    assert nav.xpath(".//a[@aria-current]/@href") == ["/activities/?face=talks"]
    assert "/activities/" in nav.xpath(".//a/@href")
