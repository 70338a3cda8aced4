"""Scans on the web: held apart until every page is read, then received; a marked one leaves but who and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from luoshi import ocr
from luoshi.base.record_errors import RecordError
from luoshi.evidence import holding
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.files.models import Document, Evidence, RecognisedText
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.receiving.actions import scanning
from luoshi.plans.receiving.actions.converting import discard_conversion, format_conversion_error
from luoshi.plans.receiving.actions.receiving import (
    continue_cleared,
    convert_again,
    convert_later,
    read_later,
    receive_plan,
)
from luoshi.plans.receiving.actions.scanning import HELD_FOR, refuse_scan, sweep_held_scans
from luoshi.reading.errors import ReadError
from office import NOW, Office
from sheets_drawn import blank_sheet, need_recognition, to_bytes, to_pdf, write_lines

HEAD, TASK = "青崖县2026年科普工作要点", "一、建设科普示范基地12个。（县科协牵头）"
MORE = "二、举办科普讲座30场。（县科协牵头）"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    need_recognition()
    settings.DATA = tmp_path


def page(*lines: str) -> bytes:
    return to_bytes(write_lines(blank_sheet(), lines))


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def came(office: Office, *files: SimpleUploadedFile, **more: Any) -> Plan:
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    pages = more.pop("pages", "by_name")
    return receive_plan(
        list(files), "", {**values, **more}, office.actor("supervisor"), at=NOW, again=True, pages=pages
    ).plan


def work(plan: Plan) -> Conversion:
    """What the worker does, until nothing is to be done."""
    one = plan.conversions.get()
    for _turn in range(9):
        convert_later.func(one.pk, one.run)
        one.refresh_from_db()
        if one.state not in Conversion.GOING:
            break
    if one.source:
        read_later.func(one.source.pk)
    return one


def on_disk(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_pictures_of_pages_become_one_document_in_the_order_of_their_names(office: Office, tmp_path: Path) -> None:
    plan = came(office, sent("甲事10.jpg", page(MORE)), sent("甲事9.jpg", page(HEAD, TASK)))
    one = plan.conversions.get()
    assert (one.name, one.sha256, one.original, one.state) == ("", "", None, "waiting")
    assert "甲事9" not in plan.title
    assert not Evidence.objects.exists() and len(on_disk(tmp_path / "held")) == 3
    assert not Payload.objects.filter(data__contains="甲事").exists()
    one = work(plan)
    document = Document.objects.get()
    assert (one.state, one.pages, one.done, one.held) == ("done", 2, 2, "")
    assert document.name == one.name + " +1" == "甲事9.jpg +1"
    assert [file.name for file in document.files.order_by("place")] == ["甲事9.jpg", "甲事10.jpg"]
    assert document.text.index("基地12个") < document.text.index("讲座30场")
    assert document.converted and document.converted.media == "application/pdf"
    assert len(document.recognised.sizes) == 2 and document.recognised.text_places[0].page == 0
    assert on_disk(tmp_path / "held") == []
    plan.refresh_from_db()
    assert plan.title == HEAD
    words = " ".join(row.words for row in plan.rows.filter(state=PlanRow.WAITING))
    assert "建设科普示范基地12个" in words and "举办科普讲座30场" in words


def test_pictures_as_sent_and_apart(office: Office) -> None:
    first, second = page(HEAD, TASK), page(MORE)
    plan = came(office, sent("b.jpg", first), sent("a.jpg", second), pages="as_sent")
    work(plan)
    assert [file.name for file in Document.objects.get().files.order_by("place")] == ["b.jpg", "a.jpg"]
    plan = came(office, sent("b.jpg", first), sent("a.jpg", second), pages="apart")
    assert plan.conversions.count() == 2


def test_a_long_scan_goes_on_from_the_pages_that_were_read(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read: list[int] = []
    real = scanning.read_scan_page

    def counted(files: Any, page: ocr.ScanPage, **given: Any) -> Any:
        read.append(page.number)
        return real(files, page, **given)

    monkeypatch.setattr(scanning, "read_scan_page", counted)
    monkeypatch.setattr(scanning, "TURN", -1.0)
    pdf = to_pdf([write_lines(blank_sheet(), [HEAD, TASK]), write_lines(blank_sheet(), [MORE])])
    plan = came(office, sent("扫描.pdf", pdf))
    one = plan.conversions.get()
    assert convert_later.func(one.pk, one.run) is False
    one.refresh_from_db()
    assert (one.state, one.pages, one.done, read) == ("converting", 2, 0, [])
    monkeypatch.setattr(scanning, "TURN", 0.001)
    convert_later.func(one.pk, one.run)  # its worker is killed now: the next finds the first page read
    one.refresh_from_db()
    assert (one.done, read) == (1, [0])
    assert work(plan).state == "done" and read == [0, 1]


@pytest.mark.parametrize("how", ["printed", "red"])
def test_of_a_marked_scan_nothing_is_left_but_who_and_when(office: Office, tmp_path: Path, how: str) -> None:
    sheet = write_lines(blank_sheet(), ["机密★1年"], top=160, ink=(205, 35, 40) if how == "red" else (20, 20, 20))
    marked = to_bytes(write_lines(sheet, [HEAD, TASK]))
    plan = came(office, sent("会议材料.jpg", page("会议材料")), sent("会议材料2.jpg", marked))
    one = work(plan)
    assert (one.state, one.said, one.held, one.original, one.source) == ("failed", "marked", "", None, None)
    assert on_disk(tmp_path / "held") == [] and not Evidence.objects.exists() and not Document.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == marked]
    kept = Entry.objects.filter(step="refused_upload").count() or Entry.objects.filter(step__contains="marked").count()
    assert kept == 1
    assert "会议材料" not in format_conversion_error(one) + plan.title + one.name
    convert_again(plan, one.pk, office.actor("supervisor"), at=NOW)
    one.refresh_from_db()
    assert one.state == "failed"


def unclear(monkeypatch: pytest.MonkeyPatch) -> None:
    real = scanning.assemble_scan

    def doubtful(*args: Any, cleared: bool, **given: Any) -> Any:
        if not cleared:
            raise ReadError("load.secret_unclear")
        return real(*args, cleared=cleared, **given)

    monkeypatch.setattr(scanning, "assemble_scan", doubtful)


def test_what_looks_like_a_marking_waits_for_a_person(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    unclear(monkeypatch)
    actor = office.actor("supervisor")
    plan = came(office, sent("一.jpg", page(HEAD, TASK)))
    one = work(plan)
    assert (one.state, one.said) == ("failed", Conversion.UNCLEAR) and on_disk(tmp_path / "held")
    convert_again(plan, one.pk, actor, at=NOW)  # no way around the look
    one.refresh_from_db()
    assert one.state == "failed"
    with pytest.raises(RecordError):
        continue_cleared(plan, one.pk, office.actor("clerk"), at=NOW)
    continue_cleared(plan, one.pk, actor, at=NOW)
    one = work(plan)
    assert (one.state, one.cleared_by_id) == ("done", actor.person)
    assert Entry.objects.filter(step="row.cleared", person=actor.person).count() == 1


def test_a_person_who_finds_a_marking_has_all_erased(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    unclear(monkeypatch)
    plan = came(office, sent("一.jpg", page(HEAD, TASK)))
    one = work(plan)
    with pytest.raises(RecordError):
        refuse_scan(plan, one.pk, office.actor("clerk"), at=NOW)
    assert on_disk(tmp_path / "held")
    refuse_scan(plan, one.pk, office.actor("supervisor"), at=NOW)
    one.refresh_from_db()
    assert (one.said, one.held) == ("marked", "") and on_disk(tmp_path / "held") == []


def test_a_worker_killed_before_it_has_erased_is_followed_by_one_that_does(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan = came(office, sent("一.jpg", page(HEAD)))
    one = plan.conversions.get()
    Conversion.objects.filter(pk=one.pk).update(state="failed", said="marked", name="已拒收的文件")  # and killed here
    assert on_disk(tmp_path / "held")
    assert convert_later.func(one.pk, one.run) is False  # what ``take_over`` has the next worker do
    one.refresh_from_db()
    assert (one.said, one.held) == ("marked", "") and on_disk(tmp_path / "held") == []


def test_a_scan_is_discarded_also_while_it_is_read(office: Office, tmp_path: Path) -> None:
    plan = came(office, sent("一.jpg", page(HEAD)))
    one = plan.conversions.get()
    Conversion.objects.filter(pk=one.pk).update(state="converting")
    discard_conversion(plan, one.pk, office.actor("supervisor"), at=NOW)
    assert on_disk(tmp_path / "held") == []
    assert convert_later.func(one.pk, one.run) is False


def test_what_nobody_names_or_asks_for_is_swept(office: Office, tmp_path: Path) -> None:
    import os

    plan = came(office, sent("一.jpg", page(HEAD)))
    one = plan.conversions.get()
    orphan = holding.hold_files([("密.jpg", "image/jpeg", b"x")])
    for key in (orphan.key, one.held):
        os.utime(orphan.folder.parent / key, (NOW.timestamp() - 7200,) * 2)
    list(sweep_held_scans(NOW))
    assert not orphan.folder.exists() and (orphan.folder.parent / one.held).exists()
    Conversion.objects.filter(pk=one.pk).update(state="failed", said="failed")
    list(sweep_held_scans(NOW + HELD_FOR))
    assert (orphan.folder.parent / one.held).exists()
    list(sweep_held_scans(NOW + HELD_FOR * 2))
    one.refresh_from_db()
    assert (one.state, one.held) == ("dropped", "") and on_disk(tmp_path / "held") == []


def test_without_recognition_a_clear_sentence_and_nothing_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from luoshi.kernel.files.actions import documents

    monkeypatch.setattr(documents, "can_read_scans", lambda: False)
    with pytest.raises(RecordError) as refused:
        came(office, sent("一.jpg", page(HEAD)))
    assert refused.value.code == "file.needs_ocr" and "make scan" in refused.value.remedy
    assert not Plan.objects.exists() and on_disk(tmp_path) == []


def test_a_broken_picture_says_so_and_can_be_sent_again(office: Office) -> None:
    plan = came(office, sent("一.jpg", page(HEAD)[:2000]))
    one = work(plan)
    assert one.state == "failed" and one.said == "load.damaged"
    assert format_conversion_error(one)


def test_doubts_of_recognition_reach_the_rows(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = came(office, sent("一.jpg", page(HEAD, TASK)))
    real = scanning.assemble_scan

    def doubtful(*args: Any, **given: Any) -> Any:
        from dataclasses import replace

        from luoshi.reading.model import UnsureText

        made = real(*args, **given)
        at = made.text.index("12")
        return replace(made, unsure=(UnsureText(at, at + 1, "ocr.figure", 0, 1, 2, 3, 4),))

    monkeypatch.setattr(scanning, "assemble_scan", doubtful)
    work(plan)
    row = plan.rows.get(words__contains="建设科普示范基地12个")
    assert "recognised_words" in row.doubts and "recognised_figure" in row.figures.get().doubts
    assert RecognisedText.objects.get().unsure_text[0].code == "ocr.figure"
