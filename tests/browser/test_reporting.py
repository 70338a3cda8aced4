"""Reporting in a real Chromium: card by card, drafts that survive, pictures pasted from the clipboard."""

from datetime import date

import pytest

from assigned import at, running
from counted import ByKeys
from luoshi.commitments.progress.models import Progress
from luoshi.kernel.files.models import Attachment
from luoshi.plans.base.models.commitment import Commitment
from pictures import png
from plans import published

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


def opened(page, one):
    if page.get_attribute(f"#card-{one.pk}", "open") is None:
        page.click(f"#card-{one.pk} > summary")


def send(page, one):
    page.click(f"#card-{one.pk} button[type=submit]")


def sent(page, one):
    send(page, one)
    page.wait_for_selector(f"#card-{one.pk}[data-saved]")


def drafts(page):
    return page.evaluate("[sessionStorage, localStorage].flatMap(Object.keys).filter((one) => one.includes('draft'))")


def test_from_my_rows_card_by_card_by_keys_alone(visit, rows):
    one, two = rows
    page = visit("clerk", "/")
    person = ByKeys(page)
    person.press(".side a[href='/mine/']")
    person.press(".head a[href='/mine/report/']")
    person.press(f"#card-{one.pk} > summary")
    person.fill(f"[name=r{one.pk}-words]", "已建成1个。")
    person.press(f"#card-{one.pk} button[type=submit]")
    page.wait_for_selector(f"#card-{two.pk}[open]")
    assert page.get_attribute(f"#card-{one.pk}", "open") is None
    assert page.inner_text("#report-count").startswith("待报送1项")
    assert page.evaluate("document.activeElement.closest('details').id") == f"card-{two.pk}"
    person.press(f"#card-{two.pk} .more > summary")
    person.fill(f"[name=r{two.pk}-nothing]", "会议定于下月召开")
    person.press(f"#card-{two.pk} button[type=submit]")
    page.wait_for_selector(f"#card-{two.pk}[data-saved]")
    person.took(8, "two reports on one page")
    assert page.inner_text("#report-count").startswith("本月应报事项已全部报送。")
    assert drafts(page) == []
    assert sorted(Progress.objects.values_list("kind", "words")) == [
        ("nothing", "会议定于下月召开"),
        ("report", "已建成1个。"),
    ]


def test_words_survive_a_lost_connection_a_closed_tab_and_a_time_out(visit, live, rows):
    one, two = rows
    page = visit("clerk", "/mine/report/", allow=(401,))  # the session is over
    opened(page, one)
    fill(page, one, words="已建成1个。")
    page.context.set_offline(True)
    before = len(page.troubles)
    try:
        send(page, one)
        page.wait_for_selector(f"#card-{one.pk} [data-trouble]:visible")
    finally:
        page.context.set_offline(False)
    page.troubles[before:] = []
    assert page.inner_text(f"#card-{one.pk} [data-trouble]").startswith("未提交：连不上服务器。")
    assert page.input_value(f"[name=r{one.pk}-words]") == "已建成1个。"
    page.goto(live.url + "/")  # what was sent and not taken is not forgotten elsewhere
    page.evaluate("sessionStorage.clear()")  # as when the tab is closed
    page.goto(live.url + "/mine/report/")
    assert page.input_value(f"[name=r{one.pk}-words]") == "已建成1个。"
    assert page.is_visible(f"#card-{one.pk} [data-drafted]") and not page.is_visible(f"#card-{two.pk} [data-drafted]")
    session = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    send(page, one)
    page.wait_for_selector("input[type=password]")
    page.context.add_cookies(session)
    page.goto(live.url + "/mine/report/")
    assert page.input_value(f"[name=r{one.pk}-words]") == "已建成1个。"
    sent(page, one)
    assert Progress.objects.get().words == "已建成1个。" and drafts(page) == []


def test_pictures_pasted_into_the_words_become_evidence_of_their_card(visit, rows):
    one, two = rows
    page = visit("clerk", "/mine/report/")
    opened(page, two)
    fill(page, two, words="已召开。", count="1")
    area = f"[name=r{two.pk}-words]"
    assert page.evaluate(PASTE, [area, [list(png())], ""]) is False  # taken: nothing else happens with it
    assert page.evaluate(PASTE, [area, [list(png())], ""]) is False
    assert page.evaluate(PASTE, [area, [list(png())], "第一次\t12人\n第二次\t15人"]) is True  # words go their usual way
    names = page.evaluate(f"Array.from(document.querySelector('[name=r{two.pk}-evidence]').files).map((f) => f.name)")
    assert len(names) == 2 == len(set(names))
    assert page.evaluate(f"document.querySelector('[name=r{one.pk}-evidence]').files.length") == 0
    assert page.locator(f"#card-{two.pk} .files__name").all_inner_texts() == names
    assert all(name.startswith("pasted-") for name in names)
    sent(page, two)
    assert [file.record_id for file in Attachment.objects.all()] == [two.pk, two.pk]


def test_pictures_are_pasted_in_a_dialog_too(visit, rows):
    one, _two = rows
    page = visit("clerk", one.get_absolute_url())
    page.click(f"a[href='{one.get_absolute_url()}report/']")
    page.wait_for_selector("#dialog [name=words]")
    assert page.evaluate(PASTE, ["#dialog [name=words]", [list(png())], ""]) is False
    assert page.evaluate("document.querySelector('#dialog [name=evidence]').files.length") == 1


def test_on_a_telephone_a_photo_is_taken_in_a_box_like_that_of_files(visit, rows):
    page = visit("clerk", "/mine/report/", viewport={"width": 390, "height": 844})
    opened(page, rows[0])
    looks = """(box) => {
      const style = getComputedStyle(box), field = box.querySelector("input").getBoundingClientRect();
      const all = box.getBoundingClientRect();
      return [style.borderTopStyle, style.backgroundColor, all.height >= 44, field.width > all.width - 6];
    }"""
    files, camera = (page.locator(f"#card-{rows[0].pk} {box}") for box in ("div.drop__ask", "label.camera"))
    assert camera.evaluate(looks) == files.evaluate(looks)
    assert camera.evaluate(looks)[0] == "dashed"
