"""Text in attached pictures is recognised, stored masked, and shown only to whoever may open the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from assigned import running
from luoshi.desk.previews.actions import recognising
from luoshi.desk.previews.pages import PictureText, preview_files
from luoshi.desk.previews.rules.picture_text import AGAIN, is_tried_again
from luoshi.kernel.base.jobs import GIVEN_UP
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.files.actions.files import let_go
from luoshi.kernel.files.models import Attachment, Evidence, EvidenceText
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.queries.picture_text import has_readable_files
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.reading.errors import ReadError
from many_appeals import signed_in
from office import NOW, Office
from pdfs import raw
from pictures import jpeg, png
from pictures_told import tell_text, work_on_texts
from plans import published
from scans_told import picture
from sent_files import answer, assigned
from sheets_drawn import blank_sheet, need_recognition, to_bytes, write_lines

TEXT = "科普讲座签到表\n王明 630102199001011234 13800138000\n共52场"
MASKED = "科普讲座签到表\n王明 630*************34 138****8000\n共52场"


@pytest.fixture(autouse=True)
def _alone(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA = tmp_path
    cache.clear()
    with override("en"):
        yield


def reported(office: Office, *files: tuple[str, bytes]) -> Commitment:
    """A commitment that is reported done with these files; by default a picture."""
    one = running(office, published(office), "科普示范基地")
    evidence = [SimpleUploadedFile(name, data) for name, data in files or (("签到表.jpg", jpeg()),)]
    take(one, "finish", office.actor("clerk"), {"words": "已完成"}, at=NOW, files={"evidence": evidence})
    return Commitment.objects.get(pk=one.pk)


def text_shown(one: Record, at: timedelta = timedelta()) -> PictureText | None:
    """What a page shows beside a record's first file."""
    files = list(Attachment.objects.filter(record=one.pk).select_related("evidence").order_by("pk"))
    return preview_files(one, files, at=timezone.now() + at)[0].text


def switch(value: str) -> None:
    Parameter.objects.create(name="files.picture_text", value=value, start=date(2026, 1, 1), source="县督查办法")


def test_a_picture_is_read_once_and_its_text_stored_masked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = tell_text(monkeypatch, TEXT)
    one = reported(office)
    assert text_shown(one) == text_shown(one) == PictureText(waits=True)
    assert work_on_texts() == [True]
    row = EvidenceText.objects.get()
    assert (row.state, row.words, row.pages, row.fault) == ("read", MASKED, 1, "")
    assert text_shown(one) == PictureText(MASKED) and work_on_texts() == []
    assert recognising.recognise_later.func(row.evidence_id) is False and readings == [recognising.PAGES]


def test_whoever_may_open_the_file_sees_its_text_and_nobody_else(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_text(monkeypatch, TEXT)
    one = reported(office)
    url = f"/commitments/{one.pk}/files/{Attachment.objects.get().pk}/"
    waits = signed_in(office, "clerk").get(f"{url}shown/").text
    assert "正在识别图中文字" in waits and 'hx-trigger="load delay:3s"' in waits
    work_on_texts()
    for who, status in {"supervisor": 200, "clerk": 200, "stranger": 404, "outside": 404, "collector": 404}.items():
        client = signed_in(office, who)
        page = client.get(f"{url}shown/")
        assert (who, page.status_code, client.get(url).status_code) == (who, status, status)
        assert ("138****8000" in page.text) is ("图中文字" in page.text) is (status == 200)
        assert "可能有误" in page.text or status == 404
        assert "13800138000" not in page.text


def test_the_page_of_the_record_asks_for_it_and_leads_to_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_text(monkeypatch, TEXT)
    one = reported(office)
    file = Attachment.objects.get()
    page = signed_in(office, "clerk").get(one.get_absolute_url()).text
    assert f"/commitments/{one.pk}/files/{file.pk}/shown/" in page and "共52场" not in page
    assert work_on_texts() == [True]


def test_a_file_of_a_protected_record_is_never_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = tell_text(monkeypatch, TEXT)
    record = answer(office, assigned(office), SimpleUploadedFile("证件.jpg", jpeg()))
    signed_in(office, "clerk").get(record.get_absolute_url())
    assert text_shown(record) is None and work_on_texts() == []
    # The same picture on another record: the protected one decides.
    one = reported(office, ("照片.jpg", jpeg()))
    assert Evidence.objects.count() == 1 and text_shown(one) is None and work_on_texts() == []
    EvidenceText.objects.create(evidence=Evidence.objects.get(), at=timezone.now())
    assert recognising.recognise_later.func(Evidence.objects.get().pk) is False
    assert readings == [] and not EvidenceText.objects.exists()
    assert has_readable_files(get_kind("commitments")) and not has_readable_files(get_kind("appeals"))


@pytest.mark.parametrize("when", ["read before", "being read"])
def test_text_of_a_file_that_becomes_a_protected_record_s_too_is_deleted(
    office: Office, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    tell_text(monkeypatch, TEXT)
    one = reported(office)
    text_shown(one)
    other = assigned(office)

    def attach() -> None:
        answer(office, other, SimpleUploadedFile("证件.jpg", jpeg()))

    if when == "being read":
        read = recognising.read_scans
        monkeypatch.setattr(recognising, "read_scans", lambda *given, **more: (attach(), read(*given, **more))[1])
        assert work_on_texts() == [False]
    else:
        assert work_on_texts() == [True]
        attach()
    assert not EvidenceText.objects.exists() and text_shown(one) is None


def test_it_is_erased_with_the_file(
    office: Office, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    tell_text(monkeypatch, TEXT)
    one = reported(office)
    text_shown(one)
    work_on_texts()
    assert EvidenceText.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert let_go(one) == 1
    assert not Evidence.objects.exists() and not EvidenceText.objects.exists()


def test_a_file_that_is_erased_while_it_is_read_leaves_no_text(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_text(monkeypatch, TEXT)
    one = reported(office)
    text_shown(one)
    read = recognising.read_scans
    monkeypatch.setattr(recognising, "read_scans", lambda *given, **more: (let_go(one), read(*given, **more))[1])
    assert work_on_texts() == [False] and not EvidenceText.objects.exists()


def test_switched_off_nothing_is_read_and_nothing_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = tell_text(monkeypatch, TEXT)
    one = reported(office)
    text_shown(one)
    switch("否")  # between asking and reading
    assert work_on_texts() == [False] and readings == [] and not EvidenceText.objects.exists()
    assert text_shown(one) is None and work_on_texts() == []
    Parameter.objects.all().delete()
    text_shown(one)
    assert work_on_texts() == [True] and text_shown(one) == PictureText(MASKED)
    switch("否")
    assert text_shown(one) is None
    Parameter.objects.filter(name="files.picture_text").update(value="是")
    assert text_shown(one) == PictureText(MASKED) and len(readings) == 1


def test_without_recognition_nothing_is_asked_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_text(monkeypatch, TEXT)
    one = reported(office)
    monkeypatch.setattr(recognising, "can_read_scans", lambda: False)
    assert text_shown(one) is None and not EvidenceText.objects.exists()
    EvidenceText.objects.create(evidence=Evidence.objects.get(), state="read", words="旧文字", at=timezone.now())
    assert text_shown(one) == PictureText("旧文字")
    EvidenceText.objects.update(state="waiting")
    assert text_shown(one) is None


@pytest.mark.parametrize(
    "told", [ReadError("load.secret", grade="秘密"), ReadError("load.secret_unclear"), "秘密★1年\n某某方案\n共52场"]
)
def test_of_a_picture_that_looks_marked_nothing_is_stored_and_the_file_stays(
    office: Office, monkeypatch: pytest.MonkeyPatch, told: str | ReadError
) -> None:
    tell_text(monkeypatch, told)
    one = reported(office)
    text_shown(one)
    assert work_on_texts() == [False]
    row = EvidenceText.objects.get()
    assert (row.state, row.words, row.pages) == ("refused", "", 0)
    shown = text_shown(one)
    assert shown and "state secret" in shown.why and "The file itself was not changed" in shown.why
    page = signed_in(office, "clerk").get(f"/commitments/{one.pk}/files/{Attachment.objects.get().pk}/shown/").text
    assert "国家秘密标志" in page and "某某方案" not in page and "<details>" not in page.split('id="file-')[1]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("load.too_slow", "took too long"),
        ("load.damaged", "damaged, protected"),
        ("load.encrypted", "damaged, protected"),
        ("load.too_large", "too large"),
    ],
)
def test_what_cannot_be_read_says_why_in_a_sentence(
    office: Office, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    readings = tell_text(monkeypatch, ReadError(code))
    one = reported(office)
    text_shown(one)
    assert work_on_texts() == [False]
    shown = text_shown(one)
    assert shown and words in shown.why and not shown.words and not shown.waits
    text_shown(one, AGAIN * 2)  # only what may pass is tried again
    work_on_texts()
    assert len(readings) == (2 if code == "load.too_slow" else 1)


def test_an_error_of_the_program_and_a_lost_worker_are_told_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_text(monkeypatch, TEXT)
    monkeypatch.setattr(recognising, "read_scans", lambda *given, **more: 1 / 0)
    one = reported(office)
    text_shown(one)
    assert work_on_texts() == [False]
    shown = text_shown(one)
    assert shown and "its log gives the reason" in shown.why
    EvidenceText.objects.update(state="waiting", fault="")
    GIVEN_UP[recognising.recognise_later.module_path](Evidence.objects.get().pk)
    shown = text_shown(one)
    assert shown and "damaged" in shown.why


def test_photographs_without_text_and_pdfs_with_text_of_their_own_have_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_text(monkeypatch, ReadError("load.empty"))
    one = reported(office, ("现场.png", png()))
    text_shown(one)
    assert work_on_texts() == [False] and text_shown(one) is None and EvidenceText.objects.get().state == "none"
    EvidenceText.objects.all().delete()
    tell_text(monkeypatch, "通知全文", recognised=0)
    text_shown(one)
    assert work_on_texts() == [False] and text_shown(one) is None


def test_of_a_long_scan_the_first_pages_are_read_and_the_page_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_text(monkeypatch, "五页", pages=5)
    one = reported(office, ("扫描.pdf", raw("0 0 300 300", pages=6)), ("说明.txt", "文字".encode()))
    text_shown(one)
    assert work_on_texts() == [True]
    assert text_shown(one) == PictureText("五页", rest="Only the first 5 pages are read.")


def test_it_is_tried_again_after_an_hour_only_if_it_may_pass() -> None:
    late, soon = NOW + AGAIN * 2, NOW + AGAIN / 2
    assert is_tried_again(True, "", NOW, late) and is_tried_again(False, "missing", NOW, late)
    assert not is_tried_again(True, "", NOW, soon) and not is_tried_again(False, "failed", NOW, soon)
    assert not is_tried_again(False, "load.damaged", NOW, late) and not is_tried_again(False, "", NOW, late)


@pytest.mark.parametrize("count", [1, 9])
def test_nine_pictures_need_no_more_queries_than_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, count: int, django_assert_num_queries: Any
) -> None:
    tell_text(monkeypatch, TEXT)
    one = reported(office, *((f"照片{at}.jpg", picture(at)) for at in range(count)))
    text_shown(one)
    assert work_on_texts() == [True] * count
    files = list(Attachment.objects.filter(record=one.pk).select_related("evidence").order_by("pk"))
    with django_assert_num_queries(2):  # the switch, the texts
        assert all(preview.text for preview in preview_files(one, files, at=timezone.now()))


def test_a_real_picture_is_recognised(office: Office) -> None:
    need_recognition()
    sheet = write_lines(blank_sheet(), ["科普讲座活动签到表", "联系电话 13800138000", "共举办讲座52场"])
    one = reported(office, ("签到表.jpg", to_bytes(sheet)))
    text_shown(one)
    assert work_on_texts() == [True]
    words = EvidenceText.objects.get().words
    assert "讲座52场" in words and "138****8000" in words and "13800138000" not in words
    assert not DBTaskResult.objects.filter(exception_class_path__gt="").exists()
