"""What a need reaches stands still while it is asked: two steps at once, of which each forbids the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections, transaction

from linked.models import Body, Check, Project
from luoshi.base.database.write_queue import in_turn
from luoshi.kernel.conditions.queries.locks import counting_links, linked_ids, lock_linked
from luoshi.kernel.conditions.queries.needs import unmet_needs
from luoshi.kernel.kinds.language.conditions import Is, Least, Need, No, Owes, Some, Valid
from luoshi.kernel.kinds.registry import current_snapshot, get_kind, install_snapshot
from office import TODAY, Office
from three_kinds import BODIES, PROJECTS, three_kinds, written

ALIVE = Need(Is(body__state="open running"), "Its body has ended.")
NONE_RUNS = Need(No("trials", state="running"), "A project of it runs.")


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with three_kinds():
        yield


def _counting(needs: dict[str, list[Need]]) -> None:
    """The needs of these steps, as a declaration that has them."""
    snapshot = current_snapshot()
    for name in ("bodies", "trials"):
        now = get_kind(name).declaration
        steps = [replace(step, needs=needs.get(f"{name}.{step.name}", ())) for step in now.cycle.all_steps]
        snapshot = snapshot.with_kind(replace(now, cycle=now.cycle.with_steps(steps)))
    install_snapshot(snapshot)


def test_what_needs_reach_is_locked_as_it_is_and_as_the_step_leaves_it(office: Office) -> None:
    unit = office.units["kexie"]
    top, middle, other, bare = (written(Body, unit) for _ in range(4))
    middle.part_of = top
    middle.save()
    project = written(Project, unit, body=middle)
    look = written(Check, unit, project=project)

    def ids(record: Any, *conditions: Any, **values: Any) -> list[int]:
        return linked_ids([Need(condition, "") for condition in conditions], record, values)

    assert ids(project, Is(level="high"), Is(body=None), Some("looks"), Owes("inspection")) == []
    for condition in (Is(body__sort="farm"), ~Least("body.size", 3), Valid("body.from_day", "body.to_day")):
        assert ids(project, condition) == [middle.pk]
    assert ids(project, Is(level="high") | Owes("body.inspection")) == [middle.pk]
    assert ids(project, Some("body.trials")) == [middle.pk]
    assert ids(project, Is(body__part_of__sort="farm")) == [top.pk, middle.pk]
    assert ids(look, Is(project__body__sort="farm")) == [middle.pk, project.pk]
    assert ids(project, ALIVE.condition, body=other) == [middle.pk, other.pk]
    assert ids(Project(unit=unit, body=bare), Is(body__part_of__sort="farm")) == [bare.pk]
    assert ids(middle, Is(part_of__sort="farm"), part_of=middle) == [top.pk]  # it is locked itself


def test_who_is_counted_knows_over_which_links() -> None:
    assert counting_links(PROJECTS) == counting_links(get_kind("looks")) == []
    deep = Need(~Some("trials", where=No("looks", result="bad")), "")
    _counting({"bodies.end": [NONE_RUNS, deep], "trials.run": [Need(Some("body.trials"), "")]})
    assert counting_links(PROJECTS) == [("body",)]
    assert counting_links(get_kind("looks")) == [("project", "body")]
    assert counting_links(BODIES) == []


def _step(record: Any, state: str, needs: list[Need], looked: Callable[[], object]) -> bool:
    """A step as ``take`` takes it: lock, ask, write; ``looked`` is called between the last two."""
    try:
        with in_turn(), transaction.atomic():
            fresh = type(record).get_locked(record.pk)
            lock_linked(needs, fresh, {"state": state}, counting_links(get_kind(fresh.kind)))
            if unmet_needs(needs, fresh, {"state": state}, {}, TODAY):
                return False
            looked()
            fresh.state = state
            fresh.save(update_fields=["state"])
            return True
    finally:
        connections.close_all()


@pytest.mark.parametrize("first", ["project", "body"])
@pytest.mark.parametrize("alone", [False, True])
def test_of_two_steps_that_forbid_each_other_one_is_taken(real_office: Office, first: str, alone: bool) -> None:
    """A body ends while its project begins to run; ``alone``: only the body's step has a need."""
    needs = {"trials.run": [] if alone else [ALIVE], "bodies.end": [NONE_RUNS]}
    _counting(needs)
    body = written(Body, real_office.units["kexie"])
    project = written(Project, body.unit, body=body)
    steps = {"project": (project, "running", needs["trials.run"]), "body": (body, "ended", needs["bodies.end"])}
    asked, waited = threading.Event(), threading.Event()

    def hold() -> None:
        asked.set()
        waited.wait(0.3)  # the other has come as far as it can by then

    with ThreadPoolExecutor(2) as presses:
        one = presses.submit(_step, *steps.pop(first), hold)
        asked.wait(5)
        ((_name, second),) = steps.items()
        other = presses.submit(_step, *second, lambda: None)
        assert one.result(20) is True
        assert other.result(20) is (alone and first == "body")
    states = (Body.objects.get().state, Project.objects.get().state)
    assert states == (("open", "running") if first == "project" else ("ended", "running" if alone else "open"))


def test_a_link_that_was_moved_meanwhile_is_locked_where_it_leads_now(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The body's own link is read before the body is locked, and looked at again then."""
    unit = real_office.units["kexie"]
    old, new = written(Body, unit), written(Body, unit)
    body = written(Body, unit, part_of=old)
    project = written(Project, unit, body=body)
    locked: list[list[int]] = []

    def lock(pks: Any) -> None:
        locked.append(list(pks))
        Body.objects.filter(pk=body.pk).update(part_of=new)

    monkeypatch.setattr("luoshi.kernel.kinds.models.Record.lock", lock)
    with transaction.atomic():
        lock_linked([Need(Is(body__part_of__state="open"), "")], project, {})
    assert locked == [[old.pk, body.pk], [new.pk]]
