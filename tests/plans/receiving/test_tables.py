"""A workbook that is received: its tables row by row with all their columns, one question where it is in doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from ledger_books import HEAD, ROWS, saved, workbook
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.plan import Plan, PlanHeading, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.columns.models import Columns
from luoshi.plans.editions.queries.editions import publication_readiness
from luoshi.plans.receiving.actions.receiving import read_again, receive_plan
from luoshi.plans.receiving.actions.rereading import read_as
from luoshi.plans.receiving.actions.sheet_columns import answer_columns
from luoshi.plans.receiving.queries import book_of
from luoshi.plans.rows.rules.drafting import draft_rows
from luoshi.reading.read import read_text_document
from making import ods, ods_cell, ods_row, xls
from many_appeals import signed_in
from office import NOW, Office
from plans import by

SAMPLES = Path(__file__).parents[3] / "samples"
WIDE = [*HEAD, "资金来源", "灯"]
TABLE: list[list[Any]] = [
    ["云岭县2026年科普重点工作任务分解台账"],
    WIDE,
    [
        1,
        "科普阵地",
        "新建科普示范基地，完善设施",
        "3个",
        "县科协",
        "青石镇、县科技局",
        "9月底前",
        "",
        "县财政",
        "绿",
    ],
    [2, "队伍", "开展科技下乡", "培训农民1000人次以上", "县科协", "", "每季度", "重点", "自筹", ""],
    ["合计", None, "2项"],
    ["注：资金来源以批复为准。"],
]
DOUBTFUL: list[list[Any]] = [
    ["序号", "项目名称", "责任单位", "完成时限"],
    [1, "示范基地建设", "县科协", "9月底前"],
    [2, "科普大篷车更新", "县科技局", "12月底前"],
]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def came(office: Office, data: bytes, name: str = "台账.xlsx", who: str = "supervisor") -> Source:
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters", "title": "年度任务"}
    given, sent = {**values, "year": 2026}, [SimpleUploadedFile(name, data)]
    done = receive_plan(sent, "", given, office.actor(who), at=NOW, again=True)
    return done.plan.sources.select_related("plan", "document__evidence").get()


def waiting(plan: Plan) -> list[PlanRow]:
    return list(plan.rows.filter(state=PlanRow.WAITING).order_by("place"))


def notes(row: PlanRow) -> dict[str, str]:
    return {note["head"]: note["words"] for note in row.notes}


def as_ods(rows: list[list[Any]]) -> bytes:
    return ods(
        {"台账": "".join(ods_row(*(ods_cell("" if cell is None else str(cell)) for cell in row)) for row in rows)}
    )


def as_xls(rows: list[list[Any]]) -> bytes:
    return xls(rows)


def as_xlsx(rows: list[list[Any]]) -> bytes:
    return workbook(rows, merged=())


@pytest.mark.parametrize(("name", "made"), [("台账.xlsx", as_xlsx), ("台账.ods", as_ods), ("台账.et", as_xls)])
def test_a_workbook_with_a_head_is_taken_as_a_table_with_all_its_columns(office: Office, name: str, made: Any) -> None:
    source = came(office, made(TABLE), name)
    first, second = waiting(source.plan)
    assert (source.state, source.document.name) == ("read", name)
    assert (first.words, first.due, first.phrase) == ("新建科普示范基地，完善设施", date(2026, 9, 30), "9月底前")
    assert (second.words, second.every) == ("开展科技下乡；培训农民1000人次以上", "P3M")
    assert [(unit.role, unit.name) for unit in first.units.all()] == [
        ("lead", "县科协"), ("support", "青石镇"), ("support", "县科技局"),
    ]  # fmt: skip
    assert notes(first) == {"序号": notes(first)["序号"], "资金来源": "县财政", "灯": "绿"}
    assert {key: words for key, words in notes(second).items() if key != "序号"} == {"备注": "重点", "资金来源": "自筹"}
    assert [(figure.quote, figure.state) for figure in first.figures.all()] == [("3个", "asked")]
    assert [part.title for part in PlanHeading.objects.filter(plan=source.plan).order_by("place")] == [
        "科普阵地",
        "队伍",
    ]


def test_what_is_no_row_of_the_table_is_there_and_asks_for_nothing(office: Office) -> None:
    source = came(office, as_xlsx(TABLE))
    outside = {row.words: row for row in source.plan.rows.filter(state=PlanRow.OUTSIDE)}
    assert any("合计" in words for words in outside) and any("以批复为准" in words for words in outside)
    assert not RowFigure.objects.filter(row__in=list(outside.values()), state="asked").exists()


def test_the_figures_of_a_sum_stand_on_its_own_line_and_on_no_row_above(office: Office) -> None:
    head = ["序号", "工作任务", "责任单位", "完成时限", "总投资（万元）"]
    rows = [head, [1, "新建基地3个", "县科协", "9月底前", 120], [2, "购置大篷车2辆", "县科技局", "9月底前", 86.5]]
    source = came(office, as_xlsx([*rows, ["合计", "2项", "", "", 206.5]]))
    on = {
        figure.quote: (figure.row.words[:2], figure.row.state, figure.state)
        for figure in RowFigure.objects.select_related("row")
    }
    assert on["206.5"] == on["2项"] == ("合计", PlanRow.OUTSIDE, "background")
    assert on["3个"] == ("新建", PlanRow.WAITING, "asked") and on["86.5"] == ("购置", PlanRow.WAITING, "background")
    assert [row.words[:2] for row in waiting(source.plan)] == ["新建", "购置"]


@pytest.mark.parametrize(
    ("task", "due", "doubted"),
    [
        ("新建基地3个", "2026年9月底前", False),
        ("新建基地3个", "9月底前", False),
        ("新建基地3个", "2027年9月底前", False),
        ("新建基地3个", "每季度", False),
        ("新建基地3个", "2024年12月底前", True),
        ("新建基地3个", "2025-12-31", True),
        ("2024年新建基地3个", "9月底前", True),
    ],
)
def test_a_year_that_is_over_is_doubted_in_a_table_as_in_a_text(
    office: Office, task: str, due: str, doubted: bool
) -> None:
    rows = [["序号", "工作任务", "责任单位", "完成时限"], [1, "走访企业40家", "县科协", "6月底前"]]
    source = came(office, as_xlsx([*rows, [2, task, "县科协", due]]))
    other, row = waiting(source.plan)
    assert row.words == task and ("year_over" in row.doubts) is doubted and "year_over" not in other.doubts
    page = signed_in(office, "supervisor").get(f"/plans/{source.plan_id}/correct/").content.decode()
    assert ("写到的年份已经过去" in page) is doubted


def test_no_statement_and_no_figure_of_a_workbook_is_lost(office: Office) -> None:
    source = came(office, (SAMPLES / "02-task-division-2025.xlsx").read_bytes())
    text = source.document.text
    lines = {text.count("\n", 0, row.span.start) for row in source.plan.rows.select_related("span") if row.span}
    found = read_text_document(text, year=2026, joined=source.document.pure.joined)
    assert {text.count("\n", 0, statement.start) for statement in found.statements} <= lines
    figures = RowFigure.objects.filter(row__plan=source.plan).values_list("span__start", "span__end")
    for quantity in found.quantities:
        assert any(start < quantity.end and quantity.start < end for start, end in figures), text[
            quantity.start : quantity.end
        ]
    for row in source.plan.rows.select_related("span"):
        assert row.span and text[row.span.start : row.span.end] == row.span.quote


def test_a_sheet_without_a_head_beside_the_table_is_read_as_words(office: Office) -> None:
    book = Workbook()
    book.active.append(["县科协于6月底前举办科技周活动1次。"])
    sheet = book.create_sheet("台账")
    for row in ROWS[1:3]:
        sheet.append(row)
    source = came(office, saved(book))
    words = [row.words for row in waiting(source.plan)]
    assert words == ["县科协于6月底前举办科技周活动1次。", "新建科普示范基地，完善设施"]


def test_a_list_of_people_is_no_table_of_tasks_and_asks_nothing(office: Office) -> None:
    rows = [["序号", "姓名", "单位", "联系电话"], [1, "林示范", "县科协", "0000"]]
    assert came(office, as_xlsx(rows)).state == "read"


@pytest.fixture
def asked(office: Office) -> Source:
    return came(office, as_xlsx(DOUBTFUL))


def table(source: Source) -> Any:
    book = book_of(source)
    assert book and book.unexplained_table
    return book.unexplained_table


def test_a_doubtful_one_has_one_question_and_stands_in_the_way_of_publishing(office: Office, asked: Source) -> None:
    assert asked.state == Source.ASKED and not asked.plan.rows.exists()
    assert publication_readiness(asked.plan).unread == [asked]
    client = signed_in(office, "supervisor")
    there = f"/plans/{asked.plan_id}/reading/1/columns/"
    page = client.get(there).content.decode()
    assert "示范基地建设" in page and "没有一列确定" in page
    assert there in client.get(f"/plans/{asked.plan_id}/correct/").content.decode()
    assert client.get(f"/plans/{asked.plan_id}/reading/").json()["ready"] is True
    form = client.get(there).context["form"]
    answer = client.post(there, {name: field.initial for name, field in form.fields.items()})
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{asked.plan_id}/correct/")
    assert [row.words for row in waiting(asked.plan)] == ["示范基地建设", "科普大篷车更新"]
    assert Columns.objects.get().unit == office.units["desk"]
    assert Entry.objects.filter(step="row.columns").count() == 1
    assert client.get(there).status_code == 302  # there is no question any more


def test_the_next_one_with_this_head_is_not_asked_about(office: Office, asked: Source) -> None:
    answer_columns(asked.plan, 1, table(asked), {1: "task", 2: "lead"}, office.actor("supervisor"), at=NOW)
    again = came(office, as_xlsx([DOUBTFUL[0], [7, "新的事", "县科协", "6月底前"]]))
    assert (again.state, [row.words for row in waiting(again.plan)]) == ("read", ["新的事"])
    assert notes(waiting(again.plan)[0]) == {"序号": "7", "完成时限": "6月底前"}


def test_it_can_be_read_as_words_and_a_column_for_the_task_is_needed_otherwise(office: Office, asked: Source) -> None:
    client = signed_in(office, "supervisor")
    there = f"/plans/{asked.plan_id}/reading/1/columns/"
    names = client.get(there).context["form"].fields
    refused = client.post(there, dict.fromkeys(names, "other"))
    assert refused.status_code == 422 and not asked.plan.rows.exists()
    assert client.post(there, {"words": "1"}).status_code == 302
    assert asked.plan.sources.get().state == "read" and asked.plan.rows.exists()
    assert not any(row.notes for row in asked.plan.rows.all()) and not Columns.objects.exists()


def test_several_doubtful_sheets_are_asked_about_one_after_the_other(office: Office) -> None:
    book = Workbook()
    book.active.title = "甲"
    for sheet in (book.active, book.create_sheet("乙")):
        for row in DOUBTFUL[:2]:
            sheet.append([*row, sheet.title])
    source = came(office, saved(book))
    client = signed_in(office, "supervisor")
    there = f"/plans/{source.plan_id}/reading/1/columns/"
    assert client.get(there).context["sheet"] == "甲"
    assert client.post(there, {"words": "1"})["Location"] == there
    page = client.get(there)
    assert page.context["sheet"] == "乙"
    given = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert client.post(there, given)["Location"].endswith("/correct/")
    assert "示范基地建设" in [row.words for row in waiting(source.plan)]


@pytest.mark.parametrize("who", ["clerk", "auditor"])
def test_nobody_else_answers_it(office: Office, asked: Source, who: str) -> None:
    client = signed_in(office, who)
    there = f"/plans/{asked.plan_id}/reading/1/columns/"
    assert [client.get(there).status_code, client.post(there, {"words": "1"}).status_code] == [404, 404]
    with pytest.raises(RecordError) as caught:
        answer_columns(asked.plan, 1, table(asked), None, office.actor(who), at=NOW)
    assert caught.value.code == "refused" and asked.plan.sources.get().state == Source.ASKED


def test_an_answer_that_came_too_late_changes_nothing(office: Office, asked: Source) -> None:
    shown, actor = table(asked), office.actor("supervisor")
    answer_columns(asked.plan, 1, shown, {1: "task"}, actor, at=NOW)
    before = asked.plan.rows.count()
    with pytest.raises(RecordError) as caught:
        answer_columns(asked.plan, 1, shown, None, actor, at=NOW)
    assert caught.value.code == "changed" and asked.plan.rows.count() == before
    with pytest.raises(RecordError) as caught:
        answer_columns(asked.plan, 2, shown, None, actor, at=NOW)
    assert caught.value.code == "missing"
    assert read_again(asked.plan, 1, actor, at=NOW).state == "read" and asked.plan.rows.count() == before


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("台账.ods", b"PK\x03\x04" + b"x" * 99, "file.damaged"),
        ("台账.xls", as_xls(DOUBTFUL) + "_VBA_PROJECT".encode("utf-16-le"), "file.macros"),
        ("台账.ods", as_xlsx(DOUBTFUL), "file.disguised"),
        ("台账.ods", as_ods([["机密★1年"], ["序号", "工作任务"], ["1", "甲"]]), "marked"),
    ],
)
def test_what_may_not_be_taken_is_refused_and_nothing_is_kept(
    office: Office, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(RecordError) as caught:
        came(office, data, name)
    assert caught.value.code == code and not Plan.objects.exists()


def said(plan: Plan) -> list[Any]:
    return list(plan.rows.order_by("pk").values_list("words", "role", "state", "notes", "version"))


def test_a_table_has_no_kind_of_paper_and_none_of_the_doubts_of_its_words(office: Office) -> None:
    source = came(office, as_xlsx(TABLE))
    text = source.document.text
    assert draft_rows(read_text_document(text, year=2026), text).doubts  # read as words it has some
    assert (source.state, source.read_as, source.kind_guessed, source.doubts) == ("read", "", False, [])
    client, there = signed_in(office, "supervisor"), f"/plans/{source.plan_id}/correct/"
    page = client.get(there).content.decode()
    assert "开展科技下乡" in page and "source__kind" not in page and "source__doubts" not in page
    before = said(source.plan)
    answer = client.post(f"/plans/{source.plan_id}/reading/1/kind/", {"kind": "report", "was": ""}, follow=True)
    assert "各列说明" in answer.content.decode() and said(source.plan) == before
    with pytest.raises(RecordError) as caught:
        read_as(source.plan, 1, "report", "", by(office))
    assert caught.value.code == "refused" and said(source.plan) == before
    told = client.get(f"/api/plans/{source.plan_id}").json()["documents"]
    assert [(document["state"], document["kind"], document["kind_guessed"]) for document in told] == [
        ("read", "", False)
    ]


def test_the_api_tells_that_a_workbook_waits_for_an_answer(office: Office, asked: Source) -> None:
    told = signed_in(office, "supervisor").get(f"/api/plans/{asked.plan_id}").json()["documents"]
    assert [(document["state"], document["kind"]) for document in told] == [("asked", "")]
    with pytest.raises(RecordError) as caught:
        read_as(asked.plan, 1, "report", "", by(office))
    assert caught.value.code == "refused" and asked.plan.sources.get().state == Source.ASKED


def test_a_workbook_read_as_words_is_read_anew_as_words_whatever_the_unit_said_of_its_head_since(
    office: Office, asked: Source
) -> None:
    answer_columns(asked.plan, 1, table(asked), None, office.actor("supervisor"), at=NOW)
    other = came(office, as_xlsx(DOUBTFUL), "另一张.xlsx")
    answer_columns(other.plan, 1, table(other), {1: "task", 2: "lead"}, office.actor("supervisor"), at=NOW)
    kind = asked.plan.sources.get().kind
    assert kind and not other.plan.sources.get().kind
    read_as(asked.plan, 1, "report" if kind != "report" else "plan", "", by(office))
    assert asked.plan.sources.get().kind_said and not any(row.notes for row in asked.plan.rows.all())
    assert "source__kind" in signed_in(office, "supervisor").get(f"/plans/{asked.plan_id}/correct/").content.decode()
