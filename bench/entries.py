#!/usr/bin/env python3
"""A register of 100,000 entries beside the least SQL by hand, in one run, on SQLite and on PostgreSQL.

    python bench/entries.py [pages chooser cells import] [--rows 100000] [--sheet 30000] [--on sqlite]

    list      a page of societies, newest first, by a term and narrowed
    chooser   a keystroke in the box in which one of as many organisations is chosen, all keystrokes together
    coverage  which entries have what they ought to: by what they say themselves, and by who links to them
    grid      who is due: entries by duties of a year; 100 entries by 12 months; all 1.2 million cells counted
    figures   of the year, whole and by unit
    import    a sheet of 30,000 organisations, as the worker brings it in

A page is measured whole, as a browser gets it; the least of several runs. By hand stands the least SQL that brings the
same numbers and rows with the same right to read them, its rows fetched; of the import all rows that it wrote, written
once more.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import entries_hand
from beside import bare, medians, sent_by
from databases import ROOT, make_tables, on_each
from entries_made import credit, fill
from written import Written

RUNS = 3
SAMPLE = 4  # organisations that are typed
AIM = 3
PARTS = ("pages", "chooser", "cells", "import")


def inside(on: str, parts: list[str], rows: int, sheet: int) -> None:
    """Make the office and its register, then measure."""
    from django.conf import settings
    from django.utils import timezone

    sys.path.insert(0, str(ROOT / "tests"))
    make_tables()
    settings.ALLOWED_HOSTS += ["testserver"]
    warnings.filterwarnings("ignore", "No directory at")  # of static files, which a bench collects not
    import office
    from luoshi.evidence.witness.actions import after_migrating

    built = office.build()
    start = time.perf_counter()
    fill(built, rows, parts)
    after_migrating(timezone.now(), {})  # as it is served: from here on each transaction signs what it changes
    print(f"== {on}, {rows:,} entries, made in {time.perf_counter() - start:.0f} s", flush=True)
    print(f"  {'':40} {'whole':>8} {'its SQL':>8} {'by hand':>8}   whole beside by hand, queries")
    hand = entries_hand.Hand(built.units["county"].pk, timezone.localdate())
    for part in parts:
        if part == "import":
            brought_in(built, sheet)
        else:
            {"pages": pages, "chooser": chooser, "cells": cells}[part](built, hand)


def said(name: str, whole: float, sql: float, by_hand: float, queries: int | str = "") -> None:
    """A line of the table, marked where the goal is missed."""
    times = whole / by_hand
    print(
        f"  {name:40} {whole:8.1f} {sql:8.1f} {by_hand:8.1f}   {times:6.2f}× {'!' if times > AIM else ' '} {queries}",
        flush=True,
    )


def beside(name: str, work: Callable[[], object], by_hand: Callable[[], object]) -> None:
    """Measure work, the statements that it sends, and those by hand, turn by turn."""
    sent = sent_by(work)
    said(name, *medians(work, bare(sent), by_hand, runs=RUNS, of=min), len(sent))


def pages(built: Any, hand: entries_hand.Hand) -> None:
    """The pages of the register, of who reads all of it."""
    from django.test import Client

    client = Client()
    client.force_login(built.people["supervisor"].user)
    unit = built.units["kexie"].pk
    for name, address, by_hand in (
        ("list: all, newest first", "/societies/", hand.newest),
        ("list: by the end of its term", "/societies/?order-by=term_to", hand.by_term),
        ("list: farm associations of a unit", f"/societies/?unit={unit}&face=farm", lambda: hand.farm_of(unit)),
        ("coverage: five goods", "/societies/coverage/goods/", hand.goods),
        ("coverage: by kind of unit", "/societies/coverage/by_kind/", hand.by_kind),
        ("coverage: units without an organisation", "/societies/coverage/missing/", hand.missing),
        ("grid: who is due in 2026", "/who-is-due/?year=2026", hand.who_is_due),
        ("figures of 2026", "/societies/figures/?year=2026", lambda: hand.figures(2026)),
        ("figures of 2026, by unit", "/societies/figures/?year=2026&by=unit", lambda: hand.figures_by_unit(2026)),
    ):

        def ask(address: str = address) -> None:
            assert client.get(address).status_code == 200, address

        beside(name, ask, by_hand)


def chooser(built: Any, hand: entries_hand.Hand) -> None:
    """All keystrokes of some organisations: by words, part, initials, number and code."""
    from application_links import typed
    from django.test import Client

    from luoshi.parts.registers.models import Organisation

    client = Client()
    client.force_login(built.people["supervisor"].user)
    chosen = random.Random(3).sample(list(Organisation.objects.order_by("pk").values_list("pk", flat=True)), SAMPLE)
    some = [
        typed(organisation.title, organisation.number, organisation.credit)
        for organisation in Organisation.objects.filter(pk__in=chosen)
    ]
    for way in some[0]:
        stretches = [words for line_of_words in some for words in line_of_words[way]]

        def ask(stretches: list[str] = stretches) -> None:
            for words in stretches:
                assert client.get("/organisations/choose/", {"q": words}).status_code == 200

        def by_hand(stretches: list[str] = stretches, way: str = way) -> None:
            for words in stretches:
                hand.fitting(words, way)

        sent = sent_by(ask)
        each = [median / len(stretches) for median in medians(ask, bare(sent), by_hand, runs=3, of=min)]
        said(f"chooser: {way}, a keystroke", each[0], each[1], each[2], f"{len(sent) / len(stretches):.1f}")


def cells(built: Any, hand: entries_hand.Hand) -> None:
    """A grid of a hundred by twelve, and all cells counted."""
    from datetime import date

    from luoshi.kernel.duties.queries.grid import count_period_states, duty_grid
    from luoshi.lines.societies.models import Society

    first, last = date(2026, 1, 1), date(2026, 12, 31)
    some = list(Society.objects.order_by("-pk").values_list("pk", flat=True)[:100])
    beside("grid: 100 entries × 12 months", lambda: duty_grid(some, "check", last, last), lambda: hand.cells(some))
    every = Society.objects.filter(kind="societies")
    beside("grid: all cells counted", lambda: count_period_states(every, "check", first, last, last), hand.all_cells)


def brought_in(built: Any, count: int) -> None:
    """A sheet checked as its page does it, and brought in as the worker does it."""
    from django.utils import timezone

    from luoshi.desk.bulk.actions.bulk import check_many
    from luoshi.desk.bulk.actions.imports import keep_import
    from luoshi.desk.bulk.actions.staged import begin_import, carry_on
    from luoshi.desk.bulk.kept_lines import KeptLine
    from luoshi.kernel.kinds.registry import get_kind

    kind_of, actor, at = get_kind("organisations"), built.actor("supervisor"), timezone.now()
    unit = str(built.units["kexie"].pk)
    rows = [
        (number, {"title": f"云岭县第{number}号茶叶合作社", "sort": "cooperative", "unit": unit,
                  "credit": credit(500_000_000 + number), "head": "施茶香", "professionals": "3"})
        for number in range(count)
    ]  # fmt: skip
    times = [time.perf_counter()]
    assert not any(row.wrong for row in check_many(kind_of, actor, [values for _, values in rows], at=at))
    times.append(time.perf_counter())
    came = Written()
    run = keep_import(kind_of, actor, "机构.xlsx", "0" * 64, [KeptLine(*row) for row in rows], at=at)
    begin_import(run, kind_of, actor, at=at)
    carry_on(run.pk)
    times.append(time.perf_counter())
    run.refresh_from_db()
    assert run.state == run.DONE, run.said
    checked, written = ((after - before) * 1000 for before, after in pairwise(times))
    by_hand, rows_written = came.again()
    said("import: the check on its page", checked, float("nan"), by_hand)
    said(f"import: {count:,} rows by the worker", written, float("nan"), by_hand, f"{rows_written:,} rows by hand")


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, PARTS, rows=100_000, sheet=30_000)
