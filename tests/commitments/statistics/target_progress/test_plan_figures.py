"""A plan's figures: each target with what was told of it, how much should be by now, and what stands beneath."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from assigned import act, at, running
from figures_told import defined, entry, told
from ledger_rows import commitments
from luoshi.commitments.statistics.target_progress.queries import (
    MET,
    SHORT,
    UNTOLD,
    plan_promises,
    span_of,
    with_units_beneath,
)
from luoshi.facts.base.models.target import Target
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.indicator_terms.actions import record_term_meaning
from luoshi.plans.indicator_terms.queries import undefined_terms
from luoshi.plans.values.queries import current_targets
from many_appeals import signed_in
from office import TODAY, Office
from plans import by, published, received

BASE = "科普示范基地"
SAID = {"words": "已建成一些。", "obstacles": "无", "following": "继续"}
NOW = at(6, 10)


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with override("en"):
        yield


@pytest.fixture
def plan(office: Office) -> Plan:
    return published(office)


@pytest.fixture
def one(office: Office, plan: Plan) -> Commitment:
    """Three bases and 120 exhibits until September: one and 120 are there."""
    found = running(office, plan, BASE)
    first, second = current_targets(found)
    values = {f"value_{first.pk}": "1", f"value_{second.pk}": "120"}
    return act(office, found, "report", "clerk", at(5, 29), **SAID, **values)


def stands(office: Office, plan: Plan, who: str = "supervisor") -> dict[str, tuple[str, Any, Any]]:
    found = plan_promises(plan, office.actor(who), NOW.date())
    return {
        promise.target.words or promise.target.quote: (promise.state, promise.share, promise.ahead) for promise in found
    }


def test_each_target_says_how_much_of_it_is_reached_and_should_be(office: Office, plan: Plan, one: Commitment) -> None:
    found = stands(office, plan)
    assert len(found) == Target.objects.filter(ended=None).count()
    assert found[BASE][:2] == (SHORT, 3333)
    assert found["更新展品"][:2] == (MET, 10_000)
    ahead = found[BASE][2]
    assert 0 < ahead < 10_000  # some of the months until September are over
    assert found["科技培训"][:2] == (UNTOLD, None)


def test_the_page_shows_them_with_bars_and_narrows_by_how_they_stand(
    office: Office, plan: Plan, one: Commitment
) -> None:
    desk, url = signed_in(office, "supervisor", "en"), f"/plans/{plan.pk}/figures/"
    page = desk.get(url).text
    assert "1个, short by 2个" in page and "33.33%" in page and "expected by now" in page
    assert "Progress towards targets" in page and f"{url}share/wide.svg" in page
    assert f'href="{url}"' in desk.get(f"/plans/{plan.pk}/").text
    met = desk.get(f"{url}?stands=met").text
    assert "更新展品" in met and "short by" not in met
    nothing = desk.get(f"{url}?stands=untold").text
    assert "科技培训" in nothing and "120件" not in nothing
    assert desk.get(f"{url}?stands=strange").status_code == 200
    drawn = desk.get(f"{url}share/wide.svg")
    assert drawn.status_code == 200 and "33.33%" in drawn.content.decode()
    assert desk.get(f"{url}other/wide.svg").status_code == desk.get(f"{url}share/wide.gif").status_code == 404


def test_the_workbook_has_the_same(office: Office, plan: Plan, one: Commitment) -> None:
    answer = signed_in(office, "supervisor", "en").post(f"/plans/{plan.pk}/figures/book/")
    assert answer.status_code == 200
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows(values_only=True))
    (base,) = [row for row in rows if BASE in row]
    assert base[4:7] == ("3个", "1个, short by 2个", "33.33%")


def test_what_an_office_defined_stands_with_all_beneath_the_unit(office: Office, plan: Plan, one: Commitment) -> None:
    bases = defined(office, BASE)
    asked = {term.words: term for term in undefined_terms(office.actor("supervisor"), TODAY)}[BASE]
    record_term_meaning(asked.desk, asked.key, bases, by(office))
    by_june = entry(office, at=at(6, 1))
    for number, value in ((1, 4), (2, 0), (3, 1), (4, 0), (5, 2)):
        told(office, bases.indicator_id or 0, "society", 3_2026_0001 + 100 * number, value, by=by_june)
    actor = office.actor("supervisor")
    every = plan_promises(plan, actor, NOW.date())
    span = span_of(plan, every, NOW.date())
    assert str(span.last) == "2026-05-31"
    (found,) = [unit for unit in with_units_beneath(every, span, actor, NOW.date()) if unit.definition == bases]
    assert found.told and found.told.value == 1 and found.beneath and found.beneath.value == 1 + 7
    page = signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/figures/").text
    assert f"/figures/{bases.pk}/?unit={one.unit_id}&amp;period=" in page
    # Who may not look at the figures of a unit sees its own promise and no sum.
    outside = with_units_beneath(every, span, office.actor("stranger"), NOW.date())
    assert all(unit.beneath is None for unit in outside if unit.commitment.unit_id == one.unit_id)


def test_whoever_may_not_read_a_commitment_does_not_find_its_figures(
    office: Office, plan: Plan, one: Commitment
) -> None:
    assert BASE in stands(office, plan) and BASE in stands(office, plan, "clerk")
    assert BASE not in stands(office, plan, "stranger")
    url = f"/plans/{plan.pk}/figures/"
    assert BASE not in signed_in(office, "stranger", "en").get(url).text
    for path in (url, f"{url}share/wide.svg"):
        assert signed_in(office, "outside", "en").get(path).status_code == 404
    assert signed_in(office, "outside", "en").post(f"{url}book/").status_code == 404
    draft = received(office)
    assert signed_in(office, "supervisor", "en").get(f"/plans/{draft.pk}/figures/").status_code == 200
    assert signed_in(office, "clerk", "en").get(f"/plans/{draft.pk}/figures/").status_code == 404


def test_fifty_stand_on_a_page_and_the_bars_are_those_of_the_page(office: Office) -> None:
    plan = published(office)
    first = Target.objects.filter(ended=None).first()
    assert first is not None
    for number in range(1, 61):
        first.pk, first.quote = None, f"{number}个"
        first.save(force_insert=True)
    desk, url = signed_in(office, "supervisor", "en"), f"/plans/{plan.pk}/figures/"
    assert desk.get(url).text.count("<tr") == 51
    second = desk.get(f"{url}?page=2").text
    assert second.count("<tr") == 1 + Target.objects.filter(ended=None).count() - 50
    assert "page=1" in second and desk.get(f"{url}?page=x").status_code == 200


@pytest.mark.parametrize("count", [3, 12])
def test_12_rows_need_no_more_queries_than_3(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    plan = commitments(office, count)
    client = signed_in(office, "supervisor", "en")
    client.get("/mine/")
    with django_assert_max_num_queries(30):
        assert client.get(f"/plans/{plan.pk}/figures/").status_code == 200
