"""Letters in a real Chromium: list, page, form and paper fit a desk and a telephone; the paper is one sheet of A4."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from accessible import fits
from assigned import at, running
from luoshi.commitments.letters.actions.reminders import send_due_reminders
from luoshi.commitments.letters.models import Letter
from luoshi.desk.digests.actions import send_digests
from luoshi.kernel.steps.actions.steps import take
from plans import published


@pytest.fixture
def letter(live):
    office = live.office
    plan = published(office)
    running(office, plan, "科普示范基地")
    running(office, plan, "联席会议")
    for month, day in ((9, 22), (10, 8), (10, 10), (10, 13), (10, 20)):
        list(send_due_reminders(at(month, day)))
    list(send_digests(at(10, 20)))
    first = Letter.objects.filter(form="slip").order_by("pk").first()
    given = {"words": first.words, "limit": "2026-10-27"}
    take(
        Letter.objects.filter(form="push").order_by("pk").first(),
        "send",
        office.actor("supervisor"),
        given,
        at=at(10, 20),
    )
    return first


def test_letters_fit_a_desk_and_a_telephone(letter, visit):
    tab = visit("supervisor", "/letters/")
    assert letter.since < date(2026, 10, 13)
    paths = ["/letters/", f"/letters/{letter.pk}/", f"/letters/{letter.pk}/send/", f"/letters/{letter.pk}/print/",
             f"/commitments/{letter.commitment_id}/"]  # fmt: skip
    base = tab.url.removesuffix("/letters/")
    fits(tab, base, paths)


def test_a_letter_prints_on_one_sheet_of_a4(letter, visit):
    tab = visit("supervisor", f"/letters/{letter.pk}/print/")
    sheets = pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True, print_background=False))
    words = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert len(sheets) == 1 and "回执" in words and letter.number in words
