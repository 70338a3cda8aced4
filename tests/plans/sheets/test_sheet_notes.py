"""Nothing that an office typed into its own sheet is lost: what no field takes is kept beside the row, as typed."""

from __future__ import annotations

import pytest

from asked import FEW, MANY, queries
from ledger_books import brought_in, chosen, plan_of, workbook
from luoshi.commitments.years.actions.rollover import begin_next
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.base.notes import (
    RowNote,
    apply_typed_notes,
    by_key,
    collect_notes,
    merge_notes,
    note_key,
    notes_for_next_year,
)
from luoshi.plans.base.queries import rows_with_relations
from luoshi.plans.editions.queries.editions import changes_ahead
from luoshi.plans.rows.actions import correct
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, by, decided, step

# The columns of practice sheet 2.8, and one that only this office has.
HEAD = [
    "序号", "任务来源", "类别", "任务内容", "目标", "牵头单位", "配合单位", "责任领导", "责任人", "联系人",
    "完成时限", "交办日期", "进展情况", "完成比例", "存在问题及原因", "下步措施", "需协调事项", "佐证", "灯",
    "催办次数", "核查结论", "得分", "备注", "资金（万元）",
]  # fmt: skip
FIRST = [
    "甲1", "县政府第3次常务会议", "科普阵地", "新建科普示范基地", "3个", "县科协", "青石镇", "程示范", "苗样例",
    "禾样例 13800138000", "9月底前", "3月2日", "已完成选址", "30%", "用地未批", "加快报批",
    "请县自然资源局支持", "选址图", "黄", "1", "未核查", "5", "按月更新", "12.5",
]  # fmt: skip
SECOND = ["甲2", "", "科普阵地", "开展科技下乡", "", "县科协", *[""] * 4, "每季度", *[""] * 13]


@pytest.fixture
def plan(office: Office) -> Plan:
    plan = plan_of(office)
    brought_in(signed_in(office, "clerk"), plan, workbook([["云岭县2026年台账"], HEAD, FIRST, SECOND], merged=()))
    return plan


def rows(plan: Plan) -> list[PlanRow]:
    return list(rows_with_relations(plan.rows.exclude(state=PlanRow.GONE)))


def everything(row: PlanRow) -> str:
    fields = [row.words, row.phrase, row.part.title if row.part else "", *(unit.name for unit in row.units.all())]
    return "\n".join([*fields, *(figure.quote for figure in row.figures.all()), *(note["words"] for note in row.notes)])


def test_every_cell_of_a_sheet_is_in_its_row(plan: Plan) -> None:
    first, second = rows(plan)
    assert [words for words in FIRST if words not in everything(first)] == []
    assert [words for words in SECOND if words not in everything(second)] == []
    assert [(note["field"], note["head"]) for note in first.notes][:4] == [
        ("number", "序号"), ("source", "任务来源"), ("leader", "责任领导"), ("person", "责任人"),
    ]  # fmt: skip


def test_the_trial_shows_them_and_only_what_a_person_leaves_out_is_left_out(office: Office) -> None:
    plan, client = plan_of(office), signed_in(office, "clerk")
    there = chosen(client, plan, workbook([HEAD, FIRST], merged=()), column_18="")
    page = client.get(there)
    assert "责任领导：程示范" in page.text and page.context["stays"] == "灯"
    client.post(there, {"agreed": page.context["agreed"]})
    assert "灯" not in [note["head"] for note in rows(plan)[0].notes]


def test_they_stand_on_the_row_its_form_and_the_commitment(office: Office, plan: Plan) -> None:
    client = signed_in(office, "supervisor")
    page = client.get(f"/plans/{plan.pk}/correct/").text
    assert "进展情况：已完成选址" in page and "联系人：禾样例 13800138000" in page
    form = client.get(f"/plans/{plan.pk}/row/{rows(plan)[0].pk}/").text
    assert 'value="程示范"' in form and 'value="12.5"' in form
    decided(office, plan)
    step(office, plan, "publish", **PUBLISH)
    one, other = plan.commitments.order_by("place")
    page = client.get(f"/commitments/{one.pk}/").text
    assert "禾样例 138****8000" in page and "13800138000" not in page  # for all who have a part in it
    assert "原台账其他栏目" in page and "已完成选址" in page and "用地未批" in page
    assert one.progress.count() == 0  # nobody reported it
    assert "已完成选址" not in client.get(f"/commitments/{other.pk}/").text


def test_a_note_is_put_right_in_the_form_and_that_is_undone(office: Office, plan: Plan) -> None:
    client, row = signed_in(office, "clerk"), rows(plan)[0]
    before = row.notes
    sent = {"rows": f"{row.pk}:{row.version}", "note-leader": "另一示范", "note-progress": "", "note-other:灯": "绿"}
    assert client.post(f"/plans/{plan.pk}/rows/change/", sent, headers={"X-Part": "1"}).status_code == 200
    now = by_key(rows(plan)[0].notes)
    assert (now["leader"], now.get("progress"), now["other:灯"]) == ("另一示范", None, "绿")
    correct.undo_last_edit(plan, by(office, "clerk"))
    assert rows(plan)[0].notes == before


def test_a_secrecy_marking_typed_into_a_note_is_refused(office: Office, plan: Plan) -> None:
    client, row = signed_in(office, "clerk"), rows(plan)[0]
    sent = {"rows": f"{row.pk}:{row.version}", "note-leader": "机密★1年"}
    assert client.post(f"/plans/{plan.pk}/rows/change/", sent, headers={"X-Part": "1"}).status_code == 422
    assert rows(plan)[0].notes == row.notes


def test_an_amendment_shows_old_and_new(office: Office, plan: Plan) -> None:
    decided(office, plan)
    step(office, plan, "publish", **PUBLISH)
    plan = step(office, Plan.objects.get(pk=plan.pk), "amend", reason="人员调整")
    row = rows(plan)[0]
    correct.change_row(plan, row.pk, row.version, {"notes": {"leader": "另一示范"}}, by(office))
    (changed,) = changes_ahead(plan)
    (side,) = [changed_side for changed_side in changed.sides if changed_side.changed]
    assert side.label == "原台账其他栏目" and "程示范" in side.old and "另一示范" in side.new


def test_split_and_merged_rows_keep_them(office: Office, plan: Plan) -> None:
    first, second = rows(plan)
    own = [*first.notes]
    correct.split_row(plan, second.pk, second.version, 2, by(office))
    second, third = rows(plan)[1:]
    assert second.notes == third.notes != []
    correct.merge_rows(plan, {row.pk: row.version for row in (first, second, third)}, by(office))
    assert rows(plan)[0].notes == [*own, *second.notes]


def test_more_rows_need_no_more_queries(office: Office) -> None:
    client, found = signed_in(office, "clerk"), []
    for count in (FEW, MANY):
        plan = plan_of(office)
        lines = [[f"甲{at}", *SECOND[1:7], f"示范{at}", *SECOND[8:]] for at in range(count)]
        brought_in(client, plan, workbook([HEAD, *lines], merged=()))
        pages = [f"/plans/{plan.pk}/{name}" for name in ("correct/", "ledger.xlsx")]
        found.append([queries(lambda page=page: client.get(page)) for page in pages])
        assert f"示范{count - 1}" in client.get(pages[0]).text
    assert found[0] == found[1] and max(found[1]) <= 30


# ---- the rules

A: RowNote = {"field": "leader", "head": "责任领导", "words": "程示范"}
B: RowNote = {"field": "progress", "head": "进展情况", "words": "已选址"}
C: RowNote = {"field": "progress", "head": "完成比例", "words": "30%"}
D: RowNote = {"field": "other", "head": "灯", "words": "黄"}


def test_two_columns_of_one_meaning_are_one_cell_and_stay_two_notes_unless_changed() -> None:
    assert by_key([A, B, C, D]) == {"leader": "程示范", "progress": "已选址；30%", "other:灯": "黄"}
    assert apply_typed_notes([A, B, C, D], by_key([A, B, C, D]), {}) == [A, B, C, D]
    assert apply_typed_notes([A, B, C], {"progress": "已开工"}, {}) == [A, {**B, "words": "已开工"}]


def test_new_words_of_a_column_are_a_note_and_none_are_none() -> None:
    cells = {"leader": "", "remark": "急", "other:资金": "5", "serial": "7"}
    assert apply_typed_notes([A], cells, {"remark": "备注", "serial": "序号"}) == [
        {"field": "remark", "head": "备注", "words": "急"}, {"field": "other", "head": "资金", "words": "5"},
        {"field": "number", "head": "序号", "words": "7"},
    ]  # fmt: skip
    assert collect_notes([("leader", "责任领导", "")]) == []


def test_what_is_said_twice_is_kept_once_and_what_was_of_this_year_stays_in_it() -> None:
    assert merge_notes([A, B], [A, D]) == [A, B, D]
    assert notes_for_next_year([A, B, C, D]) == [A, D]
    assert [note_key(note) for note in (A, D, {"field": "number", "head": "序号", "words": "1"})] == [
        "leader",
        "other:灯",
        "serial",
    ]


def test_next_years_row_has_what_lasts(office: Office, plan: Plan) -> None:
    decided(office, plan)
    step(office, plan, "publish", **PUBLISH)
    Commitment.objects.filter(plan=plan).update(state="closed")
    values = {"title": "2027年科普工作计划", "year": 2027}
    made = begin_next(Plan.objects.get(pk=plan.pk), values, "all", office.actor("clerk"), at=NOW)
    assert "leader" in by_key(rows(made)[0].notes) and "progress" not in by_key(rows(made)[0].notes)
