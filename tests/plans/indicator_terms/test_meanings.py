"""What the words of plans mean: said once it joins their figures, and the next plan is not asked again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, issued, running
from figures_told import defined
from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.indicator import Indicator, Match
from luoshi.facts.base.models.target import Target
from luoshi.facts.indicators.models import Breakdown
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.indicator_terms.actions import record_term_meaning
from luoshi.plans.indicator_terms.queries import undefined_terms
from luoshi.plans.values.queries import current_targets, latest_target_values, told_in
from many_appeals import signed_in
from office import TODAY, Office
from plans import by, published

SAID = {"words": "已建成2个。", "obstacles": "无", "following": "继续"}
BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def words(office: Office) -> dict[str, Any]:
    return {term.words: term for term in undefined_terms(office.actor("supervisor"), TODAY)}


def test_each_target_has_an_indicator_of_its_own_until_somebody_says_what_it_is(office: Office) -> None:
    published(office), published(office)
    own = [target.indicator_id for target in Target.objects.all()]
    assert len(own) == len(set(own)) == Indicator.objects.count()
    asked = words(office)
    assert asked[BASE].count == 2 and asked[BASE].may_mean == []


def test_said_once_it_holds_for_all_that_have_the_words_and_for_the_next_plan(office: Office) -> None:
    plan = published(office)
    bases = defined(office, BASE)
    one = running(office, plan, BASE)
    first = current_targets(one)[0]
    act(office, one, "report", "clerk", at(3, 30), **SAID, **{f"value_{first.pk}": "2"})
    asked = words(office)[BASE]
    assert [(record.pk, share) for record, share in asked.may_mean] == [(bases.pk, 100)]
    assert record_term_meaning(asked.desk, asked.key, bases, by(office)) == 1
    now = current_targets(one)[0]
    assert now.pk == first.pk and now.indicator_id == bases.indicator_id
    told = latest_target_values([now], {one.pk: one.unit_id})[now.pk]
    assert (told.value, str(told.day)) == (2, "2026-03-30")
    assert BASE not in words(office)
    later = published(office)
    assert Target.objects.get(record__as_commitment__plan=later, words=BASE).indicator_id == bases.indicator_id


def test_of_one_place_a_part_of_the_indicator_is_meant_so_that_two_places_stay_apart(office: Office) -> None:
    plan = published(office)
    halls = defined(office, "农村科普馆", measure="座")
    asked = words(office)["建设农村科普馆"]
    assert asked.scope == "青石镇"
    record_term_meaning(asked.desk, asked.key, halls, by(office))
    ((name, part),) = Breakdown.objects.filter(record=halls.pk).values_list("name", "pk")
    one = issued(office, plan, "农村科普馆")
    one = act(office, one, "transfer", "supervisor", at(3, 21), unit=office.units["kexie"].pk, reason="职责调整")
    one = act(office, one, "accept", "clerk", at(3, 22), owner=office.posts["clerk"].pk)
    target = current_targets(one)[0]
    assert (name, target.indicator_id, target.breakdown) == ("青石镇", halls.indicator_id, part)
    act(office, one, "report", "clerk", at(3, 30), **SAID, **{f"value_{target.pk}": "1"})
    assert (
        Fact.objects.get().breakdown == part
        and latest_target_values([target], {one.pk: one.unit_id})[target.pk].value == 1
    )
    (report,) = Progress.objects.all()
    assert [fact.value for fact in told_in([report], [target])[report.pk]] == [1]
    again = published(office)
    assert Target.objects.get(record__as_commitment__plan=again, words="建设农村科普馆").breakdown == part
    assert "农村科普馆" not in " ".join(words(office))


def test_an_indicator_kept_in_another_unit_of_the_family_is_meant_and_told_in_its_own(office: Office) -> None:
    plan = published(office)
    bases = defined(office, BASE, measure="万个")
    one = running(office, plan, BASE)
    first = current_targets(one)[0]
    act(office, one, "report", "clerk", at(3, 30), **SAID, **{f"value_{first.pk}": "2"})
    asked = words(office)[BASE]
    assert [(record.pk, share) for record, share in asked.may_mean] == [(bases.pk, 100)]
    record_term_meaning(asked.desk, asked.key, bases, by(office))

    def now() -> tuple[Any, Any]:
        (target,) = (found_target for found_target in current_targets(one) if found_target.pk == first.pk)
        told = Fact.objects.filter(indicator=bases.indicator_id, ended=None).order_by("-period")
        return told[0].value, latest_target_values([target], {one.pk: one.unit_id})[target.pk].value

    assert now() == (Decimal("0.0002"), 2)
    reached = Commitment.objects.get(pk=one.pk).reached
    act(office, one, "report", "clerk", at(4, 30), **SAID, **{f"value_{first.pk}": "3"})
    assert now() == (Decimal("0.0003"), 3)
    told = told_in(Progress.objects.all(), current_targets(one))
    assert sorted(fact.value for some in told.values() for fact in some) == [2, 3]
    assert (reached or 0) < (Commitment.objects.get(pk=one.pk).reached or 0)
    page = signed_in(office, "supervisor", "en").get(f"/figures/{bases.pk}/").content.decode()
    assert "0.0003 万个" in page


def test_what_was_told_and_cannot_be_kept_exactly_is_not_joined(office: Office) -> None:
    plan = published(office)
    one = running(office, plan, BASE)
    act(office, one, "report", "clerk", at(3, 30), **SAID, **{f"value_{current_targets(one)[0].pk}": "2"})
    asked, bases = words(office)[BASE], defined(office, BASE, measure="亿个")
    with pytest.raises(RecordError, match="cannot be stored exactly in 亿个"):
        record_term_meaning(asked.desk, asked.key, bases, by(office))
    assert not Match.objects.exists() and [fact.value for fact in Fact.objects.all()] == [2]


def test_what_is_reported_and_cannot_be_kept_exactly_is_refused(office: Office) -> None:
    plan = published(office)
    one, asked = running(office, plan, BASE), words(office)[BASE]
    record_term_meaning(asked.desk, asked.key, defined(office, BASE, measure="亿个"), by(office))
    with pytest.raises(RecordError, match="cannot be stored exactly in 亿个"):
        act(office, one, "report", "clerk", at(3, 30), **SAID, **{f"value_{current_targets(one)[0].pk}": "2"})
    assert not Fact.objects.exists()


def test_none_of_them_is_remembered_too(office: Office) -> None:
    published(office)
    asked = words(office)[BASE]
    record_term_meaning(asked.desk, asked.key, None, by(office))
    assert BASE not in words(office) and Match.objects.get().indicator is None
    published(office)
    assert BASE not in words(office)


def test_it_is_said_by_who_supervises_and_in_one_unit_of_measure(office: Office) -> None:
    published(office)
    asked, money = words(office)[BASE], defined(office, "科普经费", measure="元")
    with pytest.raises(RecordError, match="Those who supervise"):
        record_term_meaning(asked.desk, asked.key, money, by(office, "stranger"))
    with pytest.raises(RecordError, match="counted in 元"):
        record_term_meaning(asked.desk, asked.key, money, by(office))
    assert not Match.objects.exists()


def test_the_page_proposes_the_one_of_the_same_name_and_says_all_that_are_chosen(office: Office) -> None:
    published(office)
    bases = defined(office, BASE)
    client = signed_in(office, "supervisor", "en")
    page = client.get("/meanings/").text
    assert f'<option value="{bases.pk}" selected>' in page
    asked = words(office)
    answer = client.post(
        "/meanings/",
        {f"means_{asked[BASE].target}": str(bases.pk), f"means_{asked['科技培训'].target}": "none"},
        follow=True,
    )
    assert "2 of them are known now." in answer.text
    assert {BASE, "科技培训"}.isdisjoint(words(office))
    assert signed_in(office, "clerk", "en").get("/meanings/").status_code == 404
