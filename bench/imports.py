#!/usr/bin/env python3
"""Measure how long others wait while a long sheet is brought in, on SQLite: two processes on one database.

    python bench/imports.py [records nested firms patents learners soilpoints units ledger back] [--rows 30000]

One brings in the rows as the worker does, the other saves a record every 50 ms. The goal: no save waits over a second;
where one does, or fails, the program ends with 1. Sheets of a ledger take 5,000 rows at most: ``ledger`` brings one in,
``back`` lets one come back with a change in every row. ``nested`` are contracts with two links, found by name, and
three parties inside each; ``firms`` are firms found in the register by name, then a recognition of each;
``patents`` name their holder, ``learners`` a person and a provider, ``soilpoints`` a village.

Records are then brought in once more while nobody else works, and compared with the floor: the same rows of the same
tables, journal and index included, written by ``bulk_create`` into a copy of the database, with nothing checked.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import imports_bare
import ledger_sheet
import sheet_rows

from luoshi.site import keys

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.05  # seconds between two saves
BOUND = 1.0  # seconds that none of them may wait
OF_LEDGER = 4990  # rows that one sheet of a ledger may have, almost
SHEETS = ("records", "nested", "firms", "patents", "learners", "soilpoints", "units", "ledger", "back")
OF_RECORDS = ("records", "nested", "patents", "soilpoints")
FIRMS, PEOPLE, EVENTS = 200, 50, 50  # what the contracts name
VILLAGES = 120  # what the points name


def main() -> int:
    """For each sort of sheet make an office, then let one process write while the other saves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sheets", nargs="*", choices=[*SHEETS, []], help="all of them where none is named")
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--inside", choices=("make", "bring", "save", "bare"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return inside(asked.inside, asked.sheets[0], asked.rows)
    return max(measured(sheet, asked.rows) for sheet in asked.sheets or SHEETS)


def measured(sheet: str, rows: int) -> int:
    """Bring one in while another saves, and records once more alone; 1 where a save waited too long or failed."""
    print(f"{sheet}: load {os.getloadavg()[0]:.1f}", flush=True)
    failed = beside(sheet, rows)
    if sheet in OF_RECORDS:
        alone(sheet, rows)
    return failed


def alone(sheet: str, rows: int) -> None:
    """Bring records in while nobody else works, then write the same rows past the program."""
    with office_folder(sheet, rows) as (command, around):
        subprocess.run([*command, "bring"], env=around, check=True)
        subprocess.run([*command, "bare"], env=around, check=True)


def beside(sheet: str, rows: int) -> int:
    """Bring one in while another saves; 1 where a save waited too long or failed."""
    with office_folder(sheet, rows) as (command, around):
        saving = subprocess.Popen([*command, "save"], env=around)
        try:
            subprocess.run([*command, "bring"], env=around, check=True)
        finally:
            (Path(around["LUOSHI_DATA"]) / "over").touch()
            saving.wait()
        return saving.returncode


@contextmanager
def office_folder(sheet: str, rows: int) -> Iterator[tuple[list[str], dict[str, str]]]:
    """An office in a folder of its own, with what the sheet names: the command of a process, and its surroundings."""
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        base = {"LUOSHI_DATA": folder, "DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "DATABASE_URL": ""}
        keys.create_missing_keys(Path(folder), {})
        command, around = [sys.executable, __file__, sheet, "--rows", str(rows), "--inside"], {**os.environ, **base}
        subprocess.run([*command, "make"], env=around, check=True)
        yield command, around


def inside(part: str, sheet: str, rows: int) -> int:
    """One of the processes."""
    import django
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    sys.path.insert(0, str(ROOT / "tests"))
    import office
    from luoshi.evidence.witness.actions import after_migrating

    if part == "make":
        call_command("migrate", verbosity=0)
        office.build()
        after_migrating(timezone.now(), {})
        if sheet == "back":
            before(rows)
        if sheet == "nested":
            named_in_contracts()
        if sheet == "firms":
            registered(rows)
        if sheet == "patents":
            registered(FIRMS)
        if sheet == "learners":
            people_who_learn(rows)
        if sheet == "soilpoints":
            named_in_points()
        return 0
    if part == "bare":
        tables, count, spent, cpu = imports_bare.write_bare(Path(os.environ["LUOSHI_DATA"]))
        said = f"{count:,} rows of {tables} tables: {spent:.1f} s, CPU {cpu:.1f} s"
        print(f"  the same by bulk_create: {said}", flush=True)
        return 0
    if part == "save":
        return save()
    if sheet in OF_RECORDS:
        imports_bare.keep_before(Path(os.environ["LUOSHI_DATA"]))
    with noted() as held:
        start, busy = time.perf_counter(), time.process_time()
        ways = {"records": records, "nested": nested, "firms": firms, "patents": patents, "learners": learners}
        ways |= {"soilpoints": soilpoints}
        said = (ways | {"units": units, "ledger": ledger, "back": back})[sheet](rows)
        spent = time.perf_counter() - start
    cpu = time.process_time() - busy
    longest = max(held, default=0) * 1000
    print(f"  {said}: {spent:.1f} s, CPU {cpu:.1f} s, {len(held)} steps, the longest {longest:.0f} ms", flush=True)
    return 0


@contextmanager
def noted() -> Iterator[list[float]]:
    """Seconds that each step held its transaction."""
    from luoshi.base.database import batched_writes

    held: list[float] = []
    took = batched_writes.StepPace.took

    def also(pace: Any, seconds: float) -> None:
        held.append(seconds)
        took(pace, seconds)

    batched_writes.StepPace.took = also  # type: ignore[method-assign]
    yield held


def actor(name: str) -> Any:
    """Who acts, with the posts of today."""
    from django.utils import timezone

    from luoshi.org.actors.models import Person
    from luoshi.org.actors.queries import actor_of

    return actor_of(Person.objects.get(name=name), timezone.localdate())


def an_appeal() -> dict[str, str]:
    """What an appeal is opened with."""
    from luoshi.org.tree.models import Unit

    unit = Unit.objects.get(code="desk").pk
    return {"title": "增设科普活动室", "words": "周末孩子没有去处", "channel": "web", "unit": str(unit)}


def records(rows: int) -> str:
    """The rows of a sheet of appeals, as its page and the worker bring them in."""
    given = an_appeal()
    return brought_in("appeals", [{**given, "title": f"第{at}件活动室"} for at in range(rows)])


def nested(rows: int) -> str:
    """The lines of a sheet of contracts, with a person, an activity and three parties each, all by their names."""
    from luoshi.lines.activities.models import Activity

    unit, events = an_appeal()["unit"], list(Activity.objects.values_list("title", flat=True))
    return brought_in(
        "contracts",
        [
            {
                "title": f"第{at}号技术服务协议",
                "sort": "partner",
                "unit": unit,
                "manager": f"联络员{at % PEOPLE}",
                "activity": events[at % EVENTS],
                "signatories": [{"org": f"示例企业{(at * 3 + n) % FIRMS}有限公司", "part": "member"} for n in range(3)],
            }
            for at in range(rows)
        ],
    )


def firms(rows: int) -> str:
    """The rows of a list of firms, then of their certificates; both name the firm as the register does."""
    unit = an_appeal()["unit"]
    listed = brought_in("firms", sheet_rows.firms_of(rows, unit))
    return f"{listed}; {brought_in('recognitions', sheet_rows.certificates_of(rows, unit))}"


def registered(rows: int) -> None:
    """Enter as many firms in the register of organisations."""
    brought_in("organisations", sheet_rows.entries_of(rows, an_appeal()["unit"]))


def patents(rows: int) -> str:
    """The rows of a list of granted patents, each with its holder by name."""
    return brought_in("patents", sheet_rows.patents_of(rows, an_appeal()["unit"], FIRMS), step="enter")


def learners(rows: int) -> str:
    """The rows of a list of learners, each with a person by name and the provider responsible."""
    return brought_in("learners", sheet_rows.learners_of(rows, an_appeal()["unit"]))


def people_who_learn(rows: int) -> None:
    """Enter the persons and the provider that the learners name."""
    unit = an_appeal()["unit"]
    brought_in("organisations", [{"title": sheet_rows.SCHOOL, "sort": "institution", "unit": unit}])
    brought_in("persons", sheet_rows.people_of(rows, unit))


def named_in_contracts() -> None:
    """Enter the firms, people and activities that the contracts name."""
    from django.utils import timezone

    from luoshi.desk.bulk.actions.bulk import begin_many
    from luoshi.kernel.kinds.registry import get_kind

    who, at, unit = actor("杜察云"), timezone.now(), an_appeal()["unit"]
    firms = [{"title": f"示例企业{n}有限公司", "sort": "enterprise", "unit": unit} for n in range(FIRMS)]
    begin_many(get_kind("organisations"), who, firms, at=at)
    begin_many(get_kind("persons"), who, [{"title": f"联络员{n}", "unit": unit} for n in range(PEOPLE)], at=at)
    events = [
        {"place": f"第{n}会议室", "planned": "2026-03-05", "unit": unit, "sort": "matching"} for n in range(EVENTS)
    ]
    activities = get_kind("activities")
    begin_many(activities, who, events, at=at, step=activities.cycle.by_name["plan"])


def soilpoints(rows: int) -> str:
    """The rows of a list of points, each with a village by name and coordinates that are encrypted."""
    return brought_in("soilpoints", sheet_rows.points_of(rows, an_appeal()["unit"], VILLAGES))


def named_in_points() -> None:
    """Enter the villages that the points name."""
    brought_in("places", sheet_rows.villages_of(VILLAGES, an_appeal()["unit"]))


def brought_in(kind: str, lines: list[dict[str, Any]], step: str = "") -> str:
    """Keep a sheet as its page does and bring it in as the worker does, by the usual beginning or by this step."""
    from django.utils import timezone

    from luoshi.desk.bulk.actions.imports import keep_import
    from luoshi.desk.bulk.actions.staged import begin_import, carry_on
    from luoshi.desk.bulk.kept_lines import KeptLine
    from luoshi.kernel.kinds.registry import get_kind

    declared, who, sheet = get_kind(kind), actor("杜察云"), [KeptLine(at, line) for at, line in enumerate(lines)]
    by = declared.cycle.begin(step) if step else None
    run = keep_import(declared, who, "表.xlsx", "0" * 64, sheet, at=timezone.now(), step=by)
    begin_import(run, declared, who, at=timezone.now())
    carry_on(run.pk)
    run.refresh_from_db()
    return f"{len(lines):,} rows, {run.state} {run.said}".strip()


def units(rows: int) -> str:
    """A sheet of units, twenty under each, as its page and the worker bring it in."""
    from django.utils import timezone

    from luoshi.org.tree.models import Placement
    from luoshi.org.unit_import.actions.sheets import UnitSheet, plan_unit_sheet
    from luoshi.org.unit_import.actions.staged import UNITS, begin_import
    from luoshi.org.unit_import.rules import UnitSheetRow

    lines = [
        UnitSheetRow(n, f"N{n:05d}", f"第{n}号示例单位", "", "county" if n < 20 else f"N{n // 20:05d}")
        for n in range(rows)
    ]
    sheet = UnitSheet("单位.xlsx", "0" * 64, lines, timezone.localdate())
    run = begin_import(sheet, administrator(), at=timezone.now(), agreed=plan_unit_sheet(sheet).digest())
    UNITS.carry_on(run.pk)
    run.refresh_from_db()
    return f"{rows:,} units, {Placement.objects.count():,} places, {run.state}"


def ledger(rows: int) -> str:
    """An office's own ledger, through its pages and by the worker."""
    rows = min(rows, OF_LEDGER)
    plan = a_plan()
    work = agreed_to(plan, ledger_sheet.sheet_of(rows))
    return f"{plan.rows.count():,} rows, {work.state}"


def before(rows: int) -> None:
    """A plan whose ledger can come back."""
    ledger(rows)


def back(rows: int) -> str:
    """The same plan's ledger, its date changed in every row."""
    import io

    from openpyxl import load_workbook

    from luoshi.plans.base.models.plan import Plan

    plan = Plan.objects.get()
    client = browser()
    book = load_workbook(io.BytesIO(b"".join(client.get(f"/plans/{plan.pk}/ledger.xlsx").streaming_content)))
    sheet = book.worksheets[0]
    for line in sheet.iter_rows(min_row=4):
        line[5].value = "10月底前"
    file = io.BytesIO()
    book.save(file)
    work = sent_back(plan, file.getvalue())
    return f"{work.count:,} rows changed, {work.state} {work.said}"


def browser() -> Any:
    """The supervisor's."""
    from django.test import Client

    from luoshi.org.actors.models import Person

    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(name="杜察云").user)
    return client


def administrator() -> Any:
    """The first one."""
    from luoshi.org.actors.models import Tenure

    return actor(Tenure.objects.filter(post__role="administrator").first().person.name)


def a_plan() -> Any:
    """A plan without rows."""
    from django.utils import timezone

    from luoshi.kernel.kinds.registry import get_kind
    from luoshi.kernel.steps.actions.steps import begin
    from luoshi.org.tree.models import Unit
    from luoshi.plans.base.models.plan import Plan

    values = {"title": "2026年重点工作", "origin": "ledger", "year": "2026", "rhythm": "quarters",
              "unit": str(Unit.objects.get(code="desk").pk), "mark": ""}  # fmt: skip
    return Plan.objects.get(pk=begin(get_kind("plans"), actor("杜察云"), values, at=timezone.now()).record.pk)


def agreed_to(plan: Any, data: bytes) -> Any:
    """A sheet agreed to on its pages and carried out by the worker."""
    client = browser()
    there = posted(client, f"/plans/{plan.pk}/sheet/", data)
    given = {f"column_{at}": name for at, name in enumerate(ledger_sheet.MEANT)}
    there = client.post(there + "?sheet=0&head=2", {**given, "sheet": 0, "head": 2})["Location"]
    client.post(there, {"agreed": ledger_sheet.agreed(client.get(there))})
    return worked()


def sent_back(plan: Any, data: bytes) -> Any:
    """A plan's own ledger agreed to and carried out by the worker."""
    client = browser()
    there = posted(client, f"/plans/{plan.pk}/sheet/", data)
    client.post(there, {"agreed": ledger_sheet.agreed(client.get(there))})
    return worked()


def posted(client: Any, there: str, data: bytes) -> str:
    """Where a file that was sent goes on."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return str(client.post(there, {"file": SimpleUploadedFile("台账.xlsx", data)})["Location"])


def worked() -> Any:
    """The last sheet, carried out."""
    from luoshi.plans.editions.models.sheet_work import SheetWork
    from luoshi.plans.sheets.actions.work import work_later

    work = SheetWork.objects.latest("pk")
    work_later.call(work.pk, work.run)
    work.refresh_from_db()
    return work


def save() -> int:
    """A save every 50 ms, as long as the other is at it: how long each took. 1 where one waited too long."""
    from django.conf import settings
    from django.utils import timezone

    from luoshi.kernel.kinds.registry import get_kind
    from luoshi.kernel.steps.actions.steps import begin

    appeals, who, given = get_kind("appeals"), actor("杜察云"), an_appeal()
    waits: list[float] = []
    while not (Path(settings.DATA) / "over").exists():
        start = time.perf_counter()
        begin(appeals, who, given, at=timezone.now())
        waits.append(time.perf_counter() - start)
        time.sleep(EVERY)
    waits.sort()
    print(
        f"  {len(waits):,} saves meanwhile: half within {waits[len(waits) // 2] * 1000:.0f} ms, "
        f"99 of 100 within {waits[len(waits) * 99 // 100] * 1000:.0f} ms, the longest {waits[-1] * 1000:.0f} ms",
        flush=True,
    )
    return int(waits[-1] > BOUND)


if __name__ == "__main__":
    sys.exit(main())
