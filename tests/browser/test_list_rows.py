"""The rows of a list in a real Chromium: the panel beside them, by mouse and by keys, and without either."""

from __future__ import annotations

from playwright.sync_api import expect

from appeal_factory import filed
from luoshi.lines.appeals.models import Appeal
from plans import published

TELEPHONE = {"width": 390, "height": 844}
NARROW = {"width": 1024, "height": 768}


def title(page):
    return page.locator("#panel .panel__title")


def test_a_click_on_a_row_fills_the_panel_and_the_link_opens_the_page(visit, live):
    filed(live.office, 2, title="旧的")
    filed(live.office, 1, title="新的")
    page = visit("supervisor", "/appeals/")
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("tbody tr").nth(1).locator("td").last.click()
    expect(title(page)).to_have_text("旧的")
    page.locator("tbody tr").first.locator("td").last.click()
    expect(title(page)).to_have_text("新的")
    assert page.locator("tr[aria-current]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("#panel [data-panel-shut]").click()
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("tbody tr").first.locator("th a").click()
    page.wait_for_url(f"**/appeals/{Appeal.objects.get(title='新的').pk}/")


def test_a_row_is_reached_chosen_and_opened_by_keys(visit, live):
    for name in ("丙", "乙", "甲"):
        filed(live.office, 1, title=name)
    page = visit("supervisor", "/appeals/")
    page.keyboard.press("j")
    expect(title(page)).to_have_text("甲")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")  # there is no further row
    expect(title(page)).to_have_text("丙")
    page.keyboard.press("k")
    expect(title(page)).to_have_text("乙")
    assert [box.is_checked() for box in page.locator("input[data-row]").all()] == [False, True, False]
    assert page.inner_text("[data-count]") == "已选 1 行"
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/appeals/{Appeal.objects.get(title='乙').pk}/")


def test_in_english_too_every_column_is_there_beside_the_panel(visit, live):
    published(live.office)
    page = visit("supervisor", "/commitments/", language="en")
    shown = page.locator("thead th").count()
    page.locator("tbody tr").first.locator("td").last.click()
    expect(title(page)).to_be_visible()
    assert page.locator("thead th:visible").count() == shown
    fits = "(table) => table.scrollWidth <= table.parentElement.clientWidth + 1"
    assert page.locator("table.rows").evaluate(fits)


def test_a_step_is_taken_from_the_panel_in_the_dialog(visit, live):
    filed(live.office, 1)
    page = visit("supervisor", "/appeals/")
    page.keyboard.press("j")
    page.locator("#panel .button--main").click()
    expect(page.locator("#dialog [name=unit]")).to_be_visible()
    page.keyboard.press("j")  # typed into the form, or nowhere: the list behind a dialog does not move
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_visible()


def test_keys_typed_into_a_field_are_words(visit, live):
    filed(live.office, 2)
    page = visit("supervisor", "/appeals/")
    page.locator(".filters [name=q]").focus()
    page.keyboard.type("jkx")
    assert page.input_value(".filters [name=q]") == "jkx" and not page.locator("tr[aria-current]").count()


def test_the_panel_is_open_again_on_the_next_list_until_it_is_closed(visit, live):
    filed(live.office, 2)
    page = visit("supervisor", "/appeals/")
    page.keyboard.press("j")
    expect(title(page)).to_be_visible()
    page.goto(f"{live.url}/appeals/?state=received")
    expect(title(page)).to_be_visible()
    page.locator("#panel [data-panel-shut]").click()
    page.goto(f"{live.url}/appeals/")
    expect(page.locator("#panel")).to_be_hidden()


def test_where_there_is_no_room_a_click_on_a_row_does_nothing(visit, live):
    filed(live.office, 2)
    page = visit("supervisor", "/appeals/", viewport=NARROW)
    page.locator("tbody tr").first.locator("td").last.click()
    page.wait_for_timeout(300)
    expect(page.locator("#panel")).to_be_hidden()
    assert not any("/panel/" in url for url in page.asked)


def test_a_record_that_may_no_longer_be_read_leaves_the_page_as_it_is(visit, live):
    filed(live.office, 1)
    page = visit("supervisor", "/appeals/", allow=(404,))
    page.allowed.append("Error Code 404")  # htmx says so too
    page.evaluate("document.querySelector('tr[data-panel]').dataset.panel = '/appeals/999999/panel/'")
    page.keyboard.press("j")
    expect(page.locator("#flashes .flash--error")).to_be_visible()
    assert page.locator("#panel h1, #panel main").count() == 0


def test_columns_are_chosen_and_ordered_in_the_list(visit, live):
    filed(live.office, 2)
    page = visit("supervisor", "/appeals/")
    page.click(".list-tools summary")
    page.uncheck(".list-tools [value=channel]")
    page.click(".list-tools [value='up:state']")
    page.click(".list-tools [value='up:state']")
    page.click(".list-tools .button--main")
    expect(page.locator("thead th:has-text('渠道')")).to_have_count(0)
    shown = [words.strip() for words in page.locator("thead th").all_inner_texts()]
    assert shown.index("状态") < shown.index("等级")


def test_the_rows_of_a_list_have_one_height(visit, live):
    filed(live.office, 1, title="很长的标题" * 20, unit=str(live.office.units["kexie"].pk))
    filed(live.office, 1, title="短")
    page = visit("supervisor", "/appeals/")
    heights = page.evaluate("[...document.querySelectorAll('tbody tr')].map((row) => row.offsetHeight)")
    assert max(heights) <= 37 and page.locator("th a[title]").first.get_attribute("title")


def test_a_row_is_a_low_card_on_a_telephone_and_a_tap_anywhere_opens_it(visit, live):
    long = {"title": "很长的标题" * 20, "unit": str(live.office.units["kexie"].pk), "channel": "letter"}
    filed(live.office, 2, **long)
    filed(live.office, 1, title="短")
    page = visit("supervisor", "/appeals/", viewport=TELEPHONE)
    heights = page.evaluate("[...document.querySelectorAll('tbody tr')].map((row) => row.offsetHeight)")
    assert len(heights) == 3 and max(heights) <= 120
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    box = page.locator("tbody tr").first.bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + box["height"] - 8)
    page.wait_for_url(f"**/appeals/{Appeal.objects.get(title='短').pk}/")


def test_all_rows_are_chosen_in_the_bar_of_a_telephone(visit, live):
    filed(live.office, 3)
    page = visit("supervisor", "/appeals/", viewport=TELEPHONE)
    expect(page.locator("[data-all-here]")).to_be_hidden()
    page.locator("input[data-row]").first.check()
    page.locator("[data-all-here]").check()
    assert page.inner_text("[data-count]") == "已选 3 行"
    page.locator("input[data-row]").nth(1).uncheck()
    assert page.evaluate("document.querySelector('[data-all-here]').indeterminate")
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator("[data-all-here]")).to_be_hidden()
    expect(page.locator("[data-all]")).to_be_visible()
