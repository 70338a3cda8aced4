"""Indicators: what one is, who defines it, what does not go together, and that two prove to be one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from figures_told import act, counting, defined, told
from luoshi.base.record_errors import RecordError
from luoshi.facts.indicators.models import Definition
from luoshi.facts.indicators.rules import broken_between, head_lacks
from luoshi.facts.library.actions import take_in
from luoshi.facts.library.indicators import load_indicator_library
from many_appeals import signed_in
from office import NOW, Office

SEPTEMBER = 3_2025_0901


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with override("en"):
        yield


def test_a_defined_indicator_is_everybodys_to_find_and_values_are_of_it(office: Office) -> None:
    one = defined(office, "科普示范基地", code="bases")
    assert one.indicator is not None and (one.indicator.name, one.indicator.unit) == ("科普示范基地", "个")
    assert one.number.startswith("指")
    page = signed_in(office, "stranger", "en").get(one.get_absolute_url()).text
    assert "科普示范基地" in page and "bases" in page
    with pytest.raises(RecordError):
        defined(office, "别的", who="stranger")


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"code": "Bases 1"}, "code", "lower-case letters"),
        ({"code": "share", "formula": "bases / nothing", "nature": "rate", "measure": "%"}, "formula", "nothing"),
        ({"code": "share", "formula": "share + bases"}, "formula", "share ← share"),
        ({"code": "sum", "formula": "bases + people"}, "formula", "are added"),
        ({"code": "sum", "formula": "bases ** 2"}, "formula", "A formula consists of indicator codes"),
        ({"formula": "bases * 2"}, "code", "needs a code"),
        ({"nature": "rate", "measure": "%"}, "formula", "Rates cannot be averaged"),
        ({"nature": "average"}, "weight", "Rates cannot be averaged"),
    ],
)
def test_what_does_not_go_together_is_refused_with_what_is_wrong(
    office: Office, values: dict[str, str], field: str, says: str
) -> None:
    defined(office, "科普示范基地", code="bases")
    defined(office, "科普人员", code="people", measure="人")
    with pytest.raises(RecordError) as refused:
        defined(office, "新的", **values)
    assert says in " ".join(refused.value.fields[field])
    assert Definition.objects.count() == 2


def test_a_formula_may_not_come_to_a_circle_by_what_is_put_right(office: Office) -> None:
    defined(office, "甲", code="one")
    defined(office, "乙", code="two", formula="one * 2")
    one = Definition.objects.get(code="one")
    with pytest.raises(RecordError, match=r"two ← one|one ← two"):
        act(office, one, "put_right", formula="two + 1", reason="改公式")
    assert Definition.objects.get(code="one").formula == ""


def test_what_values_were_told_of_keeps_its_unit_of_measure(office: Office) -> None:
    one = defined(office, "科普示范基地", code="bases")
    act(office, one, "put_right", measure="座", reason="改单位")
    told(office, one.indicator_id or 0, "kexie", SEPTEMBER, 3)
    with pytest.raises(RecordError, match="can no longer change"):
        act(office, Definition.objects.get(), "put_right", measure="个", reason="改单位")
    assert Definition.objects.get().measure == "座"


def test_a_meaning_from_a_day_on_breaks_the_series_and_says_so(office: Office) -> None:
    one = defined(office, "科普示范基地", meaning="县级命名的基地")
    version = {"from_day": "2026-01-01", "meaning": "市县两级命名的基地", "breaks": "on", "why": "统计制度修订"}
    one = act(office, one, "mean", versions=[version])
    assert one.meaning == "市县两级命名的基地"
    page = signed_in(office, "stranger", "en").get(one.get_absolute_url()).text
    assert "统计制度修订" in page and "2026-01-01" in page
    breaks = [date(2026, 1, 1)]
    assert broken_between(breaks, date(2025, 9, 1), date(2026, 9, 1))
    assert broken_between(breaks, date(2026, 1, 1), date(2025, 12, 1))
    assert not broken_between(breaks, date(2026, 1, 1), date(2026, 9, 1))


def test_a_statistical_indicator_says_what_its_legal_head_lacks(office: Office) -> None:
    day = date(2026, 3, 20)
    head: dict[str, Any] = {"table_number": "KP-001", "maker": "科学技术部", "approval": "", "valid_until": None}
    assert head_lacks(head, day) == ["approval", "valid_until"]
    assert head_lacks(head | {"approval": "国统制〔2025〕1号", "valid_until": date(2026, 3, 20)}, day) == []
    assert head_lacks(head | {"approval": "国统制〔2025〕1号", "valid_until": date(2026, 3, 19)}, day) == ["expired"]
    assert head_lacks({}, day) == []
    one = defined(office, "科普专职人员", table_number="KP-001", valid_until="2025-12-31")
    page = signed_in(office, "clerk", "en").get(one.get_absolute_url()).text
    assert "Its period of validity is over" in page and "批准或备案文号" in page


def test_two_that_are_the_same_become_one_with_their_values(office: Office) -> None:
    one, other = defined(office, "高新技术企业", measure="家", code="high"), defined(office, "高企", measure="家")
    assert one.indicator_id and other.indicator_id
    told(office, other.indicator_id, "bureau", SEPTEMBER, 12)
    merged = act(office, other, "merge", same_as=one.number)
    assert (merged.state, merged.same_as_id) == ("merged", one.pk)
    assert counting() == {(one.indicator_id, "云岭县科学技术局", SEPTEMBER): 12}
    page = signed_in(office, "stranger", "en").get(one.get_absolute_url()).text
    assert "Another indicator was the same" in page


def test_unlike_ones_or_one_that_others_are_worked_out_from_are_not_merged(office: Office) -> None:
    one, people = defined(office, "基地", code="bases"), defined(office, "人员", measure="人")
    defined(office, "两倍", code="twice", formula="bases * 2")
    with pytest.raises(RecordError) as refused:
        act(office, people, "merge", same_as=one.number)
    assert "They are of different kinds" in " ".join(refused.value.fields["same_as"])
    with pytest.raises(RecordError, match="computed from it"):
        act(office, one, "merge", same_as=defined(office, "另一个").number)


# ---- the library


def test_the_list_of_indicators_has_no_codes_unless_they_are_chosen(office: Office) -> None:
    defined(office, "科普示范基地", code="bases")
    client = signed_in(office, "supervisor", "zh-hans")
    usual, chosen = client.get("/indicators/"), client.get("/indicators/", {"columns-shown": "number,title,code"})
    assert "科普示范基地" in usual.text and "bases" not in usual.text
    assert "bases" in chosen.text


def test_from_the_library_an_indicator_comes_with_what_it_is_worked_out_from(office: Office) -> None:
    made = take_in(["kp_government_share"], office.units["desk"], office.actor("supervisor"), at=NOW)
    assert [definition.code for definition in made][-2:] == ["kp_raised", "kp_government_share"]
    assert {"kp_government", "kp_gifts", "kp_own", "kp_other"} < {definition.code for definition in made}
    assert take_in(["kp_government_share"], office.units["desk"], office.actor("supervisor"), at=NOW) == []


def test_the_page_of_the_library_takes_in_what_is_chosen(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    assert client.get("/indicator-library/").text.count('name="code"') == len(load_indicator_library())
    answer = client.post("/indicator-library/", {"code": ["kp_full", "kp_lectures"]}, follow=True)
    assert "2 indicators taken in." in answer.text
    full = Definition.objects.get(code="kp_full")
    assert "女性" in signed_in(office, "clerk", "en").get(full.get_absolute_url()).text
    assert client.get("/indicator-library/").text.count('name="code"') == len(load_indicator_library()) - 2
    assert client.post("/indicator-library/", {"code": "nothing"}).status_code in (404, 409, 422)
    assert signed_in(office, "collector", "en").get("/indicator-library/").status_code == 404
