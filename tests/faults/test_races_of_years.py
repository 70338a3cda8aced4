"""Several at once where a plan's year ends, an amendment is put out, a sheet is brought in, twins are linked."""

from __future__ import annotations

import threading
from collections import Counter
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from faults.threads import EIGHT, at_once, of
from ledger_books import chosen, edited, ledger_of, plan_of, sent, workbook
from luoshi.commitments.years.actions import close as year
from luoshi.commitments.years.actions.rollover import begin_next, go_on_in
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.editions.models.edition import Edition, Printed
from luoshi.plans.rows.actions import correct
from luoshi.plans.twins.actions.twins import link_twins, reject_twins, unlink_twins
from luoshi.plans.twins.models import Twin
from luoshi.plans.twins.queries.twins import statements_in_force
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, by, published, row_of, step


def ended(office: Office, way: str = "carry") -> Plan:
    """A plan in force of which every commitment is carried over."""
    plan = published(office)
    choices = {commitment.pk: (way, commitment.version) for commitment in plan.commitments.all()}
    year.decide_year_end(plan, choices, "年终", office.actor("supervisor"), at=NOW)
    return plan


def test_what_is_carried_over_goes_on_in_one_plan_of_eight_that_are_begun_at_once(real_office: Office) -> None:
    plan, who = ended(real_office), real_office.actor("supervisor")

    def press(number: int) -> object:
        given = {"title": f"云岭县2027年科普工作要点（{number}）", "year": 2027}
        return begin_next(plan, given, "all", who, at=NOW, once=uuid4())

    assert of(at_once(press)) == {"done": EIGHT}
    taken = Counter(PlanRow.objects.exclude(carried=None).values_list("carried", flat=True))
    assert taken == dict.fromkeys(plan.commitments.values_list("pk", flat=True), 1)


def test_a_year_is_closed_beside_who_needs_two_of_its_rows(real_office: Office) -> None:
    """All who need several take them in one order: else each holds one that the other waits for."""
    plan = published(real_office)
    choices = {commitment.pk: ("carry", commitment.version) for commitment in plan.commitments.all()}
    first, second = sorted(choices)[:2]
    taken = threading.Event()

    def press(number: int) -> object:
        if number:
            taken.wait(30)
            return year.decide_year_end(plan, choices, "年终", real_office.actor("supervisor"), at=NOW)
        with transaction.atomic():
            Commitment.get_locked(first)
            taken.set()
            sleep(0.5)
            return link_twins(Commitment.objects.get(pk=first), Commitment.objects.get(pk=second), by(real_office))

    assert of(at_once(press, 2)) == {"guarded": 1, "done": 1}  # of one plan: no twins
    assert not plan.commitments.exclude(state="carried").exists()


@pytest.mark.parametrize("count", [1, EIGHT])
def test_eight_going_on_in_plans_that_are_begun_take_each_row_once(real_office: Office, count: int) -> None:
    """All in one plan, or each in one of its own: no commitment goes on twice."""
    plan, who = ended(real_office), real_office.actor("supervisor")
    values = {"title": "云岭县2027年科普工作要点", "origin": "ledger", "year": "2027", "rhythm": "quarters"}
    values["unit"] = plan.unit_id
    new = [Plan.objects.get(pk=begin(get_kind("plans"), who, values, at=NOW).record.pk) for _ in range(count)]
    at_once(lambda number: go_on_in(plan, new[number % count], "all", who, at=NOW))
    carried = Counter(PlanRow.objects.exclude(carried=None).values_list("carried", flat=True))
    assert carried == dict.fromkeys(plan.commitments.values_list("pk", flat=True), 1)
    places = list(PlanRow.objects.exclude(carried=None).values_list("plan", "place"))
    assert len(places) == len(set(places))


def test_a_year_is_not_decided_and_amended_at_once(real_office: Office) -> None:
    """What stands in force is what the year decided of, or the amendment is under way: never half of both."""
    plan, who = published(real_office), real_office.actor("supervisor")
    choices = {commitment.pk: ("close", commitment.version) for commitment in plan.commitments.all()}

    def press(number: int) -> object:
        if number % 2:
            return take(plan, "amend", who, {"reason": "有误"}, at=NOW)
        return year.decide_year_end(plan, choices, "年终", who, at=NOW)

    at_once(press)
    states = set(plan.commitments.values_list("state", flat=True))
    assert (Plan.objects.get(pk=plan.pk).state, len(states)) == ("amending", 1)


def test_eight_publishing_an_amendment_at_once_make_one_edition(real_office: Office) -> None:
    plan = published(real_office)
    step(real_office, plan, "amend", reason="有误")
    row = row_of(plan, "农村科普馆")
    correct.change_row(plan, row.pk, row.version, {"words": "建设农村科普馆2座。"}, by(real_office), keep=True)
    found = at_once(lambda number: take(plan, "reissue", real_office.actor("supervisor"), PUBLISH, at=NOW))
    assert of(found) == {"done": 1, "refused": EIGHT - 1}
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    kept = plan.rows.filter(state=PlanRow.KEPT).count()
    assert (Printed.objects.count(), Commitment.objects.count()) == (2 * kept, kept)
    assert Entry.objects.filter(record=Commitment.objects.get(row=row).pk).count() == 2


@pytest.mark.parametrize("one", ["take_back_amendment", "amend"])
def test_an_amendment_taken_back_by_eight_is_taken_back_once(real_office: Office, one: str) -> None:
    plan = published(real_office)
    step(real_office, plan, "amend", reason="有误")
    step(real_office, plan, "reissue", **PUBLISH)

    def press(number: int) -> object:
        return step(real_office, plan, one if number % 2 else "take_back_amendment", reason="有误")

    assert of(at_once(press)) == {"done": 1, "refused": EIGHT - 1}
    fresh = Plan.objects.get(pk=plan.pk)
    back = Edition.objects.get(number=2).taken_back is not None
    assert (fresh.state, fresh.edition) == ("amending", 1 if back else 2)
    assert Entry.objects.filter(record=plan.pk, step__in=["take_back_amendment", "amend"]).count() == 2


# ---- a sheet that several say yes to


def posted(office: Office, there: str, given: dict[str, Any]) -> list[int]:
    """The same yes from eight browsers of its clerk."""
    browsers = [signed_in(office, "clerk") for _ in range(EIGHT)]
    return at_once(lambda number: browsers[number].post(there, given).status_code)


def test_a_sheet_said_yes_to_eight_times_is_in_once(real_office: Office) -> None:
    plan = plan_of(real_office)
    client = signed_in(real_office, "clerk")
    there = chosen(client, plan, workbook())
    agreed = client.get(there).context["agreed"]
    found = posted(real_office, there, {"agreed": agreed})
    assert set(found) <= {302, 409, 422}
    assert (plan.rows.count(), plan.sources.count(), Document.objects.count()) == (3, 1, 1)
    assert Entry.objects.filter(step="row.sheet").count() == 1


def test_a_ledger_that_came_back_and_is_said_yes_to_eight_times_changes_rows_once(real_office: Office) -> None:
    plan = plan_of(real_office)
    client = signed_in(real_office, "clerk")
    there = chosen(client, plan, workbook())
    client.post(there, {"agreed": client.get(there).context["agreed"]})
    data = edited(ledger_of(client, plan), ("F4", "10月底"), ("D7", "办科普讲座2场"), ("G7", "县科协"))
    back = sent(client, plan, data)["Location"]
    posted(real_office, back, {"agreed": client.get(back).context["agreed"]})
    assert plan.edits.filter(name="sheet_back").count() == 1
    assert plan.rows.filter(words__contains="办科普讲座2场").count() == 1
    assert sorted(plan.rows.values_list("version", flat=True)) == [1, 1, 1, 2]  # one changed, one new
    only_new = edited(ledger_of(client, plan), ("D8", "办科普展览3场"), ("G8", "县科协"))
    back = sent(client, plan, only_new)["Location"]
    posted(real_office, back, {"agreed": client.get(back).context["agreed"]})
    assert plan.rows.filter(words__contains="办科普展览3场").count() == 1  # though no row's version tells who was first


# ---- twins


def pair(office: Office) -> tuple[Commitment, Commitment]:
    one, other = published(office), published(office)
    return one.commitments.get(words__contains="农村科普馆"), other.commitments.get(words__contains="农村科普馆")


def test_two_linked_parted_and_unlinked_at_once_have_one_end_and_the_whole_story(real_office: Office) -> None:
    one, other = pair(real_office)
    acts = (link_twins, unlink_twins, reject_twins)
    said = at_once(lambda n: acts[n % 3](one, other, by(real_office)).pk)
    assert statements_in_force().filter(one=one, other=other).count() <= 1
    steps = list(Entry.objects.filter(record=one.pk, step__startswith="twin.").order_by("pk"))
    story = [entry.step for entry in steps]
    assert story == [e.step for e in Entry.objects.filter(record=other.pk, step__startswith="twin.").order_by("pk")]
    # Each saying is a row that was ended by the next: as many as were said, one at most not ended.
    assert Twin.objects.count() == sum(name in ("twin.link", "twin.apart") for name in story)
    assert Twin.objects.filter(ended=None).count() == (story[-1] != "twin.unlink" if story else 0)
    assert {pk for pk in said if not isinstance(pk, str)} >= set(Twin.objects.values_list("pk", flat=True))
