"""Several at once at one cell: one value counts, whoever was overtaken is told, and nothing that was told is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from assigned import at, running
from faults.threads import EIGHT, at_once, of
from figures_told import defined
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.fact_store.actions import tell_facts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.indicator_terms.actions import record_term_meaning
from luoshi.plans.values.queries import current_targets, latest_target_values
from office import NOW, Office
from plans import by, published

SEPTEMBER = 7_2026_0930


def test_of_eight_that_tell_one_cell_at_once_the_last_counts_and_who_was_overtaken_is_told(real_office: Office) -> None:
    indicator, actor = Indicator.objects.create(name="科普示范基地", unit="个"), real_office.actor("clerk")
    key = FactKey(indicator.pk, real_office.units["kexie"].pk, SEPTEMBER)

    def say(number: int) -> int:
        with transaction.atomic():
            entry = journal_act("test", "told", actor, {}, at=NOW)
            return tell_facts([FactValue(key, Decimal(number))], entry, repeats=True)

    said = of(at_once(say))
    rows = list(Fact.objects.order_by("entry"))
    assert said["done"] == len(rows) >= 1 and said["done"] + said["changed"] == EIGHT
    assert [row.ended_id for row in rows] == [*(row.entry_id for row in rows[1:]), None]


def test_a_report_beside_somebody_who_says_what_its_words_mean_is_of_what_they_mean(real_office: Office) -> None:
    one = running(real_office, published(real_office), "科普示范基地")
    bases, (target, *_more) = defined(real_office, "科普示范基地"), current_targets(one)
    given = {"words": "已建成2个。", "obstacles": "无", "following": "继续", f"value_{target.pk}": "2"}
    said_by, clerk = by(real_office), real_office.actor("clerk", date(2026, 3, 30))

    def act(number: int) -> object:
        if number:
            return record_term_meaning(one.desk_id, ("科普示范基地", "个", target.aspect, ""), bases, said_by)
        return take(one, "report", clerk, given, at=at(3, 30))

    assert of(at_once(act, 2)) == {"done": 2}
    (now, *_more) = current_targets(one)
    told = latest_target_values([now], {one.pk: one.unit_id})[now.pk]
    assert (now.indicator_id, told.value) == (bases.indicator_id, 2)
    assert set(Fact.objects.filter(ended=None).values_list("indicator", flat=True)) == {bases.indicator_id}
