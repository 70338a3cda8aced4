"""Financing of firms: what was arranged, pledged patents against the year before, and the account of the risk pool."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from faults.threads import at_once
from faults.threads import of as outcomes
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.finances.models import VALUES, FinanceInstalment, Financing
from luoshi.lines.finances.rules import exceeded_ceiling
from luoshi.parts.funds.queries import account_receipts, fund_sums_by_year
from office import NOW, TODAY, Office
from trying_rows import YEAR, Trying

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def trying(office: Office) -> Trying:
    return Trying(office)


class Bank:
    """A firm, a bank and a pool of two million yuan, which gives half of a loss."""

    def __init__(self, trying: Trying, receipt: str = "2000000", share: str = "50") -> None:
        self.trying = trying
        self.firm = trying.firm("云岭县绿源茶业有限公司").number
        self.bank = trying.firm("云岭农商银行").number
        pool = trying.opens(
            "funds", title="科技信贷风险池", sort="risk", way="account", from_day="2025-01-01", uses=[{"use": "losses"}]
        )
        self.pool = trying.does(pool, "receive", sum=receipt, received=date(2025, 1, 2), source="财政拨入")
        if share:
            trying.sets(VALUES, "finances.share", share)

    def lent(self, amount: str, paid_on: date, sort: str = "product", **more: Any) -> Any:
        """A loan that is in place."""
        given = {"sort": sort, "firm": self.firm, "giver": self.bank, "amount": amount, "paid_on": paid_on, **more}
        return self.trying.opens("finances", "enter", **{"title": f"贷款{amount}", **given})

    def lapsed(self, amount: str = "3000000", who: str = "clerk") -> Any:
        """A loan of which an instalment is overdue."""
        rows = [{"due": TODAY - 10 * DAY, "amount": amount}]
        loan = self.lent(amount, date(2025, 3, 3), instalments=rows)
        return self.trying.does(loan, "lapse", who, overdue_on=TODAY - 9 * DAY)

    def claim(self, loan: Any, loss: str, compensated: str) -> Any:
        """The loan with a claim on the pool."""
        given = {"loss": loss, "compensated": compensated, "fund": self.pool.number}
        return self.trying.does(loan, "claim", **given)

    def account(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """What came into the pool, is reserved, was paid, and is left."""
        held = fund_sums_by_year([self.pool.pk])[self.pool.pk][0]
        return held.into, held.bound, held.spent, held.amount_left


@pytest.fixture
def bank(trying: Trying) -> Bank:
    return Bank(trying)


def patent(trying: Trying, serial: str = "ZL202010000001.X") -> str:
    holder = trying.firm("云岭县茶机厂").number
    days = {"filed": "2020-01-02", "granted": "2022-01-04"}
    given = {"title": "揉捻机", "sort": "invention", "route": "home", "serial": serial, "holder": holder, **days}
    return str(trying.opens("patents", "enter", **given).number)


def pledge(bank: Bank, amount: str, paid_on: date, on: str) -> Any:
    return bank.lent(amount, paid_on, "pledge", patents=[{"patent": on}], valued=amount)


def test_pledges_of_299_9_million_on_250_are_no_20_per_cent_and_300_are(bank: Bank, trying: Trying) -> None:
    """Acceptance example L3.1, S000-17: +19.96 % is not met, +20.0 % is; the growth is exact, rounded once."""
    trying.sets(VALUES, "finances.pledge_growth", "≥20")
    on = patent(trying)
    pledge(bank, "250000000", date(2025, 6, 3), on)
    pledge(bank, "299900000", date(2026, 2, 3), on)
    assert trying.counts("finances", "pledge_growth", by="unit")[""].startswith("19.96")
    page = trying.reads("/finances/figures/", **YEAR)
    assert "≥20：未达到" in page and "19.96" in page and "250,000,000" in page
    pledge(bank, "100000", date(2026, 2, 4), on)
    assert trying.counts("finances", "pledge_growth")[""] in ("20", "20.0", "20.00")
    assert "≥20：达到" in trying.reads("/finances/figures/", **YEAR)
    assert trying.counts("finances", "pledged") == {"": "300000000"}


def test_without_a_year_before_or_a_target_growth_is_not_computable_and_named(bank: Bank, trying: Trying) -> None:
    pledge(bank, "300000000", date(2026, 2, 3), patent(trying))
    assert trying.counts("finances", "pledge_growth") == {}
    assert "专利质押融资比上年增长目标" in trying.reads("/finances/figures/")


def test_600_million_are_not_over_6亿_and_one_yuan_more_is(bank: Bank, trying: Trying) -> None:
    """Acceptance example L3.2, S000-30: the ledger by product, stage and giver; policies are no financing."""
    trying.sets(VALUES, "finances.a_year", ">600000000")
    bank.lent("599999999", date(2026, 1, 5), product="credit", stage="growth")
    bank.lent("1", date(2026, 1, 6), "angel", stage="seed")
    policy = {
        "premium": "12000",
        "cover": "800000",
        "to_day": TODAY + 300 * DAY,
        "patents": [{"patent": patent(trying)}],
    }
    bank.trying.opens("finances", "enter", title="专利执行险", sort="insurance", firm=bank.firm, giver=bank.bank,
                      paid_on=date(2026, 1, 7), **policy)  # fmt: skip
    assert ">600000000：未达到" in trying.reads("/finances/figures/")
    assert trying.counts("finances", "total") == {"": "600000000"}
    bank.lent("1", date(2026, 1, 8), product="orders", stage="mature")
    assert ">600000000：达到" in trying.reads("/finances/figures/")
    assert trying.counts("finances", "total", by="product")["科技信用贷"] == "599999999"
    assert trying.counts("finances", "total", by="stage")["种子期"] == "1"
    assert trying.counts("finances", "equity") == {"": "1"} and trying.counts("finances", "investors") == {"": "1"}
    assert trying.counts("finances", "premium") == {"": "12000"} and trying.counts("finances", "cover") == {
        "": "800000"
    }
    covered = trying.reads("/finances/coverage/products/")  # five named products: those without a loan are named
    assert "助保贷" in covered and "政府采购贷" in covered and "科技信用贷" in covered


def test_a_demand_is_recommended_approved_paid_and_repaid(bank: Bank, trying: Trying) -> None:
    """S000-17 and S000-30: a pledge is valued and registered before it is paid, and released when it is repaid."""
    asked = {"sort": "pledge", "firm": bank.firm, "wanted": "2000000", "demanded": TODAY}
    record = trying.opens("finances", title="揉捻机专利质押", **asked)
    record = trying.does(record, "recommend", giver=bank.bank)
    assert "请登记所涉专利" in trying.refused(record, "approve", approved_on=TODAY)
    record = trying.does(record, "amend", title="揉捻机专利质押", **asked, patents=[{"patent": patent(trying)}])
    record = trying.does(record, "approve", approved_on=TODAY, amount="1800000")
    paid = {"paid_on": TODAY, "amount": "1800000", "to_day": TODAY + 365 * DAY}
    assert "质押尚未登记" in trying.refused(record, "pay", **paid)
    record = trying.does(record, "register", valued="4000000", pledge_no="Y2026980000001", registered_on=TODAY)
    record = trying.does(record, "pay", instalments=[{"due": TODAY + 100 * DAY, "amount": "1800000"}], **paid)
    assert "没有逾期款项" in trying.refused(record, "lapse", overdue_on=TODAY)
    assert "分期还款尚未还清" in trying.refused(record, "repay", settled_on=TODAY)
    row = FinanceInstalment.objects.get(record=record.pk)
    rows = [{"id": row.pk, "due": TODAY + 100 * DAY, "amount": "1800000", "paid": TODAY}]
    record = trying.does(record, "instal", instalments=rows)
    record = trying.does(record, "repay", settled_on=TODAY, released_on=TODAY)
    assert (record.state, record.released_on) == ("repaid", TODAY)
    assert trying.counts("finances", "granted") == {"": "100"}


def test_of_three_demands_of_which_two_were_refused_a_third_is_in_place(bank: Bank, trying: Trying) -> None:
    """S000-17: what was not granted was asked for all the same; it is no money."""
    asked = {"sort": "product", "firm": bank.firm, "wanted": "2000000", "demanded": TODAY}
    demands = [trying.opens("finances", title=f"需求{n}", **asked) for n in range(3)]
    for record in demands[:2]:
        trying.does(record, "refuse", reason="不符合条件")
    record = trying.does(demands[2], "recommend", giver=bank.bank)
    record = trying.does(record, "approve", approved_on=TODAY, amount="1800000")
    trying.does(record, "pay", paid_on=TODAY, amount="1800000", to_day=TODAY + 365 * DAY)
    assert trying.counts("finances", "granted")[""].startswith("33.3")
    assert trying.counts("finances", "total") == {"": "1800000"}
    assert trying.counts("finances", "financed") == {"": "1"}


# S001-22: the pool


def test_a_claim_above_the_share_of_the_loss_is_refused_with_both_numbers(bank: Bank, trying: Trying) -> None:
    loan = bank.lapsed()
    asked = {"loss": "1000000.01", "fund": bank.pool.number}
    said = trying.refused(loan, "claim", compensated="500000.01", **asked)
    assert "500000.01" in said and "1000000.01" in said and "50%" in said and "500000.005" in said
    loan = trying.does(loan, "claim", compensated="500000.00", **asked)
    assert (loan.state, loan.ceiling) == ("claimed", Decimal("500000.0050"))


def test_without_a_share_nothing_is_claimed_and_the_value_is_named(trying: Trying) -> None:
    bank = Bank(trying, share="")
    said = trying.refused(bank.lapsed(), "claim", loss="100", compensated="1", fund=bank.pool.number)
    assert "风险补偿资金池承担损失的比例" in said


def test_a_claim_above_the_balance_is_refused_with_what_is_left(bank: Bank, trying: Trying) -> None:
    bank.claim(bank.lapsed(), "3000000", "1500000")
    other = bank.lapsed("2400000")
    said = trying.refused(other, "claim", loss="2000000", compensated="500000.01", fund=bank.pool.number)
    assert "500000" in said and "0.01" in said and bank.pool.number in said
    assert bank.claim(other, "2000000", "500000").state == "claimed"
    assert bank.account() == (2000000, 2000000, 0, 0)


def test_whoever_claims_does_not_check(bank: Bank, trying: Trying) -> None:
    loan = trying.does(
        bank.lapsed(), "claim", "supervisor", loss="1000000", compensated="500000", fund=bank.pool.number
    )
    assert bank.account() == (2000000, 500000, 0, 1500000)
    assert trying.refused(loan, "check", "supervisor")  # whoever claims does not check


def test_what_is_recovered_comes_back_into_the_pool(bank: Bank, trying: Trying) -> None:
    """Claimed, checked by another, compensated, recovered: the pool says each, and no more comes back."""
    loan = bank.claim(bank.lapsed(), "1000000", "500000")
    assert trying.refused(loan, "check", "clerk")
    loan = trying.does(loan, "check", "supervisor")
    loan = trying.does(loan, "compensate", compensated_on=TODAY)
    assert bank.account() == (2000000, 0, 500000, 1500000)
    loan = trying.does(loan, "recover", recoveries={"day": TODAY, "amount": "120000.50", "source": "处置抵押物"})
    assert bank.account() == (Decimal("2120000.50"), 0, 500000, Decimal("1620000.50"))
    said = trying.refused(loan, "recover", recoveries={"day": TODAY, "amount": "379999.51"})
    assert "500000.01" in said and "500000" in said
    loan = trying.does(loan, "recover", recoveries={"day": TODAY, "amount": "379999.50"})
    assert trying.does(loan, "finish", reason="全部追回").state == "recovered"
    assert bank.account() == (2500000, 0, 500000, 2000000)
    assert trying.counts("finances", "compensated") == {"": "500000"}
    assert trying.counts("finances", "recovered") == {"": "500000"}
    page = trying.reads(f"/funds/{bank.pool.pk}/", "supervisor")
    assert "2,500,000" in page and "2,000,000" in page
    # what came back is no receipt that somebody takes out of the pool beside the record
    assert [receipt.effect for receipt in account_receipts(bank.pool)] == [2000000]


def test_a_claim_that_is_sent_back_frees_the_pool(bank: Bank, trying: Trying) -> None:
    loan = bank.claim(bank.lapsed(), "1000000", "500000")
    loan = trying.does(loan, "check_back", "supervisor", reason="损失未经法院确认")
    assert (loan.state, bank.account()) == ("overdue", (2000000, 0, 0, 2000000))


def test_no_correction_changes_what_the_pool_gives(bank: Bank, trying: Trying) -> None:
    """A wrong claim is sent back and claimed anew: neither before nor after it is paid is it put right."""
    loan = bank.claim(bank.lapsed(), "1000000", "500000")
    wrong: tuple[dict[str, str], ...] = ({"compensated": "900000"}, {"loss": "10"}, {"fund": bank.pool.number})
    for step in ("", "check", "compensate"):
        if step:
            given = {"compensated_on": TODAY} if step == "compensate" else {}
            loan = trying.does(loan, step, "supervisor", **given)
        for given in wrong:
            assert trying.refused(loan, "put_right", "supervisor", reason="误填", **given)
    trying.does(loan, "put_right", "supervisor", reason="误填", title="茶机贷款")
    loan.refresh_from_db()
    assert (loan.loss, loan.compensated) == (1000000, 500000)
    assert bank.account() == (2000000, 0, 500000, 1500000)


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_at_once_on_one_pool_one_stands(real_office: Office) -> None:
    trying = Trying(real_office)
    bank = Bank(trying, receipt="600000")
    loans = [bank.lapsed("1000000"), bank.lapsed("1000001")]
    given = {"loss": "1000000", "compensated": "400000", "fund": bank.pool.number}

    def claim(n: int) -> None:
        loan = Financing.objects.get(pk=loans[n].pk)
        take(loan, "claim", real_office.actor("clerk"), given, at=NOW)

    assert outcomes(at_once(claim, 2)) == {"done": 1, "guarded": 1}
    assert bank.account() == (600000, 400000, 0, 200000)
    assert sorted(Financing.objects.values_list("state", flat=True)) == ["claimed", "overdue"]


@pytest.mark.parametrize(
    ("loss", "share", "claimed", "ceiling"),
    [("100", 50, "50", None), ("100", 50, "50.01", "50"), ("100.01", 50, "50.01", "50.005"), ("0", 50, "0", None),
     ("100", 0, "0.01", "0"), ("100", 100, "100", None)],
)  # fmt: skip
def test_the_pool_gives_its_share_and_no_more(loss: str, share: int, claimed: str, ceiling: str | None) -> None:
    found = exceeded_ceiling(Decimal(loss), share, Decimal(claimed))
    assert found == (None if ceiling is None else Decimal(ceiling))
