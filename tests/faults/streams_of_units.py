"""Long sheets of units brought in while the office is killed: one after the other, every third given up halfway."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from faults.sending import Form, Said, who
from luoshi.base.database import batched_writes
from luoshi.org.tree.models import Placement, Unit, UnitsMark
from luoshi.org.unit_import.actions.sheets import UnitSheet, plan_unit_sheet
from luoshi.org.unit_import.actions.staged import UNITS, begin_import, cancel_unit_import
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.unit_import.rules import UnitSheetRow
from office import NOW, TODAY

COUNT = 40  # units of a sheet: four towns, and villages under them
STEPS = 3  # of a sheet that is given up then


def sheet(at: int) -> UnitSheet:
    """The units of a sheet; the code of each begins with the sheet's own letter."""
    towns = [UnitSheetRow(n, f"U{at}-{n}", f"第{at}单{n}号示例镇", parent="county") for n in range(4)]
    villages = [UnitSheetRow(n, f"U{at}-{n}", f"第{at}单{n}号示例村", parent=f"U{at}-{n % 4}") for n in range(4, COUNT)]
    return UnitSheet(f"单位{at}.xlsx", f"{at:064d}", [*towns, *villages], TODAY)


def bring_units(at: int, said: Said) -> str:
    """Say yes to a sheet and let a worker carry it out, or go on with what an earlier one left."""
    batched_writes.FIRST = 2
    given, boss = sheet(at), who("admin")
    leaves = at % 3 == 2
    run = UnitRun.objects.filter(name=given.name).last()
    if run is None:
        run = begin_import(given, boss, at=NOW, agreed=plan_unit_sheet(given).digest())
        if leaves:
            for _step in zip(range(STEPS), UNITS.parts[UnitRun.WRITING](run), strict=False):
                pass
    if leaves:
        cancel_unit_import(run, boss)
    UNITS.carry_on(run.pk)
    run.refresh_from_db()
    return run.state


def of_unit_sheets(count: int) -> list[Form]:
    """Sheets of units, one after the other."""
    return [partial(bring_units, at) for at in range(count)]


def of_units() -> Iterator[str]:
    """What is not whole of the units, in words."""
    mark = UnitsMark.objects.get().hidden_from
    hidden = Unit._base_manager.filter(pk__gte=mark).count() if mark is not None else 0
    going = list(UnitRun.objects.filter(state__in=UnitRun.GOING))
    if len(going) > 1 or bool(going) != (mark is not None):
        yield f"{len(going)} sheets of units are going, and the mark is {mark}"
    if hidden != sum(run.written for run in going):
        yield f"{hidden} units are out of sight, written {[run.written for run in going]}"
    for run in UnitRun.objects.order_by("pk"):
        found = Unit.objects.filter(code__startswith=f"U{run.name[2:-5]}-")
        wanted = run.count if run.state == UnitRun.DONE else 0
        if found.count() != wanted:
            yield f"{run.name} is {run.state}, {found.count()} of its {run.count} units are in effect"
        above = Placement.objects.filter(unit__in=found, depth=1).count()
        itself = Placement.objects.filter(unit__in=found, depth=0).count()
        if (above, itself) != (wanted, wanted):
            yield f"{run.name} is {run.state}: {itself} of its units stand in the tree, {above} under another"


def units() -> list[Any]:
    """All units as one can compare them, without ids."""
    rows = Unit.objects.order_by("code").values_list("code", "name", "initials", "sort")
    places = Placement.objects.filter(unit__code__startswith="U").order_by("unit__code", "depth")
    states = UnitRun.objects.order_by("name").values_list("name", "state", "count")
    return [list(rows), list(places.values_list("unit__code", "ancestor__code", "depth", "start")), list(states)]
