"""The assessor's own page: invitations, tasks, availability and fees, and nothing of anybody else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from calling import checked, moment, person, published_call
from django.test import Client
from django.utils.translation import override
from reviewing import CLOSES, approve, expert, mark_form, opened, prepared, score, sheets_of

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.experts.models import Absence, PoolExpert
from luoshi.org.actors.models import User
from luoshi.parts.funds.models import Fund
from luoshi.parts.funds.queries import fund_sums_by_year
from luoshi.parts.registers.models import Person
from luoshi.parts.review.assessors.rules import fee_of_sheets, is_away_throughout, tally_states
from luoshi.parts.review.models import ReviewFee, ReviewRound, ReviewSheet
from office import NOW, TODAY, Office

AFTER = CLOSES + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with override("en"):
        yield


def signed_in(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=office.people[name]))
    client.cookies["django_language"] = "en"
    return client


def decided(
    office: Office, fee: str | None = "150.50", who: str = "supervisor", leaves: str = "", owes: int = 0
) -> Any:
    """A round of two projects with two assessors, decided; all scored but so many that b only took on."""
    round_ = opened(office, fee=fee) if fee else opened(office)
    for name in "ab":
        for sheet in sheets_of(office, name)[: 2 - owes if name == "b" else 2]:
            score(office, name, sheet, 90, 80, 70)
    for sheet in sheets_of(office, "b")[2 - owes :]:
        take(sheet, "accept", office.actor("b"), {}, at=NOW)
    Person.objects.filter(title=leaves).update(state="ended")
    for step, by, given in (
        ("close", "supervisor", {"reason": "评完"}),
        ("rank", "supervisor", {}),
        ("decide", who, {}),
    ):
        round_ = take(ReviewRound.objects.get(pk=round_.pk), step, office.actor(by), given, at=NOW).record
    return round_


@pytest.mark.parametrize(
    ("absences", "away"),
    [
        ([], False),
        ([(1, 9)], False),
        ([(1, 10)], True),
        ([(2, 12)], False),
        ([(5, 10), (1, 4)], True),
        ([(6, 10), (1, 4)], False),
        ([(1, 8), (2, 3), (4, 10)], True),
    ],
)
def test_away_is_who_has_no_free_day(absences: list[tuple[int, int]], away: bool) -> None:
    days = [(date(2026, 3, first), date(2026, 3, last)) for first, last in absences]
    assert is_away_throughout(days, date(2026, 3, 1), date(2026, 3, 10)) is away


def test_a_fee_is_exact_and_counts_scored_sheets_alone() -> None:
    tally = tally_states(["scored", "asked", "scored", "accepted", "scored"])
    assert (tally.scored, tally.total) == (3, 5)
    assert fee_of_sheets(3, Decimal("33.33")) == Decimal("99.99") and fee_of_sheets(3, None) == 0


def test_an_assessor_answers_marks_and_counts_on_one_page(office: Office) -> None:
    opened(office)
    client = signed_in(office, "a")
    first, second = sheets_of(office, "a")
    words = client.get("/my-reviews/").text
    assert f"/marksheets/{first.pk}/accept/" in words and f"/marksheets/{first.pk}/decline/" in words
    assert "0 of 2 scored" in words and f"/marksheets/{first.pk}/score/" not in words
    score(office, "a", first, 90, 80, 70)
    take(second, "accept", office.actor("a"), {}, at=NOW)
    words = client.get("/my-reviews/").text
    assert "1 of 2 scored" in words and f"/marksheets/{second.pk}/score/" in words
    assert "No invitation waits" in words and "5 days left" in words
    answer = client.post(f"/marksheets/{second.pk}/decline/", {"reason": "", "seen": 2})
    assert answer.status_code == 422  # a conflict is declared with its reason
    assert client.post(f"/marksheets/{second.pk}/decline/", {"reason": "与申报人同单位"}).status_code == 302
    assert "1 of 1 scored" in client.get("/my-reviews/").text


def test_the_page_names_no_other_assessor_and_no_applicant(office: Office) -> None:
    decided(office)
    for name, other in (("a", "b"), ("b", "a")):
        words = signed_in(office, name).get("/my-reviews/").text
        assert f"评委{other}" not in words and "申报人" not in words and "项目" not in words, name
    for who in ("outside", "clerk", "supervisor", "stranger"):
        words = signed_in(office, who).get("/my-reviews/").text
        assert "You are not in a round yet." in words and "My fees" not in words and "评委" not in words, who


def test_an_expert_enters_an_absence_and_is_passed_over_for_it(office: Office) -> None:
    """Away for the whole round: not asked. Away for some of its days: asked all the same."""
    call = published_call(office)
    for number in range(2):
        checked(office, call, title=f"项目{number}", branch="machines", leader=person(office, f"申报人{number}").number)
    people = [expert(office, name) for name in "abc"]
    pool = PoolExpert.objects.get(person=people[0].pk)
    client = signed_in(office, "a")
    assert f"/experts/{pool.pk}/absent/" in client.get("/my-reviews/").text
    away = {"from_day": TODAY, "to_day": CLOSES.date() + timedelta(days=1), "why": "出差"}
    take(pool, "absent", office.actor("a"), {"absences": [away]}, at=NOW)
    assert "2026-03-26" in client.get("/my-reviews/").text
    Absence.objects.create(record=PoolExpert.objects.get(person=people[1].pk), from_day=TODAY, to_day=TODAY)
    with pytest.raises(RecordError):  # nobody enters it for somebody else
        take(pool, "absent", office.actor("b"), {"absences": [{"from_day": TODAY, "to_day": TODAY}]}, at=NOW)
    approve(office, prepared(office, call, people, mark_form(office)))
    asked = set(ReviewSheet.objects.values_list("assessor", flat=True))
    assert asked == {people[1].pk, people[2].pk}


def reviews_fund(office: Office, amount: str) -> Fund:
    """A fund that pays assessors, with so much in it."""
    given = {"unit": office.units["kexie"].pk, "title": "评审经费", "sort": "other", "way": "account"}
    given |= {"from_day": "2025-01-01", "uses": [{"use": "reviews"}]}
    fund = begin(get_kind("funds"), office.actor("clerk"), given, at=NOW).record
    receipt = {"sum": amount, "received": TODAY, "source": "财政拨款"}
    return take(fund, "receive", office.actor("clerk"), receipt, at=NOW).record  # type: ignore[return-value]


def holds(fund: Fund) -> tuple[Decimal, Decimal]:
    """What was spent of a fund, and what is left."""
    sums = fund_sums_by_year([fund.pk])[fund.pk][0]
    return sums.spent, sums.amount_left


def pays(office: Office, round_: ReviewRound, fund: Fund, who: str = "supervisor", day: date = TODAY) -> ReviewRound:
    """The round after its fees were paid."""
    now = ReviewRound.objects.get(pk=round_.pk)
    given = {"fees_fund": fund.number, "fees_paid": day}
    return take(now, "pay_fees", office.actor(who), given, at=NOW).record  # type: ignore[return-value]


def test_fees_are_paid_from_a_fund_once_and_never_beyond_it(office: Office) -> None:
    """Two assessors with two sheets each at 150.50: 602.00; a fund with a cent less refuses, and nothing is booked."""
    round_ = decided(office)
    rows = ReviewFee.objects.filter(record=round_.pk).order_by("place")
    assert [(row.person.title, row.sheets, row.amount) for row in rows] == [
        ("评委a", 2, Decimal("301.00")),
        ("评委b", 2, Decimal("301.00")),
    ]
    short, fund = reviews_fund(office, "601.99"), reviews_fund(office, "1000")
    with pytest.raises(RecordError, match=r"0\.01 too little"):
        pays(office, round_, short)
    assert holds(short) == (0, Decimal("601.99")) and ReviewRound.objects.get(pk=round_.pk).state == "decided"
    paid = pays(office, round_, fund)
    assert (paid.state, paid.fees, holds(fund)) == ("paid", Decimal("602.00"), (Decimal("602.00"), Decimal("398.00")))
    listed = signed_in(office, "supervisor").get(round_.get_absolute_url()).text
    assert "Fees of the assessors" in listed and "评委a" in listed and "301" in listed
    linked = signed_in(office, "supervisor").get(fund.get_absolute_url()).text.partition("Rounds of review")[2]
    assert round_.number in linked and "assessed without a call" not in linked, "a column in which nothing stands"
    with pytest.raises(RecordError):
        pays(office, paid, fund)


def test_the_list_is_written_whoever_decides_and_of_whomever_left_the_register(office: Office) -> None:
    round_ = decided(office, who="leader", leaves="评委b")
    assert [row.person.title for row in ReviewFee.objects.filter(record=round_.pk)] == ["评委a", "评委b"]


def test_a_sheet_that_was_taken_on_without_marks_pays_nothing(office: Office) -> None:
    round_ = decided(office, owes=1)
    rows = ReviewFee.objects.filter(record=round_.pk).order_by("place")
    assert [(row.sheets, row.amount) for row in rows] == [(2, Decimal("301.00")), (1, Decimal("150.50"))]


def test_a_payment_is_taken_back_to_the_cent_and_the_assessor_sees_both(office: Office) -> None:
    round_, fund = decided(office), reviews_fund(office, "1000")
    client = signed_in(office, "a")
    paid = pays(office, round_, fund, day=TODAY)
    assert "paid on 2026-03-20" in client.get("/my-reviews/").text and "301.00" in client.get("/my-reviews/").text
    with pytest.raises(RecordError, match="would be others"):
        put_right(office, paid, fee="200")
    back = take(paid, "return_fees", office.actor("supervisor"), {"reason": "账号有误"}, at=NOW).record
    assert (back.state, back.fees_paid, back.fees_fund, holds(fund)) == ("decided", None, None, (0, Decimal(1000)))  # type: ignore[attr-defined]
    words = client.get("/my-reviews/").text
    assert "due" in words and "paid on" not in words
    put_right(office, round_, fee="200")
    assert pays(office, round_, fund).fees == 800 and holds(fund) == (Decimal(800), Decimal(200))
    assert "400.00" in client.get("/my-reviews/").text


def put_right(office: Office, round_: ReviewRound, **given: Any) -> None:
    now = ReviewRound.objects.get(pk=round_.pk)
    take(now, "put_right", office.actor("supervisor"), {**given, "reason": "标准录错"}, at=NOW)


@pytest.mark.parametrize(("who", "may"), [("supervisor", True), ("leader", False), ("clerk", False), ("a", False)])
def test_who_pays_fees_and_takes_them_back(office: Office, who: str, may: bool) -> None:
    round_, fund = decided(office), reviews_fund(office, "1000")
    if may:
        pays(office, round_, fund, who)
    else:
        with pytest.raises(RecordError):
            pays(office, round_, fund, who)
        pays(office, round_, fund)
        with pytest.raises(RecordError):
            paid = ReviewRound.objects.get(pk=round_.pk)
            take(paid, "return_fees", office.actor(who), {"reason": "退回"}, at=NOW)
    assert ReviewRound.objects.get(pk=round_.pk).state == "paid" and holds(fund)[0] == Decimal("602.00")


def test_fees_are_due_when_decided_and_paid_once(office: Office) -> None:
    round_, fund = decided(office), reviews_fund(office, "1000")
    client, desk = signed_in(office, "a"), signed_in(office, "supervisor")
    words = client.get("/my-reviews/").text
    assert "301.00" in words and "150.50" in words and "due" in words
    listed = desk.get(round_.get_absolute_url()).text
    assert "602" in listed and "Fees of the assessors" in listed
    with pytest.raises(RecordError, match="future"):
        pays(office, round_, fund, day=TODAY + timedelta(days=1))
    pays(office, round_, fund)
    assert "paid on 2026-03-20" in client.get("/my-reviews/").text


def test_a_round_without_a_fee_shows_and_pays_none(office: Office) -> None:
    round_ = decided(office, fee=None)
    assert "My fees" not in signed_in(office, "a").get("/my-reviews/").text
    assert not ReviewFee.objects.exists() and ReviewRound.objects.get(pk=round_.pk).fees is None
    assert "Fees of the assessors" not in signed_in(office, "supervisor").get(round_.get_absolute_url()).text
    with pytest.raises(RecordError, match="pays no fee"):
        pays(office, round_, reviews_fund(office, "1000"))


@pytest.mark.parametrize("fee", ["-1", "1.001", "1e9", "free"])
def test_a_wrong_fee_is_refused(office: Office, fee: str) -> None:
    call = published_call(office)
    checked(office, call, branch="machines")
    with pytest.raises(RecordError):
        prepared(office, call, [], mark_form(office), fee=fee, to_at=moment(CLOSES))
    assert not ReviewRound.objects.exists()


@pytest.mark.parametrize("count", [3, 12])
def test_more_sheets_need_no_more_queries(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    opened(office, projects=count)
    client = signed_in(office, "a")
    client.get("/my-reviews/")
    with django_assert_max_num_queries(26):
        assert client.get("/my-reviews/").text.count("/accept/") >= count
