"""The section ``sheet`` of ledger.py: commitments as a workbook."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import ledger_made

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = 20


def sheet(built: Any, asked: Any) -> None:
    """The writer alone with 20 columns, and the list's own export with its queries; each in a process of its own."""
    make_commitments(built, asked.commitments)
    code = "import sys; sys.path.insert(0, {!r}); import ledger_export; ledger_export.{}"
    for work in (f"write({asked.commitments})", "export()"):
        subprocess.run([sys.executable, "-c", code.format(str(ROOT / "bench"), work)], env=os.environ, check=True)


def write(count: int) -> None:
    """So many commitments with 20 columns, their values made as they are written, into a file that takes no room."""
    _begin()
    from datetime import UTC, date, datetime

    from luoshi.base.sheets.lists import write_list
    from luoshi.writing.sheet_heads import WorkbookHead

    head = WorkbookHead(
        "事项", "云岭县督查室", [(f"第{at}列", 40 if at in (2, 3, 4) else 16) for at in range(COLUMNS)], ""
    )
    day, at = date(2026, 9, 30), datetime(2026, 3, 20, 2, 0, tzinfo=UTC)

    def lines() -> Any:
        for n in range(count):
            words = f"第{n}件：新建科普示范基地{n % 9 + 1}个，更新展品{n % 977 + 12}件，6月底前向群众开放。"
            title = f"第{n}件：新建科普示范基地{n % 9 + 1}个"
            yield [f"事2026-{n:06d}", title, words, words, "科普阵地 / 第三项工程", "县财政局、青石镇", "6月底前", "",
                   None, day, "云岭县督查室", n, n % 977 + 12, "云岭县科学技术协会", "在办", day, "正常", at, None,
                   "季报"]  # fmt: skip

    def work(file: Any) -> None:
        write_list(file, head, lines())

    _measured(f"writer: {count:,} × {COLUMNS}", work)


def export() -> None:
    """The export of the list of all commitments, as the page makes it."""
    _begin()
    from django.test import Client

    from luoshi.org.actors.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="supervisor"))
    client.get("/commitments/")

    def work(file: Any) -> None:
        answer = client.post("/commitments/export/")
        assert answer.status_code == 200, answer.status_code
        for part in answer.streaming_content:
            file.write(part)

    _measured("export of the list", work)


def _begin() -> None:
    import django

    django.setup()
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - all code of the application is loaded, as in a server that has run


def _measured(name: str, work: Any) -> None:
    import tempfile

    before, cpu, start = _peak(), time.process_time(), time.perf_counter()
    with tempfile.TemporaryFile() as file:
        work(file)
        size = file.tell()
    spent, took = time.process_time() - cpu, time.perf_counter() - start
    print(
        f"  sheet, {name}: {took:.1f} s, CPU {spent:.1f} s, {size / 1e6:.1f} MB of file,"
        f" peak memory {_peak():.0f} MB ({before:.0f} MB before)"
    )


def _peak() -> float:
    """The most megabytes that this process has held.

    Linux hands getrusage's figure on from the process that started this one, so its own is asked for first.
    """
    import resource

    status = Path("/proc/self/status")
    for line in status.read_text().splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def make_commitments(built: Any, count: int) -> int:
    """The id of the first plan of those whose commitments these are; they are made once a run."""
    if not hasattr(built, "first_plan"):
        built.first_plan = ledger_made.commitments(built, count)[0].pk
    return int(built.first_plan)
