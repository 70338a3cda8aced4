"""The course of one demo commitment, each step taken by the person who would take it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.assigning.supporting.queries import supporters_without_report
from luoshi.commitments.lights.rules.attainment import is_rate
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.queries import RECUR, REPORT
from luoshi.commitments.years.actions.close import decide_year_end
from luoshi.facts.base.models.target import Target
from luoshi.figures.written_units import own_unit
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Tenure
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.states import ACCEPTED, ASKING, OPEN, RUNNING, STANDING
from luoshi.plans.rows.actions.editing import By
from luoshi.plans.twins.actions.twins import link_twins
from luoshi.plans.values.queries import current_targets, latest_target_values
from luoshi.site.demo.county import day_before
from luoshi.site.demo.evidence import make_evidence_sheet
from luoshi.site.demo.fates import Fate, FateStep, fate_anchor_day, is_day, resolve_fate_day

if TYPE_CHECKING:
    from luoshi.site.demo.year import DemoYear

ISSUED, DAYS = 4, 5  # working days after the first paper: when sending out begins, and over how many days it is spread
EARLY = 3  # working days before its due date: when a unit reports
# Steps after which no report is owed.
LAST = {"finish", "suspend", "stop", "merge", "carry", "lapse", "amended", "make_standing_now"}
BY_DESK = {"issue", "recall", "reassign", "insist", "push", "grant", "decline", "suspend", "resume", "return",
           "close_for", "look_back", "reopen", "archive", "stop", "merge", "make_standing_now", "report_told",
           "judge"}  # fmt: skip
BY_CHECKER = {"check", "verify"}
CLOSING = {"close_it", "close_for", "remark"}
NO_PART = "配合部分由牵头单位一并实施并验收，不再单独报送。"
BY_LEADER = {"close_it", "remark"}
REASONS = {
    "refuse": "该项工作职责不在本单位，建议另行明确牵头单位。",
    "reassign": "经会商，调整牵头单位。",
    "insist": "经查职责分工，仍由你单位牵头。",
    "recall": "任务表述需与文件核对，核对后重新下达。",
    "return": "佐证材料不完整，缺现场照片和验收单，请补充。",
    "decline": "工作已近完成，请按原定时限办结。",
    "suspend": "项目选址调整，待规划批复后恢复。",
    "resume": "规划已批复，恢复办理。",
    "stop": "上级政策调整，该项目不再实施。",
    "merge": "与同一单位另一事项内容重复，合并办理。",
    "make_standing_now": "已形成机制，转为常态工作。",
    "nothing_new": "设备仍在招标公示期，较上次无新进展。",
    "take_back_report": "所报数字口径有误，核对后重报。",
    "reopen": "回头看发现部分设施已停用，重新办理。",
}
WORDS = {
    "push": {"words": "请抓紧办理，并书面说明进展和原因。"},
    "ask_extension": {"cause": "汛期施工受阻，设备到货推迟。", "progress": "主体工作已完成七成，余下为安装调试。"},
    "grant": {"word_of": "林海峰", "opinion": "情况属实，同意。"},
    "suspend": {"word_of": "方国梁"},
    "stop": {"word_of": "顾长川"},
    "merge": {"word_of": "林海峰"},
    "make_standing_now": {"word_of": "林海峰"},
    "check": {"way": "papers"},
    "verify": {"finding": "经核查，任务已完成，佐证材料齐全。"},
    "close_for": {"mark": "A", "word_of": "林海峰", "basis": "领导在办结单上的批示"},
    "close_it": {"mark": "A", "opinion": "同意办结。"},
    "archive": {"term": "10"},
    "remark": {"words": "总结好做法，在全县推开，形成制度。"},
    "report_told": {"told_by": "办公室值班同志"},
    "report_part": {"words": "配合部分已按分工完成，材料已报牵头单位。"},
}
FINDINGS = {
    "yes": "抽查三处，成效保持良好，日常管理有人负责。",
    "no": "抽查三处，其中一处设施已停用，未能保持。",
}


class CommitmentCourse:
    """One commitment, from being sent out to its state today."""

    def __init__(self, year: DemoYear, commitment: Commitment, plan: int, fate: Fate, number: int) -> None:
        self.year, self.making = year, year.making
        self.pk, self.plan, self.fate, self.number = commitment.pk, plan, fate, number
        self.due = commitment.until
        self.last: datetime | None = None
        self.ends = self._ends()

    def set_out(self) -> None:
        """Schedule when it is sent out; what follows is scheduled then."""
        if self.fate.issued == 0:
            return
        if self.fate.issued is None:
            self.issued = timezone.localdate(self.year.after(ISSUED + self.number % DAYS))
        else:
            self.issued = day_before(self.year.today, self.fate.issued)
        self._later(self.issued, lambda at: self._take("issue", at, urgency=self._urgency(), proofs=self._proofs()))
        accepted = day_before(self.issued, -1 - self.number % 3)
        if self.fate.issued is not None:
            accepted = day_before(self.year.today, self.fate.accepted)
        before = [step for step in self.fate.way if self.fate.issued is not None and self._day(step.day) < accepted]
        self._put_down(before)
        if self.fate.issued is None or self.fate.accepted:
            self._later(accepted, self._accept)
        self._put_down([step for step in self.fate.way if step not in before])

    def _put_down(self, moves: list[FateStep]) -> None:
        for move in moves:
            self._later(self._day(move.day), lambda at, move=move: self._move(move, at))

    def commitment(self) -> Commitment:
        """Return its present row."""
        return Commitment.objects.select_related("plan", "unit").get(pk=self.pk)

    def _ends(self) -> date | None:
        """Return the day from which it is no longer reported on separately."""
        return next((self._day(fate_step.day) for fate_step in self.fate.way if fate_step.step in LAST), None)

    def _day(self, told: str) -> date:
        return resolve_fate_day(told, fate_anchor_day(self.fate, self.due, self.year.today), self.year.today)

    def _later(self, on: date, act: Any) -> None:
        """Schedule an act on that day, within office hours, after those before it; drop it if not before today."""
        minutes = 40 + (self.number * 23) % 380
        at = timezone.make_aware(datetime.combine(on, time(8)) + timedelta(minutes=minutes))
        if self.last is not None and at <= self.last:
            at = self.last + timedelta(minutes=11)
        if timezone.localdate(at) < self.year.today:
            self.last = at
            self.making.later(at, act)

    def _accept(self, at: datetime) -> None:
        unit = self._clerk(self.commitment().unit_id, at)
        given = {} if self.fate.idle else {"owner": self._post(unit)}
        self._take("accept", at, **given)
        self._plan_reports(at)

    def _plan_reports(self, at: datetime) -> None:
        """Schedule a report some days before each reporting date."""
        if self.fate.silent or self.fate.idle:
            return
        rows = Occurrence.objects.filter(duty__record=self.pk, duty__name=REPORT, settled=None, dropped=None)
        today = self.year.today
        for due in rows.order_by("due").values_list("due", flat=True):
            on = day_before(due, EARLY - self.number % 3)
            if timezone.localdate(at) < on < min(self.ends or today, today):
                minutes = timedelta(hours=8, minutes=50 + (self.number * 31) % 400)
                self.making.later(timezone.make_aware(datetime.combine(on, time()) + minutes), self._report)

    def _report(self, at: datetime) -> None:
        """Report as its unit would, if a report is still due."""
        one = self.commitment()
        owed = Occurrence.objects.filter(
            duty__record=self.pk, duty__name__in=(REPORT, RECUR), settled=None, dropped=None
        )
        if one.state in (RUNNING, STANDING) and owed.exists():
            self._take("report", at, **self._report_values(one, timezone.localdate(at)))

    def _report_values(self, one: Commitment, on: date, *, whole: bool = False) -> dict[str, Any]:
        share = Decimal(1) if whole else self._share(on)
        given: dict[str, object] = {}
        done = []
        own_targets = current_targets(one)
        if any(told.record != one.pk for told in latest_target_values(own_targets, {one.pk: one.unit_id}).values()):
            given["differs"] = "以本次核实数为准。"  # what was reported on the other plan's same task
        for target in own_targets:
            whole_number = target.value == target.value.to_integral_value()
            value = (target.value * share).quantize(Decimal(1) if whole_number else Decimal("0.1"))
            own = own_unit(target.quote, target.unit)
            given[f"value_{target.pk}"] = own.number(value)
            done.append(f"{target.words or '该项'}{own.figure(value)}")
        if one.every:
            given["count"] = str(one.times or 1)
        if not done and not whole:  # the final report has no field for the degree of completion
            given["percent"] = str(int(share * 100))
        told = "任务已全部完成，" if whole else "按计划推进，"
        given["words"] = told + ("其中：" + "，".join(done[:3]) if done else f"完成进度{int(share * 100)}%") + "。"
        if not whole:
            given["obstacles"], given["following"] = "部分点位协调用时较长。", "按月倒排工期，逐项推进。"
        return given

    def _share(self, on: date) -> Decimal:
        """Return the degree reached by a day: about as much as time has passed, less if it goes badly."""
        end = self.due or date(on.year, 12, 31)
        passed = Decimal((on - self.issued).days + 1) / max((end - self.issued).days, 1)
        pace = Decimal("0.45") if self.fate.slow or self.fate.silent else Decimal("0.9") + Decimal(self.number % 3) / 10
        return min(max(passed * pace, Decimal("0.05")), Decimal("0.95"))

    def _move(self, move: FateStep, at: datetime) -> None:
        special = getattr(self, f"_do_{move.step}", None)
        given = {name: self._day(value).isoformat() if is_day(value) else value for name, value in move.given.items()}
        if special:
            special(at, given)
        else:
            self._take(move.step, at, **given)
        if move.step in ("resume", "reopen"):
            self.ends = None
            self._plan_reports(at)

    def _take(self, step: str, at: datetime, **given: Any) -> None:
        one = self.commitment()
        asked = {**({"reason": REASONS[step]} if step in REASONS else {}), **WORDS.get(step, {}), **given}
        if step in CLOSING:
            asked |= self._parts(one, at)
        take(one, step, self._find_actor(step, one, at), asked, at=at, files=self._files(step, one))

    def _parts(self, one: Commitment, at: datetime) -> dict[str, str]:
        """Before it is closed, have each supporting unit report its part; give the reason for those without a clerk."""
        for left in supporters_without_report(one):
            if clerk := self.making.speaks_for(left.unit.pk, at):
                take(one, "report_part", clerk, WORDS["report_part"], at=at)
        return {"without_parts": NO_PART} if supporters_without_report(one) else {}

    def _files(self, step: str, one: Commitment) -> dict[str, object] | None:
        if step in ("finish", "verify") and self.number % 2 == 0:
            name = "完成情况佐证表.xlsx" if step == "finish" else "核查记录.xlsx"
            return {
                "proof_1" if step == "finish" else "evidence": [
                    make_evidence_sheet(name, one.title, REASONS.get(step, "材料齐全，与现场一致。"))
                ]
            }
        return None

    def _find_actor(self, step: str, one: Commitment, at: datetime) -> Actor:
        paper = self.year.papers[self.plan]
        if step in BY_DESK:
            return self.making.actor(paper.desk, at)
        if step in BY_CHECKER:
            return self.making.actor(paper.checks, at)
        if step in BY_LEADER:
            return self.making.actor(paper.setter or self.making.leader_of(one.unit_id), at)
        return self._clerk(one.unit_id, at)

    def _clerk(self, unit: int, at: datetime) -> Actor:
        return self.making.clerk_of(unit, at)

    def _post(self, actor: Actor) -> int:
        held = Tenure.objects.filter(person=actor.person, post__role=Role.CLERK, deputy=False)
        return held.order_by("-pk").values_list("post", flat=True)[0]

    def _urgency(self) -> str:
        return "urgent" if self.number % 9 == 4 else "top" if self.number % 23 == 11 else "plain"

    def _proofs(self) -> str:
        return "完成情况表" if self.number % 2 == 0 else ""

    # ---- steps with code of their own

    def _do_finish(self, at: datetime, given: dict[str, str]) -> None:
        one = self.commitment()
        if one.state == ACCEPTED:
            self._take("take_up", at, owner=self._post(self._clerk(one.unit_id, at)))
        self._take("finish", at, **self._report_values(one, timezone.localdate(at), whole=True), **given)

    def _do_report(self, at: datetime, given: dict[str, str]) -> None:
        self._take("report", at, **self._report_values(self.commitment(), timezone.localdate(at)), **given)

    def _do_report_told(self, at: datetime, given: dict[str, str]) -> None:
        self._take("report_told", at, **self._report_values(self.commitment(), timezone.localdate(at)), **given)

    def _newest(self) -> int:
        return Progress.objects.filter(commitment=self.pk, taken_back=None).order_by("-pk")[0].pk

    def _do_confirm(self, at: datetime, given: dict[str, str]) -> None:
        self._take("confirm", at, report=self._newest())

    def _do_take_back_report(self, at: datetime, given: dict[str, str]) -> None:
        self._take("take_back_report", at, report=self._newest())

    def _do_look_back(self, at: datetime, given: dict[str, str]) -> None:
        self._take("look_back", at, finding=FINDINGS[given["holds"]], **given)

    def _do_reassign(self, at: datetime, given: dict[str, str]) -> None:
        one = self.commitment()
        others = [
            unit for code, unit in self.making.units.items() if code in ("YL-KX", "YL-KJ") and unit.pk != one.unit_id
        ]
        self._take("reassign", at, unit=others[0].pk)

    def _do_report_part(self, at: datetime, given: dict[str, str]) -> None:
        one = self.commitment()
        clerks = (
            self.making.clerk_of(party.unit_id, at) for party in one.parties.filter(name="support") if party.unit_id
        )
        if (actor := next((clerk for clerk in clerks if clerk.person), None)) is not None:
            take(one, "report_part", actor, WORDS["report_part"], at=at)

    def _do_split(self, at: datetime, given: dict[str, str]) -> None:
        """Split it into two parts for the units below or beside it: one is accepted, one not yet."""
        one, until = self.commitment(), self.due
        below = {"YL-NY": ("YL-NY-JT", "YL-NY-TF"), "YL-JY": ("YL-KJG", "YL-QS"), "YL-KX": ("YL-KX-KP", "YL-KX-XH")}
        for code in below[self.year.codes[one.unit_id]]:
            targets = one.targets.filter(ended=None)
            shares = {f"share_{row.pk}": third_of_target(row) for row in targets}
            words = f"承担其中一部分：{one.words[:80]}"
            self._take("split", at, unit=self.making.units[code].pk, words=words, due=until, **shares)
        part = Commitment.objects.filter(split_from=self.pk).order_by("pk")[0]
        on = day_before(timezone.localdate(at), -2)
        later = timezone.make_aware(datetime.combine(on, time(10, 5)))

        def accepts(at: datetime) -> None:
            clerk = self.making.clerk_of(part.unit_id, at)
            take(part, "accept", clerk, {"owner": self._post(clerk)}, at=at)

        self.making.later(later, accepts)

    def _do_merge(self, at: datetime, given: dict[str, str]) -> None:
        one = self.commitment()
        others = Commitment.objects.filter(unit=one.unit_id, desk=one.desk_id, state__in=OPEN).exclude(pk=self.pk)
        if (into := others.order_by("pk").first()) is not None:
            self._take("merge", at, into=into.pk)

    def _do_remark(self, at: datetime, given: dict[str, str]) -> None:
        """Send out its follow-up commitment on the next day."""
        self._take("remark", at, **given)
        new = Commitment.objects.get(follows_on=self.pk)
        later = timezone.make_aware(datetime.combine(day_before(timezone.localdate(at), -1), time(9, 25)))
        desk = self.year.papers[self.plan].desk
        self.making.later(
            later, lambda at: take(new, "issue", self.making.actor(desk, at), {"urgency": "urgent"}, at=at)
        )

    def _do_twin(self, at: datetime, given: dict[str, str]) -> None:
        one = self.commitment()
        others = Commitment.objects.filter(words__contains=self.fate.words, plan__year=one.plan.year)
        other = others.exclude(plan=one.plan_id).order_by("pk").first()
        if other is not None:
            link_twins(one, other, By(self._find_actor("push", one, at), at))

    def _do_amended(self, at: datetime, given: dict[str, str]) -> None:
        self.year.amend(self.commitment(), self.plan, at)

    def _do_carry(self, at: datetime, given: dict[str, str]) -> None:
        self._decide("carry", "跨年项目，转入明年继续办理", at)

    def _do_lapse(self, at: datetime, given: dict[str, str]) -> None:
        self._decide("close", "本年度不具备实施条件，不再结转", at)

    def _decide(self, act: str, reason: str, at: datetime) -> None:
        one = self.commitment()
        plan = Plan.objects.get(pk=one.plan_id)
        decide_year_end(plan, {one.pk: (act, one.version)}, reason, self._find_actor("push", one, at), at=at)

    def _do_nothing_new(self, at: datetime, given: dict[str, str]) -> None:
        if self.commitment().state in (RUNNING, ASKING, STANDING):
            self._take("nothing_new", at)


def third_of_target(target: Target) -> str:
    """Return a third of a target in the unit in which it stands; a rate is owed in full by each part."""
    own = own_unit(target.quote, target.unit)
    share = target.value if is_rate(target.aspect, target.unit) else (target.value / 3).quantize(Decimal(1))
    return str(own.number(share))
