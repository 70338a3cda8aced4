"""A clerk at the correction page, who uses and counts keys alone, and the plan of a hundred tasks in such hands."""

from __future__ import annotations

import re
from datetime import date

import hundred
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.editions.queries.editions import publication_readiness
from pictures import png
from plans import row_of

MOST = 150  # keys in which the hundred tasks are checked


class Clerk:
    """Presses keys and counts each: a command, a character typed, both keys of Ctrl+Enter."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def key(self, name, times=1):
        for _ in range(times):
            self.page.keyboard.press(name)
            self.pressed += len(name.split("+"))

    def type(self, words):
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def on(self, words):
        """The row with these words is the active one: the page led there."""
        self.page.wait_for_selector(f".crow--active .crow__words:has-text('{words}')")

    def edit(self, field):
        """Open the row's form; it stands in the field that the row's doubt is about."""
        self.key("e")
        self.page.wait_for_selector(f".rowform [name{field}]:focus")

    def unit(self, letters):
        """Choose a unit by some characters of its name."""
        self.type(letters)
        self.page.wait_for_selector(".rowform [role=option]:visible")
        assert self.page.locator(".rowform [role=option]:visible").count() == 1
        self.key("Enter")

    def save(self):
        self.key("Control+Enter")
        self.page.wait_for_selector(".rowform", state="detached")

    def heading(self, title):
        """Confirm the rows under a heading that nothing speaks against: the page led there."""
        self.page.wait_for_selector(f".crows:has(.crow--active) .crows__head:has-text('{title}')")
        self.key("h")


def loses_an_answer(page):
    """The server does what it is told next about rows, and nobody hears of it; what was lost is read from the page.

    The page's own fetch loses it: where Chromium begins or ends to intercept for a route, a request may pass it by or
    hang (playwright issue 41802), and a connection that the server cuts Chromium mends by itself.
    """
    page.evaluate(
        """() => {
            const ask = window.fetch;
            window.lost = [];
            delete document.documentElement.dataset.lost;
            window.fetch = (where, how) => {
                const answer = ask(where, how);
                if (!String(where).includes("/rows/")) return answer;
                window.fetch = ask;
                return answer.then((found) => {
                    window.lost.push(found.status);
                    document.documentElement.dataset.lost = "";
                    throw new TypeError("Failed to fetch");
                });
            };
        }"""
    )
    return lambda: page.evaluate("window.lost")


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
    assert publication_readiness(plan).ready


def _station(clerk):
    clerk.edit("=lead")
    clerk.unit("应急")
    clerk.save()


def _lesson(clerk):
    clerk.edit("$=state")
    clerk.key("ArrowDown")  # background
    clerk.save()


def _guards(clerk):
    clerk.edit("=lead")
    clerk.unit("教育局")
    clerk.key("Tab", 2)
    clerk.unit("公安")
    clerk.save()


def _works(clerk):
    clerk.key("s")
    clerk.page.wait_for_selector(".crow__split:focus")
    clerk.key("Enter")
    clerk.page.wait_for_selector(".crow__words:has-text('渠道清淤65公里') >> nth=0")
    clerk.page.wait_for_selector(".crow__split", state="detached")
    clerk.on("完成水毁工程修复26处")  # each half has the day that its own words name
    clerk.key("Enter")


def _towns(clerk):
    clerk.edit("=lead")
    clerk.type("各乡镇")
    clerk.save()


def _records(clerk):
    clerk.edit("=lead")
    clerk.unit("卫生健康")
    clerk.key("Tab", 7)
    clerk.page.wait_for_selector(".rowform [name$=indicator]:focus")
    clerk.key("End")
    clerk.key("Backspace", 2)
    clerk.save()


def _wrappings(clerk):
    clerk.edit("=due")
    clerk.type("1231")
    clerk.save()


def _homes(clerk):
    """Left outside, but its label binds someone."""
    clerk.key("t")
    clerk.page.wait_for_selector(".crow--active.crow--waiting .crow__words:has-text('适老化改造260户')")
    clerk.edit("=lead")
    clerk.unit("民政")
    clerk.key("Tab", 2)
    clerk.unit("残疾")
    clerk.key("Tab")
    clerk.type("1031")
    clerk.save()


# The rows that the page says to look at, in its order, and what is done to each.
HUNDRED = (
    ("设立院士专家服务站", _station),
    ("讲好一堂开学思政课", _lesson),
    ("配备校园专职保安", _guards),
    ("完成水毁工程修复", _works),
    ("各乡镇建立科技志愿服务队", _towns),
    ("送展览进校园36场", lambda clerk: clerk.key("x")),
    ("门诊病历书写合格率", _records),
    ("回收农药包装废弃物", _wrappings),
    ("适老化改造260户", _homes),
    ("建设零工市场一处", lambda clerk: clerk.key("Enter")),  # one is one: right as it stands
    ("严禁截留挪用", lambda clerk: clerk.key("Enter")),  # a rule, as the page says
)


def assert_right(office, plan):
    """Every sentence is in the ledger as its own words say; the ten are what the clerk made of them."""
    units = {unit.name: unit.pk for unit in office.units.values()}
    for sentence in (sentences for part in hundred.PARTS.values() for sentences in part):
        label = hundred.LABEL.fullmatch(sentence)
        if label is None or any(words in sentence for words in hundred.WRONG):
            continue
        row = row_of(plan, label["words"])
        month = re.match(r"(\d+)月", label["due"])
        named = {role: [unit.name for unit in row.units.all() if unit.role == role] for role in ("lead", "support")}
        assert row.state == PlanRow.KEPT, sentence
        assert named == {"lead": [label["lead"]], "support": [label["support"]] if label["support"] else []}, sentence
        assert all(unit.unit_id in units.values() for unit in row.units.all()), sentence
        assert (row.due.year, row.due.month) == (2026, int(month[1])), sentence
        assert [figure.state for figure in row.figures.all()] == [RowFigure.ASKED], sentence

    def lead(words):
        return [unit.unit.name for unit in row_of(plan, words).units.all() if unit.role == "lead"]

    assert lead("院士专家服务站") == ["云岭县应急管理局"]
    assert [figure.state for figure in row_of(plan, "开学思政课").figures.all()] == [RowFigure.BACKGROUND]
    assert [figure.state for figure in row_of(plan, "家庭经济困难学生").figures.all()] == [RowFigure.ASKED]
    guards = [(unit.role, unit.unit.name) for unit in row_of(plan, "校园专职保安").units.all()]
    assert guards == [("lead", "云岭县教育局"), ("support", "云岭县公安局")]
    repaired, dredged = row_of(plan, "水毁工程修复"), row_of(plan, "渠道清淤")
    assert (repaired.due, dredged.due) == (date(2026, 5, 31), date(2026, 11, 30)) and repaired != dredged
    assert [row_of(plan, words).figures.get().quote for words in ("水毁工程修复", "渠道清淤")] == ["26处", "65公里"]
    assert sorted(lead("科技志愿服务队")) == ["白水镇", "红崖乡", "青石镇"] and row_of(plan, "科技志愿服务队").each
    shown = row_of(plan, "送展览进校园36场")
    assert (shown.state, shown.look) == (PlanRow.OUTSIDE, False)
    records = row_of(plan, "门诊病历书写合格率")
    assert lead("门诊病历书写合格率") == ["云岭县卫生健康局"]
    assert records.figures.get().indicator == "县级医院门诊病历书写合格率"
    assert row_of(plan, "农药包装废弃物").due == date(2026, 12, 31)
    homes = row_of(plan, "适老化改造")
    assert [(unit.role, unit.unit.name) for unit in homes.units.all()] == [
        ("lead", "云岭县民政局"),
        ("support", "云岭县残疾人联合会"),
    ]
    assert (homes.state, homes.due) == (PlanRow.KEPT, date(2026, 10, 31))
