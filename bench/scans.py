#!/usr/bin/env python3
"""Measure how well scans and photographs are read, beside the same papers with a text layer.

    python bench/scans.py [--papers N] [--pages N] [--conditions clean,scanned,…] [--only SET/NAME …]
                          [--typeset office|web] [--jobs N] [--misses N] [--keep FOLDER] [--check]

Labelled papers of gold/ are typeset by GB/T 9704 (scans_typeset.py), printed to PDF with LibreOffice, and scanned or
photographed (scans_conditions.py). All pictures are made, by a fixed seed; no real scan is among them.
``--typeset web`` takes 40 other papers, typeset by another hand as five offices that keep no standard, printed with
Chromium (scans_typeset_web.py). A row for each condition:

    wrong %     characters that differ from the text layer, blanks left out
    marked %    characters that carry a doubt, right or wrong
    left %      what a clerk has to put right (gold/clerk.py), in all and in papers with tables; the rows `text` and
                `text layer` say what is left where nothing is recognised
    figures     wrong of all, of these marked; read where there is none, of these marked
    lines       lost of those printed, of these marked
    CPU s, MB   a page, and the most memory of the process that reads

``--pages`` takes papers until so many pages are reached. ``--check`` reads eight pages and fails with 1 if a wrong
figure or a lost line is not marked, too many characters are wrong, or a page takes too long.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from scans_conditions import CONDITIONS, SEED, File, make_scan
from scans_scores import GOLD, PrintedPaper, ScanScore, add_reading, compute_left, score_paper
from scans_typeset import LabelledPaper, list_blocks, print_papers
from scans_typeset_web import INSTALL, cut_paper, find_chromium
from scans_typeset_web import print_papers as print_web_papers

from luoshi.ocr import can_read_scans, read_scans
from luoshi.reading.errors import ReadError
from luoshi.reading.load import load_document
from luoshi.reading.load.office import find_libreoffice
from luoshi.reading.load.workers import end_all
from luoshi.reading.model import LoadedDocument

SETS = {"docs": "*", "own": "[a-f]*", "papers": "*", "tables": "t?[13579]"}  # the even ones are kept aside
LONGEST = 1700  # characters; a paper of eight pages says no more than one of three
PAPERS, OTHER_PAPERS = 24, 40  # that are read by default, and of those typeset by the other hand
TYPESETTERS = {"office": print_papers, "web": print_web_papers}
CHECKED = {"docs/d01": "clean", "tables/t07": "scanned", "docs/d12": "scanned", "docs/d03": "photographed"}
MOST_WRONG, MOST_SECONDS = 0.5, 8.0  # per cent of the characters; CPU a page
HEAD = f"{'':13}{'pages':>6}{'wrong %':>9}{'marked %':>10}{'left %':>8}{'tables':>8}  "
HEAD += f"{'figures wrong':22}{'invented':12}{'lines lost':18}{'CPU s':>6}{'MB':>6}"


def list_papers() -> list[LabelledPaper]:
    """The labelled papers that can be typeset, in a fixed order of chance, every third with a table."""
    found = []
    for folder, pattern in SETS.items():
        for path in sorted((GOLD / folder).glob(f"{pattern}.json")):
            paper = load_paper(f"{folder}/{path.stem}")
            if paper.gold["title"] and len(paper.text) <= LONGEST and len(list(list_blocks(paper.text))) <= 50:
                found.append(paper)
    random.Random(SEED).shuffle(found)
    tables, others = (
        [paper for paper in found if paper.has_table],
        iter([paper for paper in found if not paper.has_table]),
    )
    papers = []
    for table in tables:
        papers += [table, next(others), next(others)]
    return [*papers, *others]


def list_other_papers() -> list[LabelledPaper]:
    """The papers for the other hand, none of which is read by default or checked, cut to a few pages."""
    return [cut_paper(paper) for paper in list_papers()[PAPERS:] if paper.name not in CHECKED][:OTHER_PAPERS]


def load_paper(name: str) -> LabelledPaper:
    """A labelled paper by its set and name."""
    path = GOLD / name
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return LabelledPaper(name, path.with_suffix(".txt").read_text(encoding="utf-8"), gold)


def print_with_layer(
    papers: list[LabelledPaper], most_pages: int, typesetter: str = "office"
) -> Iterator[PrintedPaper]:
    """The papers as PDF, as many as have so many pages together, and at least one."""
    pages = 0
    for paper, data in zip(papers, TYPESETTERS[typesetter](papers), strict=True):
        printed = PrintedPaper(paper, data, load_document("paper.pdf", data))
        pages += printed.page_count
        if pages > most_pages and pages > printed.page_count:
            return
        yield printed


def read_files(files: list[File]) -> tuple[LoadedDocument, float, float]:
    """What is read of pictures, the CPU seconds that it took, and the most memory of this process so far, in MB."""
    before = _used()[0]
    try:
        document = read_scans(files)
    except ReadError as error:
        document = LoadedDocument(name=files[0][0], format="pdf", sha256="", text=f"({error})")
    end_all()  # what was used by processes that have not ended is not known
    after, most = _used()
    return document, after - before, most


def _used() -> tuple[float, float]:
    """CPU seconds and MB of this process and of those that it started."""
    own, started = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    status = Path("/proc/self/status")  # what rusage says of oneself begins with what the process had that started it
    said = re.search(r"VmHWM:\s*(\d+)", status.read_text(encoding="utf-8")) if status.exists() else None
    most = max(int(said[1]) if said else own.ru_maxrss, started.ru_maxrss)
    return sum(used.ru_utime + used.ru_stime for used in (own, started)), most / 1024


def measure_condition(name: str, papers: list[PrintedPaper], jobs: int, keep: Path | None) -> ScanScore:
    """Make the pictures of a condition and read them, in processes that have done nothing before."""
    score = ScanScore()
    made = [make_scan(printed.data, CONDITIONS[name], printed.paper.organ, find_cell(printed)) for printed in papers]
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        for printed, files, read in zip(papers, made, pool.map(read_files, made), strict=True):
            document, seconds, megabytes = read
            score_paper(score, printed, document)
            score.seconds += seconds
            score.megabytes = max(score.megabytes, megabytes)
            if keep:
                keep_files(keep / name / printed.paper.name, files, document)
    return score


def find_cell(printed: PrintedPaper) -> str:
    """The beginning of the longest cell of a paper's tables."""
    tables = [block for block in list_blocks(printed.paper.text) if isinstance(block, list)]
    return max((cell for table in tables for row in table for cell in row), key=len, default="")[:4]


def keep_files(folder: Path, files: list[File], document: LoadedDocument) -> None:
    """Keep the pictures and what was read of them, to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files:
        (folder / name).write_bytes(data)
    (folder / "read.txt").write_text(document.text, encoding="utf-8")


def format_row(name: str, score: ScanScore) -> str:
    """A row of the table."""
    tables = f"{compute_left(score.tables):8.1f}" if score.tables else f"{'-':>8}"
    left = f"{compute_left(score.pairs):8.1f}{tables}"
    if not score.pages:
        return f"{name:13}{'':25}{left}"
    figures = f"{score.wrong_figures} of {score.figures} ({score.wrong_marked})"
    invented = f"{score.invented} ({score.invented_marked})"
    lines = f"{score.lost} of {score.lines} ({score.lost_marked})"
    start = f"{name:13}{score.pages:6}{score.wrong_share:9.2f}{100 * score.marked / max(score.characters, 1):10.1f}"
    return f"{start}{left}  {figures:22}{invented:12}{lines:18}{score.seconds_each:6.1f}{score.megabytes:6.0f}"


def list_faults(score: ScanScore) -> list[str]:
    """What of a score may not be."""
    faults = {
        f"{score.wrong_figures - score.wrong_marked} wrong figures are not marked": score.wrong_figures
        > score.wrong_marked,
        f"{score.lost - score.lost_marked} lost lines are not marked": score.lost > score.lost_marked,
        f"{score.wrong_share:.2f} % of the characters are wrong, {MOST_WRONG} % may be": score.wrong_share > MOST_WRONG,
        f"{score.seconds_each:.1f} CPU s a page, {MOST_SECONDS} s may be": score.seconds_each > MOST_SECONDS,
    }
    return [fault for fault, holds in faults.items() if holds]


def check_pages(jobs: int, misses: int, keep: Path | None) -> int:
    """Read the checked papers, each under its condition; 1 if something may not be."""
    faults = []
    printed = list(print_with_layer([load_paper(name) for name in CHECKED], sys.maxsize))
    print(HEAD)
    for condition in dict.fromkeys(CHECKED.values()):
        papers = [paper for paper in printed if CHECKED[paper.paper.name] == condition]
        score = measure_condition(condition, papers, jobs, keep)
        print(format_row(condition, score), *score.misses[:misses], sep="\n  ", flush=True)
        faults += [f"{condition}: {fault}" for fault in list_faults(score)]
    print("\n".join(faults))
    return int(bool(faults))


def find_missing(typesetter: str = "office") -> str:
    """What is not installed and needed to measure anything; "" if nothing is missing."""
    if not can_read_scans():
        return "what reads scans (make scan)"
    if typesetter == "web":
        return "" if find_chromium() else INSTALL
    return "" if find_libreoffice() else "LibreOffice (apt-get install libreoffice-writer fonts-noto-cjk)"


def main() -> int:
    """Typeset, scan, read, score, print."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--papers", type=int)
    ask.add_argument("--pages", type=int, default=sys.maxsize)
    ask.add_argument("--conditions", default=",".join(CONDITIONS))
    ask.add_argument("--only", nargs="*", default=[])
    ask.add_argument("--typeset", choices=TYPESETTERS, default="office")
    ask.add_argument("--jobs", type=int, default=1)
    ask.add_argument("--misses", type=int, default=0)
    ask.add_argument("--keep", type=Path)
    ask.add_argument("--check", action="store_true")
    asked = ask.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if missing := find_missing("office" if asked.check else asked.typeset):
        print(f"not measured, not installed: {missing}")
        return int(os.environ.get("LUOSHI_CI") == "1")
    if asked.check:
        return check_pages(asked.jobs, asked.misses, asked.keep)
    listed = list_other_papers() if asked.typeset == "web" else list_papers()[: asked.papers or PAPERS]
    chosen = [cut_paper(load_paper(name)) if asked.typeset == "web" else load_paper(name) for name in asked.only]
    papers = list(print_with_layer(chosen or listed[: asked.papers], asked.pages, asked.typeset))
    print(f"{len(papers)} papers, {sum(printed.paper.has_table for printed in papers)} with tables\n{HEAD}")
    text, layer = ScanScore(), ScanScore()
    for printed in papers:
        add_reading(text, printed.paper, printed.paper.text)
        score_paper(layer, printed, printed.document)
    print(format_row("text", text), format_row("text layer", layer), sep="\n", flush=True)
    for name in asked.conditions.split(","):
        score = measure_condition(name, papers, asked.jobs, asked.keep)
        print(format_row(name, score), *score.misses[: asked.misses], sep="\n  ", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
