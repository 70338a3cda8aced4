"""What could not be read of a document: red at its place, counted, made a row or said to be nothing, and undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import UNREAD_PASSAGES, PlanRow
from luoshi.plans.base.queries import plan_row_counts
from luoshi.plans.columns.rules import GuessedTable
from luoshi.plans.receiving.actions import receiving
from luoshi.plans.receiving.actions.receiving import add_documents
from luoshi.plans.receiving.queries import SourceWorkbook
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.queries.correction_page import load_correction_page
from luoshi.plans.rows.rules.drafting import Drafted, draft_rows
from luoshi.reading.model import Reading, UnreadPassage
from luoshi.reading.read import read_text_document
from many_appeals import signed_in
from office import NOW, Office
from plans import by, received

LINE = "甲组 | 乙组 | 丙组"
PAPER = (
    "云岭县2026年科普工作要点\n一、阵地建设\n县科协9月底前新建科普示范基地3个。\n{}"
    "二、活动组织\n县科技局举办科技培训12期。\n"
)
TEXT = PAPER.format(LINE + "\n")


def lose(reading: Reading, text: str, *, words_too: bool = True) -> Reading:
    """The same reading, in which each line of this kind is in nothing that was read.

    ``words_too``: the reader does not even take its words for a statement.
    """
    spans = [match.span() for match in re.finditer(re.escape(LINE), text)]
    kept = [
        statement for statement in reading.statements if not (words_too and (statement.start, statement.end) in spans)
    ]
    new = {old: kept.index(each) for old, each in enumerate(reading.statements) if each in kept}
    figures = [replace(figure, statement=new.get(figure.statement)) for figure in reading.quantities]
    unread = [UnreadPassage(start, end, "row") for start, end in spans]
    return replace(reading, statements=kept, quantities=figures, unread=unread)


@pytest.fixture
def loses(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    read = receiving.read_document

    def read_with_losses(source: Source, book: SourceWorkbook | None) -> tuple[Reading, Drafted, list[GuessedTable]]:
        reading, _found, tables = read(source, book)
        lost = lose(reading, source.document.text)
        return lost, draft_rows(lost, source.document.text), tables

    monkeypatch.setattr(receiving, "read_document", read_with_losses)
    yield


@pytest.fixture
def plan(office: Office, loses: None) -> Plan:
    return received(office, TEXT)


def unread(plan: Plan) -> PlanRow:
    return plan.rows.get(role="unread")


# ---- the rows


def test_what_was_not_read_is_a_row_to_look_at(plan: Plan) -> None:
    row = unread(plan)
    assert (row.words, row.state, row.reason, row.look, row.doubts) == (LINE, "outside", "unread", True, ["unread"])
    assert row.part is not None and row.part.title == "阵地建设"


@given(st.lists(st.sampled_from(["县科协新建科普馆1座。", LINE, "去年培训60人次。"]), max_size=12), st.booleans())
def test_each_unread_passage_is_one_row_and_no_figure_is_lost(lines: list[str], words_too: bool) -> None:
    text = PAPER.format("".join(line + "\n" for line in lines))
    reading = lose(read_text_document(text), text, words_too=words_too)
    drafted = draft_rows(reading, text)
    rows = [(row.start, row.end) for row in drafted.rows if row.reason == "unread" and row.look]
    assert rows == [(passage.start, passage.end) for passage in reading.unread]
    assert len({(row.start, row.end, row.role == "heading") for row in drafted.rows}) == len(drafted.rows)
    figures = sorted((figure.start, figure.end) for row in drafted.rows for figure in row.figures)
    assert figures == sorted((figure.start, figure.end) for figure in reading.quantities)


# ---- counted, and decided once


def test_it_is_counted_among_the_doubts_and_prevents_publishing(plan: Plan) -> None:
    row, counts = unread(plan), plan_row_counts(plan)
    assert counts.unread == (row.pk,) and counts.look >= 1
    desk = load_correction_page(plan)
    assert row.pk in desk.choosing.by["unread"] and row.pk in [shown.row.pk for shown in desk.twice]
    assert desk.choosing.by["slogan"] == []


def test_it_is_nothing_or_a_row_and_both_are_undone(office: Office, plan: Plan) -> None:
    row = unread(plan)
    correct.pass_over(plan, {row.pk: row.version}, by(office))
    assert plan_row_counts(plan).unread == ()
    assert Entry.objects.filter(step="row.pass_over").count() == 1
    correct.undo_last_edit(plan, by(office))
    row.refresh_from_db()
    assert (row.state, row.reason, row.look) == ("outside", "unread", True)
    correct.reopen_rows(plan, {row.pk: row.version}, by(office))
    row.refresh_from_db()
    assert (row.state, row.role, row.look) == ("waiting", "task", False) and plan_row_counts(plan).unread == ()
    correct.undo_last_edit(plan, by(office))
    assert plan_row_counts(plan).unread == (row.pk,)


def test_every_place_asks_the_same_of_a_row(office: Office, plan: Plan) -> None:
    """The row itself, the database, the page's group, the filter and the source's pieces."""
    row = unread(plan)

    def answers() -> list[bool]:
        row.refresh_from_db()
        desk = load_correction_page(plan)
        shown = [
            passage for group in desk.groups for passage in group.rows if passage.row.pk == row.pk and passage.unread
        ]
        pieces = [piece.state for source in desk.sources for piece in source.pieces if piece.row == row.pk]
        in_database = plan.rows.filter(UNREAD_PASSAGES).filter(pk=row.pk).exists()
        return [row.unread, in_database, bool(shown), row.pk in desk.choosing.by["unread"], "unread" in pieces]

    assert answers() == [True] * 5
    correct.pass_over(plan, {row.pk: row.version}, by(office))
    assert answers() == [False] * 5


def test_the_api_counts_them_for_each_document(office: Office, plan: Plan) -> None:
    add_documents(plan, [], PAPER.format(LINE + "\n" + LINE + "\n"), office.actor("supervisor"), at=NOW, again=True)
    add_documents(plan, [], "云岭县通知\n县科协新建科普馆1座。\n", office.actor("supervisor"), at=NOW, again=True)

    def counts() -> list[int]:
        told = signed_in(office, "supervisor").get(f"/api/plans/{plan.pk}").json()["documents"]
        return [document["unread"] for document in told]

    assert counts() == [1, 2, 0]
    first = plan.rows.filter(role="unread").earliest("place")
    correct.pass_over(plan, {first.pk: first.version}, by(office))
    assert counts() == [0, 2, 0]


# ---- the page


def page(office: Office, plan: Plan, who: str = "supervisor") -> Any:
    return signed_in(office, who).get(f"/plans/{plan.pk}/correct/").content.decode()


def test_the_page_shows_it_red_at_its_place_with_a_banner(office: Office, plan: Plan) -> None:
    words, row = page(office, plan), unread(plan)
    banner = words.split('id="decided"')[1].split("</div>")[0]
    assert "文件中有 1 处没有读进来。" in banner and f"?row={row.pk}#row-{row.pk}" in banner
    assert f'class="said said--unread" data-of="{row.pk}"' in words
    twice, groups = words.split('id="twice"')[1].split('id="part-', 1)
    assert "crow--unread" in twice and "改成一行" in twice and "没有内容" in twice
    between = groups.split("阵地建设")[1].split("活动组织")[0]
    assert f'href="#row-{row.pk}"' in between and "crow--unread" in between


def test_where_all_was_read_nothing_is_red(office: Office) -> None:
    words = page(office, received(office, PAPER.format("")))
    assert "没有读进来" not in words and "unread" not in words


@pytest.mark.parametrize("act", ["pass", "reconsider"])
def test_a_decision_takes_the_banner_away(office: Office, plan: Plan, act: str) -> None:
    client, row = signed_in(office, "supervisor"), unread(plan)
    sent = {"rows": f"{row.pk}:{row.version}"}
    answer = client.post(f"/plans/{plan.pk}/rows/{act}/", sent, headers={"X-Part": "1"}).json()
    assert "没有读进来" not in answer["head"] and "crow--unread" not in answer["rows"][str(row.pk)]
    stranger = signed_in(office, "collector").post(f"/plans/{plan.pk}/rows/{act}/", sent)
    assert stranger.status_code in (403, 404)


@pytest.mark.parametrize("count", [3, 12])
def test_the_page_needs_no_more_queries_for_more_unread_passages(
    office: Office, loses: None, count: int, django_assert_max_num_queries: Any
) -> None:
    plan, client = received(office, PAPER.format((LINE + "\n") * count)), signed_in(office, "supervisor")
    with django_assert_max_num_queries(32):
        shown = client.get(f"/plans/{plan.pk}/correct/").content.decode()
    assert f"文件中有 {count} 处没有读进来。" in shown


def test_the_original_shows_it_too(office: Office, plan: Plan) -> None:
    keeper = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/original/1/").content.decode()
    row = unread(plan)
    assert "这份文件有 1 处没有读进来。" in keeper and f'id="unread-{row.pk}"' in keeper
    assert f"/plans/{plan.pk}/correct/?row={row.pk}#row-{row.pk}" in keeper
    correct.pass_over(plan, {row.pk: row.version}, by(office))
    after = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/original/1/").content.decode()
    assert "没有读进来" not in after and "unread" not in after
