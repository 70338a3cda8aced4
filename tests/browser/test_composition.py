"""Typing Chinese: while an input method composes, its keys are its own; what they do for us waits until its end."""

from __future__ import annotations

import pytest

from appeal_factory import filed
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from office import NOW

OURS = ("Enter", "Escape", "/", "?", "ArrowDown")
KEYS = {"Enter": ("Enter", 13), "Escape": ("Escape", 27), "/": ("Slash", 191), "?": ("Slash", 191)}
KEYS["ArrowDown"] = ("ArrowDown", 40)
WAYS = ("taken", "open")
DRAFTS = "() => JSON.stringify(Object.assign({}, sessionStorage))"
# What the page hears while one composes, as Chromium tells it.
WATCH = """() => {
  window.heard = [];
  for (const name of ["compositionstart", "compositionupdate", "compositionend", "submit"])
    document.addEventListener(name, () => window.heard.push(name), true);
}"""


class Method:
    """An input method that composes in the field with the focus, by the browser's own protocol."""

    def __init__(self, page):
        self.page, self.wire = page, page.context.new_cdp_session(page)
        page.evaluate(WATCH)

    def compose(self, letters):
        """The letters so far, underlined in the field, not yet words."""
        self.wire.send(
            "Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        )

    def press(self, way, *names):
        """Keys while the composition is open.

        Args:
            way: ``taken``: the method takes each for itself, and browsers tell the page of 229; ``open``: they come by
                their own names, as on some systems, but Escape, which ends a composition everywhere.
        """
        for name in names:
            if way == "taken" or name == "Escape":
                self._send(key="Process", code=KEYS[name][0], windowsVirtualKeyCode=229)
            else:
                self._send(key=name, code=KEYS[name][0], windowsVirtualKeyCode=KEYS[name][1])

    def _send(self, **told):
        self.wire.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **told})
        if told["key"] == "Enter":
            self.wire.send("Input.dispatchKeyEvent", {"type": "char", "text": "\r", **told})
        self.wire.send("Input.dispatchKeyEvent", {"type": "keyUp", **told})

    def end(self, words):
        """The words chosen."""
        self.wire.send("Input.insertText", {"text": words})
        assert self.page.evaluate("window.heard.includes('compositionend')")


@pytest.fixture
def assigned(live):
    """An appeal that waits for the answer of 县科协."""
    (record,) = filed(live.office, 1)
    to = {"grade": "ordinary", "unit": live.office.units["kexie"].pk}
    return take(record, "assign", live.office.actor("supervisor"), to, at=NOW).record


def test_the_search_waits_for_the_words(visit, live):
    filed(live.office, 2)
    page = visit("supervisor", "/")
    page.click("[data-palette]")
    method = Method(page)
    for way in WAYS:
        method.compose("ke'pu")
        method.press(way, *(key for key in OURS if key != "Escape"))
        assert page.url == live.url + "/" and page.locator("#palette").is_visible()
        assert page.evaluate("document.activeElement.id") == "palette-words"
        assert page.input_value("#palette-words") == "ke'pu"
    method.end("科普")
    page.wait_for_selector("#palette [role=option]:has-text('建议增设科普活动室')")
    page.click("#palette-search")
    page.wait_for_url("**/search/?q=*")
    assert page.locator(".found > li").count() == 2


def test_the_list_is_not_filtered_by_half_a_word(visit, live):
    filed(live.office, 2)
    page = visit("supervisor", "/appeals/")
    page.focus(".filters [name=q]")
    method = Method(page)
    for way in WAYS:
        method.compose("huo'dong")
        method.press(way, *OURS)
        page.wait_for_timeout(300)
        assert page.url == live.url + "/appeals/" and len(page.context.pages) == 1
    method.end("活动室")
    page.keyboard.press("Enter")
    page.wait_for_url("**/appeals/?*q=%E6%B4%BB*")


def test_the_chooser_asks_for_words_not_letters_and_leaves_the_keys_alone(visit, live):
    page = visit("supervisor", "/appeals/new/")
    page.focus("[name=unit]")
    method = Method(page)
    asked = len(page.asked)
    method.compose("qing'shi")
    page.wait_for_timeout(400)
    assert [url for url in page.asked[asked:] if "find" in url] == []
    for way in reversed(WAYS):
        method.press(way, "ArrowDown", "Enter", "Escape")
        assert page.input_value("[name=unit]") == "qing'shi"
        assert page.get_attribute("[name=unit]", "aria-expanded") == "false"
    method.end("青石")
    page.wait_for_selector("[role=option]:has-text('青石镇')")
    # now words are composed again while the list is open: Enter is the method's, the first match is not taken
    method.compose("zhen")
    for way in WAYS:
        method.press(way, "ArrowDown", "Enter")
    assert page.locator("[role=option][aria-selected=true]").count() == 0 and Appeal.objects.count() == 0
    method.end("镇")
    page.wait_for_selector("[role=option]:has-text('青石镇')")
    page.keyboard.press("Enter")
    assert page.input_value("[name=unit]") == "青石镇" and page.url == live.url + "/appeals/new/"


def test_the_draft_keeps_words_and_no_letters(visit, live, assigned):
    page = visit("clerk", assigned.get_absolute_url() + "answer/")
    page.focus("[name=answer]")
    method = Method(page)
    page.keyboard.type("2026")
    method.compose("yi'lie'ru")
    page.wait_for_timeout(700)
    assert "lie" not in page.evaluate(DRAFTS)
    method.end("已列入计划")
    page.wait_for_timeout(700)
    assert "2026已列入计划" in page.evaluate(DRAFTS) and "lie" not in page.evaluate(DRAFTS)


def test_the_dialog_stays_open_and_unsent_and_the_last_escape_closes_it(visit, live, assigned):
    page = visit("clerk", assigned.get_absolute_url())
    page.click(f"a[href='{assigned.get_absolute_url()}answer/'] >> nth=0")
    page.wait_for_selector("#dialog [name=answer]")
    page.focus("#dialog [name=answer]")
    method = Method(page)
    for way in WAYS:
        method.compose("yi'lie'ru")
        method.press(way, *OURS)
        assert page.is_visible("#dialog") and page.evaluate("window.heard.includes('submit')") is False
    assert Appeal.objects.get().state == "assigned" and len(page.context.pages) == 1
    method.end("已列入计划")
    assert page.input_value("#dialog [name=answer]").strip() == "已列入计划"
    page.keyboard.press("Escape")
    page.wait_for_selector("#dialog", state="hidden")


def test_enter_that_ends_a_composition_does_not_send_a_one_line_form(visit, live):
    """Enter with isComposing, as Chromium sends it on Windows when one takes the letters as they stand."""
    page = visit("supervisor", "/appeals/new/", allow=(422,))
    page.focus("[name=title]")
    method = Method(page)
    method.compose("wifi")
    method.press("open", "Enter")
    page.wait_for_timeout(200)
    assert page.url == live.url + "/appeals/new/" and page.evaluate("window.heard.includes('submit')") is False
    assert page.locator(".form__wrong").count() == 0
    method.end("wifi")
    page.keyboard.press("Enter")
    page.wait_for_selector(".form__wrong")


def test_the_shortcuts_work_outside_words_and_not_within(visit, live):
    page = visit("supervisor", "/appeals/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "palette-words"
    page.keyboard.type("/?")
    assert page.input_value("#palette-words") == "/?" and len(page.context.pages) == 1
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement === document.body")  # newer engines move the focus a frame later
    with page.context.expect_page() as opened:
        page.keyboard.press("?")
    opened.value.wait_for_load_state()
    assert opened.value.url == live.url + "/help/lists/"
