"""What the tests of assessment share: a plan of twelve commitments gone through, and people who press buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags

from assigned import at, finished, running, verified
from housekeeping_office import House
from luoshi.lines.assess.models import Scheme, Score
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import Office
from plans import published

ORDINARY = (
    "科普讲座",
    "科普展览",
    "技术培训",
    "科普巡讲",
    "专家义诊",
    "科普放映",
    "青少年竞赛",
    "科普大集",
    "院士报告",
    "科普沙龙",
)
EXTRA = ("创新论坛", "学术年会")
TEXT = "\n".join(
    ["云岭县2026年科协工作要点", "一、常规工作"]
    + [f"县科协举办{name}2场，9月底前完成。" for name in ORDINARY]
    + ["二、专项工作"]
    + [f"县科协举办{name}1场，10月底前完成。" for name in EXTRA]
)
LATE = ORDINARY[3]
BASIS = "云办发〔2026〕5号《目标管理考核办法》"


def gone_through(office: Office, skip: Iterable[str] = ()) -> Plan:
    """All done in time and closed but one, which was done in October; those to skip are still under way."""
    plan = published(office, TEXT)
    assert plan.commitments.count() == 12
    for name in (*ORDINARY, *EXTRA):
        one = running(office, plan, name)
        if name in skip:
            continue
        one = finished(office, one, at(10, 20) if name == LATE else at(9, 20))
        verified(office, one, at(10, 21))
    return plan


def of(plan: Plan, name: str) -> Commitment:
    return plan.commitments.get(words__contains=name)


def item(scheme: Scheme, name: str) -> Score:
    return Score.objects.get(scheme=scheme, title__contains=name)


def declared(house: House, plan: Plan, **given: Any) -> Scheme:
    """A scheme with its items: ten normal ones of 10 marks, two special ones of 3."""
    asked = {"title": "2026年度科协目标考核", "plan": plan.number, "basis": BASIS,
             "late": "10", **given}  # fmt: skip
    scheme: Any = house.opens("supervisor", "schemes", **asked)
    parts = list(dict.fromkeys(plan.commitments.order_by("place").values_list("part", flat=True)))
    house.presses("supervisor", scheme, "put_in", line="normal", marks="10", heading=parts[0])
    numbers = " ".join(of(plan, name).number for name in EXTRA)
    house.presses("supervisor", scheme, "put_in", line="special", marks="3", numbers=numbers)
    return Scheme.objects.get(pk=scheme.pk)


def adopted(house: House, plan: Plan, **given: Any) -> Scheme:
    scheme = declared(house, plan, **given)
    house.presses("supervisor", scheme, "adopt")
    return Scheme.objects.get(pk=scheme.pk)


def in_bulk(house: House, scheme: Scheme, step: str, **given: Any) -> str:
    """A step on all items of a scheme that stand in the list, by the list's own pages; what the run says."""
    return many(house, "supervisor", f"/scores/bulk/?scheme={scheme.pk}", step, **given)


def many(house: House, who: str, address: str, step: str, **given: Any) -> str:
    """A step on all rows of somebody's list, by its own pages; what the run says."""
    client = house.client(who)
    shown = client.post(address, {"step": step, "every": "1"})
    assert shown.status_code == 200, shown.status_code
    for _time in range(2):  # once more where the values leave some rows as they are
        sent = _fields(shown.content.decode()) | given
        shown = client.post(address, sent)
        if shown.status_code == 302:
            break
    assert shown.status_code == 302, words(shown)[-900:]
    return words(client.get(shown["Location"]))


def _fields(html: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="hidden"' in tag:
            found[name[1]] = value[1] if value else ""
    return found


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))


def lines(house: House, scheme: Scheme, who: str = "supervisor") -> list[tuple[str, ...]]:
    """The table of units on the scheme's page: unit, items, normal, special, total."""
    html = house.client(who).get(scheme.get_absolute_url()).content.decode()
    table = html.split('id="units"')[1].split("</tbody>")[0].split("<tbody")[1]
    rows = re.findall(r"<tr.*?</tr>", table, re.S)
    return [
        tuple(" ".join(strip_tags(cell).split()) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.S))
        for row in rows
    ]
