"""The frame as a person meets it: the palette by keys, the folded column, stars, a telephone, no scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from accessible import SIZES, violations
from appeal_factory import filed


def shot(page, name):
    """A picture to be looked at, where somebody wants to (LUOSHI_SHOTS)."""
    if folder := os.environ.get("LUOSHI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_record_is_opened_by_three_keys_and_its_number(visit, live):
    [record] = filed(live.office, 1)
    page = visit("supervisor", "/")
    page.keyboard.press("Control+k")
    page.keyboard.type(record.number)
    page.wait_for_selector(f"#palette [aria-selected=true][href='{record.get_absolute_url()}']")
    assert page.evaluate("document.activeElement.id") == "palette-words" and violations(page) == []
    shot(page, "palette")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{record.get_absolute_url()}")
    page.goto(live.url + "/")
    assert record.number in page.inner_text("#side")


def test_what_the_page_itself_offers_comes_first_and_escape_closes(visit, live):
    [record] = filed(live.office, 1)
    page = visit("supervisor", record.get_absolute_url())
    step = page.locator(".acts a").first.inner_text().strip()
    page.keyboard.press("/")
    page.keyboard.type(step)
    page.wait_for_selector(f"#palette-here + [aria-selected=true]:has-text('{step}')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#palette", state="hidden")
    page.keyboard.press("/")
    page.keyboard.type(step)
    page.click(f"#palette [role=option]:has(span:text-is('{step}'))")
    page.wait_for_selector("#dialog form")


def test_keys_of_a_field_do_not_open_the_palette(visit):
    page = visit("clerk", "/appeals/new/")
    page.fill("[name=title]", "")
    page.press("[name=title]", "/")
    assert page.input_value("[name=title]") == "/" and not page.locator("#palette").is_visible()


def test_the_folded_column_stays_folded_on_the_next_page_and_comes_back(visit, live):
    page = visit("clerk", "/")
    page.click(".side [data-side]")
    assert not page.locator("#side a").first.is_visible()
    assert page.evaluate("document.activeElement.className").count("top__open") == 1
    page.goto(live.url + "/inbox/")
    assert not page.locator("#side a").first.is_visible()
    page.click(".top__open")
    assert page.locator("#side a").first.is_visible()


def test_a_starred_page_stands_in_the_column_of_today(visit, live):
    page = visit("clerk", "/all/")
    page.fill("#sift", "诉求")
    assert page.locator("#atlas li:visible").count() == 1
    page.click("#atlas li:visible .star")
    page.wait_for_selector("#atlas li:visible .star[aria-pressed=true]")
    page.goto(live.url + "/")
    assert page.locator("#side h3 + ul a").first.get_attribute("href") == "/appeals/"


@pytest.mark.parametrize("size", SIZES, ids=["desk", "telephone"])
def test_all_functions_fit_and_are_accessible(visit, size):
    page = visit("supervisor", "/all/", viewport=size, language="en")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert violations(page) == []
    shot(page, f"all-{size['width']}")


def test_a_telephone_has_five_places_at_its_foot_and_no_rail(visit):
    page = visit("clerk", "/", viewport=SIZES[1])
    assert page.locator(".pocket a:visible").count() == 5
    assert not page.locator(".rail").is_visible() and not page.locator(".side").is_visible()
    page.click(".pocket a >> nth=4")
    page.wait_for_url("**/all/")


def test_without_scripts_a_search_form_stands_in_place_of_the_palette(visit, live):
    [record] = filed(live.office, 1)
    page = visit("supervisor", "/", java_script_enabled=False)
    page.fill("#find", record.number)
    page.press("#find", "Enter")
    found = page.locator(f"main a[href='{record.get_absolute_url()}']")
    found.wait_for()
    assert found.count() == 1
    assert not page.locator("[data-palette]").is_visible()


def test_no_word_of_the_rail_is_wider_than_the_rail_in_english(visit):
    page = visit("admin", "/", language="en")
    broken = page.evaluate(
        """() => [...document.querySelectorAll(".rail__area")].flatMap((area) => {
          const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT), broken = [];
          while (walker.nextNode()) for (const word of walker.currentNode.data.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(walker.currentNode, word.index);
            range.setEnd(walker.currentNode, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((rect) => rect.top)).size > 1) broken.push(word[0]);
            if (range.getBoundingClientRect().width > area.clientWidth) broken.push(word[0]);
          }
          return broken;
        })"""
    )
    assert broken == []
