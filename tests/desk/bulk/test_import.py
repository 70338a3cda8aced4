"""A sheet is brought in whole or not at all, each row as if it had been typed."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import translation
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.workbooks import read_rows
from luoshi.desk.bulk.actions.imports import import_rows, keep_import
from luoshi.desk.bulk.import_sheets import by_columns, write_template
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.appeals.models import Appeal
from many_appeals import lines_of, signed_in, workbook
from office import NOW, Office

HEADS = ["标题*", "诉求内容*", "渠道*", "反映人", "联系方式", "受理单位*"]
ROW = ["建议延长开放时间", "周末没有去处", "热线电话", "王小明", 13800138000, "云岭县督查室"]


def heads(language: str = "zh-hans") -> list[str]:
    file = io.BytesIO()
    with translation.override(language):
        write_template(file, get_kind("appeals"), [])
    return lines_of(file.getvalue())[2]


def row(title: str = "建议延长开放时间", channel: str = "热线电话", unit: str = "云岭县督查室") -> list[Any]:
    return [title, "周末没有去处", channel, "王小明", 13800138000, unit]


def sheet(*rows: list[Any]) -> bytes:
    return workbook([heads(), *rows])


def upload(client: Client, data: bytes, name: str = "诉求.xlsx") -> Any:
    return client.post("/appeals/import/", {"file": SimpleUploadedFile(name, data)})


def nothing_written() -> bool:
    return not (Appeal.objects.exists() or ImportRun.objects.exists() or Entry.objects.filter(step="file").exists())


def test_the_template_has_the_forms_columns_lists_and_an_example(office: Office) -> None:
    answer = signed_in(office, "supervisor").get("/appeals/import/template/")
    data = b"".join(answer.streaming_content)
    book = load_workbook(io.BytesIO(data))
    first, _explained, example, lists = book.worksheets
    assert [cell.value for cell in first[3]] == HEADS and first.max_row == 3
    assert [line[0] for line in lines_of(data, 1)[3:9]] == [head.rstrip("*") for head in HEADS]
    assert (lists.sheet_state, [cell.value for cell in lists["A"]][:2]) == ("hidden", ["热线电话", "网站"])
    (check,) = first.data_validations.dataValidation
    assert (check.type, str(check.sqref), check.formula1) == ("list", "C4:C30003", "'选项'!$A$1:$A$6")
    assert [cell.value for cell in example[3]] == HEADS and example.max_row == 4 and first.freeze_panes == "A4"
    assert first.column_dimensions["E"].number_format == "@"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_example_row_of_the_template_would_be_taken(office: Office, language: str) -> None:
    client = signed_in(office, "supervisor", language)
    data = b"".join(client.get("/appeals/import/template/").streaming_content)
    answer = upload(client, workbook([*lines_of(data), lines_of(data, 2)[3]]))
    assert answer.status_code == 302, answer.content.decode()


def test_a_sheet_is_checked_shown_and_brought_in_by_a_yes(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    answer = upload(client, sheet(row("甲"), row("乙", "letter"), row("丙", "Web", "kexie")))
    assert answer.status_code == 302 and not Appeal.objects.exists()
    assert "3 rows are right and new." in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"]).status_code == 302
    found = Appeal.objects.order_by("pk")
    rows = [(appeal.number[-5:], appeal.title, appeal.channel, appeal.unit.code, appeal.contact) for appeal in found]
    assert rows == [
        ("-0001", "甲", "hotline", "desk", "13800138000"),
        ("-0002", "乙", "letter", "desk", "13800138000"),
        ("-0003", "丙", "web", "kexie", "13800138000"),
    ]
    run = ImportRun.objects.get()
    assert (run.rows, run.entry.step, run.entry.subject) == ("", "import", "appeals")
    page = client.get(answer["Location"]).content.decode()
    assert "Imported from “诉求.xlsx” on" in page and ": 3 records." in page


def test_no_entry_of_a_sheet_names_who_spoke_up(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    client.post(upload(client, sheet(row("甲"), row("乙")))["Location"])
    said = [entry.payload.data for entry in Entry.objects.filter(step="file")]
    assert len(said) == 2 and all('"withheld"' in payload for payload in said)
    assert [payload for payload in said if "王小明" in payload or "13800138000" in payload] == []


def test_a_yes_said_twice_brings_in_once(office: Office) -> None:
    client = signed_in(office, "supervisor")
    there = upload(client, sheet(row()))["Location"]
    client.post(there)
    client.post(there)
    assert (Appeal.objects.count(), Entry.objects.filter(step="import").count()) == (1, 1)


def test_of_a_sheet_with_a_wrong_row_one_brings_in_the_right_ones_or_nothing(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, sheet(row("甲"), row("", "飞鸽", "没有的单位"), row("丙")))["Location"]
    words = client.get(there).content.decode()
    assert "2 rows are right and new. 1 row is refused." in words and "There is no unit “没有的单位” today." in words
    assert 'data-label="Row of the sheet"><div>3' in words and not Appeal.objects.exists()
    assert client.post(there).status_code == 422 and not Appeal.objects.exists()  # nobody said that one is left out
    assert client.post(there, {"partly": "on"}).status_code == 302
    assert [appeal.title for appeal in Appeal.objects.order_by("pk")] == ["甲", "丙"]
    assert "1 row was refused and left out." in client.get(there).content.decode()
    lines = lines_of(b"".join(client.get(f"{there}refused/").streaming_content))
    assert lines[2][:3] == ["Title", "Request", "Channel"] and lines[3][1:3] == ["周末没有去处", "飞鸽"]
    assert "There is no unit “没有的单位” today." in lines[3][-1]


def test_what_was_refused_comes_back_corrected(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, sheet(row("甲"), row("乙", "飞鸽")))["Location"]
    client.post(there, {"partly": "on"})
    lines = lines_of(b"".join(client.get(f"{there}refused/").streaming_content))
    lines[3][2] = "热线电话"
    client.post(upload(client, workbook(lines))["Location"])
    assert [appeal.title for appeal in Appeal.objects.order_by("pk")] == ["甲", "乙"]
    assert client.get(f"{there}refused/").status_code == 404  # forgotten with the next sheet


def test_nothing_is_brought_in_where_the_person_says_so(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, sheet(row("甲"), row("乙", "飞鸽")))["Location"]
    assert client.post(there, {"drop": "1"}).status_code == 302 and nothing_written()
    assert client.get(there).status_code == 404


def test_the_refused_rows_are_their_persons_own(office: Office) -> None:
    there = upload(signed_in(office, "supervisor"), sheet(row("甲"), row("乙", "飞鸽")))["Location"]
    assert signed_in(office, "clerk").get(f"{there}refused/").status_code == 404


def test_a_line_that_was_brought_in_changes_nothing_in_another_sheet(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    client.post(upload(client, sheet(row("甲"), row("甲")))["Location"])
    there = upload(client, sheet(row("甲"), row("甲"), row("甲"), row("乙")))["Location"]
    words = client.get(there).content.decode()
    assert "2 rows are right and new. 1 of them may be a double. 2 rows were imported before" in words
    assert words.count(f'href="/appeals/{Appeal.objects.order_by("pk")[0].pk}/"') >= 1
    client.post(there)
    assert sorted(appeal.title for appeal in Appeal.objects.all()) == ["乙", "甲", "甲", "甲"]


def test_what_another_person_brought_in_is_recognised_only_by_who_may_read_it(office: Office) -> None:
    mine = sheet(row("甲", unit="云岭县科学技术局"))
    client = signed_in(office, "supervisor", "en")
    client.post(upload(client, mine)["Location"])
    assert "1 row was imported before" in client.get(upload(client, mine)["Location"]).content.decode()
    refused = upload(signed_in(office, "clerk", "en"), mine)["Location"]
    words = signed_in(office, "clerk", "en").get(refused).content.decode()
    assert "imported before" not in words and "1 row is refused." in words


def test_a_row_for_another_unit_is_refused_as_if_typed(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    there = upload(client, sheet(row(unit="云岭县科学技术局")))["Location"]
    words = client.get(there).content.decode()
    assert "You may not enter this for this unit." in words and "No row can be imported." in words
    assert client.post(there, {"partly": "on"}).status_code == 422 and not Appeal.objects.exists()


def test_rights_that_end_before_the_yes_end_the_import(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(office, "supervisor", "en")
    there = upload(client, sheet(row(), row()))["Location"]
    monkeypatch.setattr("luoshi.desk.bulk.actions.checking.may_open", lambda *_: {})
    refused = client.post(there)
    assert refused.status_code == 422 and not Appeal.objects.exists()
    assert ImportRun.objects.get().entry is None


def test_the_same_file_again_is_asked_about(office: Office) -> None:
    client, data = signed_in(office, "supervisor", "en"), sheet(row())
    client.post(upload(client, data)["Location"])
    there = upload(client, data)["Location"]
    assert "with the same content" in client.get(there).content.decode()
    assert client.post(there).status_code == 422 and Appeal.objects.count() == 1
    client.post(there, {"again": "on"})
    assert Appeal.objects.count() == 2
    other = signed_in(office, "clerk")
    assert "same content" not in other.get(upload(other, sheet(row(unit="kexie")))["Location"]).content.decode()


def test_another_persons_sheet_is_not_there(office: Office) -> None:
    there = upload(signed_in(office, "supervisor"), sheet(row()))["Location"]
    for who in ("clerk", "head", "auditor", "admin"):
        assert [signed_in(office, who).get(there).status_code, signed_in(office, who).post(there).status_code] == [
            404
        ] * 2


@pytest.mark.parametrize("who", ["auditor", "admin", "leader", "collector", "outside"])
def test_who_may_open_nothing_brings_in_nothing(office: Office, who: str) -> None:
    client = signed_in(office, who)
    assert [client.get(f"/appeals/import/{page}").status_code for page in ("", "template/")] == [404, 404]
    assert upload(client, sheet(row())).status_code == 404 and nothing_written()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.xlsx", "empty"),
        (b"title\n1", "a.csv", "not an .xlsx workbook"),
        (b"PK\x03\x04broken", "a.xlsx", "damaged or incomplete"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "xlsx"),
        (workbook([["随便", "什么"], ["1", "2"]]), "a.xlsx", "no head with the columns"),
        (workbook([HEADS]), "a.xlsx", "no rows below it"),
        (workbook([HEADS, [*ROW, "散落"]]), "a.xlsx", "Row 2: “散落” is outside the columns."),
        (workbook([HEADS, ["#REF!", *ROW[1:]]]), "a.xlsx", "Cell A2 contains the error #REF!."),
    ],
)
def test_a_wrong_file_is_told_and_leaves_nothing(office: Office, data: bytes, name: str, said: str) -> None:
    answer = upload(signed_in(office, "supervisor", "en"), data, name)
    assert answer.status_code == 422 and nothing_written()
    assert said in answer.content.decode(), answer.content.decode().split("<main")[1][:3000]


def test_a_sheet_with_too_many_rows_is_told_how_many_it_may_have(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.desk.bulk.actions.bulk.MOST_ROWS", 30)
    answer = upload(signed_in(office, "supervisor", "en"), workbook([HEADS, *[ROW] * 51]))
    assert answer.status_code == 422 and nothing_written() and "more than 30 rows" in answer.content.decode()


@pytest.mark.parametrize("place", ["name", "cell", "first line"])
def test_a_marked_sheet_is_stopped_and_none_of_it_kept_or_shown(office: Office, place: str) -> None:
    data = {
        "name": sheet(row("寻常的标题")),
        "cell": sheet(*[row("寻常的标题")] * 40, row("机密★5年 关于某事")),
        "first line": workbook([["秘密★1年"], heads(), row("寻常的标题")]),
    }[place]
    answer = upload(signed_in(office, "supervisor", "en"), data, "机密★诉求.xlsx" if place == "name" else "诉求.xlsx")
    words = answer.content.decode()
    assert answer.status_code == 422 and nothing_written()
    assert "关于某事" not in words and "寻常的标题" not in words and "marking of a state secret" in words
    assert [entry.subject for entry in Entry.objects.filter(step="refused.marked")] == ["upload"]


def test_kept_rows_lie_encrypted_and_are_not_shown(office: Office) -> None:
    from django.db import connection

    client = signed_in(office, "supervisor")
    there = upload(client, sheet(row()))["Location"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM records_importrun")
        stored = cursor.fetchone()[0]
    page = client.get(there).content.decode()
    assert "王小明" not in stored and "13800138000" not in stored + page and "王小明" not in page


def test_a_new_sheet_takes_the_place_of_one_that_waits(office: Office) -> None:
    client = signed_in(office, "supervisor")
    upload(client, sheet(row("甲")))
    upload(client, sheet(row("乙")))
    assert ImportRun.objects.count() == 1


def test_heads_are_known_in_both_languages_and_in_any_order(office: Office) -> None:
    english = heads("en")
    values = {
        "title": "建议延长开放时间",
        "words": "周末没有去处",
        "channel": "热线电话",  # of a list the form reads code or word, by the row's unit
        "speaker": "王小明",
        "contact": "13800138000",
        "unit": "云岭县督查室",
    }
    assert english[0] == "Title*"
    assert by_columns(get_kind("appeals"), read_rows(workbook([english[::-1], ROW[::-1]]), 9)) == [(2, values)]
    assert by_columns(get_kind("appeals"), read_rows(workbook([["诉求导入表"], [], HEADS, ROW]), 9)) == [(4, values)]


def test_values_come_as_they_are_meant() -> None:
    values = [date(2026, 3, 20), datetime(2026, 3, 20, 8, 30), 7.0, 1.5, True, " 两 端 ", 13800138000, None]
    assert read_rows(workbook([values]), 9) == [
        (1, ["2026-03-20", "2026-03-20 08:30", "7", "1.5", "1", "两 端", "13800138000"])
    ]


def test_words_that_look_like_a_formula_come_as_words(office: Office) -> None:
    data = workbook([[]])
    book = load_workbook(io.BytesIO(data))
    book.worksheets[0]["A1"].value = "=1+1"
    file = io.BytesIO()
    book.save(file)
    assert read_rows(file.getvalue(), 9) == []  # a formula without a stored result holds nothing


@drawn(st.binary(max_size=300), st.booleans())
@settings(max_examples=40)
def test_no_bytes_break_the_reader(data: bytes, zipped: bool) -> None:
    good = workbook([HEADS[:2], ["a", "b"]])
    at = len(data) * 7 % len(good)
    try:
        read_rows(good[:at] + data + good[at + len(data) :] if zipped else data, 9)
    except RecordError as error:
        assert error.code == "incomplete"


@pytest.mark.django_db(transaction=True)
def test_a_yes_pressed_by_many_at_once_brings_in_once(real_office: Office) -> None:
    appeals, me = get_kind("appeals"), real_office.actor("supervisor")
    given = {"title": "甲", "words": "乙", "channel": "hotline", "unit": "desk"}
    run = keep_import(appeals, me, "诉求.xlsx", "0" * 64, [KeptLine(2, given), KeptLine(3, given)], at=NOW)

    def press(_: int) -> int:
        try:
            return len(import_rows(run, appeals, me, at=NOW))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as presses:
        assert sorted(presses.map(press, range(4))) == [0, 0, 0, 2]
    assert (Appeal.objects.count(), Entry.objects.filter(step="import").count()) == (2, 1)
