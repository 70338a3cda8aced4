"""The views of a plan's ledger: by heading, unit and month, by light; what a reader sees of each row."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.plans.detail.lines import PlanLine, PlanSection
from luoshi.plans.detail.rules import LATE_LIGHTS, LedgerView, arrange_lines, count_lights, group_lines
from many_appeals import signed_in
from office import NOW, Office
from plans import published, received


def line(at: int, lead: str = "科协", until: date | None = None, commitment: int | None = None) -> PlanLine:
    return PlanLine(at, f"任务{at}", (), lead, "", "", "", until=until, commitment=commitment or at)


SECTIONS = [
    PlanSection(("一",), (line(1, "科协", date(2026, 9, 30)), line(2, "科技局", date(2026, 3, 31)))),
    PlanSection(("二",), (line(3, "科协"), line(4, "科技局", date(2026, 9, 1)))),
]
LIGHTS = {1: "late", 2: "steady", 4: "late"}


def numbers(view: LedgerView) -> str:
    """The rows of a view under their headings: ``一: 1 2; 二: 3``."""
    sections = group_lines(arrange_lines(SECTIONS, view, LIGHTS))
    return "; ".join(f"{' '.join(s.path)}: {' '.join(str(row.at) for row in s.lines)}" for s in sections)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (LedgerView(), "一: 1 2; 二: 3 4"),
        (LedgerView("units"), "科协: 1 3; 科技局: 2 4"),
        (LedgerView("months"), "2026-03: 2; 2026-09: 1 4; : 3"),
        (LedgerView(lights=frozenset({"late"})), "一: 1; 二: 4"),
        (LedgerView("units", frozenset({"late", "steady"})), "科协: 1; 科技局: 2 4"),
        (LedgerView(lights=frozenset({"done"})), ""),
    ],
)
def test_a_view_orders_rows_and_keeps_their_numbers(view: LedgerView, expected: str) -> None:
    assert numbers(view) == expected


@given(st.lists(st.sampled_from(["late", "soon", "steady", "done", "own"]), max_size=20))
def test_every_light_is_counted_once_late_ones_first(codes: list[str]) -> None:
    found = count_lights((code, code.title()) for code in codes)
    assert sum(light.count for light in found) == len(codes)
    late = [light.code in LATE_LIGHTS for light in found]
    assert late == sorted(late, reverse=True)


@given(st.sampled_from(["", "units", "months"]), st.frozensets(st.sampled_from(["late", "steady"])))
def test_no_view_loses_or_doubles_a_row(order: str, codes: frozenset[str]) -> None:
    expected = [at for at in range(1, 5) if not codes or LIGHTS.get(at) in codes]
    assert sorted(row.at for _path, row in arrange_lines(SECTIONS, LedgerView(order, codes), LIGHTS)) == expected


def page_of(office: Office, plan: Any, who: str = "supervisor", more: str = "") -> Any:
    answer = signed_in(office, who, "en").get(f"/plans/{plan.pk}/{more}")
    assert answer.status_code == 200
    return lxml.html.document_fromstring(answer.content.decode())


def shown(page: Any) -> list[str]:
    return [row.get("id") for row in page.xpath("//table//tr[starts-with(@id, 'row-')]")]


def test_each_light_leads_to_as_many_rows_as_it_counts(office: Office) -> None:
    plan = published(office)
    lamps = page_of(office, plan).xpath("//ul[@class='lamps']//a")
    counts = [int(lamp.xpath(".//span[@class='lamps__count']")[0].text) for lamp in lamps]
    assert lamps and sum(counts) == plan.commitments.count()
    for lamp, count in zip(lamps, counts, strict=True):
        assert len(shown(page_of(office, plan, more=lamp.get("href").partition("#")[0]))) == count


def test_units_and_months_are_headings_over_all_rows(office: Office) -> None:
    plan = published(office)
    every = sorted(shown(page_of(office, plan)))
    for view in ("units", "months"):
        page = page_of(office, plan, more=f"?view={view}")
        assert sorted(shown(page)) == every
        (here,) = page.xpath("//nav[@class='views']/a[@aria-current]")
        assert here.get("href").startswith(f"?view={view}")
    months = [words.split()[0] for words in texts(page, "//tr[@class='planrows__head']/th")]
    dated = [month for month in months if re.fullmatch(r"2026-\d\d", month)]
    assert dated and dated == sorted(dated)


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


def test_an_unknown_view_is_the_whole_ledger(office: Office) -> None:
    plan = published(office)
    assert shown(page_of(office, plan, more="?view=secret")) == shown(page_of(office, plan))


def test_a_reader_sees_lights_only_of_commitments_they_may_open(office: Office) -> None:
    plan = published(office)
    page = page_of(office, plan, "stranger")
    opened = page.xpath("//table//th//a[starts-with(@href, '/commitments/')]")
    lit = page.xpath("//table//tr[.//span[contains(@class, 'light--')]]")
    assert 0 < len(opened) == len(lit) < plan.commitments.count()
    counted = sum(int(number) for number in page.xpath("//span[@class='lamps__count']/text()"))
    assert counted == len(opened)


def test_the_head_says_how_much_is_done_against_the_year(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    plan = published(office)
    for who in ("supervisor", "clerk"):
        label = page_of(office, plan, who).xpath("//svg[contains(@class, 'course--wide')]/@aria-label")
        assert label == ["By 2026-03-20 0 should be done, 0 are."]
    assert not page_of(office, received(office)).xpath("//svg[contains(@class, 'course')]")
