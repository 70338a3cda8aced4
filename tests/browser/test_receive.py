"""Receiving in a browser: files dropped on the page, what is refused in words, a remark by telephone, no script."""

from __future__ import annotations

import pytest

from accessible import violations
from luoshi.plans.base.models.plan import Plan
from pictures import png
from plans import TEXT, received

SEND = ".form__buttons .button--main"
DROP = """(words) => {
  const zone = document.querySelector("[data-drop-files]"), carried = new DataTransfer();
  carried.items.add(new File([words], "要点.txt", { type: "text/plain" }));
  carried.items.add(new File(["补充通知\\n县科协每月开展科普讲座2场。\\n"], "补充.txt", { type: "text/plain" }));
  zone.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: carried }));
  const over = zone.classList.contains("drop--over");
  zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
  return over;
}"""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def test_files_dropped_on_the_page_become_one_plan(visit, live):
    page = visit("supervisor", "/plans/receive/")
    assert page.evaluate(DROP, TEXT) is True
    assert page.evaluate("() => document.querySelector('[name=documents]').files.length") == 2
    page.click(SEND)
    page.wait_for_url("**/correct/")
    plan = Plan.objects.get()
    assert (plan.title, plan.year, plan.sources.count()) == ("云岭县2026年科普工作要点", 2026, 2)
    assert page.locator(".source").count() == 2


def test_a_remark_by_telephone_is_taken_down_without_scripts(visit, live):
    page = visit("supervisor", "/plans/receive/", java_script_enabled=False)
    page.select_option("[name=origin]", "telephone")
    page.fill("[name=title]", "县领导来电")
    page.fill("[name=words]", "请县科协6月底前建成农村科普馆1座。")
    page.click(SEND)
    page.wait_for_url("**/correct/")
    plan = Plan.objects.get()
    assert (plan.title, plan.origin) == ("县领导来电", "telephone")
    assert "农村科普馆" in page.inner_text(".source__text")


def test_nothing_given_is_said_and_what_was_filled_in_stays(visit, live):
    page = visit("supervisor", "/plans/receive/", allow=(422,))
    page.fill("[name=title]", "县领导来电")
    page.click(SEND)
    page.wait_for_selector(".form__wrong")
    assert page.input_value("[name=title]") == "县领导来电" and not Plan.objects.exists()


def test_words_with_a_marking_are_refused_and_no_plan_is_made(visit, live):
    page = visit("supervisor", "/plans/receive/", allow=(422,))
    page.fill("[name=words]", "机密★1年\n新建科普示范基地3个。")
    page.click(SEND)
    page.wait_for_selector(".form__wrong")
    assert not Plan.objects.exists()
    page.reload()
    page.wait_for_timeout(600)
    assert "机密" not in page.evaluate("() => JSON.stringify(Object.assign({}, sessionStorage))")


def test_words_refused_for_a_plan_that_is_there_stay_in_the_form(visit, live):
    plan = received(live.office)
    page = visit("supervisor", f"/plans/{plan.pk}/receive/", allow=(422,))
    page.fill("[name=words]", "机密★1年\n新建科普示范基地3个。")
    page.click(SEND)
    page.wait_for_selector(".form__wrong")
    assert page.input_value("[name=words]").startswith("机密") and plan.sources.count() == 1
    page.wait_for_timeout(600)
    assert "机密" not in page.evaluate("() => JSON.stringify(Object.assign({}, sessionStorage))")


def test_a_further_scan_stands_beside_its_transcript(visit, live):
    page = visit("supervisor", "/plans/receive/")
    page.fill("[name=words]", TEXT)
    page.click(SEND)
    page.wait_for_url("**/correct/")
    plan = Plan.objects.get()
    page.goto(f"{live.url}/plans/{plan.pk}/receive/")
    page.fill("[name=words]", "请县科协6月底前建成农村科普馆1座。")
    page.set_input_files("[name=picture]", {"name": "批示.png", "mimeType": "image/png", "buffer": png()})
    page.click(SEND)
    page.wait_for_url("**/correct/")
    assert page.locator(".source").count() == 2 and page.locator(".source .source__picture").count() == 1
    page.locator(".source__picture").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.source__picture').naturalWidth > 0")


@pytest.mark.full  # the walk over every page looks at it in English
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nobody_is_kept_out(visit, live, language, width):
    page = visit("supervisor", "/plans/receive/", language=language, viewport={"width": width, "height": 844})
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def leaf(width=1240, height=1754):
    """A scanned page with lines of writing."""
    import io

    from PIL import Image, ImageDraw

    made = Image.new("RGB", (width, height), "white")
    drawn = ImageDraw.Draw(made)
    for line in range(12, height - 60, 60):
        drawn.line((120, line, width - 120, line), fill=(60, 60, 60), width=14)
    out = io.BytesIO()
    made.save(out, "png")
    return out.getvalue()


def boxes(page):
    return [page.locator(name).bounding_box() for name in (".scan__sheet", "[name=words]")]


@pytest.mark.parametrize("width", [1366, 390])
def test_a_chosen_scan_stands_at_the_words_at_once(visit, live, width):
    page = visit("supervisor", "/plans/receive/", viewport={"width": width, "height": 768})
    page.fill("[name=words]", "请县科协")
    page.set_input_files("[name=picture]", {"name": "批示.png", "mimeType": "image/png", "buffer": leaf()})
    page.wait_for_function("() => (document.querySelector('.scan img') || {}).naturalWidth === 1240")
    scan, words = boxes(page)
    if width == 1366:  # side by side, as high as each other
        assert abs(scan["y"] - words["y"]) < 2 and scan["x"] + scan["width"] <= words["x"]
        assert abs(scan["height"] - words["height"]) < 2 and words["width"] > 400
    else:  # the words beneath it
        assert scan["y"] + scan["height"] <= words["y"] and abs(scan["x"] - words["x"]) < 2
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth") and violations(page) == []
    page.click(".scan button")
    assert page.get_attribute(".scan button", "aria-pressed") == "true"
    assert page.evaluate(
        "() => { const s = document.querySelector('.scan__sheet'); return s.scrollWidth > s.clientWidth; }"
    )
    assert page.input_value("[name=words]") == "请县科协"
    page.set_input_files("[name=picture]", {"name": "来文.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    page.wait_for_selector(".scan p")
    page.set_input_files("[name=picture]", [])
    page.wait_for_selector(".scan", state="detached")
    assert page.locator(".form--pair").count() == 0


def test_a_scan_chosen_for_a_further_document_is_received_with_its_words(visit, live):
    plan = received(live.office)
    page = visit("supervisor", f"/plans/{plan.pk}/receive/")
    page.set_input_files("[name=picture]", {"name": "批示.png", "mimeType": "image/png", "buffer": png()})
    page.wait_for_selector(".scan img")
    page.fill("[name=words]", "请县科协6月底前建成农村科普馆1座。")
    page.click(SEND)
    page.wait_for_url("**/correct/")
    assert list(plan.sources.order_by("place").values_list("picture_name", flat=True)) == ["", "批示.png"]


NOTE = """() => document.querySelector("form.form").addEventListener("submit", () => setTimeout(() => {
  const said = document.querySelector(".receive__sending"), button = document.querySelector(".form__buttons button");
  sessionStorage.setItem("noted", [said.offsetHeight > 0, button.disabled, said.textContent].join());
}, 20))"""


def test_while_files_are_sent_the_page_says_so_and_cannot_be_sent_again(visit, live):
    page = visit("supervisor", "/plans/receive/")
    assert page.locator(".receive__sending").is_hidden()
    page.evaluate(NOTE)
    page.fill("[name=words]", TEXT)
    page.click(SEND)
    page.wait_for_url("**/correct/")
    noted = page.evaluate("() => sessionStorage.getItem('noted')")
    assert noted.startswith("true,true,正在发送并读取")
    page.go_back()
    page.wait_for_function("() => !document.querySelector('.form__buttons button').disabled")
    assert page.locator(".receive__sending").is_hidden()
