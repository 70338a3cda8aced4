"""A large round is assigned in the background: whole or not at all, and only as it was read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from optimised import pairs, refusal, setup_round
from reviewing import approve, score

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import take
from luoshi.kernel.worker.actions.work import TRIES, take_over
from luoshi.org.actors.models import User
from luoshi.parts.calls.models import Application, UnsuitedReviewer
from luoshi.parts.review.assigning import actions as assigning
from luoshi.parts.review.bundles import check_review
from luoshi.parts.review.bundles.queries import collect_bundle, published_heads
from luoshi.parts.review.models import ReviewRound, ReviewSheet
from luoshi.parts.review.queries import all_seats
from office import NOW, Office


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every round is too large to be assigned at once."""
    monkeypatch.setattr(assigning, "AT_ONCE", 0)


def waiting_tasks() -> Any:
    return DBTaskResult.objects.ready().filter(task_path__endswith=".assign_later")


def worker_assigns() -> str:
    """The worker takes the task that waits, and says in which state it leaves the round."""
    task = waiting_tasks().get()
    state: str = assigning.assign_later.call(*task.args_kwargs["args"])
    task.delete()
    return state


def now(round_: Any) -> ReviewRound:
    return ReviewRound.objects.get(pk=round_.pk)


def shown(office: Office, round_: Any, who: str = "supervisor") -> str:
    client = Client()
    client.force_login(User.objects.get(person=office.people[who]))
    return client.get(now(round_).get_absolute_url()).text


def test_a_large_round_is_assigned_by_the_worker_as_it_would_be_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = setup_round(office)
    with transaction.atomic():
        at_once = approve(office, round_)
        expected = (pairs(round_), at_once.opening, at_once.traded)
        transaction.set_rollback(True)
    monkeypatch.setattr(assigning, "AT_ONCE", 3 * 4 - 1)
    assert approve(office, now(round_)).state == "assigning"
    assert (ReviewSheet.objects.count(), now(round_).opening) == (0, "")
    assert "3 项评审对象、4 位评委" in shown(office, round_)
    assert worker_assigns() == "open"
    assert (pairs(round_), now(round_).opening, now(round_).traded) == expected
    assert "正在分配" not in shown(office, round_)
    entry = Entry.objects.get(record=round_.pk, step="assigned")
    assert (entry.person_id, len(json.loads(entry.payload.data or "")["solved"])) == (None, 64)


def test_the_optimisation_runs_in_no_transaction(office: Office, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = approve(office, setup_round(office))
    begun, real, depths = len(connection.savepoint_ids), assigning.optimise_assignment, []

    def solve(problem: Any) -> Any:
        depths.append(len(connection.savepoint_ids) - begun)
        return real(problem)

    monkeypatch.setattr(assigning, "optimise_assignment", solve)
    assert worker_assigns() == "open"
    assert depths == [0] and len(pairs(round_)) == 3


def _avoid(office: Office, round_: Any) -> None:
    application = Application.objects.order_by("pk").first()
    assert application is not None
    UnsuitedReviewer.objects.create(record=application, place=1, person=all_seats(round_.pk)[0].person, why="有过节")


def _leave_pool(office: Office, round_: Any) -> None:
    gone = get_kind("experts").record._default_manager.filter(person=all_seats(round_.pk)[1].person_id)
    gone.update(state="left")


def _less_load(office: Office, round_: Any) -> None:
    ReviewRound.objects.filter(pk=round_.pk).update(most=2)


def _other_words(office: Office, round_: Any) -> None:
    Application.objects.order_by("pk").update(summary="另一份摘要")


@pytest.mark.parametrize("change", [_avoid, _leave_pool, _less_load, _other_words])
def test_what_changes_while_it_is_solved_gives_the_round_back(
    office: Office, large: None, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    """Conflicts, people, settings and what is known of objects: nothing is half written, and it can be asked again."""
    round_ = approve(office, setup_round(office))
    real = assigning.optimise_assignment

    def solve(problem: Any) -> Any:
        found = real(problem)
        change(office, round_)
        return found

    with monkeypatch.context() as changed:
        changed.setattr(assigning, "optimise_assignment", solve)
        assert worker_assigns() == "setup"
    given_back = now(round_)
    assert "分配评委期间" in given_back.hindrance and given_back.hindrance in shown(office, round_)
    assert (given_back.opening, given_back.traded, ReviewSheet.objects.count()) == ("", "", 0)
    assert Entry.objects.filter(record=round_.pk, step="unassigned").count() == 1
    assert Message.objects.filter(record=round_.pk, code="rounds.unassigned").exists()
    approve(office, given_back)
    assert worker_assigns() == "open"
    assert now(round_).hindrance == "" and len(pairs(round_)) == 3


def test_what_lacks_in_a_large_round_is_named(office: Office, large: None) -> None:
    round_ = approve(office, setup_round(office, most=1))
    assert worker_assigns() == "setup"
    assert "每位评委最多 1 份" in now(round_).hindrance
    assert (ReviewSheet.objects.count(), waiting_tasks().count()) == (0, 0)


def test_assigning_can_be_stopped_and_what_the_worker_finds_then_counts_for_nothing(
    office: Office, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = approve(office, setup_round(office))
    for who in ("clerk", "a", "stranger"):
        assert refusal(lambda who=who: take(round_, "call_back", office.actor(who), {"reason": "换人"}, at=NOW))  # type: ignore[misc]
    real = assigning.optimise_assignment

    def solve(problem: Any) -> Any:
        take(now(round_), "call_back", office.actor("supervisor"), {"reason": "换人"}, at=NOW)
        approve(office, now(round_))  # asked anew: another task does it
        return real(problem)

    first = waiting_tasks().get()
    with monkeypatch.context() as stopped:
        stopped.setattr(assigning, "optimise_assignment", solve)
        assert assigning.assign_later.call(*first.args_kwargs["args"]) == "assigning"
    assert (ReviewSheet.objects.count(), now(round_).hindrance) == (0, "")
    first.delete()
    assert worker_assigns() == "open"
    assert len(pairs(round_)) == 3


def test_nobody_reports_an_assignment_by_hand(office: Office, large: None) -> None:
    round_ = approve(office, setup_round(office))
    for step in ("assigned", "unassigned"):
        for who in ("supervisor", "leader", "clerk", "a"):
            assert refusal(lambda who=who, step=step: take(round_, step, office.actor(who), {}, at=NOW))  # type: ignore[misc]
    assert (now(round_).state, ReviewSheet.objects.count()) == ("assigning", 0)
    for who in ("clerk", "supervisor", "a"):
        other = now(round_)
        assert refusal(lambda who=who, other=other: take(other, "approve", office.actor(who), {}, at=NOW))  # type: ignore[misc]


def test_a_kill_while_it_is_solved_leaves_the_round_and_the_next_worker_does_it(office: Office, large: None) -> None:
    round_ = approve(office, setup_round(office))
    for number in range(TRIES):
        task = waiting_tasks().get()
        DBTaskResult.objects.filter(pk=task.pk).update(
            status="RUNNING", started_at=timezone.now(), worker_ids=[*task.worker_ids, f"dead {number}"]
        )
        assert (now(round_).state, ReviewSheet.objects.count()) == ("assigning", 0)
        take_over("the next", timezone.now())
    assert (now(round_).state, waiting_tasks().count()) == ("setup", 0)
    assert now(round_).hindrance == "优化计算未能完成。"
    approve(office, now(round_))
    assert worker_assigns() == "open"


def test_a_kill_while_it_is_written_leaves_nothing_of_it(
    office: Office, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = approve(office, setup_round(office))
    real = assigning.open_many

    def die(*given: Any, **more: Any) -> Any:
        real(*given, **more)
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(assigning, "open_many", die)
        with pytest.raises(SystemExit):
            assigning.assign_later.call(round_.pk, round_.version)
    assert (now(round_).state, now(round_).version, now(round_).opening) == ("assigning", round_.version, "")
    assert ReviewSheet.objects.count() == 0 and not Entry.objects.filter(step="assigned").exists()
    assert worker_assigns() == "open"
    assert len(pairs(round_)) == 3


def test_a_round_assigned_by_the_worker_is_verified_as_any_other(office: Office, large: None) -> None:
    round_ = approve(office, setup_round(office, most=3))
    assert worker_assigns() == "open"
    again = assigning.assign_later.call(round_.pk, round_.version)  # the same task once more
    assert (again, ReviewSheet.objects.count()) == ("open", 6)
    for place, sheet in enumerate(ReviewSheet.objects.filter(state="asked").order_by("assessed", "pk")):
        score(office, sheet.assessor.title.removeprefix("评委"), sheet, 90 - place, 80, 70)
    for step, who in (("close", "supervisor"), ("rank", "supervisor"), ("decide", "leader")):
        take(now(round_), step, office.actor(who), {"reason": "评分完毕"} if step == "close" else {}, at=NOW)
    bundle = json.loads(json.dumps(collect_bundle(now(round_))))
    assert check_review.check_bundle(bundle, published_heads(now(round_))) == []
