"""Who may not assess, as it is found out late or lies in an employer; and the end of a round that bends nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from calling import checked, moment, person, published_call
from reviewing import CLOSES, approve, expert, mark_form, opened, prepared, score, sheets_of
from test_review import closed, ranked, refusal

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.review.models import ReviewRound, ReviewSheet
from luoshi.parts.review.queries import all_seats
from office import NOW, TODAY, Office


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_a_co_author_does_not_stay_assessor_through_a_second_entry(office: Office) -> None:
    """Two entries are one person: once they are merged, marks given by an author are not combined, but replaced."""
    call, people = published_call(office), [expert(office, name) for name in "abc"]
    double = person(office, "评委甲")
    for number in range(3):
        people_of = {"leader": person(office, f"申报人{number}").number, "members": [{"person": double.number}]}
        checked(office, call, title=f"项目{number}", branch="machines", **people_of)
    round_ = approve(office, prepared(office, call, people, mark_form(office, size=2)))
    for sheet in ReviewSheet.objects.order_by("pk"):
        score(office, sheet.assessor.title.removeprefix("评委"), sheet, 90, 80, 70)
    take(double, "merge", office.actor("supervisor"), {"same_as": people[0].number}, at=NOW)
    desk, round_ = office.actor("supervisor"), closed(office, round_)
    assert "评委a" in refusal(lambda: take(round_, "rank", desk, {}, at=NOW))
    again = {"to_at": moment(CLOSES), "reason": "评委是申报人"}
    now = take(ReviewRound.objects.get(pk=round_.pk), "reopen", office.actor("leader"), again, at=NOW).record
    seat = next(row for row in all_seats(now.pk) if row.person.title == "评委a")
    take(now, "unseat", desk, {"seats": {"id": seat.pk, "to_day": TODAY}, "reason": "评委是申报人"}, at=NOW)
    for name in "bc":
        for sheet in sheets_of(office, name):
            score(office, name, sheet, 90, 80, 70)
    assert ranked(office, now).state == "ranked"


def test_the_end_is_not_moved_before_marks_that_were_given(office: Office) -> None:
    """Else whoever moves it makes a sheet late that was in time, and the published file disagrees with itself."""
    round_ = opened(office, projects=1)
    score(office, "a", sheets_of(office, "a")[0], 90, 90, 90, at=NOW + timedelta(hours=2))
    desk, now = office.actor("supervisor"), ReviewRound.objects.get(pk=round_.pk)
    given = {"to_at": moment(NOW + timedelta(hours=1)), "reason": "提前结束"}
    assert "逾期" in refusal(lambda: take(now, "extend", desk, given, at=NOW + timedelta(hours=3)))
    later = given | {"to_at": moment(NOW + timedelta(hours=2))}
    assert take(now, "extend", desk, later, at=NOW + timedelta(hours=3)).record.state == "open"


@pytest.mark.parametrize("who", ["leader", "member"])
def test_who_works_where_the_leader_or_a_member_does_assesses_nothing_of_theirs(office: Office, who: str) -> None:
    """The same legal person as a participant: also where no organisation applies, as with papers and nominations."""
    org = {"unit": office.units["kexie"].pk, "title": "云岭县绿源茶业有限公司", "sort": "enterprise"}
    firm = begin(get_kind("organisations"), office.actor("clerk"), org, at=NOW).record
    people = [expert(office, "a", organisation=firm.number), expert(office, "b")]
    employed, other = person(office, "同单位的人", organisation=firm.number), person(office, "申报人")
    leader, members = (employed, []) if who == "leader" else (other, [{"person": employed.number}])
    call = published_call(office)
    checked(office, call, title="采茶机", branch="machines", leader=leader.number, members=members)
    assert "缺 1 人" in refusal(lambda: approve(office, prepared(office, call, people, mark_form(office, size=2))))
