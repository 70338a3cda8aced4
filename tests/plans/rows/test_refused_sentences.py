"""Sentences that people refused: left out of later documents of the same office, visibly, and asked about again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.code_labels import DROPS
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.queries import plan_row_counts
from luoshi.plans.receiving.actions.rereading import read_as
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.rules.drafting import Drafted, DraftFigure, DraftRow
from luoshi.plans.rows.rules.refused_sentences import leave_out_refused, remembered_sentence
from many_appeals import signed_in
from office import Office
from plans import by, received, row_of

pytestmark = pytest.mark.django_db

LEARN = "深入学习贯彻会议精神"
FIRST = f"云岭县2026年重点工作任务\n一、组织领导\n（一）{LEARN}。\n（二）组织开展专项督查。\n"
SECOND = f"云岭县2027年重点工作任务\n一、组织领导\n1.{LEARN}；\n2.新建科普示范基地3个。\n"


def seen(plan: Plan, words: str = LEARN) -> tuple[str, str, bool]:
    row = row_of(plan, words)
    return row.state, row.reason, row.look


def refused(office: Office, text: str = FIRST, words: str = LEARN, reason: str = "", **values: Any) -> Plan:
    plan = received(office, text, **values)
    row = row_of(plan, words)
    if reason:
        correct.drop_rows(plan, {row.pk: row.version}, reason, by(office))
    else:
        correct.pass_over(plan, {row.pk: row.version}, by(office))
    return plan


def test_a_sentence_called_no_task_is_left_out_of_the_next_document(office: Office) -> None:
    refused(office)
    plan = received(office, SECOND)
    assert seen(plan) == ("outside", "refused", False)
    assert seen(plan, "示范基地")[0] == "waiting"
    assert plan_row_counts(plan).open_count == 1


def test_without_a_refusal_it_is_asked(office: Office) -> None:
    assert seen(received(office, SECOND))[0] == "waiting"


@pytest.mark.parametrize(
    ("reason", "remembered"),
    [(DROPS["1"], True), (DROPS["5"], True), ("口号或原则性表述", True), (DROPS["2"], False), (DROPS["3"], False),
     (DROPS["4"], False), ("已与县财政局商定暂缓", False)],
)  # fmt: skip
def test_reasons_that_are_about_one_paper_are_not_remembered(office: Office, reason: str, remembered: bool) -> None:
    refused(office, reason=reason)
    assert (seen(received(office, SECOND))[0] == "outside") is remembered


def test_another_office_is_asked(office: Office) -> None:
    refused(office)
    plan = received(office, SECOND, who="clerk", unit=office.units["kexie"].pk)
    assert seen(plan)[0] == "waiting"


def test_undoing_the_refusal_forgets_it(office: Office) -> None:
    plan = refused(office)
    correct.undo_last_edit(plan, by(office))
    assert seen(received(office, SECOND))[0] == "waiting"


def test_deciding_again_forgets_it(office: Office) -> None:
    plan = refused(office)
    row = row_of(plan, LEARN)
    correct.reopen_rows(plan, {row.pk: row.version}, by(office))
    assert seen(received(office, SECOND))[0] == "waiting"


def test_the_later_decision_of_the_office_holds(office: Office) -> None:
    refused(office)
    second = received(office, SECOND)
    row = row_of(second, LEARN)
    correct.reopen_rows(second, {row.pk: row.version}, by(office))
    row.refresh_from_db()
    assert (row.state, row.role) == ("waiting", "task")
    correct.confirm_rows(second, {row.pk: row.version}, by(office))
    assert seen(received(office, SECOND.replace("2027", "2028")))[0] == "waiting"


def test_a_refusal_taken_over_from_a_paper_does_not_outlive_it(office: Office) -> None:
    first = refused(office)
    assert seen(received(office, SECOND))[1] == "refused"
    correct.undo_last_edit(first, by(office))
    assert seen(received(office, SECOND.replace("2027", "2028")))[0] == "waiting"


@pytest.mark.parametrize(
    "own",
    [
        f"{LEARN}，9月底前完成。",
        f"县科协{LEARN}。（牵头单位：县科协）",
        f"{LEARN}。（责任单位：县科协；完成时限：9月底前）",
        f"{LEARN}，开展宣讲3场。",
    ],
)
def test_words_with_something_of_their_own_are_asked_about(office: Office, own: str) -> None:
    refused(office)
    plan = received(office, f"云岭县2027年重点工作任务\n一、组织领导\n（一）{own}\n（二）组织开展专项督查。\n")
    assert seen(plan)[0] == "waiting"


def test_reading_again_keeps_to_it(office: Office) -> None:
    refused(office)
    plan = received(office, SECOND)
    read_as(plan, 1, "notice", "", by(office))
    assert seen(plan)[1] == "refused"


def test_the_page_says_so_and_takes_it_back(office: Office) -> None:
    refused(office)
    plan = received(office, SECOND)
    browser = signed_in(office, "supervisor")
    page = browser.get(f"/plans/{plan.pk}/correct/").content.decode()
    assert "有 1 句未列入：此前的文件中同样的话已剔除。" in page
    assert "不是任务（此前的文件中同样的话已由人判定）" in page
    row = row_of(plan, LEARN)
    chosen = browser.get(f"/plans/{plan.pk}/correct/?choose=refused").content.decode()
    assert re.search(rf'value="{row.pk}:{row.version}"[^>]*checked', chosen)
    browser.post(f"/plans/{plan.pk}/rows/reconsider/", {"row": f"{row.pk}:{row.version}"})
    assert seen(plan) == ("waiting", "", False)
    assert Entry.objects.filter(record=plan.pk, step="row.reconsider").exists()
    assert "同样的话已剔除" not in browser.get(f"/plans/{plan.pk}/correct/").content.decode()


@pytest.mark.parametrize("words", ["加强领导。", "6月底前完成全部整改工作。", "组织开展培训３００人次的活动", ""])
def test_short_words_and_words_with_a_number_are_not_remembered(words: str) -> None:
    assert remembered_sentence(words) == ""


@given(st.lists(st.sampled_from(["waiting", "look", "outside"]), max_size=6), st.booleans(), st.booleans())
def test_a_row_is_only_left_out_if_it_was_open_and_says_nothing_of_its_own(
    states: list[str], figured: bool, led: bool
) -> None:
    figure = DraftFigure(0, 1, 3, None, "个", "eq", "target", "count", "", "", "", "asked", ())  # type: ignore[arg-type]
    rows = tuple(
        DraftRow(
            0,
            len(LEARN),
            "task",
            "waiting" if state == "waiting" else "outside",
            look=state == "look",
            lead=("县科协",) if led else (),
            figures=[figure] if figured else [],
        )
        for state in states
    )
    left = leave_out_refused(Drafted((), rows), LEARN, {remembered_sentence(LEARN)}).rows
    for state, row in zip(states, left, strict=True):
        assert (row.reason == "refused") is (state != "outside" and not figured and not led)
