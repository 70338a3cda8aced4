"""Files in a real Chromium: chosen, sent, listed, fetched; and nothing marked stays in the browser."""

import pytest

from entries import appeal
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from making import docx, p
from office import NOW
from pictures import png

TELEPHONE = {"width": 390, "height": 844}
SECRET = "青鸾七号"
WAYS = ["page", "dialog"]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def record(live):
    """An appeal that waits for the answer of 县科协."""
    to = {"grade": "ordinary", "unit": live.office.units["kexie"].pk}
    return take(appeal(live.office), "assign", live.office.actor("supervisor"), to, at=NOW).record


def file(name, data):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def asked(visit, record, way, **more):
    """The answer's form, as its page or as the dialog on the record's page."""
    where = record.get_absolute_url()
    if way == "page":
        return visit("clerk", where + "answer/", **more)
    page = visit("clerk", where, **more)
    page.allowed += [f"Error Code {status}" for status in more.get("allow", ())]  # htmx says so itself
    page.click(f"a[href='{where}answer/']")
    page.wait_for_selector("#dialog [name=answer]")
    return page


def send(page):
    page.click("form[data-draft] button[type=submit]")


def kept(page):
    """What the tab keeps between pages."""
    return page.evaluate("JSON.stringify(Object.assign({}, sessionStorage))")


@pytest.mark.parametrize("way", WAYS)
def test_two_files_are_sent_with_an_answer_listed_and_fetched(visit, live, record, way):
    page = asked(visit, record, way)
    page.fill("[name=answer]", "已列入计划")
    page.set_input_files("[name=files]", [file("说明.docx", docx(p("说明"))), file("现场 照片.png", png())])
    send(page)
    page.wait_for_url(live.url + record.get_absolute_url())
    page.wait_for_selector("#files")
    rows = page.eval_on_selector_all(
        "section[aria-labelledby=files] tbody tr",
        "rows => rows.map((row) => Array.from(row.cells, (c) => c.innerText))",
    )
    assert [[row[0], row[3], row[5]] for row in rows] == [
        ["说明.docx", "柯干事", "下载"],
        ["现场 照片.png", "柯干事", "查看"],
    ]
    with page.expect_download() as download:
        page.click("text=说明.docx >> nth=0")
    assert download.value.suggested_filename == "说明.docx"
    page.click("section[aria-labelledby=files] >> text=查看")
    page.wait_for_selector("img")
    page.wait_for_load_state()
    page.wait_for_function("() => document.images[0].naturalWidth === 1")


@pytest.mark.parametrize("way", WAYS)
def test_marked_words_leave_the_field_and_the_browsers_memory_and_marked_files_leave_nothing(
    visit, record, way, tmp_path
):
    page = asked(visit, record, way, allow=(422,))
    page.fill("[name=answer]", f"机密★1年\n{SECRET}")
    page.wait_for_timeout(600)
    assert SECRET in kept(page)  # a draft, as of everything that is typed
    send(page)
    page.wait_for_selector(".form__wrong")
    assert "国家秘密标志" in page.inner_text(".form__wrong")
    assert page.input_value("[name=answer]") == ""
    page.wait_for_timeout(600)
    assert SECRET not in kept(page)
    page.fill("[name=answer]", "已列入计划")
    page.set_input_files("[name=files]", [file("a.docx", docx(p("秘密★") + p(SECRET)))])
    page.evaluate("document.querySelector('.form__wrong').remove()")  # that of the words
    send(page)
    page.wait_for_selector(".form__wrong")
    assert "国家秘密标志" in page.inner_text(".form__wrong")
    assert page.input_value("[name=answer]") == "已列入计划"  # the words beside it stay in the form
    assert (Attachment.objects.count(), list((tmp_path / "files").rglob("*"))) == (0, [])
    page.goto(page.url)
    assert SECRET not in kept(page) and SECRET not in page.content()
    assert Record.objects.get(pk=record.pk).state == "assigned"


def test_an_english_reader_with_a_telephone_reads_why_a_file_is_not_taken(visit, record):
    page = asked(visit, record, "page", language="en", viewport=TELEPHONE, allow=(422,))
    hint = page.inner_text("#id_files_helptext")
    assert hint.startswith("Unclassified files only. docx, xlsx, pdf") and hint.endswith(
        "at most 20 files of 50 MB each."
    )
    page.fill("[name=answer]", "Planned")
    page.set_input_files("[name=files]", [file("old.doc", b"x"), file("photo.jpg", b"MZ")])
    send(page)
    page.wait_for_selector(".form__wrong")
    said = page.inner_text(".form__wrong")
    assert "old.doc: The content does not match the file type .doc." in said
    assert "photo.jpg: The content does not match the file type .jpg. Save it again with its own program." in said
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_file_that_is_too_large_is_not_sent_and_the_form_stays(visit, live, record, settings):
    settings.UPLOAD_LIMIT = 1_000_000
    page = asked(visit, record, "page")
    page.fill("[name=answer]", "已列入计划")
    page.set_input_files("[name=files]", [file("现场录像.mp4", b"\0" * 2_500_000)])
    sent = []
    page.on("request", lambda one: sent.append(one.method))
    send(page)
    said = page.wait_for_selector("#flashes [role=alert]").inner_text()
    assert "现场录像.mp4" in said and "3 MB" in said and "1 MB" in said
    assert (page.input_value("[name=answer]"), sent) == ("已列入计划", [])
