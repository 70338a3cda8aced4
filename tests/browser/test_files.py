"""The box for files and the doubts of a form, in a real Chromium: dragged, chosen twice, taken out by the keyboard."""

from __future__ import annotations

import pytest

from entries import appeal
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from office import NOW
from pictures import png

DROP = """([selector, bytes]) => {
  const carried = new DataTransfer(), target = document.querySelector(selector);
  carried.items.add(new File([new Uint8Array(bytes)], "现场.png", { type: "image/png" }));
  const event = (name) => new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: carried });
  const over = event("dragover");
  target.dispatchEvent(over);
  const marked = document.querySelectorAll(".drop--over").length;
  target.dispatchEvent(event("drop"));
  return [marked, over.defaultPrevented, document.querySelectorAll(".drop--over").length];
}"""
HELD = "document.querySelector('[name=files]').files.length"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def record(live):
    """An appeal that waits for the answer of 县科协."""
    to = {"grade": "ordinary", "unit": live.office.units["kexie"].pk}
    return take(appeal(live.office), "assign", live.office.actor("supervisor"), to, at=NOW).record


@pytest.fixture
def page(visit, record):
    return visit("clerk", f"{record.get_absolute_url()}answer/")


def file(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": png()}


def names(page) -> list[str]:
    found: list[str] = page.locator(".files__name").all_inner_texts()
    return found


def test_files_dragged_and_chosen_one_after_the_other_are_all_sent(page, record, live):
    assert page.evaluate(DROP, [".drop__ask", list(png())]) == [1, True, 0]
    page.set_input_files("[name=files]", [file("一.png")])
    page.set_input_files("[name=files]", [file("二.png")])
    assert names(page) == ["现场.png", "一.png", "二.png"] and page.evaluate(HELD) == 3
    page.wait_for_selector(".files__look canvas")
    assert "KB" in page.inner_text(".files li")
    page.fill("[name=answer]", "已列入计划")
    page.click(".form__buttons .button--main")
    page.wait_for_url(live.url + record.get_absolute_url())
    assert Attachment.objects.filter(record=record.pk).count() == 3


def test_a_file_dropped_beside_the_box_leaves_the_page_and_what_was_typed(page):
    page.fill("[name=answer]", "已列入计划")
    assert page.evaluate(DROP, ["h1", list(png())]) == [0, True, 0]
    assert (names(page), page.input_value("[name=answer]")) == ([], "已列入计划")


def test_a_file_is_taken_out_by_the_keyboard_alone(page):
    page.set_input_files("[name=files]", [file("一.png"), file("二.png")])
    page.focus("[name=files]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "移除 一.png"
    page.keyboard.press("Enter")
    assert names(page) == ["二.png"] and page.evaluate(HELD) == 1
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "移除 二.png"
    page.keyboard.press("Enter")
    assert names(page) == [] and page.evaluate("document.activeElement.name") == "files"


def test_what_cannot_be_sent_is_said_before_it_is_sent(visit, record, settings):
    settings.UPLOAD_LIMIT = 1_000_000
    page = visit("clerk", f"{record.get_absolute_url()}answer/")
    page.set_input_files("[name=files]", [{"name": "录像.mp4", "mimeType": "video/mp4", "buffer": b"\0" * 1_200_000}])
    assert "超过 1 MB" in page.inner_text(".files__refused")
    page.set_input_files(
        "[name=files]", [{"name": "说明.md", "mimeType": "text/plain", "buffer": b"x"}, file("一.png")]
    )
    assert page.locator(".files__refused").all_inner_texts()[1] == "1 KB 不接收这种文件"
    assert page.locator(".files__refused").count() == 2 and page.locator(".files li").count() == 3


def test_without_scripts_the_real_field_is_seen_and_takes_files(visit, record, live):
    page = visit("clerk", f"{record.get_absolute_url()}answer/", java_script_enabled=False)
    assert page.locator("[name=files]").evaluate("field => getComputedStyle(field).opacity") == "1"
    assert not page.is_visible(".drop__ask .js-only >> nth=0")
    page.set_input_files("[name=files]", [file("一.png")])
    page.fill("[name=answer]", "已列入计划")
    page.click(".form__buttons .button--main")
    page.wait_for_url(live.url + record.get_absolute_url())
    assert Attachment.objects.filter(record=record.pk).count() == 1


def test_a_day_in_the_future_is_doubted_under_its_field_while_it_is_typed(visit):
    page = visit("clerk", "/activities/new/")
    page.fill("[name=held]", "2099-01-01")
    page.wait_for_selector("#id_held_doubt > p")
    assert page.inner_text("#id_held_doubt") == "这一天还没有到，办完之后再填。"
    page.fill("[name=held]", "2026-01-05")
    page.wait_for_selector("#id_held_doubt:empty", state="attached")
    assert not Record.objects.exists()
