"""The page in a real Chromium, opened from a file, with the network cut off."""

from pathlib import Path

import pytest

from gold_readings import gold, hostile
from luoshi.cli.compose import compose_ledger_report
from luoshi.cli.language import load_message_catalogue
from luoshi.writing.html import render_ledger_page

DESKTOP, TELEPHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    words = {language: load_message_catalogue(language) for language in ("zh", "en")}
    sets = {
        "one": [gold("d01")],
        "many": [gold("d01"), gold("d03"), gold("d05")],
        "hostile": [hostile()],
        "empty": [(gold("d12")[0], type(gold("d12")[1])("plan", None, None, None, None, [], [], [], []))],
    }
    made = {}
    for name, documents in sets.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(
            render_ledger_page([compose_ledger_report(*document) for document in documents], words, "zh"),
            encoding="utf-8",
        )
    return made


def in_sight(tab, selector):
    """Whether the first element of a selector is where one looks."""
    return tab.evaluate(
        """selector => { const box = document.querySelector(selector).getBoundingClientRect();
           return box.top >= 0 && box.bottom <= innerHeight && box.height > 0; }""",
        selector,
    )


def settled(tab):
    tab.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 120))")


def test_a_row_shows_its_place_in_the_text(tab):
    one = tab("one")
    row = one.locator(".list.ledger .r", has_text="各乡镇（街道）科协于12月10日前上报")
    row.click()
    settled(one)
    assert one.locator(".source .s.on").inner_text() == "各乡镇（街道）科协于12月10日前上报全年总结。"
    assert in_sight(one, ".source .s.on")
    assert "位置 719–743" in row.inner_text()


def test_a_figure_in_the_text_shows_its_row(tab):
    one = tab("one")
    one.click(".source mark.in >> text=1500平方米")
    settled(one)
    chosen = one.locator(".r.on")
    assert chosen.count() == 1 and "1500平方米" in chosen.inner_text() and in_sight(one, ".r.on")
    one.click(".source mark.out >> text=800平方米")
    assert one.locator(".list.figures .r.on").is_visible() and "不在台账" in one.locator(".r.on").inner_text()
    one.click(".source .s.context >> nth=0")
    assert one.locator(".list.left .r.on").is_visible()


def test_search_leaves_what_fits_and_finds_it_in_the_text(tab):
    one = tab("one")
    one.keyboard.press("/")
    one.keyboard.type("科普")
    one.wait_for_selector(".found:not([hidden])")
    shown = one.locator(".list.ledger .r:visible")
    assert 0 < shown.count() < 26 and all("科普" in words for words in shown.all_inner_texts())
    hits = one.locator(".paper .hit")
    assert hits.count() > 0 and f"{hits.count()} 处" in one.locator(".found").inner_text()
    one.keyboard.press("Enter")
    settled(one)
    assert in_sight(one, ".paper .hit.at")
    one.keyboard.press("Escape")
    assert one.locator(".list.ledger .r:visible").count() == 26 and one.locator(".paper .hit").count() == 0


def test_words_being_composed_do_not_search(tab):
    one = tab("one")
    one.evaluate(
        """() => { const box = document.querySelector('.search'); box.value = 'kepu';
           box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true })); }"""
    )
    one.wait_for_timeout(300)
    assert one.locator(".list.ledger .r:visible").count() == 26


def test_doubts_can_be_seen_alone_and_first(tab):
    one = tab("one")
    doubtful = one.locator(".list.ledger .r.doubtful").count()
    one.keyboard.press("d")
    assert doubtful and one.locator(".list.ledger .r:visible").count() == doubtful
    one.keyboard.press("d")
    one.check(".doubts-first")
    order = [
        " doubtful" in f" {kind}"
        for kind in one.locator(".list.ledger .r").evaluate_all("all => all.map(one => one.className)")
    ]
    assert order == sorted(order, reverse=True)
    one.uncheck(".doubts-first")
    assert one.locator(".list.ledger .no").all_inner_texts() == [str(number) for number in range(1, 27)]


def test_roles_can_be_hidden(tab):
    one = tab("many", hash="#d2")
    one.uncheck("#d2 .role[value=task]")
    assert (
        one.locator("#d2 .list.ledger .r:visible").count()
        == one.locator("#d2 .list.ledger .r:not([data-role=task])").count()
    )
    assert one.locator("#d2 .list.ledger .empty").is_visible() or one.locator("#d2 .list.ledger .r:visible").count()


def test_everything_works_from_the_keyboard(tab):
    one = tab("one")
    one.keyboard.press("j")
    one.keyboard.press("ArrowDown")
    assert one.locator(".r.on .no").inner_text() == "2"
    assert one.evaluate("() => document.activeElement.classList.contains('on')")
    one.keyboard.press("k")
    assert one.locator(".r.on .no").inner_text() == "1"
    one.keyboard.press("Escape")
    assert one.locator(".on").count() == 0
    one.keyboard.press("3")
    assert one.locator(".list.left").is_visible() and not one.locator(".list.ledger").is_visible()
    one.focus("[role=tab][aria-selected=true]")
    one.keyboard.press("ArrowRight")
    assert one.locator(".list.ledger").is_visible()
    one.keyboard.press("?")
    assert one.locator("#keys").is_visible()
    one.keyboard.press("Escape")
    assert not one.locator("#keys").is_visible()


def test_the_language_changes_everywhere_and_back(tab):
    one = tab("many")
    settled(one)
    chinese = one.inner_text("body")
    one.click("#language")
    assert one.get_attribute("html", "lang") == "en"
    assert "Ledgers of 3 documents" in one.inner_text("#index")
    one.goto(one.url.split("#")[0] + "#d1")
    assert one.get_attribute("#d1 .search", "placeholder") == "Search text and ledger"
    left = [
        words
        for words in one.locator("#d1 .tabs, #d1 .bar, #d1 .tiles").all_inner_texts()
        if any("\u4e00" <= c <= "\u9fff" for c in words)
    ]
    assert left == []
    one.goto(one.url.split("#")[0] + "#index")
    one.click("#language")
    settled(one)
    assert one.inner_text("body") == chinese


def test_documents_are_reached_from_the_table_and_the_chooser(tab):
    one = tab("many")
    one.click("#index a >> nth=1")
    one.wait_for_selector("#d2", state="visible")
    assert one.locator("#d2").is_visible() and not one.locator("#index").is_visible()
    one.select_option("#chooser", "d3")
    assert one.locator("#d3").is_visible() and not one.locator("#d2").is_visible()
    one.go_back()
    one.wait_for_selector("#d2", state="visible", timeout=5000)
    one.click(".brand")
    one.wait_for_selector("#index", state="visible", timeout=5000)


@pytest.mark.control("8.1.4.4", "hostile words run nothing in a browser, in the reader's page")
def test_hostile_words_run_nothing(tab):
    one = tab("hostile", alone=True)
    one.on("dialog", lambda dialog: pytest.fail("a document opened a dialog"))
    one.click(".list.ledger .r >> nth=0")
    one.wait_for_timeout(100)
    assert one.locator("script").count() == 1
    assert "<script>alert(1)</script>" in one.inner_text(".paper")


def test_a_document_without_tasks_says_where_to_look(tab):
    assert "没有读到任务" in tab("empty").inner_text(".lists")


def test_on_a_telephone_row_and_text_take_turns_and_nothing_sticks_out(tab):
    one = tab("one", TELEPHONE)
    assert not one.locator(".source").is_visible()
    one.click(".list.ledger .r >> nth=10")
    settled(one)
    assert one.locator(".source").is_visible() and not one.locator(".lists").is_visible()
    assert in_sight(one, ".source .s.on")
    one.click(".source mark.in >> text=25个")
    assert "25个" in one.locator(".r.on").inner_text()
    assert one.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", ["one", "many", "hostile"])
def test_nothing_is_wider_than_the_window(tab, name):
    one = tab(name)
    for viewport in (DESKTOP, TELEPHONE, {"width": 1024, "height": 700}):
        one.set_viewport_size(viewport)
        assert one.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), viewport


def test_it_prints_the_ledger_and_the_text_on_a4(tab, tmp_path):
    one = tab("one")
    from pypdfium2 import PdfDocument

    printed = PdfDocument(one.pdf(prefer_css_page_size=True))
    width, height = printed[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    words = "".join("".join(part.get_textpage().get_text_bounded() for part in printed).split())
    assert "芦川县科协2017年工作要点" in words and "各乡镇（街道）科协于12月10日前上报全年总结。" in words
    assert words.count("1500平方米") >= 2 and "只看存疑" not in words


def test_without_scripts_everything_is_there(browser, pages):
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    one = context.new_page()
    one.goto(pages["many"].as_uri())
    assert all(one.locator(f"#d{number} .paper").is_visible() for number in (1, 2, 3))
    context.close()
