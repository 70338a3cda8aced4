"""A sheet with heads of its own: its columns are proposed, confirmed once, and remembered for all who import."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from asked_columns import chosen, imported, told, upload
from exported_lists import export
from luoshi.desk.bulk.columns.queries import load_layout
from luoshi.desk.lists.views.models import ColumnMeaning, ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.appeals.models import Appeal
from making import ods, ods_cell, ods_row
from many_appeals import signed_in, workbook
from office import NOW, Office
from office_sheets import appeals_sheet, contents, old_workbook

HEADS = ["标题*", "诉求内容*", "渠道*", "反映人", "联系方式", "受理单位*"]
ROW = ["建议延长开放时间", "周末没有去处", "热线电话", "王小明", 13800138000, "云岭县督查室"]
OWN = ["事项名称", "主要内容", "来源渠道", "承办单位"]
OWN_ROW = ["路灯不亮", "巷口", "热线电话", "云岭县督查室"]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_a_register_as_an_office_keeps_it_comes_in_after_one_question(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, contents(appeals_sheet("云岭县督查室")))["Location"]
    page = client.get(there)
    columns = ("", "title", "speaker", "contact", "channel", "words", "unit")
    assert chosen(page) == {f"column_{place}": name for place, name in enumerate(columns)}
    words = told(page)
    assert "The table has 2 rows; its head begins in row 2." in words and "1 · 2" in words
    assert "王小明" not in words and "13800138000" not in words  # protected
    assert "row 7, total: 合计 · 2件" in words and "row 9, signatures: 填表人" in words
    run = client.post(there, chosen(page))["Location"]
    assert not Appeal.objects.exists() and "2 rows are right and new." in told(client.get(run))
    assert "row 4 (heading of a part), row 7 (total), row 8 (note), row 9 (signatures)" in told(client.get(run))
    imported(client, run)
    appeals = Appeal.objects.order_by("pk")
    found = [(appeal.title, appeal.speaker, appeal.contact, appeal.channel, appeal.words) for appeal in appeals]
    assert found == [
        ("建议延长开放时间", "王小明", "13800138000", "hotline", "周末没有去处"),
        ("路灯不亮", "李四", "13800138001", "web", "巷口"),
    ]


def test_what_was_confirmed_counts_at_once_for_all_who_may_import(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, workbook([OWN, OWN_ROW]))["Location"]
    sent = {"column_0": "title", "column_1": "words", "column_2": "channel", "column_3": "unit"}
    assert chosen(client.get(there)) == sent
    client.post(there, sent)
    (meaning,) = ColumnMeaning.objects.all()
    assert meaning.columns == [
        ["事项名称", "title"],
        ["主要内容", "words"],
        ["来源渠道", "channel"],
        ["承办单位", "unit"],
    ]
    (entry,) = Entry.objects.filter(step="import.columns")
    assert (entry.subject, entry.person) == ("appeals", office.people["supervisor"])
    assert "事项名称 → 标题" in entry.payload.data and "路灯不亮" not in entry.payload.data
    other = signed_in(office, "clerk", "en")
    run = upload(other, workbook([["某镇登记表"], OWN, [*OWN_ROW[:3], "kexie"]]))["Location"]
    assert "/columns/" not in run
    words = told(other.get(run))
    assert "Its columns were read as" in words and office.people["supervisor"].name in words
    imported(other, run)
    assert Appeal.objects.get().unit == office.units["kexie"]
    assert Entry.objects.filter(step="import.columns").count() == 1  # nothing new was confirmed


def test_a_reading_that_is_remembered_can_be_changed(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, workbook([[*OWN, "来信人"], [*OWN_ROW, "王小明"]]))["Location"]
    sent = chosen(client.get(there))
    assert sent["column_4"] == "speaker"
    client.post(there, sent)
    run = upload(client, workbook([[*OWN, "来信人"], [*OWN_ROW, "李四"]]))["Location"]
    (again,) = re.findall(r'href="([^"]+/import/columns/[^"]+)"', client.get(run).content.decode())
    page = client.get(again)
    assert f"As {office.people['supervisor'].name} confirmed it" in told(page)
    changed = client.post(again, chosen(page) | {"column_4": ""})["Location"]
    assert dict(ColumnMeaning.objects.get().columns)["来信人"] == ""
    assert Entry.objects.filter(step="import.columns").count() == 2
    imported(client, changed)
    assert Appeal.objects.get().speaker == ""
    fresh = upload(client, workbook([[*OWN[:3], "来信人"], [*OWN_ROW[:3], "李四"]]))["Location"]
    assert chosen(client.get(fresh))["column_3"] == ""  # a head that was left out is left out elsewhere too


def test_the_templates_heads_ask_nothing(office: Office) -> None:
    client = signed_in(office, "supervisor")
    assert "/columns/" not in upload(client, workbook([["导入表"], HEADS, ROW]))["Location"]
    assert ImportRun.objects.get().layout == "" and not ColumnMeaning.objects.exists()


@pytest.mark.parametrize(
    ("heads", "row"),
    [(HEADS[1:], ROW[1:]), ([*HEADS, "备注"], [*ROW, "x"]), ([*HEADS, "标题"], [*ROW, "另一个"])],
)
def test_other_heads_are_asked_about_not_refused(office: Office, heads: list[str], row: list[Any]) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, workbook([heads, row]))["Location"]
    page = client.get(there)
    names = list(chosen(page).values())
    assert len({*names} - {""}) == len([name for name in names if name])
    assert ('name="same_title"' in page.content.decode()) is (heads == HEADS[1:])


def test_what_no_column_says_is_entered_once_for_all_rows(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    there = upload(client, workbook([OWN[:2], OWN_ROW[:2], ["座椅坏了", "公园"]]))["Location"]
    page = client.get(there)
    content = page.content.decode()
    assert f'value="{office.units["kexie"].name}"' in content  # one's own unit
    sent = chosen(page)
    refused = client.post(there, {name: value for name, value in sent.items() if name.startswith("column")})
    assert refused.status_code == 422 and not ColumnMeaning.objects.exists()
    run = client.post(there, sent | {"same_channel": "热线电话", "same_unit": "kexie"})
    assert run.status_code == 422  # a choice is one of those offered
    run = client.post(there, sent | {"same_channel": "Hotline", "same_unit": "kexie"})
    if run.status_code == 422:
        run = client.post(there, sent | {"same_channel": offered(content, "same_channel")[0], "same_unit": "kexie"})
    imported(client, run["Location"])
    assert [(appeal.title, appeal.channel, appeal.unit.code) for appeal in Appeal.objects.order_by("pk")] == [
        ("路灯不亮", "hotline", "kexie"),
        ("座椅坏了", "hotline", "kexie"),
    ]


def offered(content: str, name: str) -> list[str]:
    (inside,) = re.findall(rf'<select name="{name}".*?>(.*?)</select>', content, re.S)
    return [value for value in re.findall(r'value="([^"]*)"', inside) if value]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"column_1": "title"}, "is assigned to several columns"),
        ({f"column_{place}": "" for place in range(4)}, "Choose what at least one column is."),
        ({"column_0": "nosuch"}, "Select a valid choice"),
        ({"column_0": ""}, "required"),
        ({"count": "99"}, "Select a valid choice"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_and_nothing_is_remembered(
    office: Office, sent: dict[str, str], said: str
) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, workbook([OWN, OWN_ROW, ["合计", "1件"]]))["Location"]
    answer = client.post(there, chosen(client.get(there)) | sent)
    assert answer.status_code == 422 and said in told(answer)
    assert not ColumnMeaning.objects.exists() and not ImportRun.objects.exists()


def test_a_line_that_looks_like_a_total_counts_by_a_tick(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    data = workbook([OWN, OWN_ROW, ["夜市噪声小计", "三家店", "热线电话", "云岭县督查室"]])
    there = upload(client, data)["Location"]
    sent = chosen(client.get(there))
    imported(client, client.post(there, sent | {"count": "1"})["Location"])
    assert [appeal.title for appeal in Appeal.objects.order_by("pk")] == ["路灯不亮", "夜市噪声小计"]
    assert load_layout(ImportRun.objects.get().layout).counted == [1]  # type: ignore[union-attr]


def test_of_several_tables_each_is_imported_by_itself(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    data = workbook(
        [OWN, OWN_ROW, ["座椅坏了", *OWN_ROW[1:]], [], ["意见箱"], [*OWN[:3], "部门"], ["厕所", *OWN_ROW[1:]]]
    )
    there = upload(client, data)["Location"]
    page = client.get(there)
    assert "Tables in this file" in told(page) and "意见箱 (Sheet, row 6)" in told(page)
    assert "The table has 2 rows" in told(page) and "The table has 1 row" in told(client.get(f"{there}?table=1"))
    imported(client, client.post(f"{there}?table=1", chosen(client.get(f"{there}?table=1")))["Location"])
    assert [appeal.title for appeal in Appeal.objects.all()] == ["厕所"]
    assert client.get(f"{there}?table=7").status_code == client.get(f"{there}?table=x").status_code == 200


def test_an_error_in_a_cell_refuses_its_row_alone(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    data = workbook([OWN, OWN_ROW, ["#REF!", *OWN_ROW[1:]], ["合计", "#DIV/0!"]])
    there = upload(client, data)["Location"]
    run = client.post(there, chosen(client.get(there)))["Location"]
    assert "Cell A3 contains the error #REF!." in told(client.get(run))
    imported(client, run)
    assert [appeal.title for appeal in Appeal.objects.all()] == ["路灯不亮"]


def test_another_persons_sheet_is_not_there(office: Office) -> None:
    there = upload(signed_in(office, "supervisor"), workbook([OWN, OWN_ROW]))["Location"]
    for who in ("clerk", "auditor", "admin"):
        assert signed_in(office, who).get(there).status_code == 404
    assert signed_in(office, "supervisor").get(there.replace("/appeals/", "/contracts/")).status_code == 404
    assert signed_in(office, "clerk").post(there, {"column_0": "title"}).status_code in (302, 404)
    assert not ColumnMeaning.objects.exists()


@pytest.mark.parametrize("who", ["auditor", "admin", "leader", "collector", "outside"])
def test_who_may_open_nothing_confirms_nothing(office: Office, who: str) -> None:
    there = upload(signed_in(office, "supervisor"), workbook([OWN, OWN_ROW]))["Location"]
    assert upload(signed_in(office, who), workbook([OWN, OWN_ROW])).status_code == 404
    assert signed_in(office, who).post(there, {"column_0": "title"}).status_code in (302, 404)
    assert not ColumnMeaning.objects.exists()


def test_a_sheet_that_is_dropped_is_forgotten(office: Office) -> None:
    client = signed_in(office, "supervisor")
    there = upload(client, workbook([OWN, OWN_ROW]))["Location"]
    assert client.post(there, {"drop": "1"})["Location"] == "/appeals/import/"
    assert client.get(there).status_code == 404 and not ColumnMeaning.objects.exists()


def test_a_marked_sheet_is_stopped_whatever_its_heads(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    answer = upload(client, workbook([["机密★5年"], OWN, OWN_ROW]))
    assert answer.status_code == 422 and "marking of a state secret" in told(answer)
    assert Entry.objects.filter(step="refused.marked").count() == 1


def test_formulas_without_a_value_are_told(office: Office) -> None:
    book = appeals_sheet("云岭县督查室")
    book.worksheets[0]["F6"] = '="巷"&"口"'
    client = signed_in(office, "supervisor", "en")
    page = client.get(upload(client, contents(book))["Location"])
    assert "1 formula has no stored value" in told(page)


def test_a_page_of_many_rows_needs_no_more_queries(office: Office) -> None:
    client, counts = signed_in(office, "supervisor"), []
    for count in (3, 12):
        there = upload(client, workbook([OWN, *[[f"事项{at}", *OWN_ROW[1:]] for at in range(count)]]))["Location"]
        client.get(there)
        with CaptureQueriesContext(connection) as found:
            assert client.get(there).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] < 20


@pytest.mark.parametrize("name", ["登记表.xls", "登记表.et"])
def test_a_workbook_of_an_older_program_comes_in_with_its_values(office: Office, name: str) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, old_workbook([OWN, OWN_ROW, ["合计"]]), name)["Location"]
    imported(client, client.post(there, chosen(client.get(there)))["Location"])
    assert [appeal.title for appeal in Appeal.objects.all()] == ["路灯不亮"]


def test_an_open_workbook_comes_in_with_its_values_and_a_marked_one_is_stopped(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    rows = [OWN, OWN_ROW, ["合计"]]
    sheet = "".join(ods_row(*(ods_cell(str(words)) for words in row)) for row in rows)
    there = upload(client, ods({"登记": sheet}), "登记表.ods")["Location"]
    imported(client, client.post(there, chosen(client.get(there)))["Location"])
    assert [appeal.title for appeal in Appeal.objects.all()] == ["路灯不亮"]
    marked = upload(client, ods({"登记": sheet + ods_row(ods_cell("机密★5年"))}), "登记表.ods")
    assert marked.status_code == 422 and "marking of a state secret" in told(marked)
    empty = upload(client, ods({"登记": ods_row(ods_cell("甲"))}, hidden=["登记"]), "登记表.ods")
    assert empty.status_code == 422 and "no sheet with words" in told(empty)
    broken = upload(client, ods({}, content="<a"), "登记表.ods")
    assert broken.status_code == 422 and Appeal.objects.count() == 1


def test_an_old_workbook_with_a_marking_is_stopped(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    answer = upload(client, old_workbook([OWN, ["秘密★1年", *OWN_ROW[1:]]]), "登记表.xls")
    assert answer.status_code == 422 and "marking of a state secret" in told(answer)
    assert Entry.objects.filter(step="refused.marked").count() == 1 and not ImportRun.objects.exists()


def test_a_step_is_taken_by_a_sheet_with_heads_of_its_own(office: Office) -> None:
    appeals, me = get_kind("appeals"), office.actor("supervisor")
    for title in ("路灯不亮", "座椅坏了"):
        given = {"title": title, "words": "巷口", "channel": "hotline", "unit": "desk"}
        begin(appeals, me, given, at=NOW)
    client = signed_in(office, "supervisor", "en")
    data = workbook([["序号", "事项名称", "办理单位"], [1, "路灯不亮", "kexie"], [2, "座椅坏了", "kexie"], ["合计"]])
    answer = client.post("/appeals/import/?step=assign", {"file": SimpleUploadedFile("分派.xlsx", data)})
    there = answer["Location"]
    page = client.get(there)
    assert chosen(page) == {"column_0": "", "column_1": "_record", "column_2": "unit"}
    refused = client.post(there, chosen(page) | {"column_1": ""})
    assert refused.status_code == 422 and "Choose the column that says which record" in told(refused)
    run = client.post(there, chosen(page))
    assert run.status_code == 302, told(run)
    client.post(run["Location"])
    assert {appeal.state for appeal in Appeal.objects.all()} == {"assigned"}
    assert ColumnMeaning.objects.get().step == "assign"


def test_what_was_confirmed_counts_for_sheets_of_the_same_step_alone(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    heads, row = ["事项名称", "主要内容", "来源渠道", "承办单位"], OWN_ROW
    there = upload(client, workbook([heads, row]))["Location"]
    client.post(there, chosen(client.get(there)))
    sheet = SimpleUploadedFile("分派.xlsx", workbook([heads, row]))
    other = client.post("/appeals/import/?step=assign", {"file": sheet})["Location"]
    assert "/columns/" in other and chosen(client.get(other))["column_0"] == "_record"


def test_the_first_sheet_is_meant_not_the_example_behind_it(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    book = load_workbook(io.BytesIO(b"".join(client.get("/appeals/import/template/").streaming_content)))
    book.worksheets[0].cell(3, 7, "备注")
    for column, value in enumerate([*ROW, "某备注"], 1):
        book.worksheets[0].cell(4, column, value)
    page = client.get(upload(client, contents(book))["Location"])
    assert chosen(page)["column_0"] == "title" and "某备注" in told(page)


def test_an_exported_list_with_a_strange_column_begins_no_records(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    given = {"title": "路灯不亮", "words": "巷口", "channel": "hotline", "unit": "desk"}
    begin(get_kind("appeals"), office.actor("supervisor"), given, at=NOW)
    book = load_workbook(io.BytesIO(export(client)))
    sheet = book.worksheets[0]
    row = next(at for at in range(1, 9) if sheet.cell(at, 2).value and sheet.cell(at, 3).value)
    sheet.cell(row, sheet.max_column + 1, "自加的列")
    answer = upload(client, contents(book))
    assert answer.status_code == 422 and "There is no column “自加的列”." in told(answer)


def test_formulas_without_a_value_are_told_where_nothing_is_asked(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, workbook([OWN, OWN_ROW]))["Location"]
    client.post(there, chosen(client.get(there)))
    run = upload(client, workbook([OWN, OWN_ROW, ["=1+1", *OWN_ROW[1:]]]))["Location"]
    assert "/columns/" not in run and "1 formula has no stored value" in told(client.get(run))
