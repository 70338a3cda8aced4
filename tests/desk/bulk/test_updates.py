"""An exported list comes back: each changed cell is shown, and the records are put right through the one door."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from appeal_factory import filed
from exported_lists import changed, export, upload
from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.workbooks import read_rows
from luoshi.desk.bulk.actions import updates
from luoshi.desk.bulk.actions.imports import keep_import
from luoshi.desk.bulk.actions.updates import take_updates, try_updates
from luoshi.desk.bulk.exported_sheets import read_exported_list
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.bulk.list_sheets import cell_form
from luoshi.desk.bulk.rules import read_stamp, stamp_line
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.search.queries import matching_records
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from many_appeals import lines_of, signed_in
from office import NOW, TODAY, Office


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def lines(data: bytes, office: Office, who: str = "supervisor") -> list[KeptLine]:
    exported = read_exported_list(get_kind("appeals"), read_rows(data, 5000), 5000)
    assert exported is not None
    return try_updates(get_kind("appeals"), office.actor(who), exported.lines, at=NOW)[1]


def put_right(office: Office, record: Any, who: str = "supervisor", **given: Any) -> Any:
    return take(record, "put_right", office.actor(who), {**given, "reason": "笔误"}, at=NOW).record


def test_each_changed_cell_is_shown_and_the_rest_stays(office: Office) -> None:
    first, second, third = filed(office, 3)
    client = signed_in(office, "supervisor", "en")
    data = changed(export(client), (first.number, "Title", "新的标题"), (second.number, "Channel", "Letter"))
    there = upload(client, data)
    page = client.get(there).content.decode()
    assert "2 rows change their records. 1 row is unchanged." in page
    assert f"Title: “{first.title}” → “新的标题”" in page and "Channel: “Hotline” → “Letter”" in page
    assert f'href="/appeals/{first.pk}/"' in page and "Nothing has been saved yet." in page
    assert not Entry.objects.filter(step="put_right").exists()
    refused = client.post(there)  # no reason
    assert refused.status_code == 422 and not Entry.objects.filter(step="put_right").exists()
    assert client.post(there, {"reason": "核对原件"}).status_code == 302
    found = {appeal.pk: appeal for appeal in Appeal.objects.all()}
    assert (found[first.pk].title, found[first.pk].version) == ("新的标题", 2)
    assert (found[second.pk].channel, found[second.pk].version) == ("letter", 2)
    assert found[third.pk].version == 1
    assert Entry.objects.filter(step="put_right").count() == 2 and Entry.objects.filter(step="import").count() == 1
    assert "Changed from “诉求.xlsx”" in client.get(there).content.decode()
    client.post(there, {"reason": "核对原件"})
    assert Entry.objects.filter(step="put_right").count() == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("asked_in", ["zh-hans", "en"])
def test_the_same_sheet_again_changes_nothing(office: Office, language: str, asked_in: str) -> None:
    (record, *_others) = filed(office, 2)
    take(record, "assign", office.actor("supervisor"), {"grade": "urgent", "unit": office.units["kexie"].pk}, at=NOW)
    take(record, "answer", office.actor("clerk"), {"answer": "列入\n计划 _x0041_"}, at=NOW)
    take(record, "tell", office.actor("clerk"), {"told": "2026-03-20", "how": "电话"}, at=NOW)
    data = export(signed_in(office, "supervisor", language))
    client = signed_in(office, "supervisor", asked_in)
    there = upload(client, data)
    assert [line.fate for line in lines(data, office)] == ["there", "there"]
    page = client.get(there).content.decode()
    assert 'name="reason"' not in page
    assert client.post(there, {"reason": "没有"}).status_code == 422
    assert not Entry.objects.filter(step__in=("put_right", "import")).exists()


def test_the_sheet_that_was_taken_is_unchanged_then(office: Office) -> None:
    (record,) = filed(office, 1)
    client = signed_in(office, "supervisor")
    data = changed(export(client), (record.number, "标题", "新的标题"))
    client.post(upload(client, data), {"reason": "核对"})
    assert [line.fate for line in lines(data, office)] == ["there"]
    again = changed(data, (record.number, "标题", "又一个"))  # one's own change does not make the sheet stale
    assert [line.fate for line in lines(again, office)] == ["changed"]


@pytest.mark.parametrize(
    "head, value",
    [
        ("State", "Closed"),
        ("Unit", "云岭县教育局"),
        ("Opened", "2020-01-01"),
        ("Due", "2030-01-01"),
        ("Light", "late"),
        ("Speaker (protected)", "李四"),
    ],
)
def test_what_is_told_by_the_record_is_refused_by_name_when_changed(office: Office, head: str, value: Any) -> None:
    (record,) = filed(office, 1)
    client = signed_in(office, "supervisor", "en")
    there = upload(client, changed(export(client), (record.number, head, value), (record.number, "Title", "新的")))
    page = client.get(there).content.decode()
    assert f"{head}: A sheet does not change this" in page and "李四" not in page
    assert client.post(there, {"reason": "核对", "partly": "on"}).status_code == 422
    assert Appeal.objects.get().version == 1


def test_what_passes_with_the_days_is_no_change(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (record,) = filed(office, 1)
    Appeal.objects.update(due=TODAY + timedelta(days=9))
    data = export(signed_in(office, "supervisor"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=90))
    assert record.number and lines_of(export(signed_in(office, "supervisor")))[3] != lines_of(data)[3]  # it is late
    assert [line.fate for line in lines(data, office)] == ["there"]


def test_what_another_changed_since_the_export_is_not_overwritten(office: Office) -> None:
    (record, other) = filed(office, 2)
    client = signed_in(office, "supervisor", "en")
    data = changed(export(client), (record.number, "Title", "新的"), (other.number, "Title", "另一个"))
    take(record, "assign", office.actor("supervisor"), {"grade": "urgent", "unit": office.units["kexie"].pk}, at=NOW)
    take(record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    stale, fresh = lines(data, office)[::-1] if lines(data, office)[0].record == other.pk else lines(data, office)
    assert (stale.fate, fresh.fate) == ("refused", "changed")
    assert "导出之后，柯干事在 2026-03-20 10:00 改过" in stale.wrong["number"][0]
    there = upload(client, data)
    client.post(there, {"reason": "核对", "partly": "on"})
    assert {appeal.pk: appeal.title for appeal in Appeal.objects.all()} == {
        record.pk: record.title,
        other.pk: "另一个",
    }


def test_what_another_changed_between_trial_and_decision_is_not_overwritten(office: Office) -> None:
    first, second = filed(office, 2)
    client = signed_in(office, "supervisor", "en")
    data = changed(
        export(client),
        (first.number, "Title", "新的"),
        (second.number, "Title", "另一个"),
        without="Version of the record",
    )
    there = upload(client, data)
    put_right(office, second, title="别人改的")
    answer = client.post(there, {"reason": "核对"})
    assert answer.status_code in (409, 422) and "Changed in the meantime" in answer.content.decode()
    assert not Entry.objects.filter(step="import").exists()
    assert Appeal.objects.get(pk=first.pk).version == 1 and Appeal.objects.get(pk=second.pk).title == "别人改的"


def test_a_failure_in_the_middle_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    records = filed(office, 3)
    client = signed_in(office, "supervisor")
    data = changed(export(client), *((record.number, "标题", f"新{record.pk}") for record in records))
    there, write, calls = upload(client, data), Took.write, list[object]()

    def fails(self: Any) -> None:
        calls.append(self)
        if len(calls) == 3:
            raise OSError("cut")
        write(self)

    monkeypatch.setattr(Took, "write", fails)
    with pytest.raises(OSError, match="cut"):
        client.post(there, {"reason": "核对"})
    assert not Entry.objects.filter(step__in=("put_right", "import")).exists()
    assert {appeal.version for appeal in Appeal.objects.all()} == {1}
    assert ImportRun.objects.get().state == ImportRun.ASKED
    monkeypatch.setattr(Took, "write", write)
    client.post(there, {"reason": "核对"})
    assert {appeal.version for appeal in Appeal.objects.all()} == {2}
    assert {appeal.title for appeal in Appeal.objects.all()} == {f"新{record.pk}" for record in records}


def test_changed_at_once_it_has_the_effects_of_the_form(office: Office) -> None:
    first, second, third = filed(office, 3)
    client = signed_in(office, "supervisor", "en")
    data = changed(export(client), (first.number, "Title", "新题"), (second.number, "Title", "新题"))
    client.post(upload(client, data), {"reason": "笔误"})
    put_right(office, third, title="新题")
    said = [
        Entry.objects.select_related("payload")
        .get(record=record.pk, step="put_right")
        .payload.data.replace(record.title, "")
        for record in (first, second, third)
    ]
    assert said[0] == said[1] == said[2]
    found = matching_records("新题", office.actor("supervisor"), TODAY)
    assert {record.pk for record in found} == {first.pk, second.pk, third.pk}


def test_a_wrong_value_an_emptied_cell_and_a_locked_state_are_refused_as_in_the_form(office: Office) -> None:
    first, second, third = filed(office, 3)
    take(third, "assign", office.actor("supervisor"), {"grade": "urgent", "unit": office.units["kexie"].pk}, at=NOW)
    take(third, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    take(third, "tell", office.actor("clerk"), {"told": "2026-03-20", "how": "电话"}, at=NOW)
    take(third, "close", office.actor("supervisor"), {"mark": "4"}, at=NOW)
    data = changed(
        export(signed_in(office, "supervisor", "en")),
        (first.number, "Channel", "没有的渠道"),
        (second.number, "Title", None),
        (third.number, "Informed on", date(2030, 1, 1)),
    )
    found = {line.record: line for line in lines(data, office)}
    assert list(found[first.pk].wrong) == ["channel"] and list(found[second.pk].wrong) == ["title"]
    assert list(found[third.pk].wrong) in (["told"], ["number"])


def test_who_may_not_put_right_is_refused(office: Office) -> None:
    (record,) = filed(office, 1)
    data = changed(export(signed_in(office, "supervisor")), (record.number, "标题", "新的"))
    client = signed_in(office, "clerk", "en")
    answer = client.post("/appeals/import/", {"file": SimpleUploadedFile("诉求.xlsx", data)})
    assert answer.status_code in (404, 422) and not ImportRun.objects.exists()


def test_an_unknown_number_a_line_without_one_and_the_same_twice_are_refused(office: Office) -> None:
    first, second, third = filed(office, 3)
    data = changed(
        export(signed_in(office, "supervisor")),
        (first.number, "编号", "诉2026-9999"),
        (second.number, "编号", third.number),
    )
    found = lines(data, office)
    assert sorted(line.fate for line in found) == ["refused", "refused", "there"]
    assert all(list(line.wrong) == ["number"] for line in found if line.wrong)
    empty = changed(export(signed_in(office, "supervisor")), (first.number, "编号", None))
    assert [line.wrong for line in lines(empty, office) if line.wrong]


@pytest.mark.parametrize("stamp", ["abc", "-1", "1-", "²"])
def test_a_stamp_that_is_none_is_refused(office: Office, stamp: str) -> None:
    (record,) = filed(office, 1)
    data = changed(export(signed_in(office, "supervisor")), (record.number, "记录版本", stamp))
    (line,) = lines(data, office)
    assert line.fate in ("refused", "there") and (stamp == "1-" or list(line.wrong) == ["_version"])


def test_a_column_that_no_export_has_is_refused(office: Office) -> None:
    filed(office, 1)
    book = load_workbook(io.BytesIO(export(signed_in(office, "supervisor"))))
    book.worksheets[0].cell(3, 30).value = "我的备注"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(RecordError, match="我的备注"):
        lines(file.getvalue(), office)


def test_refused_lines_come_back_as_a_sheet_that_can_be_uploaded(office: Office) -> None:
    first, second = filed(office, 2)
    client = signed_in(office, "supervisor", "en")
    data = changed(export(client), (first.number, "Title", "新的"), (second.number, "State", "Closed"))
    there = upload(client, data)
    back = b"".join(client.get(there + "refused/").streaming_content)
    heads, line = lines_of(back)[2:]
    assert heads[0] == "Number" and line[0] == second.number and "State: " in line[-1]
    mended = changed(back, (second.number, "State", "Received"), (second.number, "Title", "改好"))
    client.post(upload(client, mended), {"reason": "核对"})
    assert Appeal.objects.get(pk=second.pk).title == "改好" and Appeal.objects.get(pk=first.pk).version == 1


def test_a_sheet_that_changes_too_many_records_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    records = filed(office, 3)
    monkeypatch.setattr(updates, "MOST_STEPS", 2)
    data = changed(
        export(signed_in(office, "supervisor")), *((record.number, "标题", f"新{record.pk}") for record in records)
    )
    kind, actor = get_kind("appeals"), office.actor("supervisor")
    run = keep_import(kind, actor, "诉求", "0" * 64, lines(data, office), at=NOW, step=kind.cycle.by_name["put_right"])
    with pytest.raises(RecordError, match="2"):
        take_updates(run, kind, actor, "核对", at=NOW)
    assert {appeal.version for appeal in Appeal.objects.all()} == {1}


def test_many_lines_need_few_queries(office: Office) -> None:
    def queries(data: bytes) -> int:
        with CaptureQueriesContext(connection) as found:
            lines(data, office)
        return len(found)

    filed(office, 3)
    few = queries(export(signed_in(office, "supervisor")))
    filed(office, 9)
    assert queries(export(signed_in(office, "supervisor"))) <= few


def test_a_stamp_knows_its_version_and_its_passing_cells() -> None:
    assert stamp_line(3, []) == 3 and read_stamp("3", []) == (3, True) and read_stamp("", None) == (None, True)
    stamp = str(stamp_line(3, ["late", "x"]))
    assert read_stamp(stamp, ["late", "x"]) == (3, True) and read_stamp(stamp, None) == (3, True)
    assert read_stamp(stamp, ["late", "y"]) == (3, False) and read_stamp(stamp, ["latex", ""]) == (3, False)


def test_cells_have_one_form_before_and_after() -> None:
    assert cell_form(NOW) == "2026-03-20 10:00" and cell_form(date(2026, 3, 20)) == "2026-03-20"
    assert cell_form(None) == "" and cell_form(7) == "7" and cell_form("  a\r\nb ") == "a\nb"
