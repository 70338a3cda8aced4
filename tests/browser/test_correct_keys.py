"""A clerk checks a plan of a hundred tasks with the keyboard alone: few keys, and every reading error is found."""

from __future__ import annotations

import re
from datetime import date

import pytest

import hundred
from clerk import Clerk
from luoshi.ledger.models import Figure, Plan, Row
from luoshi.ledger.queries.desk import desk
from luoshi.ledger.queries.editions import readiness
from pictures import png
from plans import row_of

MOST = 150


@pytest.fixture
def office(live):
    hundred.furnish(live.office)
    return live.office


def received(page, way) -> Plan:
    """The hundred tasks, given to the page that receives documents; one is led to the correction page."""
    if way == "sheet":
        book = {"name": "任务台账.xlsx", "mimeType": "application/octet-stream", "buffer": hundred.sheet()}
        page.set_input_files("[name=documents]", book)
    else:
        page.fill("[name=words]", hundred.text())
    if way == "scan":
        page.set_input_files("[name=picture]", {"name": "扫描件.png", "mimeType": "image/png", "buffer": png()})
    page.click(".form__buttons .button--main")
    page.wait_for_url("**/correct/")
    return Plan.objects.get()


def publishes(page, plan):
    """All is decided: the page before publishing, by a key, says that it is ready."""
    page.wait_for_selector("#decided[data-open='0']")
    page.keyboard.press("p")
    page.wait_for_url("**/review/")
    page.wait_for_selector("a[href$='/publish/']")
    assert readiness(plan).ready


@pytest.mark.parametrize("way", ["pasted", "scan"])
def test_a_hundred_rows_with_ten_errors_are_checked_in_150_keys(visit, office, way, settings, tmp_path):
    """Typed characters count as keys too, one each; how often an input method is pressed for one is its own affair."""
    settings.DATA = tmp_path
    page = visit("supervisor", "/plans/receive/")
    plan = received(page, way)
    assert page.locator(".source__picture").count() == (1 if way == "scan" else 0)
    found = [one.row.words for one in desk(plan).twice]
    assert [words for words in hundred.WRONG if not any(words in one for one in found)] == []
    assert len(found) == 12  # two of them are right as they stand: few doubts, and true ones
    clerk = Clerk(page)

    clerk.on("设立院士专家服务站")
    clerk.edit("=lead")
    clerk.unit("应急")
    clerk.save()

    clerk.on("讲好一堂开学思政课")
    clerk.edit("$=state")
    clerk.key("ArrowDown")  # background
    clerk.save()

    clerk.on("资助家庭经济困难学生")
    clerk.edit("$=state")
    clerk.key("ArrowUp")  # a target
    clerk.save()

    clerk.on("配备校园专职保安")
    clerk.edit("=lead")
    clerk.unit("教育局")
    clerk.key("Tab", 2)
    clerk.unit("公安")
    clerk.save()

    clerk.on("完成水毁工程修复")
    clerk.key("s")
    page.wait_for_selector(".crow__split:focus")
    clerk.key("Enter")
    page.wait_for_selector(".crow__words:has-text('渠道清淤65公里') >> nth=0")
    page.wait_for_selector(".crow__split", state="detached")
    clerk.on("完成水毁工程修复26处")
    clerk.edit("=due")
    clerk.type("0531")
    clerk.save()
    clerk.on("渠道清淤65公里")
    clerk.key("Enter")

    clerk.on("各乡镇建立科技志愿服务队")
    clerk.edit("=lead")
    clerk.type("各乡镇")
    clerk.save()

    clerk.on("送展览进校园36场")
    clerk.key("x")

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

    clerk.on("适老化改造260户")  # left outside, but its label binds someone
    clerk.key("t")
    page.wait_for_selector(".crow--active.crow--waiting .crow__words:has-text('适老化改造260户')")
    clerk.edit("=lead")
    clerk.unit("民政")
    clerk.key("Tab", 2)
    clerk.unit("残疾")
    clerk.key("Tab")
    clerk.type("1031")
    clerk.save()

    clerk.key("n")
    clerk.on("建设零工市场一处")  # one is one: right as it stands
    clerk.key("Enter")
    clerk.on("严禁截留挪用")  # a rule, as the page says
    clerk.key("Enter")

    for title in hundred.PARTS:
        page.wait_for_selector(f".crows:has(.crow--active) .crows__head:has-text('{title}')")
        clerk.key("h")
    publishes(page, plan)
    assert clerk.pressed + 1 <= MOST
    assert_right(office, plan)


def test_a_sheet_with_merged_cells_is_checked_in_150_keys(visit, office, settings, tmp_path):
    """The same tasks as a workbook with merged cells. It has no headings, so one H confirms all."""
    settings.DATA = tmp_path
    page = visit("supervisor", "/plans/receive/")
    plan = received(page, "sheet")
    found = [one.row.words for one in desk(plan).twice]
    assert [words for words in hundred.WRONG_IN_SHEET if not any(words in one for one in found)] == []
    assert len(found) == 12
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
    clerk.on("资助家庭经济困难学生")
    clerk.key("t")
    page.wait_for_selector(".crow--active.crow--waiting .crow__words:has-text('资助家庭经济困难学生')")
    clerk.edit("=lead")
    clerk.unit("教育局")
    clerk.key("Tab", 2)
    clerk.unit("财政")
    clerk.key("Tab")
    clerk.type("1031")
    clerk.key("Tab", 3)
    clerk.key("ArrowUp")
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
    clerk.edit("=due")
    clerk.type("1130")
    clerk.save()
    clerk.on("各乡镇建立科技志愿服务队")
    clerk.edit("=lead")
    clerk.type("各乡镇")
    clerk.save()
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
    clerk.on("适老化改造260户")
    clerk.key("t")
    page.wait_for_selector(".crow--active.crow--waiting .crow__words:has-text('适老化改造260户')")
    clerk.edit("=lead")
    clerk.unit("民政")
    clerk.key("Tab", 2)
    clerk.unit("残疾")
    clerk.key("Tab")
    clerk.type("1031")
    clerk.save()
    clerk.key("n")
    clerk.on("建设零工市场一处")
    clerk.key("Enter")
    clerk.on("严禁截留挪用")
    clerk.key("Enter")
    clerk.key("h")
    publishes(page, plan)
    assert clerk.pressed + 1 <= MOST
    assert [row_of(plan, words).state for words in hundred.WRONG_IN_SHEET] == [Row.KEPT] * 10
    leads = [row_of(plan, words).units.filter(role="lead").first().unit.name for words in ("推广水稻", "校园专职保安")]
    assert leads == ["云岭县农业农村局", "云岭县教育局"] and row_of(plan, "科技志愿服务队").each
    days = [row_of(plan, words).due for words in ("水毁工程修复", "渠道清淤", "农药包装", "适老化", "家庭经济困难")]
    assert days == [date(2026, *one) for one in ((5, 31), (11, 30), (12, 31), (10, 31), (10, 31))]
    assert row_of(plan, "家庭经济困难").figures.get().state == Figure.ASKED


def assert_right(office, plan):
    """Every sentence is in the ledger as its own words say; the ten are what the clerk made of them."""
    units = {one.name: one.pk for one in office.units.values()}
    for sentence in (one for part in hundred.PARTS.values() for one in part):
        label = hundred.LABEL.fullmatch(sentence)
        if label is None or any(words in sentence for words in hundred.WRONG):
            continue
        row = row_of(plan, label["words"])
        month = re.match(r"(\d+)月", label["due"])
        named = {role: [one.name for one in row.units.all() if one.role == role] for role in ("lead", "support")}
        assert row.state == Row.KEPT, sentence
        assert named == {"lead": [label["lead"]], "support": [label["support"]] if label["support"] else []}, sentence
        assert all(one.unit_id in units.values() for one in row.units.all()), sentence
        assert (row.due.year, row.due.month) == (2026, int(month[1])), sentence
        assert [one.state for one in row.figures.all()] == [Figure.ASKED], sentence

    def lead(words):
        return [one.unit.name for one in row_of(plan, words).units.all() if one.role == "lead"]

    assert lead("院士专家服务站") == ["云岭县应急管理局"]
    assert [one.state for one in row_of(plan, "开学思政课").figures.all()] == [Figure.BACKGROUND]
    assert [one.state for one in row_of(plan, "家庭经济困难学生").figures.all()] == [Figure.ASKED]
    guards = [(one.role, one.unit.name) for one in row_of(plan, "校园专职保安").units.all()]
    assert guards == [("lead", "云岭县教育局"), ("support", "云岭县公安局")]
    repaired, dredged = row_of(plan, "水毁工程修复"), row_of(plan, "渠道清淤")
    assert (repaired.due, dredged.due) == (date(2026, 5, 31), date(2026, 11, 30)) and repaired != dredged
    assert [row_of(plan, words).figures.get().quote for words in ("水毁工程修复", "渠道清淤")] == ["26处", "65公里"]
    assert sorted(lead("科技志愿服务队")) == ["白水镇", "红崖乡", "青石镇"] and row_of(plan, "科技志愿服务队").each
    shown = row_of(plan, "送展览进校园36场")
    assert (shown.state, shown.look) == (Row.OUTSIDE, False)
    records = row_of(plan, "门诊病历书写合格率")
    assert lead("门诊病历书写合格率") == ["云岭县卫生健康局"]
    assert records.figures.get().indicator == "县级医院门诊病历书写合格率"
    assert row_of(plan, "农药包装废弃物").due == date(2026, 12, 31)
    homes = row_of(plan, "适老化改造")
    assert [(one.role, one.unit.name) for one in homes.units.all()] == [
        ("lead", "云岭县民政局"),
        ("support", "云岭县残疾人联合会"),
    ]
    assert (homes.state, homes.due) == (Row.KEPT, date(2026, 10, 31))
