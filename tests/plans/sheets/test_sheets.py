"""An office's own ledger is brought into a plan: seen first, then whole or not at all."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.cell_range import CellRange

from ledger_books import HEAD, ROWS, brought_in, chosen, plan_of, saved, sent, workbook
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document, Evidence
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import RowFigure, RowUnit
from luoshi.plans.columns.models import Columns
from luoshi.reading.load import workbook as reader
from making import ods, ods_cell, ods_row
from many_appeals import signed_in
from office import Office


@pytest.fixture
def plan(office: Office) -> Plan:
    return plan_of(office)


def nothing_written(plan: Plan) -> bool:
    return not (plan.rows.exists() or Document.objects.exists() or Evidence.objects.exists() or Source.objects.exists())


def test_a_sheet_is_seen_row_by_row_and_brought_in_by_a_yes(office: Office, plan: Plan) -> None:
    client = signed_in(office, "clerk")
    there = chosen(client, plan, workbook())
    page = client.get(there).content.decode()
    assert nothing_written(plan) and "目前还没有写入" in page
    assert "新建科普示范基地，完善设施" in page and "不存在的单位" in page and "合计" not in page
    assert "合计" in client.get(there + "?show=skipped").content.decode()
    answer = client.post(there, {"agreed": client.get(there).context["agreed"]})
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.pk}/")
    rows = list(plan.rows.order_by("place"))
    assert [(row.words, row.state, row.due, row.every, row.phrase, row.part.title) for row in rows] == [
        ("新建科普示范基地，完善设施", "waiting", date(2026, 9, 30), "", "9月底前", "科普阵地"),
        ("开展科技下乡；培训农民1000人次以上", "waiting", None, "P3M", "每季度", "科普阵地"),
        ("建立科普志愿服务队", "waiting", None, "", "长期坚持", "队伍"),
    ]
    units = [(u.row.words[:2], u.role, u.name, u.unit.name if u.unit else None) for u in RowUnit.objects.order_by("pk")]
    assert units == [
        ("新建", "lead", "县科协", "云岭县科学技术协会"), ("新建", "support", "青石镇", "青石镇"),
        ("新建", "support", "县科技局", "云岭县科学技术局"), ("开展", "lead", "县科协", "云岭县科学技术协会"),
        ("建立", "lead", "不存在的单位", None),
    ]  # fmt: skip
    assert "unit_unknown" in rows[2].doubts and "due_open" in rows[2].doubts and rows[0].doubts == []
    assert [(f.quote, f.state, f.unit) for f in RowFigure.objects.order_by("place")] == [
        ("3个", "asked", "个"), ("1000人次以上", "asked", "人次"),
    ]  # fmt: skip


def test_each_row_and_figure_has_its_place_in_the_document_that_was_kept(office: Office, plan: Plan) -> None:
    brought_in(signed_in(office, "clerk"), plan, workbook())
    document = Document.objects.get()
    assert document.name == "台账.xlsx" and document.evidence is not None
    for row in plan.rows.select_related("span"):
        assert row.span and document.text[row.span.start : row.span.end] == row.span.quote
        assert row.words.startswith(row.span.quote)
    assert [(f.span.quote, f.quote) for f in RowFigure.objects.select_related("span").order_by("place")] == [
        ("3个", "3个"), ("1000人次以上", "1000人次以上"),
    ]  # fmt: skip
    part = PlanHeading.objects.get(title="科普阵地")
    assert document.text[part.start : part.end] == "科普阵地"
    assert Entry.objects.filter(step="row.sheet").count() == 1


def test_an_opendocument_workbook_is_brought_in_like_another(office: Office, plan: Plan) -> None:
    rows = "".join(ods_row(*(ods_cell(str(cell or "")) for cell in row)) for row in ROWS[:4])
    client = signed_in(office, "clerk")
    there = chosen(client, plan, ods({"台账": rows}), name="台账.ods")
    client.post(there, {"agreed": client.get(there).context["agreed"]})
    assert [row.words for row in plan.rows.order_by("place")] == [
        "新建科普示范基地，完善设施",
        "开展科技下乡；培训农民1000人次以上",
    ]
    assert Document.objects.get().name == "台账.ods" and all(row.span for row in plan.rows.select_related("span"))


def test_what_a_unit_chose_is_remembered_for_the_same_head(office: Office, plan: Plan) -> None:
    client = signed_in(office, "clerk")
    there = chosen(client, plan, workbook(), column_3="more", column_7="progress")
    client.post(there, {"agreed": client.get(there).context["agreed"]})
    assert Columns.objects.get().unit == office.units["kexie"]
    again = client.get(sent(client, plan, workbook([["别的标题"], HEAD, *ROWS[2:4]], merged=()))["Location"])
    assert again.context["taught"] and "上次" in again.content.decode()
    assert [again.context["form"].fields[f"column_{at}"].initial for at in (3, 7)] == ["more", "progress"]
    other = plan_of(office, "supervisor", "desk")
    fresh = signed_in(office, "supervisor")
    page = fresh.get(sent(fresh, other, workbook())["Location"])
    assert not page.context["taught"] and page.context["form"].fields["column_3"].initial == "target"


def test_another_sheet_and_another_head_row_can_be_chosen(office: Office, plan: Plan) -> None:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["本表由县科协汇总"])
    sheet = book.create_sheet("二季度")
    for row in (["序号", "事项", "主办"], ["", "", ""], ["序号", "工作任务", "责任单位"], [1, "甲事", "县科协"]):
        sheet.append(row)
    client = signed_in(office, "clerk")
    there = sent(client, plan, saved(book))["Location"]
    page = client.get(there)
    assert [found_sheet["name"] for found_sheet in page.context["sheets"] if found_sheet["here"]] == ["二季度"]
    page = client.get(there + "?sheet=1&head=3")
    assert page.context["head"] == 3
    page = client.get(there + "?sheet=0")
    assert page.context["form"] is None and "未找到表头" in page.content.decode()


def test_no_task_column_and_one_field_twice_are_said(office: Office, plan: Plan) -> None:
    client = signed_in(office, "clerk", "en")
    there = sent(client, plan, workbook())["Location"]
    answer = client.post(there, {"column_4": "due", "column_6": "due"})
    words = answer.content.decode()
    assert answer.status_code == 422 and nothing_written(plan)
    assert "Choose the column that contains the task." in words and "assigned to several columns" in words


def test_one_wrong_row_keeps_all_out_and_is_named(office: Office, plan: Plan) -> None:
    client = signed_in(office, "clerk", "en")
    there = chosen(client, plan, workbook([*ROWS[:4], [3, "队伍", "", "2个", "县科协", "", "年底", ""]]))
    page = client.get(there)
    words = page.content.decode()
    assert page.context["wrong"] == 1 and "no words under" in words and 'name="agreed"' not in words
    answer = client.post(there, {"agreed": page.context["agreed"]})
    assert answer.status_code == 422 and nothing_written(plan)


def test_a_plan_that_changed_its_meaning_meanwhile_is_shown_again(office: Office, plan: Plan) -> None:
    client = signed_in(office, "clerk", "en")
    there = chosen(client, plan, workbook())
    agreed = client.get(there).context["agreed"]
    office.unit("new", "不存在的单位", "county")
    answer = client.post(there, {"agreed": agreed})
    assert answer.status_code == 409 and nothing_written(plan)
    assert "have changed since the preview" in answer.content.decode()
    assert client.post(there, {"agreed": answer.context["agreed"]}).status_code == 302 and plan.rows.count() == 3


def test_a_yes_said_twice_brings_in_once_and_giving_up_keeps_nothing(office: Office, plan: Plan) -> None:
    client, data = signed_in(office, "clerk"), workbook()
    there = chosen(client, plan, data)
    agreed = client.get(there).context["agreed"]
    client.post(there, {"agreed": agreed})
    assert client.post(there, {"agreed": agreed}).status_code == 302 and plan.rows.count() == 3
    there = chosen(client, plan, data)
    page = client.get(there)
    assert page.context["before"] and "已于" in page.content.decode()
    assert client.post(there, {"agreed": page.context["agreed"]}).status_code == 409 and plan.rows.count() == 3
    client.post(there, {"drop": "1"})
    assert plan.rows.count() == 3 and client.get(there).status_code == 404


def test_the_same_file_once_more_is_brought_in_where_it_is_meant(office: Office, plan: Plan) -> None:
    client, data = signed_in(office, "clerk"), workbook()
    brought_in(client, plan, data)
    there = chosen(client, plan, data)
    client.post(there, {"agreed": client.get(there).context["agreed"], "again": "on"})
    assert plan.rows.count() == 6 and plan.sources.count() == 2


def test_only_who_keeps_the_plan_brings_in_and_only_what_they_sent(office: Office, plan: Plan) -> None:
    assert signed_in(office, "supervisor").get(f"/plans/{plan.pk}/sheet/").status_code == 200
    for who in ("stranger", "collector", "auditor", "outside", "leader"):
        assert signed_in(office, who).get(f"/plans/{plan.pk}/sheet/").status_code == 404, who
    there = chosen(signed_in(office, "clerk"), plan, workbook())
    assert signed_in(office, "supervisor").get(there).status_code == 404
    assert signed_in(office, "supervisor").post(there, {"agreed": "x"}).status_code == 302 and nothing_written(plan)


def test_a_closed_plan_takes_no_sheet(office: Office, plan: Plan) -> None:
    client = signed_in(office, "clerk", "en")
    there = chosen(client, plan, workbook())
    agreed = client.get(there).context["agreed"]
    Plan.objects.filter(pk=plan.pk).update(state="published")
    assert "cannot be changed now" in client.get(f"/plans/{plan.pk}/sheet/").content.decode()
    assert "cannot be changed now" in sent(client, plan, workbook()).content.decode()
    assert client.post(there, {"agreed": agreed}).status_code == 403 and nothing_written(plan)


def huge() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(["序号", "工作任务", "责任单位"])
    for at in range(30_000):
        sheet.append([at, f"第{at}件事", "县科协"])
    return saved(book)


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40


def overlapping() -> bytes:
    book = load_workbook(io.BytesIO(workbook([["任务"] * 50] * 500, merged=())))
    for at in range(1, 400):
        book.worksheets[0].merged_cells.ranges.add(CellRange(f"A{at}:AX500"))
    return saved(book)


BAD: dict[str, tuple[str, Any, str]] = {
    "no workbook": ("台账.docx", b"PK\x03\x04 no", "damaged"),
    "words": ("台账.txt", "序号 任务".encode(), "is not a workbook"),
    "a picture named so": ("台账.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 100, "content does not match the file type"),
    "broken": ("台账.xlsx", workbook()[:2000], "damaged or incomplete"),
    "a page named .xls": ("台账.xls", b"<html><table><tr><td>1</td></tr></table></html>", "is not a workbook"),
    "locked": ("台账.xls", LOCKED, "password"),
    "locked .xlsx": ("台账.xlsx", LOCKED, "password"),
    "it can no longer change": ("台账.xlsx", workbook([], merged=()), "no sheet with words"),
    "merged cells over each other": ("台账.xlsx", overlapping, "damaged or incomplete"),
    "too many columns": ("台账.xlsx", workbook([["任务"] * 300], merged=()), "more than 200 columns"),
    "too many rows": ("台账.xlsx", huge, "more than 5000 rows"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_files_are_refused_with_what_is_wrong_and_nothing_is_kept(office: Office, plan: Plan, what: str) -> None:
    name, data, said = BAD[what]
    answer = sent(signed_in(office, "clerk", "en"), plan, data() if callable(data) else data, name)
    assert answer.status_code == 422 and nothing_written(plan)
    assert said in answer.content.decode()


@pytest.mark.parametrize("place", ["a cell far down", "the name", "the title", "an old file's foot"])
def test_a_marking_anywhere_is_refused_journaled_and_nothing_is_written(office: Office, plan: Plan, place: str) -> None:
    data, name = workbook(), "台账.xlsx"
    if place == "a cell far down":
        data = workbook([*ROWS[:4], *[[at, "", f"第{at}件事", "", "县科协"] for at in range(60)], [61, "", "机密★1年"]])
    elif place == "the name":
        name = "机密★台账.xlsx"
    elif place == "the title":
        data = workbook([["秘密★三年"], *ROWS[1:]])
    else:
        data, name = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "机密★".encode("utf-16-le"), "台账.xls"
    answer = sent(signed_in(office, "clerk"), plan, data, name)
    assert answer.status_code == 422 and nothing_written(plan)
    assert "国家秘密" in answer.content.decode() and "第59件事" not in answer.content.decode()
    assert Entry.objects.filter(subject="upload", step="refused.marked").count() == 1


def test_formulas_in_cells_stay_words(office: Office, plan: Plan) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in (["序号", "工作任务", "责任单位"], [1, "", "县科协"]):
        sheet.append(row)
    sheet["B2"].value = '=HYPERLINK("http://evil","点我")'
    sheet["B2"].data_type = "s"
    brought_in(signed_in(office, "clerk"), plan, saved(book))
    assert [row.words for row in plan.rows.all()] == ['=HYPERLINK("http://evil","点我")']


def test_an_old_workbook_is_kept_as_a_new_one_of_the_same_cells(office: Office, plan: Plan, tmp_path: Path) -> None:
    import xlwt

    old = xlwt.Workbook(encoding="utf-8")
    sheet = old.add_sheet("台账")
    for at, row in enumerate(ROWS):
        for column, words in enumerate(row):
            if words not in (None, "") and (at, column) != (0, 0):
                sheet.write(at, column, words)
    sheet.write_merge(0, 0, 0, 7, ROWS[0][0])
    sheet.col(0).width = 2000
    path = tmp_path / "台账.xls"
    old.save(str(path))
    client = signed_in(office, "clerk")
    there = sent(client, plan, path.read_bytes(), "台账.xls")["Location"]
    form = client.get(there).context["form"]
    trial = client.post(there, {name: field.initial for name, field in form.fields.items()})["Location"]
    client.post(trial, {"agreed": client.get(trial).context["agreed"]})
    assert plan.rows.count() == 3 and Document.objects.get().name == "台账.xlsx"
    assert all(row.span and row.words.startswith(row.span.quote) for row in plan.rows.select_related("span"))


@pytest.mark.parametrize("count", [3, 12])
def test_12_rows_need_no_more_queries_than_3(
    office: Office, plan: Plan, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [*ROWS[:2], *[[at, "", f"办好第{at}件事{at}个", "", "县科协", "青石镇", "9月底", ""] for at in range(count)]]
    client = signed_in(office, "clerk")
    there = chosen(client, plan, workbook(rows, merged=()))
    with django_assert_max_num_queries(25):
        agreed = client.get(there).context["agreed"]
    with django_assert_max_num_queries(75):
        client.post(there, {"agreed": agreed})
    assert plan.rows.count() == count


def test_a_workbook_that_is_sent_is_read_once_and_its_hidden_sheets_are_looked_through(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To read the cells of 5,000 rows takes half of the request: they serve the text and the pages after it."""
    book = load_workbook(io.BytesIO(workbook([*ROWS, [90, "", "只此一次读取"]])))
    beside = book.create_sheet("底稿")
    beside.sheet_state = "hidden"
    beside["A1"] = "底稿"
    opened: list[str] = []
    whole = reader._WorkbookReader.sheet
    monkeypatch.setattr(reader._WorkbookReader, "sheet", lambda self, part: opened.append(part) or whole(self, part))
    client = signed_in(office, "clerk")
    there = sent(client, plan, saved(book))["Location"]
    assert client.get(there).status_code == 200 and opened == []  # once, in the worker, and not here again
    beside["A2"] = "机密★1年"
    assert sent(client, plan, saved(book)).status_code == 422
