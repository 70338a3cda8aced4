"""Rows that come, go or change their place: the page shows it as if it were loaded anew, but asks for nothing."""

from __future__ import annotations

import re

import pytest

from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from plans import TEXT, received, row_of
from test_correct_long import text as long_text

# What the page shows: each row with its state and version, and whose each stretch of the source is.
SHOWN = """() => {
  const all = (what) => Array.from(document.querySelectorAll(what));
  const rows = all(".crow[data-row]").map((row) => [row.dataset.row, row.dataset.version, row.dataset.state]).sort();
  const words = [];
  all(".source [data-at]").forEach((piece) => {
    const last = words[words.length - 1];
    const of = piece.dataset.of || "", state = of && piece.className.match(/said--(?!lit)\\w+/)[0];
    if (last && last.of === of && last.end === Number(piece.dataset.at)) {
      last.words += piece.textContent;
      last.end += Array.from(piece.textContent).length;
    } else {
      const at = Number(piece.dataset.at);
      words.push({ of, state, at, end: at + Array.from(piece.textContent).length, words: piece.textContent });
    }
  });
  const clear = all("[data-group]:not([hidden]) .count").map((one) => one.textContent);
  return { rows, words, clear, head: document.querySelector("#decided").innerText };
}"""


@pytest.fixture
def plan(live) -> Plan:
    return received(live.office, TEXT.replace("去年全县", "𬭩𪩘去年全县"))


ONE, FORM = "农村科普馆", re.compile(r"/plans/\d+/row/\d+/$")


def opened(visit, plan, words=ONE):
    row = row_of(plan, words)
    page = visit("supervisor", f"/plans/{plan.pk}/correct/#row-{row.pk}")
    page.wait_for_selector(f"#row-{row.pk}.crow--active")
    return page


def done(page, act):
    """A change by keys; the page's requests meanwhile, without the change's own and the form that opens by itself."""
    page.asked.clear()
    with page.expect_response("**/rows/**"):
        act()
    page.wait_for_function("() => !document.querySelector('.crow__split, .crow__pick')")
    page.wait_for_timeout(150)  # what is asked for behind the answer, if anything
    return [url for url in page.asked if "/rows/" not in url and not FORM.search(url)]


def as_loaded(page):
    """The page is what it would be were it loaded now."""
    here = page.evaluate(SHOWN)
    page.reload()
    page.wait_for_selector(".crow--active")
    assert here == page.evaluate(SHOWN)


def choose(page, row):
    page.evaluate("(pk) => document.querySelector(`.said[data-of='${pk}']`).click()", row.pk)
    page.wait_for_selector(f"#row-{row.pk}.crow--active")


def split(page):
    page.keyboard.press("s")
    page.wait_for_selector(".crow__split:focus")
    page.keyboard.press("Enter")


def pick(page):
    page.keyboard.press("a")
    page.wait_for_selector(".crow__pick:focus")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Enter")


WORK = {"split": split, "add": pick, "merge": lambda page: page.keyboard.press("m")}


def test_a_change_and_its_undo_are_shown_without_loading_anything(visit, plan):
    page = opened(visit, plan, "新建科普示范基地")
    for act, words in (("split", "新建科普示范基地"), ("merge", ONE), ("add", ONE), ("reconsider", "去年全县")):
        choose(page, row_of(plan, words))
        before, edits = page.evaluate(SHOWN)["words"], plan.edits.count()
        work = WORK.get(act, lambda page: page.keyboard.press("t"))
        assert done(page, lambda work=work: work(page)) == [], act
        assert page.locator(".crow--active").count() == 1 and page.locator(".said--lit").count() >= 1
        assert plan.edits.count() == edits + 1 and page.evaluate(SHOWN)["words"] != before
        as_loaded(page)
        assert done(page, lambda: page.keyboard.press("u")) == []
        assert page.locator(".crow--active").count() == 1
        assert page.evaluate(SHOWN)["words"] == before
    as_loaded(page)


def test_what_is_no_task_comes_to_its_heading_and_is_counted(visit, plan):
    page = opened(visit, plan)
    row = plan.rows.filter(state=PlanRow.OUTSIDE, look=False).order_by("place").last()
    outside = int(page.inner_text("#outside summary .count"))
    choose(page, row)
    assert done(page, lambda: page.keyboard.press("t")) == []
    home = page.locator(f"#row-{row.pk}").evaluate("(row) => row.closest('.crows').id")
    assert home == "twice" or home.startswith("part-")
    told = page.locator("#outside summary .count").text_content()
    assert int(told) == outside - 1 == page.locator("#outside > ol > li").count()
    as_loaded(page)


def test_rows_confirmed_together_come_back_together(visit, plan):
    page = opened(visit, plan)
    clear = page.locator("[data-group]:not([hidden])").count()
    assert done(page, lambda: page.keyboard.press("h")) == []
    assert page.locator("[data-group]:not([hidden])").count() == clear - 1
    assert done(page, lambda: page.keyboard.press("u")) == []
    assert page.locator("[data-group]:not([hidden])").count() == clear
    as_loaded(page)


def test_in_a_long_plan_only_the_changed_rows_are_sent(visit, live):
    plan = received(live.office, long_text())
    row = plan.rows.filter(state=PlanRow.WAITING).order_by("place")[3]
    page = visit("supervisor", f"/plans/{plan.pk}/correct/?row={row.pk}#row-{row.pk}")
    page.wait_for_selector(f"#row-{row.pk}.crow--active")
    page.wait_for_timeout(500)  # headings in view have opened
    assert done(page, lambda: page.keyboard.press("m")) == []
    assert page.locator(f"#row-{row.pk}").count() == 0 and PlanRow.objects.get(pk=row.pk).state == PlanRow.GONE
    assert done(page, lambda: page.keyboard.press("u")) == []
    assert page.locator(f"#row-{row.pk}").count() == 1


def test_an_undo_far_away_shows_its_row(visit, live):
    """In a long plan the row may stand under a heading that is folded: then the page is loaded round it."""
    plan = received(live.office, long_text())
    first, last = plan.rows.filter(state=PlanRow.WAITING).order_by("place").first(), plan.rows.latest("place")
    page = visit("supervisor", f"/plans/{plan.pk}/correct/?row={last.pk}#row-{last.pk}")
    last = plan.rows.filter(state=PlanRow.WAITING).order_by("place").last()
    choose(page, last)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#row-{last.pk}[data-state=kept]")
    page.goto(page.url.split("?")[0] + f"?row={first.pk}#row-{first.pk}")
    page.wait_for_selector(f"#row-{first.pk}.crow--active")
    assert page.locator(f"#row-{last.pk}").count() == 0
    page.keyboard.press("u")
    page.wait_for_selector(f"#row-{last.pk}.crow--active[data-state=waiting]")
