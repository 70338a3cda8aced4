"""Demo societies: one in each state, with their duties, a function that ends, evaluations, and posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.societies.models import LISTS, Quality
from luoshi.site.demo.evidence import PAPER

if TYPE_CHECKING:
    from luoshi.kernel.kinds.models import Record
    from luoshi.site.demo.county_builder import Making

UNIT, CLERK, DESK = "YL-KX", "zhou", "du"
ENTERED = 55  # working days ago: after the registers
# Units in the register, each with its number of professionals; then people.
UNITS: tuple[tuple[str, str, str], ...] = (
    ("云岭县幻溪医学会", "society", "46"),
    ("云岭县幻峰农学会", "society", "31"),
    ("幻坪村蜜桃协会", "village", ""),
    ("幻坪村竹编协会", "village", "3"),
    ("幻谷村茶叶协会", "village", "5"),
    ("幻谷村科普小组", "village", "2"),
    ("云岭幻石机械有限公司", "enterprise", "64"),
    ("云岭幻林研究所", "institution", "10"),
    ("云岭幻泉水务有限公司", "enterprise", "9"),
    ("幻坪蜜桃专业合作社", "cooperative", "4"),
)
PERSONS = ("幻知远", "幻晓禾", "幻立春", "幻问渠", "幻长庚")
# Each society: unit, kind, days since its founding, days until its term ends, other values; then further steps.
Further = tuple[str, str, Mapping[str, Any]]
GOODS = ("head_ok", "charter_ok", "rules_ok", "mechanism_ok")
SOCIETIES: tuple[tuple[str, str, int, int | None, Mapping[str, str], tuple[Further, ...]], ...] = (
    ("云岭县幻溪医学会", "society", 1400, 40, {"party": "branch"}, (
        ("adopt", CLERK, {"charters": [{"adopted": -1380, "approved": -1350}, {"adopted": -40}]}),
        ("reach", DESK, {"standard": -30}),
        ("join", CLERK, {"members": {"person": "幻知远", "from_day": -300}}),
        ("join", CLERK, {"members": {"person": "幻晓禾", "from_day": -200}}),
        ("act", CLERK, {"active": -25}),
    )),
    ("云岭县幻峰农学会", "society", 900, 400, {"party": "joint"}, (
        ("join", CLERK, {"members": {"person": "幻立春", "from_day": -100}}),
    )),
    ("幻坪村蜜桃协会", "farm", 700, -25, {"product": "蜜桃", "card": "云农技001"}, (
        ("goods", CLERK, {**dict.fromkeys(GOODS, "true"), "sales_ok": "false"}),
        ("cooperate", CLERK, {"cooperatives": {"organisation": "幻坪蜜桃专业合作社", "from_day": -60}}),
        ("join", CLERK, {"members": {"person": "幻问渠", "from_day": -90}}),
    )),
    ("幻坪村竹编协会", "farm", 600, None, {"product": "竹编"}, (
        ("lapse", DESK, {"reason": "一年没有活动。"}),
    )),
    ("幻谷村茶叶协会", "farm", 500, 300, {"product": "茶叶", "card": "云农技002"}, (
        ("goods", CLERK, {**dict.fromkeys(GOODS, "true"), "sales_ok": "true"}),
        ("reach", DESK, {"standard": -40}),
    )),
    ("幻谷村科普小组", "village", 300, None, {}, (("means", CLERK, {"office": "true", "funds": "false"}),)),
    ("云岭幻石机械有限公司", "firm", 200, 900, {}, (("act", CLERK, {"active": -25}),)),
    ("幻坪村竹编协会", "village", 800, None, {}, (("end", DESK, {"why": "merged", "ended": -25}),)),
)  # fmt: skip
# Evaluations: client, topic, days until the report is due, by the function or by a society; then steps, each with
# working days ago and the field that takes this day.
EVALUATED: tuple[tuple[str, str, int, str, tuple[tuple[int, str, str, Mapping[str, object]], ...]], ...] = (
    ("云岭幻石机械有限公司", "高级工程师职称评审", 20, "function", (
        (16, "team", "", {"experts": [{"person": "幻知远", "part": "head"}, {"person": "幻晓禾", "part": "member"}]}),
        (5, "report", "reported", {"outcome": "通过 5 人。"}),
        (3, "accept", "accepted", {}),
    )),
    ("云岭幻泉水务有限公司", "农村供水净化成果评价", 15, "body", (
        (10, "team", "", {"experts": [{"person": "幻立春", "part": "head"}]}),
    )),
    ("云岭幻林研究所", "林下种植项目论证", -3, "body", ()),
)  # fmt: skip
# Inspections: the society by its position, working days ago, finding, and further steps.
INSPECTED: tuple[tuple[int, int, str, tuple[str, ...]], ...] = (
    (4, 18, "", ("pass",)),
    (2, 12, "理事会记录不全。", ("demand",)),
)
# Figures of the year that ended: the society by its position, what is told, and the number.
TOLD = (
    (0, "income", "380000"),
    (0, "outlay", "352600.50"),
    (0, "services", "46"),
    (1, "income", "96000"),
    (1, "outlay", "101300"),
)


def plan_societies(making: Making) -> None:
    """Schedule everything, in the order in which it happened."""
    EnteredSocieties(making).plan()


class EnteredSocieties:
    """The records entered so far, by name."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.made: dict[str, Record] = {}

    def plan(self) -> None:
        """Schedule everything."""
        row, told = 0, dict[str, Any]()
        for title, sort, professionals in UNITS:
            told = {"title": title, "sort": sort, "professionals": professionals}
            self._later(ENTERED, row, "organisations", title, told)
            row += 1
        for title in PERSONS:
            self._later(ENTERED, row, "persons", title, {"title": title})
            row += 1
        for place, (title, sort, ago, to_come, more, further) in enumerate(SOCIETIES):
            told = {"organisation": title, "sort": sort, "founded": -ago, **more}
            told |= {} if to_come is None else {"term_from": -ago, "term_to": to_come}
            self._later(ENTERED - 2, place, "societies", f"组{place}", told)
            for number, (step, who, asked) in enumerate(further):
                at = self.making.at(8, place, number)
                self.making.later(at, partial(self._take, f"组{place}", step, who, asked))
        until = date(self.making.today.year - 1, 12, 31)
        for number, (place, item, value) in enumerate(TOLD):
            line = {"values": {"item": item, "until": until, "value": value}}
            self.making.later(self.making.at(6, 5, number), partial(self._take, f"组{place}", "value", CLERK, line))
        for number, (place, ago, found, steps) in enumerate(INSPECTED):
            on = self.making.day(ago)
            told = {"body": f"组{place}", "on": on, "for_period": on.replace(month=1, day=1)}
            told |= {"findings": [{"sort": "observation", "text": found}]} if found else {}
            self._later(ago, number, "inspections", f"检{number}", told)
            for step in steps:
                asked = {"reason": "限期补齐。"} if step == "demand" else {}
                self.making.later(
                    self.making.at(ago - 1, number, 9), partial(self._take, f"检{number}", step, DESK, asked)
                )
        self._functions_and_posts()

    def _functions_and_posts(self) -> None:
        told = {"sort": "titles", "giver": "云岭幻林研究所", "basis": "云岭县承接职能试点方案第三条"}
        self._later(30, 0, "functions", "职0", told)
        term = {"from_day": -340, "to_day": 25}
        for ago, step, who, asked in (
            (29, "offer", CLERK, {"body": "组0"}),
            (28, "check", DESK, {}),
            (27, "agree", CLERK, term),
            (26, "start", CLERK, {}),
        ):
            self.making.later(self.making.at(ago), partial(self._take, "职0", step, who, asked))
        for number, (person, post, body) in enumerate(
            (("幻知远", "chair", 0), ("幻晓禾", "secretary", 0), ("幻长庚", "chair", 1))
        ):
            told = {"person": person, "post": post, "body": f"组{body}"}
            self._later(24, number, "appointments", f"任{number}", told)
            if number < 2:
                nominated = {"nomination": f"云科协党〔幻〕{number + 1}号"}
                self.making.later(
                    self.making.at(22, number), partial(self._take, f"任{number}", "nominate", DESK, nominated)
                )
                elected = {"way": "congress", "from_day": self.making.day(20), "to_day": 50 + 900 * number}
                self.making.later(
                    self.making.at(19, number), partial(self._take, f"任{number}", "elect", CLERK, elected)
                )

        self._evaluations()
        for ago, step in ((7, "apply"), (5, "score"), (2, "publish")):
            self.making.later(self.making.at(ago, 6), partial(self._exemplar, step))

    def _exemplar(self, step: str, at: datetime) -> None:
        """Take a model society through its steps: it applies, is scored, and is on public notice today."""
        desk, clerk, day = self.making.actor(DESK, at), self.making.actor(CLERK, at), timezone.localdate(at)
        if step == "apply":
            points = [
                {"quality": quality, "own": "85", "evidence": "见申报材料"}
                for quality in LISTS["exemplars.qualities"].items
            ]
            given = {"body": self.made["组0"].number, "applied": day.isoformat(), "points": points}
            self.made["示0"] = begin(get_kind("exemplars"), clerk, given, at=at).record
            return
        rows = Quality.list_rows(self.made["示0"])
        given = {"points": [{"id": quality.pk, "score": f"{80 + number}"} for number, quality in enumerate(rows)]}
        who, asked = (desk, given) if step == "score" else (clerk, {})
        self.made["示0"] = take(self.made["示0"], step, who, asked, at=at).record

    def _evaluations(self) -> None:
        """Schedule evaluations requested after the function began, one with a late report."""
        for number, (client, topic, to_come, way, further) in enumerate(EVALUATED):
            told = {"client": client, "topic": topic, "asked": self.making.day(18), "report_by": to_come}
            told |= {"function": "职0"} if way == "function" else {"body": "组1", "sort": "results"}
            self._later(18, number, "evaluations", f"评{number}", told)
            for ago, step, dated, more in further:
                asked = {**more, dated: self.making.day(ago)} if dated else more
                files = {"report": [SimpleUploadedFile("评价报告（示例）.pdf", PAPER)]} if step == "report" else {}
                at = self.making.at(ago, number)
                self.making.later(at, partial(self._take, f"评{number}", step, CLERK, asked, files=files))

    def _later(self, ago: int, row: int, name: str, called: str, told: Mapping[str, Any]) -> None:
        self.making.later(self.making.at(ago, row), partial(self._enter, name, called, told))

    def _enter(self, name: str, called: str, told: Mapping[str, object], at: datetime) -> None:
        given = {**self._form_values(told), "unit": str(self.making.units[UNIT].pk)}
        if name in ("inspections", "evaluations"):  # these get the unit of the society
            del given["unit"]
        step = "assign" if "function" in told else ""
        self.made[called] = begin(get_kind(name), self.making.actor(CLERK, at), given, at=at, step=step).record

    def _take(
        self, called: str, step: str, who: str, asked: Mapping[str, Any], at: datetime, *, files: Any = None
    ) -> None:
        record = type(self.made[called])._default_manager.get(pk=self.made[called].pk)  # a duty may have changed it
        self.made[called] = take(
            record, step, self.making.actor(who, at), self._form_values(asked), at=at, files=files
        ).record

    def _form_values(self, told: Mapping[str, object]) -> dict[str, object]:
        """Convert values to form input: integers become days from today, and records are named by their numbers."""
        found: dict[str, object] = {}
        for name, value in told.items():
            if isinstance(value, Mapping):
                found[name] = self._form_values(value)
            elif isinstance(value, list):
                found[name] = [self._form_values(row) for row in value]
            elif isinstance(value, date):
                found[name] = value.isoformat()
            elif isinstance(value, int):
                found[name] = (self.making.today + timedelta(value)).isoformat()
            elif name != "title" and value in self.made:
                found[name] = self.made[value].number
            elif value != "":
                found[name] = value
        return found
