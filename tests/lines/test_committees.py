"""Meetings of committees: who may vote, what the counts give, and what follows from a confirmed vote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from calling import fresh, person, posted, published_call, set_publicity
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from reviewing import expert, opened, score, sheets_of

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.files.queries import attachments_of
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.committees.line import VALUES
from luoshi.lines.committees.models import CommitteeItem, CommitteeMeeting
from luoshi.lines.committees.rules import Voter, find_electorate
from luoshi.lines.experts.models import PoolExpert
from luoshi.parts.review.cards import show_round
from luoshi.parts.review.models import Assessed, ReviewRound
from luoshi.parts.review.rules import Reviewer, Subject
from office import NOW, TODAY, Office
from sitting import confirmed, held, matter, planned, results, set_rules


@pytest.fixture(autouse=True)
def _publicity(office: Office) -> None:
    set_publicity(office)


PLACES = [{"cls": "main", "grade": "first", "n": 9, "exact": False}]


def refusal(act: Any) -> str:
    with pytest.raises(RecordError) as refused:
        act()
    return str(refused.value)


def committee(office: Office, n: int = 5) -> list[Any]:
    return [person(office, f"委员{number}") for number in range(n)]


def item(meeting: Any, place: int = 0) -> CommitteeItem:
    return CommitteeItem.objects.filter(record=meeting.pk).order_by("place")[place]


def test_a_vote_is_counted_of_those_who_may_vote_and_are_there(office: Office) -> None:
    set_rules(office)
    people = committee(office)
    call = published_call(office, quotas=PLACES)
    project = posted(office, call, "main", "first", leader=person(office, "申报人").number)
    meeting = planned(office, people, [matter(project), matter(words="下年度计划")])
    assert (item(meeting).eligible, item(meeting).present, item(meeting).result) == (5, None, "")
    meeting = held(office, meeting, "2 1 1 0", "3 1 0 0", absent=(people[4],))
    assert results(meeting) == ["failed", "passed"]
    assert (item(meeting).eligible, item(meeting).present) == (5, 4)
    meeting = held(office, meeting, "3 0 0 0", "", absent=(people[3], people[4]), step="count")
    assert results(meeting) == ["void", ""]  # 3 of 5 is less than two thirds


def test_a_person_with_a_conflict_is_no_elector(office: Office) -> None:
    """The leader of an application of the call votes on none of it; who takes part in one is barred from that."""
    set_rules(office)
    people = committee(office)
    call = published_call(office, quotas=PLACES)
    own = posted(office, call, "main", "first", leader=people[0].number, title="自己的")
    other = posted(office, call, "main", "first", leader=person(office, "申报人").number, title="别人的",
                   members=[{"person": people[1].number}])  # fmt: skip
    meeting = planned(office, people, [matter(own), matter(other), matter(words="规程")])
    rows = [item(meeting, place) for place in range(3)]
    assert [row.eligible for row in rows] == [4, 3, 5]
    assert [row.barred for row in rows] == ["委员0", "委员0、委员1", ""]
    assert "= 5 票，而到场有表决权的为 4 人" in refusal(lambda: held(office, meeting, "5 0 0 0", "3 0 0 0", "5 0 0 0"))
    meeting = held(office, meeting, "4 0 0 0", "2 1 0 0", "5 0 0 0")
    assert results(meeting) == ["passed", "passed", "passed"]


def test_secretaries_and_guests_do_not_vote(office: Office) -> None:
    set_rules(office)
    people = committee(office, 4)
    roles = ("chair", "member", "secretary", "guest")
    members = [{"person": person.number, "role": role} for person, role in zip(people, roles, strict=True)]
    assert item(planned(office, people, [matter(words="规程")], members=members)).eligible == 2


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("4 0 0 0", "= 4 票，而到场有表决权的为 5 人"),
        ("5 1 0 0", "= 6 票"),
        ("-1 6 0 0", "大于或等于0"),
        ("4 1 x 0", "整数"),
    ],
)
def test_counts_that_do_not_agree_change_nothing(office: Office, counts: str, words: str) -> None:
    set_rules(office)
    meeting = planned(office, committee(office), [matter(words="规程")])
    before = Entry.objects.filter(record=meeting.pk).count()
    assert words in refusal(lambda: held(office, meeting, counts))
    kept = CommitteeMeeting.objects.get(pk=meeting.pk)
    assert (kept.state, results(kept), item(kept).ayes) == ("planned", [""], None)
    assert Entry.objects.filter(record=meeting.pk).count() == before


@pytest.mark.parametrize(("unset", "name"), [("quorum", "法定人数"), ("majority", "通过所需票数"), ("of", "计算基数")])
def test_an_unset_value_is_named(office: Office, unset: str, name: str) -> None:
    set_rules(office, **{unset: ""})
    meeting = planned(office, committee(office), [matter(words="规程")])
    assert name in refusal(lambda: held(office, meeting, "5 0 0 0"))


def test_who_came_and_why_not_is_said_by_name(office: Office) -> None:
    set_rules(office)
    people = committee(office, 3)
    meeting = planned(office, people, [matter(words="规程")])
    rows = [{"person": person.number, "role": "member"} for person in people]

    def hold(*presence: str) -> Any:
        members = [{**row, "presence": said} for row, said in zip(rows, presence, strict=True)]
        now = CommitteeMeeting.objects.get(pk=meeting.pk)
        given = {"day": TODAY, "members": members, "items": [matter(words="规程")]}
        return take(now, "hold", office.actor("clerk"), given, at=NOW)

    assert "请登记是否到会：委员1" in refusal(lambda: hold("came", "", "came"))
    assert "请写明请假原因：委员2" in refusal(lambda: hold("came", "absent", "excused"))
    assert hold("came", "absent", "came").record.state == "held"


def test_an_application_of_another_call_is_not_on_the_agenda(office: Office) -> None:
    call, other = published_call(office, quotas=PLACES), published_call(office, year=2027, quotas=PLACES)
    project = posted(office, other, "main", "first", leader=person(office, "申报人").number)
    assert project.number in refusal(lambda: planned(office, committee(office), [matter(project)], call=call.number))
    assert not CommitteeMeeting.objects.exists()


def test_an_award_waits_for_the_confirmed_vote_where_the_call_says_so(office: Office) -> None:
    set_rules(office)
    people = committee(office)
    call = published_call(office, quotas=PLACES, voted="yes")
    good, bad, lost = (
        posted(office, call, "main", "first", leader=person(office, f"申报{name}").number, title=name)
        for name in "甲乙丙"
    )

    def award(record: Any) -> Any:
        return take(fresh(record), "award", office.actor("leader"), {}, at=NOW).record

    assert "还没有经确认的会议对它表决" in refusal(lambda: award(good))
    meeting = planned(office, people, [matter(good), matter(bad)], call=call.number)
    meeting = held(office, meeting, "3 2 0 0", "2 3 0 0")
    assert "还没有经确认的会议对它表决" in refusal(lambda: award(good))
    confirmed(office, meeting)
    stored = fresh(good)
    assert (stored.vote, stored.ayes, stored.votes_of, stored.voted_on) == ("passed", 3, 5, TODAY)
    assert award(good).state == "awarded"
    assert "表决未通过" in refusal(lambda: award(bad))
    void = held(office, planned(office, people, [matter(lost)], title="第二次"), "2 0 0 0", absent=tuple(people[2:]))
    confirmed(office, void)
    assert "未达法定人数" in refusal(lambda: award(lost))
    again = held(office, planned(office, people, [matter(lost)], title="第三次"), "4 1 0 0")
    confirmed(office, again)
    assert award(lost).state == "awarded"


def test_a_call_that_asks_for_no_vote_is_awarded_as_before(office: Office) -> None:
    call = published_call(office, quotas=PLACES)
    project = posted(office, call, "main", "first", leader=person(office, "申报人").number)
    assert take(project, "award", office.actor("leader"), {}, at=NOW).record.state == "awarded"


def test_a_confirmed_vote_orders_those_who_tie_at_a_cut(office: Office) -> None:
    """Equal ranks at a cut go to a vote; once its meeting is confirmed the ranking proposes by it."""
    set_rules(office)
    quotas = [{"cls": "main", "grade": grade, "n": 1, "exact": False} for grade in ("first", "second")]
    round_ = opened(office, projects=3, quotas=quotas)
    for name in "ab":
        for place, sheet in enumerate(sheets_of(office, name)):
            score(office, name, sheet, *((90, 90, 90), (80, 80, 80), (80, 80, 80))[place])
    for step, who, given_ in (("close", "supervisor", {"reason": "完毕"}), ("rank", "supervisor", {})):
        take(ReviewRound.objects.get(pk=round_.pk), step, office.actor(who), given_, at=NOW)
    tied = [row.about for row in Assessed.objects.filter(round=round_.pk, rank=2).order_by("pk")]

    def proposed() -> list[str]:
        card = show_round(ReviewRound.objects.get(pk=round_.pk), office.actor("clerk"), TODAY)[1]
        return [row.cells[3].text for row in card["table"].rows]  # type: ignore[attr-defined]

    assert proposed() == ["一等奖", "需表决", "需表决"]
    people = [person(office, f"委员{number}") for number in range(5)]
    ranked = ReviewRound.objects.get(pk=round_.pk)
    meeting = planned(office, people, [matter(about) for about in tied], call=ranked.call.number, round=ranked.number)
    meeting = held(office, meeting, "3 2 0 0", "4 1 0 0")
    assert proposed() == ["一等奖", "需表决", "需表决"]
    confirmed(office, meeting)
    first, second = (Assessed.objects.get(about=about.pk).about.title for about in tied)
    by_title = dict(zip([row.about.title for row in _by_rank(round_)], proposed(), strict=True))
    assert (by_title[first], by_title[second]) == ("", "二等奖")


def _by_rank(round_: Any) -> list[Assessed]:
    rows = Assessed.objects.filter(round=round_.pk).select_related("about")
    return sorted(rows, key=lambda row: (row.rank or 0, row.about.number))


def test_only_a_leader_confirms_and_minutes_are_owed(office: Office, client: Client) -> None:
    set_rules(office)
    set_value(VALUES["committees.minutes"], None, "5个工作日", TODAY, "规则", office.actor("admin"), at=NOW)
    meeting = held(office, planned(office, committee(office), [matter(words="规程")]), "5 0 0 0")
    owed = Occurrence.objects.filter(duty__record=meeting.pk, duty__name="minutes").get()
    assert owed.due is not None and owed.due > TODAY + timedelta(days=5)
    meeting = take(meeting, "minute", office.actor("clerk"), {"minutes": "同意。"}, at=NOW).record
    assert attachments_of(meeting).count() == 1
    for who in ("clerk", "supervisor"):
        assert refusal(lambda who=who: take(meeting, "confirm", office.actor(who), {}, at=NOW))
    back = take(meeting, "return", office.actor("leader"), {"reason": "补充讨论意见"}, at=NOW).record
    meeting = take(back, "minute", office.actor("clerk"), {"minutes": "同意。附意见。"}, at=NOW).record
    take(meeting, "confirm", office.actor("leader"), {}, at=NOW)
    assert CommitteeMeeting.objects.get(pk=meeting.pk).confirmed_on == TODAY


@given(st.lists(st.sampled_from(["", "came", "excused", "absent"]), max_size=12), st.sets(st.integers(0, 11)))
def test_nobody_barred_is_counted(presence: list[str], own: set[int]) -> None:
    voters = [Voter(Reviewer(number), said) for number, said in enumerate(presence)]
    found = find_electorate(voters, Subject(1, people=frozenset(own)))
    left = [voter for voter in voters if voter.reviewer.person not in own]
    assert found.eligible == len(left)
    assert {*found.barred} == {number for number in range(len(voters)) if number in own}
    if any(presence):
        assert found.present == sum(voter.presence == "came" for voter in left)
        assert found.present <= found.eligible
    else:
        assert found.present is None


def test_an_expert_tied_to_the_applicant_is_barred(office: Office) -> None:
    """Ties of the pool bar in a meeting as they do in a round."""
    set_rules(office)
    applicant = person(office, "申报人")
    tied = expert(office, "a")
    pool = PoolExpert.objects.get(person=tied.pk)
    take(pool, "declare", office.actor("supervisor"), {"ties": {"sort": "kin", "person": applicant.number}}, at=NOW)
    project = posted(office, published_call(office, quotas=PLACES), "main", "first", leader=applicant.number)
    assert item(planned(office, [tied, *committee(office, 2)], [matter(project)])).eligible == 2
