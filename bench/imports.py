#!/usr/bin/env python3
"""Measure how long others wait while a long sheet is brought in, on SQLite: two processes on one database.

    python bench/imports.py [--rows 30000]

One brings in the rows as the worker does, the other saves a record every 50 ms. The goal: no save waits over a second.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from luoshi.site import keys

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.05  # seconds between two saves


def main() -> None:
    """Make an office, then let one process write while the other saves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--inside", choices=("make", "import", "save"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        inside(asked.inside, asked.rows)
        return
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        base = {"LUOSHI_DATA": folder, "DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "DATABASE_URL": ""}
        keys.make(Path(folder), {})
        command, around = [sys.executable, __file__, "--rows", str(asked.rows), "--inside"], {**os.environ, **base}
        subprocess.run([*command, "make"], env=around, check=True)
        saving = subprocess.Popen([*command, "save"], env=around)
        subprocess.run([*command, "import"], env=around, check=True)
        (Path(folder) / "over").touch()
        saving.wait()


def inside(part: str, rows: int) -> None:
    """One of the processes."""
    import django
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    sys.path.insert(0, str(ROOT / "tests"))
    import office
    from luoshi.org.actors.models import Person
    from luoshi.org.actors.queries import actor_of
    from luoshi.org.tree.models import Unit
    from luoshi.records.kinds.registry import kind
    from luoshi.records.witness.actions import after_migrating

    if part == "make":
        call_command("migrate", verbosity=0)
        office.build()
        after_migrating(timezone.now(), {})
        return
    unit = Unit.objects.get(code="desk").pk
    actor = actor_of(Person.objects.get(name="杜察云"), timezone.localdate())
    given = {"title": "增设科普活动室", "words": "周末孩子没有去处", "channel": "web", "unit": str(unit)}
    {"import": bring, "save": save}[part](kind("appeals"), actor, given, rows)


def bring(appeals: Any, actor: Any, given: dict[str, str], rows: int) -> None:
    """The rows of a sheet, as its page and the worker bring them in."""
    from django.utils import timezone

    from luoshi.org.base import in_steps
    from luoshi.records.many.actions.imports import keep_import
    from luoshi.records.many.actions.staged import begin_import, carry_on

    held: list[float] = []
    took = in_steps.Pace.took

    def noted(pace: Any, seconds: float) -> None:
        held.append(seconds)
        took(pace, seconds)

    in_steps.Pace.took = noted  # type: ignore[method-assign]
    sheet = [(at, {**given, "title": f"第{at}件活动室"}) for at in range(rows)]
    run = keep_import(appeals, actor, "诉求.xlsx", "0" * 64, sheet, at=timezone.now())
    start = time.perf_counter()
    begin_import(run, appeals, actor, at=timezone.now())
    carry_on(run.pk)
    run.refresh_from_db()
    spent = time.perf_counter() - start
    print(f"  {rows:,} rows, {run.state}: {spent:.1f} s, {len(held)} steps, the longest {max(held) * 1000:.0f} ms")


def save(appeals: Any, actor: Any, given: dict[str, str], rows: int) -> None:
    """A save every 50 ms, as long as the other is at it: how long each took."""
    from django.conf import settings
    from django.utils import timezone

    from luoshi.records.steps.actions.steps import begin

    waits: list[float] = []
    while not (Path(settings.DATA) / "over").exists():
        start = time.perf_counter()
        begin(appeals, actor, given, at=timezone.now())
        waits.append(time.perf_counter() - start)
        time.sleep(EVERY)
    waits.sort()
    print(
        f"  {len(waits):,} saves meanwhile: half within {waits[len(waits) // 2] * 1000:.0f} ms, "
        f"99 of 100 within {waits[len(waits) * 99 // 100] * 1000:.0f} ms, the longest {waits[-1] * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
