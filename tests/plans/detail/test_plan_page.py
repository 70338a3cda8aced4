"""The page of a plan: its outline, rows, counts, documents, editions, what comes next, and what happened by day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.org.units import actions as units
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.detail.queries.plans import OutlineHeading, build_row_outline, plan_activity_by_day
from luoshi.plans.receiving.actions.receiving import take_in
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from many_appeals import signed_in
from office import NOW, TODAY, Office
from plans import PUBLISH, by, decided, published, received, row_of, step

MANY = "云岭县2026年工作要点\n一、阵地建设\n" + "".join(
    f"{n}. 县科协新建科普示范点{n + 2}个。（完成时限：9月底前）\n" for n in range(1, 13)
)
FEW = "云岭县2026年工作要点\n一、阵地建设\n" + "".join(MANY.splitlines(keepends=True)[2:5])


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the actions say is read here in English, whatever the office's language."""
    with override("en"):
        yield


def page(office: Office, plan: Any, who: str = "supervisor", more: str = "", language: str = "en") -> str:
    answer = signed_in(office, who, language).get(f"/plans/{plan.pk}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    """What one reads, without marks, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def main_buttons(html: str) -> list[str]:
    return [words(button) for button in re.findall(r'<a\s+class="button button--main"[^>]*>(.*?)</a>', html, re.DOTALL)]


def test_headings_are_counted_where_rows_stand_right_under_them() -> None:
    paths = [("一、甲",), ("一、甲", "（一）乙"), ("一、甲", "（一）乙"), ("一、甲",), ("二、丙", "（一）乙"), ()]
    assert build_row_outline(paths) == [
        OutlineHeading("一、甲", 1, 1, 2),
        OutlineHeading("（一）乙", 2, 2, 2),
        OutlineHeading("二、丙", 1, 5, 0),
        OutlineHeading("（一）乙", 2, 5, 1),
    ]
    assert build_row_outline([]) == [] and build_row_outline([()]) == []


def test_while_rows_wait_the_next_thing_is_to_correct_them(office: Office) -> None:
    plan = received(office)
    html = page(office, plan)
    assert main_buttons(html)[0] == "Correct rows"
    waiting = plan.rows.filter(state=PlanRow.WAITING).count() + plan.rows.filter(look=True).count()
    assert f"{waiting} rows are still to be decided." in html
    assert "No row is in the ledger yet." in html and "Not published yet." in html
    assert f'href="/plans/{plan.pk}/original/1/"' in html


def test_once_they_are_decided_the_next_thing_is_to_look_it_over_and_publish(office: Office) -> None:
    plan = decided(office, received(office))
    html = page(office, plan)
    assert main_buttons(html) == ["Before publishing…"]
    kept = list(plan.rows.filter(state=PlanRow.KEPT).order_by("place"))
    rows = re.findall(
        r'<tr role="row" id="row-(\d+)".*?<th role="rowheader" scope="row">\s*([^<]*?)\s*<', html, re.DOTALL
    )
    assert rows == [(str(at), row.words) for at, row in enumerate(kept, 1)]
    assert "一、阵地建设" in html and "二、活动组织" in html
    assert f"/plans/{plan.pk}/publish/" not in html  # publishing begins on the page that says what it will do


def test_a_published_plan_shows_its_commitments_as_printed_and_its_edition(office: Office) -> None:
    plan = published(office)
    html = page(office, plan)
    for commitment in plan.commitments.all():
        assert f'<a href="/commitments/{commitment.pk}/">{commitment.words}</a>' in html and commitment.number in html
    assert f'href="/plans/{plan.pk}/editions/1/"' in html and "in force" in html and "云办发〔2026〕1号" in html
    assert "In the plan" in words(html) and "Correct rows" not in html


def test_a_row_says_who_leads_it_who_supports_when_and_what_is_promised(office: Office) -> None:
    plan = decided(office, received(office))
    row = row_of(plan, "科普示范基地")
    correct.change_row(plan, row.pk, row.version, {"support": ["青石镇"]}, by(office), keep=True)
    plan = step(office, plan, "publish", **PUBLISH)
    html = page(office, plan)
    line = words(html[html.index(row.words) :].split("</tr>")[0])
    for part in ("云岭县科学技术协会", "青石镇", "2026-09-30", "9月底前", "3个", "120件", "In the plan"):
        assert part in line, part
    meeting = words(html[html.index("联席会议") :].split("</tr>")[0])
    assert "every quarter" in meeting


def test_a_commitment_that_went_to_another_unit_says_who_has_it_now(office: Office) -> None:
    plan = published(office)
    one = plan.commitments.get(words__contains="科技培训")
    type(one).objects.filter(pk=one.pk).update(unit=office.units["town"])
    line = words(page(office, plan).split(f">{one.words}<")[1].split("</tr>")[0])
    assert "县科技局" in line or "云岭县科学技术局" in line
    assert "now with 青石镇" in line


def test_only_commitments_that_the_reader_may_open_are_links(office: Office) -> None:
    plan = published(office)
    html = page(office, plan, "stranger")
    own = plan.commitments.get(words__contains="科技培训")
    other = plan.commitments.get(words__contains="科普示范基地")
    assert f'href="/commitments/{own.pk}/"' in html
    assert other.words in html and f'href="/commitments/{other.pk}/"' not in html
    assert signed_in(office, "stranger").get(f"/commitments/{other.pk}/").status_code == 404


def test_every_way_from_the_page_leads_somewhere(office: Office) -> None:
    draft, plan = received(office), published(office)
    for who, plan_shown in (("supervisor", draft), ("supervisor", plan), ("clerk", plan)):
        client = signed_in(office, who)
        ways = set(
            re.findall(rf'href="(/(?:plans/{plan_shown.pk}|commitments)/[^"#]*)"', page(office, plan_shown, who))
        )
        assert len(ways) > 4 and {way: client.get(way).status_code for way in ways} == dict.fromkeys(ways, 200)


def test_who_only_reads_is_offered_nothing_to_do(office: Office) -> None:
    html = page(office, published(office), "clerk")
    assert "There is nothing for you to do here now." in html
    for name in ("correct", "year", "next", "amend", "take_back", "receive"):
        assert f"/{name}/" not in html, name


def test_while_it_is_amended_readers_see_the_edition_in_force_and_no_drafts(office: Office) -> None:
    plan = step(office, published(office), "amend", reason="调整")
    row = row_of(plan, "科普示范基地")
    correct.change_row(plan, row.pk, row.version, {"words": "新建科普示范基地9个。"}, by(office), keep=True)
    assert "新建科普示范基地9个。" not in page(office, plan, "clerk")
    html = page(office, plan)
    assert row.words in html and main_buttons(html) == ["Before publishing…"]
    assert "Discard the amendment" in html


def test_when_the_year_is_over_its_close_comes_next(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = published(office)
    assert main_buttons(page(office, plan)) == ["Send out all (5)"]
    monkeypatch.setattr("luoshi.plans.detail.pages.plans.timezone.localdate", lambda *_: TODAY.replace(year=2027))
    assert main_buttons(page(office, plan)) == ["The year&#x27;s close"]


def test_the_timeline_sums_what_was_done_with_rows_by_day_and_person(office: Office) -> None:
    plan = received(office)
    first, second = plan.rows.filter(state=PlanRow.WAITING).order_by("place")[:2]
    late = datetime(2026, 3, 20, 17, 30, tzinfo=UTC)  # half past one in the morning of the 21st here
    for row, at in ((first, NOW), (second, NOW + timedelta(minutes=5))):
        correct.confirm_rows(plan, {row.pk: row.version}, By(office.actor("supervisor"), at))
    row = row_of(plan, first.words)
    correct.reopen_rows(plan, {row.pk: row.version}, By(office.actor("supervisor"), late))
    assert [(day.day.isoformat(), day.who, day.counts) for day in plan_activity_by_day(plan)] == [
        ("2026-03-20", "杜察云", {"row.confirm": 2}),
        ("2026-03-21", "杜察云", {"row.reconsider": 1}),
    ]
    html = page(office, plan)
    assert html.count("Corrected rows") == 2 and "rows confirmed 2" in html and "rows reopened 1" in html
    assert "row.confirm" not in html


def test_documents_received_later_stand_in_the_list_with_who_and_when(office: Office) -> None:
    plan = received(office)
    take_in(plan, "补充通知\n县科协建成科技小院1个。\n", office.actor("supervisor"), at=NOW, name="补充通知")
    html = page(office, plan)
    assert f'href="/plans/{plan.pk}/original/2/"' in html and "补充通知" in html and "2026-03-20 杜察云" in html


def count(office: Office, plan: Any, who: str, more: str = "") -> int:
    client = signed_in(office, who)
    url = f"/plans/{plan.pk}/{more}"
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    return len(found)


def test_12_rows_need_no_more_queries_than_3(office: Office) -> None:
    drafts = [decided(office, received(office, text)) for text in (FEW, MANY)]
    assert [draft.rows.filter(state=PlanRow.KEPT).count() for draft in drafts] == [3, 12]
    few, many = (count(office, draft, "supervisor") for draft in drafts)
    assert few == many
    plans = [step(office, draft, "publish", **PUBLISH) for draft in drafts]
    for who, more in (
        ("supervisor", ""),
        ("clerk", ""),
        ("clerk", "print/"),
        ("clerk", "editions/1/"),
        ("clerk", "editions/1/print/"),
        ("supervisor", "year/"),
    ):
        few, many = (count(office, plan, who, more) for plan in plans)
        assert few == many, more
    amended = [step(office, plan, "amend", reason="调整") for plan in plans]
    for button in amended:
        rows = list(button.rows.filter(state=PlanRow.KEPT))
        PlanRow.objects.filter(pk__in=[row.pk for row in rows]).update(words="改了")
        step(office, button, "reissue", **PUBLISH)
    few, many = (count(office, plan, "clerk", "editions/2/changes/") for plan in plans)
    assert few == many


def test_a_long_plan_has_pages_and_its_outline_leads_to_each(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.plans.detail.pages.ledger_view.ROWS", 2)
    plan = published(office)
    total = plan.commitments.count()
    first, second = page(office, plan), page(office, plan, more="?page=2")
    assert 'id="row-1"' in first and 'id="row-3"' not in first and 'id="row-3"' in second
    assert 'href="?page=2#row-3"' in first and f"Rows 1 to 2 of {total}" in words(first)


def test_an_edition_is_shown_as_it_was_printed_whatever_became_of_its_rows(office: Office) -> None:
    plan = published(office)
    row = row_of(plan, "科普示范基地")
    before = page(office, plan, "clerk", "editions/1/")
    assert row.words in before and "林分管" in before and "2026-03-19" in before
    plan = step(office, plan, "amend", reason="调整")
    row = row_of(plan, "科普示范基地")
    correct.change_row(plan, row.pk, row.version, {"words": "新建科普示范基地9个。"}, by(office), keep=True)
    plan = step(office, plan, "reissue", **PUBLISH)
    Plan.objects.filter(pk=plan.pk).update(title="改过的标题")
    units.rename_unit(office.units["kexie"], "云岭县科技工作者协会", "科工协", TODAY, PROGRAM, at=NOW)
    after = page(office, plan, "clerk", "editions/1/")
    table = lambda html: words(html[html.index("<tbody") : html.index("</table>")])  # noqa: E731
    assert table(after) == table(before)
    assert "A later edition is in force" in after and "云岭县2026年科普工作要点, edition 1" in after


def test_an_edition_that_was_taken_back_says_so_on_page_and_paper(office: Office) -> None:
    plan = step(office, published(office), "take_back", reason="误发布")
    assert "This edition was taken back by 杜察云 on 2026-03-20" in page(office, plan, more="editions/1/")
    assert "taken back on 2026-03-20" in page(office, plan, more="editions/1/print/")
    assert "taken back" in page(office, plan) and "Draft, not published" in page(office, plan, more="print/")
    assert signed_in(office, "supervisor").get(f"/plans/{plan.pk}/editions/2/").status_code == 404


def test_what_changed_stands_side_by_side_and_is_marked(office: Office) -> None:
    plan = published(office)
    assert "everything in it is new" in page(office, plan, "clerk", "editions/1/changes/")
    plan = step(office, plan, "amend", reason="调整")
    row, gone = row_of(plan, "科普示范基地"), row_of(plan, "联席会议")
    old = row.words
    correct.change_row(plan, row.pk, row.version, {"words": "新建科普示范基地9个。"}, by(office), keep=True)
    correct.drop_rows(plan, {gone.pk: gone.version}, "取消", by(office))
    correct.add_plan_row(plan, "编印手册", by(office), values={"lead": ["县科协"]}, state="kept")
    plan = step(office, plan, "reissue", **PUBLISH)
    html = page(office, plan, "clerk", "editions/2/changes/")
    assert f"<del>{old}</del>" in html and "<ins>新建科普示范基地9个。</ins>" in html
    assert [html.count(f"change--{how}") for how in ("changed", "new", "withdrawn")] == [1, 1, 1]
    assert "科技培训" not in html  # what did not change is not there


def test_paper_has_the_offices_columns_every_row_and_its_basis(office: Office) -> None:
    plan = published(office)
    html = page(office, plan, "clerk", "print/", language="zh-hans")
    heads = [words(heading) for heading in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", html, re.DOTALL)]
    assert heads[:7] == ["序号", "编号", "任务内容", "目标", "牵头单位", "配合单位", "完成时限"]
    assert html.count('scope="row"') == plan.commitments.count() and '<body class="wide"' in html
    assert "云办发〔2026〕1号" in html and "一、阵地建设" in html and "records/print" in html


def test_a_list_of_plans_is_as_it_was(office: Office) -> None:
    plan = published(office)
    html = signed_in(office, "clerk", "en").get("/plans/").content.decode()
    assert f'href="/plans/{plan.pk}/"' in html


def test_only_steps_that_this_edition_allows_are_offered_and_the_close_says_why_not_yet(office: Office) -> None:
    plan = published(office)
    html = page(office, plan)
    assert f"/plans/{plan.pk}/take_back/" in html and "take_back_amendment" not in html
    waiting = plan.commitments.filter(state="listed").count()
    assert (
        f"Close the year {waiting} commitments are still open." in words(html)
        and f"/plans/{plan.pk}/close/" not in html
    )
    plan = step(office, step(office, plan, "amend", reason="调整"), "reissue", **PUBLISH)
    html = page(office, plan)
    assert f"/plans/{plan.pk}/take_back/" not in html and f"/plans/{plan.pk}/take_back_amendment/" in html
    plan.commitments.update(state="closed")
    assert f"/plans/{plan.pk}/close/" in page(office, plan)


def test_plans_begin_with_a_document_and_not_with_rows_of_a_sheet(office: Office) -> None:
    browser = signed_in(office, "supervisor")
    page = browser.get("/plans/").content.decode()
    assert "/plans/receive/" in page and "/plans/import/" not in page
    assert browser.get("/plans/import/").status_code == 404
    assert browser.get("/appeals/import/").status_code == 200
