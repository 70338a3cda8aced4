"""Several at once at a call: the last place is given once, a unit sends no more than it may, a new end holds."""

from __future__ import annotations

from datetime import timedelta

from calling import CLOSES, drafted, person, places, posted, published_call, set_publicity

from faults.threads import EIGHT, at_once, of
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.calls import actions, queries
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.rules import SETTLING
from office import NOW, Office


def test_the_last_place_is_given_once(real_office: Office) -> None:
    set_publicity(real_office)
    call = published_call(real_office, quotas=places([("main", "first", 1)]))
    rows = [posted(real_office, call, "main", "first", title=f"项目{number}") for number in range(EIGHT)]
    leader = real_office.actor("leader")
    found = of(at_once(lambda number: take(rows[number], "award", leader, {}, at=NOW)))
    assert found == {"done": 1, "guarded": EIGHT - 1}
    assert queries.chosen_by_place(call) == {("main", "first"): 1}


def test_of_two_that_change_places_at_once_both_end_where_there_is_room(real_office: Office) -> None:
    set_publicity(real_office)
    call = published_call(real_office, quotas=places([("main", "first", 1), ("main", "second", 1)]))
    rows = [posted(real_office, call, "main", grade, title=grade) for grade in ("first", "second")]
    leader = real_office.actor("leader")
    rows = [take(row, "award", leader, {}, at=NOW).record for row in rows]
    swapped = [{"cls": "main", "grade": grade, "reason": "复议"} for grade in ("second", "first")]
    found = of(at_once(lambda number: take(rows[number], "regrade", leader, swapped[number], at=NOW), 2))
    assert found == {"guarded": 2}  # neither may stand where the other still is
    assert queries.chosen_by_place(call) == {("main", "first"): 1, ("main", "second"): 1}


def test_a_unit_sends_no_more_than_the_call_allows(real_office: Office) -> None:
    person(real_office)
    call = published_call(real_office, conditions=[{"sort": "unit_most", "most": 3}])
    rows = [drafted(real_office, call, title=f"项目{number}") for number in range(EIGHT)]
    clerk = real_office.actor("clerk")
    found = of(at_once(lambda number: take(rows[number], "send", clerk, {}, at=NOW)))
    assert found == {"done": 3, "guarded": EIGHT - 3}
    assert Application.objects.filter(call=call, state="sent").count() == 3


def test_a_call_whose_end_is_moved_while_the_clock_closes_it_ends_in_one_of_both(real_office: Office) -> None:
    call = published_call(real_office)
    after, desk = CLOSES + SETTLING + timedelta(seconds=1), real_office.actor("supervisor")
    later = {"to_at": (CLOSES + timedelta(days=1, hours=8)).strftime("%Y-%m-%dT%H:%M"), "reason": "大雪"}
    acts = [lambda: take(call, "extend", desk, later, at=after), lambda: actions.close_when_over(call, after)]
    at_once(lambda number: acts[number](), 2)
    now = Call.objects.get(pk=call.pk)
    assert now.to_at == CLOSES + timedelta(days=1)
    assert now.state == "published"  # whoever closed it first, the new end opened it again
