"""The form of the current row opens by itself: nothing else changes for the keys, and no words are lost."""

from __future__ import annotations

import pytest

from plans import TEXT, received

# Two units that nobody knows: two doubts.
MORE = (
    "新建茶园2处。\n（牵头单位：县茶叶站；完成时限：9月底前）\n"
    "新建茶馆3处。\n（牵头单位：县茶馆站；完成时限：9月底前）\n"
)


@pytest.fixture
def plan(live):
    return received(live.office, TEXT + MORE)


@pytest.fixture
def desk(visit, plan):
    page = visit("supervisor", f"/plans/{plan.pk}/correct/")
    page.wait_for_selector(".crow--active")
    return page


def on_a_doubtful_row(page):
    """Presses n: the next doubt is the active row, and its form is there without another key."""
    page.keyboard.press("n")
    page.wait_for_selector(".crow--active.crow--doubtful form.rowform[data-unasked]")
    assert page.evaluate("document.activeElement.matches('.crow--active')"), "the keys stay those of the row"
    return page.get_attribute(".crow--active", "data-row")


def test_the_form_of_a_doubtful_row_opens_without_a_key_and_goes_when_one_goes_on(desk):
    first = on_a_doubtful_row(desk)
    desk.keyboard.press("k")
    desk.wait_for_function("pk => document.querySelector('.crow--active').dataset.row !== pk", arg=first)
    assert desk.locator(f"#row-{first} form.rowform").count() == 0
    desk.keyboard.press("j")
    desk.wait_for_selector(f"#row-{first}.crow--active form.rowform")
    assert desk.locator("form.rowform").count() == 1


def test_the_form_of_a_row_without_doubts_opens_too_also_of_one_that_is_decided(desk, plan):
    clear = desk.locator(".crow--waiting:not(.crow--doubtful)").first.get_attribute("data-row")
    desk.click(f"#row-{clear} .crow__words")
    desk.wait_for_selector(f"#row-{clear}.crow--active form.rowform[data-unasked]")
    assert desk.locator("form.rowform").count() == 1
    with desk.expect_response("**/rows/**"):
        desk.keyboard.press("Enter")
    desk.wait_for_function("pk => document.getElementById('row-' + pk).dataset.state === 'kept'", arg=clear)
    desk.wait_for_selector(f".crow--active:not(#row-{clear}) form.rowform[data-unasked]")
    desk.click(f"#row-{clear} .crow__words")
    desk.wait_for_selector(f"#row-{clear}.crow--active form.rowform[data-unasked]")


def test_the_keys_of_the_row_work_beside_its_open_form(desk, plan):
    pk = on_a_doubtful_row(desk)
    with desk.expect_response("**/rows/pass/"):
        desk.keyboard.press("x")
    desk.wait_for_function("pk => document.getElementById('row-' + pk).dataset.state === 'outside'", arg=pk)


def test_e_goes_into_the_open_form_and_enter_takes_what_was_typed(desk, plan):
    pk = on_a_doubtful_row(desk)
    desk.keyboard.press("e")
    desk.wait_for_selector(".rowform :focus")
    desk.fill(f"#row-{pk} .rowform [name=words]", "新建科普馆三座")
    desk.evaluate("document.querySelector('.crow--active').focus()")
    with desk.expect_response("**/rows/change/"):
        desk.keyboard.press("Enter")
    desk.wait_for_function("pk => document.getElementById('row-' + pk).dataset.state === 'kept'", arg=pk)
    assert plan.rows.get(pk=pk).words == "新建科普馆三座"


def test_words_that_were_typed_stay_when_one_goes_on_and_come_back(desk):
    pk = on_a_doubtful_row(desk)
    desk.fill(f"#row-{pk} .rowform [name=words]", "新建科普馆三座")
    desk.evaluate("document.querySelector('.crow--active').focus()")
    desk.keyboard.press("k")
    desk.wait_for_timeout(300)
    assert desk.input_value(f"#row-{pk} .rowform [name=words]") == "新建科普馆三座"
    desk.reload()
    desk.wait_for_selector(f"#row-{pk}.crow--active .rowform")
    desk.wait_for_function("pk => document.querySelector(`#row-${pk} [name=words]`).value === '新建科普馆三座'", arg=pk)


def test_a_form_that_was_closed_stays_closed(desk):
    pk = on_a_doubtful_row(desk)
    desk.keyboard.press("e")
    desk.wait_for_selector(".rowform :focus")
    desk.keyboard.press("Escape")
    desk.wait_for_timeout(400)
    assert desk.locator(f"#row-{pk}.crow--active").count() == 1 and desk.locator("form.rowform").count() == 0
