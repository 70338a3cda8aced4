"""Financing by what the firm was on the day of the payment, and by the products of the banks."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.lines.finances.models import VALUES
from office import NOW, Office
from trying_rows import YEAR, Trying

RUNGS = ("small", "cultivated", "hightech")


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def lent(trying: Trying, firm: Any, amount: str, paid_on: str, sort: str = "product", **more: Any) -> Any:
    """A loan that is in place."""
    given = {"title": f"贷款{amount}", "sort": sort, "firm": firm.number, "amount": amount, "paid_on": paid_on, **more}
    return trying.opens("finances", "enter", **given)


def recognised(trying: Trying, firm: Any, sort: str, first: str, last: str = "2030-12-31") -> Any:
    """A certificate of the firm."""
    days = {"recognised_on": first, "from_day": first, "to_day": last}
    return trying.opens("recognitions", title=sort, sort=sort, holder=firm.number, **days)


def told(trying: Trying, *names: str, **span: str) -> list[str | None]:
    return [trying.counts("finances", name, **span).get("") for name in names]


def test_financing_goes_by_the_rung_of_the_firm_on_the_day_of_the_payment(trying: Trying) -> None:
    """S000-17, S000-30: the highest rung alone; what a firm became later changes no sum of before."""
    rising, high, none = (trying.firm(name) for name in ("示例成长企业", "示例高企", "示例企业"))
    recognised(trying, rising, "sme", "2025-01-01", "2026-01-31")
    recognised(trying, rising, "hightech", "2026-02-01")
    recognised(trying, high, "cultivated", "2025-01-01")
    recognised(trying, high, "hightech", "2025-01-01")
    lent(trying, none, "1000", "2026-01-05")
    lent(trying, rising, "20", "2026-01-31")
    lent(trying, rising, "300", "2026-02-01")
    lent(trying, high, "4", "2026-01-06")
    trying.opens("finances", title="需求", sort="product", firm=high.number, wanted="7", demanded="2026-01-06")
    assert told(trying, "total", *RUNGS) == ["1324", "20", "0", "304"]
    assert told(trying, *RUNGS, last="2026-01-31") == ["20", "0", "4"]
    # a certificate that is entered late counts for the payments of its days
    recognised(trying, none, "cultivated", "2026-01-05", "2026-01-05")
    assert told(trying, *RUNGS) == ["20", "1000", "304"]
    assert "高新技术企业融资额（按放款日资格）" in trying.reads("/finances/figures/", **YEAR)


def test_financing_goes_by_marks_and_groups_on_the_day_of_the_payment(trying: Trying) -> None:
    """S000-16, S000-17, S000-30: pilots and demonstrations, also by a former term; patent-dense and exporting firms."""
    marked, other = trying.firm("示例试点企业"), trying.firm("示例外贸企业")
    pilot = recognised(trying, marked, "pilot", "2025-01-01", "2026-01-31")
    trying.does(pilot, "renew", certificate="SD2", from_day="2026-03-01", to_day="2028-12-31")
    recognised(trying, marked, "demonstration", "2026-03-02")
    groups = [{"group": "patent_dense", "from_day": "2025-01-01"},
              {"group": "export", "from_day": "2025-01-01", "to_day": "2026-01-31"}]  # fmt: skip
    trying.opens("firms", organisation=other.number, from_day="2025-01-01", groups=groups)
    for amount, day in (("1", "2026-01-31"), ("20", "2026-02-01"), ("300", "2026-03-01")):
        lent(trying, marked, amount, day)
        lent(trying, other, amount, day)
    assert told(trying, "pilot", "demonstration") == ["301", "0"]
    assert told(trying, "patent_dense", "export") == ["321", "1"]
    assert trying.counts("firms", "by_group", "groups.group", last="2026-01-31")["外向型企业"] == "1"
    assert "外向型企业" not in trying.counts("firms", "by_group", "groups.group")


def test_five_named_products_are_in_use_or_those_that_are_not_are_named(trying: Trying) -> None:
    """S000-30: the ledger by product; one product counts once, and angel money is no product."""
    trying.sets(VALUES, "finances.products", "≥5")
    firm = trying.firm("示例企业")
    for n, product in enumerate(("pledge", "orders", "assistance", "subsidy")):
        lent(trying, firm, str(n + 1), "2026-01-09", product=product)
    lent(trying, firm, "50", "2026-01-10", product="orders")
    lent(trying, firm, "600", "2026-01-10", "angel", product="credit")
    assert trying.counts("finances", "products_used") == {"": "4"}
    assert "≥5：未达到，差1" in trying.reads("/finances/figures/", **YEAR)
    lent(trying, firm, "7000", "2026-02-01", product="credit")
    assert trying.counts("finances", "products_used") == {"": "5"}
    assert "≥5：达到" in trying.reads("/finances/figures/", **YEAR)
    assert trying.counts("finances", "total", "product")["订单贷"] == "52"
    assert "订单贷" in trying.reads("/finances/", face="products", product="orders")


def test_financing_by_rung_is_read_by_those_who_may_and_leads_to_its_rows(trying: Trying) -> None:
    """The office counts all and opens the loans behind a sum; somebody from outside counts what they may see: none."""
    high, other = trying.firm("示例高企"), trying.firm("示例企业")
    recognised(trying, high, "hightech", "2025-01-01")
    loan, beside = lent(trying, high, "4", "2026-01-06"), lent(trying, other, "70", "2026-01-06")
    asked = "&".join(f"{key}={value}" for key, value in YEAR.items())
    for who, value in (("supervisor", "4"), ("stranger", "4"), ("outside", "0")):
        figures = trying.api(who).get(f"finances/figures?{asked}").data["total"]
        (hightech,) = [figure for figure in figures if figure["name"] == "hightech"]
        assert hightech["value"] == value, who
    listed = trying.reads("/finances/", figure=f"hightech;{YEAR['first']};{YEAR['last']}")
    assert loan.number in listed and beside.number not in listed


def test_a_recognition_that_was_refused_makes_no_pilot_firm(trying: Trying) -> None:
    firm = trying.firm("示例企业")
    asked = trying.opens("recognitions", "apply", title="试点", sort="pilot", holder=firm.number, begun_on="2026-01-01")
    asked = trying.does(asked, "put_right", "supervisor", from_day="2026-01-01", reason="误填")
    lent(trying, firm, "7", "2026-01-31")
    trying.does(asked, "refuse", "supervisor", reason="不符合条件")
    assert trying.counts("finances", "pilot") in ({}, {"": "0"})
