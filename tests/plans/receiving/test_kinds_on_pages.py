"""The kind of a document on the correction page and in the API: shown, chosen, refused on a page that is old."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import User
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.compare.queries import of_plan
from luoshi.plans.detail.originals.queries import source_labels
from luoshi.plans.receiving.actions.rereading import read_as
from office import Office
from plans import PUBLISH, UNNAMED, by, decided, in_order, received, step


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, UNNAMED, title="云岭县科协工作", year=2026)


def rows_of(plan: Plan) -> list[tuple[Any, ...]]:
    return [(row.words, row.role, row.state, row.version) for row in in_order(plan)]


def as_kind(office: Office, plan: Plan, kind: str) -> None:
    read_as(plan, 1, kind, "", by(office))


def client(who: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=who))
    return made


def press(browser: Client, plan: Plan, kind: str, was: str = "") -> Any:
    return browser.post(f"/plans/{plan.pk}/reading/1/kind/", {"kind": kind, "was": was}, follow=True)


def chooser(answer: Any) -> str:
    """The words of the page's choice of a kind."""
    found = re.search(r'<div class="source__kind".*?</div>', answer.text, re.S)
    return re.sub(r"(?:<[^>]*>|\s)+", " ", found.group()) if found else ""


def test_the_page_says_the_kind_and_where_it_was_guessed_and_offers_the_others(plan: Plan) -> None:
    page = client("supervisor").get(f"/plans/{plan.pk}/correct/")
    words = "文种： 总结报告 推测：标题没有写明 改按： 确认是总结报告 计划要点 意见决定 通知 讲话 文章 人改过的行不变。"
    assert chooser(page).split() == words.split()
    page = press(client("supervisor"), plan, "plan")
    words = "文种： 计划要点 人工选定 改按： 总结报告（推测） 意见决定 通知 讲话 文章 人改过的行不变。"
    assert chooser(page).split() == words.split() and "按“计划要点”重读" in page.text


def test_a_title_that_says_the_kind_is_no_guess(office: Office) -> None:
    plan = received(office)
    words = chooser(client("supervisor").get(f"/plans/{plan.pk}/correct/")).split()
    assert words[:3] == ["文种：", "计划要点", "改按："] and "确认是计划要点" not in words


def test_a_second_page_is_refused_in_words_and_shows_what_is(office: Office, plan: Plan) -> None:
    press(client("supervisor"), plan, "plan")
    before = rows_of(plan)
    page = press(client("supervisor"), plan, "opinion")
    assert re.search(r"杜察云已在\d\d:\d\d把它改按“计划要点”重读。", page.text) and rows_of(plan) == before
    assert chooser(page).split()[1] == "计划要点"


def test_a_long_plan_shows_the_choice_with_the_words_of_a_row_too(office: Office) -> None:
    plan = received(office, UNNAMED * 60, title="云岭县科协工作", year=2026)
    browser, row = client("supervisor"), plan.rows.first()
    assert row and chooser(browser.get(f"/plans/{plan.pk}/correct/"))
    part = browser.get(f"/plans/{plan.pk}/correct/?row={row.pk}", headers={"X-Part": "1"})
    assert "计划要点" in chooser(part)


def test_who_only_reads_a_published_plan_sees_the_kind_and_no_choice(office: Office) -> None:
    plan = step(
        office, decided(office, received(office, UNNAMED, title="云岭县科协工作", year=2026)), "publish", **PUBLISH
    )
    said = ["文种：", "总结报告", "推测：标题没有写明"]
    for who in ("clerk", "supervisor"):  # its keeper cannot either, until it is amended
        assert chooser(client(who).get(f"/plans/{plan.pk}/correct/")).split() == said
    before = rows_of(plan)
    assert press(client("clerk"), plan, "plan").status_code == 200
    assert rows_of(plan) == before and Entry.objects.filter(record=plan.pk, step=Entry.REFUSED).count() == 1


def test_who_may_not_read_the_plan_finds_nothing(plan: Plan) -> None:
    before = rows_of(plan)
    assert press(client("stranger"), plan, "plan").status_code == 404
    assert rows_of(plan) == before


def test_a_sheet_was_not_read_as_any_kind(office: Office, plan: Plan) -> None:
    Source.objects.update(kind="", kind_guessed=False)  # as a sheet's lines are taken in
    assert not chooser(client("supervisor").get(f"/plans/{plan.pk}/correct/"))
    with pytest.raises(RecordError):
        as_kind(office, plan, "plan")


def test_undo_by_keys_loads_the_page_anew(office: Office, plan: Plan) -> None:
    as_kind(office, plan, "plan")
    answer = client("supervisor").post(f"/plans/{plan.pk}/rows/undo/", headers={"X-Part": "1"}).json()
    assert answer["anew"] and answer["rows"] == {} and plan.sources.get().kind_said == ""


def test_the_api_tells_the_documents_with_their_kinds(office: Office, plan: Plan) -> None:
    def told() -> Any:
        documents = client("supervisor").get(f"/api/plans/{plan.pk}").json()["documents"]
        assert [document.pop("guessed_tables") for document in documents] == [[]]
        assert [document.pop("unread") for document in documents] == [0]
        assert [document.pop("doubts") for document in documents] == [plan.sources.get().doubts]
        return documents

    source = plan.sources.select_related("document").get()
    one = {"place": 1, "name": source.document.name, "sha256": source.document.sha256, "state": "read"}
    assert told() == [one | {"kind": "report", "kind_guessed": True}]
    as_kind(office, plan, "plan")
    assert told() == [one | {"kind": "plan", "kind_guessed": False}]


def test_labels_are_of_the_kind_that_a_person_said(office: Office, plan: Plan) -> None:
    as_kind(office, plan, "opinion")
    assert source_labels(plan.sources.select_related("document", "plan").get())["kind"] == "opinion"


def test_a_plan_is_compared_as_the_kind_that_a_person_said(office: Office, plan: Plan) -> None:
    as_kind(office, plan, "plan")
    assert of_plan(plan).paired_document.reading.kind == "plan"
