"""The one door: a declared step by those who may, all of it or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry, Once
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.history.queries.history import record_events
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.values import declared_parameters
from luoshi.kernel.steps.actions.idempotency import StepResult
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from office import NOW, TODAY, Office

ASKED = {"title": "建议增设科普活动室", "words": "周末孩子没有去处", "channel": "hotline", "speaker": "王小明"}


def file(office: Office, **more: object) -> StepResult:
    given = {**ASKED, "unit": office.units["desk"].pk, **more}
    return begin(get_kind("appeals"), office.actor("supervisor"), given, at=NOW)


def assign(office: Office, record: Record, **more: object) -> StepResult:
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    return take(record, "assign", office.actor("supervisor"), given, at=NOW, **more)  # type: ignore[arg-type]


def state(record: Record) -> tuple[str, int, int]:
    fresh = Appeal.objects.get(pk=record.pk)
    return fresh.state, fresh.version, Entry.objects.filter(record=record).count()


def test_an_appeal_goes_its_way_and_each_step_is_journaled(office: Office) -> None:
    record = file(office).record
    take(assign(office, record).record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    take(record, "tell", office.actor("clerk"), {"told": "2026-03-20", "how": "电话"}, at=NOW)
    closed = take(record, "close", office.actor("supervisor"), {"mark": "4"}, at=NOW).record
    assert (closed.state, closed.closed, closed.version, closed.number) == ("closed", NOW, 5, "诉2026-0001")
    assert [(event.step, event.actor, event.version) for event in record_events(closed)] == [
        ("file", "杜察云", 1),
        ("assign", "杜察云", 2),
        ("answer", "柯干事", 3),
        ("tell", "柯干事", 4),
        ("close", "杜察云", 5),
    ]


@pytest.mark.control("8.1.4.4", "the same request twice does the thing once")
def test_the_same_request_twice_does_the_thing_once(office: Office) -> None:
    key, given = uuid4(), {**ASKED, "unit": office.units["desk"].pk}
    first = begin(get_kind("appeals"), office.actor("supervisor"), given, at=NOW, once=key)
    again = begin(get_kind("appeals"), office.actor("supervisor"), given, at=NOW + timedelta(minutes=1), once=key)
    assert (again.record, again.entry, again.repeated) == (first.record, first.entry, True)
    assert Appeal.objects.count() == 1


def test_a_key_used_for_another_request_is_refused(office: Office) -> None:
    key = uuid4()
    record = file(office).record
    assign(office, record, once=key)
    with pytest.raises(RecordError) as caught:
        take(record, "recall", office.actor("supervisor"), {"reason": "另作安排"}, at=NOW, once=key)
    assert (caught.value.code, state(record)) == ("repeated", ("assigned", 2, 2))


@pytest.mark.control("8.1.4.4", "another's key of a request says nothing of mine")
def test_another_persons_key_says_nothing_about_mine(office: Office) -> None:
    key = uuid4()
    record = file(office).record
    assign(office, record, once=key)
    take(record, "answer", office.actor("clerk"), {"answer": "好"}, at=NOW, once=key)
    assert (state(record)[0], Once.objects.count()) == ("answered", 2)


def test_a_step_that_begins_a_duty_writes_the_record_once(office: Office) -> None:
    days = declared_parameters()["appeals.answer_days"]
    set_value(days, None, "5", TODAY, "本县规定", office.actor("admin"), at=NOW)
    record = file(office).record
    with CaptureQueriesContext(connection) as sent:
        record = assign(office, record).record
    written = [statement["sql"] for statement in sent if 'UPDATE "records_record"' in str(statement["sql"])]
    assert (len(written), record.due) == (1, date(2026, 3, 27))
    assert Record.objects.get(pk=record.pk).due == Occurrence.objects.get(duty__record=record.pk).due == record.due
    dropped = take(record, "recall", office.actor("supervisor"), {"reason": "另作安排"}, at=NOW).record
    assert (dropped.due, Record.objects.get(pk=record.pk).due) == (None, None)
    assert Occurrence.objects.get(duty__record=record.pk).dropped == TODAY


def test_a_stale_page_is_told_who_changed_what(office: Office) -> None:
    record = file(office).record
    assign(office, record, seen=1)
    with pytest.raises(RecordError) as caught:
        take(record, "assign", office.actor("supervisor"), {}, at=NOW, seen=1)
    assert (caught.value.code, [change.step for change in caught.value.changes]) == ("changed", ["assign"])
    assert "杜察云" in caught.value.what and state(record) == ("assigned", 2, 2)


@pytest.mark.parametrize("who", ["stranger", "auditor", "admin", "leader", "collector", "outside"])
def test_a_step_of_the_desk_is_refused_to_all_others(office: Office, who: str) -> None:
    record = file(office).record
    with pytest.raises(RecordError) as caught:
        take(record, "assign", office.actor(who), {"grade": "ordinary", "unit": office.units["kexie"].pk}, at=NOW)
    assert caught.value.code == ("refused" if who == "auditor" else "missing")
    assert state(record)[:2] == ("received", 1)


def test_what_is_missing_is_named_field_by_field_and_nothing_is_saved(office: Office) -> None:
    record = file(office).record
    with pytest.raises(RecordError) as caught:
        take(record, "assign", office.actor("supervisor"), {"grade": "huge"}, at=NOW)
    assert (caught.value.code, sorted(caught.value.fields)) == ("incomplete", ["grade", "unit"])
    assert state(record) == ("received", 1, 1)


def test_a_guard_gives_its_reason_and_nothing_is_saved(office: Office) -> None:
    shift = {"day": TODAY + timedelta(days=1), "part": "day", "owner": str(office.posts["clerk"])}
    record = begin(get_kind("shifts"), office.actor("supervisor"), shift, at=NOW).record
    with pytest.raises(RecordError, match="还没到这个班次的日期") as caught:
        take(record, "start", office.actor("clerk"), {}, at=NOW)
    record.refresh_from_db()
    assert (caught.value.code, record.state, record.version) == ("guarded", "planned", 1)


@pytest.mark.control("8.1.4.3 c-d", "no journal, no act")
def test_an_act_without_a_journal_cannot_be(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    record = file(office).record
    monkeypatch.setattr("luoshi.kernel.steps.actions.stages.journal_act", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        assign(office, record)
    assert state(record) == ("received", 1, 1)


@pytest.mark.control("8.1.4.7-8", "a protected name is neither in table nor journal")
def test_the_speakers_name_is_neither_in_the_table_nor_in_the_journal(office: Office) -> None:
    from django.db import connection

    record = file(office).record
    with connection.cursor() as cursor:
        cursor.execute("SELECT speaker FROM appeals_appeal")
        stored = cursor.fetchone()[0]
    assert "王小明" not in stored and Appeal.objects.get(pk=record.pk).speaker == "王小明"
    assert not Entry.objects.filter(payload__data__contains="王小明").exists()
