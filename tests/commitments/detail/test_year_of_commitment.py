"""A commitment's year: sent out, accepted, reported on, done, checked, closed; and each way back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, finished, issued, running, verified
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.lights.queries.current_lights import light_now
from luoshi.commitments.progress.models import Progress
from luoshi.desk.lists.queries.inbox import records_with_steps, waiting_records
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Occurrence, Parameter
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.messages.models import Message
from luoshi.plans.base.models.commitment import Commitment
from office import NOW, TODAY, Office
from plans import published

BASE, CLUB = "科普示范基地", "联席会议"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def dues(one: Commitment, name: str) -> list[tuple[str, str | None, bool]]:
    """Due date, when it was met, and whether it is owed no more, of the duty's occurrences in order."""
    rows = Occurrence.objects.filter(duty__record=one.pk, duty__name=name).order_by("first_due", "pk")
    return [(str(row.due), str(row.settled) if row.settled else None, bool(row.dropped)) for row in rows]


def waits_of(office: Office, who: str, day: date) -> list[Any]:
    """What waits for a person on a day."""
    return records_with_steps(list(waiting_records(office.actor(who), day)), office.actor(who), day)


def test_the_whole_way_from_the_plan_to_the_archive(office: Office) -> None:
    one = running(office, published(office), BASE)
    assert (one.state, one.owner, one.issued, one.accepted) == ("running", office.posts["clerk"], TODAY, TODAY)
    assert (one.until, one.first_due, one.due) == (date(2026, 9, 30), date(2026, 9, 30), date(2026, 3, 31))
    one = act(office, one, "report", "clerk", at(3, 30), words="已建成1个。", obstacles="用地", following="协调用地")
    assert (one.state, one.reported, one.due) == ("running", date(2026, 3, 30), date(2026, 6, 30))
    one = finished(office, one, at(9, 20))
    assert (one.state, one.done, one.due) == ("reported", date(2026, 9, 20), None)
    one = verified(office, one, at(9, 22))
    one = act(office, one, "close_it", "leader", at(9, 25), mark="A")
    assert (one.state, one.mark, one.closed is not None) == ("closed", "A", True)
    one = act(office, one, "archive", "supervisor", at(12, 25), term="10")
    steps = list(Entry.objects.filter(record=one.pk).order_by("pk").values_list("step", flat=True))
    assert steps == ["list", "issue", "accept", "take_up", "report", "finish", "verify", "close_it", "archive"]


def test_each_due_date_is_laid_out_when_it_is_sent_out_and_met_by_its_report(office: Office) -> None:
    one = running(office, published(office), BASE)
    days = ["2026-03-31", "2026-06-30", "2026-09-30"]
    assert dues(one, "report") == [(day, None, False) for day in days]
    assert dues(one, "deliver") == [("2026-09-30", None, False)]
    one = act(office, one, "report", "clerk", at(3, 30), words="进展", obstacles="无", following="继续")
    assert dues(one, "report")[0] == ("2026-03-31", "2026-03-30", False)


def test_a_missed_quarter_stays_missed_until_it_is_reported_and_late_then(office: Office) -> None:
    """REQUIREMENTS K, example 2: reports for Q1, Q2 and Q4; Q3 is missing; made up, it is shown as late."""
    one = running(office, published(office), "培训", who="stranger")
    for month, day in ((3, 30), (6, 20), (12, 21)):
        one = act(office, one, "report", "stranger", at(month, day), words="进展", obstacles="无", following="继续")
    (report,) = [duty for duty in duties_of_record(one, date(2026, 12, 22)) if duty.label == "Report"]
    assert [row.state for row in report.standings] == ["met", "met", "missed", "met"]
    third = report.standings[2].due.first
    assert third is not None
    one = act(office, one, "report", "stranger", at(12, 23), words="三季度补报", period=third.isoformat(),
              obstacles="无", following="继续")  # fmt: skip
    (report,) = [duty for duty in duties_of_record(one, date(2026, 12, 24)) if duty.label == "Report"]
    assert [row.state for row in report.standings] == ["met", "met", "met_late", "met"]


def test_accepting_is_owed_in_the_days_that_the_office_set(office: Office) -> None:
    Parameter.objects.create(name="ledger.accept_days", value="3", start=date(2026, 1, 1), source="县督查办法")
    one = issued(office, published(office), BASE)
    assert (dues(one, "accept"), one.due) == ([("2026-03-25", None, False)], date(2026, 3, 25))
    one = act(office, one, "accept", "clerk", at(3, 24))
    assert (one.state, one.owner, dues(one, "accept")) == ("accepted", None, [("2026-03-25", "2026-03-24", False)])
    assert act(office, one, "take_up", "head", at(3, 24), owner=office.posts["clerk"].pk).state == "running"


def test_not_ours_goes_back_and_to_another_unit_but_only_in_time(office: Office) -> None:
    Parameter.objects.create(name="ledger.accept_days", value="3", start=date(2026, 1, 1), source="县督查办法")
    plan = published(office)
    one = act(office, issued(office, plan, BASE), "refuse", "clerk", at(3, 23), reason="职责不符", right="")
    assert (one.state, one.due) == ("refused", None)
    one = act(office, one, "reassign", "supervisor", at(3, 24), reason="调整", unit=office.units["bureau"].pk)
    assert (one.state, one.unit, one.issued) == ("issued", office.units["bureau"], date(2026, 3, 24))
    late = issued(office, plan, CLUB)
    with pytest.raises(RecordError, match="The time for returning it ended on 2026-03-25"):
        act(office, late, "refuse", "clerk", at(3, 26), reason="职责不符")
    assert Commitment.objects.get(pk=late.pk).state == "issued"


def test_called_back_it_is_as_if_it_had_not_been_sent_out(office: Office) -> None:
    one = act(office, issued(office, published(office), BASE), "recall", "supervisor", reason="发错")
    assert (one.state, one.issued, one.due, one.until) == ("listed", None, date(2026, 9, 30), date(2026, 9, 30))
    assert all(dropped for name in ("deliver", "report") for _due, _met, dropped in dues(one, name))


def test_more_time_asked_for_in_time_moves_the_date_and_the_first_is_kept(office: Office) -> None:
    one = running(office, published(office), BASE)
    given = {"wish": "2026-11-30", "cause": "雨季", "progress": "七成"}
    one = act(office, one, "ask_extension", "clerk", at(9, 20), **given)
    one = act(office, one, "grant", "supervisor", at(9, 24), until="2026-11-30", word_of="林分管")
    assert (one.until, one.binds, one.first_due, one.extended) == (
        date(2026, 11, 30), date(2026, 11, 30), date(2026, 9, 30), 1,
    )  # fmt: skip
    one = finished(office, one, at(11, 20))
    assert one.done <= one.binds  # type: ignore[operator]


def test_asked_for_too_late_the_first_date_counts(office: Office) -> None:
    one = running(office, published(office), BASE)
    given = {"wish": "2026-11-30", "cause": "雨季", "progress": "七成"}
    one = act(office, one, "ask_extension", "clerk", at(10, 9), **given)
    one = act(office, one, "grant", "supervisor", at(10, 12), until="2026-11-30", word_of="林分管")
    assert (one.until, one.binds) == (date(2026, 11, 30), date(2026, 9, 30))
    assert light_now(one, date(2026, 10, 20)).colour == "red"
    assert finished(office, one, at(11, 20)).done > one.binds


def test_declined_the_date_stays(office: Office) -> None:
    one = running(office, published(office), BASE)
    one = act(office, one, "ask_extension", "clerk", at(9, 20), wish="2026-11-30", cause="雨季", progress="七成")
    one = act(office, one, "decline", "supervisor", at(9, 21), reason="可以按期完成")
    assert (one.state, one.until, one.wish, one.extended) == ("running", date(2026, 9, 30), None, 0)


def test_returned_it_is_not_done_and_late_stays_late(office: Office) -> None:
    one = finished(office, running(office, published(office), BASE), at(9, 28))
    one = act(office, one, "return", "supervisor", at(10, 9), reason="佐证不足", limit="2026-10-20")
    assert (one.state, one.done, one.returned, one.binds) == ("returned", None, 1, date(2026, 9, 30))
    one = act(office, one, "rework", "clerk", at(10, 10))
    one = finished(office, one, at(10, 15))
    assert (one.done, one.done > one.binds) == (date(2026, 10, 15), True)  # type: ignore[operator]


def test_who_reported_does_not_check(office: Office) -> None:
    plan = published(office)
    one = plan.commitments.get(words__contains=BASE)
    Commitment.objects.filter(pk=one.pk).update(desk=office.units["kexie"])
    one.parties.filter(name="desk").update(unit=office.units["kexie"])
    one = act(office, one, "issue", "head", urgency="plain")
    one = act(office, one, "accept", "clerk", owner=office.posts["clerk"].pk)
    one = finished(office, one)
    with pytest.raises(RecordError, match="another person must check it"):
        act(office, one, "verify", "clerk", finding="属实")
    assert act(office, one, "verify", "head", finding="属实").state == "verified"


def test_who_reported_on_what_another_does_does_not_check_it(office: Office) -> None:
    one = published(office).commitments.get(words__contains=BASE)
    Commitment.objects.filter(pk=one.pk).update(desk=office.units["kexie"])
    one.parties.filter(name="desk").update(unit=office.units["kexie"])
    one = act(office, one, "issue", "head", urgency="plain")
    one = act(office, one, "accept", "head", owner=office.posts["clerk"].pk)
    one = finished(office, one, who="head")
    with pytest.raises(RecordError, match="another person must check it"):
        act(office, one, "verify", "head", finding="属实")


def test_what_was_told_by_telephone_is_confirmed_before_it_is_passed(office: Office) -> None:
    one = running(office, published(office), BASE)
    one = act(office, one, "report_told", "supervisor", told_by="柯干事", words="已建成2个")
    report = Progress.objects.get(commitment=one)
    assert (report.told_by, report.confirmed, report.unit) == ("柯干事", None, one.unit)
    one = finished(office, one, at(9, 1))
    with pytest.raises(RecordError, match="The unit has not confirmed"):
        verified(office, one, at(9, 2))
    one = act(office, one, "unfinish", "clerk", at(9, 2), reason="先确认电话所报")
    one = act(office, one, "confirm", "clerk", at(9, 2), report=report.pk)
    assert verified(office, finished(office, one, at(9, 3)), at(9, 4)).state == "verified"


def test_a_report_taken_back_leaves_its_date_owed(office: Office) -> None:
    one = running(office, published(office), BASE)
    one = act(office, one, "report", "clerk", at(3, 30), words="误报", obstacles="无", following="继续",
              **{f"value_{one.targets.order_by('place')[0].pk}": "2"})  # fmt: skip
    assert one.reached is not None
    report = Progress.objects.get(commitment=one)
    one = act(office, one, "take_back_report", "clerk", at(3, 31), report=report.pk, reason="数字有误")
    assert (dues(one, "report")[0], one.reached, one.reported) == (("2026-03-31", None, False), None, None)
    report.refresh_from_db()
    assert report.taken_back is not None


def test_what_recurs_is_met_by_as_many_times_as_were_done(office: Office) -> None:
    one = running(office, published(office), CLUB)
    assert (one.every, one.until) == ("P3M", None)
    one = act(office, one, "report", "clerk", at(3, 30), words="召开1次", count="1", obstacles="无", following="继续")
    assert dues(one, "recur")[0] == ("2026-03-31", "2026-03-30", False)


def test_a_part_given_on_is_a_matter_of_its_own_and_the_whole_waits_for_it(office: Office) -> None:
    one = running(office, published(office), BASE)
    target = one.targets.order_by("place")[0]
    one = act(office, one, "split", "clerk", unit=office.units["society"].pk, words="建设茶叶科普基地1个",
              due="2026-08-31", **{f"share_{target.pk}": "1"})  # fmt: skip
    part = Commitment.objects.get(split_from=one)
    assert (part.state, part.unit, part.desk, part.until) == (
        "issued", office.units["society"], office.units["kexie"], date(2026, 8, 31),
    )  # fmt: skip
    assert [(row.words, row.indicator, row.value) for row in part.targets.all()] == [
        (target.words, target.indicator, 1)
    ]
    with pytest.raises(RecordError, match="1 parts of it are still open"):
        finished(office, one, at(9, 1))
    with pytest.raises(RecordError, match="a part cannot be due later"):
        act(office, one, "split", "clerk", unit=office.units["society"].pk, words="再分", due="2026-12-31")


def test_the_whole_is_not_closed_while_a_part_goes_on_again(office: Office) -> None:
    office.person("checker", "柯督办", "kexie", Role.SUPERVISOR)
    office.person("member", "茶干事", "society", Role.CLERK)
    one = running(office, published(office), BASE)
    one = act(office, one, "split", "clerk", unit=office.units["society"].pk, words="建设茶叶科普基地1个",
              due="2026-08-31")  # fmt: skip
    part = Commitment.objects.get(split_from=one)
    part = act(office, part, "accept", "member", owner=office.posts["member"].pk)
    close = {"mark": "A", "word_of": "林分管", "basis": "批示"}

    def done(part: Commitment, day: int) -> Commitment:
        part = finished(office, part, at(8, day), "member")
        part = act(office, part, "verify", "checker", at(8, day), finding="属实")
        return act(office, part, "close_for", "checker", at(8, day), **close)

    part = done(part, 1)
    one = verified(office, finished(office, one, at(8, 3)), at(8, 4))
    part = act(office, part, "reopen", "checker", at(8, 5), reason="展板不全", until="2026-08-31")
    with pytest.raises(RecordError, match="1 parts of it are still open"):
        act(office, one, "close_for", "supervisor", at(8, 6), **close)
    assert Commitment.objects.get(pk=one.pk).state == "verified"
    done(part, 7)
    assert act(office, one, "close_for", "supervisor", at(8, 8), **close).state == "closed"


def test_a_leaders_new_word_opens_a_linked_matter(office: Office) -> None:
    one = verified(office, finished(office, running(office, published(office), BASE)))
    one = act(office, one, "remark", "leader", words="总结经验，在全县推开", due="2026-10-31")
    new = Commitment.objects.get(follows_on=one)
    assert (one.state, new.state, new.until, new.unit) == ("closed", "listed", date(2026, 10, 31), one.unit)


def test_suspended_nothing_is_owed_and_late_stays_late_when_it_goes_on(office: Office) -> None:
    plan = published(office)
    one = act(
        office, running(office, plan, BASE), "suspend", "supervisor", at(5, 6), reason="规划调整", word_of="林分管"
    )
    assert (one.state, one.due, one.pressing) == ("suspended", None, None)
    one = act(office, one, "resume", "supervisor", at(10, 9), reason="恢复", until="2026-12-20")
    assert (one.binds, one.first_due) == (date(2026, 12, 20), date(2026, 9, 30))
    late = act(office, one, "suspend", "supervisor", at(12, 24), reason="再停", word_of="林分管")
    late = act(office, late, "resume", "supervisor", at(12, 25), reason="恢复", until="2026-12-31")
    assert late.binds == date(2026, 12, 20)


def test_stopped_made_standing_and_joined_they_owe_nothing_of_the_old(office: Office) -> None:
    plan = published(office)
    one = act(office, running(office, plan, BASE), "stop", "supervisor", reason="政策取消", word_of="林分管")
    assert (one.state, one.due, one.closed is not None) == ("cancelled", None, True)
    two = act(office, running(office, plan, CLUB), "make_standing_now", "supervisor", reason="长期坚持",
              word_of="林分管", every="P6M")  # fmt: skip
    assert (two.state, two.every, two.until, two.due) == ("standing", "P6M", None, date(2026, 6, 30))


def test_reopened_after_a_look_back_it_is_owed_again(office: Office) -> None:
    one = verified(office, finished(office, running(office, published(office), BASE)))
    one = act(office, one, "close_for", "supervisor", mark="A", word_of="林分管", basis="批示")
    one = act(office, one, "look_back", "supervisor", at(11, 2), holds="no", finding="展品已损坏")
    one = act(office, one, "reopen", "supervisor", at(11, 3), reason="回头看未通过", until="2026-12-10")
    assert (one.state, one.done, one.closed, one.due) == ("running", None, None, date(2026, 12, 10))


def test_those_it_concerns_are_told(office: Office) -> None:
    one = finished(office, running(office, published(office), BASE))
    told = [(row.code, row.post) for row in Message.objects.filter(record=one.pk).order_by("pk")]
    lead = {office.posts["head"], office.posts["clerk"]}
    assert {post for code, post in told if code == "commitments.issued"} == lead
    assert (("commitments.named", office.posts["clerk"]) in told) is False  # who named themselves need not be told
    assert {post for code, post in told if code == "commitments.reported"} == {office.posts["supervisor"]}


def test_an_amendment_of_the_plan_moves_only_what_it_says(office: Office) -> None:
    from luoshi.plans.rows.actions import correct
    from plans import PUBLISH, by, row_of, step

    plan = published(office)
    one = running(office, plan, BASE)
    one = act(office, one, "ask_extension", "clerk", at(9, 20), wish="2026-11-30", cause="雨季", progress="七成")
    one = act(office, one, "grant", "supervisor", at(9, 24), until="2026-11-30", word_of="林分管")
    plan = step(office, plan, "amend", reason="调整")
    row = row_of(plan, "培训")
    correct.change_row(plan, row.pk, row.version, {"due": "2026-11-15"}, by(office), keep=True)
    step(office, plan, "reissue", **PUBLISH)
    kept = Commitment.objects.get(pk=one.pk)
    assert (kept.until, kept.state, kept.version) == (date(2026, 11, 30), "running", one.version)


def test_a_publication_is_not_taken_back_once_a_unit_has_accepted(office: Office) -> None:
    from plans import step

    plan = published(office)
    one = issued(office, plan, BASE)
    step(office, plan, "take_back", reason="发错")
    assert Commitment.objects.get(pk=one.pk).state == "withdrawn"
    plan = published(office)
    running(office, plan, BASE)
    with pytest.raises(RecordError, match="has progressed since"):
        step(office, plan, "take_back", reason="发错")


@pytest.mark.parametrize("step", ["report", "finish", "ask_extension", "split"])
def test_nobody_of_another_unit_takes_its_steps(office: Office, step: str) -> None:
    one: Any = running(office, published(office), BASE)
    with pytest.raises(RecordError) as refused:
        act(office, one, step, "stranger", NOW, words="x")
    assert refused.value.code in ("refused", "missing")


def test_on_each_home_page_stands_the_step_that_is_that_persons_to_take(office: Office) -> None:
    one = running(office, published(office), BASE)
    one = act(office, one, "ask_extension", "clerk", at(9, 20), wish="2026-11-30", cause="雨季", progress="七成")
    asked = {
        who: [found.step.name for found in waits_of(office, who, date(2026, 9, 21)) if found.record.pk == one.pk]
        for who in ("supervisor", "clerk", "leader")
    }
    assert asked == {"supervisor": ["grant"], "clerk": ["report"], "leader": []}
