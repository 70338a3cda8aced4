"""A document's text stays as it was received, so that places in it stay true; nothing marked becomes one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from luoshi.base.record_errors import RecordError
from luoshi.evidence import store
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.actions.documents import create_span, create_spans, receive_document
from luoshi.kernel.files.models import Document, Evidence, Span
from luoshi.reading.load import load_document
from making import docx, p, pdf, table
from office import NOW, Office

TEXT = "关于开展科普活动的通知\n各乡镇：\n六月底前办3场😀讲座。"


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def test_a_file_received_is_kept_with_the_text_that_the_reader_sees(office: Office) -> None:
    data = docx(p("关于科普活动的通知") + table(["事项", "时限"], ["办讲座", "六月底前"]))
    document = receive_document(SimpleUploadedFile("../通知.docx", data), office.actor("supervisor"), at=NOW)
    assert Document.objects.get().pure == load_document("通知.docx", data)
    assert (document.transcript, document.evidence.sha256) == (False, hashlib.sha256(data).hexdigest())  # type: ignore[union-attr]
    assert store.path_of(document.sha256).read_bytes() == data
    assert [(entry.subject, entry.step, entry.person) for entry in Entry.objects.filter(step="receive")] == [
        (f"document:{document.pk}", "receive", office.people["supervisor"])
    ]


def test_pages_of_a_pdf_are_kept_with_it(office: Office) -> None:
    data = pdf(["通知"] * 60)
    receive_document(SimpleUploadedFile("通知.pdf", data), office.actor("supervisor"), at=NOW)
    assert Document.objects.get().pure == load_document("通知.pdf", data) and len(Document.objects.get().pages) == 3


def test_a_transcript_is_kept_as_it_was_typed(office: Office) -> None:
    words = TEXT.replace("\n", "\r\n") + "<p>原样</p>\0"
    document = receive_document(words, office.actor("supervisor"), at=NOW, name="会议\n记录")
    assert (document.name, document.text, document.transcript) == ("会议记录", TEXT + "<p>原样</p>\ufffd", True)
    assert (document.evidence, Evidence.objects.count()) == (None, 0)
    assert receive_document("<html><body>x</body></html>", office.actor("supervisor"), at=NOW).text.startswith("<html>")


def test_a_place_has_the_words_that_stand_there_and_is_one_row(office: Office) -> None:
    document = receive_document(TEXT, office.actor("supervisor"), at=NOW)
    start = TEXT.index("六月")
    one = create_span(document, start, start + 8, "六月底前办3场😀")
    assert (one.quote, Document.objects.get().text[one.start : one.end]) == ("六月底前办3场😀",) * 2
    assert create_span(document, start, start + 8) == one and Span.objects.count() == 1
    found = create_spans(document, [(0, 2, None), (start, start + 8, None), (0, 2, "关于"), (2, 4, None)])
    assert [span.quote for span in found] == ["关于", "六月底前办3场😀", "关于", "开展"]
    assert Span.objects.count() == 3


@pytest.mark.parametrize(
    ("start", "end", "quote"), [(0, 2, "关子"), (0, 0, ""), (3, 1, None), (-2, 2, None), (0, 999, None), (0, 2, "")]
)
def test_no_place_is_kept_with_other_words_than_stand_there(
    office: Office, start: int, end: int, quote: str | None
) -> None:
    document = receive_document(TEXT, office.actor("supervisor"), at=NOW)
    with pytest.raises(RecordError) as caught:
        create_spans(document, [(0, 1, None), (start, end, quote)])
    assert (caught.value.code, Span.objects.count()) == ("quote", 0)


def test_many_places_need_a_bounded_number_of_queries(office: Office, django_assert_max_num_queries: Any) -> None:
    document = receive_document("字" * 1200, office.actor("supervisor"), at=NOW)
    with django_assert_max_num_queries(8):
        assert len(create_spans(document, [(at, at + 1, None) for at in range(900)])) == 900


@pytest.mark.parametrize(
    "change",
    [
        lambda: Document.objects.update(text="换了"),
        lambda: Document.objects.update(name="换了"),
        lambda: Document.objects.filter().delete(),
        lambda: Span.objects.update(quote="换了"),
        lambda: Span.objects.update(start=3),
        lambda: Span.objects.all()._raw_delete("default"),
        lambda: Span.objects.create(document=Document.objects.get(), start=5, end=5, quote=""),
    ],
)
def test_neither_text_nor_place_can_be_changed_past_the_actions(office: Office, change: Any) -> None:
    create_span(receive_document(TEXT, office.actor("supervisor"), at=NOW), 0, 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
        Span.objects.count()
    assert (Document.objects.get().text, Span.objects.get().quote) == (TEXT, "关于")


@pytest.mark.parametrize(
    ("given", "name", "code"),
    [
        ("机密★1年\n通知", "", "marked"),
        ("关于某事的通知", "机密-通知", "marked"),
        (SimpleUploadedFile("通知.docx", docx(p("秘密★\u200b5年") + p("通知"))), "", "marked"),
        (SimpleUploadedFile("【机密】通知.docx", docx(p("通知"))), "", "marked"),
        (" \n ", "", "unreadable"),
        (SimpleUploadedFile("通知.exe", b"MZ"), "", "file.not_taken"),
        (SimpleUploadedFile("空.docx", docx("")), "", "unreadable"),
    ],
)
def test_what_is_marked_or_cannot_be_read_becomes_no_document(office: Office, given: Any, name: str, code: str) -> None:
    with pytest.raises(RecordError) as caught:
        receive_document(given, office.actor("supervisor"), at=NOW, name=name)
    assert (caught.value.code, Document.objects.count(), Evidence.objects.count()) == (code, 0, 0)
    assert not store.file_store_folder().exists()
    steps = list(Entry.objects.filter(step__in=["receive", "refused.marked"]).values_list("subject", "step"))
    assert steps == ([("upload", "refused.marked")] if code == "marked" else [])
