"""Review: who may assess, what is locked until it was read, who sees which mark, and a ranking that nobody bends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from calling import checked, person, places, published_call
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from reviewing import CLOSES, WEIGHED, approve, expert, mark_form, opened, prepared, score, sheets_of

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.lists.pages.record_fragments import record_holder_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import User
from luoshi.parts.calls.models import Application
from luoshi.parts.calls.rules import SETTLING, Quota
from luoshi.parts.review import actions
from luoshi.parts.review.cards import show_round, show_sheet
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet
from luoshi.parts.review.queries import all_seats
from luoshi.parts.review.rules import Reviewer, Subject, find_conflict, propose_grades, spread_sheets
from office import NOW, TODAY, Office

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def refusal(act: Any) -> str:
    """What an act is refused with."""
    with pytest.raises(RecordError) as refused:
        act()
    return str(refused.value)


def words_of(cards: list[dict[str, Any]]) -> str:
    """All words of some cards."""
    cells = [cell for card in cards for row in card["table"].rows for cell in row.cells]
    return " ".join(f"{cell.text} {cell.light.label if cell.light else ''} {cell.url}" for cell in cells)


def table_of(cards: list[dict[str, Any]], name: str) -> Any:
    """The table of the card of this name."""
    return next(card["table"] for card in cards if card["id"] == name)


def client_of(office: Office, name: str) -> Client:
    """A browser in which somebody signed in."""
    client = Client()
    client.force_login(User.objects.get(person=office.people[name]))
    return client


def closed(office: Office, round_: Any) -> Any:
    """The round after somebody closed it."""
    now = ReviewRound.objects.get(pk=round_.pk)
    return take(now, "close", office.actor("supervisor"), {"reason": "评分完毕"}, at=NOW).record


def ranked(office: Office, round_: Any) -> Any:
    """The round after its sheets were combined."""
    return take(closed(office, round_), "rank", office.actor("supervisor"), {}, at=NOW).record


def test_a_sheet_is_locked_until_the_first_opinion_was_read_and_both_moments_stay(office: Office) -> None:
    """Example L1.2: scoring before reading is refused; read at 09:12, marks at 09:13 are taken, both on record."""
    round_ = opened(office, projects=1, after="yes")
    (sheet,) = sheets_of(office, "b")
    assert "先阅读" in refusal(lambda: score(office, "b", sheet, 90, 80, 70))
    sheet.refresh_from_db()
    said = refusal(lambda: take(sheet, "read", office.actor("b"), {}, at=NOW))
    assert "还没有出初评意见" in said
    (row,) = Assessed.objects.filter(round=round_.pk)
    assert row.chair is not None and row.chair.title == "评委a"
    take(row, "opine", office.actor("a"), {"opinion": "结构可靠，建议进入会评"}, at=NOW)
    sheet.refresh_from_db()
    assert "结构可靠" not in words_of(show_sheet(sheet, office.actor("b"), TODAY))
    read = take(sheet, "read", office.actor("b"), {}, at=NOW + 12 * MINUTE).record
    assert "结构可靠" in words_of(show_sheet(read, office.actor("b"), TODAY))
    done = score(office, "b", read, 90, 80, 70, at=NOW + 13 * MINUTE)
    assert (done.read_at, done.scored_at) == (NOW + 12 * MINUTE, NOW + 13 * MINUTE)
    assert done.total == Decimal("81.5")


def test_a_mark_that_lacks_is_named_and_is_no_nought(office: Office) -> None:
    opened(office, projects=1)
    (sheet,) = sheets_of(office, "a")
    said = refusal(lambda: score(office, "a", sheet, 0, "", 70))
    assert "经济社会效益" in said and "创新性" not in said
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total) == ("accepted", None)
    for wrong in (101, -1):
        with pytest.raises(RecordError):
            score(office, "a", sheet, wrong, 50, 50)
    assert score(office, "a", sheet, 0, 0, 0).total == 0


def test_sheets_are_their_assessors_alone(office: Office) -> None:
    """Neither a co-assessor, nor the office, nor the applicant's side opens a sheet or sees a mark while it is open."""
    opened(office)
    mine, other = sheets_of(office, "a")[0], sheets_of(office, "b")[0]
    score(office, "a", mine, 93, 87, 71)
    score(office, "b", other, 64, 62, 61)
    for name, own, foreign in (("a", mine, other), ("b", other, mine)):
        client = client_of(office, name)
        assert client.get(own.get_absolute_url()).status_code == 200
        assert client.get(foreign.get_absolute_url()).status_code == 404
        assert foreign.number not in client.get("/marksheets/").text
    for name in ("supervisor", "clerk", "leader", "head", "stranger", "admin"):
        client = client_of(office, name)
        assert client.get(mine.get_absolute_url()).status_code == 404, name
    for name in ("supervisor", "clerk", "leader"):
        page = client_of(office, name).get(ReviewRound.objects.get().get_absolute_url()).text
        assert "评委a" in page and not any(mark in page for mark in ("85.4", "62.55")), name


def test_a_sheet_is_with_its_assessor_and_an_opinion_with_the_chair(office: Office) -> None:
    round_ = opened(office, projects=1, after="yes")
    [sheet] = sheets_of(office, "b")
    assert record_holder_text(sheet, TODAY) == "评委b"
    now = client_of(office, "b").get(sheet.get_absolute_url()).context["now"]
    assert now["holder"] == "评委b"
    assert record_holder_text(Assessed.objects.get(round=round_), TODAY) == "评委a"


def test_in_a_blind_round_no_page_of_an_assessor_says_who_applies(office: Office) -> None:
    opened(office, names="a b", projects=1)
    (sheet,) = sheets_of(office, "a")
    application = Application.objects.get()
    client = client_of(office, "a")
    for path in ("/", "/marksheets/", sheet.get_absolute_url(), "/applications/",
                 "/assessed/", "/rounds/", f"{sheet.get_absolute_url()}accept/"):  # fmt: skip
        text = client.get(path, follow=True).text
        assert "申报人0" not in text and "项目0" not in text, path
    for asked in ("项目0", "申报人0", application.number):
        assert application.get_absolute_url() not in client.get(f"/search/?q={asked}").text
    assert application.number in client.get(sheet.get_absolute_url()).text
    for path in (
        application.get_absolute_url(),
        sheet.assessed.get_absolute_url(),
        sheet.assessed.round.get_absolute_url(),
    ):
        assert client.get(path).status_code == 404
    ReviewRound.objects.update(blind="no")
    assert "申报人0" in client.get(sheet.get_absolute_url()).text


def test_marks_are_taken_up_to_the_end_by_the_clock_and_not_after(office: Office) -> None:
    opened(office, projects=1)
    (sheet,) = sheets_of(office, "a")
    score(office, "a", sheet, 90, 90, 90, at=CLOSES)
    assert "截止" in refusal(lambda: score(office, "a", sheet, 10, 10, 10, at=CLOSES + timedelta(seconds=1)))
    sheet.refresh_from_db()
    assert sheet.total == 90
    actions.end_rounds(CLOSES + SETTLING)  # what was received by the end may still wait for its turn
    assert ReviewRound.objects.get().state == "open"
    actions.end_rounds(CLOSES + SETTLING + timedelta(seconds=1))
    assert ReviewRound.objects.get().state == "closed"
    assert "截止" in refusal(lambda: score(office, "a", sheet, 10, 10, 10, at=NOW))
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total) == ("scored", 90)


def test_the_ranking_is_exact_with_equal_ranks_and_names_what_lacks(office: Office) -> None:
    """Two equal, one lower, one with a sheet of two: 1, 1, 3, and the last has no rank."""
    round_ = opened(office, projects=4)
    for name in "ab":
        for place, sheet in enumerate(sheets_of(office, name)):
            if not (name == "b" and place == 3):
                score(office, name, sheet, *((80, 80, 80), (90, 80, 64), (70, 70, 70), (99, 99, 99))[place])
    done = ranked(office, round_)
    found = list(
        Assessed.objects.filter(round=round_.pk).order_by("pk").values_list("rank", "adjusted", "n", "why", "state")
    )
    assert found[:3] == [
        (1, Decimal(80), 2, "", "ranked"),
        (1, Decimal(80), 2, "", "ranked"),
        (3, Decimal(70), 2, "", "ranked"),
    ]
    assert found[3] == (None, None, 1, "评分表 1/2", "unranked")
    assert "评分表 1/2" in str([card["table"] for card in show_round(done, office.actor("clerk"), TODAY)])
    take(done, "decide", office.actor("leader"), {}, at=NOW)
    handed = list(Application.objects.order_by("number").values_list("state", "rank", "score"))
    assert handed[0] == ("assessed", 1, Decimal(80)) and handed[3] == ("checked", None, None)


def test_a_round_does_not_open_with_something_unset_or_too_few_assessors(office: Office) -> None:
    """Example L2.5: one short is refused by name, nothing is filled in silence."""
    call = published_call(office)
    checked(office, call, title="项目", branch="machines", leader=person(office, "申报人").number)
    people = [expert(office, "a"), expert(office, "b")]
    unset = prepared(office, call, people, mark_form(office, way="", size=None))
    said = refusal(lambda: approve(office, unset))
    assert "每项评审人数" in said and "得分合成办法" in said
    short = prepared(office, call, people, mark_form(office, size=3))
    said = refusal(lambda: approve(office, short))
    assert "缺 1 人" in said and not ReviewSheet.objects.exists()
    assert ReviewRound.objects.get(pk=short.pk).state == "setup"


def test_weights_that_are_not_100_together_are_never_in_force(office: Office) -> None:
    said = refusal(lambda: mark_form(office, items=WEIGHED[:2]))
    assert "75" in said and "100" in said
    extra = [*WEIGHED, {"item": "extra", "weight": "5", "special": True}]
    assert mark_form(office, items=extra).state == "published"


def test_who_declines_is_replaced_by_the_next_without_a_conflict(office: Office) -> None:
    """Example L2.2: a reason is mandatory; the next of the round is asked, and never the same again."""
    round_ = opened(office, names="a b c", projects=1)
    first = ReviewSheet.objects.order_by("pk")[0]
    name = first.assessor.title.removeprefix("评委")
    assert refusal(lambda: take(first, "decline", office.actor(name), {"reason": ""}, at=NOW))
    take(first, "decline", office.actor(name), {"reason": "与申报单位合作"}, at=NOW)
    live = ReviewSheet.objects.filter(state="asked").values_list("assessor__title", flat=True)
    assert len(live) == 2 and f"评委{name}" not in live
    for sheet in ReviewSheet.objects.filter(state="asked"):
        who = sheet.assessor.title.removeprefix("评委")
        take(sheet, "decline", office.actor(who), {"reason": "出差"}, at=NOW)
    assert not ReviewSheet.objects.filter(state="asked").exists()  # nobody is left, and the round's page says so
    assert "已回避或谢绝" in str(show_round(ReviewRound.objects.get(pk=round_.pk), office.actor("clerk"), TODAY))


def test_whoever_is_found_in_conflict_leaves_and_his_marks_are_void(office: Office) -> None:
    round_ = opened(office, names="a b c", projects=2)
    for sheet in sheets_of(office, "a"):
        score(office, "a", sheet, 99, 99, 99)
    now = ReviewRound.objects.get(pk=round_.pk)
    seat = next(row for row in all_seats(now.pk) if row.person.title == "评委a")
    given = {"seats": {"id": seat.pk, "to_day": TODAY}, "reason": "与申报人同单位"}
    take(now, "unseat", office.actor("supervisor"), given, at=NOW)
    assert set(ReviewSheet.objects.filter(assessor=seat.person).values_list("state", flat=True)) == {"void"}
    live = ReviewSheet.objects.filter(state="asked").order_by("assessed").values_list("assessed", "assessor__title")
    assert sorted(title for _row, title in live) == ["评委b", "评委b", "评委c", "评委c"]


def test_who_works_where_the_applicant_is_assesses_nothing_of_it(office: Office) -> None:
    """Example L2.1 in small: of three experts one is of the applicant's organisation, so the others assess."""
    org = {"unit": office.units["kexie"].pk, "title": "云岭县绿源茶业有限公司", "sort": "enterprise"}
    firm = begin(get_kind("organisations"), office.actor("clerk"), org, at=NOW).record
    call = published_call(office)
    checked(
        office, call, title="采茶机", branch="machines", applicant=firm.number, leader=person(office, "申报人").number
    )
    people = [expert(office, "a", organisation=firm.number), expert(office, "b"), expert(office, "c")]
    round_ = prepared(office, call, people, mark_form(office, size=2))
    approve(office, round_)
    assert sorted(ReviewSheet.objects.values_list("assessor__title", flat=True)) == ["评委b", "评委c"]
    three = prepared(office, call, people, mark_form(office, size=3))
    assert "缺 1 人" in refusal(lambda: approve(office, three))


def test_the_applicants_side_sees_no_score_before_the_ranking_is_confirmed_and_no_name_ever(office: Office) -> None:
    round_ = opened(office)
    application = Application.objects.order_by("number")[0]
    account = office.person("author", "申报人", "society", Role.OUTSIDE)
    type(application.leader).objects.filter(pk=application.leader_id).update(as_person=account.pk)
    for name in "ab":
        for sheet in sheets_of(office, name):
            score(office, name, sheet, "88.25", "88.25", "88.25")
    done = ranked(office, round_)
    page = client_of(office, "author").get(application.get_absolute_url()).text
    assert "88.25" not in page and "评委a" not in page
    take(done, "decide", office.actor("leader"), {}, at=NOW)
    page = client_of(office, "author").get(application.get_absolute_url()).text
    assert "88.25" in page and "评委a" not in page


def test_the_ranking_writes_all_scores_with_the_places_of_the_marks(office: Office) -> None:
    round_ = opened(office)
    for name in "ab":
        for mark, sheet in zip(("88.5", "88.25"), sheets_of(office, name), strict=True):
            score(office, name, sheet, mark, mark, mark)
    table = table_of(show_round(ranked(office, round_), office.actor("clerk"), TODAY), "ranking")
    shown = [[cell.text for cell in row.cells if cell.text.startswith("88")] for row in table.rows]
    assert shown == [["88.50"], ["88.25"]]


def marked(office: Office, marks: dict[str, str], **more: Any) -> Any:
    """A round after its ranking: the marks that each assessor gave to the projects, in their order."""
    given = {name: [int(mark) for mark in row.split()] for name, row in marks.items()}
    round_ = opened(office, " ".join(marks), projects=len(given["a"]), size=len(marks), **more)
    for name, row in given.items():
        for mark, sheet in zip(row, sheets_of(office, name), strict=True):
            score(office, name, sheet, mark, mark, mark)
    return ranked(office, round_)


def cells_of(table: Any, label: str) -> list[str]:
    """The texts of a column, with their notes."""
    return [cell.text + cell.note for row in table.rows for cell in row.cells if cell.label == label]


def test_the_page_says_how_sure_the_ranking_is(office: Office) -> None:
    """Two near the cut of one place, one far below: ranks to be expected, and who cannot be told from the cut."""
    done = marked(office, {"a": "90 88 40", "b": "86 90 44"}, quotas=places([("main", "first", 1)]))
    cards = show_round(done, office.actor("supervisor"), TODAY)
    ranking, certainty = table_of(cards, "ranking"), table_of(cards, "certainty")
    page = client_of(office, "supervisor").get(done.get_absolute_url()).text
    assert "排名有多可靠" in page and "评委意见比较一致" in page
    # 89, 88 and 42, each ± √3: Φ(1 ÷ √6) = 0.66
    assert cells_of(ranking, "期望名次") == ["1.3（1.0～1.9）", "1.7（1.1～2.0）", "3.0（3.0～3.0）"]
    assert cells_of(ranking, "合成得分") == ["89.00±1.73", "88.00±1.73", "42.00±1.73"]
    labels = [str(column.label) for column in ranking.columns]
    assert labels[3:5] == ["建议等次", "说明"]  # never at the end, where a narrow page cuts them off
    assert [cell.label for cell in ranking.rows[0].cells][1:] == labels[1:]
    lights = [cell.light for row in ranking.rows for cell in row.cells if cell.label == "说明"]
    assert [light.label for light in lights[:2]] == ["与分数线分不出高下"] * 2 and lights[2] != lights[1]
    values = cells_of(certainty, "数值")
    assert Decimal(values[0]) > Decimal("0.9") and values[1].startswith("88.50，标准误 ")
    said = " ".join(cells_of(certainty, "说明什么"))
    assert "评委意见比较一致" in said and "只有 3 项" in said and "3 项中有 2 项与分数线分不出高下" in said
    assert certainty.rows[-1].cells[-1].url == "/help/review/"


def test_without_a_spread_nothing_is_said_to_be_sure(office: Office) -> None:
    done = marked(office, {"a": "90 88 40"}, quotas=places([("main", "first", 1)]))
    cards = show_round(done, office.actor("clerk"), TODAY)
    assert cells_of(table_of(cards, "ranking"), "期望名次") == ["", "", ""]
    assert cells_of(table_of(cards, "certainty"), "数值")[0] == "算不出"
    assert "看不出得分有多可靠" in words_of(cards)


def test_how_sure_it_is_is_shown_to_nobody_before_the_ranking_nor_to_assessors(office: Office) -> None:
    round_ = opened(office)
    assert [card["id"] for card in show_round(round_, office.actor("supervisor"), TODAY)] == ["sheets"]
    done = closed(office, round_)
    assert [card["id"] for card in show_round(done, office.actor("supervisor"), TODAY)] == ["sheets"]
    take(done, "rank", office.actor("supervisor"), {}, at=NOW)
    assert client_of(office, "a").get(done.get_absolute_url()).status_code == 404


def test_a_round_is_opened_again_by_the_leader_with_a_reason_and_the_old_ranks_stay_in_the_journal(
    office: Office,
) -> None:
    round_ = opened(office, projects=1)
    for name in "ab":
        score(office, name, sheets_of(office, name)[0], 80, 80, 80)
    done = ranked(office, round_)
    again = {"to_at": "2026-03-26T17:00", "reason": "补交材料"}
    with pytest.raises(RecordError):
        take(done, "reopen", office.actor("supervisor"), again, at=NOW)
    take(done, "reopen", office.actor("leader"), again, at=NOW)
    score(office, "a", sheets_of(office, "a")[0], 70, 70, 70)
    ranked(office, round_)
    row = Assessed.objects.get()
    assert row.adjusted == 75
    assert [entry.step for entry in row.entries.order_by("pk")][-2:] == ["rank", "rank"]


def test_grades_follow_from_the_ranks_by_the_quotas_and_equals_go_to_a_vote(office: Office) -> None:
    call = published_call(office, quotas=places([("main", "first", 1), ("main", "second", 1)]))
    for number in range(3):
        checked(office, call, title=f"项目{number}", branch="machines", leader=person(office, f"申报人{number}").number)
    round_ = prepared(office, call, [expert(office, "a"), expert(office, "b")])
    approve(office, round_)
    for name in "ab":
        for place, sheet in enumerate(sheets_of(office, name)):
            score(office, name, sheet, *((90, 90, 90), (80, 80, 80), (80, 80, 80))[place])
    done = ranked(office, round_)
    text = words_of([show_round(done, office.actor("clerk"), TODAY)[1]])
    assert text.count("一等奖") == 1 and text.count("需表决") == 2 and "二等奖" not in text


@given(st.lists(st.integers(1, 6), max_size=8), st.lists(st.integers(0, 4), min_size=1, max_size=3))
def test_no_grade_has_more_than_its_places_and_none_is_given_among_equals(ranks: list[int], sizes: list[int]) -> None:
    quotas = [Quota("main", f"grade{place}", n) for place, n in enumerate(sizes)]
    found = propose_grades(dict(enumerate(ranks)), quotas)
    for quota in quotas:
        assert sum(1 for proposal in found.values() if proposal.grade == quota.grade) <= quota.n
    for name, proposal in found.items():
        for other, against in found.items():
            if ranks[name] == ranks[other] and proposal.grade and against.grade:
                continue
            assert not (ranks[name] < ranks[other] and against.grade and not proposal.grade)


def test_every_ground_of_recusal_is_one() -> None:
    """Sheet 06 §6.3."""
    subject = Subject(1, "machines", frozenset({7, 8}), frozenset({30}), frozenset({9}))
    tried = {
        "self": Reviewer(8),
        "own": Reviewer(5),
        "organisation": Reviewer(1, organisations=frozenset({30})),
        "tie": Reviewer(2, tied_people=frozenset({7})),
        "unsuited": Reviewer(9),
        "": Reviewer(3, organisations=frozenset({31}), tied_people=frozenset({6})),
    }
    for ground, candidate in tried.items():
        assert find_conflict(candidate, subject, frozenset({5})) == ground
    assert find_conflict(Reviewer(2, tied_organisations=frozenset({30})), subject) == "tie"
    assert find_conflict(Reviewer(2), Subject(1)) == ""  # an unknown organisation is nobody's


@given(st.integers(2, 9), st.integers(1, 12), st.integers(1, 3))
def test_sheets_are_spread_evenly_and_nobody_assesses_twice(people: int, objects: int, size: int) -> None:
    candidates = [Reviewer(number) for number in range(people)]
    found = spread_sheets(candidates, [Subject(100 + number) for number in range(objects)], size)
    loads = [sum(number in taken for taken in found.people.values()) for number in range(people)]
    assert max(loads) - min(loads) <= 1
    for taken in found.people.values():
        assert len({*taken}) == len(taken) == min(size, people)
    assert bool(found.short) is (size > people)


def test_an_object_for_which_few_are_left_comes_first() -> None:
    """Everybody could assess the first, only one the second: he is not used up."""
    few = Subject(2, "mining")
    found = spread_sheets([Reviewer(1), Reviewer(2, "machines")], [Subject(1, "machines"), few], 1)
    assert found.people == {2: [1], 1: [2]} and not found.short
