"""S000-97: the yearly base report, from samples at original places, surveys of households and samples brought in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from luoshi.desk.figures.queries.official_tables import official_tables_of, table_faults, tables_below
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.followups.line import VALUES as FOLLOWUPS
from many_appeals import signed_in
from office import NOW, TODAY, Office
from soil_office import RESULTS, Station

BASE = "/soilsamples/tables/base/"


@pytest.fixture
def station(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Station:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Station(office)


def base_year(station: Station, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A year of base work: one original point and one near it, two households, one sample brought in; their numbers."""
    station.value("soilsamples.originals", ">=300")
    admin = station.office.actor("admin")
    set_value(FOLLOWUPS["followups.fertilising"], None, ">=2", TODAY, "云农发〔2026〕3号", admin, at=NOW)
    village = station.village()
    point = station.point("D001", village)
    original = station.checked(point, code="S1")
    station.sample(point, "near", code="S2")
    station.sample(point, code="S0", taken="2025-06-01")  # of the year before
    asked = [
        station.opens("followups", sort="fertilising", person=station.person(name).number, place=village.number,
                      year=2026, crop="小麦", baseline_on=TODAY, fertilisers=[{"name": "尿素", "amount": "12.5"}])
        for name in ("幻甲", "幻乙")
    ]  # fmt: skip
    station.opens("followups", sort="training", person=station.person("幻丙").number, year=2026, trained="no",
                  baseline_on=TODAY)  # fmt: skip
    brought = station.begins(
        "soilsamples",
        "bring",
        {"farmer": station.person("幻送土").number, "village": village.number, "crop": "wheat", "soil": "chestnut",
         "taken": str(TODAY), "code": "S3", "fee": "0", "unit": station.office.units["kexie"].pk},
    )  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 26, 10, tzinfo=NOW.tzinfo))
    brought = station.does(brought, "test", **RESULTS | {"tested_on": date(2026, 3, 25)})
    station.does(brought, "check", "supervisor")
    return {"originals": [original.number], "brought": [brought.number], "asked": [survey.number for survey in asked]}


def lines(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_base_report_has_three_lists_with_their_sources_and_targets(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = base_year(station, monkeypatch)
    page = station.reads(BASE)
    assert all(number in page for of in numbers.values() for number in of) and "S2" not in page and "S0" not in page
    desk = signed_in(station.office, "supervisor")
    paper = Document(BytesIO(b"".join(desk.post(BASE + "docx/").streaming_content)))
    originals, brought, asked, figures = map(lines, paper.tables)
    assert [row[-1] for row in originals[1:]] == numbers["originals"]
    assert [row[-1] for row in brought[1:]] == numbers["brought"]
    assert sorted(row[-1] for row in asked[1:]) == sorted(numbers["asked"])
    assert dict(zip(asked[0], asked[1], strict=True))["施用肥料"] == "尿素 12.5公斤"
    told = dict(zip(brought[0], brought[1], strict=True))
    assert (told["送样农户"], told["出结果天数"], told["收费（元）"]) == ("幻送土", "6", "0")
    by_name = {row[0]: row for row in figures}
    assert by_name["原点位土样"][1] == "1" and "未达" in by_name["原点位土样"][-1]
    assert by_name["施肥情况调查户"][1] == "2" and by_name["施肥情况调查户"][-1] == "≥2：达到"
    assert by_name["送样收费"][1] == "0"
    words = "\n".join(part.text for part in paper.paragraphs)
    assert "农民送样" in words and "“土样与监测读数”" in words and "“跟踪调研”" in words
    book = load_workbook(BytesIO(b"".join(desk.post(BASE + "xlsx/").streaming_content)))
    found = [{cell.value for row in sheet.iter_rows() for cell in row} for sheet in book.worksheets]
    assert len(found) == 4 and {*numbers["brought"]} <= found[1] and {*numbers["asked"]} <= found[2]
    exported = Entry.objects.filter(step="export").values_list("subject", flat=True)
    assert sorted(exported) == sorted(2 * ["followups", "soilsamples", "soilsamples"])


def test_whoever_may_not_read_the_samples_reads_no_report_of_them(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = base_year(station, monkeypatch)
    page = station.reads(BASE, "outside")
    assert not any(number in page for of in numbers.values() for number in of)
    assert all(number in station.reads(BASE, "leader") for number in numbers["originals"])


def test_a_sample_that_is_brought_says_that_nothing_was_paid(station: Station) -> None:
    given = {"farmer": station.person("幻送土").number, "taken": TODAY, "unit": station.office.units["kexie"].pk}
    assert "fee" in station.not_begun("soilsamples", "bring", **given)


def test_a_report_leaves_out_lists_of_lines_that_are_off_and_names_no_table_that_does_not_exist(office: Office) -> None:
    samples = get_kind("soilsamples")
    table = official_tables_of(samples)["base"]
    assert [kind.name for kind, _table in tables_below(table)] == ["soilsamples", "followups"]
    asked = replace(get_kind("followups"), off=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "luoshi.desk.figures.queries.official_tables.find_kind",
            lambda name: asked if name == "followups" else get_kind(name),
        )
        assert [kind.name for kind, _table in tables_below(table)] == ["soilsamples"]
    wrong = OfficialTable("wrong", "表", "code", also="soilsamples.nothing nobody.base")
    said = " ".join(table_faults(replace(samples, parts=(*samples.parts, wrong))))
    assert "no official table soilsamples.nothing" in said and "no official table nobody.base" in said
