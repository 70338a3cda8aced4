#!/usr/bin/env python3
"""Measure the ledger in one run, on SQLite and, where there is a server, on PostgreSQL.

    python bench/ledger.py [--pages 500] [--rows 5000] [--commitments 100000] [--tasks 22000] [--reports 5000]
                           [--units 5000] [--on sqlite|postgresql] [SECTION …]

    receive  500 pages as words, docx and pdf through the page and the worker's job, while its page is asked
    correct  a plan of 5,000 rows: its page, and confirming, changing and undoing, through the page and by the action
    bring    a sheet of 5,000 rows brought into a plan: each page on the way, and the work behind it
    twins    22,000 commitments of a year: the search of one plan in ten for likely twins, and its page meanwhile
    report   the report day: 5,000 units report in one burst, beside the same rows by bare SQL
    lights   the light of each of 100,000 commitments found anew, by each preset, beside a bare GROUP BY
    sheet    100,000 commitments with 20 columns as a workbook, in a process of its own: time and peak memory

Each section has a database of its own, so that any go together; those over the 100,000 commitments share one, in which
they are made once. Each is made for the run, with these units beneath the county, and removed after it. On a shared
machine wall time says little: CPU time and the ratios stand beside it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import application_pages
import ledger_correct
import ledger_export
import ledger_lights
import ledger_receive
import ledger_report
import ledger_sheet
import ledger_twins
from application import as_served
from databases import database, make_tables

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("sqlite", "postgresql")
SECTIONS = {
    "receive": ledger_receive.receive,
    "correct": ledger_correct.correct,
    "bring": ledger_sheet.bring,
    "twins": ledger_twins.twins,
    "report": ledger_report.report,
    "sheet": ledger_export.sheet,
    "lights": ledger_lights.lights,
}

FILLED = ("sheet", "lights")  # they share the commitments


def batches(sections: list[str]) -> list[list[str]]:
    """The sections that go into one database each, in the order in which they were asked for."""
    found: list[list[str]] = []
    for section in dict.fromkeys(sections):
        together = next((batch for batch in found if section in FILLED and batch[0] in FILLED), None)
        found.append([section]) if together is None else together.append(section)
    return found


def main() -> None:
    """Run the sections on each database in a process of its own, since Django knows one set of settings."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", default=[])
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--commitments", type=int, default=100_000)
    parser.add_argument("--tasks", type=int, default=22_000)
    parser.add_argument("--reports", type=int, default=5000)
    parser.add_argument("--units", type=int, default=5000)
    parser.add_argument("--on", choices=KINDS, help="only on this database")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sections = asked.sections or list(SECTIONS)
    if unknown := [section for section in sections if section not in SECTIONS]:
        parser.error("unknown: " + ", ".join(unknown))
    if asked.inside:
        inside(sections, asked)
        return
    asked_for = ("pages", "rows", "commitments", "tasks", "reports", "units")
    sizes = [f"--{name}={getattr(asked, name)}" for name in asked_for]
    for kind in [asked.on] if asked.on else KINDS:
        for batch in batches(sections):
            with database(kind) as surroundings:
                if surroundings is not None:
                    command = [sys.executable, __file__, *batch, *sizes, "--inside", kind]
                    subprocess.run(command, env={**os.environ, **surroundings}, check=True)


def inside(sections: list[str], asked: Any) -> None:
    """Make the office, then measure."""
    make_tables()
    sys.path.insert(0, str(ROOT / "tests"))
    import office

    built = office.build()
    application_pages.villages(built, asked.units)
    as_served()
    load = ", ".join(f"{share:.1f}" for share in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    print(f"== {asked.inside}, {asked.units:,} units, {os.cpu_count()} cores, load {load}", flush=True)
    for section in sections:
        SECTIONS[section](built, asked)


if __name__ == "__main__":
    main()
