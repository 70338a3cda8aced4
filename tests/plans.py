"""Plans for tests, received through the actions: a small document of an invented county."""

from __future__ import annotations

from typing import Any

from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.base.queries import rows_with_relations
from luoshi.plans.receiving.actions.receiving import receive_plan
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from office import NOW, Office

TEXT = """云岭县2026年科普工作要点
今年是“十五五”开局之年，要开好局、起好步。
一、阵地建设
新建科普示范基地3个，更新展品120件。（牵头单位：县科协；完成时限：9月底前）
青石镇建设农村科普馆1座，6月底前建成。
二、活动组织
县科技局举办科技培训12期，培训人员600人次；县科协每季度召开1次联席会议。
去年全县开展科普活动86场，受众4.2万人次。
要加强宣传报道，营造良好氛围。
"""
# Nothing says what kind of paper it is, and each kind makes other rows of it.
UNNAMED = """县科协抓好以下工作。
新建科普示范基地3个，培训农民120人次。
举办科技活动周。
县科技局走访企业40家，青石镇走访农户300户。
开展流动科技馆巡展6场。
（一）组织科普大篷车下乡。
完善联系专家制度；健全志愿者队伍。
去年取得了成绩，已有志愿者26人。
"""
# No head says which column holds the tasks, and the longest is not the one.
UNNAMED_TASKS = """云岭县2026年民生实事清单
序号 | 领域名目 | 名称细目 | 责任单位 | 完成时限
1 | 民生领域提升行动 | 铺设水管 | 县科协 | 6月底前
2 | 产业领域提升行动 | 扩容冷库 | 县科技局 | 年底
3 | 生态领域提升行动 | 疏浚河道 | 县科协 | 9月底前
"""
PUBLISH = {"approver": "林分管", "approved": "2026-03-19", "basis": "云办发〔2026〕1号", "otherwise": "2026-12-31"}


def received(office: Office, text: str = TEXT, who: str = "supervisor", **values: Any) -> Plan:
    """A plan of a transcript, kept by the supervision office."""
    given = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters", **values}
    return receive_plan([], text, given, office.actor(who), at=NOW, again=True).plan  # plans of one text, in many tests


def by(office: Office, who: str = "supervisor", once: Any = None) -> By:
    return By(office.actor(who), NOW, once)


def row_of(plan: Plan, words: str) -> PlanRow:
    """The row whose words hold these."""
    return plan.rows.exclude(state=PlanRow.GONE).get(words__contains=words)


def in_order(plan: Plan) -> list[PlanRow]:
    """All rows of a plan but those that are gone."""
    return list(rows_with_relations(plan.rows.exclude(state=PlanRow.GONE)))


def decided(office: Office, plan: Plan) -> Plan:
    """The same plan with every row decided: whatever waits is led by 县科协 unless it says who leads it."""
    for row in plan.rows.filter(state=PlanRow.WAITING):
        named = [unit.unit_id is not None for unit in row.units.filter(role="lead")] == [True]
        values = {} if named else {"lead": ["云岭县科学技术协会"]}
        correct.change_row(plan, row.pk, row.version, values, by(office), keep=True)
    for row in plan.rows.filter(look=True):
        correct.pass_over(plan, {row.pk: row.version}, by(office))
    return plan


def published(office: Office, text: str = TEXT, **values: Any) -> Plan:
    """A plan that was received, decided and published."""
    plan = decided(office, received(office, text, **values))
    return step(office, plan, "publish", **PUBLISH)


def step(office: Office, plan: Record, name: str, who: str = "supervisor", **given: Any) -> Any:
    """The plan after one of its steps."""
    return take(plan, name, office.actor(who), given, at=NOW).record
