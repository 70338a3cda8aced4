"""What comes in: every statement and figure of it is a row's, bad files take nothing with them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document, Evidence
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.registry import get_kind
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.receiving.actions import receiving
from luoshi.plans.receiving.actions.duplicate_files import ReceivedBefore
from luoshi.plans.receiving.actions.receiving import (
    add_documents,
    read_later,
    read_source,
    receive_plan,
    take_in,
)
from luoshi.plans.receiving.pages.receiving import ReceivePlanForm
from luoshi.reading.read import read_text_document
from luoshi.reading.text_quantities import find_quantities
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, TEXT, decided, received, row_of, step

SAMPLES = Path(__file__).parents[3] / "samples"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63fcffff3f0300050001ff"
    "a5f645400000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def values(office: Office, **more: Any) -> dict[str, Any]:
    return {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters", **more}


def file(name: str, data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (SAMPLES / name).read_bytes() if data is None else data)


@pytest.mark.parametrize("name", ["01-work-points-2025.docx", "11-decision-division.pdf"])
def test_every_statement_is_a_row_and_every_figure_stands_on_one(office: Office, name: str) -> None:
    done = receive_plan([file(name)], "", values(office), office.actor("supervisor"), at=NOW)
    text = done.plan.sources.get().document.text
    reading = read_text_document(text, year=done.plan.year, joined=done.plan.sources.get().document.pure.joined)
    spans = set(done.plan.rows.values_list("span__start", "span__end"))
    assert {(statement.start, statement.end) for statement in reading.statements} <= spans
    figures = RowFigure.objects.filter(row__plan=done.plan)
    assert sorted(figures.values_list("span__start", flat=True)) == sorted(
        quantity.start for quantity in reading.quantities
    )
    assert all(row.span and text[row.span.start : row.span.end] == row.span.quote for row in done.plan.rows.all())


def test_a_document_is_read_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []

    def counted(text: str, *more: Any) -> Any:
        lengths.append(len(text))
        return find_quantities(text, *more)

    monkeypatch.setattr("luoshi.reading.read.find_quantities", counted)
    source = received(office).sources.get()
    assert lengths == [len(source.document.text)] and source.rows.exists()


def test_the_page_asks_with_the_form_of_the_step() -> None:
    plans = get_kind("plans")
    asked = plans.cycle.first.given
    assert isinstance(asked, type) and issubclass(ReceivePlanForm, asked)
    assert {*form_fields(plans, plans.cycle.first)} == {*asked.base_fields}


def test_units_dates_and_targets_come_with_the_row(office: Office) -> None:
    plan = received(office)
    row = row_of(plan, "新建科普示范基地")
    assert (row.state, row.due.isoformat(), row.phrase) == ("waiting", "2026-09-30", "9月底前")
    assert [(unit.role, unit.name, unit.unit) for unit in row.units.all()] == [
        ("lead", "县科协", office.units["kexie"])
    ]
    assert sorted((figure.quote, figure.state) for figure in row.figures.all()) == [
        ("120件", "asked"),
        ("3个", "asked"),
    ]
    assert row.part.title == "阵地建设"
    meeting = row_of(plan, "联席会议")
    assert (meeting.every, meeting.times) == ("P3M", 1)


def test_what_is_no_task_is_kept_with_its_reason_and_what_may_bind_is_to_be_looked_at(office: Office) -> None:
    plan = received(office)
    fact = row_of(plan, "去年全县")
    assert (fact.state, fact.reason, fact.look) == ("outside", "fact", True)  # words of a task and of a fact
    assert {figure.state for figure in fact.figures.all()} == {"background"}
    assert not row_of(plan, "牵头单位").look and row_of(plan, "开好局").look


def test_title_and_year_are_the_documents_own_where_nobody_says_otherwise(office: Office) -> None:
    plan = received(office)
    assert (plan.title, plan.year) == ("云岭县2026年科普工作要点", 2026)
    assert received(office, title="另一名称", year=2027).year == 2027


def test_a_file_that_cannot_be_read_does_not_stop_the_others(office: Office) -> None:
    sent = [file("01-work-points-2025.docx"), file("坏.docx", b"PK\x03\x04nothing")]
    done = receive_plan(sent, "", values(office), office.actor("supervisor"), at=NOW)
    assert [source.document.name for source in done.sources] == ["01-work-points-2025.docx"]
    assert [error.where for error in done.refused] == ["坏.docx"]


def test_where_nothing_can_be_read_there_is_no_plan(office: Office) -> None:
    with pytest.raises(RecordError, match=r"broken|cut off|损坏|不完整"):
        receive_plan([file("坏.docx", b"PK\x03\x04no")], "", values(office), office.actor("supervisor"), at=NOW)
    with pytest.raises(RecordError):
        receive_plan([], "  ", values(office), office.actor("supervisor"), at=NOW)
    assert not Plan.objects.exists()


@pytest.mark.parametrize("words", ["机密★3年\n新建基地3个。", "秘密\n新建基地3个。"])
def test_a_marking_stops_the_words_before_anything_is_written(office: Office, words: str) -> None:
    with pytest.raises(RecordError) as refused:
        receive_plan([], words, values(office), office.actor("supervisor"), at=NOW)
    assert refused.value.code == "marked"
    assert not (
        Plan.objects.exists() or Document.objects.exists() or PlanRow.objects.exists() or Evidence.objects.exists()
    )
    assert not Entry.objects.filter(payload__data__contains="新建基地").exists()


def test_a_transcript_stands_beside_its_scan(office: Office) -> None:
    given = values(office, origin="remark", title="关于科普馆的批示")
    done = receive_plan(
        [], "请县科协6月底前提出方案。", given, office.actor("supervisor"), at=NOW, picture=file("批示.png", PNG)
    )
    source = done.plan.sources.get()
    assert source.document.transcript and source.picture and source.picture_name == "批示.png"
    assert row_of(done.plan, "提出方案").due.isoformat() == "2026-06-30"


def test_the_scan_is_the_transcripts_alone(office: Office) -> None:
    who, sent = office.actor("supervisor"), [file("01-work-points-2025.docx")]
    words = "请县科协6月底前提出方案。"
    plan = receive_plan(sent, words, values(office), who, at=NOW, picture=file("批示.png", PNG)).plan
    given = [file("02-task-division-2025.xlsx"), file("11-decision-division.pdf")]
    add_documents(plan, given, "请县科协7月底前报告。", who, at=NOW, picture=file("来电.png", PNG))
    found = plan.sources.order_by("place").values_list("document__transcript", "picture_name")
    assert list(found) == [(False, ""), (True, "批示.png"), (False, ""), (False, ""), (True, "来电.png")]
    assert plan.sources.exclude(picture=None).count() == 2


def test_a_scan_without_words_is_not_thrown_away_in_silence(office: Office) -> None:
    sent = [file("01-work-points-2025.docx")]
    with pytest.raises(RecordError) as refused:
        receive_plan(sent, " ", values(office), office.actor("supervisor"), at=NOW, picture=file("批示.png", PNG))
    assert refused.value.where == "批示.png"
    assert not (Plan.objects.exists() or Document.objects.exists() or Evidence.objects.exists())


@pytest.mark.parametrize("who", ["stranger", "leader", "auditor", "admin", "outside"])
def test_only_who_keeps_plans_there_receives_one(office: Office, who: str) -> None:
    with pytest.raises(RecordError):
        receive_plan([], TEXT, values(office), office.actor(who), at=NOW)
    assert not Plan.objects.exists()


def test_a_unit_keeps_plans_of_its_own(office: Office) -> None:
    given = values(office, unit=office.units["kexie"].pk)
    plan = receive_plan([], TEXT, given, office.actor("clerk"), at=NOW).plan
    assert plan.unit == office.units["kexie"]
    with pytest.raises(RecordError):
        take_in(plan, "再加一句：新建基地2个。", office.actor("stranger"), at=NOW)


def test_the_same_request_makes_one_plan(office: Office) -> None:
    once = uuid4()
    first, second = (
        receive_plan([], TEXT, values(office), office.actor("supervisor"), at=NOW, once=once).plan for _ in range(2)
    )
    assert first.pk == second.pk and first.sources.count() == 1


def test_the_same_key_with_other_contents_makes_no_plan_and_says_so(office: Office) -> None:
    once, who, given = uuid4(), office.actor("supervisor"), values(office)
    first = receive_plan([], TEXT, given, who, at=NOW, once=once).plan
    for words, said in ((TEXT + "县科协新建科普画廊5处。", given), (TEXT, {**given, "title": "别的计划"})):
        with pytest.raises(RecordError) as refused:
            receive_plan([], words, said, who, at=NOW, once=once)
        assert refused.value.code == "repeated"
    assert list(Plan.objects.all()) == [first] and first.sources.count() == 1
    assert receive_plan([], TEXT, given, who, at=NOW + timedelta(minutes=2), once=once).plan == first


def test_a_further_document_sent_twice_is_added_once(office: Office, client: Any) -> None:
    plan, once = received(office), str(uuid4())
    client.force_login(office.people["supervisor"].user)
    there = f"/plans/{plan.pk}/receive/"
    assert 'name="once"' in client.get(there).content.decode()

    def sent(words: str) -> Any:
        return client.post(there, {"words": words, "documents": [file("01-work-points-2025.docx")], "once": once})

    first, second = sent("县科协新建科普画廊5处。"), sent("县科协新建科普画廊5处。")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert list(plan.sources.order_by("place").values_list("place", "state")) == [(1, "read"), (2, "read"), (3, "read")]
    assert Document.objects.count() == 3 and Entry.objects.filter(step="row.source").count() == 2
    other = sent("县科协新建科普画廊50处。")
    assert other.status_code == 409 and "50处" in other.content.decode() and plan.sources.count() == 3


def test_the_same_request_answers_with_the_first_documents(office: Office) -> None:
    plan, once, who = received(office), uuid4(), office.actor("supervisor")
    first = take_in(plan, "县科协新建科普画廊5处。", who, at=NOW, once=once)
    later = take_in(plan, "县科协新建科普画廊6处。", who, at=NOW + timedelta(minutes=1))
    assert take_in(plan, "县科协新建科普画廊5处。", who, at=NOW + timedelta(minutes=2), once=once).pk == first.pk
    with pytest.raises(RecordError) as refused:
        take_in(plan, "县科协新建科普画廊6处。", who, at=NOW, once=once)
    assert refused.value.code == "repeated" and plan.sources.count() == 3 and later.place == 3


def test_nothing_is_left_of_a_document_for_a_plan_that_is_not_theirs(office: Office) -> None:
    plan = received(office)
    with pytest.raises(RecordError):
        take_in(plan, file("01-work-points-2025.docx"), office.actor("stranger"), at=NOW)
    assert Document.objects.count() == 1 and not Evidence.objects.exists()


def test_a_long_document_is_read_by_the_worker_and_twice_does_no_more(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(receiving, "AT_ONCE", 10)
    plan = received(office)
    source = plan.sources.get()
    assert source.state == Source.WAITING and not plan.rows.exists()
    count = read_later.call(source.pk)
    assert count == plan.rows.count() > 5
    read_source(Source.objects.get(pk=source.pk), at=NOW)
    assert plan.rows.count() == count and Source.objects.get().state == Source.READ


def test_a_reading_that_fails_says_so_and_is_begun_anew(office: Office, monkeypatch: Any, client: Any) -> None:
    def fails(*_: Any) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(receiving, "read_document", fails)
        plan = received(office)
        assert read_later.call(plan.sources.get().pk) == 0  # the worker fails on it too
    source = plan.sources.get()
    assert (source.state, plan.rows.count()) == (Source.FAILED, 0) and str(source.pk) in source.said
    client.force_login(office.people["supervisor"].user)
    page = client.get(f"/plans/{plan.pk}/correct/").content.decode()
    assert source.said in page and "data-reading" not in page  # or the page would load itself anew for ever
    again = f"/plans/{plan.pk}/reading/1/again/"
    assert again in page
    assert client.post(again).status_code == 302 and client.post(again).status_code == 302
    assert plan.sources.get().state == Source.READ and plan.rows.count() > 5
    assert Entry.objects.filter(record=plan.pk, step="row.again").count() == 1
    assert client.post(f"/plans/{plan.pk}/reading/9/again/", follow=True).status_code == 200


@pytest.mark.parametrize(("who", "answer"), [("stranger", 404), ("auditor", 302)])
def test_only_who_corrects_a_plan_has_it_read_again(office: Office, client: Any, who: str, answer: int) -> None:
    plan = received(office)
    plan.sources.update(state=Source.FAILED)
    client.force_login(office.people[who].user)
    assert client.post(f"/plans/{plan.pk}/reading/1/again/").status_code == answer
    assert plan.sources.get().state == Source.FAILED


def test_a_second_document_is_numbered_behind_the_first(office: Office) -> None:
    plan = received(office)
    take_in(plan, "云岭县补充通知\n县科协新建科普画廊5处。", office.actor("supervisor"), at=NOW)
    assert list(plan.sources.order_by("place").values_list("place", "state")) == [(1, "read"), (2, "read")]
    assert plan.rows.order_by("place").last().words == "县科协新建科普画廊5处。"


def test_a_plan_is_not_published_while_a_document_of_it_is_unread(office: Office, monkeypatch: Any) -> None:
    plan = decided(office, received(office))
    monkeypatch.setattr(receiving, "AT_ONCE", 10)
    later = take_in(plan, "云岭县补充通知\n县科协新建科普画廊5处。", office.actor("supervisor"), at=NOW)
    with pytest.raises(RecordError, match=r"Not yet read|尚未|未解析|还没"):
        step(office, plan, "publish", **PUBLISH)
    read_source(Source.objects.get(pk=later.pk), at=NOW)
    with pytest.raises(RecordError):  # its row is to be decided
        step(office, plan, "publish", **PUBLISH)
    step(office, decided(office, plan), "publish", **PUBLISH)


def test_the_same_document_received_again_says_so_and_shows_the_plan(office: Office, client: Any) -> None:
    who = office.actor("supervisor")
    paper = "云岭县人民政府办公室\n云政办发〔2026〕12号\n关于印发重点工作任务的通知\n县科协新建科普画廊5处。\n"
    first = receive_plan([file("任务.txt", paper.encode())], "", values(office), who, at=NOW).plan
    same_file, same_number = (
        file("任务（扫描）.txt", words.encode()) for words in (paper, paper + "县农业农村局新建2处。\n")
    )
    for again in (same_file, same_number):
        with pytest.raises(ReceivedBefore) as refused:
            receive_plan([again], "", values(office), who, at=NOW)
        assert (refused.value.code, refused.value.plans) == ("twice", [first])
        assert first.number in refused.value.what
        again.seek(0)
    with pytest.raises(ReceivedBefore):
        add_documents(first, [file("任务.txt", paper.encode())], "", who, at=NOW)
    assert list(Plan.objects.all()) == [first] and first.sources.count() == 1
    other = receive_plan([same_file], "", values(office), who, at=NOW, again=True).plan
    assert other != first and other.sources.count() == 1


def test_the_same_bytes_are_recognised_where_the_paper_says_no_number(office: Office) -> None:
    who, paper = office.actor("supervisor"), "县科协新建科普画廊5处。\n".encode()
    first = receive_plan([file("任务.txt", paper)], "", values(office), who, at=NOW).plan
    assert not first.mark
    with pytest.raises(ReceivedBefore) as refused:
        receive_plan([file("任务（副本）.txt", paper)], "", values(office), who, at=NOW)
    assert refused.value.plans == [first]
    receive_plan([file("任务.txt", paper + "另建2处。\n".encode())], "", values(office), who, at=NOW)
    assert Plan.objects.count() == 2


def test_what_another_office_received_is_not_told(office: Office) -> None:
    given = values(office, unit=office.units["kexie"].pk)
    receive_plan([], TEXT, given, office.actor("clerk"), at=NOW)
    stranger = values(office, unit=office.posts["stranger"].unit_id)
    assert receive_plan([], TEXT, stranger, office.actor("stranger"), at=NOW).plan.sources.count() == 1


def test_the_page_shows_the_plan_and_asks_before_it_receives_again(office: Office) -> None:
    browser = signed_in(office, "supervisor")
    given = {"words": TEXT, "origin": "document", "unit": office.units["desk"].pk, "received": "2026-03-02"}
    assert browser.post("/plans/receive/", given).status_code == 302
    first = Plan.objects.get()
    page = browser.post("/plans/receive/", given)
    assert page.status_code == 422 and f'href="{first.get_absolute_url()}"' in page.text
    assert 'type="checkbox" name="again"' in page.text
    assert browser.post("/plans/receive/", {**given, "again": "on"}).status_code == 302
    assert Plan.objects.count() == 2
