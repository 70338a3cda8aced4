"""Lists in a real Chromium: narrowed, kept, changed by many, exported, brought in, printed; also without scripts."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

import addresses
from appeal_factory import filed
from luoshi.desk.lists.views.models import BulkRun
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.used_kinds import kinds_in_use
from luoshi.lines.appeals.models import Appeal
from many_appeals import lines_of, workbook

TELEPHONE = {"width": 390, "height": 844}
A4 = (595, 842)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def choose(page, count):
    for number in range(count):
        page.locator("input[data-row]").nth(number).check()


def press(page, step):
    page.locator(f"button[name=step][value={step}]").click()
    page.wait_for_selector("#confirm-bulk")


def assign(page, unit="青石镇"):
    page.fill("main .form [name=unit]", unit)
    page.locator("main .form [name=unit]").blur()
    page.locator("main .form button[type=submit]").click()
    page.wait_for_url("**/appeals/bulk/*/")


def test_chosen_rows_are_assigned_told_row_by_row_and_taken_back(visit, live):
    filed(live.office, 8)
    page = visit("supervisor", "/appeals/")
    assert page.locator("button[data-bulk]").first.is_disabled()
    page.locator("input[data-row]").nth(1).check()
    page.locator("input[data-row]").nth(4).click(modifiers=["Shift"])
    assert page.inner_text("[data-count]") == "已选 4 行"
    press(page, "assign")
    assert page.inner_text("h2#rows").split() == ["将要办理的各件", "4"]
    assign(page)
    assert page.locator("tbody .light--done").count() == 4
    assert Appeal.objects.filter(state="assigned").count() == 4
    page.locator("form[action$='/undo/'] button").click()
    page.fill("main .form [name=reason]", "分错单位")
    page.locator("main .form button[type=submit]").click()
    page.wait_for_url("**/appeals/bulk/*/")
    assert Appeal.objects.filter(state="received").count() == 8


def test_all_that_the_filter_finds_are_taken_by_one_press(visit, live):
    filed(live.office, 60)
    filed(live.office, 5, channel="letter")
    page = visit("supervisor", "/appeals/?channel=hotline")
    page.check("[data-all]")
    page.check("[name=every]")
    assert page.inner_text("[data-count]") == "已选 60 行"
    press(page, "assign")
    assign(page)
    assert sorted(Appeal.objects.values_list("state", "channel").distinct()) == [
        ("assigned", "hotline"),
        ("received", "letter"),
    ]


def test_a_long_run_goes_on_by_itself_while_one_looks_at_it(visit, live, monkeypatch):
    monkeypatch.setattr("luoshi.desk.bulk.pages.bulk.CHUNK", 3)
    monkeypatch.setattr("luoshi.desk.bulk.actions.runs.go_on.__kwdefaults__", {"most": 3, "backwards": False})
    filed(live.office, 10)
    page = visit("supervisor", "/appeals/")
    page.check("[data-all]")
    press(page, "assign")
    assign(page)
    page.wait_for_selector("form[action$='/undo/']")
    assert BulkRun.objects.get().finished and Appeal.objects.filter(state="assigned").count() == 10


def test_a_list_is_narrowed_by_choices_days_and_a_unit_and_widened_again(visit, live):
    filed(live.office, 2, unit=str(live.office.units["society"].pk))
    filed(live.office, 3)
    page = visit("supervisor", "/appeals/")
    page.click(".several summary")
    page.check(".several input[value=received]")
    page.fill(".filters [name=unit]", "科学技术协会")
    page.locator(".chooser__option").first.click()
    page.click(".filters__more > summary")
    page.fill("[name=opened_after]", "2026-01-01")
    page.locator(".filters button[type=submit]").click()
    page.wait_for_url("**state=received**")
    assert page.locator("tbody tr").count() == 2
    set_now = [words.partition(":")[2].strip() for words in page.locator(".filters__one").all_text_contents()]
    assert set_now == ["已登记", "云岭县科学技术协会", "2026-01-01 –"]
    page.locator(".filters__one").nth(1).click()
    page.wait_for_selector("tbody tr:nth-child(5)")
    assert page.locator("tbody tr").count() == 5


def test_a_view_is_kept_in_the_dialog_and_opened_by_its_name(visit, live):
    filed(live.office, 2, channel="letter")
    filed(live.office, 3)
    page = visit("supervisor", "/appeals/?channel=letter")
    page.click("a[href*='views/save']")
    page.fill("#dialog [name=name]", "来信")
    page.locator("#dialog button[type=submit]").click()
    page.wait_for_selector(".views a")
    page.click(".views a:first-child")
    expect(page.locator("tbody tr")).to_have_count(5)
    page.click(".views a:has-text('来信')")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert page.inner_text(".views [aria-current]") == "来信"


def test_the_file_that_leaves_holds_what_the_page_shows(visit, live):
    filed(live.office, 4)
    filed(live.office, 60, channel="letter")
    page = visit("supervisor", "/appeals/?channel=letter")
    with page.expect_download() as leaving:
        page.click("form[action*='/export/'] button")
    data = Path(leaving.value.path()).read_bytes()
    assert leaving.value.suggested_filename.startswith("诉求 ") and len(lines_of(data)) == 63
    assert page.inner_text(".now--list dd") == "60件"


def test_a_sheet_is_sent_corrected_and_brought_in(visit, live):
    page = visit("supervisor", "/appeals/", allow=(422,))
    page.click("a[href$='/import/']")
    with page.expect_download() as leaving:
        page.click("a[href$='/template/']")
    heads = lines_of(Path(leaving.value.path()).read_bytes())[2]  # beneath the kind and the step
    right = ["建议延长开放时间", "周末没有去处", "热线电话", "王小明", "13800138000", "青石镇"]

    def send(*lines):
        data = {"name": "诉求.xlsx", "mimeType": "application/octet-stream", "buffer": workbook([heads, *lines])}
        page.set_input_files("input[type=file]", data)
        page.locator("main .form button[type=submit]").click()

    send(right, [*right[:5], "没有的单位"])
    page.wait_for_url("**/import/*/")
    assert "没有的单位" in page.inner_text("main") and Appeal.objects.count() == 0
    page.goto(f"{live.url}/appeals/import/")
    send(right, right)
    page.wait_for_url("**/import/*/")
    page.locator("main .form button[type=submit]").click()
    page.wait_for_selector(".flash--success")
    assert [appeal.unit.code for appeal in Appeal.objects.all()] == ["town", "town"]


def test_paper_has_heads_foot_day_and_filter_on_a4_across(visit, live, tmp_path):
    filed(live.office, 70)
    page = visit("supervisor", "/appeals/?order-by=due", alone=True)
    page.add_init_script(
        "window.print = () => { document.body.dataset.pressed = Number(document.body.dataset.pressed || 0) + 1; }"
    )
    page.click("a[href*='/print/']")
    page.wait_for_selector("body[data-pressed='1']")
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    words = [sheet.get_textpage().get_text_range() for sheet in paper]
    assert [round(side) for side in paper[0].get_size()] == [842, 595] and len(words) == 4
    for sheet in words:
        for said in ("编号", "期限", "截至 20", "非涉密系统，严禁存储、处理国家秘密和工作秘密", "杜察云 打印"):
            assert said in sheet
    assert sum(sheet.count("建议增设科普活动室") for sheet in words) == 70
    assert "您有权查看的全部" in words[0] and "导出" not in words[0]


def test_a_record_prints_on_a4_upright(visit, live):
    (record,) = filed(live.office, 1)
    page = visit("supervisor", record.get_absolute_url())
    paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    words = paper[0].get_textpage().get_text_range()
    assert [round(side) for side in paper[0].get_size()] == [*A4] and len(paper) == 1
    assert "非涉密系统" in words and "王小明" not in words and "杜察云 打印" in words


@pytest.mark.parametrize("language", ["en", pytest.param("zh-hans", marks=pytest.mark.full)])
def test_nothing_stands_out_of_the_page_on_a_telephone(visit, live, language):
    filed(live.office, 60)
    page = visit("supervisor", "/appeals/?state=received&q=科普", language=language, viewport=TELEPHONE)
    for path in (
        "/appeals/?state=received&q=科普",
        "/appeals/import/",
        "/appeals/views/",
        "/appeals/views/save/",
        "/appeals/print/",
    ):
        page.goto(live.url + path)
        assert fits(page), path
    page.goto(live.url + "/appeals/")
    choose(page, 3)
    press(page, "assign")
    assert fits(page)
    assign(page)
    assert fits(page)
    page.goto(live.url + "/appeals/")
    page.click(".filters__fold > summary")
    page.click(".several summary")
    page.click(".filters__more > summary")
    assert fits(page)


def test_all_of_it_works_without_scripts(visit, live):
    filed(live.office, 3)
    page = visit("supervisor", "/appeals/", java_script_enabled=False)
    page.click(".several summary")
    page.check(".several input[value=received]")
    page.locator(".filters button[type=submit]").click()
    page.wait_for_url("**state=received**")
    choose(page, 2)
    page.locator("button[name=step][value=assign]").click()
    page.fill("main .form [name=unit]", "青石镇")
    page.locator("main .form button[type=submit]").click()
    page.wait_for_url("**/appeals/bulk/*/")
    assert Appeal.objects.filter(state="assigned").count() == 2
    page.goto(live.url + "/appeals/views/save/?q=1")
    page.fill("[name=name]", "查询")
    page.locator("main .form button[type=submit]").click()
    page.wait_for_url("**/appeals/?q=1")
    assert page.inner_text(".views [aria-current]") == "查询"


def test_lists_begin_high_on_the_page_and_the_buttons_of_home_stand_in_one_line(visit, live):
    addresses.furnish(live.office)
    addresses.pages(live.office)  # plans, commitments, letters and all else
    seal_all()
    page, wrapped = visit("supervisor", "/"), {}
    boxes = "els => els.map(e => e.getBoundingClientRect()).filter(b => b.height).map(b => [b.top, b.height])"
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 768})
        found = page.eval_on_selector_all(".head .buttons .button", boxes)
        steps = {height for _top, height in page.eval_on_selector_all(".cell--steps .button", boxes)}
        wrapped |= {width: found} if len({top for top, _height in found}) > 1 or len(steps) > 1 else {}
    assert wrapped == {}
    page.set_viewport_size({"width": 1366, "height": 768})
    tops = {}
    for path in [
        *(f"/{name}/" for name in sorted(kinds_in_use([kind.name for kind in list_kinds()]))),
        "/people/",
        "/journal/",
    ]:
        page.goto(live.url + path)
        if page.query_selector("tbody tr"):
            tops[path] = page.evaluate("document.querySelector('tbody tr').getBoundingClientRect().top")
    assert {"/plans/", "/commitments/", "/letters/", "/appeals/", "/schemes/", "/people/", "/journal/"} <= set(tops)
    banner = 29  # of a demonstration, which this office is not
    assert {path: top for path, top in tops.items() if top > 300 - banner} == {}


def test_what_a_button_of_the_head_opens_lies_on_a_telephones_screen(visit):
    page = visit("clerk", "/societies/")
    page.set_viewport_size(TELEPHONE)
    page.locator(".head details.pull summary").first.click()
    box = page.locator(".head details.pull[open] > .menu").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= TELEPHONE["width"]
