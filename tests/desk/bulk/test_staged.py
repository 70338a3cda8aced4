"""A long sheet is written in short steps that nobody sees; the last makes all rows valid, or nothing of it is left."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from luoshi.base.database.batched_writes import StepPace
from luoshi.desk.bulk.actions import staged
from luoshi.desk.bulk.actions.staged import begin_import, cancel_import, carry_on, write_later
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.models import Record, ValidManager
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.messages.models import Message
from luoshi.kernel.search.queries import matching_records
from luoshi.lines.appeals.models import Appeal
from luoshi.org.tree.models import Placement
from many_appeals import signed_in, workbook
from office import NOW, TODAY, Office

HEADS = ["标题*", "诉求内容*", "渠道*", "反映人", "联系方式", "受理单位*"]
COUNT = 23


@pytest.fixture(autouse=True)
def _short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.base.database.batched_writes.FIRST", 4)
    monkeypatch.setattr("luoshi.base.database.batched_writes.AIMED", 0.0)  # no step is larger than the one before
    monkeypatch.setattr("luoshi.desk.bulk.pages.imports.AT_ONCE", 5)


def given(client: Any, count: int = COUNT) -> str:
    rows = [
        [f"第{at}件活动室", "周末没有去处", "热线电话", "王小明", 13800138000, "云岭县督查室"] for at in range(count)
    ]
    answer = client.post("/appeals/import/", {"file": SimpleUploadedFile("诉求.xlsx", workbook([HEADS, *rows]))})
    return str(answer["Location"])


def stopped_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is told to end after so many steps."""
    left: Iterator[bool] = iter([False] * (steps - 1) + [True])
    monkeypatch.setattr("luoshi.base.sheets.staged_imports.is_worker_stopping", lambda: next(left, False))


def half(office: Office, monkeypatch: pytest.MonkeyPatch, steps: int = 3) -> ImportRun:
    client = signed_in(office, "supervisor", "en")
    there = given(client)
    assert client.post(there)["Location"] == there
    run = ImportRun.objects.get()
    stopped_after(steps, monkeypatch)
    assert not carry_on(run.pk)
    run.refresh_from_db()
    assert 0 < run.written < COUNT and Record._base_manager.filter(batch=run).count() == run.written
    return run


def nothing_seen(office: Office) -> bool:
    """Nowhere a row: lists, counts, API, search, the page of one of them, messages, what waits."""
    client, hidden = signed_in(office, "supervisor", "en"), Record._base_manager.exclude(batch=None)
    pages = ["/", "/appeals/", "/appeals/?q=活动室", "/search/?q=活动室", "/inbox/"]
    shown = [page for page in pages if "件活动室" in client.get(page).content.decode()]
    shown += [str(pk) for pk in hidden.values_list("pk", flat=True) if client.get(f"/appeals/{pk}/").status_code != 404]
    actor = office.actor("supervisor")
    found = matching_records("活动室", actor, TODAY)
    return not (shown or found or Record.objects.exists() or Appeal.objects.exists() or Message.objects.exists())


def test_a_long_sheet_is_left_to_the_worker_and_valid_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = half(office, monkeypatch)
    client = signed_in(office, "supervisor", "en")
    page = client.get(f"/appeals/import/{run.pk}/").content.decode()
    assert f"{run.written} of {COUNT} rows are written" in page and nothing_seen(office)
    assert carry_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.written, run.rows, run.entry.step) == (ImportRun.DONE, COUNT, "", "import")
    titles = list(Appeal.objects.order_by("pk").values_list("title", flat=True))
    assert titles == [f"第{at}件活动室" for at in range(COUNT)]
    assert len(set(Appeal.objects.values_list("number", flat=True))) == COUNT
    assert (
        Entry.objects.filter(step="file").count() == COUNT and Occurrence.objects.filter(duty__record=None).count() == 0
    )
    assert "第7件活动室" in client.get("/search/?q=第7件").content.decode()
    page = client.get(f"/appeals/import/{run.pk}/").content.decode()
    assert "Imported from “诉求.xlsx” on" in page and f": {COUNT} records." in page
    assert [finding for finding in journal_findings() if finding.code != "erased"] == []
    assert write_later.call(run.pk) == COUNT and Appeal.objects.count() == COUNT  # run twice it does no more


def test_a_short_sheet_is_in_with_the_answer(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    client.post(given(client, 5))
    assert (Appeal.objects.count(), ImportRun.objects.get().state) == (5, ImportRun.DONE)


def test_what_is_given_up_is_taken_out_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = half(office, monkeypatch)
    client = signed_in(office, "supervisor", "en")
    assert client.post(f"/appeals/import/{run.pk}/", {"drop": "1"}).status_code == 302
    assert carry_on(run.pk) and nothing_seen(office)
    run.refresh_from_db()
    assert (run.state, run.rows, run.entry) == (ImportRun.OUT, "", None)
    left = Record._base_manager.filter(batch=run)
    assert (
        left.count() == run.written
        and not left.filter(erased=None).exists()
        and not left.filter(title__contains="活动").exists()
    )
    assert Entry.objects.filter(step="import.out").count() == 1
    assert "Everything written so far was removed." in client.get(f"/appeals/import/{run.pk}/").content.decode()
    assert [finding for finding in journal_findings() if finding.code not in ("erased",)] == []
    client.post(given(client, 3))
    assert Appeal.objects.count() == 3  # the sheet may come again


def test_only_its_own_person_gives_an_import_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = half(office, monkeypatch)
    other = signed_in(office, "clerk", "en").post(f"/appeals/import/{run.pk}/", {"drop": "1"})
    run.refresh_from_db()
    assert other.status_code == 404 and run.state == ImportRun.WRITING
    with pytest.raises(Exception, match="不是您的"):
        cancel_import(run, get_kind("appeals"), office.actor("clerk"))
    with pytest.raises(Exception, match="不是您的"):
        begin_import(run, get_kind("appeals"), office.actor("clerk"), at=NOW)


@pytest.mark.parametrize("ends", ["right", "unit"])
def test_a_right_or_a_unit_that_ends_on_the_way_takes_all_of_it_out(
    office: Office, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    run = half(office, monkeypatch)
    if ends == "right":
        monkeypatch.setattr("luoshi.desk.bulk.actions.checking.may_open", lambda *_: {})
    else:
        monkeypatch.setattr(staged, "current_placements", lambda day: Placement.objects.none())
    assert carry_on(run.pk) and nothing_seen(office)
    run.refresh_from_db()
    assert run.state == ImportRun.OUT and run.said


def test_a_program_that_fails_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = half(office, monkeypatch)
    with monkeypatch.context() as broken:
        broken.setattr(staged, "open_hidden", lambda *_, **__: 1 / 0)
        write_later.call(run.pk)
    run.refresh_from_db()
    assert run.state == ImportRun.LEAVING
    write_later.call(run.pk)
    run.refresh_from_db()
    assert run.state == ImportRun.OUT and nothing_seen(office)


def test_a_record_put_out_of_sight_past_the_program_is_found(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    client.post(given(client, 3))
    Record.objects.filter(pk=Record.objects.latest("pk").pk).update(batch=ImportRun.objects.get())
    assert [finding.code for finding in journal_findings()] == ["unseen"]


def test_no_kind_has_another_way_to_its_records() -> None:
    others = [kind.name for kind in list_kinds() if not isinstance(kind.record._default_manager, ValidManager)]
    assert others == [] and Record._base_manager.model is Record


def test_a_step_grows_and_shrinks_with_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.base.database.batched_writes.AIMED", 0.2)
    pace = StepPace(size=40)
    pace.took(0.05)
    assert pace.size == 80
    pace.took(0.8)
    assert (pace.size, pace.longest) == (20, 0.8)
    pace.took(60)
    assert pace.size == 1


@pytest.mark.django_db
def test_a_step_is_one_transaction() -> None:
    with StepPace().step():
        assert connection.in_atomic_block
        assert not transaction.get_rollback()
    assert timezone.now()


@pytest.mark.django_db
def test_no_garbage_is_collected_while_a_step_holds_the_database() -> None:
    assert gc.isenabled()
    with StepPace().step():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), StepPace().step():
        1 / 0  # noqa: B018
    assert gc.isenabled()


@pytest.mark.django_db
def test_what_the_index_needs_is_loaded_before_the_first_step(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dictionary takes half a second to load, and nobody else could save meanwhile."""
    events: list[str] = []
    took = StepPace.took
    monkeypatch.setattr("luoshi.kernel.search.actions.load_readings", lambda: events.append("readings"))
    monkeypatch.setattr(StepPace, "took", lambda pace, seconds: (events.append("step"), took(pace, seconds)))
    half(office, monkeypatch)
    assert events == ["readings", "step", "step", "step"]
