"""A sheet takes a step on records that are there, each with its own values, through the one door, all at one moment."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions import step_lines
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.actions.imports import keep_import
from luoshi.desk.bulk.actions.step_lines import check_steps, take_lines
from luoshi.desk.bulk.actions.trial import try_lines
from luoshi.desk.lists.views.models import BulkRow, BulkRun, ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from many_appeals import lines_of, signed_in, workbook
from office import NOW, Office

HEADS = ["编号或名称", "等级", "承办单位"]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def entered(office: Office, *titles: str) -> list[Any]:
    rows = [{"title": title, "words": "周末没有去处", "channel": "hotline", "unit": "desk"} for title in titles]
    return begin_many(get_kind("appeals"), office.actor("supervisor"), rows, at=NOW)


def assign() -> Any:
    return get_kind("appeals").cycle.by_name["assign"]


def upload(client: Client, *lines: list[Any]) -> str:
    template = b"".join(client.get("/appeals/import/template/?step=assign").streaming_content)
    heads = [str(head).rstrip("*") for head in lines_of(template)[2]][:3]
    data = SimpleUploadedFile("交办.xlsx", workbook([heads, *lines]))
    answer = client.post("/appeals/import/?step=assign", {"file": data})
    assert answer.status_code == 302, answer.content.decode().split("<main")[1][:3000]
    return str(answer["Location"])


def test_a_step_is_taken_on_each_record_with_its_own_values(office: Office) -> None:
    first, second, third = entered(office, "图书角", "活动室", "宣传栏")
    client = signed_in(office, "supervisor", "en")
    there = upload(
        client,
        [first.number, "一般", "云岭县科学技术协会"],
        ["活动室", "紧急", "bureau"],
        [third.number, "没有的等级", "bureau"],
    )
    page = client.get(there).content.decode()
    assert "2 rows are right and new. 1 row is refused." in page and f'href="/appeals/{first.pk}/"' in page
    assert not Entry.objects.filter(step="assign").exists()
    assert client.post(there).status_code == 422  # one row is refused
    answer = client.post(there, {"partly": "on"})
    assert answer.status_code == 302 and "/bulk/" in answer["Location"]
    found = {appeal.pk: appeal for appeal in Appeal.objects.all()}
    assert (found[first.pk].state, found[first.pk].unit_id) == ("assigned", office.units["kexie"].pk)
    assert (found[second.pk].state, found[second.pk].unit_id) == ("assigned", office.units["bureau"].pk)
    assert found[third.pk].state == "received" and Entry.objects.filter(step="assign").count() == 2
    assert list(BulkRow.objects.values_list("result", flat=True)) == [BulkRow.DONE] * 2
    again = upload(client, [first.number, "一般", "云岭县科学技术协会"])
    assert "cannot be done now" in client.get(again).content.decode()  # the same sheet changes nothing
    assert client.post(again, {"partly": "on"}).status_code == 422
    assert Entry.objects.filter(step="assign").count() == 2


def test_a_confirmation_sent_twice_takes_the_step_once(office: Office) -> None:
    (one,) = entered(office, "图书角")
    client = signed_in(office, "supervisor", "en")
    there = upload(client, [one.number, "一般", "kexie"])
    client.post(there)
    client.post(there)
    assert Entry.objects.filter(step="assign").count() == 1 and BulkRun.objects.count() == 1


def test_what_changed_since_the_trial_is_left_and_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = entered(office, "图书角", "活动室")
    client = signed_in(office, "supervisor", "en")
    there = upload(client, [one.number, "一般", "kexie"], [other.number, "一般", "kexie"])
    Appeal.objects.filter(pk=one.pk).update(state="closed")
    refused = client.post(there)
    assert refused.status_code == 422 and not Entry.objects.filter(step="assign").exists()
    assert ImportRun.objects.get().entry is None


@pytest.mark.parametrize("who", ["auditor", "admin", "outside", "collector"])
def test_who_may_not_take_the_step_has_no_sheet_for_it(office: Office, who: str) -> None:
    client = signed_in(office, who)
    assert client.get("/appeals/import/?step=assign").status_code == 404
    assert client.get("/appeals/import/?step=nosuch").status_code == 404


def test_a_record_that_one_may_not_see_is_unknown_and_one_of_another_state_is_refused(office: Office) -> None:
    (one,) = entered(office, "图书角")
    rows = [
        (2, {"_record": one.number, "grade": "ordinary", "unit": "kexie"}),
        (3, {"_record": "诉2026-9999"}),
        (4, {}),
    ]
    hidden, unknown, empty = check_steps(get_kind("appeals"), assign(), office.actor("clerk"), rows, at=NOW)
    assert hidden.wrong["_record"] == [unknown.wrong["_record"][0].replace("诉2026-9999", one.number)]
    assert list(empty.wrong) == ["_record"]


def test_one_record_stands_in_one_line(office: Office) -> None:
    (one,) = entered(office, "图书角")
    line = {"_record": one.number, "grade": "ordinary", "unit": "kexie"}
    first, second = check_steps(
        get_kind("appeals"),
        assign(),
        office.actor("supervisor"),
        [(2, line), (3, {**line, "_record": "图书角"})],
        at=NOW,
    )
    assert not first.wrong and "2" in second.wrong["_record"][0]


def test_a_field_that_the_step_does_not_ask_is_refused(office: Office) -> None:
    (one,) = entered(office, "图书角")
    line = {"_record": one.number, "grade": "ordinary", "unit": "kexie", "title": "别的"}
    (row,) = check_steps(get_kind("appeals"), assign(), office.actor("supervisor"), [(2, line)], at=NOW)
    assert list(row.wrong) == ["title"]


def kept(office: Office, records: list[Any]) -> ImportRun:
    kind, actor = get_kind("appeals"), office.actor("supervisor")
    rows = [
        (at, {"_record": record.number, "grade": "ordinary", "unit": "kexie"}) for at, record in enumerate(records, 2)
    ]
    _checked, lines = try_lines(kind, actor, rows, at=NOW, step=assign())
    return keep_import(kind, actor, "交办.xlsx", "0" * 64, lines, at=NOW, step=assign())


def taken(office: Office, run: ImportRun) -> BulkRun | None:
    return take_lines(run, get_kind("appeals"), office.actor("supervisor"), uuid4(), at=NOW)


def nothing_taken(run: ImportRun) -> bool:
    run.refresh_from_db()
    untouched = {appeal.state for appeal in Appeal.objects.all()} == {"received"}
    entries = Entry.objects.filter(step__in=("assign", "import"))
    return untouched and not entries.exists() and not BulkRun.objects.exists() and run.state == ImportRun.ASKED


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_failure_in_the_middle_leaves_nothing_half_done(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    run, write, calls = kept(office, entered(office, "甲", "乙", "丙")), Took.write, list[object]()

    def fails(self: Any) -> None:
        calls.append(self)
        if len(calls) == place + 1:
            raise OSError("cut")
        write(self)

    monkeypatch.setattr(Took, "write", fails)
    with pytest.raises(OSError, match="cut"):
        taken(office, run)
    monkeypatch.setattr(Took, "write", write)
    assert nothing_taken(run)
    assert taken(office, run) is not None and Entry.objects.filter(step="assign").count() == 3


def test_one_line_that_is_refused_at_the_end_takes_nothing(office: Office) -> None:
    first, second = entered(office, "甲", "乙")
    run = kept(office, [first, second])
    take(second, "put_right", office.actor("supervisor"), {"title": "丁", "reason": "x"}, at=NOW)
    with pytest.raises(RecordError) as refused:
        taken(office, run)
    assert refused.value.code == "changed" and "3" in refused.value.what and nothing_taken(run)
    client = signed_in(office, "supervisor", "en")
    there = f"/appeals/import/{run.pk}/"
    assert client.post(there).status_code == 409  # nothing is saved, and the rows are checked again
    assert nothing_taken(run)
    assert client.post(there).status_code == 302 and Entry.objects.filter(step="assign").count() == 2


def test_a_sheet_of_too_many_rows_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_lines, "MOST_STEPS", 2)
    run = kept(office, entered(office, "甲", "乙", "丙"))
    with pytest.raises(RecordError, match="2"):
        taken(office, run)
    assert nothing_taken(run)


def test_taken_at_once_it_has_the_effects_of_each_by_itself(office: Office) -> None:
    together, alone = entered(office, "甲", "乙"), entered(office, "丙", "丁")
    taken(office, kept(office, together))
    for record in alone:
        take(record, "assign", office.actor("supervisor"), {"grade": "ordinary", "unit": "kexie"}, at=NOW)

    def effects(record: Any) -> tuple[object, ...]:
        appeal = Appeal.objects.get(pk=record.pk)
        entries = Entry.objects.filter(record=record.pk).order_by("pk").values_list("step", "version", "payload__data")
        duties = Occurrence.objects.filter(duty__record=record.pk).values_list("duty__name", "due", "unit", "settled")
        messages = Message.objects.filter(record=record.pk).values_list("code", "post", "person", "asks", "values")
        values = {field.attname: getattr(appeal, field.attname) for field in appeal._meta.concrete_fields}
        own = {name: value for name, value in values.items() if name not in ("id", "record_ptr_id", "number", "title")}
        return own, list(entries)[1:], list(duties), list(messages)

    assert [effects(record) for record in together] == [effects(record) for record in alone]


def test_a_run_by_a_sheet_is_taken_back_from_its_page(office: Office) -> None:
    run = taken(office, kept(office, entered(office, "甲", "乙")))
    assert run is not None and run.finished == NOW and {row.result for row in run.rows.all()} == {BulkRow.DONE}
    assert [row.version for row in run.rows.all()] == [2, 2]
    assert signed_in(office, "supervisor").get(f"/appeals/bulk/{run.pk}/").status_code == 200


def test_many_records_need_few_queries_to_be_found(office: Office) -> None:
    def queries(rows: list[Any]) -> int:
        with CaptureQueriesContext(connection) as found:
            checked = check_steps(get_kind("appeals"), assign(), office.actor("supervisor"), rows, at=NOW)
        assert not [row.wrong for row in checked if row.wrong]
        return len(found)

    records = entered(office, *(f"第{at}件" for at in range(330)))
    lines = [
        (at, {"_record": record.number, "grade": "ordinary", "unit": "kexie"}) for at, record in enumerate(records)
    ]
    few, many = queries(lines[:30]), queries(lines[30:])
    assert many <= few + 8, (few, many)
