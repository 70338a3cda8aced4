"""An import is taken back by one journaled step: what nobody touched since goes, the rest stays and is named."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeal_factory import filed
from exported_lists import changed, export, upload
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions import staged
from luoshi.desk.bulk.actions.bulk import begin_many, in_steps
from luoshi.desk.bulk.back import actions
from luoshi.desk.bulk.back.actions import can_take_back, take_back
from luoshi.desk.bulk.back.queries import may_take_back
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.privacy.erasing.actions import blank_values
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from many_appeals import signed_in, workbook
from office import NOW, TODAY, Office

HEADS = ["标题*", "诉求内容*", "渠道*", "反映人", "联系方式", "受理单位*"]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def brought_in(client: Client, count: int = 3, title: str = "活动室") -> ImportRun:
    rows = [
        [f"第{at}件{title}", "周末没有去处", "热线电话", "王小明", 13800138000, "云岭县督查室"] for at in range(count)
    ]
    file = SimpleUploadedFile("诉求.xlsx", workbook([HEADS, *rows]))
    client.post(client.post("/appeals/import/", {"file": file})["Location"])
    return ImportRun.objects.latest("pk")


def back(office: Office, run: ImportRun, who: str = "supervisor", reason: str = "传错了表") -> int:
    return take_back(run, get_kind("appeals"), office.actor(who), reason, at=NOW)


def assign(office: Office, record: Any) -> None:
    take(record, "assign", office.actor("supervisor"), {"grade": "urgent", "unit": office.units["kexie"].pk}, at=NOW)


def test_what_nobody_touched_goes_and_the_rest_stays_with_a_link(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    run = brought_in(client)
    first, second, third = Appeal.objects.order_by("pk")
    assign(office, second)
    page = client.get(f"/appeals/import/{run.pk}/").content.decode()
    assert f"/appeals/import/{run.pk}/back/" in page
    page = client.get(f"/appeals/import/{run.pk}/back/").content.decode()
    assert "1 record that somebody has touched since stays." in page and "Changed since the import." in page
    assert f'href="/appeals/{second.pk}/"' in page and f'href="/appeals/{first.pk}/"' not in page
    assert client.post(f"/appeals/import/{run.pk}/back/", {"reason": ""}).status_code == 422
    assert Appeal.objects.count() == 3
    assert client.post(f"/appeals/import/{run.pk}/back/", {"reason": "传错了表"}).status_code == 302
    assert [appeal.pk for appeal in Appeal.objects.all()] == [second.pk]
    assert client.get(f"/appeals/{first.pk}/").status_code == 404
    gone = Record._base_manager.filter(pk__in=[first.pk, third.pk])
    assert all(record.erased and record.batch_id == run.pk and "活动" not in record.title for record in gone)
    run.refresh_from_db()
    assert (run.state, run.written, run.back.step) == (ImportRun.OUT, 2, "import.back")
    said = json.loads(Entry.objects.select_related("payload").get(step="import.back").payload.data)
    assert (said["count"], said["left"], said["reason"]) == (2, 1, "传错了表")
    assert not Entry.objects.filter(step="import.out").exists() and Entry.objects.filter(step="erase").count() == 2
    page = client.get(f"/appeals/import/{run.pk}/", follow=True).content.decode()
    assert "was taken back by 杜察云" in page and f'href="/appeals/{second.pk}/"' in page
    assert "taken back" in client.get("/appeals/import/").content.decode()
    assert [finding for finding in journal_findings() if finding.code != "erased"] == []


def test_numbers_are_void_and_the_sheet_comes_in_again_as_new(office: Office) -> None:
    client = signed_in(office, "supervisor")
    before = {appeal.number for appeal in Appeal.objects.all()}
    run = brought_in(client, 2)
    void = {appeal.number for appeal in Appeal.objects.all()} - before
    assert back(office, run) == 2
    brought_in(client, 2)
    again = {appeal.number for appeal in Appeal.objects.all()}
    assert len(again) == 2 and again.isdisjoint(void)


def test_messages_are_withdrawn(office: Office) -> None:
    run = brought_in(signed_in(office, "supervisor"), 1)
    record = Appeal.objects.get()
    Message.objects.create(
        person=office.people["clerk"], code="appeals.word", record=record, occasion="x", at=NOW, values={}
    )
    assert back(office, run) == 1 and not Message.objects.filter(record=record.pk).exists()


def test_taken_back_twice_is_refused(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    run = brought_in(client)
    back(office, run)
    with pytest.raises(RecordError) as refused:
        back(office, run)
    assert refused.value.code == "changed"
    answer = client.post(f"/appeals/import/{run.pk}/back/", {"reason": "再来"})
    assert answer.status_code in (409, 422) and Entry.objects.filter(step="import.back").count() == 1


def test_nothing_left_to_take_back_is_refused_and_writes_nothing(office: Office) -> None:
    run = brought_in(signed_in(office, "supervisor"), 1)
    assign(office, Appeal.objects.get())
    with pytest.raises(RecordError) as refused:
        back(office, run)
    assert refused.value.code == "incomplete" and not Entry.objects.filter(step="import.back").exists()
    with pytest.raises(RecordError):
        back(office, run, reason="  ")


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "admin", "outside", "collector", "stranger"])
def test_who_did_not_make_it_may_not_take_it_back(office: Office, who: str) -> None:
    run = brought_in(signed_in(office, "supervisor"))
    assert signed_in(office, who).get(f"/appeals/import/{run.pk}/back/").status_code == 404
    assert signed_in(office, who).post(f"/appeals/import/{run.pk}/back/", {"reason": "x"}).status_code == 404
    with pytest.raises(RecordError):
        back(office, run, who)
    assert Appeal.objects.count() == 3


def test_the_supervision_office_takes_back_what_another_made(office: Office) -> None:
    run = brought_in(signed_in(office, "supervisor"))
    ImportRun.objects.filter(pk=run.pk).update(person=office.people["clerk"])
    run.refresh_from_db()
    kind = get_kind("appeals")
    assert may_take_back(kind, run, office.actor("supervisor"), TODAY)
    assert back(office, run) == 3


def test_a_link_from_another_record_keeps_it(office: Office) -> None:
    run = brought_in(signed_in(office, "supervisor"), 2)
    first, _second = Appeal.objects.order_by("pk")
    given = {"unit": office.units["kexie"].pk, "words": "请抓紧", "about": first.number, "whose": "林分管"}
    given |= {"given": "2026-03-20", "by": "2026-04-20"}
    begin(get_kind("instructions"), office.actor("supervisor"), given, at=NOW)
    assert back(office, run) == 1
    assert [appeal.pk for appeal in Appeal.objects.all()] == [first.pk]
    page = signed_in(office, "supervisor", "en").get(f"/appeals/import/{run.pk}/back/").content.decode()
    assert "Another record links to it" in page


def test_looking_at_a_record_does_not_keep_it(office: Office) -> None:
    client = signed_in(office, "supervisor")
    run = brought_in(client, 1)
    client.post(f"/appeals/{Appeal.objects.get().pk}/look/", {"reason": "核对"})
    assert back(office, run) == 1


def test_a_long_import_is_out_of_sight_at_once_and_erased_by_the_worker(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    client = signed_in(office, "supervisor")
    run = brought_in(client, 5)
    queued: list[int] = []
    monkeypatch.setattr(type(staged.write_later), "enqueue", lambda self, pk: queued.append(pk))
    back(office, run)
    assert not Appeal.objects.exists() and queued == [run.pk]
    assert Record._base_manager.filter(batch=run, erased=None).count() == 5
    assert staged.carry_on(run.pk)
    run.refresh_from_db()
    assert run.state == ImportRun.OUT and not Record._base_manager.filter(batch=run, erased=None).exists()


def test_a_step_on_what_was_taken_back_is_refused(office: Office) -> None:
    run = brought_in(signed_in(office, "supervisor"), 1)
    record = Appeal.objects.get()  # a page that is still open
    back(office, run)
    with pytest.raises(RecordError):
        assign(office, record)


def test_a_failure_in_the_middle_takes_nothing_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = brought_in(signed_in(office, "supervisor"))

    def fails(*args: Any, **more: Any) -> None:
        raise OSError("cut")

    monkeypatch.setattr(actions, "journal_act", fails)
    with pytest.raises(OSError, match="cut"):
        back(office, run)
    run.refresh_from_db()
    assert Appeal.objects.count() == 3 and (run.state, run.back) == (ImportRun.DONE, None)


def test_changes_are_taken_back_by_the_same_step(office: Office) -> None:
    first, second, third = filed(office, 3)
    client = signed_in(office, "supervisor", "en")
    cells = [(record.number, "Title", f"新{record.pk}") for record in (first, second, third)]
    client.post(upload(client, changed(export(client), *cells)), {"reason": "核对"})
    run = ImportRun.objects.get()
    take(second, "put_right", office.actor("supervisor"), {"title": "又改", "reason": "x"}, at=NOW)
    page = client.get(f"/appeals/import/{run.pk}/back/").content.decode()
    assert "2 records get their values from before the import again." in page
    client.post(f"/appeals/import/{run.pk}/back/", {"reason": "传错了表"})
    assert {appeal.pk: (appeal.title, appeal.version) for appeal in Appeal.objects.all()} == {
        first.pk: (first.title, 3),
        second.pk: ("又改", 3),
        third.pk: (third.title, 3),
    }
    run.refresh_from_db()
    assert run.state == ImportRun.DONE and run.back is not None
    page = client.get(f"/appeals/import/{run.pk}/back/").content.decode()
    assert f'href="/appeals/{second.pk}/"' in page and "Changed since the import." in page
    with pytest.raises(RecordError):
        back(office, run)


def test_a_change_that_the_door_refuses_to_take_back_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (record,) = filed(office, 1)
    other = filed(office, 1)[0]
    client = signed_in(office, "supervisor", "en")
    cells = [(record.number, "Title", "新的"), (other.number, "Title", "另一个")]
    client.post(upload(client, changed(export(client), *cells)), {"reason": "核对"})

    def refuses(one: Any, *args: Any, **more: Any) -> Any:
        if one.pk == record.pk:
            raise RecordError("refused", "不能这样改")
        return take(one, *args, **more)

    monkeypatch.setattr(actions, "take", refuses)
    run = ImportRun.objects.get()
    assert back(office, run) == 1
    assert (run.lines.get().record_id, run.lines.get().said) == (record.pk, "不能这样改")
    assert "不能这样改" in client.get(f"/appeals/import/{run.pk}/back/").content.decode()
    assert Appeal.objects.get(pk=record.pk).title == "新的"


def test_an_import_whose_step_does_more_is_not_taken_back() -> None:
    kinds = {name: get_kind(name) for name in ("appeals", "inspections", "aids")}
    assert {name: can_take_back(kind, kind.cycle.first) for name, kind in kinds.items()} == {
        "appeals": True,
        "inspections": False,
        "aids": False,
    }


def test_what_cannot_be_emptied_again_is_neither_written_in_steps_nor_taken_back() -> None:
    offered = [
        (kind, step)
        for kind in list_kinds()
        for step in kind.cycle.all_steps
        if step.begins and (in_steps(kind, step) or can_take_back(kind, step))
    ]
    assert {kind.name for kind, _step in offered} >= {"appeals", "activities", "contracts"}
    for kind, _step in offered:
        assert blank_values(kind) is not None, kind.name  # a column that cannot be emptied is refused here
    instructions = get_kind("instructions")
    assert not can_take_back(instructions, instructions.cycle.first)


def test_the_page_needs_as_many_queries_for_many(office: Office) -> None:
    def queries(count: int) -> int:
        client = signed_in(office, "supervisor")
        run = brought_in(client, count, f"{count}号")
        for record in Appeal.objects.filter(pk__in=run.lines.values("record"))[1:]:
            assign(office, record)
        client.get(f"/appeals/import/{run.pk}/back/")
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/appeals/import/{run.pk}/back/").status_code == 200
        return len(found)

    assert queries(12) <= queries(3)


@pytest.mark.django_db(transaction=True)
def test_of_a_step_and_the_taking_back_at_once_one_wins(real_office: Office) -> None:
    run = brought_in(signed_in(real_office, "supervisor"), 1)
    record = Appeal.objects.get()

    def attempt(which: str) -> str:
        try:
            if which == "back":
                back(real_office, run)
            else:
                assign(real_office, record)
        except RecordError as error:
            return error.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip(("back", "step"), pool.map(attempt, ("back", "step")), strict=True))
    assert sorted(code == "done" for code in outcomes.values()) == [False, True], outcomes
    assert Appeal.objects.filter(state="assigned").exists() == (outcomes["step"] == "done")


def test_what_was_made_otherwise_is_no_import(office: Office) -> None:
    begin_many(
        get_kind("appeals"),
        office.actor("supervisor"),
        [{"title": "甲", "words": "x", "channel": "hotline", "unit": "desk"}],
        at=NOW,
    )
    assert signed_in(office, "supervisor").get("/appeals/import/1/back/").status_code == 404
