"""A step for others than who entered the record is refused to them at the door, whichever way they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.bulk.actions.runs import go_on, start_run
from luoshi.desk.bulk.actions.step_lines import check_steps
from luoshi.desk.bulk.queries import plan_bulk_step
from luoshi.desk.lists.views.models import BulkRow
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.rights.queries.rights import open_steps
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from office import NOW, TODAY, Office
from sample_line import ASK, RIGHTS, one_kind

CYCLE = Cycle(
    {"asked": "Asked", "checked": "Checked", "closed": "Closed"},
    "closed",
    (
        Step("ask", "Ask", "> asked", "unit", given=ASK, sets="title words channel unit owner"),
        Step("check", "Check", "asked > checked", "unit leader", apart=True, bulk=True),
        Step("close", "Close", "asked checked > closed", "unit"),
    ),
)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    declared = Kind(name="approvals", label="Approvals", one="Approval", record=Appeal, cycle=CYCLE, rights=RIGHTS)
    with one_kind(make_kind(declared)) as found:
        yield found


@pytest.fixture
def record(office: Office, kind: CompiledKind) -> Any:
    office.person("colleague", "柯同事", "kexie", Role.CLERK)
    given = {"title": "甲", "words": "无", "channel": "web", "unit": office.units["kexie"].pk}
    return begin(kind, office.actor("clerk"), given, at=NOW).record


def test_who_entered_it_is_refused_and_the_refusal_is_kept(office: Office, record: Any) -> None:
    with pytest.raises(RecordError) as refused:
        take(record, "check", office.actor("clerk"), {}, at=NOW)
    assert refused.value.code == "refused" and "由您登记" in refused.value.what
    assert Entry.objects.filter(record=record.pk, step=Entry.REFUSED).count() == 1
    assert type(record)._default_manager.get(pk=record.pk).state == "asked"


def test_a_colleague_with_the_same_right_takes_it(office: Office, record: Any) -> None:
    assert take(record, "check", office.actor("colleague"), {}, at=NOW).record.state == "checked"


def test_a_step_that_is_not_apart_stays_theirs(office: Office, record: Any) -> None:
    assert take(record, "close", office.actor("clerk"), {}, at=NOW).record.state == "closed"


@pytest.mark.parametrize(("who", "status", "state"), [("clerk", 403, "asked"), ("colleague", 302, "checked")])
def test_by_page(office: Office, record: Any, who: str, status: int, state: str) -> None:
    client = Client()
    client.force_login(office.people[who].user)
    answer = client.post(f"/approvals/{record.pk}/check/", {"seen": record.version, "once": str(uuid4())})
    assert answer.status_code == status
    assert type(record)._default_manager.get(pk=record.pk).state == state
    offered = [step.name for step in open_steps([record], office.actor(who), TODAY)[record.pk]]
    assert ("check" in offered) == (who == "colleague")


@pytest.mark.parametrize(("who", "result"), [("clerk", BulkRow.SKIPPED), ("colleague", BulkRow.DONE)])
def test_for_many_and_by_a_sheet(office: Office, kind: CompiledKind, record: Any, who: str, result: str) -> None:
    step, actor = kind.cycle.by_name["check"], office.actor(who)
    plan, _records = plan_bulk_step(kind, step, [record.pk], actor, TODAY, lambda _record: [])
    assert bool(plan.will) == (who == "colleague")
    (row,) = check_steps(kind, step, actor, [(2, {"_record": str(record)})], at=NOW)
    assert bool(row.wrong) == (who == "clerk")
    run = start_run(kind, step, actor, {record.pk: record.version}, {}, uuid4(), at=NOW)
    go_on(run, actor, at=NOW)
    assert run.rows.get().result == result
