"""The pages of a list of codes: who may open them, a version as a table, workbooks; lists, exports and the API."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import Workbook

from appeal_factory import filed
from asked import FEW, MANY, queries
from code_list_cases import KEPT, put, trials
from code_list_cases import project as opened
from luoshi.desk.bulk.import_sheets import asked_columns
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.kernel.code_lists import queries as lists
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.models import ListVersion
from luoshi.kernel.kinds.models import Record
from luoshi.lines.appeals.models import CHANNELS
from many_appeals import lines_of, signed_in
from office import NOW, TODAY, Office
from programs import program

PAGE = "/values/lists/appeals.channels/"
INPUT = re.compile(r'<input[^>]*\bname="(\w+-?\w*)"[^>]*>')
LATER = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with override("en"):
        yield


def sent(client: Client, address: str = PAGE + "set/") -> dict[str, str]:
    """What the form of a version would send as it stands."""
    return boxes(client.get(address).content.decode())


def boxes(page: str) -> dict[str, str]:
    found = {}
    for box in INPUT.finditer(page):
        value = re.search(r'value="([^"]*)"', box[0])
        if 'type="checkbox"' not in box[0] or " checked" in box[0]:
            found[box[1]] = value[1] if value else "on" if "checkbox" in box[0] else ""
    return found


def channels(office: Office, *words: str, start: Any = TODAY, unit: str = "") -> ListVersion:
    of, known = office.units.get(unit), lists.known_list_codes(CHANNELS)
    wanted = [ListItemInput(word, word.title(), new=word not in known) for word in words]
    seen = lists.newest_version_id(CHANNELS, of, TODAY)
    return set_version(CHANNELS, of, wanted, start, "办法", office.actor("admin"), at=NOW, seen=seen)


@pytest.mark.parametrize(
    ("who", "look", "edit"),
    [("admin", 200, 200), ("auditor", 200, 404), ("supervisor", 404, 404), ("clerk", 404, 404)],
)
def test_administrators_set_lists_and_auditors_look(office: Office, who: str, look: int, edit: int) -> None:
    client = signed_in(office, who, "en")
    assert [client.get(PAGE + path).status_code for path in ("", "sheet/")] == [look, look]
    assert [client.get(PAGE + path).status_code for path in ("set/", "bring/")] == [edit, edit]
    assert client.post(PAGE + "set/", {}).status_code == (422 if edit == 200 else 404)
    assert ("New version from a day on" in client.get(PAGE).content.decode()) is (edit == 200)


def test_a_list_stands_beside_the_values_of_its_group(office: Office) -> None:
    page = signed_in(office, "admin", "en").get("/values/").content.decode()
    assert "Hotline、Web、WeChat、Visit、Letter、Symposium" in page and PAGE in page
    assert page.count("<h2 id=") == len(set(re.findall(r'<h2 id="[^"]*">([^<]*)', page)))  # one heading for both


def test_a_version_is_set_as_a_table_without_scripts(office: Office) -> None:
    client = signed_in(office, "admin", "en")
    form = sent(client)
    assert (form["rows"], form["old_0"], form["word_0"], form["place_0"]) == ("11", "hotline", "Hotline", "1")
    form |= {"word_1": "Website", "place_4": "1", "out_3": "on", "word_6": "Mail box", "code_7": "app", "word_7": "App"}
    form |= {"place_7": "2", "start": LATER.isoformat(), "source": "云信〔2026〕5号"}
    tried = client.post(PAGE + "set/", form | {"then": "try"})
    assert tried.status_code == 200 and not ListVersion.objects.exists()
    said = ("Renamed: Web → Website (web)", "New: App (app)", "Removed: Visit (visit)", "Moved: Letter (letter)")
    assert [line for line in said if line not in tried.content.decode()] == []
    assert client.post(PAGE + "set/", form | {"then": "set"})["Location"] == PAGE
    items = [(channel.code, channel.word) for channel in lists.items_in_force(CHANNELS, None, LATER)]
    assert items == [
        ("letter", "Letter"),
        ("hotline", "Hotline"),
        ("app", "App"),
        ("web", "Website"),
        ("wechat", "WeChat"),
        ("symposium", "Symposium"),
        ("item_1", "Mail box"),
    ]
    page = client.get(PAGE).content.decode()
    assert "not yet" in page and "云信〔2026〕5号" in page and "管小理" in page


def test_what_is_yet_to_come_is_corrected_from_where_it_stands(office: Office) -> None:
    version = channels(office, "web", "visit", start=LATER)
    client = signed_in(office, "admin", "en")
    there = f"{PAGE}set/?version={version.pk}"
    assert there in client.get(PAGE).content.decode()
    form = sent(client, there)
    assert (form["start"], form["old_0"], form["old_1"], form["source"]) == (LATER.isoformat(), "web", "visit", "办法")
    assert [box for box in form if box.startswith("out_")] == ["out_2", "out_3", "out_4", "out_5"]
    del form["out_2"]  # hotline comes back
    assert client.post(PAGE + "set/", form | {"then": "set"}).status_code == 302
    assert [channel.code for channel in lists.items_in_force(CHANNELS, None, LATER)] == ["web", "visit", "hotline"]
    old = client.get(f"{PAGE}?version={version.pk}").content.decode()
    assert "Hotline" not in old.split('id="items"')[1].split("</section>")[0]


def test_what_is_wrong_stands_at_its_row_and_what_was_typed_stays(office: Office) -> None:
    client = signed_in(office, "admin", "en")
    form = sent(client) | {"word_0": "", "code_6": "A!", "word_6": "Odd", "source": ""}
    answer = client.post(PAGE + "set/", form | {"then": "set"})
    words = answer.content.decode()
    assert answer.status_code == 422 and not ListVersion.objects.exists()
    assert 'value="Odd"' in words and "This field is required" in words
    answer = client.post(PAGE + "set/", form | {"source": "办法", "then": "set"})
    words = answer.content.decode()
    assert answer.status_code == 422 and not ListVersion.objects.exists()
    assert (
        "Enter the name of the item." in words
        and "“A!” is not a valid code" in words
        and words.count("entries__said") == 2
    )


def test_who_edits_what_another_has_set_meanwhile_is_told_and_keeps_what_was_typed(office: Office) -> None:
    client = signed_in(office, "admin", "en")
    form = sent(client) | {"word_0": "Telephone", "source": "办法", "then": "set"}
    channels(office, "web")
    answer = client.post(PAGE + "set/", form)
    assert answer.status_code == 409 and "Changed in the meantime by 管小理" in answer.content.decode()
    assert 'value="Telephone"' in answer.content.decode() and ListVersion.objects.count() == 1


def test_a_units_own_version_is_begun_from_what_holds_for_it(office: Office) -> None:
    channels(office, "web", "visit")
    client, unit = signed_in(office, "admin", "en"), office.units["kexie"].pk
    form = sent(client, f"{PAGE}set/?unit={unit}") | {"word_0": "Homepage", "source": "办法", "then": "set"}
    assert client.post(f"{PAGE}set/?unit={unit}", form).status_code == 302
    assert [channel.word for channel in lists.items_in_force(CHANNELS, unit, TODAY)] == ["Homepage", "Visit"]
    assert "Homepage" in client.get(f"{PAGE}?unit={unit}").content.decode()
    assert client.get(f"{PAGE}?unit={office.units['society'].pk}").content.decode().count("县科学技术协会") >= 1


@pytest.mark.parametrize("asked", ["version=1", "version=x", "version=" + "9" * 30])
def test_a_version_that_there_is_not_is_not_found(office: Office, asked: str) -> None:
    assert signed_in(office, "admin", "en").get(f"{PAGE}?{asked}").status_code == 404


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile("表.xlsx", file.getvalue())


def test_a_workbook_goes_out_and_comes_back_as_a_version_to_look_at(office: Office) -> None:
    client = signed_in(office, "admin", "zh-hans")
    file = b"".join(client.get(PAGE + "sheet/").streaming_content)
    lines = lines_of(file)
    assert [line[:2] for line in lines[2:5]] == [["代码", "名称"], ["hotline", "热线电话"], ["web", "网站"]]
    rows = [["代码", "名称"], ["web", "网站"], ["hotline", "热线"], [None, "小程序"]]
    answer = client.post(PAGE + "bring/", {"file": workbook(rows)})
    words = answer.content.decode()
    assert answer.status_code == 200 and not ListVersion.objects.exists()
    for line in ("改名：热线电话 → 热线（hotline）", "新增：小程序（item_1）", "移出：来访（visit）"):
        assert line in words
    form = boxes(words) | {"source": "办法", "then": "set"}
    assert client.post(PAGE + "set/", form).status_code == 302
    assert [channel.code for channel in lists.items_in_force(CHANNELS, None, TODAY)] == ["web", "hotline", "item_1"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["a", "b"]], "The sheet has no head with the column “Word”."),
        ([["Code of the item", "Word"]], "The sheet has a head, but no rows below it."),
        ([["Word", "Weather"], ["x", "y"]], "There is no column “Weather”."),
        ([["Word", "Word"], ["x", "y"]], "The column “Word” occurs twice."),
        ([["Word"], ["x", "y"]], "Row 2: “y” is outside the columns."),
        ([["Code of the item", "Word"], ["A!", "Odd"]], "“A!” is not a valid code"),
    ],
)
def test_a_workbook_that_is_no_list_is_refused(office: Office, rows: list[list[Any]], said: str) -> None:
    answer = signed_in(office, "admin", "en").post(PAGE + "bring/", {"file": workbook(rows)})
    assert answer.status_code == 422 and said in answer.content.decode()


@pytest.mark.parametrize("count", [FEW, MANY])
def test_more_items_and_versions_need_no_more_queries(office: Office, count: int) -> None:
    for at in range(count):
        channels(office, *(f"c{n}" for n in range(count)), f"d{at}", start=TODAY + timedelta(days=at))
    client = signed_in(office, "admin", "en")
    client.get(PAGE)
    assert [queries(lambda one=words: client.get(one)) for words in (PAGE, PAGE + "set/", "/values/")] == [15, 12, 16]


def of_lists(ask: Callable[[], object]) -> tuple[int, int]:
    """How many queries ask for versions of lists, and how many for who stands beneath whose units."""
    ask()
    with CaptureQueriesContext(connection) as found:
        ask()
    sql = [query["sql"] for query in found.captured_queries]
    below = [
        statement for statement in sql if "org_placement" in statement and '"depth"' in statement.partition("FROM")[0]
    ]
    return sum("records_listversion" in statement for statement in sql), len(below)


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.parametrize("own", [False, True])
def test_the_words_of_a_list_of_records_cost_one_query_and_one_for_the_tree(
    office: Office, count: int, own: bool
) -> None:
    with trials() as kind:
        put(office, KEPT[:2], TODAY - timedelta(days=9))
        if own:
            put(office, [("city", "Borough")], unit="kexie")
        for _ in range(count):
            opened(office, kind, "city")
        client = signed_in(office, "clerk", "en")
        assert of_lists(lambda: client.get("/trials/")) == (1, int(own))
        assert client.get("/trials/").content.decode().count("Borough" if own else "City") >= count


def test_lists_sort_and_narrow_by_the_order_and_the_words(office: Office) -> None:
    with trials() as kind:
        for reach in ("nation", "town", "city"):
            opened(office, kind, reach)
        put(office, [("nation", "State"), ("city", "City")])
        actor = office.actor("clerk")
        rows = [record.reach for record in filter_records(kind, actor, TODAY, {"order-by": "reach"}).qs]
        assert rows == ["nation", "city", "town"]  # what was taken out comes last
        assert [record.reach for record in filter_records(kind, actor, TODAY, {"reach": "State"}).qs] == ["nation"]
        assert [record.reach for record in filter_records(kind, actor, TODAY, {"reach": "town"}).qs] == ["town"]
        narrowed = filter_records(kind, actor, TODAY, {"reach": "x"})
        assert not narrowed.qs.exists() and "is not in the list" in str(narrowed.form.errors)
        client = signed_in(office, "clerk", "en")
        assert "reach: Town" in client.get("/trials/?reach=town").content.decode().replace("Reach", "reach")


def test_the_export_and_the_template_say_the_words(office: Office) -> None:
    with trials() as kind:
        opened(office, kind, "town")
        put(office, [("city", "City"), ("nation", "State")], unit="kexie")
        later = opened(office, kind, "nation")
        Record.objects.filter(pk=later.pk).update(opened=NOW + timedelta(days=1))
        answer = signed_in(office, "clerk", "en").post("/trials/export/")
        lines = lines_of(b"".join(answer.streaming_content))
        at = lines[2].index("Reach")
        assert [line[at] for line in lines[3:5]] == ["State", "Town"]
        assert next(column for column in asked_columns(kind) if column.name == "reach").choices == (
            "Town",
            "City",
            "Nation",
        )


def test_the_api_tells_codes_with_their_words_and_the_lists_in_force(office: Office) -> None:
    filed(office, 1)
    channels(office, "web", "visit", unit="kexie")
    desk = program(office, "supervisor")
    row = desk.get("appeals").data["rows"][0]
    assert (row["fields"]["channel"], row["words"]) == ("hotline", {"channel": "Hotline", "grade": ""})
    assert {"name": "appeals.channels", "label": "Channels"} in desk.get("lists").data["rows"]
    found = desk.get(f"lists/appeals.channels?unit={office.units['society'].pk}").data
    assert found.pop("items") == [
        {"code": "web", "word": "Web", "place": 1, "values": {}},
        {"code": "visit", "word": "Visit", "place": 2, "values": {}},
    ]
    assert found == {
        "name": "appeals.channels",
        "label": "Channels",
        "columns": {},
        "unit": {"id": office.units["kexie"].pk, "name": "云岭县科学技术协会"},
        "start": "2026-03-20",
        "source": "办法",
    }
    before = desk.get(f"lists/appeals.channels?unit={office.units['society'].pk}&on=2026-03-19").data
    assert (before["unit"], before["start"], len(before["items"])) == (None, None, 6)
    assert [desk.get(path).status_code for path in ("lists/none", "lists/appeals.channels?unit=99999")] == [404, 404]
