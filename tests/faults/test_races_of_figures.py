"""Several at one figure at once: two values are decided between once, and a source is told once and whole."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from faults.threads import EIGHT, at_once, of
from figures_told import act, defined, told
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.countings.actions import adopt_figures
from luoshi.facts.fact_store.actions import settle_fact_question
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office

MARCH = encode_period(period_of_months("month", 2026, 3))


def test_of_eight_that_decide_between_two_values_one_does(real_office: Office) -> None:
    gone, stays = defined(real_office, "人数"), defined(real_office, "人数合计")
    with transaction.atomic():
        told(real_office, gone.indicator_id, "kexie", MARCH, 7)
        told(real_office, stays.indicator_id, "kexie", MARCH, 8)
    act(real_office, gone, "merge", same_as=stays.number)
    question, desk = Question.objects.get().pk, real_office.actor("supervisor")
    found = of(at_once(lambda number: settle_fact_question(question, desk, other=bool(number % 2), at=NOW)))
    assert found == {"done": 1, "changed": EIGHT - 1}
    assert Fact.objects.filter(ended=None).count() == 1
    assert Entry.objects.filter(step="facts.settled").count() == 1


def test_of_eight_sources_that_say_another_value_each_is_told_whole(real_office: Office) -> None:
    one, other, desk = defined(real_office, "人数"), defined(real_office, "户数"), real_office.actor("supervisor")

    def supply(number: int) -> Any:
        values = [
            {
                "indicator": indicator.number,
                "unit": real_office.units["kexie"].pk,
                "period": "2026-03",
                "value": str(number),
            }
            for indicator in (one, other)
        ]
        given = {"title": f"来源{number}", "unit": real_office.units["desk"].pk, "values": values}
        return begin(get_kind("supplies"), desk, given, at=NOW)

    found = of(at_once(supply))
    assert found["done"] >= 1 and found["done"] + found.get("changed", 0) + found.get("busy", 0) == EIGHT
    first, second = Fact.objects.filter(ended=None).order_by("indicator")
    assert first.value == second.value and first.entry_id == second.entry_id


def test_of_eight_that_take_a_source_back_one_does(real_office: Office) -> None:
    one, desk = defined(real_office, "人数"), real_office.actor("supervisor")
    with transaction.atomic():
        told(real_office, one.indicator_id, "kexie", MARCH, 3)
    values = [{"indicator": one.number, "unit": real_office.units["kexie"].pk, "period": "2026-03", "value": "9"}]
    given = {"title": "来源", "unit": real_office.units["desk"].pk, "values": values}
    made = begin(get_kind("supplies"), desk, given, at=NOW).record
    found = of(at_once(lambda number: take(made, "take_back", desk, {"reason": "抄错"}, at=NOW)))
    assert found["done"] == 1 and sum(found.values()) == EIGHT
    assert [fact.value for fact in Fact.objects.filter(ended=None)] == [3]


def test_of_eight_that_count_a_month_one_does(real_office: Office) -> None:
    desk = real_office.actor("supervisor")
    given = {"sort": "lecture", "place": "白鹭社区", "unit": real_office.units["kexie"].pk, "held": "2026-01-03"}
    begin(get_kind("activities"), desk, given, at=NOW)
    (one,) = adopt_figures(["activities.events"], "month", real_office.units["desk"], desk, at=NOW)
    found = of(at_once(lambda number: take(one, "count", PROGRAM, {"period": "2026-01"}, at=NOW, within=True)))
    assert found["done"] == 1 and sum(found.values()) == EIGHT
    assert [fact.value for fact in Fact.objects.all()] == [1]
    assert Entry.objects.filter(step="count").count() == 1


def test_what_a_source_says_while_the_program_counts_is_asked_about_or_stands_alone(real_office: Office) -> None:
    desk = real_office.actor("supervisor")
    given = {"sort": "lecture", "place": "白鹭社区", "unit": real_office.units["kexie"].pk, "held": "2026-01-03"}
    begin(get_kind("activities"), desk, given, at=NOW)
    (one,) = adopt_figures(["activities.events"], "month", real_office.units["desk"], desk, at=NOW)
    assert one.indicator

    def both(number: int) -> Any:
        if number:
            return take(one, "count", PROGRAM, {"period": "2026-01"}, at=NOW, within=True)
        value = {"indicator": one.indicator.number, "unit": real_office.units["kexie"].pk, "period": "2026-01"}  # type: ignore[union-attr]
        given = {"title": "来源", "unit": real_office.units["desk"].pk, "values": [{**value, "value": "9"}]}
        return begin(get_kind("supplies"), desk, given, at=NOW)

    at_once(both)
    living = [fact.value for fact in Fact.objects.filter(ended=None)]
    assert living in ([9], [1])
    if Question.objects.exists():
        assert (Question.objects.get().stays.value, Question.objects.get().other.value) == (9, 1)
