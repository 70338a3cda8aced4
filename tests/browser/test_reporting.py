"""Reporting in a real Chromium: several rows in one press, drafts that survive, pictures pasted from the clipboard."""

from datetime import date

import pytest

from assigned import at, running
from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.progress.models import Progress
from luoshi.records.files.models import Attachment
from pictures import png
from plans import published

TELEPHONE = {"width": 390, "height": 844}
BASE, CLUB = "科普示范基地", "联席会议"
PASTE = """([selector, files, words]) => {
  const data = new DataTransfer();
  files.forEach((bytes) => data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" })));
  if (words) data.setData("text/plain", words);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture(autouse=True)
def _late(settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    settings.SESSION_COOKIE_AGE = 10**9
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 30))


@pytest.fixture
def rows(live):
    plan = published(live.office)
    one, two = running(live.office, plan, BASE), running(live.office, plan, CLUB)
    Commitment.objects.filter(pk=two.pk).update(reported=date(2026, 3, 2))  # else nothing new is not to be said
    return one, two


def fill(page, one, **values):
    for name, words in values.items():
        page.fill(f"[name=r{one.pk}-{name}]", words)


def send(page):
    page.click("form.report button[type=submit]")


@pytest.mark.parametrize("viewport", [{"width": 1366, "height": 768}, TELEPHONE], ids=["desktop", "telephone"])
def test_from_my_rows_to_one_page_and_back(visit, rows, viewport):
    one, two = rows
    page = visit("clerk", "/mine/", viewport=viewport)
    page.click("a[href='/mine/report/']")
    page.wait_for_selector(".report__cells:text-matches('^\\\\s*本页')")
    fill(page, one, words="已建成1个。", obstacles="无", following="继续")
    fill(page, two, nothing="会议定于下月召开")
    send(page)
    page.wait_for_url("**/mine/")
    assert page.inner_text(".flash--success") == "已填报2个事项。"
    assert page.evaluate("Object.keys(sessionStorage).filter((one) => one.includes('draft'))") == []
    assert sorted(Progress.objects.values_list("kind", "words")) == [
        ("nothing", "会议定于下月召开"),
        ("report", "已建成1个。"),
    ]


def test_words_survive_a_lost_connection_and_a_time_out(visit, live, rows):
    one, _two = rows
    page = visit("clerk", "/mine/report/", allow=(422,))
    fill(page, one, words="已建成1个。", obstacles="无", following="继续")
    page.wait_for_timeout(600)
    page.context.set_offline(True)
    page.troubles_before = len(page.troubles)
    try:
        send(page)
        page.wait_for_timeout(500)
    finally:
        page.context.set_offline(False)
    page.troubles[page.troubles_before :] = []
    page.goto(live.url + "/mine/report/")
    assert page.input_value(f"[name=r{one.pk}-words]") == "已建成1个。"
    session = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    send(page)
    page.wait_for_selector("input[type=password]")
    page.context.add_cookies(session)
    page.goto(live.url + "/mine/report/")
    assert page.input_value(f"[name=r{one.pk}-words]") == "已建成1个。"
    send(page)
    page.wait_for_url("**/mine/")
    assert Progress.objects.get().words == "已建成1个。"


def test_pictures_pasted_into_the_words_become_evidence_of_their_row(visit, rows):
    one, two = rows
    page = visit("clerk", "/mine/report/")
    fill(page, two, words="已召开。", count="1", obstacles="无", following="继续")
    area = f"[name=r{two.pk}-words]"
    assert page.evaluate(PASTE, [area, [list(png())], ""]) is False  # taken: nothing else happens with it
    assert page.evaluate(PASTE, [area, [list(png())], ""]) is False
    assert (
        page.evaluate(PASTE, [area, [list(png())], "第一次\\t12人\\n第二次\\t15人"]) is True
    )  # words go their usual way
    names = page.evaluate(f"Array.from(document.querySelector('[name=r{two.pk}-evidence]').files).map((f) => f.name)")
    assert len(names) == 2 == len(set(names))
    assert page.evaluate(f"document.querySelector('[name=r{one.pk}-evidence]').files.length") == 0
    assert page.inner_text("[data-pasted]").startswith("将随同提交：pasted-")
    send(page)
    page.wait_for_url("**/mine/")
    assert [file.record_id for file in Attachment.objects.all()] == [two.pk, two.pk]


def test_pictures_are_pasted_in_a_dialog_too(visit, rows):
    one, _two = rows
    page = visit("clerk", one.get_absolute_url())
    page.click(f"a[href='{one.get_absolute_url()}report/']")
    page.wait_for_selector("#dialog [name=words]")
    assert page.evaluate(PASTE, ["#dialog [name=words]", [list(png())], ""]) is False
    assert page.evaluate("document.querySelector('#dialog [name=evidence]').files.length") == 1
