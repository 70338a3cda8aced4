"""Several codes of one list on a record, as rows with a code each: figures by them, and conditions on them."""

from __future__ import annotations

from datetime import date

import pytest

from declared_lines import changed
from luoshi.desk.figures.queries.faults import figure_faults
from luoshi.desk.figures.queries.figures import FigureSpan, rows_behind_figure
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.kernel.kinds.language.conditions import Some
from luoshi.kernel.kinds.language.figures import Figure, Matrix
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from office import NOW, TODAY, Office

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
BORNE = Figure("borne", "Borne", "people", on="held", by="unit people.part")
WITH = Figure("with", "With speakers", on="held", where=Some("people", part="speaker"), by="unit")


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_a_record_with_several_codes_counts_under_each_and_a_condition_finds_it(office: Office) -> None:
    declared = get_kind("activities")
    others = [part for part in declared.declaration.parts if not isinstance(part, Figure | Matrix)]
    kind = changed(declared, parts=(*others, BORNE, WITH))
    assert list(figure_faults(kind)) == []
    told = {"sort": "lecture", "unit": office.units["kexie"].pk, "held": TODAY}
    told_of = {"unit": office.units["kexie"].pk, "title": "甲示例"}
    person = begin(get_kind("persons"), office.actor("clerk"), told_of, at=NOW).record.number
    for parts in (("speaker", "participant"), ("participant",)):
        people = [{"person": person, "part": part} for part in parts]
        begin(declared, office.actor("clerk"), {**told, "people": people, "place": f"{len(parts)}号社区"}, at=NOW)
    actor = office.actor("supervisor")
    laid = figure_grid(kind, FigureQuery(YEAR, by="people.part", figure="borne"), actor, TODAY)
    counts = {key: (cells[0].value.exact if cells[0].value else None, cells[0].cut) for key, _name, cells in laid.lines}
    assert {key: count for key, (count, _cut) in counts.items()} == {
        "speaker": 1,
        "participant": 2,
        "sent": None,
        "typical": None,
    }
    cut = counts["participant"][1]
    assert cut is not None and len([*rows_behind_figure(kind, cut, None, TODAY)]) == 2
    found = figure_grid(kind, FigureQuery(YEAR, by="", figure="with"), actor, TODAY)
    assert [cell.value.exact for _key, _name, cells in found.lines for cell in cells if cell.value] == [1]
