"""Fields that follow from rows, values of the office and days: written by whichever step changes one of these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from declared_lines import changed, declared, instead
from linked.models import Body, Member
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Least, Need
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import make_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

RATE = DeclaredParameter("tallies.rate", "Rate", Decimal)
TERM = DeclaredParameter("tallies.term", "Days of a term", int)
MEMBERS = Rows("members", Member, "Members", "name percent votes to_day", ends="to_day")


def later(took: Any) -> None:
    """What a follow-up sets counts as what a step sets."""
    took.set_fields(from_day=took.record.from_day + timedelta(days=1))


STEPS = (
    Step("enter", "Enter", "> open", "unit", "title unit from_day", rows="members"),
    Step("seats", "Seats", "open >", "unit", rows="members"),
    Step("join", "Join", "open >", "unit", adds="members"),
    Step("leave", "Leave", "open >", "unit", ends="members"),
    Step("move", "Move", "open >", "unit", "from_day", bulk=True),
    Step("call", "Call", "open >", "unit", "title"),
    Step("delay", "Delay", "open >", "unit", follows=(later,)),
    Step("shut", "Shut", "open > shut", "unit", needs=[Need(Least("size", 5), "Too few votes.")]),
)
PARTS = (
    MEMBERS,
    Computed("worth", "sum(members.percent) * rate", values={"rate": RATE}),
    Computed("size", "trimmed(members.votes)"),
    Computed("to_day", "max(from_day + term, max(members.to_day))", values={"term": TERM}),
)
TALLIES = make_kind(
    Kind(
        "tallies",
        "Tallies",
        "Tally",
        Body,
        Cycle({"open": "Open", "shut": "Shut"}, "shut", STEPS),
        Rights((Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=("unit",)),
        shows="worth size from_day to_day",
        columns="worth size to_day",
        corrects="unit",
        parts=PARTS,
        parameters=(RATE, TERM),
        prefix="泗",
    )
)


@pytest.fixture(autouse=True)
def _kind(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    with declared(Line("tallies", "Tallies", (TALLIES.declaration,))):
        yield


def value(parameter: DeclaredParameter, text: str, start: date = date(2026, 1, 1), unit: Any = None) -> None:
    Parameter.objects.create(name=parameter.name, unit=unit, value=text, start=start, source="test")


def member(
    percent: object = "10", votes: object = "4", to_day: object = "2026-03-01", **more: object
) -> dict[str, Any]:
    return {"name": "甲", "percent": percent, "votes": votes, "to_day": to_day, **more}


def entered(office: Office, *rows: dict[str, Any]) -> Body:
    values = {"title": "会", "unit": office.units["kexie"].pk, "from_day": "2026-02-01", "members": list(rows)}
    return Body.objects.get(pk=begin(TALLIES, office.actor("clerk"), values, at=NOW).record.pk)


def taken(office: Office, record: Body, step: str, **values: Any) -> Body:
    take(record, step, office.actor("clerk"), values, at=NOW)
    return Body.objects.get(pk=record.pk)


def told(step: str) -> Any:
    return json.loads(Entry.objects.filter(step=step).latest("pk").payload.data)


def ids(record: Body) -> list[int]:
    return list(Member.list_rows(record).values_list("pk", flat=True))


def test_each_way_to_change_rows_computes_anew(office: Office) -> None:
    value(RATE, "1.5")
    value(TERM, "30")
    one = entered(office, member("10", "4"), member("20.5", "6"))
    assert (one.worth, one.size, one.to_day) == (Decimal("45.75"), 5, date(2026, 3, 3))
    assert told("enter")["computed_from"] == (
        "Σ(10; 20.5) × 1.5; Σ(4; 6) ÷ 2; max(2026-02-01 + 30; max(2026-03-01; 2026-03-01))"
    )
    one = taken(office, one, "join", members=member("1", "7", "2027-01-01"))
    assert (one.worth, one.size, one.to_day) == (Decimal("47.25"), 6, date(2027, 1, 1))
    first, second, third = ids(one)
    one = taken(office, one, "seats", members=[{"id": third}, {"id": first, "percent": "2"}, member("1", "1")])
    assert (one.worth, one.size) == (Decimal("6"), 4) and second not in ids(one)
    one = taken(office, one, "join", members=member("1", "1", ""))
    assert (one.worth, one.to_day) == (Decimal("7.5"), None)  # a day that is not known is not passed over
    one = taken(office, one, "leave", members={"id": ids(one)[-1], "to_day": "2029-05-05"})
    assert one.to_day == date(2029, 5, 5)
    one = taken(office, one, "move", from_day="2031-01-01")
    assert (one.to_day, told("move")["to_day"]) == (date(2031, 1, 31), "2031-01-31") and "worth" not in told("move")
    one = taken(office, one, RIGHT, from_day="2032-01-01", reason="抄错了")
    assert one.to_day == date(2032, 1, 31)
    one = taken(office, one, "delay")
    assert one.to_day == date(2032, 2, 1)
    taken(office, one, "call", title="例会")
    assert "computed_from" not in told("call")


def test_the_journal_names_no_basis_while_nothing_to_compute_from_is_entered(office: Office) -> None:
    value(RATE, "1.5")
    one = entered(office)
    assert one.worth is None and "Σ()" not in told("enter").get("computed_from", "")


def test_four_values_lose_the_highest_and_the_lowest(office: Office) -> None:
    assert entered(office, *(member(votes=votes) for votes in (1, 5, 6, 99))).size == 6  # 5.5, half up
    assert entered(office, *(member(votes=votes) for votes in (1, 5, 99))).size == 35


def test_a_value_in_force_on_the_day_for_the_unit_is_taken_and_a_later_one_changes_nothing(office: Office) -> None:
    value(RATE, "2")
    value(RATE, "3", unit=office.units["kexie"])
    one = entered(office, member("10"))
    assert one.worth == 30
    value(RATE, "5", unit=office.units["kexie"], start=TODAY)
    assert taken(office, one, "call", title="例会").worth == 30
    assert taken(office, one, "join", members=member("1")).worth == 55


@pytest.mark.parametrize(
    ("rate", "rows", "why"),
    [
        ("", [member()], "not known: Rate"),
        ("2", [], "not known: Members: Percent"),
        ("2", [member(), member(percent="")], "not known: Members: Percent"),
    ],
)
def test_what_cannot_be_computed_is_empty_and_its_page_says_why(
    office: Office, rate: str, rows: list[dict[str, Any]], why: str
) -> None:
    if rate:
        value(RATE, rate)
    one = entered(office, *rows)
    assert one.worth is None
    assert why in page(office, f"/tallies/{one.pk}/")


def page(office: Office, address: str) -> str:
    client = Client()
    client.force_login(office.people["clerk"].user)
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_pages_show_it_and_no_form_asks_for_it(office: Office) -> None:
    value(RATE, "2")
    one = entered(office, member("10"), member("2.5"))
    text = page(office, f"/tallies/{one.pk}/")
    assert "= Σ(10; 2.5) × Rate" in text and "25" in text
    assert "25" in page(office, "/tallies/")
    for step in ("seats", RIGHT):
        assert 'name="worth"' not in page(office, f"/tallies/{one.pk}/{step}/")
    assert taken(office, one, "move", from_day="2026-03-01", worth="7").worth == 25  # what is sent for it is not read


def test_a_need_reads_what_the_rows_of_the_step_come_to(office: Office) -> None:
    one = entered(office, member(votes="4"))
    with pytest.raises(RecordError, match="Too few votes"):
        taken(office, one, "shut")
    assert taken(office, taken(office, one, "join", members=member(votes="6")), "shut").state == "shut"


def test_a_sheet_begins_without_rows_and_a_bulk_step_reads_them_in_one_query(office: Office) -> None:
    value(TERM, "30")
    row = {"title": "会", "unit": office.units["kexie"].pk, "from_day": "2026-02-01"}
    (made,) = begin_many(TALLIES, office.actor("clerk"), [row], at=NOW)
    assert (made.worth, made.size, made.to_day) == (None, None, None)
    one = entered(office, member())
    with CaptureQueriesContext(
        connection,
    ) as asked:
        taken(office, one, "move", from_day="2026-03-01")
    assert sum("linked_member" in query["sql"] for query in asked) == 1
    with CaptureQueriesContext(connection) as asked:
        taken(office, one, "call", title="例会")
    assert not any("linked_member" in query["sql"] for query in asked)


def test_a_day_that_no_calendar_has_is_refused_and_nothing_is_written(office: Office) -> None:
    value(TERM, "99999999")
    with pytest.raises(RecordError) as error:
        entered(office, member())
    assert error.value.code == "incomplete" and Body.objects.count() == 0


ROWS = st.lists(
    st.tuples(
        st.none() | st.decimals(-1000, 1000, places=4),
        st.none() | st.integers(-9, 9),
        st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    ),
    max_size=6,
)


def by_hand(rows: list[Any], rate: Decimal) -> tuple[Any, Any]:
    percents, votes = [row[0] for row in rows], sorted(row[1] for row in rows if row[1] is not None)
    worth = (
        sum((Fraction(percent) for percent in percents), Fraction(0)) * Fraction(rate)
        if rows and None not in percents
        else None
    )
    kept = votes[1:-1] if len(votes) > 3 else votes
    mean = Decimal(sum(kept)) / len(kept) if rows and len(votes) == len(rows) else None
    return (
        None if worth is None else Decimal(worth.numerator) / worth.denominator,
        None if mean is None else int(mean.quantize(Decimal(1), ROUND_HALF_UP)),
    )


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_whatever_is_done_to_rows_it_is_what_they_come_to(office: Office, data: Any) -> None:
    Parameter.objects.filter(name=RATE.name).delete()
    value(RATE, "2")
    one = entered(office)
    for _turn in range(3):
        new = [member(*("" if said is None else said for said in row)) for row in data.draw(ROWS)]
        kept = [{"id": pk} for pk in ids(one) if data.draw(st.booleans())]
        one = taken(office, one, "seats", members=data.draw(st.permutations([*new, *kept])))
        stored = list(Member.list_rows(one).values_list("percent", "votes", "to_day"))
        assert (one.worth, one.size) == by_hand(stored, Decimal(2))


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (Computed("worth", "sum(people.percent)"), "people.percent is no number or day"),
        (Computed("worth", "sum(members.shares)"), "members.shares is no number or day"),
        (Computed("worth", "sum(members.name)"), "members.name is no number or day"),
        (Computed("worth", "max(members.to_day)"), "the formula gives a day, and worth holds none"),
        (Computed("to_day", "sum(members.votes)"), "the formula gives a number, and to_day holds none"),
        (Computed("worth", "sum(members.to_day)"), "day are not put together by sum"),
        (Computed("worth", "max(from_day, size)"), "day and number are not put together by max"),
        (Computed("worth", "days(from_day, size)"), "days is between two days"),
        (Computed("worth", "minutes(from_day, to_day)"), "minutes is between two moments"),
        (Computed("to_day", "from_day + to_day"), r"a day \+ a day is nothing"),
        (Computed("to_day", "from_day * 2"), "a day × a number is nothing"),
        (Computed("worth", "size * rate"), "rate is no number or day"),
        (Computed("worth", "size * 2", values={"rate": RATE}), "the formula does not read rate"),
        (Computed("worth", "size * card", values={"card": RATE}), "card is a field and a value"),
        (Computed("worth", "size * words", values={"words": DeclaredParameter("t.w", "W", str)}), "words is no number"),
        (Computed("to_day", "from_day + 1", band="sort points"), "only a number has a band"),
    ],
)
def test_a_wrong_formula_stops_the_start(part: Computed, fault: str) -> None:
    with pytest.raises(ValueError, match=f"kind tallies: computed {part.name}: .*{fault}"):
        changed(TALLIES, parts=(MEMBERS, part))


def test_what_is_masked_in_rows_must_be_protected_beside_them(office: Office) -> None:
    masked = Rows("members", Member, "Members", "name percent votes to_day", ends="to_day", hidden="percent")
    with pytest.raises(ValueError, match="who reads it reads what is protected"):
        changed(TALLIES, parts=(masked, Computed("worth", "sum(members.percent)")))


def test_what_fits_starts_and_its_values_are_read_by_the_kind() -> None:
    kind = changed(TALLIES, parts=(*PARTS,), parameters=())
    assert {parameter.name for parameter in kind.parameters} == {RATE.name, TERM.name}
    with instead(kind):
        pass
