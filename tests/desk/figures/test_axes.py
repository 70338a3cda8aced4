"""Figures divided by linked records and by years, and what a share is short of in the unit of its part."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from declared_lines import changed
from luoshi.desk.figures.fields import FigureCutField
from luoshi.desk.figures.queries import grids
from luoshi.desk.figures.queries.faults import figure_faults
from luoshi.desk.figures.queries.figures import FigureSpan, rows_behind_figure
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.desk.figures.tables import format_comparison
from luoshi.figures.bounds import Bound, parse_bound
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.search.links import queries
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.funding.models import FundingSupport
from luoshi.lines.instructions.line import VALUES
from luoshi.lines.instructions.models import Instruction
from luoshi.org.actors.queries import NEVER
from office import NOW, TODAY, Office
from programs import program

SUPPORTS = get_kind("supports")
TARGET = VALUES["instructions.answered"]
YEARS = FigureSpan(date(2024, 1, 1), date(2026, 12, 31))


def supports(*figures: Figure) -> CompiledKind:
    """The kind with these figures instead of its own."""
    others = [part for part in SUPPORTS.declaration.parts if not isinstance(part, Figure)]
    return changed(SUPPORTS, parts=(*others, *figures))


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def body(office: Office, title: str) -> Any:
    told = {"unit": office.units["kexie"].pk, "title": title, "sort": "society"}
    return begin(get_kind("organisations"), office.actor("clerk"), told, at=NOW).record


def granted(office: Office, receiver: Any, amount: str, day: date = TODAY) -> Any:
    told = {"title": "补助", "receiver": receiver.number if receiver else "", "tool": "money", "amount": amount}
    unit = office.units["kexie"].pk
    record = begin(SUPPORTS, office.actor("clerk"), {**told, "unit": unit}, at=NOW).record
    FundingSupport.objects.filter(pk=record.pk).update(granted=day, state="granted")
    return record


def lines(office: Office, by: str, who: str = "supervisor", **more: Any) -> list[tuple[str, list[Fraction | None]]]:
    laid = figure_grid(SUPPORTS, FigureQuery(YEARS, by=by, **more), office.actor(who), TODAY)
    return [(name, [cell.value.exact if cell.value else None for cell in cells]) for _key, name, cells in laid.lines]


def test_by_a_link_each_record_has_a_line_the_greatest_first(office: Office) -> None:
    tea, bees = body(office, "茶叶学会"), body(office, "养蜂协会")
    for receiver, amount in ((bees, "500"), (tea, "100"), (tea, "50.5")):
        granted(office, receiver, amount)
    assert lines(office, "receiver") == [
        (f"{tea.number} 茶叶学会", [Fraction(2), Fraction(301, 2), Fraction(1)]),
        (f"{bees.number} 养蜂协会", [Fraction(1), Fraction(500), Fraction(1)]),
    ]
    by_money = lines(office, "receiver", figure="money")
    assert [name for name, _values in by_money] == [f"{bees.number} 养蜂协会", f"{tea.number} 茶叶学会"]


def test_the_fifty_greatest_are_shown_and_the_rest_is_one_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "LINES", 2)
    for number in range(4):
        granted(office, body(office, f"学会{number}"), str(100 + number))
    *shown, rest = lines(office, "receiver", figure="money")
    assert [name[-3:] for name, _values in shown] == ["学会3", "学会2"]
    assert rest == ("其他 2 个", [Fraction(201)])
    assert lines(office, "receiver", figure="receivers")[-1] == ("其他 2 个", [None])  # of distinct ones no sum is made


def test_each_number_leads_to_its_rows_and_a_false_address_to_none(client: Client, office: Office) -> None:
    tea, bees = body(office, "茶叶学会"), body(office, "养蜂协会")
    mine = granted(office, tea, "100")
    granted(office, bees, "500", TODAY - timedelta(days=400))
    for by, key in (("receiver", str(tea.pk)), ("granted.year", str(TODAY.year))):
        kind = supports(Figure("supports", "S", on="granted", by="unit receiver granted.year"))
        laid = figure_grid(kind, FigureQuery(YEARS, by=by), office.actor("supervisor"), TODAY)
        cut = next(cells[0].cut for line, _name, cells in laid.lines if line == key)
        assert cut is not None and [*rows_behind_figure(kind, cut, None, TODAY)] == [{"pk": mine.pk}]
        field = FigureCutField(kind)
        assert key in str(field.clean(str(cut))) or tea.number in str(field.clean(str(cut)))
        for wrong in ("x", "-1", "0", "1 or 1", "9" * 30):
            with pytest.raises(ValidationError):
                field.clean(str(cut).replace(f"={key}", f"={wrong}"))
    client.force_login(office.people["supervisor"].user)
    page = client.get("/supports/figures/", {"first": "2024-01-01", "last": "2026-12-31", "by": "receiver"})
    assert page.status_code == 200 and f"{tea.number} 茶叶学会" in page.text
    listed = client.get("/supports/", {"figure": f"supports;2024-01-01;2026-12-31;is.receiver={tea.pk}"})
    assert listed.context["count"] == 1 and tea.number in listed.text


def test_who_may_not_read_a_linked_record_sees_its_name_only_where_all_may_know_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea = body(office, "茶叶学会")
    granted(office, tea, "100")
    assert lines(office, "receiver")[0][0] == f"{tea.number} 茶叶学会"
    told = program(office, "supervisor").get("supports/figures?first=2026-01-01&by=receiver").data["lines"]
    assert [(line["key"], line["figures"][0]["value"]) for line in told] == [(str(tea.pk), "1")]
    monkeypatch.setattr(queries, "readable_kinds", lambda *_of: NEVER)
    assert lines(office, "receiver")[0][0] == f"{tea.number} 茶叶学会"
    monkeypatch.setitem(vars(get_kind("organisations")), "has_open_title", False)
    assert lines(office, "receiver")[0][0] == tea.number


@pytest.mark.parametrize("count", [3, 12])
def test_more_records_need_no_more_queries(office: Office, count: int) -> None:
    for number in range(count):
        granted(office, body(office, f"学会{number}"), "1")
    with CaptureQueriesContext(connection) as asked:
        assert len(lines(office, "receiver")) == count
    assert len(asked) <= 12


def test_by_year_the_years_stand_in_order_and_what_has_no_day_is_named(office: Office) -> None:
    kind, receiver = supports(Figure("used", "Used", on="granted", by="used.year")), body(office, "茶叶学会")
    for used in (None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 1)):
        record = granted(office, receiver, "1")
        FundingSupport.objects.filter(pk=record.pk).update(used=used)
    laid = figure_grid(kind, FigureQuery(YEARS, by="used.year"), office.actor("supervisor"), TODAY)
    told = [(key, cells[0].value.n if cells[0].value else None) for key, _name, cells in laid.lines]
    assert told == [("2025", 1), ("2026", 2), ("None", 1)]
    assert laid.lines[-1][1].startswith("未填")


@pytest.mark.parametrize(
    ("bound", "part", "whole", "counted", "short"),
    [
        ("≥90", 88_000, 100_000, False, 2000),  # 2,000 mu short
        ("≥90", 8, 10, True, 1),
        ("≥90", 7, 9, True, 2),  # 8.1 of 9: nine are needed
        (">50", 10, 20, True, 1),
        (">50", 10, 20, False, 0),
        ("≤10", 3, 20, True, 1),
        ("<10", 2, 20, True, 1),
        ("≥90", 9, 10, True, 0),
        ("≥90", 0, 0, True, 0),
    ],
)
def test_what_a_share_is_short_of_is_said_in_the_unit_of_its_part(bound, part, whole, counted, short):
    assert parse_bound(bound).lacking_part(Fraction(part), Fraction(whole), counted=counted) == short


@given(st.sampled_from(["≥", ">", "≤", "<"]), st.integers(1, 99), st.integers(0, 200), st.integers(1, 200))
def test_as_many_as_are_said_to_be_short_are_just_enough(sign: str, value: int, part: int, whole: int) -> None:
    part = min(part, whole)
    bound = Bound(sign, parse_bound(f"≥{value}").value)
    short = bound.lacking_part(Fraction(part), Fraction(whole), counted=True)
    step = 1 if sign in "≥>" else -1
    share = lambda n: Fraction(100 * n, whole)  # noqa: E731
    assert bound.is_met(share(part)) is (short == 0)
    assert bound.is_met(share(int(part + step * short)))
    assert not short or not bound.is_met(share(int(part + step * (short - 1))))


def test_a_missed_target_of_instructions_says_how_many_answers_are_short(client: Client, office: Office) -> None:
    set_value(TARGET, None, "≥90", date(2026, 1, 1), "云委督〔2026〕2号", office.actor("admin"), at=NOW)
    for number in range(10):
        Instruction.objects.create(
            kind="instructions", state="answered" if number < 7 else "passed", title="批示", whose="县长", given=TODAY,
            by=TODAY, words="办", unit=office.units["kexie"], opened=NOW, number=f"批2026-{number:04}",
        )  # fmt: skip
    client.force_login(office.people["supervisor"].user)
    text = client.get("/instructions/figures/").text
    assert "差20 个百分点（2 件）" in text


def test_the_comparison_of_quantities_keeps_their_fractions() -> None:
    figure = Figure("share", "S", "a", measure="share", base="b", on="c", target=object(), part_unit="亩")
    value = grids.FigureValue(Fraction(88), 1, 1, part=(Fraction(88_000), Fraction(100_000)))
    assert "2000 亩" in format_comparison(figure, value, parse_bound("≥90")).replace("2,000", "2000")


@pytest.mark.parametrize(
    ("figure", "fault"),
    [
        (Figure("one", "One", on="granted", by="title"), "no codes, nor is it a link"),
        (Figure("one", "One", on="granted", by="amount.year"), "amount is no day"),
        (Figure("one", "One", on="granted", by="grnted.year"), "no field grnted"),
        (Figure("one", "One", on="granted", by="receiver.sort"), "divided by fields of its own"),
        (
            Figure("one", "One", on="granted", by="receiver", targets={"receiver": {"x": TARGET}}),
            "targets of receiver: it is not divided by it",
        ),
    ],
)  # fmt: skip
def test_a_wrong_division_stops_the_start(figure: Figure, fault: str) -> None:
    assert any(fault in said for said in figure_faults(supports(figure)))


def test_protected_records_are_divided_by_no_link() -> None:
    kind = get_kind("children")
    figure = Figure("one", "One", on="consent", by="school")
    said = [*figure_faults(changed(kind, parts=(*kind.declaration.parts, figure)))]
    assert any("by school: it counts protected records" in fault for fault in said)


def test_a_unit_of_the_part_without_a_share_or_a_target_is_refused() -> None:
    with pytest.raises(ValueError, match="part_unit"):
        supports(Figure("one", "One", on="granted", part_unit="件"))
    with pytest.raises(ValueError, match="part_unit"):
        supports(Figure("one", "One", measure="share", where=Is(tool="money"), on="granted", part_unit="件"))


def test_a_program_is_refused_a_division_that_does_not_exist(office: Office) -> None:
    answer = program(office, "supervisor").get("supports/figures?by=receivers")
    assert answer.status_code == 422 and answer.data["code"] == "incomplete"
