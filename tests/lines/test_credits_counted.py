"""The credit bank: what is counted once, alone or by several, and what the figures and statements add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from faults.threads import at_once
from faults.threads import of as outcomes
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.credits.models import Credit, StatementItem
from luoshi.parts.lots.models import LotKey
from office import NOW, TODAY, Office
from test_credits import Clock, agreement, given_of, learner, refused_begin, school, sets, stored
from trying_rows import Trying


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def test_a_certificate_counts_alone_or_for_each_author_never_both(office: Office) -> None:
    at = Trying(office)
    sets(office)
    one, first, second = school(at), learner(at, "甲"), learner(at, "乙")
    alone = stored(at, first, one, "证1")
    for who in (first, second):
        said = refused_begin(at, "credits", given_of(who, one, "证1", sort="paper"))
        assert "已计入" in said and alone.number in said
    shared = stored(at, first, one, "证2", sort="paper")
    stored(at, second, one, "证2", sort="paper")
    for who in (first, second, learner(at, "丙")):
        said = refused_begin(at, "credits", given_of(who, one, "证2"))
        assert "已计入" in said and shared.number in said
    said = refused_begin(at, "credits", given_of(second, one, "证2", sort="paper"))
    assert "已计入" in said and shared.number not in said  # it is the second author's own that counted it


def test_what_is_completed_as_another_sort_counts_as_that(office: Office) -> None:
    at = Trying(office)
    sets(office)
    one, first, second = school(at), learner(at, "甲"), learner(at, "乙")
    record = at.opens("credits", **given_of(first, one, "证1", sort="paper"))
    record = at.does(record, "verify_back_desk", "supervisor", reason="不是论文")
    record = at.does(record, "complete", **given_of(first, one, "证1"))
    assert "已计入" in refused_begin(at, "credits", given_of(second, one, "证1", sort="paper"))
    record = at.does(record, "verify_back_desk", "supervisor", reason="编号填错")
    at.does(record, "complete", **given_of(first, one, "证2"))
    paper = at.opens("credits", **given_of(second, one, "证1", sort="paper"))  # never counted by the first
    at.does(paper, "reject", "supervisor", reason="不是论文")
    assert LotKey.objects.count() == 1 and stored(at, first, one, "证1").state == "stored"


def test_studies_back_one_deposit_of_their_own_learner(office: Office) -> None:
    at = Trying(office)
    sets(office)
    one, first, second = school(at), learner(at, "甲"), learner(at, "乙")
    day = TODAY.isoformat()
    course = at.opens("programmes", title="微课", sort="course", hours="2", sessions=[{"day": day}])
    course = at.does(course, "open", from_day=day, to_day=day, seats=9)
    study = at.opens("enrolments", learner=first.number, programme=course.number, enrolled_on=day)
    study = at.does(at.does(study, "start"), "finish", finished_on=day, passed="yes")
    backed = {"enrolment": study.number}
    assert "其他学习者" in refused_begin(at, "credits", given_of(second, one, "证1", **backed))
    record = stored(at, first, one, "证1", **backed)
    assert record.number in refused_begin(at, "credits", given_of(first, one, "证2", **backed))
    at.does(record, "revoke", "supervisor", reason="材料不实")
    assert record.number in refused_begin(at, "credits", given_of(first, one, "证2", **backed))


def test_figures_and_statements_take_off_what_was_adjusted_undone_or_revoked(office: Office, clock: Clock) -> None:
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    clock.at(date(2026, 1, 5))
    record = stored(at, who, one, "证1", day="2026-01-05")
    clock.at(date(2026, 1, 10))
    bad = stored(at, who, one, "证2", day="2026-01-10")
    record = at.does(record, "adjust", "supervisor", amount="2.0", reason="证书为2学分")
    assert at.counts("credits", "earned")[""] == "5"
    use = at.opens("credituses", title="免修", learner=who.number, provider=one.number, amount="1")
    assert at.counts("credits", "used")[""] == "1"
    at.does(use, "undo", "supervisor", reason="课程取消")
    assert at.counts("credits", "used")[""] == "0"
    clock.at(date(2026, 2, 1))
    at.does(bad, "revoke", "supervisor", reason="材料不实")
    told = {name: at.counts("credits", name)[""] for name in ("earned", "deposits")}
    assert told == {"earned": "2", "deposits": "1"}
    assert at.counts("credits", "earned", first="2026-01-01", last="2026-01-31")[""] == "5"  # it stood then
    for day, earned, lots in (("2026-01-09", 3, 1), ("2026-01-31", 5, 2), ("2026-02-01", 2, 1)):
        statement = at.opens("creditstatements", learner=who.number, as_of=day)
        told = (statement.earned, statement.valid, StatementItem.objects.filter(record=statement.pk).count())
        assert told == (earned, earned, lots), day


def test_a_statement_counts_what_was_recognised_elsewhere_once(office: Office) -> None:
    """S000-54: the same result may not be counted twice: 3.0 that became 2.4 were earned once, and 2.4 are valid."""
    at = Trying(office)
    sets(office, **{"credits.step": "=0.1"})
    who, one, other = learner(at), school(at), school(at, "云岭幻职业学院")
    record = stored(at, who, one, "证1", hours="48")
    asked = {"agreement": agreement(at, one, other).number, "gets": other.number, "requested_on": TODAY}
    at.does(record, "convert", "supervisor", **asked)
    statement = at.opens("creditstatements", learner=who.number, as_of=TODAY)
    assert (statement.earned, statement.valid) == (3, Decimal("2.4"))
    rows = StatementItem.objects.filter(record=statement.pk).order_by("pk")
    assert [(row.provider, row.hours, row.amount, row.received, row.left) for row in rows] == [
        (one.title, 48, 3, None, 0),
        (other.title, None, None, Decimal("2.4"), Decimal("2.4")),
    ]
    assert at.counts("credits", "earned")[""] == "3"


@pytest.mark.django_db(transaction=True)
def test_of_eight_deposits_at_once_alone_and_as_a_paper_one_is_counted(real_office: Office) -> None:
    office = real_office
    at = Trying(office)
    who, one = learner(at), school(at)
    given = {**given_of(who, one, "证1"), "unit": office.units["kexie"].pk}

    def deposit(n: int) -> None:
        begin(get_kind("credits"), office.actor("clerk"), given | {"sort": ("course", "paper")[n % 2]}, at=NOW)

    assert outcomes(at_once(deposit, 8)) == {"done": 1, "guarded": 7}
    assert Credit.objects.count() == 1
