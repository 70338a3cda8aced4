"""What was received, looked at in a browser: pages come as one nears them, beside the transcript, and print upright."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accessible import fits
from luoshi.plans.receiving.actions.receiving import receive_plan
from office import NOW
from pdfs import scanned

SAMPLES = Path(__file__).parents[2] / "samples"
A4 = (595, 842)


@pytest.fixture
def receive(live, settings, tmp_path):
    settings.DATA = tmp_path

    def taken(*names: str, words: str = "", picture: bytes = b""):
        files = [SimpleUploadedFile(name, (SAMPLES / name).read_bytes()) for name in names]
        given = {"origin": "document", "unit": live.office.units["desk"].pk, "rhythm": "quarters", "title": "批示"}
        scan = SimpleUploadedFile("批示.pdf", picture) if picture else None
        return receive_plan(files, words, given, live.office.actor("supervisor"), at=NOW, picture=scan, again=True).plan

    return taken


def loaded(page, number: int) -> bool:
    return page.evaluate(
        f"(one => one.complete && one.naturalWidth > 0)(document.querySelectorAll('.leaf img')[{number}])"
    )


def sheets(page) -> list[tuple[int, int]]:
    """Width and height of each printed sheet in points."""
    import pypdfium2

    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    return [tuple(round(side) for side in paper.get_page_size(at)) for at in range(len(paper))]


def test_pages_come_when_one_nears_them(visit, receive):
    plan = receive(words="请县科协6月底前提出方案。", picture=scanned(12))
    page = visit("supervisor", f"/plans/{plan.pk}/picture/1/")
    page.wait_for_function("() => document.querySelector('.leaf img').naturalWidth === 893")
    assert not loaded(page, 11)
    page.locator(".leaf").nth(11).scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.querySelectorAll('.leaf img')].at(-1).naturalWidth === 893")


def test_on_the_correction_page_the_scan_leaves_room_for_the_words(visit, receive):
    plan = receive(words="请县科协6月底前提出方案。", picture=scanned(2))
    page = visit("supervisor", f"/plans/{plan.pk}/correct/")
    page.wait_for_function("() => document.querySelector('.source__picture').naturalWidth === 893")
    assert page.locator(".source__text").bounding_box()["y"] < 768
    assert page.locator(".source__all a").get_attribute("href") == f"/plans/{plan.pk}/picture/1/"


@pytest.mark.parametrize("name", ["01-work-points-2025.docx", "02-task-division-2025.xlsx"])
def test_a_document_prints_on_upright_a4(visit, receive, name):
    plan = receive(name)
    assert set(sheets(visit("supervisor", f"/plans/{plan.pk}/original/1/"))) == {A4}


def test_each_page_of_a_pdf_prints_on_a_sheet_of_its_own(visit, receive):
    plan = receive("11-decision-division.pdf")
    page = visit("supervisor", f"/plans/{plan.pk}/original/1/")
    for number in range(3):
        page.locator(".leaf").nth(number).scroll_into_view_if_needed()
        page.wait_for_function(f"() => document.querySelectorAll('.leaf img')[{number}].naturalWidth === 893")
    assert sheets(page) == [A4] * 3


def test_everybody_can_read_what_was_received(visit, receive, live):
    of = [receive("11-decision-division.pdf"), receive("02-task-division-2025.xlsx")]
    scan = receive(words="请县科协6月底前提出方案。", picture=scanned(2))
    paths = [f"{of[0].pk}/original/1/", f"{of[0].pk}/original/1/?as=text", f"{of[1].pk}/original/1/"]
    paths += [f"{scan.pk}/{name}/" for name in ("original/1", "picture/1", "correct")]
    fits(visit("supervisor"), live.url, [f"/plans/{path}" for path in paths])
