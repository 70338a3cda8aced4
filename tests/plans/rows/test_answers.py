"""Doubts are answered at one press: what a name means, who leads, which day; equal sentences are one question."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from luoshi.org.actors.models import User
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.queries.correction_page import CorrectionRow, Desk, load_correction_page
from luoshi.plans.rows.queries.row_answers import names_of_plan
from luoshi.plans.rows.rules.choices import RowAnswer, list_answers, parse_answer, plain_sentence
from luoshi.plans.rows.rules.date_words import days_meant, has_date_words
from luoshi.plans.rows.rules.slogans import is_slogan
from office import TODAY, Office
from plans import by, received, row_of

TEXT = (
    "云岭县2026年科普工作要点\n一、培训\n"
    "1.开学前完成展品更新（责任单位：县科协）。\n"
    "2.县科协、县科技局9月底前举办培训班3期。\n"
    "3.9月底前建成科普馆1座（责任单位：县科）。\n"
    "4.6月底前建成科普站2座（责任单位：县科）。\n"
    "二、其他\n5.做好有关工作。\n6.做好有关工作。\n"
)


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, TEXT)


def client(who: str = "supervisor") -> Client:
    made = Client()
    made.force_login(User.objects.get(username=who))
    return made


def page_of(plan: Plan) -> Desk:
    return load_correction_page(plan, names=names_of_plan(plan, TODAY))


def shown(plan: Plan, words: str) -> CorrectionRow:
    return next(row for row in page_of(plan).twice if words in row.row.words)


def press(plan: Plan, row: CorrectionRow, key: int, who: str = "supervisor") -> Any:
    """Press a key of a row: the answer under it is sent with the rows it stands for."""
    sent = next(answer.form_value for group in row.answers for answer in group.answers if answer.key == key)
    rows = f"{row.row.pk}:{row.row.version}" + (f",{row.same}" if row.same else "")
    given = {"rows": rows, "answer": sent}
    return client(who).post(f"/plans/{plan.pk}/rows/answer/", given, headers={"X-Part": "1"})


@pytest.mark.parametrize(
    ("words", "has"),
    [
        ("国庆节前完成展品更新", True),
        ("汛期前完成水毁工程修复", True),
        ("开学前完成校园科技馆建设", True),
        ("月底前报送方案", True),
        ("收到通知后10日内报送方案", True),
        ("本周五前报名单", True),
        ("节前完成检查", True),
        ("上半年完成招标", True),
        ("二季度启动", True),
        ("上半年科普活动增长5%", False),
        ("尽快完成土地报批手续", False),
        ("持续推进改革", False),
        ("落实2026年民生实事", False),
        ("五年内建成3座", False),
        ("每月25日前报送进展", False),
        ("提前完成调查", False),
    ],
)
def test_words_that_say_by_when_are_date_words(words: str, has: bool) -> None:
    assert has_date_words(words) is has


def test_the_days_that_words_name_come_first_and_the_end_of_the_year_is_there() -> None:
    assert days_meant("国庆节前完成展品更新", 2026) == [date(2026, 9, 30), date(2026, 12, 31)]
    assert days_meant("汛期前修复", 2027) == [date(2027, 12, 31)]


@pytest.mark.parametrize("sent", ["", "due", "due|2026-01-01", "drop|1|", "name|unit:1|" + "某" * 400])
def test_what_is_no_answer_is_none(sent: str) -> None:
    assert parse_answer(sent) is None


def test_an_answer_is_read_as_it_was_written() -> None:
    for answer in (RowAnswer("name", "unit:12", "宏|图办"), RowAnswer("due", "2026-09-30"), RowAnswer("each")):
        assert parse_answer(answer.form_value) == answer


def test_there_are_never_more_answers_than_digits() -> None:
    names = [("甲", f"unit:{number}") for number in range(8)]
    answers = list_answers(["unit_unknown", "several_dues"], [], "5月底前、6月底前、7月底前、8月底前", 2026, names)
    assert len(answers) == 9 and answers[0] == RowAnswer("name", "unit:0", "甲")


@pytest.mark.parametrize(
    ("words", "plain"),
    [("12.做好工作。", "做好工作"), ("（三）做好工作；", "做好工作"), ("2026年做好工作", "2026年做好工作"), ("5", "5")],
)
def test_a_number_and_a_closing_mark_make_no_other_sentence(words: str, plain: str) -> None:
    assert plain_sentence(words) == plain


def test_who_says_it_binds_nobody() -> None:
    assert is_slogan("会议指出，要充分认识此项工作的重要意义。", [], bare=True)
    assert not is_slogan("会议强调，县财政下达经费。", [], bare=True)


def test_a_day_that_was_not_read_is_a_choice_and_not_confirmed_unseen(office: Office, plan: Plan) -> None:
    row = shown(plan, "展品更新")
    assert [answer.label for group in row.answers for answer in group.answers] == [
        "2026-12-31",
        "不是时限",
    ]
    unseen = {"rows": f"{row.row.pk}:{row.row.version}", "anew": "1"}
    answer = client().post(f"/plans/{plan.pk}/rows/confirm/", unseen, headers={"X-Part": "1"})
    assert (
        answer.status_code == 422 and "日期未能识别" in answer.json()["error"] and "展品更新" in answer.json()["error"]
    )
    assert row_of(plan, "展品更新").state == PlanRow.WAITING
    assert press(plan, row, 1).status_code == 200
    now = row_of(plan, "展品更新")
    assert (now.due, now.doubts, now.state) == (date(2026, 12, 31), [], PlanRow.WAITING)
    correct.confirm_rows(plan, {now.pk: now.version}, by(office), unseen=True)
    assert row_of(plan, "展品更新").state == PlanRow.KEPT


def test_words_that_are_no_due_date_are_said_so_and_one_row_may_be_confirmed_by_itself(
    office: Office, plan: Plan
) -> None:
    row = shown(plan, "展品更新")
    assert press(plan, row, 2).status_code == 200
    assert (row_of(plan, "展品更新").due, row_of(plan, "展品更新").doubts) == (None, ["date_none"])
    assert row_of(plan, "展品更新").pk not in [
        seen.row.pk for seen in load_correction_page(plan).twice
    ]  # no doubt is left
    correct.undo_last_edit(plan, by(office))
    now = row_of(plan, "展品更新")
    assert now.doubts == ["due_open"]
    correct.confirm_rows(plan, {now.pk: now.version}, by(office))
    assert row_of(plan, "展品更新").state == PlanRow.KEPT


def test_of_several_leads_the_chosen_one_leads_and_the_others_help(office: Office, plan: Plan) -> None:
    row = shown(plan, "培训班")
    with translation.override("zh-hans"):
        assert [answer.label for group in row.answers for answer in group.answers] == [
            "县科协", "县科技局", "各单位分别办理",
        ]  # fmt: skip
    assert press(plan, row, 2).status_code == 200
    units = [(unit.role, unit.unit.name) for unit in row_of(plan, "培训班").units.all() if unit.unit]
    assert units == [("lead", "云岭县科学技术局"), ("support", "云岭县科学技术协会")]
    assert "several_leads" not in row_of(plan, "培训班").doubts
    correct.undo_last_edit(plan, by(office))
    assert press(plan, shown(plan, "培训班"), 3).status_code == 200
    assert row_of(plan, "培训班").each and "several_leads" not in row_of(plan, "培训班").doubts


def test_a_name_is_answered_once_for_all_rows_and_remembered(office: Office, plan: Plan) -> None:
    row = shown(plan, "科普馆1座")
    (group,) = row.answers
    assert group.question == "“县科”指" and {answer.label for answer in group.answers} == {
        "云岭县科学技术局",
        "云岭县科学技术协会",
    }
    assert press(plan, row, 1).json()["anew"]
    for words in ("科普馆1座", "科普站2座"):
        assert [unit.unit.name for unit in row_of(plan, words).units.all()] == [group.answers[0].label]
    assert not any("责任单位：县科）" in made.row.words for made in page_of(plan).twice)
    assert row_of(received(office, TEXT, title="又一份"), "科普站2座").units.get().unit is not None


def test_a_person_who_decided_on_a_name_in_a_row_is_not_overruled(office: Office, plan: Plan) -> None:
    other = row_of(plan, "科普站2座")
    other.units.update(unit=office.units["town"])  # of this name in this row, for it had that meaning before
    press(plan, shown(plan, "科普馆1座"), 1)
    assert [unit.unit.name for unit in row_of(plan, "科普站2座").units.all()] == ["青石镇"]


def test_equal_sentences_are_one_row_and_decided_together(office: Office, plan: Plan) -> None:
    page = page_of(plan)
    (row,) = [made for made in page.twice if "有关工作" in made.row.words]
    other = plan.rows.filter(words__contains="有关工作").latest("place")
    assert row.same_count == 1 and row.same == f"{other.pk}:{other.version}"
    beneath = {made.row.pk: made.anchor for group in page.groups for made in group.rows}
    assert beneath[other.pk] == row.row.pk and {row.row.pk, other.pk} <= page.above
    given = {"rows": f"{row.row.pk}:{row.row.version},{row.same}", "reason": "5"}
    answer = client().post(f"/plans/{plan.pk}/rows/drop/", given, headers={"X-Part": "1"}).json()
    assert answer["anew"]  # the page shows the others anew
    states = set(plan.rows.filter(words__contains="有关工作").values_list("state", flat=True))
    assert states == {PlanRow.DROPPED}
    correct.undo_last_edit(plan, by(office))
    assert shown(plan, "有关工作").same_count == 1


def test_sentences_with_another_unit_are_two_questions(office: Office, plan: Plan) -> None:
    other = plan.rows.filter(words__contains="有关工作").latest("place")
    correct.change_row(plan, other.pk, other.version, {"support": ["青石镇"]}, by(office))
    assert sum("有关工作" in made.row.words for made in page_of(plan).twice) == 2


def test_all_rows_without_a_doubt_are_confirmed_at_once_and_no_other(office: Office, plan: Plan) -> None:
    for row in list(page_of(plan).twice):
        if "有关工作" not in row.row.words:
            press(plan, row, 1)
    clear = page_of(plan).choosing.clear
    doubtful = shown(plan, "有关工作").row
    url = f"/plans/{plan.pk}/rows/confirm_clear/"
    more = {"rows": f"{clear},{doubtful.pk}:{doubtful.version}", "anew": "1"}
    assert client().post(url, more, headers={"X-Part": "1"}).status_code == 422
    assert client().post(url, {"rows": clear, "anew": "1"}, headers={"X-Part": "1"}).json()["anew"]
    assert plan.rows.filter(state=PlanRow.KEPT).count() == clear.count(":") > 2
    assert shown(plan, "有关工作").row.state == PlanRow.WAITING


@pytest.mark.parametrize("answer", ["", "due|gestern|", "lead|不存在的单位|", "name|unit:999999|县科", "name|x|县科"])
def test_a_bad_answer_is_refused_in_words_and_changes_nothing(plan: Plan, answer: str) -> None:
    row = row_of(plan, "科普馆1座")
    given = {"rows": f"{row.pk}:{row.version}", "answer": answer}
    sent = client().post(f"/plans/{plan.pk}/rows/answer/", given, headers={"X-Part": "1"})
    assert sent.status_code == 422 and sent.json()["error"]
    assert row_of(plan, "科普馆1座").version == row.version


def test_who_may_not_correct_the_plan_answers_nothing(plan: Plan) -> None:
    row = shown(plan, "展品更新")
    assert press(plan, row, 1, "clerk").status_code in (403, 404)
    assert row_of(plan, "展品更新").due is None


def test_an_answer_to_what_another_changed_is_refused(office: Office, plan: Plan) -> None:
    row = shown(plan, "展品更新")
    correct.change_row(plan, row.row.pk, row.row.version, {"due": date(2026, 5, 31)}, by(office))
    assert press(plan, row, 1).status_code == 409
    assert row_of(plan, "展品更新").due == date(2026, 5, 31)
