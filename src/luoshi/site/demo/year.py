"""The demonstration's papers become plans, and their commitments go through a year, by the ledger's actions."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.workdays import next_work
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.base.queries import rows_with_relations
from luoshi.plans.receiving.actions.receiving import receive_plan
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from luoshi.site.demo import tags
from luoshi.site.demo.commitment_course import CommitmentCourse
from luoshi.site.demo.county import day_before
from luoshi.site.demo.fates import (
    DemoPaper,
    FateCommitment,
    deal_fates,
    first_paper_day,
    given_dates,
    load_fate_tables,
    year_of,
)
from luoshi.site.demo.papers import load_demo_paper

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

READ, PUT_RIGHT, PUBLISHED = 0, 1, 3  # working days after the first paper came in
MINUTES = "云岭县科技惠民工作调度会议纪要"
HELD = """云岭县科技惠民工作调度会议纪要
会议听取了各单位今年以来工作情况汇报，研究部署下一步工作。
一、县科协组织科技志愿服务进社区10场，下月底前完成。（配合单位：白溪镇、青石镇）
二、县农业农村局对猕猴桃种植户开展技术培训4期，培训200人次。
三、县教育局、县科技馆共同办好青少年科技节，参与学生不少于3000人次。
四、县数据局每月通报1次服务站使用情况。
五、各单位要高度重视，加强协作，确保各项任务落到实处。
"""


class DemoYear:
    """The plans of a year, from the papers to the day on which the demonstration is made."""

    def __init__(self, making: Making) -> None:
        self.making, self.today = making, making.today
        self.papers, _fates = load_fate_tables()
        self.plans: list[Plan] = []
        self.dates = given_dates(self.today)
        self.codes = {unit.pk: code for code, unit in making.units.items()}

    def plan_it(self) -> None:
        """Schedule when the papers come in; the rest follows from that."""
        for number, paper in enumerate(self.papers):
            self.making.later(self.after(READ, number), partial(self._receive, paper))
        self.making.later(self.making.at(1, 3), self._receive_minutes)

    def after(self, days: int, row: int = 0) -> datetime:
        """Return a time this many working days after the first paper came in."""
        noon = datetime.combine(day_before(first_paper_day(self.today), -days), datetime.min.time())
        return timezone.make_aware(noon + timedelta(hours=9, minutes=10 + 37 * row))

    def desk(self, place: int, at: datetime) -> Actor:
        """Return the supervisor of a paper's commitments."""
        return self.making.actor(self.papers[place].desk, at)

    def _receive(self, one: DemoPaper, at: datetime) -> None:
        year = year_of(self.today)
        place = self.papers.index(one)
        actor, mark = self.making.actor(one.desk, at), one.mark.format(year=year)
        file = SimpleUploadedFile(one.file, load_demo_paper(one.file, year))
        values = {"origin": "document", "unit": self.making.units[one.unit].pk, "rhythm": one.rhythm,
                  "year": year, "issuer": one.issuer, "mark": mark, "received": timezone.localdate(at)}  # fmt: skip
        self.plans.append(receive_plan([file], "", values, actor, at=at).plan)
        self.making.later(self.after(PUT_RIGHT, place), partial(self._put_right, place))
        self.making.later(self.after(PUBLISHED, place), partial(self._publish, place))

    def _receive_minutes(self, at: datetime) -> None:
        """Receive a paper that came in yesterday and waits to be corrected."""
        actor, desk = self.making.actor("du", at), self.making.units["YL-DC"].pk
        values = {"origin": "meeting", "unit": desk, "title": MINUTES, "year": self.today.year, "rhythm": "nodes"}
        receive_plan([], HELD, values, actor, at=at)

    def _put_right(self, place: int, at: datetime) -> None:
        """Decide every row: unchanged, with another lead unit, dropped, or joined with its neighbour."""
        plan, one, by = self.plans[place], self.papers[place], By(self.desk(place, at), at)
        if one.join:
            self._join(plan, by)
        as_it_stands: dict[int, int] = {}
        for row in rows_with_relations(plan.rows.filter(state=PlanRow.WAITING)):
            why = next((why for words, why in one.drop.items() if words in row.words), "")
            if why:
                correct.drop_rows(plan, {row.pk: row.version}, why, by)
            elif values := self._values(row, one):
                correct.change_row(plan, row.pk, row.version, values, by, keep=True)
            else:
                as_it_stands[row.pk] = row.version
        if as_it_stands:
            correct.confirm_rows(plan, as_it_stands, by)
        if look := {row.pk: row.version for row in plan.rows.filter(look=True)}:
            correct.pass_over(plan, look, by)

    def _join(self, plan: Plan, by: By) -> None:
        """Join the rows of one line of a sheet: the task and its target."""
        rows = list(rows_with_relations(plan.rows.filter(state=PlanRow.WAITING)))
        for first, second in pairwise(rows):
            alike = {unit.unit_id for unit in first.units.all()} == {unit.unit_id for unit in second.units.all()}
            if alike and first.due == second.due and not first.figures.all() and second.figures.all():
                correct.merge_rows(plan, {row.pk: row.version for row in (first, second)}, by)

    def _values(self, row: PlanRow, one: DemoPaper) -> dict[str, object]:
        """Return the corrections of a row."""
        values: dict[str, Any] = {}
        leads = [unit for unit in row.units.all() if unit.role == "lead"]
        named = next((lead for words, lead in one.leads.items() if words in row.words), None)
        if named:
            values["lead"] = [named] if isinstance(named, str) else named
        elif not leads or any(unit.unit_id is None for unit in leads):
            values["lead"] = [one.otherwise]
        if len(values.get("lead", leads)) > 1:
            values["each"] = True
        if row.due is None and not row.every:
            values["due"] = next_work(next(self.dates))
        return values

    def _publish(self, place: int, at: datetime) -> None:
        plan, one = self.plans[place], self.papers[place]
        take(plan, "publish", self.desk(place, at), self._approval_values(plan, one, at), at=at)
        if one.file in tags.TAGGED:
            moment = self.after(PUBLISHED + tags.LATER, place)
            self.making.later(moment, partial(tags.tag_plan, self.making, plan, one.desk))
        if place == len(self.papers) - 1:
            self._begin()

    def _approval_values(self, plan: Plan, one: DemoPaper, at: datetime) -> dict[str, object]:
        """Return who approved the edition, when, and on what basis."""
        given: dict[str, object] = {"approver": one.approver, "approved": timezone.localdate(at), "basis": one.basis,
                                 "otherwise": date(plan.year, 12, 31)}  # fmt: skip
        if one.setter:
            seats = self.making.actor(one.setter, at).seats
            given["decider"] = next(seat.post for seat in seats if seat.basis == "own")
        return given

    def _begin(self) -> None:
        """Begin the course of each commitment."""
        places = {plan.pk: place for place, plan in enumerate(self.plans)}
        found = list(Commitment.objects.order_by("pk"))
        manned = {row["unit"] for row in self.making.county.people if row["role"] in ("clerk", "head")}
        of_row = Counter(commitment.row_id for commitment in found)
        owed = []
        for commitment in found:
            code, shared = self.codes[commitment.unit_id], of_row[commitment.row_id] > 1
            place = places[commitment.plan_id]
            owed.append(
                FateCommitment(
                    commitment.pk,
                    place,
                    code,
                    commitment.words,
                    commitment.until,
                    shared=shared,
                    nobody=code not in manned,
                )
            )
        fates = deal_fates(owed, self.today)
        self.courses = {
            commitment.pk: CommitmentCourse(self, commitment, places[commitment.plan_id], fates[commitment.pk], at)
            for at, commitment in enumerate(found)
        }
        for course in self.courses.values():
            course.set_out()

    def amend(self, commitment: Commitment, place: int, at: datetime) -> None:
        """Amend the plan: one of its rows is dropped."""
        plan = self.plans[place]
        actor, one = self.desk(place, at), self.papers[place]
        take(plan, "amend", actor, {"reason": "上级任务调整"}, at=at)
        row = PlanRow.objects.get(pk=commitment.row_id)
        correct.drop_rows(plan, {row.pk: row.version}, "上级取消该项任务", By(actor, at))
        take(plan, "reissue", actor, self._approval_values(plan, one, at), at=at)
