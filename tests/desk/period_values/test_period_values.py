"""Societies report figures of each year: by page, sheet row and program, and what was not reported is named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from declared_lines import changed
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.desk.period_values.part import PeriodValues
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.societies.models import SocietyValue
from office import NOW, TODAY, Office
from programs import program

KIND = get_kind("societies")
LAST = date(TODAY.year - 1, 12, 31)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def society(office: Office, title: str = "云岭县茶叶学会") -> Any:
    unit, clerk = office.units["kexie"].pk, office.actor("clerk")
    entry = begin(get_kind("organisations"), clerk, {"unit": unit, "title": title, "sort": "society"}, at=NOW).record
    given = {"organisation": entry.number, "sort": "society", "founded": "2001-05-04", "unit": unit}
    return begin(KIND, clerk, given, at=NOW).record


def report(office: Office, record: Any, item: str, value: str = "", until: date = LAST, **more: Any) -> Any:
    row = {"item": item, "until": until.isoformat(), "value": value, **more}
    return take(record, "value", office.actor("clerk"), {"values": row}, at=NOW).record


def figures(office: Office, year: int = LAST.year) -> dict[str, Any]:
    span = FigureSpan(date(year, 1, 1), date(year, 12, 31))
    found = compute_figures(KIND, ["income", "outlay"], span, office.actor("supervisor"), TODAY)[()]
    return {name: value.exact for name, value in found.items()}


def test_a_figure_is_counted_in_its_own_year_and_told_again_the_newest_counts(office: Office) -> None:
    record = society(office)
    record = report(office, record, "income", "1200.5")
    record = report(office, record, "income", "900", LAST.replace(year=LAST.year - 1))
    record = report(office, record, "outlay", "300")
    assert figures(office) == {"income": Decimal("1200.5"), "outlay": 300}
    record = report(office, record, "income", "1300")
    assert figures(office) == {"income": 1300, "outlay": 300} and figures(office, LAST.year - 1)["income"] == 900
    assert SocietyValue.objects.filter(item="income", until=LAST).count() == 1
    said = [entry.payload.data for entry in Entry.objects.filter(record=record.pk, step="value").order_by("pk")]
    assert "1200.5" in str(said[0]) and "1300" in str(said[-1])  # the former one stands in the journal


@pytest.mark.parametrize(
    ("until", "more", "words"),
    [
        (LAST - timedelta(days=1), {"value": "1"}, f"不是期末日，期末日是 {LAST.isoformat()}"),
        (LAST.replace(year=TODAY.year), {"value": "1"}, "尚未结束"),
        (LAST, {"value": ""}, "空白不等于 0"),
        (LAST, {"value": "0", "missing": True}, "只能是其中一种"),
    ],
)
def test_what_is_no_value_of_a_period_that_is_over_is_refused(office, until, more, words):
    record = society(office)
    with pytest.raises(RecordError, match=words) as refused:
        report(office, record, "income", until=until, **more)
    assert refused.value.code == "guarded" and not SocietyValue.objects.exists()


def test_missing_in_the_source_is_neither_0_nor_unreported(client: Client, office: Office) -> None:
    record = report(office, society(office), "income", missing=True, source="年鉴")
    assert figures(office) == {"income": None, "outlay": 0}
    client.force_login(office.people["clerk"].user)
    text = client.get(f"/societies/{record.pk}/").text
    for words in ("年度数字", LAST.isoformat(), "年度收入 (元)", "来源未载", "未报", "上一期还有 1 项未报"):
        assert words in text, words
    report(office, record, "outlay", "0")
    assert "项未报" not in client.get(f"/societies/{record.pk}/").text


def test_a_coverage_names_who_has_not_reported_last_year(office: Office) -> None:
    tea, bees = society(office), society(office, "云岭县养蜂协会")
    for record in (tea, bees):
        record = report(office, record, "income", "1")
    report(office, record, "outlay", "1", LAST.replace(year=LAST.year - 1))
    told = program(office, "supervisor").get("societies/coverage/reported").data
    assert [(cell["yes"], cell["no"]) for cell in told["cells"]] == [(2, 0), (0, 2), (0, 2)]


def test_a_program_reports_and_is_refused_in_words(office: Office) -> None:
    record = society(office)
    row = {"item": "income", "until": LAST.isoformat(), "value": "12"}
    sent = {"given": {"values": row}, "seen": record.version}
    client = program(office, "clerk")
    wrong = client.post(
        f"societies/{record.pk}/steps/value", {**sent, "given": {"values": {**row, "until": "2025-06-30"}}}
    )
    assert (wrong.status_code, wrong.data["code"]) == (422, "guarded") and "2025-12-31" in wrong.data["what"]
    assert client.post(f"societies/{record.pk}/steps/value", sent).status_code in (200, 201)
    assert figures(office)["income"] == 12


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (PeriodValues("figures", "F"), "the kind has no rows figures"),
        (PeriodValues("values", "F", every="yearly"), "every=yearly is no calendar period"),
        (PeriodValues("values", "F", unit="measure"), "has no column measure"),
        (PeriodValues("support", "F"), "support.item takes no code"),
        (PeriodValues("keepers", "F"), "relieve edits them otherwise"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(part: PeriodValues, fault: str) -> None:
    others = tuple(other for other in KIND.declaration.parts if not isinstance(other, PeriodValues))
    with pytest.raises(ValueError, match=fault):
        changed(KIND, parts=(*others, part))
