"""A plan's ledger goes out as a workbook; edited and sent back, it shows its changes and asks where others were."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from ledger_books import ROWS, brought_in, edited, ledger_of, plan_of, saved, sent, workbook
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.plan import Plan, PlanHeading
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure
from luoshi.plans.base.queries import row_by_row
from luoshi.plans.rows.actions.correct import change_row, confirm_rows, drop_rows, undo_last_edit
from luoshi.plans.rows.actions.editing import By, snapshot_row
from luoshi.plans.sheets.actions import roundtrip
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, decided, step

FIRST, SECOND, THIRD = 4, 5, 6  # rows of the workbook: a title, its origin and the head stand above


@pytest.fixture
def client(office: Office) -> Client:
    return signed_in(office, "clerk")


@pytest.fixture
def plan(office: Office, client: Client) -> Plan:
    plan = plan_of(office)
    brought_in(client, plan, workbook())
    return plan


def rows(plan: Plan) -> list[PlanRow]:
    return list(plan.rows.order_by("place", "pk"))


def by(office: Office, who: str = "supervisor") -> By:
    return By(office.actor(who), NOW)


def came_back(client: Client, plan: Plan, data: bytes) -> str:
    answer = sent(client, plan, data)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def agree(client: Client, there: str, **answers: str) -> Any:
    return client.post(there, {"agreed": client.get(there).context["agreed"], **answers})


def test_the_ledger_has_the_offices_columns_and_prints_on_a4_across(client: Client, plan: Plan) -> None:
    book = load_workbook(io.BytesIO(ledger_of(client, plan)))
    sheet, hidden = book.worksheets
    heads = [cell.value for cell in sheet[3]]
    assert heads == ["序号", "任务来源", "类别", "任务内容", "目标", "完成时限", "牵头单位", "配合单位", "责任领导",
                     "责任人", "联系人", "进展情况", "备注", "原表序号", "校对状态", "行标识", "版本"]  # fmt: skip
    assert [cell.value for cell in sheet[FIRST]][:8] == [
        1, "云科协〔2026〕3号", "科普阵地", "新建科普示范基地，完善设施", "3个", "9月底前", "县科协",
        "青石镇、县科技局",
    ]  # fmt: skip
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (
        "landscape",
        9,
        1,
    )
    assert [sheet.column_dimensions[character].hidden for character in "MNOPQ"] == [False] * 3 + [True] * 2
    assert hidden.sheet_state == "hidden" and hidden["A1"].value == "luoshi-ledger"
    assert Entry.objects.filter(subject=f"plans:{plan.pk}", step="export").count() == 1


def test_words_that_look_like_formulas_stay_words(office: Office, client: Client, plan: Plan) -> None:
    one = rows(plan)[0]
    change_row(plan, one.pk, one.version, {"words": '=cmd|"/c calc"!A1'}, by(office))
    cell = load_workbook(io.BytesIO(ledger_of(client, plan))).worksheets[0].cell(FIRST, 4)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ('=cmd|"/c calc"!A1', "s", True)


def test_a_ledger_sent_back_unchanged_changes_nothing(client: Client, plan: Plan) -> None:
    there = came_back(client, plan, ledger_of(client, plan))
    page = client.get(there)
    assert not page.context["something"] and "没有" in page.content.decode()
    agree(client, there)
    assert not Edit.objects.exists()


def test_each_changed_cell_is_shown_and_written(client: Client, plan: Plan) -> None:
    data = edited(
        ledger_of(client, plan),
        ("D4", "新建科普示范基地并完善设施"),
        ("F4", "10月底"),
        ("G6", "县科技局"),
        ("C6", "科普阵地"),
    )
    there = came_back(client, plan, data)
    cells = [[cell.text for cell in row.cells][2:] for row in client.get(there).context["table"].rows]
    assert cells == [
        ["任务内容", "新建科普示范基地，完善设施", "新建科普示范基地并完善设施"], ["完成时限", "9月底前", "10月底"],
        ["类别", "队伍", "科普阵地"], ["牵头单位", "不存在的单位", "县科技局"],
    ]  # fmt: skip
    assert agree(client, there).status_code == 302
    first, _second, third = rows(plan)
    assert (first.words, first.due, first.phrase) == ("新建科普示范基地并完善设施", date(2026, 10, 31), "10月底")
    assert [(u.name, u.unit.name) for u in third.units.all()] == [("县科技局", "云岭县科学技术局")]
    assert third.part == first.part and "unit_unknown" not in third.doubts and third.doubts == ["due_open"]
    assert [edit.name for edit in Edit.objects.all()] == ["sheet_back"]


def test_a_changed_target_replaces_its_figure_and_keeps_the_old_one_as_background(client: Client, plan: Plan) -> None:
    agree(client, came_back(client, plan, edited(ledger_of(client, plan), ("E4", "5个"))))
    figures = RowFigure.objects.filter(row=rows(plan)[0]).order_by("pk")
    assert [(figure.quote, figure.state) for figure in figures] == [("3个", "background"), ("5个", "asked")]
    again = load_workbook(io.BytesIO(ledger_of(client, plan))).worksheets[0]
    assert again.cell(FIRST, 5).value == "5个"


def test_all_of_it_is_undone_at_once(office: Office, client: Client, plan: Plan) -> None:
    before = [(row.words, row.state, row.due) for row in rows(plan)]
    data = edited(ledger_of(client, plan), ("D4", "别的事"), ("E4", "5个"), ("D7", "新加的事"), without=[SECOND])
    there = came_back(client, plan, data)
    missing = rows(plan)[1].pk
    agree(client, there, **{f"row_{missing}": "drop", "reason": "不再需要"})
    assert len(rows(plan)) == 4
    undo_last_edit(plan, by(office, "clerk"))
    assert [(row.words, row.state, row.due) for row in rows(plan) if row.state != PlanRow.GONE] == before
    assert list(RowFigure.objects.filter(row=rows(plan)[0], state="asked").values_list("quote", flat=True)) == ["3个"]


def test_its_edit_says_of_each_row_what_it_says_now(client: Client, plan: Plan) -> None:
    cells = [
        ("C4", "一个新的标题"),
        ("D4", "别的事2件"),
        ("E4", "5个"),
        ("F5", "10月底"),
        ("G5", "青石镇"),
        ("D7", "新加3场"),
    ]
    there = came_back(client, plan, edited(ledger_of(client, plan), *cells, ("C7", "一个新的标题"), without=[THIRD]))
    agree(client, there, **{f"row_{rows(plan)[2].pk}": "drop", "reason": "不再需要"})
    edit = plan.edits.get()
    now = {str(pk): snapshot_row(row) for pk, row in row_by_row(plan, [row.pk for row in rows(plan)]).items()}
    assert edit.after == now and len(now) == 4
    changed = {
        pk for pk, was in edit.before.items() if was is None or {**was, "version": 0} != {**now[pk], "version": 0}
    }
    assert changed == set(now)
    assert plan.parts.filter(title="一个新的标题").count() == 1
    assert [row.part and row.part.title for row in rows(plan)].count("一个新的标题") == 2


@pytest.mark.parametrize("what", ["row", "heading"])
def test_somebody_quicker_than_the_writing_stops_all(
    office: Office, client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Between the preparing, which locks nothing, and the plan's lock."""
    there = came_back(client, plan, edited(ledger_of(client, plan), ("D4", "我改的"), ("C4", "我的新标题")))
    agreed, one = client.get(there).context["agreed"], rows(plan)[0]
    lock = roundtrip.lock_editable_plan

    def late(*given: Any) -> Plan:
        if what == "row":
            confirm_rows(plan, {one.pk: one.version}, by(office))
        else:
            PlanHeading.objects.create(plan=plan, place=1, level=1, title="他人的新标题")
        return lock(*given)

    monkeypatch.setattr(roundtrip, "lock_editable_plan", late)
    answer = client.post(there, {"agreed": agreed})
    assert answer.status_code == 409 and "我改的" not in [row.words for row in rows(plan)]
    assert not plan.parts.filter(title="我的新标题").exists() and not plan.edits.filter(name="sheet_back").exists()


def test_a_new_line_becomes_a_row_below_the_one_above_it(client: Client, plan: Plan) -> None:
    book = load_workbook(io.BytesIO(ledger_of(client, plan)))
    sheet = book.worksheets[0]
    sheet.insert_rows(SECOND)
    for column, words in ((4, "办好科普日活动"), (5, "3场"), (6, "9月底前"), (7, "县科协")):
        sheet.cell(SECOND, column, words)
    there = came_back(client, plan, saved(book))
    agree(client, there)
    found = rows(plan)
    assert [row.words[:4] for row in found] == ["新建科普", "办好科普", "开展科技", "建立科普"]
    new = found[1]
    assert (new.state, new.due, new.part_id, new.span) == ("waiting", date(2026, 9, 30), found[0].part_id, None)
    assert [(f.quote, f.state) for f in new.figures.all()] == [("3场", "asked")]


def test_a_copied_row_is_a_new_one_and_does_not_change_the_first(client: Client, plan: Plan) -> None:
    book = load_workbook(io.BytesIO(ledger_of(client, plan)))
    sheet = book.worksheets[0]
    for column in range(1, 16):
        sheet.cell(7, column, sheet.cell(FIRST, column).value)
    sheet["D7"] = "照抄后改的一件事"
    agree(client, came_back(client, plan, saved(book)))
    assert rows(plan)[0].words == "新建科普示范基地，完善设施"
    assert plan.rows.filter(words="照抄后改的一件事").count() == 1 and plan.rows.count() == 4


def test_a_missing_row_is_dropped_with_a_reason_or_left(client: Client, plan: Plan) -> None:
    there = came_back(client, plan, edited(ledger_of(client, plan), without=[SECOND, THIRD]))
    _first, second, third = rows(plan)
    answers = {f"row_{second.pk}": "drop", f"row_{third.pk}": "leave"}
    refused = agree(client, there, **answers)
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["reason"]
    assert set(plan.rows.values_list("state", flat=True)) == {PlanRow.WAITING}
    assert agree(client, there).status_code == 422  # nothing said of either
    agree(client, there, reason="与另一项重复", **answers)
    assert [(row.state, row.reason) for row in rows(plan)] == [
        ("waiting", ""), ("dropped", "与另一项重复"), ("waiting", ""),
    ]  # fmt: skip


def test_rows_added_meanwhile_are_not_missing(office: Office, client: Client, plan: Plan) -> None:
    data = ledger_of(client, plan)
    brought_in(client, plan, workbook([*ROWS[:2], [1, "", "后来的一件事", "", "县科协", "", "", ""]]))
    assert plan.rows.count() == 4
    assert not client.get(came_back(client, plan, data)).context["something"]


@pytest.mark.parametrize(("answer", "words"), [("theirs", "他人改的"), ("mine", "我改的")])
def test_a_row_changed_meanwhile_is_asked_about(
    office: Office, client: Client, plan: Plan, answer: str, words: str
) -> None:
    data = edited(ledger_of(client, plan), ("D4", "我改的"))
    one = rows(plan)[0]
    change_row(plan, one.pk, one.version, {"words": "他人改的"}, by(office))
    there = came_back(client, plan, data)
    page = client.get(there)
    assert list(page.context["form"].fields) == [f"row_{one.pk}"]
    assert agree(client, there).status_code == 422 and rows(plan)[0].words == "他人改的"
    assert agree(client, there, **{f"row_{one.pk}": answer}).status_code == 302
    assert rows(plan)[0].words == words


def test_what_others_changed_alone_stays_without_a_question(office: Office, client: Client, plan: Plan) -> None:
    data = edited(ledger_of(client, plan), ("D5", "我改的"))
    one = rows(plan)[0]
    change_row(plan, one.pk, one.version, {"words": "他人改的"}, by(office))
    there = came_back(client, plan, data)
    assert not client.get(there).context["form"].fields
    agree(client, there)
    assert [row.words for row in rows(plan)][:2] == ["他人改的", "我改的"]


def test_a_row_dropped_meanwhile_comes_back_only_when_asked_for(office: Office, client: Client, plan: Plan) -> None:
    data = edited(ledger_of(client, plan), ("D4", "我改的"))
    one = rows(plan)[0]
    drop_rows(plan, {one.pk: one.version}, "背景", by(office))
    there = came_back(client, plan, data)
    agree(client, there, **{f"row_{one.pk}": "theirs"})
    assert rows(plan)[0].state == PlanRow.DROPPED
    there = came_back(client, plan, data)
    agree(client, there, **{f"row_{one.pk}": "mine"})
    assert (rows(plan)[0].state, rows(plan)[0].words) == (PlanRow.WAITING, "我改的")


def test_somebody_quicker_between_look_and_yes_stops_all(office: Office, client: Client, plan: Plan) -> None:
    there = came_back(client, plan, edited(ledger_of(client, plan), ("D4", "我改的"), ("D5", "也是我改的")))
    agreed = client.get(there).context["agreed"]
    one = rows(plan)[0]
    confirm_rows(plan, {one.pk: one.version}, by(office))
    answer = client.post(there, {"agreed": agreed})
    assert answer.status_code in (409, 422) and "我改的" not in [row.words for row in rows(plan)]


def test_an_emptied_task_is_wrong_and_keeps_all_out(client: Client, plan: Plan) -> None:
    there = came_back(client, plan, edited(ledger_of(client, plan), ("D4", None), ("D5", "改好的")))
    page = client.get(there)
    assert page.context["wrong"] == 1
    assert client.post(there, {"agreed": page.context["agreed"]}).status_code == 422
    assert rows(plan)[1].words.startswith("开展科技下乡")


def test_a_marking_in_a_returned_cell_is_refused(client: Client, plan: Plan) -> None:
    answer = sent(client, plan, edited(ledger_of(client, plan), ("D4", "机密★一年")))
    assert answer.status_code == 422 and not Edit.objects.exists()
    assert Entry.objects.filter(subject="upload", step="refused.marked").count() == 1


def test_the_ledger_of_another_plan_and_one_without_its_hidden_columns_are_refused(
    office: Office, client: Client, plan: Plan
) -> None:
    other = plan_of(office)
    brought_in(client, other, workbook())
    answer = sent(client, plan, ledger_of(client, other))
    assert answer.status_code == 422 and "另一" in answer.content.decode()
    book = load_workbook(io.BytesIO(ledger_of(client, plan)))
    book.worksheets[0].delete_cols(16, 2)
    page = client.get(came_back(client, plan, saved(book)))
    assert page.status_code == 422 and "表头" in page.content.decode() and not Edit.objects.exists()


def test_a_forged_hidden_sheet_is_an_ordinary_ledger(client: Client, plan: Plan) -> None:
    book = Workbook()
    book.active.append(["序号", "工作任务"])
    book.active.append([1, "甲事"])
    hidden = book.create_sheet("luoshi")
    hidden.sheet_state = "hidden"
    hidden.append(["luoshi-ledger", "1"])
    hidden.append(["row", "x'; drop", "1"])
    there = sent(client, plan, saved(book))["Location"]
    assert "/changes/" not in there and client.get(there).context["form"].fields


def test_what_is_filled_in_besides_the_task_is_kept_beside_the_row_and_undone(
    office: Office, client: Client, plan: Plan
) -> None:
    before = [row.notes for row in rows(plan)]
    cells = (
        ("L4", "已建成1个"),
        ("I4", "林主席"),
        ("M5", ""),
        ("B4", "县委第2次常委会"),
        ("R3", "资金（万元）"),
        ("R4", "12"),
    )
    there = came_back(client, plan, edited(ledger_of(client, plan), *cells))
    page = client.get(there).content.decode()
    assert "已建成1个" in page and "资金（万元）" in page
    assert agree(client, there).status_code == 302
    first, second = ({note["head"]: note["words"] for note in row.notes} for row in rows(plan)[:2])
    assert first == {
        "序号": "1", "任务来源": "县委第2次常委会", "责任领导": "林主席", "进展情况": "已建成1个", "资金（万元）": "12",
    }  # fmt: skip
    assert second == {"序号": "2"}
    sheet = load_workbook(io.BytesIO(ledger_of(client, plan))).worksheets[0]
    assert [cell.value for cell in sheet[FIRST]][8:15] == ["林主席", None, None, "已建成1个", None, "1", "12"]
    undo_last_edit(plan, by(office, "clerk"))
    assert [row.notes for row in rows(plan)] == before


def test_a_copied_row_of_the_plans_own_source_notes_no_source(client: Client, plan: Plan) -> None:
    there = came_back(
        client, plan, edited(ledger_of(client, plan), ("B7", "云科协〔2026〕3号"), ("D7", "办科普讲座2场"))
    )
    agree(client, there)
    assert rows(plan)[-1].notes == []


def test_who_only_reads_the_plan_gets_the_edition_in_force_and_nothing_hidden(office: Office, plan: Plan) -> None:
    leader = signed_in(office, "leader")
    assert leader.get(f"/plans/{plan.pk}/ledger.xlsx").status_code == 404  # never published
    assert signed_in(office, "stranger").get(f"/plans/{plan.pk}/ledger.xlsx").status_code == 404
    assert signed_in(office, "supervisor").get(f"/plans/{plan.pk}/ledger.xlsx").status_code == 200


def test_a_published_plan_of_a_sheet_prints_for_its_readers_and_is_edited_in_an_amendment(
    office: Office, client: Client, plan: Plan
) -> None:
    step(office, decided(office, plan), "publish", **PUBLISH)
    book = load_workbook(io.BytesIO(ledger_of(signed_in(office, "leader"), plan)))
    assert [sheet.title for sheet in book.worksheets] == ["2026年科普工作计划"]
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=FIRST)]
    assert [(row[3], row[6]) for row in cells][:2] == [
        ("新建科普示范基地，完善设施", "云岭县科学技术协会"),
        ("开展科技下乡；培训农民1000人次以上", "云岭县科学技术协会"),
    ]
    assert len(book.worksheets[0][3]) == 14  # the offices' own and the number in the sheet; no hidden columns
    data = edited(ledger_of(client, plan), ("F4", "10月底"))
    assert sent(client, plan, data).status_code == 422
    step(office, Plan.objects.get(pk=plan.pk), "amend", reason="时限调整")
    agree(client, came_back(client, plan, data))
    assert (rows(plan)[0].due, rows(plan)[0].state) == (date(2026, 10, 31), PlanRow.KEPT)


def test_a_way_through_libreoffice_changes_nothing_but_the_edit(
    client: Client, plan: Plan, need_tool: Callable[[str, str], str], tmp_path: Path
) -> None:
    soffice = need_tool("soffice", "apt-get install libreoffice-calc")
    data = edited(ledger_of(client, plan), ("F5", "每月"))
    (tmp_path / "台账.xlsx").write_bytes(data)
    out = tmp_path / "out"
    command = [
        soffice,
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    done = subprocess.run(
        [*command, "--outdir", str(out), str(tmp_path / "台账.xlsx")], capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    there = came_back(client, plan, (out / "台账.xlsx").read_bytes())
    cells = [[cell.text for cell in row.cells][2:] for row in client.get(there).context["table"].rows]
    assert there.endswith("/changes/") and cells == [["完成时限", "每季度", "每月"]]
    agree(client, there)
    assert [row.every for row in rows(plan)] == ["", "P1M", ""]
