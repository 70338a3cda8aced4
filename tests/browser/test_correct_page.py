"""The correction page itself: marked words, input methods, undo, buttons alone, English, a telephone, long plans."""

from __future__ import annotations

import pytest

from accessible import violations
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.base.queries import plan_row_counts
from plans import TEXT, received, row_of
from test_composition import Method

ONE = "农村科普馆"
TELEPHONE = {"width": 390, "height": 844}
# Marks words of the source as a mouse does, by where they stand in its text nodes.
MARK = """(words) => {
  const pieces = Array.from(document.querySelectorAll(".source__text span"));
  const piece = pieces.find((each) => each.textContent.includes(words));
  const at = piece.firstChild.data.indexOf(words), range = document.createRange();
  range.setStart(piece.firstChild, at);
  range.setEnd(piece.firstChild, at + words.length);
  const box = range.getBoundingClientRect();
  return [box.left, box.top + box.height / 2, box.right];
}"""


@pytest.fixture
def plan(live) -> Plan:
    return received(live.office)


def at(row):
    return f"#row-{row.pk}"


def opened(visit, plan, words=ONE, **more):
    page = visit("supervisor", f"/plans/{plan.pk}/correct/{at(row_of(plan, words))}", **more)
    page.wait_for_selector(f"{at(row_of(plan, words))}.crow--active")
    return page


def mark(page, words):
    """Drag the mouse over words of the source."""
    page.evaluate(
        """(words) => Array.from(document.querySelectorAll(".source__text span"))
             .find((each) => each.textContent.includes(words)).scrollIntoView({ block: "center" })""",
        words,
    )
    left, middle, right = page.evaluate(MARK, words)
    page.mouse.move(left + 1, middle)
    page.mouse.down()
    page.mouse.move((left + right) / 2, middle, steps=3)
    page.mouse.move(right + 1, middle, steps=3)
    page.mouse.up()
    assert page.evaluate("() => getSelection().toString()") == words


@pytest.mark.parametrize(
    ("way", "before"), [("key", "𬭩𪩘村试点"), ("button", "")], ids=["key, beyond the BMP", "button"]
)
def test_marked_words_become_a_row(visit, live, way, before):
    plan = received(live.office, TEXT.replace("受众4.2万人次", f"{before}受众4.2万人次"))
    page = opened(visit, plan)
    mark(page, "受众4.2万人次")
    if way == "key":
        page.keyboard.press("a")
    else:
        page.click(".desk__add")
    page.wait_for_selector(".crow--active .crow__words:text-matches('受众4.2万人次\\\\s*$')")
    made = plan.rows.get(words="受众4.2万人次")
    assert made.span.quote == "受众4.2万人次" and [figure.quote for figure in made.figures.all()] == ["4.2万人次"]
    assert page.get_attribute(at(made), "class").split().count("crow--active") == 1
    page.keyboard.press("u")
    page.wait_for_selector(at(made), state="detached")
    assert PlanRow.objects.get(pk=made.pk).state == PlanRow.GONE


def test_words_of_the_source_lead_to_their_row_and_a_row_to_its_words(visit, plan):
    page = opened(visit, plan)
    row = row_of(plan, "新建科普示范基地")
    page.click(f".said[data-of='{row.pk}']")
    page.wait_for_selector(f"{at(row)}.crow--active")
    assert page.inner_text(".said--lit") == row.span.quote
    other = row_of(plan, "去年全县")  # no task: folded away
    page.click(f".said[data-of='{other.pk}']")
    page.wait_for_selector(f"{at(other)}.crow--active")
    assert page.is_visible(at(other))


def test_an_input_method_has_its_keys_for_itself_at_rows_in_words_and_in_units(visit, plan):
    page = opened(visit, plan)
    method = Method(page)
    for key in "exdhnuat":
        method._send(key="Process", code=f"Key{key.upper()}", windowsVirtualKeyCode=229)
    method.press("taken", "Enter")
    page.wait_for_timeout(200)
    assert not Edit.objects.exists() and page.locator(".rowform:not([data-unasked])").count() == 0
    units_are_chosen(page, method)
    words_are_composed(page, method)
    assert "科普馆" in row_of(plan, "建设农村").words


def units_are_chosen(page, method):
    """In the units of a row's form Enter and arrows are the method's, till its words are there."""
    page.keyboard.press("e")
    page.wait_for_selector(".rowform [name=lead]")
    page.fill(".rowform [name=lead]", "")
    page.focus(".rowform [name=lead]")
    for way in ("taken", "open"):
        method.compose("ke'ji'ju")
        method.press(way, "ArrowDown", "Enter")
        page.wait_for_timeout(300)
        assert page.locator(".rowform [role=option]").count() == 0 and page.locator(".rowform").count() == 1
    method.end("科学技术局")
    page.wait_for_selector(".rowform [role=option]:has-text('云岭县科学技术局')")
    page.keyboard.press("Enter")
    assert page.input_value(".rowform [name=lead]") == "云岭县科学技术局"
    page.keyboard.press("Escape")  # the list is closed: the form
    page.wait_for_selector(".rowform", state="detached")
    assert not Edit.objects.exists()


def words_are_composed(page, method):
    """Half a word sends no form."""
    page.keyboard.press("e")
    page.wait_for_selector(".rowform textarea")
    page.fill(".rowform textarea", "建设农村")
    page.focus(".rowform textarea")
    page.keyboard.press("End")
    for way in ("taken", "open"):
        method.compose("ke'pu")
        method.press(way, "Enter", "Escape")
        assert page.locator(".rowform").count() == 1 and not Edit.objects.exists()
    method.end("科普馆")
    assert page.input_value(".rowform textarea").startswith("建设农村")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".rowform", state="detached")


def test_the_upper_end_of_a_figure_is_there_for_a_range_alone(visit, live):
    plan = received(live.office, "云岭县2026年科普工作要点\n一、活动\n县科协举办科普讲座3至5场，6月底前完成。\n")
    page = opened(visit, plan, "讲座", allow=(422,))
    figure = row_of(plan, "讲座").figures.get()
    page.keyboard.press("e")
    page.wait_for_selector(".rowform [name$=upper]")
    page.fill(".rowform [name$=value]", "9")  # 9 to 5 cannot be: it is said, and what was typed is still there
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".flash--error:has-text('上限5小于下限9')")
    assert page.input_value(".rowform [name$=value]") == "9" and not Edit.objects.exists()
    page.select_option(".rowform [name$=bound]", "ge")
    assert not page.is_visible(".rowform [name$=upper]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"{at(row_of(plan, '讲座'))} .target__meant:has-text('不少于9')")
    figure.refresh_from_db()
    assert (figure.bound, figure.value, figure.upper) == ("ge", 9, None)


def test_each_key_does_what_its_button_says_and_undo_takes_it_back(visit, plan):
    page = opened(visit, plan)
    row = row_of(plan, ONE)
    escape_leaves_the_form(page, row)
    page.keyboard.press("d")
    page.wait_for_selector(f"{at(row)} [data-drop]:focus")
    page.keyboard.press("2")
    page.wait_for_selector(f"{at(row)}[data-state=dropped]")
    assert row_of(plan, ONE).reason
    page.keyboard.press("u")
    page.wait_for_selector(f"{at(row)}[data-state=waiting].crow--active")
    above = row_of(plan, "新建科普示范基地")
    page.keyboard.press("m")
    page.wait_for_selector(at(row), state="detached")
    assert ONE in row_of(plan, "新建科普示范基地").words and page.is_visible(f"{at(above)}.crow--active")
    page.keyboard.press("u")
    page.wait_for_selector(at(row))
    assert row_of(plan, ONE).state == PlanRow.WAITING


def escape_leaves_the_form(page, row):
    """What was typed in it does not come again, nor after the page was loaded anew."""
    page.keyboard.press("e")
    page.wait_for_selector(".rowform textarea")
    page.fill(".rowform textarea", "别的话")
    page.keyboard.press("Escape")
    page.wait_for_selector(".rowform", state="detached")
    page.wait_for_timeout(600)
    page.reload()
    page.wait_for_selector(".crow--active")
    assert page.locator(".rowform").count() == 0
    page.keyboard.press("e")
    page.wait_for_selector(".rowform textarea")
    assert page.input_value(".rowform textarea") == row.words
    page.keyboard.press("Escape")
    page.wait_for_selector(".rowform", state="detached")


def test_without_scripts_all_is_done_by_buttons(visit, plan):
    page = visit("supervisor", f"/plans/{plan.pk}/correct/", java_script_enabled=False)
    row = row_of(plan, ONE)
    page.click(f"{at(row)} a[data-key=e]")
    page.fill("[name=words]", "建设农村科普馆5座。")
    page.click("button[value=confirm]")
    page.wait_for_url("**/correct/**")
    assert row_of(plan, "科普馆5座").state == PlanRow.KEPT
    dropped = row_of(plan, "科技培训12期")
    page.select_option(f"{at(dropped)} [name=reason]", "2")
    page.click(f"{at(dropped)} [data-drop-go]")
    assert row_of(plan, "科技培训12期").state == PlanRow.DROPPED
    page.click("form[data-undo] button")
    assert row_of(plan, "科技培训12期").state == PlanRow.WAITING
    while page.locator("[data-group]:not([hidden]) button").count():
        page.locator("[data-group]:not([hidden]) button").first.click()
    for _ in range(20):
        if not page.locator(".crow--waiting button[data-key=Enter], [data-look] button[data-key=Enter]").count():
            break
        page.locator(".crow--waiting button[data-key=Enter], [data-look] button[data-key=Enter]").first.click()
    assert plan_row_counts(plan).open_count == 0


@pytest.mark.parametrize("language", ["en", pytest.param("zh-hans", marks=pytest.mark.full)])
def test_nobody_is_kept_out(visit, plan, language):
    wide = {"width": 1440, "height": 900}
    page = opened(visit, plan, language=language, viewport=wide)

    def look():
        for viewport in (wide, TELEPHONE):
            page.set_viewport_size(viewport)
            assert violations(page) == []
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

    look()
    page.locator(f"{at(row_of(plan, ONE))} a[data-key=e]").click()
    page.wait_for_selector(".rowform textarea")
    look()


def test_a_plan_without_a_document_says_what_to_do_next(visit, live):
    plan = received(live.office)
    plan.rows.all().update(state=PlanRow.GONE)
    page = visit("supervisor", f"/plans/{plan.pk}/correct/")
    assert page.locator(f"main a[href='/plans/{plan.pk}/receive/']").count() >= 1
    assert violations(page) == []
