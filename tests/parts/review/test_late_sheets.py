"""What an assessor sends after the end is kept and does not count, unless the office lets it in before the ranking."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from reviewing import CLOSES, opened, score, sheets_of
from test_review import client_of, closed, refusal, words_of

from luoshi.base.record_errors import RecordError
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.calls.rules import SETTLING
from luoshi.parts.review import actions
from luoshi.parts.review.bundles import check_review
from luoshi.parts.review.bundles.queries import collect_bundle, published_heads
from luoshi.parts.review.cards import show_round, show_sheet
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet
from luoshi.parts.review.rules import seconds_late
from office import NOW, TODAY, Office

Bundle = dict[str, Any]
SECOND = timedelta(seconds=1)
LATE = CLOSES + 180 * SECOND
AFTER = CLOSES + timedelta(hours=1)
WHY = "评委所在单位断网，有情况说明"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def with_a_late_sheet(office: Office, **more: Any) -> ReviewRound:
    """A round of one project that is over: a's sheet came in time, b's three minutes after the end."""
    round_ = opened(office, projects=1, **more)
    score(office, "a", sheets_of(office, "a")[0], 90, 90, 90)
    sheet = sheets_of(office, "b")[0]
    take(sheet, "accept", office.actor("b"), {}, at=NOW)
    score(office, "b", sheet, 70, 70, 70, at=LATE)
    actions.end_rounds(CLOSES + SETTLING + SECOND)
    return ReviewRound.objects.get(pk=round_.pk)


def late_sheet() -> ReviewSheet:
    """The sheet of b."""
    return ReviewSheet.objects.get(assessor__title="评委b")


def let_in(office: Office, who: str = "supervisor", why: str = WHY) -> Any:
    """Let it in."""
    sheet = late_sheet()
    given = {"sheet": sheet.assessor.number, "why": why}
    return take(Assessed.objects.get(), "let_in", office.actor(who), given, at=AFTER)


def decided(office: Office) -> tuple[Bundle, dict[str, str]]:
    """The file and the published hashes of the round, ranked and confirmed."""
    for step, who in (("rank", "supervisor"), ("decide", "leader")):
        take(ReviewRound.objects.get(), step, office.actor(who), {}, at=AFTER)
    round_ = ReviewRound.objects.get()
    return json.loads(json.dumps(collect_bundle(round_))), published_heads(round_)


def test_what_comes_after_the_end_is_kept_with_its_moment_and_does_not_count(office: Office) -> None:
    round_ = with_a_late_sheet(office)
    sheet = late_sheet()
    assert (sheet.state, sheet.scored_at, sheet.late_by) == ("late", LATE, 180)
    assert (sheet.total, len(sheet.receipt)) == (70, 64)
    take(round_, "rank", office.actor("supervisor"), {}, at=AFTER)
    row = Assessed.objects.get()
    assert (row.rank, row.n, row.why) == (None, 1, "评分表 1/2")
    assert late_sheet().state == "late"


def test_the_assessor_is_told_that_it_is_kept_and_does_not_count(office: Office) -> None:
    with_a_late_sheet(office)
    sheet = late_sheet()
    said = words_of([show_sheet(sheet, office.actor("b"), TODAY)[0]])
    assert "迟 3 分钟，已留存，不计入" in said and sheet.receipt in said
    assert "迟交 1 张，不计入" in client_of(office, "b").get("/my-reviews/").text
    let_in(office)
    assert WHY in words_of([show_sheet(late_sheet(), office.actor("b"), TODAY)[0]])
    assert Message.objects.filter(code="marksheets.let_in").exists()


def test_the_office_sees_that_it_came_late_and_never_its_marks(office: Office) -> None:
    round_ = with_a_late_sheet(office)
    page = client_of(office, "supervisor").get(round_.get_absolute_url()).text
    assert (
        "迟交的评分表" in page
        and "迟 3 分钟" in page
        and "70" not in words_of(show_round(round_, office.actor("supervisor"), TODAY))
    )
    assert f"/assessed/{Assessed.objects.get().pk}/let_in/" in page or "let_in" in page
    assert client_of(office, "supervisor").get(late_sheet().get_absolute_url()).status_code == 404
    assert Message.objects.filter(code="assessed.late").exists()


def test_the_office_lets_it_in_with_a_reason_and_then_it_counts(office: Office) -> None:
    round_ = with_a_late_sheet(office)
    with pytest.raises(RecordError):
        let_in(office, why="")
    let_in(office)
    sheet = late_sheet()
    assert (sheet.state, sheet.let_in, sheet.let_in_at, sheet.late_by) == ("scored", WHY, AFTER, 180)
    take(round_, "rank", office.actor("supervisor"), {}, at=AFTER)
    row = Assessed.objects.get()
    assert (row.rank, row.n, row.adjusted) == (1, 2, Decimal(80))


@pytest.mark.parametrize("who", ["a", "b", "leader", "head", "clerk", "auditor"])
def test_only_the_office_that_reviews_lets_it_in(office: Office, who: str) -> None:
    """Neither the assessors, nor any leader, nor the applicant's own unit."""
    with_a_late_sheet(office)
    with pytest.raises(RecordError):
        let_in(office, who)
    assert late_sheet().state == "late"


def test_nobody_lets_in_their_own_sheet(office: Office) -> None:
    with_a_late_sheet(office)
    of = late_sheet().assessor
    type(of).objects.filter(pk=of.pk).update(as_person=office.people["supervisor"].pk)
    assert "自己的评分表" in refusal(lambda: let_in(office))


def test_it_is_not_let_in_before_the_end_nor_once_the_sheets_are_combined(office: Office) -> None:
    round_ = with_a_late_sheet(office)
    take(round_, "rank", office.actor("supervisor"), {}, at=AFTER)
    assert "合成得分以前" in refusal(lambda: let_in(office))
    ReviewRound.objects.update(state="open")
    assert "合成得分以前" in refusal(lambda: let_in(office))


def test_after_the_sheets_were_combined_none_is_kept_any_more(office: Office) -> None:
    round_ = opened(office, projects=1)
    (sheet,) = sheets_of(office, "b")
    take(sheet, "accept", office.actor("b"), {}, at=NOW)
    take(closed(office, round_), "rank", office.actor("supervisor"), {}, at=NOW)
    assert "不再收评分" in refusal(lambda: score(office, "b", sheet, 70, 70, 70, at=LATE))


def test_late_marks_are_kept_as_they_came(office: Office) -> None:
    with_a_late_sheet(office)
    assert "不再更改" in refusal(lambda: score(office, "b", late_sheet(), 99, 99, 99, at=LATE + SECOND))
    assert late_sheet().total == 70


def test_whoever_has_not_taken_a_sheet_on_by_the_end_is_too_late(office: Office) -> None:
    """The hashes of the closing hold which sheets were taken on: after it none is, and none is given back."""
    round_ = opened(office, projects=1)
    (sheet,) = sheets_of(office, "b")
    closed(office, round_)
    why = {"reason": "出差"}
    assert "不能再接受" in refusal(lambda: take(sheet, "accept", office.actor("b"), {}, at=NOW))
    assert "不能再接受" in refusal(lambda: take(sheet, "decline", office.actor("b"), why, at=NOW))


def test_in_a_round_closed_early_what_comes_after_that_is_late(office: Office) -> None:
    round_ = opened(office, projects=1)
    sheet = sheets_of(office, "b")[0]
    take(sheet, "accept", office.actor("b"), {}, at=NOW)
    closed(office, round_)
    score(office, "b", sheet, 70, 70, 70, at=NOW + 30 * SECOND)
    assert (late_sheet().state, late_sheet().late_by) == ("late", 30)


def test_a_reopened_round_takes_the_marks_anew_and_in_time(office: Office) -> None:
    round_ = with_a_late_sheet(office)
    again = {"to_at": "2026-03-26T17:00", "reason": "断网"}
    take(round_, "reopen", office.actor("leader"), again, at=AFTER)
    assert late_sheet().state == "late"  # by itself it does not become one in time
    score(office, "b", late_sheet(), 80, 80, 80, at=AFTER)
    assert (late_sheet().state, late_sheet().late_by, late_sheet().total) == ("scored", None, 80)


def test_a_layer_gives_its_marks_in_time_or_not_at_all(office: Office) -> None:
    with_a_late_sheet(office)
    ReviewSheet.objects.update(layer="own", state="asked", assessor=None)
    sheet = ReviewSheet.objects.first()
    assert sheet is not None
    with pytest.raises(RecordError):
        take(sheet, "score", office.actor("clerk"), {"marks": []}, at=LATE)


def test_seconds_late_is_counted_from_the_first_end_and_rounded_up() -> None:
    half = timedelta(milliseconds=500)
    assert seconds_late(CLOSES, (CLOSES, None), is_open=True) is None
    assert seconds_late(CLOSES + half, (CLOSES, None), is_open=True) == 1
    assert seconds_late(CLOSES - half, (CLOSES, CLOSES - SECOND), is_open=False) == 1
    assert seconds_late(CLOSES - half, (CLOSES, CLOSES), is_open=False) == 0


def test_the_file_says_that_it_was_late_and_by_which_reason_it_counts(office: Office) -> None:
    """The hashes of the closing still hold, and one that was published at the ranking binds the late sheet."""
    with_a_late_sheet(office)
    before = ReviewRound.objects.get().sheets_head
    let_in(office)
    bundle, heads = decided(office)
    (late,) = [sheet for sheet in bundle["sheets"] if "late" in sheet]
    assert late["late"] == {"seconds": 180, "why": WHY, "let_in_at": "2026-03-25T10:00:00.000000Z"}
    assert heads["sheets"] == before and heads["late"]
    assert check_review.check_bundle(bundle, heads, [late["receipt"]]) == []


def test_one_that_came_after_the_closing_leaves_its_hashes(office: Office) -> None:
    round_ = opened(office, projects=1)
    score(office, "a", sheets_of(office, "a")[0], 90, 90, 90)
    sheet = sheets_of(office, "b")[0]
    take(sheet, "accept", office.actor("b"), {}, at=NOW)
    actions.end_rounds(CLOSES + SETTLING + SECOND)
    before = ReviewRound.objects.get(pk=round_.pk).sheets_head
    score(office, "b", sheet, 70, 70, 70, at=CLOSES + 2 * SETTLING)
    assert (late_sheet().state, late_sheet().late_by) == ("late", 600)
    let_in(office)
    bundle, heads = decided(office)
    assert heads["sheets"] == before and check_review.check_bundle(bundle, heads) == []


def test_the_file_keeps_a_late_sheet_that_does_not_count_without_its_marks(office: Office) -> None:
    with_a_late_sheet(office)
    bundle, heads = decided(office)
    (late,) = [sheet for sheet in bundle["sheets"] if "late" in sheet]
    assert (late["state"], late["marks"], late["total"], late["late"]["why"]) == ("late", {}, None, "")
    assert check_review.check_bundle(bundle, heads, [late["receipt"]]) == []


def _count(bundle: Bundle) -> None:
    late = next(sheet for sheet in bundle["sheets"] if "late" in sheet)
    late |= {"state": "scored", "marks": {"novelty": "70", "effect": "70", "documents": "70"}, "total": "70.0000"}


def _count_as_let_in(bundle: Bundle) -> None:
    _count(bundle)
    late = next(sheet for sheet in bundle["sheets"] if "late" in sheet)
    late["late"] |= {"why": WHY, "let_in_at": "2026-03-25T10:00:00.000000Z"}


def _count_as_in_time(bundle: Bundle) -> None:
    _count(bundle)
    del next(sheet for sheet in bundle["sheets"] if "late" in sheet)["late"]


def _leave_out(bundle: Bundle) -> None:
    bundle["sheets"] = [sheet for sheet in bundle["sheets"] if "late" not in sheet]


BENT: dict[str, tuple[Callable[[Bundle], None], tuple[str, ...]]] = {
    "counted without having been let in": (_count, ("window",)),
    "counted by an invented reason": (_count_as_let_in, ("published", "late")),
    "counted as one in time": (_count_as_in_time, ("published", "sheets")),
    "left out": (_leave_out, ("published", "late")),
}


def test_a_late_sheet_that_counts_without_having_been_let_in_is_found(office: Office) -> None:
    with_a_late_sheet(office)
    whole, heads = decided(office)
    for name, (bend, fault) in BENT.items():
        bent = copy.deepcopy(whole)
        bend(bent)
        bent["heads"] = check_review.heads_of(bent)
        found = check_review.check_bundle(bent, heads)
        assert fault in [row[: len(fault)] for row in found], name


def test_one_that_was_let_in_is_not_taken_out_of_the_file(office: Office) -> None:
    with_a_late_sheet(office)
    let_in(office)
    whole, heads = decided(office)
    late = next(sheet for sheet in whole["sheets"] if "late" in sheet)
    late |= {"state": "late", "total": None, "marks": {}, "late": {**late["late"], "why": "", "let_in_at": ""}}
    assert ("published", "late") in check_review.check_bundle(whole, heads)
