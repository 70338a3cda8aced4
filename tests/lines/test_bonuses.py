"""Money of awards: pools and their growth, bonuses divided to the cent, honours paid and claimed back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from awarding import (
    award,
    decided,
    divided,
    does,
    edited,
    fund,
    person,
    proposed,
    set_splits_publicity,
)
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, figures_of
from luoshi.desk.figures.tables import format_figure_value
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.awards.models import BonusSplit, SplitMember
from luoshi.parts.funds.queries import fund_sums_by_year
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY, Office

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def refusal(act: Any) -> str:
    """What an act is refused with, and the remedy."""
    with pytest.raises(RecordError) as refused:
        act()
    return f"{refused.value} {refused.value.remedy}"


def figure(kind: str, name: str, span: FigureSpan = YEAR, **more: Any) -> dict[Any, Any]:
    """The exact values of a figure by key."""
    found = compute_figures(get_kind(kind), [name], span, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


# L13.2


def test_a_pool_is_compared_with_the_year_before_and_pays_no_yuan_too_much(office: Office) -> None:
    """Example L13.2: 1,500,000, 610,000 more than 890,000 before: 68.5 %; payments of 1,500,001 are refused."""
    set_splits_publicity(office)
    before = fund(office, ("890000", "2025-03-01"))
    spent = divided(office, before, "890000", [(person(office, "幻去年"), "100")])
    does(office, spent, "publish", scope="全厂")
    pool = fund(office, ("900000", "2026-02-01"), ("600000", "2026-03-01"))
    fund(office, ("810000", "2026-03-02"), sort="matching")
    assert figure("funds", "pools", by=["sort"]) == {("award",): 1_500_000, ("matching",): 810_000}
    found = compute_figures(get_kind("funds"), ["pools", "more", "growth"], YEAR, None, TODAY, by=["sort"])["award",]
    assert (found["more"].exact, found["more"].before) == (610_000, 890_000)
    assert format_figure_value(figures_of(get_kind("funds"))["growth"], found["growth"]) == "68.5"
    who = person(office, "幻奖金")
    over = divided(office, pool, "1500000.01", [(who, "100")])
    assert refusal(lambda: does(office, over, "publish", scope="全厂"))
    one_more = divided(office, pool, "1500001", [(who, "100")])
    assert refusal(lambda: does(office, one_more, "publish", scope="全厂"))
    assert BonusSplit.objects.get(pk=one_more.pk).state == "proposed"
    exact = does(office, divided(office, pool, "1500000", [(who, "100")]), "publish", scope="全厂")
    assert exact.state == "published"
    assert fund_sums_by_year([pool.pk])[pool.pk][0].amount_left == 0


def test_the_matching_pool_has_targets_of_its_own(office: Office, client: Client) -> None:
    """S002-41: matching money over 800,000, over 400,000 more than before; each line with its own target."""
    from luoshi.parts.funds.line import VALUES as OF_FUNDS

    for name, value in (("matching", ">800000"), ("matching_more", ">400000"), ("awards", "≥1500000")):
        set_value(OF_FUNDS[f"funds.{name}"], None, value, TODAY, "云科协〔2026〕5号", office.actor("admin"), at=NOW)
    fund(office, ("400000", "2025-03-01"), sort="matching")
    fund(office, ("800000", "2026-03-01"), sort="matching")
    client.force_login(office.people["supervisor"].user)
    page = client.get("/funds/figures/", {"first": "2026-01-01", "last": "2026-12-31", "by": "sort"}).content.decode()
    assert page.count("&gt;800000：未达到") == 1 and page.count("&gt;400000：未达到") == 1  # the border is not met


# L13.3


def test_a_bonus_is_divided_to_the_cent_and_paid_after_its_publication_alone(office: Office) -> None:
    """Example L13.3: 40/35/25 of 50,000; 95 % is refused; payment before publication is refused."""
    set_splits_publicity(office)
    pool = fund(office, ("50000", "2026-02-01"))
    who = [person(office, name) for name in ("幻甲", "幻乙", "幻丙")]
    short = divided(office, pool, "50000", zip(who, ("40", "35", "20"), strict=True))
    rows = SplitMember.objects.filter(record=short.pk)
    assert {row.amount for row in rows} == {None}
    assert "95" in refusal(lambda: does(office, short, "publish", scope="项目组"))
    bonus = divided(office, pool, "50000", zip(who, ("40", "35", "25"), strict=True))
    amounts = SplitMember.objects.filter(record=bonus.pk).order_by("place").values_list("amount", flat=True)
    assert list(amounts) == [Decimal(20_000), Decimal(17_500), Decimal(12_500)]
    assert "÷ 40 : 35 : 25" in Entry.objects.filter(step="propose").latest("pk").payload.data
    assert "公示" in refusal(lambda: does(office, bonus, "pay", paid=TODAY.isoformat()))
    bonus = does(office, bonus, "publish", scope="项目组全体")
    assert bonus.shares == "幻甲 40% 20000元；幻乙 35% 17500元；幻丙 25% 12500元"
    assert "公示期满前" in refusal(lambda: does(office, bonus, "agree", agreed_on=TODAY.isoformat()))
    assert refusal(lambda: does(office, bonus, "pay", paid=TODAY.isoformat()))
    Posting.objects.filter(record=bonus.pk).update(until=TODAY - timedelta(days=1))
    does(office, bonus, "agree", agreed_on=TODAY.isoformat())
    assert does(office, bonus, "pay", paid=TODAY.isoformat()).state == "paid"
    assert figure("splits", "paid") == {(): 50_000}
    assert fund_sums_by_year([pool.pk])[pool.pk][0].amount_left == 0


@pytest.mark.parametrize(
    ("total", "percents", "amounts"),
    [
        ("100", ("33.33", "33.33", "33.34"), ("33.33", "33.33", "33.34")),
        ("0.01", ("50", "50", ""), ("0.01", "0.00", "")),  # of equal remainders the earlier row wins
        ("1000.01", ("25", "50", "25"), ("250", "500.01", "250")),
        ("0", ("60", "40", ""), ("0", "0", "")),
    ],
)
def test_what_is_left_of_a_division_goes_by_the_largest_remainder(
    office: Office, total: str, percents: tuple[str, ...], amounts: tuple[str, ...]
) -> None:
    people = [person(office, f"幻{n}") for n in range(3)]
    parts = [(who, percent) for who, percent in zip(people, percents, strict=True) if percent]
    bonus = divided(office, fund(office, ("2000", "2026-02-01")), total, parts)
    found = SplitMember.objects.filter(record=bonus.pk).order_by("place").values_list("amount", flat=True)
    assert list(found) == [Decimal(amount) for amount in amounts if amount]


def test_a_new_total_and_new_shares_are_divided_anew_also_by_correction(office: Office) -> None:
    who = [person(office, name) for name in ("幻甲", "幻乙")]
    bonus = divided(office, fund(office, ("2000", "2026-02-01")), "100", [(who[0], "50"), (who[1], "50")])

    def amounts() -> list[Decimal]:
        rows = SplitMember.objects.filter(record=bonus.pk).order_by("place")
        return [row.amount for row in rows]

    assert amounts() == [50, 50]
    first, second = SplitMember.objects.filter(record=bonus.pk).order_by("place")
    rows = [{"id": first.pk, "person": who[0].number, "percent": "70"}, {"id": second.pk, "person": who[1].number,
                                                                        "percent": "30"}]  # fmt: skip
    edited(office, bonus, "fund total", members=rows)
    assert amounts() == [70, 30]
    edited(office, bonus, "fund", total="200", members=rows)
    assert amounts() == [140, 60]
    does(office, bonus, "put_right", "supervisor", total="1000", reason="数额录错")
    assert amounts() == [700, 300]


def test_members_see_the_division_in_rows_by_program_and_on_paper(office: Office, client: Client) -> None:
    set_splits_publicity(office)
    who = [person(office, name) for name in ("幻甲", "幻乙")]
    bonus = divided(office, fund(office, ("2000", "2026-02-01")), "1000", [(who[0], "60"), (who[1], "40")])
    does(office, bonus, "publish", scope="项目组")
    Posting.objects.filter(record=bonus.pk).update(until=TODAY - timedelta(days=1))
    does(office, bonus, "agree", agreed_on=TODAY.isoformat())
    client.force_login(office.people["clerk"].user)
    page = client.get(f"/splits/{bonus.pk}/").content.decode()
    assert "金额（元）" in page and "600" in page and "奖金分配表" in page
    from luoshi.papers.models import Issued
    from luoshi.papers.paper_sorts import paper_sorts_by_key
    from luoshi.papers.queries import PaperDraft, paper_field_values

    assert Issued.objects.filter(record=bonus.pk).count() == 1
    sort = paper_sorts_by_key()["splits.list"]
    record = BonusSplit.objects.get(pk=bonus.pk)
    told = paper_field_values(PaperDraft(sort, record, record.unit, "分表〔2026〕1号", "", TODAY, "周干事"))
    assert [row["内容"] for row in told["内容清单"]][-2:] == [
        "幻甲，贡献（%）60，金额（元）600",
        "幻乙，贡献（%）40，金额（元）400",
    ]


def test_money_of_an_honour_is_reserved_paid_and_claimed_back(office: Office) -> None:
    """S002-18: the prize fund never goes below nothing; what was paid is out until it came back."""
    pool = fund(office, ("3000", "2026-01-05"))
    of = award(office, quota=9)
    one = decided(office, proposed(office, of, person(office, "幻得奖"), money="2000", fund=pool.number))
    assert fund_sums_by_year([pool.pk])[pool.pk][0].amount_left == 1000
    two = proposed(office, of, person(office, "幻没钱"), money="1000.01", fund=pool.number)
    assert refusal(lambda: decided(office, two))
    paid = does(office, one, "pay", paid=TODAY.isoformat())
    recalled = does(office, paid, "recall", "leader", reason="查实抄袭")
    assert fund_sums_by_year([pool.pk])[pool.pk][0].amount_left == 1000
    assert figure("honours", "honours") == {(): 0}
    assert does(office, recalled, "return").state == "revoked"
    assert fund_sums_by_year([pool.pk])[pool.pk][0].amount_left == 3000
