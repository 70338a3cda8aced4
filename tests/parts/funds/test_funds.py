"""Money of a fund is bound, paid, freed and countered, and never falls below nothing on any day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override
from grants import PAYS, asked, does, grants, grants_kind, holds, opened, received
from hypothesis import given
from hypothesis import strategies as some

from faults.threads import at_once, of
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.parts.funds import rules
from luoshi.parts.funds.models import Fund, Movement
from luoshi.parts.funds.rules import FundStanding, due_moves, lowest_balance
from many_appeals import signed_in
from office import NOW, Office


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with grants(), override("en"):
        yield


def refused(office: Office, record: Any, step: str, **given: Any) -> str:
    """What is said where a step is refused, after which nothing is booked and nothing journaled as done."""
    before = Movement.objects.count(), Entry.objects.filter(step=f"{record.kind}.{step}").count()
    with pytest.raises(RecordError) as said:
        does(office, record, step, **given)
    assert (Movement.objects.count(), Entry.objects.filter(step=f"{record.kind}.{step}").count()) == before
    assert said.value.code == "guarded"
    return str(said.value)


def test_an_aid_beyond_the_balance_is_refused_until_more_has_come_in(office: Office) -> None:
    """L8, example 3."""
    fund = received(office, opened(office, uses="living study"), "7500")
    aid = asked(office, fund, "8000")
    words = refused(office, aid, "approve")
    assert "has only 7500.00 yuan left, 500.00 too little" in words
    received(office, fund, "1000", "2026-03-02")
    does(office, aid, "approve")
    assert holds(fund) == ("8500", "8000", "0", "500")
    other = asked(office, fund, "500.01")
    assert "has only 500.00 yuan left, 0.01 too little" in refused(office, other, "approve")
    does(office, other, "amend", amount="500")
    does(office, other, "approve")  # nothing left is allowed
    assert holds(fund) == ("8500", "8500", "0", "0")
    does(office, aid, "pay", paid="2026-03-10")
    does(office, other, "refuse")
    assert holds(fund) == ("8500", "0", "8000", "500")


def test_what_is_bound_and_paid_follows_every_correction_by_counter_movements(office: Office) -> None:
    fund, other = (received(office, opened(office, title=name), "1000") for name in ("互助金", "爱心金"))
    aid = does(office, asked(office, fund, "600"), "approve")
    does(office, aid, "amend", amount="400")
    assert holds(fund) == ("1000", "400", "0", "600")
    does(office, aid, "amend", fund=other.number)
    assert (holds(fund), holds(other)) == (("1000", "0", "0", "1000"), ("1000", "400", "0", "600"))
    does(office, aid, "pay", paid="2026-03-10")
    does(office, aid, "file")
    does(office, aid, "put_right", amount="450", reason="发票为准")
    assert holds(other) == ("1000", "0", "450", "550")
    does(office, aid, "put_right", paid="2026-03-05", reason="凭证日期为准")
    book = list(Movement.objects.filter(record=aid.pk, fund=other, sort="spent").order_by("pk"))
    assert [(movement.effect, movement.on.isoformat(), movement.reverses_id) for movement in book] == [
        (Decimal(-400), "2026-03-10", None),
        (Decimal(400), "2026-03-10", book[0].pk),
        (Decimal(-450), "2026-03-10", None),
        (Decimal(450), "2026-03-10", book[2].pk),
        (Decimal(-450), "2026-03-05", None),
    ]
    assert "has only 1000.00 yuan left, 0.01 too little" in refused(
        office, aid, "put_right", amount="1000.01", reason="笔误"
    )
    does(office, aid, "give_back")
    assert holds(other) == ("1000", "0", "0", "1000")


def test_a_payment_entered_late_is_checked_on_its_day_and_on_every_day_since(office: Office) -> None:
    fund = received(office, opened(office), "100", "2026-01-05")
    first, late = (asked(office, fund, amount) for amount in ("80", "50"))
    does(office, first, "approve")
    does(office, first, "pay", paid=NOW.date().isoformat())
    received(office, fund, "200", NOW.date().isoformat())
    does(office, late, "approve")
    assert holds(fund)[3] == "170"
    book = {movement.sort for movement in Movement.objects.filter(record=late.pk)}
    assert book == {"bound"}
    # On 1 February 100 yuan lay there, so 50 could be paid; not before anything had come in.
    assert "The balance would not suffice on 2026-01-02" in refused(office, late, "pay", paid="2026-01-02")
    does(office, late, "pay", paid="2026-02-01")
    assert holds(fund) == ("300", "0", "130", "170")


def test_a_fund_pays_only_for_what_it_permits_while_it_is_there(office: Office) -> None:
    fund = received(office, opened(office, uses="study", to_day="2026-12-31"), "1000")
    with pytest.raises(RecordError, match="may not be used for this"):
        asked(office, fund, "10", "living")
    project = received(office, opened(office, sort="project"), "1000")
    with pytest.raises(RecordError, match="This kind of fund does not pay"):
        asked(office, project, "10", "study")
    aid = does(office, asked(office, fund, "10", "study"), "approve")
    assert "10.00 yuan of it are reserved" in refused(office, fund, "end", to_day=NOW.date().isoformat())
    assert "runs from 2025-01-01" in refused(office, aid, "put_right", fund=received_later(office).number, reason="换")
    does(office, aid, "refuse")
    does(office, fund, "end", to_day=NOW.date().isoformat())
    with pytest.raises(RecordError):
        asked(office, fund, "10", "study")
    unpaid = asked(office, None, "10", "study")
    assert does(office, unpaid, "approve").state == "approved"  # names no fund: nothing moves
    assert not Movement.objects.filter(record=unpaid.pk).exists()
    nothing = asked(office, project_of(office), "0")
    assert "no amount is entered" in refused(office, nothing, "approve")


def received_later(office: Office) -> Fund:
    fund = received(office, opened(office, title="旧互助金"), "1000")
    Fund.objects.filter(pk=fund.pk).update(to_day="2025-12-31")
    return fund


def project_of(office: Office) -> Fund:
    return opened(office, title="另一互助金")


def test_a_budget_has_a_line_for_each_year_and_its_close_carries_over_what_is_bound(office: Office) -> None:
    fund = opened(office, way="budget")
    for year, amount in (("2025", "1000"), ("2026", "300")):
        does(office, fund, "allot", year=year, sum=amount, basis="云财〔2025〕1号")
    aid = asked(office, fund, "400")
    assert "The 2026 line of “互助金”" in refused(office, aid, "approve")
    Movement.objects.bulk_create(  # bound last year, as it stood then
        [Movement(fund=fund, on="2025-11-02", year=2025, sort="bound", effect=-400, record_id=aid.pk, entry=last())]
    )
    type(aid).objects.filter(pk=aid.pk).update(state="approved")
    assert "It is reserved in the 2025 line" in refused(office, aid, "pay", paid=NOW.date().isoformat())
    assert "The 2026 line" in refused(office, fund, "close_year", year="2025")
    does(office, fund, "allot", year="2026", sum="500", basis="追加")
    does(office, fund, "close_year", year="2025")
    assert (holds(fund, 2025), holds(fund, 2026)) == (("1000", "0", "0", "1000"), ("500", "400", "0", "100"))
    assert "is closed" in refused(office, fund, "allot", year="2025", sum="5", basis="笔误")
    does(office, aid, "pay", paid=NOW.date().isoformat())
    assert holds(fund, 2026) == ("500", "0", "400", "100")
    assert "only" in refused(office, fund, "allot", year="2026", sum="399.99", basis="核减")
    with pytest.raises(RecordError, match="not over yet"):
        does(office, fund, "close_year", year="2026")
    with pytest.raises(RecordError):
        received(office, fund, "5")  # a budget has lines
    assert "can no longer change" in refused(office, fund, "put_right", way="account", reason="笔误")


def last() -> Entry:
    found = Entry.objects.order_by("-pk").first()
    assert found is not None
    return found


def test_a_receipt_booked_by_mistake_is_countered_once_and_not_below_what_is_spent(office: Office) -> None:
    fund = received(office, received(office, opened(office), "100"), "50")
    first, second = Movement.objects.filter(fund=fund).order_by("pk")
    aid = does(office, asked(office, fund, "60"), "approve")
    assert "too little" in refused(office, fund, "take_back", movement=str(first.pk), reason="重复")
    does(office, fund, "take_back", movement=str(second.pk), reason="重复")
    assert holds(fund) == ("100", "60", "0", "40")
    with pytest.raises(RecordError):
        does(office, fund, "take_back", movement=str(second.pk), reason="重复")
    client = signed_in(office, "supervisor", "en")
    page = client.get(fund.get_absolute_url()).text
    assert "60.0 %" in page and aid.number in page and "reversed" in page
    assert "Money" in client.get(aid.get_absolute_url()).text
    stranger = signed_in(office, "stranger", "en").get(fund.get_absolute_url())
    assert stranger.status_code == 200 and "60.00" not in stranger.text  # the entry, not its money
    for who, told in (("supervisor", True), ("stranger", False)):
        assert ("40.00 of 100.00" in signed_in(office, who, "en").get("/funds/").text) is told


def test_older_movements_are_reached_by_those_alone_who_read_the_money(office: Office) -> None:
    fund = opened(office)
    for _time in range(22):
        received(office, fund, "1")
    address = f"/fund-movements/{fund.pk}/"
    assert address in signed_in(office, "supervisor", "en").get(fund.get_absolute_url()).text
    page = signed_in(office, "supervisor", "en").get(address)
    assert (page.status_code, page.context["count"], page.text.count("Came in")) == (200, 22, 22)
    assert [signed_in(office, who, "en").get(address).status_code for who in ("stranger", "outside")] == [404, 404]


@pytest.mark.django_db(transaction=True)
def test_of_fifty_payments_at_once_none_overdraws_the_fund(real_office: Office) -> None:
    office = real_office
    fund = received(office, opened(office), "1000")
    aids = [does(office, asked(office, fund, "100"), "amend") for _ in range(50)]
    for start in range(0, 50, 10):
        at_once(lambda number, start=start: does(office, aids[start + number], "approve"), 10)  # type: ignore[misc]
    assert holds(fund) == ("1000", "1000", "0", "0")
    bound = [aid for aid in aids if type(aid).objects.get(pk=aid.pk).state == "approved"]
    assert len(bound) == 10
    said = of(at_once(lambda number: does(office, bound[number], "pay", paid="2026-03-10"), 10))
    assert said == {"done": 10}
    assert holds(fund) == ("1000", "0", "1000", "0")


def test_a_declaration_that_could_not_pay_is_refused_at_the_start() -> None:
    for wrong, words in (
        (replace(PAYS, fund="sort"), "sort is no FundField"),
        (replace(PAYS, amount="paid"), "paid is no exact amount"),
        (replace(PAYS, spends="settle"), "no step settle"),
        (replace(PAYS, binds="pay"), "pay does two things"),
        (replace(PAYS, returns="file"), "say both: returns, the steps, with returned"),
        (replace(PAYS, returned="amount"), "say both: returns, the steps, with returned"),
        (replace(PAYS, returns="file", returned="paid"), "paid is no money"),
        (replace(PAYS, returns="nosuch", returned="amount"), "no step nosuch"),
        (replace(PAYS, finds=True), "finds= needs a FundField with use="),
        (replace(PAYS, day="amount"), "amount is no date"),
    ):
        with pytest.raises(ValueError, match=words):
            grants_kind(wrong)


cents = some.integers(-10_000, 10_000).map(lambda n: Decimal(n) / 100)


@given(cents, some.lists(some.tuples(some.dates(), cents), max_size=20))
def test_a_balance_is_never_lower_than_said(before: Decimal, days: list[Any]) -> None:
    least, when = lowest_balance(before, days)
    balances = [before]
    for _day, effect in days:
        balances.append(balances[-1] + effect)
    assert least == min(balances)
    assert (when is None) is (least == before)


money = some.integers(0, 5).map(Decimal)
lines = some.sampled_from([(1, 0), (2, 2026), (2, 2025)])
standings = some.dictionaries(lines, some.builds(FundStanding, money, money), max_size=3)


@given(standings, lines, money)
def test_after_the_moves_nothing_is_bound_but_what_shall_be(
    stands: dict[rules.Line, FundStanding], line: rules.Line, bound: Decimal
) -> None:
    moves, anew = due_moves(stands, line, bound, Decimal(0))
    left = {name: has.bound for name, has in stands.items()}
    for movement in moves:
        left[movement.line] = left.get(movement.line, Decimal(0)) - movement.effect
    assert {name: of for name, of in left.items() if of} == ({line: bound} if bound else {})
    assert anew is any(has.spent for has in stands.values())
