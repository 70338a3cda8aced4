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
from luoshi.kernel.duties.models import Act, Occurrence
from luoshi.kernel.duties.rules.duties import DutyRule
from luoshi.kernel.kinds.compiled.duties import duty_rule
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.owed_since import BACK
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.societies.models import SocietyValue
from office import NOW, TODAY, Office
from programs import program

KIND = get_kind("societies")
KIND_VALUES = {parameter.name: parameter for parameter in KIND.values}
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
        (
            PeriodValues("values", "F", must="must", owes="figure"),
            "owes=figure is no duty with every=P1Y and following",
        ),
        (PeriodValues("values", "F", must="must", owes="inspection"), "owes=inspection is no duty with"),
        (PeriodValues("values", "F", owes="figures"), "owes=figures, but no column says which items are owed"),
        (PeriodValues("values", "F", by="sort"), "by= says whose value decides, needed= the column that names it"),
        (PeriodValues("values", "F", by="founded", needed="must"), "founded takes no codes of a list"),
        (PeriodValues("values", "F", needed="sorts"), "has no column sorts"),
        (PeriodValues("values", "F", assessed=True), "assessed, but no column says which items are owed"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(part: PeriodValues, fault: str) -> None:
    others = tuple(other for other in KIND.declaration.parts if not isinstance(other, PeriodValues))
    with pytest.raises(ValueError, match=fault):
        changed(KIND, parts=(*others, part))


# ---- the duty that asks for them


def owed(record: Any) -> list[tuple[str, date, date | None]]:
    """Its years, each with its due date and the day on which it was met."""
    rows = Occurrence.objects.filter(duty__record=record.pk, duty__name="figures", dropped=None)
    return list(rows.order_by("first").values_list("name", "due", "settled"))


@pytest.fixture
def asking(office: Office) -> Any:
    """A society that owes its figures within the first three months of the next year, from 2025 on."""
    admin, source = office.actor("admin"), "云科协〔2026〕1号"
    set_value(BACK, None, "2025-01-01", TODAY, source, admin, at=NOW)
    set_value(KIND_VALUES["societies.report_months"], None, "3", TODAY, source, admin, at=NOW)
    return society(office)


def test_without_the_offices_value_the_duty_stands_without_a_date_and_names_it(office: Office, client: Client) -> None:
    record = society(office)
    assert owed(record) == []
    client.force_login(office.people["clerk"].user)
    assert "年度数字应在次年几个月内报告" in client.get(f"/societies/{record.pk}/").text


def test_the_year_is_owed_until_all_figures_that_are_owed_are_there(
    office: Office, asking: Any, client: Client
) -> None:
    assert owed(asking)[0] == ("2025", date(2026, 3, 31), None)
    record = report(office, asking, "income", "1200")
    assert owed(record)[0][2] is None, "the other one is owed too"
    record = report(office, record, "services", "40")
    assert owed(record)[0][2] is None, "one that nobody owes meets nothing"
    record = report(office, record, "outlay", "3", LAST.replace(year=LAST.year - 1))
    assert owed(record)[0][2] is None, "another year"
    client.force_login(office.people["clerk"].user)
    page = client.get(f"/societies/{record.pk}/value/").text
    assert "for_period" not in page, "the value names its period itself"
    record = report(office, record, "outlay", missing=True, source="年鉴")
    assert owed(record)[0] == ("2025", date(2026, 3, 31), TODAY)
    report(office, record, "outlay", "80")
    assert Act.objects.filter(duty__name="figures", taken_back=None).count() == 1, "told again, it is met once"


def test_what_was_not_told_in_time_is_missed_and_is_made_up(office: Office, asking: Any, client: Client) -> None:
    late = date(2026, 4, 1)
    record = asking
    assert {name: due for name, due, _settled in owed(record)}["2025"] < late
    at = NOW.replace(year=2026, month=7, day=1)
    for item in ("income", "outlay"):
        row = {"item": item, "until": LAST.isoformat(), "value": "5"}
        record = take(record, "value", office.actor("clerk"), {"values": row}, at=at).record
    name, due, settled = owed(record)[0]
    assert settled is not None and settled > due and name == "2025"


def test_a_duty_of_other_kinds_may_be_told_of_each_month_in_the_next() -> None:
    monthly = Owed("told", "Told", every="P1M", following=1)
    assert duty_rule(monthly, society_draft(), TODAY) == {
        "kind": "every", "every": "P1M", "share": 100, "following": True, "month": 1,
    }  # fmt: skip
    rule = DutyRule.from_json(duty_rule(Owed("told", "Told", every="P1M", following=5), society_draft(), TODAY))
    first = next(iter(rule.dues(date(2026, 2, 1), ())))
    assert (first.first, first.due, first.opens, first.closes) == (
        date(2026, 2, 1), date(2026, 3, 31), date(2026, 3, 1), date(2026, 3, 31),
    )  # fmt: skip
    with pytest.raises(ValueError, match="following is of what is owed in each period"):
        Owed("told", "Told", at="term_to", following=1)


def society_draft() -> Any:
    return KIND.record(unit_id=1)
