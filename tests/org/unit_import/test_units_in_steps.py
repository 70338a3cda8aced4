"""A long sheet of units is written in short steps that nobody sees; the last shows all of it, or nothing is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from luoshi.base.errors import OrgError
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.witness.queries.differences import row_differences
from luoshi.kernel.history.queries.verification import journal_findings
from luoshi.kernel.messages.models import Message
from luoshi.org.actors.models import User
from luoshi.org.tree.models import ALWAYS, Placement, Unit, UnitName, UnitsMark
from luoshi.org.tree.queries import edges_now
from luoshi.org.tree.rules.tree import places_from_edges
from luoshi.org.unit_import.actions import staged
from luoshi.org.unit_import.actions.sheets import UnitSheet, import_units, plan_unit_sheet
from luoshi.org.unit_import.actions.staged import UNITS, begin_import, cancel_unit_import, write_later
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.unit_import.queries import recorded_units, unit_sheet_rows
from luoshi.org.unit_import.rules import UnitSheetRow
from luoshi.org.units import actions as units
from luoshi.org.units.queries import once_called, standing_on
from many_appeals import signed_in
from office import NOW, TODAY, Office

COUNT = 13
# Those beneath stand before those above; one that was recorded is renamed, another moves under a new one.
ROWS = [
    *(UnitSheetRow(at, f"v{at}", f"第{at}村", "", "hy" if at % 2 else f"v{at - 1}") for at in range(5, 5 + COUNT - 1)),
    UnitSheetRow(30, "hy", "红岩乡", "红岩", "county", "530000"),
    UnitSheetRow(31, "town", "青石街道"),
    UnitSheetRow(32, "bureau", parent="hy"),
]


@pytest.fixture(autouse=True)
def _short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.base.database.batched_writes.FIRST", 4)
    monkeypatch.setattr("luoshi.base.database.batched_writes.AIMED", 0.0)  # no step is larger than the one before
    monkeypatch.setattr("luoshi.base.database.batched_writes.BETWEEN", 0.0)


def sheet(*rows: UnitSheetRow) -> UnitSheet:
    return UnitSheet("单位.xlsx", "0" * 64, list(rows or ROWS), TODAY)


def begun(office: Office, who: str = "admin") -> UnitRun:
    rows = sheet()
    return begin_import(rows, office.actor(who), at=NOW, agreed=plan_unit_sheet(rows).digest())


def half(office: Office, monkeypatch: pytest.MonkeyPatch) -> UnitRun:
    """The worker is told to end behind its second step."""
    run = begun(office)
    left: Iterator[bool] = iter([False, True])
    with monkeypatch.context() as told:
        told.setattr("luoshi.base.sheets.staged_imports.is_worker_stopping", lambda: next(left))
        assert not UNITS.carry_on(run.pk)
    run.refresh_from_db()
    assert 0 < run.written < COUNT and Unit._base_manager.filter(code__startswith="v").exists()
    return run


def seen(office: Office) -> list[Any]:
    """Everything that tells of units: the tree, lists, searches, sheets, names."""
    client = signed_in(office, "admin", "en")
    pages = ["/units/", "/units/?q=村", "/units/?q=红岩", "/units/find/?q=红岩"]
    return [
        *(word in client.get(page).content.decode() for page in pages for word in ("第5村", "红岩", "青石街道")),
        sorted(Unit.objects.values_list("code", "name")),
        sorted(standing_on(TODAY).values_list("code", flat=True)),
        sorted(once_called(Unit.objects.all(), "村").values_list("code", flat=True)),
        sorted(row.code for row in unit_sheet_rows(TODAY)),
        sorted(recorded_units()),
        len(edges_now()),
    ]


def test_a_long_sheet_is_seen_by_nobody_before_all_of_it_is_there(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seen(office)
    run = half(office, monkeypatch)
    assert seen(office) == before
    client, hidden = signed_in(office, "admin", "en"), Unit._base_manager.filter(code__startswith="v")
    assert [client.get(f"/units/{unit.pk}/").status_code for unit in hidden] == [404] * hidden.count()
    assert f"{run.written} of {COUNT} rows are written" in client.get(f"/units/import/run/{run.pk}/").text
    assert f"/units/import/run/{run.pk}/" in client.get("/units/import/").text
    assert write_later.call(run.pk) == COUNT  # as the worker after a kill: it goes on
    run.refresh_from_db()
    assert (run.state, run.rows, Unit.objects.count()) == (UnitRun.DONE, "", 6 + COUNT)
    assert Placement.objects.filter(known_to=ALWAYS).count() == len(places_from_edges(edges_now()))
    way = Placement.objects.filter(known_to=ALWAYS, unit__code="v6").order_by("depth")
    assert [placement.ancestor.code for placement in way] == ["v6", "v5", "hy", "county"]
    assert {kind for verdict in plan_unit_sheet(sheet()).verdicts for kind in verdict.kinds} == {"unchanged"}
    assert Entry.objects.filter(step="unit.found", subject=f"unit:{hidden.get(code='v6').pk}").count() == 1
    assert Entry.objects.filter(step__in=("unit.import", "unit.rename", "unit.move")).count() == 3
    assert "青石街道" in client.get("/units/").text and "A long sheet" not in client.get("/units/import/").text
    assert "All 13 rows are in effect" in client.get(f"/units/import/run/{run.pk}/").text
    assert list(Message.objects.values_list("person", "code")) == [(run.person_id, "units.imported")]
    assert [finding for finding in (*journal_findings(), *row_differences()) if finding.code != "erased"] == []
    assert write_later.call(run.pk) == COUNT and Unit.objects.count() == 6 + COUNT  # run twice it does no more


def test_what_it_writes_is_what_one_transaction_writes(office: Office) -> None:
    def written() -> list[Any]:
        rows = Placement.objects.filter(known_to=ALWAYS)
        names = UnitName.objects.filter(known_to=ALWAYS)
        return [
            sorted(rows.values_list("ancestor__code", "unit__code", "depth", "start", "until")),
            sorted(names.values_list("unit__code", "name", "short", "start")),
            sorted(Unit.objects.values_list("code", "name", "short", "initials", "division")),
        ]

    run = begun(office)
    write_later.call(run.pk)
    in_steps = written()
    rows = sheet(*(UnitSheetRow(row.number, f"{row.code}x", row.name, row.short,
                                f"{row.parent}x") for row in ROWS[:12]),
                 UnitSheetRow(30, "hyx", "红岩乡", "红岩", "county", "530000"))  # fmt: skip
    import_units(rows, office.actor("admin"), at=NOW, agreed=plan_unit_sheet(rows).digest())
    whole = [[tuple(str(cell).removesuffix("x") for cell in row) for row in part if "x" in str(row[0] + str(row[1]))]
             for part in written()]  # fmt: skip
    mine = [[tuple(str(cell) for cell in row) for row in part] for part in in_steps]
    assert all(set(made) <= set(there) for made, there in zip(whole, mine, strict=True))


def test_meanwhile_nobody_else_changes_units_and_all_may_afterwards(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, admin = half(office, monkeypatch), office.actor("admin")
    county, town = office.units["county"], office.units["town"]
    acts = [
        lambda: units.establish_unit("白水镇", "bs", county, TODAY, admin, at=NOW),
        lambda: units.rename_unit(town, "白水镇", "", TODAY, admin, at=NOW),
        lambda: units.move_unit(town, office.units["bureau"], TODAY, admin, at=NOW),
        lambda: units.amend_unit(town, admin, at=NOW, remark="x"),
        lambda: begun(office),
        lambda: import_units(
            one := sheet(UnitSheetRow(4, "x", "小村")), admin, at=NOW, agreed=plan_unit_sheet(one).digest()
        ),
    ]
    for act in acts:
        with pytest.raises(OrgError) as refused:
            act()
        assert refused.value.code == "importing" and "单位表" in refused.value.what
    write_later.call(run.pk)
    assert units.establish_unit("白水镇", "bs", county, TODAY, admin, at=NOW).pk


def test_what_is_given_up_is_taken_out_whole_and_may_come_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seen(office)
    run = half(office, monkeypatch)
    client = signed_in(office, "admin", "en")
    assert client.post(f"/units/import/run/{run.pk}/", {"drop": "1"}).status_code == 302
    write_later.call(run.pk)
    run.refresh_from_db()
    assert (run.state, run.rows, UnitsMark.objects.get().hidden_from, seen(office)) == (UnitRun.OUT, "", None, before)
    shells = Unit._base_manager.filter(name="")
    assert shells.count() == run.written and {shell.code for shell in shells} == {f"~{shell.pk}" for shell in shells}
    assert not Placement.objects.filter(unit__in=shells, known_to=ALWAYS).exists()
    assert [client.get(f"/units/{shell.pk}/").status_code for shell in shells] == [404] * run.written
    assert Entry.objects.filter(step="unit.import.out").count() == 1
    assert list(Message.objects.values_list("code", flat=True)) == ["units.not_imported"]
    assert "removed" in client.get(f"/units/import/run/{run.pk}/").text
    assert [finding for finding in (*journal_findings(), *row_differences()) if finding.code != "erased"] == []
    write_later.call(begun(office).pk)
    assert Unit.objects.count() == 6 + COUNT
    assert not cancel_unit_import(run, office.actor("admin"))  # too late


def test_only_administrators_begin_look_and_give_up(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("clerk", "supervisor", "auditor"):
        with pytest.raises(OrgError, match="管理员"):
            begun(office, who)
    run = half(office, monkeypatch)
    for who in ("clerk", "supervisor", "auditor"):
        client = signed_in(office, who, "en")
        assert client.get(f"/units/import/run/{run.pk}/").status_code == 404
        assert client.post(f"/units/import/run/{run.pk}/", {"drop": "1"}).status_code == 404
        with pytest.raises(OrgError, match="管理员"):
            cancel_unit_import(run, office.actor(who))
    run.refresh_from_db()
    assert run.state == UnitRun.WRITING


@pytest.mark.parametrize("what", ["rights", "program"])
def test_what_cannot_be_ended_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    before = seen(office)
    run = half(office, monkeypatch)
    with monkeypatch.context() as broken:
        if what == "rights":
            User.objects.filter(person=run.person_id).update(is_active=False)
        else:
            broken.setattr(staged, "create_planned_units", lambda *_, **__: 1 / 0)
        write_later.call(run.pk)
    write_later.call(run.pk)
    User.objects.update(is_active=True)
    run.refresh_from_db()
    assert (run.state, bool(run.said), seen(office)) == (UnitRun.OUT, True, before)


def test_a_sheet_that_would_change_too_many_recorded_units_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.org.unit_import.actions.sheets.MOST_CHANGED", 1)
    with pytest.raises(OrgError) as refused:
        begun(office)
    assert refused.value.code == "import.many" and not UnitRun.objects.exists()


def test_units_put_out_of_sight_past_the_program_are_found(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = half(office, monkeypatch)
    assert [finding for finding in journal_findings() if finding.code == "unseen"] == []  # a sheet is under way
    UNITS.carry_on(run.pk)
    last = Unit.objects.latest("pk")
    UnitsMark.objects.update(hidden_from=last.pk)
    found = [finding.values["record"] for finding in journal_findings() if finding.code == "unseen"]
    assert found == [last.code]
