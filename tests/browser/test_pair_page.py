"""The page of answers in a real Chromium."""

import pytest

from luoshi.cli.language import load_message_catalogue
from luoshi.writing.pair_html import render_pair_page
from pairs import PAIRS, large

DESKTOP, TELEPHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
WIDTHS = [DESKTOP, TELEPHONE, {"width": 1024, "height": 700}]


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    words = {language: load_message_catalogue(language) for language in ("zh", "en")}
    made = {}
    for name, make in {**PAIRS, "large": lambda: large(400)}.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(render_pair_page(make(), words, "zh"), encoding="utf-8", errors="replace")
    return made


def settled(tab):
    tab.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 120))")


def in_sight(tab, selector):
    """Whether the first element of a selector is in its pane and in the window."""
    return tab.evaluate(
        """selector => { const one = document.querySelector(selector), box = one.getBoundingClientRect();
           const pane = (one.closest('.pane') || document.body).getBoundingClientRect();
           return box.height > 0 && box.top >= Math.max(0, pane.top - 1) && box.bottom <= innerHeight; }""",
        selector,
    )


def shown(tab, kind="a"):
    """The numbers of the rows in sight."""
    return [
        int(value)
        for value in tab.locator(f".r[data-{kind}]:visible").evaluate_all(f"all => all.map(one => one.dataset.{kind})")
    ]


def test_an_answer_shows_both_quotes_in_the_row_and_in_the_texts(tab):
    one = tab("match")
    one.click(".r[data-a='4']")
    settled(one)
    assert one.locator(".asked mark.on").inner_text() == "60期" and in_sight(one, ".asked mark.on")
    assert one.locator(".others mark.on").inner_text() == "约59期" and in_sight(one, ".others mark.on")
    row = one.locator(".r.on")
    assert row.locator("dd mark").all_inner_texts() == ["60期", "约59期"]
    assert "总结.docx 位置" in row.inner_text() and "约数" in row.inner_text()


def test_number_status_what_and_figures_stand_in_this_order(tab):
    one = tab("match")
    row = one.locator(".r[data-a='4']")
    boxes = [row.locator(kind).first.bounding_box() for kind in (".no", ".badge", ".what", ".asks", ".has")]
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)
    assert max(box["y"] for box in boxes) - min(box["y"] for box in boxes) < 6
    assert row.locator(".why").bounding_box()["y"] - boxes[2]["y"] - boxes[2]["height"] < 4


def test_the_report_that_holds_the_quote_comes_forward(tab):
    one = tab("match")
    assert one.locator("#r1").is_visible() and not one.locator("#r2").is_visible()
    one.click(".r[data-a='2']")
    settled(one)
    assert one.locator("#r2").is_visible() and not one.locator("#r1").is_visible()
    one.keyboard.press("r")
    assert one.locator("#r1").is_visible()
    one.focus("#r1-tab")
    one.keyboard.press("ArrowRight")
    assert one.locator("#r2").is_visible() and one.get_attribute("#r2-tab", "aria-selected") == "true"


def test_words_marked_in_either_text_show_their_answer_and_the_other_side(tab):
    one = tab("match")
    one.click(".asked mark >> text=8家")
    settled(one)
    assert one.locator(".r.on .no").inner_text() == "1" and one.locator(".others mark.on").first.is_visible()
    one.click(".others mark.out >> text=28期")
    assert one.locator(".r.on").get_attribute("data-u") == "1" and one.locator(".asked .on").count() == 0
    one.keyboard.press("r")
    one.click(".others .s.said >> nth=0")
    settled(one)
    assert one.locator(".r.on .no").inner_text() == "7"
    assert "办好科普日活动" in one.locator(".asked .s.on").inner_text()


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        (
            "match",
            {"not_met": [2, 4], "no_figure": [5], "uncertain": [4], "not_mentioned": [6], "all": [1, 2, 3, 4, 5, 6, 7]},
        ),
        ("compare", {"missing": [5], "lower": [2], "uncertain": [4], "higher": [3], "all": [1, 2, 3, 4, 5]}),
    ],
)  # fmt: skip
def test_each_filter_leaves_what_it_names_and_says_how_many(name, filters, tab):
    one = tab(name)
    for kind, left in filters.items():
        chip = one.locator(f".chip.{kind}")
        chip.click()
        assert shown(one) == left and chip.locator(".count").inner_text() == str(len(left))
        assert chip.get_attribute("aria-pressed") == "true" and one.locator(".chip[aria-pressed=true]").count() == 1
        if name == "match":
            assert one.locator(".list.of-plan").is_visible() is (kind == "all")
            assert one.locator(".list.of-reports").is_visible() is (kind == "all")


def test_a_mark_whose_answer_is_filtered_out_brings_all_back(tab):
    one = tab("match")
    one.keyboard.press("3")
    assert shown(one) == [5]
    one.click(".asked mark >> text=31家")
    assert one.locator(".r.on .no").inner_text() == "2" and len(shown(one)) == 7


def test_search_leaves_answers_and_figures_that_fit_and_finds_the_words_in_the_texts(tab):
    one = tab("match")
    one.keyboard.press("/")
    one.keyboard.type("培训班")
    one.wait_for_selector(".found:not([hidden])")
    assert shown(one) == [4, 5] and shown(one, "u") == [1, 2, 3]
    assert one.locator(".paper .hit").count() == 3 and "3 处" in one.locator(".found").inner_text()
    one.keyboard.press("Enter")
    settled(one)
    assert in_sight(one, ".paper .hit.at")
    one.keyboard.press("Enter")
    settled(one)
    assert one.locator("#r1 .hit.at").is_visible()
    one.keyboard.press("Escape")
    assert len(shown(one)) == 7
    one.fill(".search", "没有这样的词")
    one.wait_for_selector(".answers .empty:not([hidden])")


def test_everything_works_from_the_keyboard(tab):
    one = tab("match")
    one.keyboard.press("j")
    one.keyboard.press("ArrowDown")
    assert one.locator(".r.on .no").inner_text() == "2"
    assert one.evaluate("() => document.activeElement.classList.contains('on')")
    one.keyboard.press("k")
    assert one.locator(".r.on .no").inner_text() == "1"
    one.keyboard.press("Escape")
    assert one.locator(".on").count() == 0
    one.keyboard.press("2")
    one.keyboard.press("j")
    assert one.locator(".r.on .no").inner_text() == "2"
    one.keyboard.press("?")
    assert one.locator("#keys").is_visible()
    one.keyboard.press("Escape")
    assert not one.locator("#keys").is_visible()


def test_a_row_can_be_reached_with_the_tab_key(tab):
    one = tab("match")
    for _ in range(30):
        one.keyboard.press("Tab")
        if one.evaluate("() => document.activeElement.classList.contains('r')"):
            break
    one.keyboard.press("Enter")
    assert one.locator(".r.on .no").inner_text() == "1"


def test_the_language_changes_everywhere_and_back(tab):
    one = tab("match")
    settled(one)  # what is out of sight is left undrawn from the first picture on, and is no inner text then
    chinese = one.inner_text("body")
    one.click("#language")
    assert one.get_attribute("html", "lang") == "en"
    assert one.locator(".chip").first.inner_text().split() == ["All", "7"]
    words = one.locator(".bar, .head, .state, .cover .counts, .loose h2").all_inner_texts()
    assert [text for text in words if any("\u4e00" <= char <= "\u9fff" for char in text)] == []
    one.click("#language")
    settled(one)
    assert one.inner_text("body") == chinese


def test_hostile_words_run_nothing(tab):
    one = tab("hostile", alone=True)
    one.on("dialog", lambda dialog: pytest.fail("a document opened a dialog"))
    one.click(".answers .r >> nth=0")
    one.wait_for_timeout(100)
    assert one.locator("script").count() == 1 and "<script>alert(1)</script>" in one.inner_text(".others")


def test_a_plan_that_asks_nothing_says_so(tab):
    one = tab("empty")
    assert "没有读到目标和任务" in one.inner_text(".answers")
    one.keyboard.press("j")
    assert one.locator(".on").count() == 0


@pytest.mark.parametrize("name", PAIRS)
def test_nothing_is_wider_than_the_window(tab, name):
    one = tab(name)
    if one.locator(".answers .r").count():
        one.click(".answers .r >> nth=0")
    for viewport in WIDTHS:
        one.set_viewport_size(viewport)
        assert one.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), viewport


def test_on_a_telephone_the_row_opens_in_place_and_the_texts_take_turns(tab):
    one = tab("match", TELEPHONE)
    assert not one.locator(".asked").is_visible() and not one.locator(".others").is_visible()
    one.click(".r[data-a='2']")
    settled(one)
    assert one.locator(".r.on dd mark").all_inner_texts() == ["31家", "30家"]
    assert "目标值 31家" in " ".join(one.locator(".r.on").inner_text().split())
    one.click(".tabs button[data-pane=others]")
    assert one.locator(".others").is_visible() and not one.locator(".lists").is_visible()
    settled(one)
    assert in_sight(one, "#r2 mark.on") and one.locator("#r2 mark.on").inner_text() == "30家"
    one.click("#r2 mark >> text=9家")
    settled(one)
    assert one.locator(".r.on .no").inner_text() == "1" and in_sight(one, ".r.on")
    one.click(".r.on")
    assert one.locator(".r.on").count() == 0


@pytest.mark.parametrize("name", ["match", "compare"])
def test_it_prints_the_answers_with_their_quotes_on_a4_landscape(name, tab):
    from pypdfium2 import PdfDocument

    one = tab(name)
    one.click(".answers .r >> nth=0")
    printed = PdfDocument(one.pdf(prefer_css_page_size=True))
    assert tuple(map(round, printed[0].get_size())) == (842, 595)
    words = "".join("".join(part.get_textpage().get_text_bounded() for part in printed).split())
    for row in one.locator(".answers .r").all():
        assert "".join(row.locator(".why").inner_text().split()) in words
    assert "搜索对照" not in words and ("没有对应目标的数字：4个" in words) is (name == "match")


def test_a_long_list_is_quick_to_filter(tab):
    one = tab("large")
    spent = one.evaluate(
        "() => { const since = performance.now(); document.querySelector('.chip.not_met').click();"
        " document.querySelector('.chip.all').click(); return performance.now() - since; }"
    )
    assert len(shown(one)) == 400 and spent < 1000


def test_without_scripts_everything_is_there(browser, pages):
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    one = context.new_page()
    one.goto(pages["match"].as_uri())
    assert all(one.locator(place).is_visible() for place in (".asked .paper", "#r1 .paper", "#r2 .paper", ".answers"))
    context.close()
