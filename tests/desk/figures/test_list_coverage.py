"""Coverage of a dated list: every item in every year, each number with its rows, each empty cell named."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from counted_kinds import FIGURES, counted_kinds, event
from linked.models import LEVELS
from luoshi.desk.api.routes import operations_of
from luoshi.desk.figures.queries.list_coverage import list_entries
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage
from office import NOW, TODAY, Office
from programs import carried_out

LEVELS_BY_YEAR = Coverage(
    "levels",
    "Levels by year",
    rows="linked.levels",
    cells=(
        Cell("held", "Held", Counted("events.events", "reach")),
        Cell("visits", "Visits", Counted("events.visits", "reach")),
    ),
    years=2,
)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds(*FIGURES, LEVELS_BY_YEAR) as found:
        yield found


def _told(office: Office, who: str = "supervisor", year: int = 2026, unit: int | None = None) -> dict[Any, Any]:
    """The numbers and the empty cells of every item in every year."""
    found = list_entries(LEVELS_BY_YEAR, office.actor(who), TODAY, year, unit)
    return {
        (entry.code, entry.year): (
            [cell.told.value and cell.told.value.exact for cell in entry.cells],
            entry.empty_cells,
        )
        for entry in found
    }


def test_every_item_of_the_list_stands_there_in_every_year_and_each_empty_cell_is_named(
    kind: CompiledKind, office: Office
) -> None:
    unit = office.units["kexie"]
    event(unit, date(2026, 2, 3), reach="town", attendance=30)
    event(unit, date(2026, 1, 2), reach="town", attendance=None)
    event(unit, date(2025, 4, 2), reach="city", attendance=7)
    event(unit, date(2024, 4, 2), reach="nation", attendance=9)
    event(unit, date(2026, 2, 2), reach="")
    event(unit, date(2026, 2, 2), reach="city", attendance=5, state="cancelled")
    nothing = ([None, None], ["Held", "Visits"])
    assert _told(office) == {
        ("town", 2026): ([2, 30], []),
        ("city", 2026): nothing,
        ("nation", 2026): nothing,
        ("town", 2025): nothing,
        ("city", 2025): ([1, 7], []),
        ("nation", 2025): nothing,
    }
    assert [code for code, year in _told(office, year=2024) if year == 2024] == ["town", "city", "nation"]
    assert _told(office, year=2024)["nation", 2024] == ([1, 9], [])
    assert _told(office, unit=office.units["bureau"].pk)["town", 2026] == nothing


def test_an_item_counts_for_the_years_in_which_it_is_in_force_or_has_anything(
    kind: CompiledKind, office: Office
) -> None:
    rows = [ListItemInput("town", "乡镇"), ListItemInput("city", "市级")]
    source, admin = "云科协〔2026〕3号", office.actor("admin")
    set_version(LEVELS, None, rows, date(2026, 1, 1), source, admin, at=NOW, seen=0)
    assert [*_told(office)] == [
        ("town", 2026), ("city", 2026), ("town", 2025), ("city", 2025), ("nation", 2025)
    ]  # fmt: skip
    event(office.units["kexie"], date(2026, 2, 3), reach="nation", attendance=1)
    assert _told(office)["nation", 2026] == ([1, 1], [])


def test_each_number_leads_to_its_rows_and_an_empty_cell_to_the_form(
    client: Client, kind: CompiledKind, office: Office
) -> None:
    for month in (1, 2):
        event(office.units["kexie"], date(2026, month, 2), reach="town", attendance=8)
    event(office.units["bureau"], date(2026, 2, 2), reach="town", attendance=8)
    client.force_login(office.people["supervisor"].user)
    page = client.get("/events/coverage/levels/")
    text = page.content.decode()
    assert page.context["count"] == 6 and "6个中1个" in text
    links = {said: unescape(url) for url, said in re.findall(r'<a\s+href="([^"]+figure=[^"]+)"\s*>([^<]+)</a>', text)}
    assert client.get(links["3"]).context["count"] == 3 == client.get(links["24"]).context["count"]
    assert client.get("/events/coverage/levels/", {"which": "yes"}).context["count"] == 1
    assert client.get("/events/coverage/levels/", {"which": "lacks", "year": 2024}).context["count"] == 6
    assert client.get("/events/coverage/levels/", {"year": "abc"}).context["count"] == 0
    client.force_login(office.people["clerk"].user)  # counts all, opens their own
    assert client.get(links["3"]).context["count"] == 2
    answer = client.post("/events/coverage/levels/sheet/")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[call-overload]
    rows = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[1]]
    assert rows[0] == ("Town", 2026, 3, 24, None) and rows[1][4] == "Held、Visits"


def test_a_program_reads_the_same_with_the_rows_behind_each_number(kind: CompiledKind, office: Office) -> None:
    event(office.units["kexie"], date(2026, 2, 2), reach="town", attendance=8)
    (operation,) = [asked for asked in operations_of(kind) if asked.path == "events/coverage/levels"]
    found = carried_out(operation, office.actor("supervisor"), {"year": 2026})
    assert (found["last_year"], found["entries"]) == (2026, 6)
    assert found["cells"][-1] == {"name": "", "label": "全部", "yes": 1, "no": 5, "unknown": 0}
    (town, city) = found["rows"][:2]
    assert (town["code"], town["year"], town["lacking"]) == ("town", 2026, [])
    assert (town["cells"]["visits"]["value"], town["cells"]["visits"]["answer"]) == ("8", "yes")
    rows = filter_records(kind, office.actor("supervisor"), TODAY, {"figure": town["cells"]["held"]["rows"]})
    assert rows.qs.count() == 1
    assert city["lacking"] == ["Held", "Visits"] and city["cells"]["held"] == {
        "value": None, "answer": "no", "rows": None, "kind": "events"
    }  # fmt: skip


@pytest.mark.parametrize("count", [3, 12])
def test_more_rows_need_no_more_queries(client: Client, kind: CompiledKind, office: Office, count: int) -> None:
    for number in range(count):
        event(office.units["kexie"], date(2026, 2, 2 + number), reach="town", attendance=8)
    client.force_login(office.people["supervisor"].user)
    client.get("/events/coverage/levels/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/events/coverage/levels/")
    assert len(queries) <= 20


HELD = Cell("held", "Held", Counted("events.events", "reach"))


@pytest.mark.parametrize(
    ("coverage", "fault"),
    [
        (Coverage("levels", "L", rows="linked.none", cells=(HELD,)), "no list linked.none"),
        (Coverage("levels", "L", rows="linked.areas", cells=(HELD,)), "takes no codes of linked.areas"),
        (Coverage("levels", "L", rows="linked.levels", cells=(Cell("a", "A", Is(sort="talk")),)), "counts nothing"),
        (
            Coverage("levels", "L", rows="linked.levels", cells=(Cell("a", "A", Counted("events.no", "reach")),)),
            "no figure events.no",
        ),
        (
            Coverage("levels", "L", rows="linked.levels", cells=(Cell("a", "A", Counted("events.signed", "reach")),)),
            "not divided by reach",
        ),
        (Coverage("levels", "L", rows="linked.levels", cells=(HELD,), by="unit"), "leave where, at and by out"),
        (Coverage("levels", "L", rows="linked.levels", cells=(HELD,), years=0), "1 to 10 years"),
        (Coverage("levels", "L", cells=(HELD,)), "is no condition"),
    ],
)
def test_a_wrong_coverage_of_a_list_stops_the_start(coverage: Coverage, fault: str) -> None:
    with pytest.raises(ValueError, match=fault), counted_kinds(*FIGURES, coverage):
        pass
