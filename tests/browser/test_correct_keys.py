"""A clerk checks a plan of a hundred tasks with the keyboard alone: few keys, and every reading error is found."""

from __future__ import annotations

from datetime import date

import pytest

import hundred
from accessible import violations
from clerk_keys import HUNDRED, MOST, Clerk, assert_right, publishes, received
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.rows.queries.correction_page import load_correction_page
from plans import TEXT, row_of
from plans import received as received_here
from test_composition import Method


@pytest.fixture
def office(live):
    hundred.furnish(live.office)
    return live.office


@pytest.mark.full  # in a usual run the same is done with trouble in the middle: test_correct_hundred.py
@pytest.mark.parametrize("way", ["pasted", "scan"])
def test_a_hundred_rows_with_ten_errors_are_checked_in_150_keys(visit, office, way, settings, tmp_path):
    """Typed characters count as keys too, one each; how often an input method is pressed for one is its own affair."""
    settings.DATA = tmp_path
    page = visit("supervisor", "/plans/receive/")
    plan = received(page, way)
    assert page.locator(".source__picture").count() == (1 if way == "scan" else 0)
    found = [row.row.words for row in load_correction_page(plan).twice]
    assert [words for words in hundred.WRONG if not any(words in text for text in found)] == []
    assert len(found) == 11  # two of them are right as they stand: few doubts, and true ones
    clerk = Clerk(page)

    for words, act in HUNDRED:
        clerk.on(words)
        act(clerk)
    for title in hundred.PARTS:
        clerk.heading(title)
    publishes(page, plan)
    assert clerk.pressed + 1 <= MOST
    assert_right(office, plan)


def test_a_sheet_with_merged_cells_is_checked_in_150_keys(visit, office, settings, tmp_path):
    """The same tasks as a workbook with merged cells, received as the table that it is."""
    settings.DATA = tmp_path
    page = visit("supervisor", "/plans/receive/")
    plan = received(page, "sheet")
    found = [row.row.words for row in load_correction_page(plan).twice]
    assert [words for words in hundred.WRONG_IN_SHEET if not any(words in text for text in found)] == []
    assert len(found) == 11  # its columns say of the rest what they are
    clerk = Clerk(page)

    def lead(words, letters):
        clerk.on(words)
        clerk.edit("=lead")
        clerk.unit(letters)
        clerk.save()

    lead("设立院士专家服务站", "应急")
    clerk.on("讲好一堂开学思政课")
    clerk.edit("$=state")
    clerk.key("ArrowDown")
    clerk.save()
    clerk.on("配备校园专职保安")
    clerk.edit("=lead")
    clerk.unit("教育局")
    clerk.key("Tab", 2)
    clerk.unit("公安")
    clerk.save()
    lead("推广水稻新品种", "农业农村")
    clerk.on("完成水毁工程修复")
    clerk.key("s")
    page.wait_for_selector(".crow__split:focus")
    clerk.key("Enter")
    page.wait_for_selector(".crow__split", state="detached")
    clerk.on("完成水毁工程修复26处")
    clerk.key("Enter")
    clerk.on("渠道清淤65公里")
    clerk.key("Enter")
    clerk.on("各乡镇建立科技志愿服务队")
    clerk.edit("=lead")
    clerk.type("各乡镇")
    clerk.save()
    clerk.on("送展览进校园36场")
    clerk.key("x")  # last year's
    clerk.on("门诊病历书写合格率")
    clerk.edit("=lead")
    clerk.unit("卫生健康")
    clerk.key("Tab", 7)
    page.wait_for_selector(".rowform [name$=indicator]:focus")
    clerk.key("End")
    clerk.key("Backspace", 2)
    clerk.save()
    clerk.on("回收农药包装废弃物")
    clerk.edit("=due")
    clerk.type("1231")
    clerk.save()
    clerk.on("建设零工市场一处")
    clerk.key("Enter")
    clerk.on("严禁截留挪用")
    clerk.key("x")  # a rule among the tasks
    for title in hundred.PARTS:
        clerk.heading(title)
    publishes(page, plan)
    assert clerk.pressed + 1 <= MOST
    wrong = {words: row_of(plan, words).state for words in hundred.WRONG_IN_SHEET}
    assert wrong.pop("送展览进校园36场") == PlanRow.OUTSIDE and set(wrong.values()) == {PlanRow.KEPT}
    leads = [row_of(plan, words).units.filter(role="lead").first().unit.name for words in ("推广水稻", "校园专职保安")]
    assert leads == ["云岭县农业农村局", "云岭县教育局"] and row_of(plan, "科技志愿服务队").each
    days = [row_of(plan, words).due for words in ("水毁工程修复", "渠道清淤", "农药包装", "适老化", "家庭经济困难")]
    assert days == [date(2026, *pair) for pair in ((5, 31), (11, 30), (12, 31), (10, 31), (10, 31))]
    assert row_of(plan, "家庭经济困难").figures.get().state == RowFigure.ASKED


WORDS = "受众4.2万人次"


def test_words_of_the_source_become_a_row_by_keys_alone(visit, live):
    before = "𬭩𪩘村试点"  # beyond the basic plane: two units of a script's string each
    plan = received_here(live.office, TEXT.replace(WORDS, before + WORDS))
    page = visit("supervisor", f"/plans/{plan.pk}/correct/#row-{row_of(plan, '联席会议').pk}")
    page.wait_for_selector(".crow--active")
    page.keyboard.press("a")
    page.wait_for_selector(".crow--active .crow__pick:focus")
    shown = page.input_value(".crow__pick")
    page.keyboard.press("Enter")  # nothing is selected yet
    page.keyboard.type("not to be written")
    method = Method(page)
    method.compose("ke'pu")
    method.press("open", "Enter", "Escape")  # an input method's
    method.end("科普")
    # What the method wrote is taken back by a timer, which sets the caret too: keys before it would be lost.
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    page.wait_for_function("(words) => document.querySelector('.crow__pick').value === words", arg=shown)
    assert not plan.edits.exists()
    # It begins at the row's own words; the next line holds the ones that are wanted.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    line = next(text_line for text_line in (TEXT.replace(WORDS, before + WORDS)).splitlines() if WORDS in text_line)
    for _ in line[: line.index(WORDS)]:
        page.keyboard.press("ArrowRight")
    for _ in WORDS:
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".crow--active .crow__words:text-matches('{WORDS}\\\\s*$')")
    assert page.locator(".crow__pick").count() == 0
    made = plan.rows.get(words=WORDS)
    assert made.span.quote == WORDS and [figure.quote for figure in made.figures.all()] == ["4.2万人次"]
    assert page.inner_text(".said--lit") == WORDS


def test_escape_closes_the_field_of_the_sources_words(visit, live):
    plan = received_here(live.office)
    page = visit("supervisor", f"/plans/{plan.pk}/correct/#row-{row_of(plan, '联席会议').pk}")
    page.wait_for_selector(".crow--active")
    page.keyboard.press("a")
    page.wait_for_selector(".crow__pick:focus")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".crow__pick", state="detached")
    page.keyboard.press("Enter")  # keys act on rows again
    page.wait_for_selector(f"#row-{row_of(plan, '联席会议').pk}[data-state=kept]")


def test_a_row_is_split_at_any_place_by_keys_alone(visit, live):
    plan = received_here(live.office)
    row = row_of(plan, "科技培训12期")
    page = visit("supervisor", f"/plans/{plan.pk}/correct/#row-{row.pk}")
    page.wait_for_selector(f"#row-{row.pk}.crow--active")
    page.keyboard.press("s")
    page.wait_for_selector(".crow__split:focus")
    page.keyboard.press("Control+Home")
    for _ in "县科技局举办":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector(".crow__words:has-text('科技培训12期') >> nth=0")
    page.wait_for_selector(".crow__split", state="detached")
    assert row_of(plan, "科技培训12期").words.startswith("科技培训12期")
