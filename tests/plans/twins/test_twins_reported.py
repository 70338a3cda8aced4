"""One report answers the same task in each plan that has it; each keeps its own dates, source and verifier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, running
from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.reporting.actions.reports import answer_twins
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.target import Target
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.messages.models import Message
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.twins.actions.twins import link_twins, unlink_twins
from luoshi.plans.values.queries import current_targets, latest_target_values, told_in
from many_appeals import signed_in
from office import Office
from plans import by, published

OWN = """云岭县科协2026年工作计划
一、科普
新建科普示范基地3个，更新展品120件。（牵头单位：县科协；完成时限：12月底前）
"""
BASE = "科普示范基地"
SAID = {"words": "已建成2个。", "obstacles": "无", "following": "继续"}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def twins(office: Office) -> tuple[Commitment, Commitment]:
    """The same task in the county's plan and in the association's own, both under way at 县科协."""
    one = running(office, published(office), BASE)
    own = published(office, OWN, unit=office.units["kexie"].pk)
    other = own.commitments.get(words__contains=BASE)
    other = act(office, other, "issue", "head", urgency="plain")
    other = act(office, other, "accept", "clerk", owner=office.posts["clerk"].pk)
    link_twins(one, other, by(office))
    return one, other


def settled(one: Commitment) -> list[str]:
    rows = Occurrence.objects.filter(duty__record=one.pk, duty__name="report").exclude(settled=None)
    return [str(row.due) for row in rows.order_by("due")]


def first_target(one: Commitment) -> Target:
    return current_targets(Commitment.objects.get(pk=one.pk))[0]


def report(office: Office, one: Commitment) -> Progress:
    given: dict[str, Any] = {**SAID, f"value_{first_target(one).pk}": "2"}
    act(office, one, "report", "clerk", at(3, 30), **given)
    return Progress.objects.get(commitment=one, kind=Progress.REPORT)


def test_one_report_answers_both_and_each_keeps_its_dates(office: Office, twins: Any) -> None:
    one, other = twins
    said = report(office, one)
    answer_twins.func(said.pk)
    copy = Progress.objects.get(commitment=other)
    assert (copy.kind, copy.same_as, copy.words) == (Progress.TWIN, said, said.words)
    ((target, value),) = [
        (found_fact.target, found_fact.value) for found_fact in told_in([copy], current_targets(other))[copy.pk]
    ]
    assert (target.record_id, value) == (other.pk, 2)
    fact = Fact.objects.get()  # told once for both
    assert fact.entry == said.entry and fact.indicator == target.indicator == first_target(one).indicator
    assert settled(one) == settled(other) == ["2026-03-31"]
    assert (Commitment.objects.get(pk=one.pk).until, Commitment.objects.get(pk=other.pk).until) == (
        one.until, other.until,
    )  # fmt: skip
    assert one.until != other.until and one.desk != other.desk
    assert Entry.objects.filter(record=other.pk, step="reported_with_twin").count() == 1


def told_of(one: Commitment) -> list[int]:
    own = current_targets(one)
    return [int(value.value) for value in latest_target_values(own, {one.pk: one.unit_id}).values()]


def test_another_value_of_the_same_is_a_question_and_is_told_once_answered(office: Office, twins: Any) -> None:
    one, other = twins
    report(office, one)  # the worker has not come to it yet
    name = f"value_{first_target(other).pk}"
    with pytest.raises(RecordError) as refused:
        act(office, other, "report", "clerk", at(3, 30), **SAID, **{name: "3"})
    assert "2个 was reported on 2026-03-30" in str(refused.value.fields[name])
    act(office, other, "report", "clerk", at(3, 30), **SAID, **{name: "2"})
    act(office, other, "report", "clerk", at(3, 31), **SAID, **{name: "3"})  # its own value of that month
    assert told_of(one) == told_of(other) == [3]
    with pytest.raises(RecordError):
        report(office, one)
    why = {"differs": "验收时核减1个", f"value_{first_target(one).pk}": "2"}
    act(office, one, "report", "clerk", at(3, 31), **SAID, **why)
    assert told_of(one) == told_of(other) == [2]


def test_unlinked_each_keeps_what_was_told_and_goes_on_by_itself(office: Office, twins: Any) -> None:
    one, other = twins
    report(office, one)
    unlink_twins(one, other, by(office))
    assert first_target(one).indicator != first_target(other).indicator
    assert told_of(one) == told_of(other) == [2]
    act(office, other, "report", "clerk", at(4, 20), **SAID, **{f"value_{first_target(other).pk}": "3"})
    assert (told_of(one), told_of(other)) == ([2], [3])


def test_done_twice_by_a_worker_it_is_said_once(office: Office, twins: Any) -> None:
    said = report(office, twins[0])
    answer_twins.func(said.pk), answer_twins.func(said.pk)
    assert Progress.objects.filter(commitment=twins[1]).count() == 1


def test_taken_back_it_is_taken_back_there_too(office: Office, twins: Any) -> None:
    one, other = twins
    said = report(office, one)
    answer_twins.func(said.pk)
    act(office, one, "take_back_report", "clerk", at(3, 31), report=said.pk, reason="数字有误")
    answer_twins.func(said.pk), answer_twins.func(said.pk)
    copy = Progress.objects.get(commitment=other)
    assert copy.taken_back is not None and settled(other) == [] and told_of(one) == told_of(other) == []
    assert Entry.objects.filter(record=other.pk, step="twin_taken_back").count() == 1


def test_of_another_unit_nothing_is_copied(office: Office, twins: Any) -> None:
    one, other = twins
    Commitment.objects.filter(pk=other.pk).update(state="listed")
    said = report(office, one)
    answer_twins.func(said.pk)
    assert not Progress.objects.filter(commitment=other).exists()


def test_a_report_answers_no_task_that_another_unit_has_by_now(office: Office, twins: Any) -> None:
    one, other = twins
    Commitment.objects.filter(pk=other.pk).update(unit=office.units["society"])
    answer_twins.func(report(office, one).pk)
    assert not Progress.objects.filter(commitment=other).exists()


def test_the_timeline_says_which_report_came_from_where(office: Office, twins: Any) -> None:
    one, other = twins
    said = report(office, one)
    answer_twins.func(said.pk)
    given = {label.lower(): value for label, value in record_events(other)[-1].given}
    assert given == {"corresponds to": f"{one.number} {one.title}", "progress": "2026-03-30 已建成2个。"}


def test_reported_done_it_is_done_in_both_and_each_is_checked_by_its_own(office: Office, twins: Any) -> None:
    one, other = twins
    Commitment.objects.filter(pk=other.pk).update(proofs="验收材料")
    act(office, one, "finish", "clerk", at(9, 20), words="已全部完成。")
    said = Progress.objects.get(commitment=one, kind=Progress.FINAL)
    Progress.objects.filter(pk=said.pk).update(proofs="验收材料")  # brought with it there
    answer_twins.func(said.pk), answer_twins.func(said.pk)
    here, there = Commitment.objects.get(pk=one.pk), Commitment.objects.get(pk=other.pk)
    assert (here.state, there.state, there.done, there.due) == ("reported", "reported", here.done, None)
    assert (there.until, there.desk) == (other.until, other.desk)
    copy = Progress.objects.get(commitment=other)
    assert (copy.kind, copy.same_as, copy.proofs) == (Progress.FINAL, said, "验收材料")
    assert Message.objects.filter(record=other.pk, code="commitments.reported").exists()
    act(office, one, "verify", "supervisor", at(9, 22), finding="属实")
    assert Commitment.objects.get(pk=other.pk).state == "reported"
    assert act(office, there, "verify", "head", at(9, 22), finding="属实").state == "verified"


def test_not_done_yet_it_is_so_in_both(office: Office, twins: Any) -> None:
    one, other = twins
    one = act(office, one, "finish", "clerk", at(9, 20), words="已全部完成。")
    said = Progress.objects.get(commitment=one, kind=Progress.FINAL)
    answer_twins.func(said.pk)
    act(office, one, "unfinish", "clerk", at(9, 21), reason="还差一个")
    answer_twins.func(said.pk), answer_twins.func(said.pk)
    there = Commitment.objects.get(pk=other.pk)
    assert (there.state, there.done) == ("running", None) and settled(other) == []
    assert Progress.objects.get(commitment=other).taken_back is not None


def test_returned_there_it_stays_done_here(office: Office, twins: Any) -> None:
    one, other = twins
    act(office, one, "finish", "clerk", at(9, 20), words="已全部完成。")
    said = Progress.objects.get(commitment=one, kind=Progress.FINAL)
    answer_twins.func(said.pk)
    there = Commitment.objects.get(pk=other.pk)
    there = act(office, there, "return", "head", at(9, 22), reason="佐证不足", limit="2026-12-31")
    assert (there.state, Commitment.objects.get(pk=one.pk).state) == ("returned", "reported")


def test_with_parts_still_open_a_twin_is_reported_on_and_not_done(office: Office, twins: Any) -> None:
    one, other = twins
    act(office, other, "split", "clerk", unit=office.units["society"].pk, words="分任务", due="2026-08-31")
    act(office, one, "finish", "clerk", at(9, 20), words="已全部完成。")
    answer_twins.func(Progress.objects.get(commitment=one, kind=Progress.FINAL).pk)
    copy = Progress.objects.get(commitment=other)
    assert (copy.kind, Commitment.objects.get(pk=other.pk).state) == (Progress.TWIN, "running")


def test_the_board_says_how_many_distinct_tasks_it_counts(office: Office, twins: Any) -> None:
    said = re.search(r"(\d+) items, (\d+) distinct", signed_in(office, "supervisor", "en").get("/board/").text)
    assert said is not None and int(said[1]) == int(said[2]) + 1
