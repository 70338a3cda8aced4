"""What kills its workers is tried no more: it is said where one waits for it, and a person may begin it again."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ledger_books import chosen, plan_of, workbook
from luoshi.kernel.worker.actions.work import TRIES, take_over
from luoshi.plans.base.models.plan import Source
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.receiving.actions import receiving
from luoshi.plans.receiving.actions.receiving import read_again, receive_plan
from luoshi.plans.sheets.pages import sheets
from luoshi.plans.twins.actions.search import start_twin_search
from luoshi.plans.twins.models import TwinSearch
from many_appeals import signed_in
from office import NOW, Office
from plans import TEXT, published


def waiting(task: str) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.ready().filter(task_path__endswith="." + task)


def workers_die(task_name: str, times: int) -> None:
    """Each worker takes the task that waits and is gone, the next one puts in order what it left."""
    for number in range(times):
        task = waiting(task_name).get()
        DBTaskResult.objects.filter(pk=task.pk).update(
            status="RUNNING", started_at=timezone.now(), worker_ids=[*task.worker_ids, f"dead {number}"]
        )
        take_over("the next", timezone.now())


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "AT_ONCE", 0)
    monkeypatch.setattr(sheets, "AT_ONCE", 0)


def test_a_document_that_kills_its_workers_says_so_and_can_be_read_again(office: Office, long: None) -> None:
    given = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    plan = receive_plan([], TEXT, given, office.actor("supervisor"), at=NOW).plan
    Source.objects.update(state=Source.READING, done=60)
    workers_die("read_later", TRIES - 1)
    assert Source.objects.get().state == Source.READING
    workers_die("read_later", 1)
    source = Source.objects.get()
    assert (source.state, source.rows.count(), waiting("read_later").count()) == (Source.FAILED, 0, 0)
    page = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/correct/").text
    assert source.said in page and f"/plans/{plan.pk}/reading/1/again/" in page
    read_again(plan, 1, office.actor("supervisor"), at=NOW)
    receiving.read_later.call(source.pk)
    assert plan.sources.get().state == Source.READ and plan.rows.exists()


def test_a_sheet_that_kills_its_workers_says_so_and_can_be_agreed_to_again(office: Office, long: None) -> None:
    plan, client = plan_of(office), signed_in(office, "clerk")
    there = chosen(client, plan, workbook())
    client.post(there, {"agreed": client.get(there).context["agreed"]})
    workers_die("work_later", TRIES)
    work = SheetWork.objects.get()
    assert (work.state, plan.rows.count()) == (SheetWork.FAILED, 0)
    assert work.said in client.get(f"/plans/{plan.pk}/sheet/{work.token}/bringing/").text
    client.post(there, {"agreed": client.get(there).context["agreed"]})
    assert (SheetWork.objects.get().state, waiting("work_later").count()) == (SheetWork.WAITING, 1)


def test_a_search_that_kills_its_workers_says_so_and_can_be_begun_again(office: Office) -> None:
    plan = published(office)
    start_twin_search(plan, office.actor("supervisor"), at=NOW)
    workers_die("search_later", TRIES)
    assert TwinSearch.objects.get().state == TwinSearch.FAILED
    start_twin_search(plan, office.actor("supervisor"), at=NOW)
    assert TwinSearch.objects.get().state == TwinSearch.WAITING
