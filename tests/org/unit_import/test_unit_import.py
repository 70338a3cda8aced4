"""A sheet of units is tried row by row, and then imported as it was tried, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as sought
from hypothesis import strategies as st

from luoshi.base.errors import OrgError
from luoshi.codes.model import CodeRemark
from luoshi.evidence.journal.models import Entry
from luoshi.org.tree.messages import CODES, IMPORT, remark_sentence
from luoshi.org.tree.models import Placement, Unit
from luoshi.org.tree.queries import edges_now, unit_names_on_day
from luoshi.org.tree.rules.names import DatedName
from luoshi.org.tree.rules.tree import FOREVER, Edge, places_from_edges
from luoshi.org.unit_import import sheets
from luoshi.org.unit_import.actions.sheets import UnitSheet, import_units, plan_unit_sheet
from luoshi.org.unit_import.queries import recorded_units, unit_sheet_rows
from luoshi.org.unit_import.rules import RecordedUnit, UnitImportPlan, UnitSheetRow, plan_unit_rows
from luoshi.org.units import actions as units
from office import FOUNDED, NOW, TODAY, Office
from unit_orders import AUTUMN, SPRING, steps, whole


def unit(
    id: int, code: str, parent: int | None, start: date = FOUNDED, until: date = FOREVER, name: str = ""
) -> RecordedUnit:
    return RecordedUnit(id, code, (Edge(id, parent, start, until),), (DatedName(name or code, "", start, FOREVER),))


COUNTY, BUREAU, TOWN = unit(1, "C", None), unit(2, "B", 1), unit(3, "T", 1)
KNOWN = {recorded_unit.code: recorded_unit for recorded_unit in (COUNTY, BUREAU, TOWN)}


def said(
    rows: Sequence[UnitSheetRow], units: dict[str, RecordedUnit] = KNOWN, day: date = TODAY
) -> list[tuple[Any, ...]]:
    return [
        (verdict.kinds, *(remark.code for remark in verdict.said))
        for verdict in plan_unit_rows(rows, units, day).verdicts
    ]


# What the rows mean


def test_each_row_says_what_it_would_change() -> None:
    rows = [
        UnitSheetRow(4, "C", "C"),
        UnitSheetRow(5, "N", "新设局", "新局", "C"),
        UnitSheetRow(6, "T", "T街道", parent="B", remark="驻地"),
        UnitSheetRow(7, "N2", "新设股", parent="N"),
    ]
    made = plan_unit_rows(rows, KNOWN, TODAY)
    assert [(verdict.row, verdict.kinds) for verdict in made.verdicts] == [
        (4, ("unchanged",)),
        (5, ("new",)),
        (6, ("moved", "renamed", "amended")),
        (7, ("new",)),
    ]
    assert made.counts() == {"new": 2, "renamed": 1, "moved": 1, "amended": 1, "unchanged": 1, "wrong": 0}
    assert made.lines == {
        -1: [Edge(-1, 1, TODAY, FOREVER)],
        -2: [Edge(-2, -1, TODAY, FOREVER)],
        3: [Edge(3, 1, FOUNDED, TODAY), Edge(3, 2, TODAY, FOREVER)],
    }
    assert made.names == {3: [DatedName("T", "", FOUNDED, TODAY), DatedName("T街道", "", TODAY, FOREVER)]}
    assert made.details == {3: {"remark": "驻地"}}


def test_rows_may_stand_in_any_order_children_before_parents() -> None:
    rows = [UnitSheetRow(n, f"V{n}", f"村{n}", parent=f"V{n + 1}" if n < 30 else "C") for n in range(1, 31)]
    forwards, backwards = plan_unit_rows(rows, KNOWN, TODAY), plan_unit_rows(rows[::-1], KNOWN, TODAY)
    assert forwards.wrong_rows == backwards.wrong_rows == []
    assert len(places_from_edges([*COUNTY.line, *(e for line in forwards.lines.values() for e in line)])) == 1 + sum(
        range(2, 32)
    )


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (UnitSheetRow(4, "", "无代码"), ["unit.missing"]),
        (UnitSheetRow(4, "N"), ["unit.missing"]),
        (UnitSheetRow(4, "N", ""), ["unit.missing"]),
        (UnitSheetRow(4, "N N", "新局"), ["unit.code_blank"]),
        (UnitSheetRow(4, "N", "局" * 121), ["unit.long"]),
        (UnitSheetRow(4, "N", "新局", parent="X"), ["import.no_parent"]),
        (UnitSheetRow(4, "N", "新局", parent="N"), ["tree.cycle"]),
        (UnitSheetRow(4, "N", "新局", division="12345"), ["division.digits"]),
        (UnitSheetRow(4, "N", "新局", credit="91"), ["credit.length"]),
        (UnitSheetRow(4, "N", "新局", credit="11530000015100003A"), ["credit.check"]),
        (UnitSheetRow(4, "N", "新局", start=date(1066, 1, 1)), ["import.day_far"]),
        (UnitSheetRow(4, "N", "新局", parent="C", start=FOUNDED - timedelta(1)), ["tree.no_parent"]),
        (UnitSheetRow(4, "T", "T", start=FOUNDED - timedelta(1)), ["tree.before_founding"]),
        (UnitSheetRow(4, "C", parent="T"), ["tree.cycle"]),
        (
            UnitSheetRow(4, "N", "新局", faults=(CodeRemark("import.day", {"text": "昨天", "field": "start"}),)),
            ["import.day"],
        ),
    ],
)
def test_a_wrong_row_says_why_in_words(row: UnitSheetRow, codes: list[str]) -> None:
    (verdict,) = plan_unit_rows([row], KNOWN, TODAY).verdicts
    assert (verdict.kinds, [remark.code for remark in verdict.said]) == (("wrong",), codes)
    assert all("%(" not in remark_sentence(remark) for remark in verdict.said)


def test_a_code_that_stands_twice_is_wrong_the_second_time_and_names_the_first_row() -> None:
    verdicts = plan_unit_rows(
        [UnitSheetRow(4, "N", "新局", parent="C"), UnitSheetRow(9, "N", "另一局", parent="C")], KNOWN, TODAY
    ).verdicts
    assert [verdict.kinds for verdict in verdicts] == [("new",), ("wrong",)]
    assert verdicts[1].said == (CodeRemark("import.twice", {"row": 4}),)


def test_two_rows_that_together_make_a_circle_are_both_wrong_and_a_swap_is_none() -> None:
    assert (
        said([UnitSheetRow(4, "B", parent="T"), UnitSheetRow(5, "T", parent="B")]) == [(("wrong",), "tree.cycle")] * 2
    )
    under = {**KNOWN, "S": unit(4, "S", 2)}
    assert [pair[0] for pair in said([UnitSheetRow(4, "S", parent="C"), UnitSheetRow(5, "B", parent="S")], under)] == [
        ("moved",)
    ] * 2


def test_a_closed_unit_is_not_brought_back_by_a_row() -> None:
    gone = {**KNOWN, "T": unit(3, "T", 1, until=SPRING)}
    assert said([UnitSheetRow(4, "T", "T", parent="C")], gone) == [(("wrong",), "tree.closed")]
    assert said([UnitSheetRow(4, "N", "新局", parent="T")], gone) == [(("wrong",), "tree.no_parent")]


def test_the_day_of_founding_in_a_row_says_nothing_of_when_a_change_holds() -> None:
    for start in (None, FOUNDED, TODAY):
        (names,) = plan_unit_rows([UnitSheetRow(4, "T", "T街道", start=start)], KNOWN, TODAY).names.values()
        assert names == [DatedName("T", "", FOUNDED, TODAY), DatedName("T街道", "", TODAY, FOREVER)]
    (names,) = plan_unit_rows([UnitSheetRow(4, "T", "T街道", start=SPRING)], KNOWN, TODAY).names.values()
    assert names[1].start == SPRING


def test_a_blank_leaves_and_a_dash_empties() -> None:
    full = {
        "T": replace(TOWN, remark="旧", division="530000", names=(DatedName("T", "简", FOUNDED, FOREVER),)),
        "C": COUNTY,
    }
    assert said([UnitSheetRow(4, "T")], full) == [(("unchanged",),)]
    made = plan_unit_rows([UnitSheetRow(4, "T", short="", parent="", division="", remark="")], full, TODAY)
    assert made.verdicts[0].kinds == ("moved", "renamed", "amended")
    assert made.details == {3: {"division": "", "remark": ""}} and made.lines[3][-1].parent is None


def test_what_is_doubtful_is_said_and_stops_nothing() -> None:
    (verdict,) = plan_unit_rows([UnitSheetRow(4, "N", "新局", parent="C", division="539999")], KNOWN, TODAY).verdicts
    assert (verdict.kinds, [doubt.code for doubt in verdict.doubts]) == (("new",), ["division.unknown"])


CODE = st.sampled_from(["C", "B", "T", "X", "Y", "Z", ""])
DAYS = st.sampled_from([None, FOUNDED, SPRING, TODAY, AUTUMN])
ROWS = st.lists(
    st.builds(UnitSheetRow, st.just(0), CODE, st.none() | st.just("名"), parent=st.none() | CODE, start=DAYS),
    max_size=7,
)


@given(ROWS)
@sought(max_examples=300)
def test_a_plan_without_wrong_rows_always_holds_together_and_done_twice_changes_nothing(
    rows: list[UnitSheetRow],
) -> None:
    rows = [replace(row, number=number) for number, row in enumerate(rows, 1)]
    made = plan_unit_rows(rows, KNOWN, TODAY)
    assert [verdict.row for verdict in made.verdicts] == [row.number for row in rows]
    if made.wrong_rows:
        return
    after = carried_out(made)
    places_from_edges(edge for known_unit in after.values() for edge in known_unit.line)
    again = plan_unit_rows(rows, after, TODAY)
    assert {kind for verdict in again.verdicts for kind in verdict.kinds} <= {"unchanged"}


def carried_out(made: UnitImportPlan) -> dict[str, RecordedUnit]:
    """The units known once a plan has been written."""
    after = dict(KNOWN)
    for id, (what, day) in made.news.items():
        after[what.code] = RecordedUnit(
            id, what.code, tuple(made.lines[id]), (DatedName(what.name, what.short, day, FOREVER),)
        )
    for code, recorded_unit in KNOWN.items():
        line = tuple(made.lines.get(recorded_unit.id, recorded_unit.line))
        names = tuple(made.names.get(recorded_unit.id, recorded_unit.names))
        after[code] = replace(recorded_unit, line=line, names=names, **made.details.get(recorded_unit.id, {}))
    return after


def test_every_sentence_has_its_values() -> None:
    names = ["unit", "day", "founded", "closed", "parent", "other", "count", "child", "until", "row", "text", "old"]
    names += ["new", "limit", "length", "division", "character", "place", "kind", "code"]
    values = dict.fromkeys(names, "1")
    for code in (*CODES, *IMPORT):
        assert "%(" not in remark_sentence(CodeRemark(code, values))


# Importing


def sheet(*rows: UnitSheetRow, day: date = TODAY) -> UnitSheet:
    return UnitSheet("units.xlsx", "0" * 64, list(rows), day)


def test_an_import_writes_all_and_journals_itself_and_each_unit(office: Office) -> None:
    rows = sheet(
        UnitSheetRow(4, "hy", "红岩乡", "红岩", "county", "530000"),
        UnitSheetRow(5, "hy1", "红岩村", parent="hy"),
        UnitSheetRow(6, "town", "青石街道", parent="bureau", remark="驻地"),
        UnitSheetRow(7, "bureau", "云岭县科学技术局"),
    )
    before = whole()
    made = plan_unit_sheet(rows)
    assert whole() == before
    import_units(rows, office.actor("admin"), at=NOW, agreed=made.digest())
    after = {found_unit.code: found_unit for found_unit in Unit.objects.all()}
    town = after["town"]
    assert (town.name, town.remark, town.initials) == ("青石街道", "驻地", "qsjd")
    assert (after["hy"].short, after["hy"].division, after["hy"].initials) == ("红岩", "530000", "hyxhy")
    assert steps(town) == ["unit.found", "unit.move", "unit.rename", "unit.amend"]
    assert [steps(after[code]) for code in ("hy", "hy1", "bureau")] == [["unit.found"]] * 3
    entry = Entry.objects.get(step="unit.import")
    assert '"new":2' in entry.payload.data.replace(" ", "") and '"0000' in entry.payload.data
    believed = edges_now()
    assert Placement.objects.filter(known_to__year=9999).count() == len(places_from_edges(believed))
    assert {kind for verdict in plan_unit_sheet(rows).verdicts for kind in verdict.kinds} == {"unchanged"}


def test_an_import_that_moves_a_branch_moves_all_beneath_it(office: Office) -> None:
    rows = sheet(UnitSheetRow(4, "kexie", parent="town"), UnitSheetRow(5, "town", parent="bureau"))
    import_units(rows, office.actor("admin"), at=NOW, agreed=plan_unit_sheet(rows).digest())
    assert Placement.objects.filter(known_to__year=9999).count() == len(places_from_edges(edges_now()))
    way = Placement.objects.filter(known_to__year=9999, unit=office.units["society"], until=FOREVER).order_by("depth")
    assert [placement.ancestor.code for placement in way] == ["society", "kexie", "town", "bureau", "county"]


def test_a_later_name_from_a_sheet_holds_only_then(office: Office) -> None:
    rows = sheet(UnitSheetRow(4, "town", "青石街道", start=AUTUMN))
    import_units(rows, office.actor("admin"), at=NOW, agreed=plan_unit_sheet(rows).digest())
    town = office.units["town"]
    town.refresh_from_db()
    assert (town.name, unit_names_on_day([town.pk], AUTUMN)[town.pk][0]) == ("青石镇", "青石街道")


def test_with_one_wrong_row_nothing_is_written(office: Office) -> None:
    rows = sheet(UnitSheetRow(4, "hy", "红岩乡", parent="county"), UnitSheetRow(5, "x", "", parent="nowhere"))
    before = whole()
    with pytest.raises(OrgError) as caught:
        import_units(rows, office.actor("admin"), at=NOW, agreed=plan_unit_sheet(rows).digest())
    assert (caught.value.code, whole()) == ("import.wrong", before)


def test_what_changed_since_the_trial_is_asked_about_again(office: Office) -> None:
    rows = sheet(UnitSheetRow(4, "town", "青石街道"))
    seen = plan_unit_sheet(rows).digest()
    units.rename_unit(office.units["town"], "青石乡", "", SPRING, office.actor("admin"), at=NOW)
    before = whole()
    with pytest.raises(OrgError) as caught:
        import_units(rows, office.actor("admin"), at=NOW, agreed=seen)
    assert (caught.value.code, whole()) == ("changed", before)


def test_nothing_is_half_written_where_the_import_fails_at_its_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, before = sheet(UnitSheetRow(4, "hy", "红岩乡", parent="county"), UnitSheetRow(5, "town", "青石街道")), whole()
    monkeypatch.setattr("luoshi.org.unit_import.actions.sheets.journal_many", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_units(rows, office.actor("admin"), at=NOW, agreed=plan_unit_sheet(rows).digest())
    assert whole() == before


def test_only_an_administrator_imports(office: Office) -> None:
    rows, before = sheet(UnitSheetRow(4, "hy", "红岩乡", parent="county")), whole()
    for who in sorted(set(office.people) - {"admin"}):
        with pytest.raises(OrgError) as caught:
            import_units(rows, office.actor(who), at=NOW, agreed=plan_unit_sheet(rows).digest())
        assert caught.value.code == "refused"
    assert whole() == before


def test_an_export_imported_again_changes_nothing_also_after_moves_and_renames(office: Office) -> None:
    admin = office.actor("admin")
    units.rename_unit(office.units["town"], "青石街道", "青石", SPRING, admin, at=NOW)
    units.move_unit(office.units["town"], office.units["bureau"], SPRING, admin, at=NOW)
    units.amend_unit(office.units["town"], admin, at=NOW, division="530000", remark="-不是公式")
    units.rename_unit(office.units["bureau"], "云岭县科技局", "", AUTUMN, admin, at=NOW)
    for day in (TODAY, AUTUMN):
        rows = sheets.read_unit_workbook(sheets.export_unit_workbook(unit_sheet_rows(day), day)).rows
        assert len(rows) == 6 and {
            verdict.kinds for verdict in plan_unit_rows(rows, recorded_units(), day).verdicts
        } == {("unchanged",)}


@pytest.mark.django_db(transaction=True)
def test_eight_imports_of_one_sheet_at_once_write_it_once(real_office: Office) -> None:
    rows = sheet(*(UnitSheetRow(4 + n, f"v{n}", f"第{n}村", parent="town") for n in range(30)))
    seen, admin, gate = plan_unit_sheet(rows).digest(), real_office.actor("admin"), Barrier(8)
    said_of: list[str] = []

    def go() -> None:
        gate.wait()
        try:
            import_units(rows, admin, at=NOW, agreed=seen)
            said_of.append("done")
        except OrgError as error:
            said_of.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said_of) == ["changed"] * 7 + ["done"]
    assert Unit.objects.count() == 36 and Entry.objects.filter(step="unit.import").count() == 1
