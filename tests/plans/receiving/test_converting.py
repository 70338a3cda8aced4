"""Files of old formats: kept as they came, converted by the worker, read; what goes wrong is said, nothing is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as NewDocument

from luoshi.base.record_errors import RecordError
from luoshi.evidence import store
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.kernel.base.jobs import GIVEN_UP
from luoshi.kernel.files.models import Document, Evidence
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.editions.queries.editions import publication_readiness
from luoshi.plans.receiving.actions import converting, receiving
from luoshi.plans.receiving.actions.converting import discard_conversion, format_conversion_error, not_converted
from luoshi.plans.receiving.actions.receiving import (
    add_documents,
    convert_again,
    convert_later,
    read_later,
    receive_plan,
)
from luoshi.plans.receiving.actions.rereading import read_as
from luoshi.reading.load import office as soffice
from making import docx, p, xlsx
from many_appeals import signed_in
from office import NOW, Office
from plans import TEXT, by, received

REMEDY = "apt-get install libreoffice-writer libreoffice-calc, or https://www.libreoffice.org"
MADE = docx("".join(p(line) for line in TEXT.splitlines()))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(200)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def converts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """LibreOffice, as far as it is needed here: whatever it gets, it makes a document of a small plan."""
    asked: list[str] = []

    def made(format: str, data: bytes, target: str, limits: Any) -> bytes:
        asked.append(format)
        return MADE if target == "docx" else xlsx(SHEET)

    monkeypatch.setattr(soffice, "convert_with_libreoffice", made)
    return asked


SHEET = "<sheetData>" + "".join(
    f'<row r="{at}">' + "".join(f'<c t="inlineStr"><is><t>{words}</t></is></c>' for words in row) + "</row>"
    for at, row in enumerate([("工作任务", "责任单位", "灯"), ("建设示范基地", "县科协", "绿")], 1)
) + "</sheetData>"  # fmt: skip


def came(office: Office, name: str = "要点.doc", data: bytes = OLE, **more: Any) -> Any:
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters", **more}
    sent = SimpleUploadedFile(name, data)
    return receive_plan([sent], "", values, office.actor("supervisor"), at=NOW, again=True)


def one_of(plan: Plan) -> Conversion:
    return plan.conversions.select_related("original", "source", "plan").get()


def worked(one: Conversion) -> Conversion:
    convert_later.func(one.pk, one.run)
    found = one_of(one.plan)
    if found.source:
        read_later.func(found.source.pk)
    return found


def test_a_file_is_kept_at_once_and_converted_by_the_worker(office: Office, converts: list[str]) -> None:
    done = came(office)
    one = one_of(done.plan)
    assert (one.state, done.sources, converts) == ("waiting", [], [])
    assert one.original and store.path_of(one.sha256).read_bytes() == OLE
    assert (done.plan.title, publication_readiness(done.plan).unread) == ("要点", [one])
    one = worked(one)
    document = Document.objects.get()
    assert (one.state, one.source, converts) == ("done", done.plan.sources.get(), ["doc"])
    assert (document.name, document.format, document.sha256) == ("要点.doc", "doc", one.sha256)
    assert document.evidence == one.original and document.converted
    assert document.converted.media == MEDIA["docx"]
    assert store.path_of(document.converted.sha256).read_bytes() == MADE
    assert ["load.converted", {"format": "doc"}] in document.notes
    assert (
        done.plan.rows.filter(words__contains="新建科普示范基地").exists()
        and publication_readiness(done.plan).unread == []
    )


def test_the_plan_gets_the_documents_own_title_where_nobody_typed_one(office: Office, converts: list[str]) -> None:
    plan = came(office).plan
    worked(one_of(plan))
    plan.refresh_from_db()
    assert (plan.title, plan.year) == ("云岭县2026年科普工作要点", 2026)
    assert Entry.objects.filter(step="describe").count() == 1
    other = came(office, title="自己的名字").plan
    worked(one_of(other))
    other.refresh_from_db()
    assert other.title == "自己的名字"


def test_what_was_converted_has_a_kind_and_is_read_anew_as_another(office: Office, converts: list[str]) -> None:
    plan = came(office).plan
    worked(one_of(plan))
    source = plan.sources.get()
    assert (source.kind, source.kind_guessed) == ("plan", False)
    before = list(plan.rows.values_list("words", "role"))
    told = read_as(plan, 1, "report", "", by(office))
    assert told.changed and list(plan.rows.values_list("words", "role")) != before and converts == ["doc"]


def test_a_file_beside_readable_ones_stops_nobody(office: Office, converts: list[str]) -> None:
    plan = received(office)
    before = plan.rows.count()
    done = add_documents(
        plan, [SimpleUploadedFile("a.wps", OLE)], "县科协6月底前举办科技周1次。", office.actor("supervisor"), at=NOW
    )
    assert plan.rows.count() > before and one_of(plan).name == "a.wps"
    assert [source.state for source in done.sources] == ["read"] or plan.sources.filter(state="read").count() == 2
    worked(one_of(plan))
    assert plan.sources.count() == 3


def test_an_old_sheet_that_only_libreoffice_knows_is_a_table_too(office: Office, converts: list[str]) -> None:
    data = b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    with pytest.raises(RecordError):  # not under this name: its content is no old workbook
        came(office, "台账.xls", data)
    plan = came(office, "台账.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).plan
    worked(one_of(plan))
    (row,) = plan.rows.filter(state="waiting")
    assert (row.words, {note["head"]: note["words"] for note in row.notes}) == ("建设示范基地", {"灯": "绿"})


def test_the_real_program_converts_what_it_wrote(
    office: Office, need_tool: Callable[[str, str], str], tmp_path: Path
) -> None:
    program = need_tool("soffice", REMEDY)
    new = NewDocument()
    for line in TEXT.splitlines():
        new.add_paragraph(line)
    new.save(str(tmp_path / "a.docx"))
    command = [program, f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to", "doc"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True)
    plan = came(office, "要点.doc", (tmp_path / "a.doc").read_bytes()).plan
    one = worked(one_of(plan))
    assert (one.state, one.said) == ("done", "") and plan.rows.filter(words__contains="新建科普示范基地").exists()


def fake(tmp_path: Path, script: str) -> str:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "没有安装"),
        ("exit 1", "打不开这个文件"),
        ("kill -9 $$", "打不开这个文件"),
        ("sleep 60", "限定时间"),
        ("mkdir -p out; echo x > out/source.docx", "打不开这个文件"),
    ],
)
def test_what_goes_wrong_is_said_and_the_file_stays(
    office: Office, script: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fake(tmp_path, script) if script else None
    monkeypatch.setattr(soffice, "find_libreoffice", lambda: path)
    monkeypatch.setattr(converting, "SECONDS", 1)
    plan = came(office).plan
    one = worked(one_of(plan))
    assert (
        one.state == "failed"
        and said in format_conversion_error(one)
        and one.original
        and not Document.objects.exists()
    )
    client = signed_in(office, "supervisor")
    page = client.get(f"/plans/{plan.pk}/converting/")
    assert said in page.content.decode() and "再试一次" in page.content.decode()
    kept = client.get(f"/plans/{plan.pk}/converting/{one.pk}/file/")
    assert b"".join(kept.streaming_content) == OLE and "attachment" in kept["Content-Disposition"]
    assert (
        said in client.get(f"/plans/{plan.pk}/").content.decode()
        or "未能转换" in client.get(f"/plans/{plan.pk}/").content.decode()
    )


def test_what_went_wrong_is_said_in_the_language_of_who_reads_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soffice, "find_libreoffice", lambda: None)
    plan = came(office).plan
    one = worked(one_of(plan))
    client = signed_in(office, "supervisor")

    def told(language: str) -> str:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client.get(f"/plans/{plan.pk}/converting/").content.decode()

    assert "没有安装" in told("zh-hans") and "另存为 docx" in told("zh-hans")
    assert "LibreOffice, which is not installed" in told("en") and "没有安装" not in told("en")
    Conversion.objects.filter(pk=one.pk).update(said="“要点.doc”没有转换。")  # as earlier versions kept it
    assert "“要点.doc”没有转换。" in told("zh-hans")


def test_it_can_be_tried_again_and_given_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "find_libreoffice", lambda: None)
    plan = came(office).plan
    failed = worked(one_of(plan))
    client = signed_in(office, "supervisor")
    there = f"/plans/{plan.pk}/converting/{failed.pk}/"
    assert client.post(there, {"again": "1"}).status_code == 302
    one = one_of(plan)
    assert (one.state, one.run, Entry.objects.filter(step="row.again").count()) == ("waiting", 2, 1)
    assert not convert_later.func(one.pk, 1)  # the try before knows nothing of this one
    monkeypatch.setattr(soffice, "convert_with_libreoffice", lambda *given: MADE)
    assert worked(one).state == "done"
    more = add_documents(plan, [SimpleUploadedFile("b.doc", OLE + b"b")], "", office.actor("supervisor"), at=NOW).plan
    left = more.conversions.get(name="b.doc")
    assert client.post(f"/plans/{plan.pk}/converting/{left.pk}/", {"drop": "1"}).status_code == 302
    left.refresh_from_db()
    assert (left.state, left.original) == ("dropped", None)
    assert not Evidence.objects.filter(sha256=left.sha256).exists() and publication_readiness(plan).unread == []
    assert Entry.objects.filter(step="row.given_up").count() == 1


def test_a_file_that_two_plans_wait_for_is_kept_until_both_have_let_it_go(office: Office) -> None:
    first, second = one_of(came(office).plan), one_of(came(office, title="另一个").plan)
    actor = office.actor("supervisor")
    discard_conversion(first.plan, first.pk, actor, at=NOW)
    assert Evidence.objects.filter(sha256=first.sha256).exists()
    discard_conversion(second.plan, second.pk, actor, at=NOW)
    assert not Evidence.objects.exists()


def test_run_twice_or_after_a_kill_it_is_one_document(
    office: Office, converts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = came(office).plan
    one = one_of(plan)
    Conversion.objects.filter(pk=one.pk).update(state=Conversion.CONVERTING)  # its worker died here
    assert convert_later.func(one.pk, one.run) and not convert_later.func(one.pk, one.run)
    assert (plan.sources.count(), len(converts)) == (1, 1)
    taken = receiving._take_converted(
        one, converting.convert_to_readable(one), office.actor("supervisor"), NOW
    )  # a late one
    assert taken is None and plan.sources.count() == 1


def test_a_try_whose_workers_died_is_given_up_and_can_be_begun_again(office: Office) -> None:
    one = one_of(came(office).plan)
    assert GIVEN_UP[convert_later.module_path] is not_converted
    not_converted(one.pk, one.run)
    assert one_of(one.plan).state == "failed" and one_of(one.plan).original
    convert_again(one.plan, one.pk, office.actor("supervisor"), at=NOW)
    not_converted(one.pk, 1)
    assert one_of(one.plan).state == "waiting"


def test_a_bug_is_logged_said_and_leaves_the_file(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*given: Any) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(soffice, "convert_with_libreoffice", broken)
    one = worked(one_of(came(office).plan))
    assert (
        one.state == "failed"
        and "日志" in format_conversion_error(one)
        and one.original
        and "ZeroDivisionError" in caplog.text
    )


def test_of_what_turns_out_to_be_marked_nothing_is_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "convert_with_libreoffice", lambda *given: docx(p("机密★1年") + p("甲事")))
    one = worked(one_of(came(office, "某事.doc").plan))
    assert (one.state, one.original, one.name) == (
        "failed",
        None,
        "已拒收的文件",
    ) and "绝密、机密" in format_conversion_error(one)
    assert not Evidence.objects.exists() and not Document.objects.exists()
    assert not store.path_of(one.sha256).exists() or not Evidence.objects.filter(sha256=one.sha256).exists()
    assert Entry.objects.filter(step="refused.marked").count() == 1


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.doc", OLE + "机密★1年".encode("utf-16-le"), "marked"),
        ("a.doc", b"x" + OLE, "file.disguised"),
        ("机密★.doc", OLE, "marked"),
        ("a.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), "file.macros"),
        ("a.doc", OLE + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        ("a.wps", b"", "file.empty"),
    ],
)
def test_what_can_be_known_before_is_refused_before_anything_is_kept(
    office: Office, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(RecordError) as caught:
        came(office, name, data)
    assert caught.value.code == code
    assert not (Plan.objects.exists() or Evidence.objects.exists() or Conversion.objects.exists())


@pytest.mark.parametrize("who", ["clerk", "auditor"])
def test_nobody_else_sees_or_touches_it(office: Office, who: str) -> None:
    one = one_of(came(office).plan)
    client = signed_in(office, who)
    there = f"/plans/{one.plan_id}/converting/"
    asked = [client.get(there), client.get(f"{there}{one.pk}/file/"), client.post(f"{there}{one.pk}/", {"drop": "1"})]
    assert [answer.status_code for answer in asked] == [404, 404, 404]
    for act in (discard_conversion, convert_again):
        with pytest.raises(RecordError) as caught:
            act(one.plan, one.pk, office.actor(who), at=NOW)
        assert caught.value.code == "refused"
    assert one_of(one.plan).state == "waiting"


def test_rights_are_asked_before_a_file_is_opened(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, opened = received(office), list[Any]()
    monkeypatch.setattr(receiving, "looked_at", lambda *given, **more: opened.append(given))
    with pytest.raises(RecordError) as caught:
        add_documents(plan, [SimpleUploadedFile("a.doc", OLE)], "", office.actor("auditor"), at=NOW)
    assert (caught.value.code, opened) == ("refused", [])


def test_who_has_lost_the_right_meanwhile_brings_nothing_in(
    office: Office, converts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = one_of(came(office).plan)
    monkeypatch.setattr(receiving, "actor_of", lambda person, day: office.actor("clerk"))
    assert worked(one).state == "failed" and converts == [] and not Document.objects.exists()


def test_a_request_that_comes_twice_keeps_one_file(office: Office) -> None:
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    key = uuid4()
    for _time in range(2):
        receive_plan([SimpleUploadedFile("a.doc", OLE)], "", values, office.actor("supervisor"), at=NOW, once=key)
    assert (Plan.objects.count(), Conversion.objects.count()) == (1, 1)


def test_the_page_answers_at_once_and_asks_for_itself_while_it_goes_on(office: Office, converts: list[str]) -> None:
    client = signed_in(office, "supervisor")
    given = {"origin": "document", "unit": office.units["desk"].pk, "received": "2026-03-02", "rhythm": "quarters"}
    answer = client.post("/plans/receive/", {**given, "documents": SimpleUploadedFile("要点.doc", OLE)})
    plan = Plan.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/plans/{plan.pk}/converting/")
    page = client.get(answer["Location"]).content.decode()
    assert "hx-get" in page and "排队等待转换" in page
    assert "排队等待转换" in client.get(f"/plans/{plan.pk}/").content.decode()
    worked(one_of(plan))
    page = client.get(answer["Location"]).content.decode()
    assert 'id="converting"' in page and "load delay" not in page and "均已读取" in page
    assert Source.objects.get().state == "read"
