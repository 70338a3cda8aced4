"""What is returned, taken back, paused, made standing or ended with the year owes exactly what it should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given as over
from hypothesis import strategies as st

from assigned import act, at, finished, issued, running, verified
from luoshi.base.record_errors import RecordError
from luoshi.commitments.light_tables.queries.past_lights import past_of
from luoshi.commitments.lights.queries.light_status import progress_states
from luoshi.commitments.lights.rules.attainment import WHOLE, attained_share, is_target_met, target_shortfall
from luoshi.commitments.statistics.rates.queries import plan_rate_totals
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.messages.models import Message
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import Office
from plans import published, step
from years import closing, of

BASE, CLUB = "科普示范基地", "联席会议"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def owed(one: Commitment) -> list[tuple[str, str]]:
    """Duty and date of all that is owed of it."""
    rows = Occurrence.objects.filter(duty__record=one.pk, settled=None, dropped=None).order_by("due", "duty__name")
    return [(name, str(due)) for name, due in rows.values_list("duty__name", "due")]


def light(one: Commitment, day: date) -> str:
    fresh = Commitment.objects.get(pk=one.pk)
    return progress_states([fresh], day)[one.pk].code


def reported(office: Office, one: Commitment, month: int, day: int, **more: Any) -> Commitment:
    return act(office, one, "report", "clerk", at(month, day), words="推进中", obstacles="无", following="继续", **more)


def test_after_a_return_its_reports_are_owed_again_and_can_be_given(office: Office) -> None:
    one = reported(office, running(office, published(office), BASE), 3, 30)
    one = finished(office, one, at(6, 1))
    assert owed(one) == []
    one = act(office, one, "return", "supervisor", at(6, 9), reason="佐证不足", limit="2026-06-20")
    # The second quarter was reported by what it returned; the third is owed again.
    assert owed(one) == [("deliver", "2026-09-30"), ("report", "2026-09-30")]
    one = act(office, one, "rework", "clerk", at(6, 10))
    assert (one.report_due, one.pressing, light(one, date(2026, 7, 9))) == (date(2026, 9, 30),) * 2 + ("green",)
    one = reported(office, one, 9, 25)
    one = verified(office, finished(office, one, at(9, 28)), at(9, 29))
    one = act(office, one, "close_for", "supervisor", at(9, 30), mark="A", word_of="林分管", basis="批示")
    assert (owed(one), one.due, one.pressing, one.report_due) == ([], None, None, None)
    assert past_of([one])[one.pk].on(date(2026, 12, 1)).misses == 0  # type: ignore[union-attr]


def test_a_return_after_the_last_report_date_asks_for_no_report_twice(office: Office) -> None:
    one = finished(office, running(office, published(office), BASE), at(9, 28))
    one = act(office, one, "return", "supervisor", at(10, 9), reason="佐证不足", limit="2026-10-20")
    assert owed(one) == [("deliver", "2026-10-20")]
    assert (one.until, one.binds, one.first_due) == (date(2026, 10, 20), date(2026, 9, 30), date(2026, 9, 30))


def test_returned_before_its_date_with_a_later_limit_that_limit_is_its_date(office: Office) -> None:
    one = finished(office, running(office, published(office), BASE), at(9, 10))
    one = act(office, one, "return", "supervisor", at(9, 14), reason="佐证不足", limit="2026-10-20")
    assert (one.until, one.binds, one.first_due) == (date(2026, 10, 20), date(2026, 10, 20), date(2026, 9, 30))


def test_what_was_called_done_and_was_not_counts_as_reached_no_more(office: Office) -> None:
    one = running(office, published(office), BASE)
    first, second = one.targets.order_by("place")
    one = reported(office, one, 3, 30, **{f"value_{first.pk}": "1", f"value_{second.pk}": "60"})
    assert one.reached == 3333
    one = finished(office, one, at(6, 1), **{f"value_{first.pk}": "3", f"value_{second.pk}": "120"})
    assert one.reached == WHOLE
    one = act(office, one, "return", "supervisor", at(6, 9), reason="佐证不足", limit="2026-06-20")
    assert one.reached == 3333


def test_the_unit_takes_back_that_it_is_done_and_all_that_said_so(office: Office) -> None:
    one = finished(office, running(office, published(office), BASE), at(6, 1))
    one = act(office, one, "unfinish", "clerk", at(6, 2), reason="还差一个")
    assert owed(one) == [("report", "2026-06-30"), ("deliver", "2026-09-30"), ("report", "2026-09-30")]
    assert (one.state, one.done, one.reported, one.progress.get().taken_back is not None) == (
        "running", None, None, True,
    )  # fmt: skip


@pytest.mark.parametrize("words", [BASE, CLUB])
def test_made_standing_at_the_years_close_it_is_looked_at_in_a_cycle(office: Office, words: str) -> None:
    plan = published(office)
    running(office, plan, words)
    one = of(plan, words)
    from luoshi.commitments.years.actions.close import decide_year_end
    from years import JANUARY

    decide_year_end(plan, {one.pk: ("make_standing", one.version)}, "年终", office.actor("supervisor"), at=JANUARY)
    one = of(plan, words)
    assert (one.state, one.until, one.binds, one.every) == ("standing", None, None, "P1Y" if words == BASE else "P3M")
    assert {name for name, _due in owed(one)} == {"recur", "report"} and all(
        due > "2027-01-12" for _name, due in owed(one)
    )
    assert light(one, date(2027, 1, 13)) == "green"
    one = act(office, one, "set_cycle", "supervisor", at(1, 14, 2027), every="P6M", reason="每半年看", word_of="林分管")
    assert (one.every, owed(one)[0]) == ("P6M", ("recur", "2027-06-30"))


@pytest.mark.parametrize(
    ("name", "who", "given", "state"),
    [
        ("stop", "supervisor", {"reason": "不再需要", "word_of": "林分管"}, "cancelled"),
        ("suspend", "supervisor", {"reason": "停馆", "word_of": "林分管"}, "suspended"),
        ("transfer", "supervisor", {"reason": "划转", "unit": "bureau"}, "issued"),
        ("push", "supervisor", {"words": "请报送"}, "standing"),
        ("finish", "clerk", {"words": "已完成使命"}, "reported"),
    ],
)
def test_what_was_made_standing_is_no_dead_end(
    office: Office, name: str, who: str, given: dict[str, str], state: str
) -> None:
    one = act(office, running(office, published(office), CLUB), "make_standing_now", "supervisor", reason="长期坚持",
              word_of="林分管", every="P6M")  # fmt: skip
    if "unit" in given:
        given = {**given, "unit": str(office.units[given["unit"]].pk)}
    assert act(office, one, name, who, at(5, 6), **given).state == state


def test_the_years_close_closes_only_what_was_checked(office: Office) -> None:
    plan = published(office)
    done = verified(office, finished(office, running(office, plan, BASE)))
    waits = finished(office, running(office, plan, CLUB))
    with pytest.raises(RecordError, match=f"{waits.number} is reported as done but has not been checked"):
        decided(office, plan, {done: "close", waits: "close"})
    assert Commitment.objects.get(pk=done.pk).state == "verified"  # all or nothing
    rest = dict.fromkeys(plan.commitments.exclude(pk__in=(done.pk, waits.pk)), "close")
    counts = decided(office, plan, {done: "close", waits: "carry", **rest})
    assert counts == {"close": 1, "carry": 1, "lapse": len(rest)}
    found = plan_rate_totals(Plan.objects.get(pk=plan.pk), date(2027, 1, 12))
    assert (found.completed, found.due_closed) == (1, 1) and found.due > 1 and found.answered <= 2
    page = signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/progress/").content.decode()
    assert "Ended with the year, not completed" in page


def decided(office: Office, plan: Plan, acts: dict[Commitment, str]) -> Any:
    from luoshi.commitments.years.actions.close import decide_year_end
    from years import JANUARY

    choices = {name.pk: (act, Commitment.objects.get(pk=name.pk).version) for name, act in acts.items()}
    return decide_year_end(plan, choices, "年终", office.actor("supervisor"), at=JANUARY)


def test_in_a_closed_year_nothing_is_reopened_and_it_prints_as_it_was_closed(office: Office) -> None:
    plan = published(office)
    one = verified(office, finished(office, running(office, plan, BASE)))
    act(office, one, "close_for", "supervisor", mark="A", word_of="林分管", basis="批示")
    stays = act(office, running(office, plan, CLUB), "make_standing_now", "supervisor", reason="长期坚持",
                word_of="林分管", every="P6M")  # fmt: skip
    closing(office, plan, rest="close")
    plan = step(office, plan, "close", reason="年终")
    client, url = signed_in(office, "supervisor", "en"), f"/plans/{plan.pk}/print/"
    table = lambda page: page[page.index("<table") : page.index("</table>")]  # noqa: E731
    before = table(client.get(url).content.decode())
    assert "Made standing" in before
    for name, who, given in (
        ("reopen", "supervisor", {"reason": "回头看", "until": "2027-03-31"}),
        ("reopen", "leader", {"reason": "回头看", "until": "2027-03-31"}),
        ("remark", "leader", {"words": "再推广", "due": "2027-03-31"}),
    ):
        with pytest.raises(RecordError, match="put this into the next year's plan"):
            act(office, one, name, who, at(1, 14, 2027), **given)
        assert f"/{name}/" not in signed_in(office, who).get(f"/commitments/{one.pk}/").content.decode()
    assert plan.commitments.count() == len(before.split('scope="row"')) - 1
    act(office, one, "archive", "supervisor", at(1, 15, 2027), term="10")
    act(office, stays, "stop", "supervisor", at(2, 1, 2027), reason="不再需要", word_of="林分管")
    assert table(client.get(url).content.decode()) == before
    assert client.get(f"/plans/{plan.pk}/").context["tops"] == []  # no numbers that would change


def test_with_the_whole_its_parts_are_paused_and_stopped(office: Office) -> None:
    one = running(office, published(office), BASE)
    one = act(office, one, "split", "clerk", unit=office.units["society"].pk, words="建茶叶基地", due="2026-08-31")
    (part_of,) = one.parts.all()
    one = act(office, one, "suspend", "supervisor", at(5, 6), reason="调整", word_of="林分管")
    part_of.refresh_from_db()
    assert (part_of.state, part_of.pressing, owed(part_of)) == ("suspended", None, [])
    one = act(office, one, "resume", "supervisor", at(6, 8), reason="恢复", until="2026-12-20")
    with pytest.raises(RecordError, match="had not accepted it: send it out again"):
        act(office, part_of, "resume", "clerk", at(6, 8), reason="恢复", until="2026-11-30")
    part_of = act(office, part_of, "send_again", "clerk", at(6, 8), reason="恢复", until="2026-11-30")
    assert (part_of.state, part_of.until) == ("issued", date(2026, 11, 30))
    act(office, one, "stop", "supervisor", at(7, 1), reason="取消", word_of="林分管")
    part_of.refresh_from_db()
    assert (part_of.state, part_of.pressing, owed(part_of)) == ("cancelled", None, [])


def test_joined_to_another_its_parts_are_that_ones(office: Office) -> None:
    plan = published(office)
    one, other = running(office, plan, BASE), running(office, plan, CLUB)
    one = act(office, one, "split", "clerk", unit=office.units["society"].pk, words="建茶叶基地", due="2026-08-31")
    (part_of,) = one.parts.all()
    act(office, one, "merge", "supervisor", reason="合并", word_of="林分管", into=other.pk)
    part_of.refresh_from_db()
    assert (part_of.state, part_of.split_from_id) == ("issued", other.pk)


def test_what_no_unit_had_accepted_goes_out_again_after_a_pause(office: Office) -> None:
    one = issued(office, published(office), BASE)
    one = act(office, one, "suspend", "supervisor", at(5, 6), reason="调整", word_of="林分管")
    with pytest.raises(RecordError, match="send it out again"):
        act(office, one, "resume", "supervisor", at(6, 8), reason="恢复", until="2026-12-20")
    one = act(office, one, "send_again", "supervisor", at(6, 8), reason="恢复", until="2026-12-20")
    assert (one.state, one.accepted, one.issued, one.until) == ("issued", None, date(2026, 6, 8), date(2026, 12, 20))
    one = act(office, one, "accept", "clerk", at(6, 9), owner=office.posts["clerk"].pk)
    one = act(office, one, "suspend", "supervisor", at(7, 6), reason="调整", word_of="林分管")
    with pytest.raises(RecordError, match="resume it"):
        act(office, one, "send_again", "supervisor", at(7, 8), reason="恢复", until="2026-12-20")


def test_a_part_goes_down_or_to_ones_own_people(office: Office) -> None:
    one = running(office, published(office), BASE)
    for unit in ("desk", "county"):
        with pytest.raises(RecordError, match="is above it or supervises it"):
            act(office, one, "split", "clerk", unit=office.units[unit].pk, words="分任务", due="2026-08-31")
    for both in ({}, {"unit": office.units["society"].pk, "owner": office.posts["head"].pk}):
        with pytest.raises(RecordError, match="a person in your own unit"):
            act(office, one, "split", "clerk", words="分任务", due="2026-08-31", **both)
    one = act(office, one, "split", "clerk", owner=office.posts["head"].pk, words="分任务", due="2026-08-31")
    part_of = one.parts.get()
    assert (part_of.state, part_of.unit, part_of.owner) == ("running", one.unit, office.posts["head"])


def test_who_led_it_until_now_is_told_that_it_was_given_to_another(office: Office) -> None:
    one = running(office, published(office), BASE)
    act(office, one, "transfer", "supervisor", reason="职责划转", unit=office.units["bureau"].pk)
    told = set(Message.objects.filter(code="commitments.handed_on", record=one.pk).values_list("post", flat=True))
    assert told == {office.posts["head"].pk, office.posts["clerk"].pk}


# ---- how far a value has come


@pytest.mark.parametrize(
    ("bound", "aspect", "target", "value", "share", "lack"),
    [
        ("ge", "level", 3, 1, 3333, 2),
        ("ge", "level", 3, 4, 13333, None),
        ("gt", "level", 3, 3, WHOLE - 1, 0),  # strict > is kept
        ("le", "level", 100, 40, WHOLE, None),  # 投诉件控制在100件以内
        ("le", "level", 100, 160, 0, 60),
        ("lt", "level", 100, 100, 0, 0),
        ("range", "level", 3, 5, 16666, None),
        ("le", "rank", 3, 2, WHOLE, None),
        ("eq", "rank", 3, 5, 0, 2),
        ("ge", "growth", 8, 4, 5000, 4),
        ("ge", "level", 0, 4, None, None),
    ],
)
def test_a_value_is_weighed_as_its_target_is_meant(
    bound: str, aspect: str, target: int, value: int, share: int | None, lack: int | None
) -> None:
    asked = (bound, aspect, Decimal(target), Decimal(value))
    assert (attained_share(*asked), target_shortfall(*asked)) == (share, None if lack is None else Decimal(lack))


@over(
    st.sampled_from(["eq", "ge", "gt", "le", "lt", "approx", "range"]),
    st.sampled_from(["level", "growth", "rank"]),
    st.decimals(1, 10_000, places=2),
    st.decimals(-100, 20_000, places=2),
)
def test_the_whole_is_reached_exactly_where_the_target_is_met(
    bound: str, aspect: str, target: Decimal, value: Decimal
) -> None:
    found = attained_share(bound, aspect, target, value)
    assert found is not None and (found >= WHOLE) == is_target_met(bound, aspect, target, value)
    assert (target_shortfall(bound, aspect, target, value) is None) == is_target_met(bound, aspect, target, value)


def test_a_rate_is_compared_with_the_years_target_and_a_limit_is_kept_or_not(office: Office) -> None:
    plan = published(
        office,
        "要点\n一、重点\n县科协推动科技馆观众增长8%以上，12月底前完成。\n县科协将投诉件控制在100件以内，12月底前完成。\n",
    )
    growth = running(office, plan, "观众增长")
    (rate,) = growth.targets.all()
    assert rate.aspect == "growth" and (growth.begins, growth.ends) == (growth.begins, growth.begins)
    growth = reported(office, growth, 4, 30, **{f"value_{rate.pk}": "4"})
    assert growth.reached == 5000
    limit = running(office, plan, "投诉件")
    (most,) = limit.targets.all()
    limit = reported(office, limit, 4, 30, **{f"value_{most.pk}": "160"})
    assert (most.bound, limit.reached) == ("le", 0)
    page = signed_in(office, "clerk", "en").get(f"/commitments/{limit.pk}/").content.decode()
    assert "60件 over" in page
