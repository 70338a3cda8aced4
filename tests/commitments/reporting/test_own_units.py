"""A report is asked for a figure in the unit in which the plan writes it, and growth as growth; so it is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from assigned import act, at, running
from luoshi.base.record_errors import RecordError
from luoshi.facts.base.models.fact import Fact
from luoshi.plans.base.code_labels import format_target_question, format_target_value
from many_appeals import signed_in
from office import Office
from plans import published

PAPER = """云岭县2026年工作要点
一、产业
争取科技专项资金2200万元，规模以上工业增加值增长8%。（牵头单位：县科协；完成时限：9月底前）
高新技术产业产值超过10000亿元。（牵头单位：县科协；完成时限：9月底前）
"""
SAID = {"words": "进展", "obstacles": "无", "following": "继续", "period": ""}


def targets(one: Any) -> dict[str, Any]:
    return {target.quote: target for target in one.targets.filter(ended=None)}


def test_money_is_asked_and_shown_in_the_plans_own_unit_and_growth_as_growth(office: Office) -> None:
    one = running(office, published(office, PAPER), "科技专项资金", at(3, 23))
    mine = targets(one)
    money, growth = mine["2200万元"], next(target for target in mine.values() if target.aspect == "growth")
    client = signed_in(office, "clerk")
    form = client.get(reverse("records:step", args=["commitments", one.pk, "report"])).content.decode()
    assert "（万元）" in form and "增加值" in form
    with override("zh-hans"):
        assert format_target_question(growth).endswith("增长率（%）") and format_target_question(money).endswith(
            "（万元）"
        )
    act(
        office,
        one,
        "report",
        "clerk",
        at(6, 20),
        **SAID,
        **{f"value_{money.pk}": "1,250.5", f"value_{growth.pk}": "6.5"},
    )
    kept = {fact.indicator_id: fact.value for fact in Fact.objects.all()}
    assert kept[money.indicator_id] == 12505000
    page = client.get(f"/commitments/{one.pk}/").content.decode()
    assert "1250.5万元" in page and "949.5万元" in page and "12505000" not in page
    with override("zh-hans"):
        assert format_target_value(growth, kept[growth.indicator_id]) == "增长6.5%"
        assert (
            format_target_value(growth, -kept[growth.indicator_id]) == "下降6.5%"
            and format_target_value(growth, kept[growth.indicator_id] * 0) == "持平"
        )
    again = client.get(reverse("records:step", args=["commitments", one.pk, "report"])).content.decode()
    assert "1250.5万元" in again


def test_ten_thousand_yi_are_answered_in_yi_or_in_what_is_typed_with_the_number(office: Office) -> None:
    one = running(office, published(office, PAPER), "高新技术产业产值", at(3, 23))
    (output,) = targets(one).values()
    act(office, one, "report", "clerk", at(6, 20), **SAID, **{f"value_{output.pk}": "9800.25"})
    assert Fact.objects.get().value == 980025000000
    act(office, one, "report", "clerk", at(6, 21), **SAID, **{f"value_{output.pk}": "1.05万亿元"})
    assert Fact.objects.get(ended=None).value == 1050000000000  # of the same month: it takes the place of the first


@pytest.mark.parametrize("typed", ["3家", "两百", "99999999999"])
def test_a_unit_that_does_not_fit_and_a_value_too_large_are_refused(office: Office, typed: str) -> None:
    one = running(office, published(office, PAPER), "高新技术产业产值", at(3, 23))
    (output,) = targets(one).values()
    with pytest.raises(RecordError):
        act(office, one, "report", "clerk", at(6, 20), **SAID, **{f"value_{output.pk}": typed})
    assert not Fact.objects.exists()
