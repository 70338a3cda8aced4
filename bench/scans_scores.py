"""Compare what was read of a picture with what the same paper says, and count what a clerk has to put right."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from scans_align import AlignedTexts
from scans_typeset import LabelledPaper

from luoshi.reading.model import LoadedDocument
from luoshi.reading.read import read_text_document

GOLD = Path(__file__).resolve().parent.parent / "gold"
FIGURE = re.compile(r"(?<!\d)[1-9]\d{0,2}(?:[ ,]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")  # thousands may be parted
LOST = 0.3  # of a line's characters: where fewer were read, the line was not; some are found anywhere
LONG = 4  # characters that stand together at another place only if they were read there
LABELS = ("headings", "statements", "quantities", "duties")
Pair = tuple[str, dict[str, Any], dict[str, Any], str]


@dataclass
class ScanScore:
    """What was counted over the papers of a condition. A mark is a doubt at the place."""

    pages: int = 0
    characters: int = 0
    wrong: int = 0
    marked: int = 0  # characters that carry a mark, wrong or not
    figures: int = 0
    wrong_figures: int = 0
    wrong_marked: int = 0
    invented: int = 0
    invented_marked: int = 0
    lines: int = 0
    lost: int = 0
    lost_marked: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0
    pairs: list[Pair] = field(default_factory=list)
    tables: list[Pair] = field(default_factory=list)
    grave: list[str] = field(default_factory=list)  # wrong figures and lost lines, as a sentence each
    slips: list[str] = field(default_factory=list)  # all that differs

    @property
    def misses(self) -> list[str]:
        """What went wrong, the worst first."""
        return self.grave + self.slips

    @property
    def wrong_share(self) -> float:
        """Characters wrong, in per cent."""
        return 100 * self.wrong / max(self.characters, 1)

    @property
    def seconds_each(self) -> float:
        """CPU seconds a page."""
        return self.seconds / max(self.pages, 1)


@dataclass(frozen=True)
class PrintedPaper:
    """A paper as PDF with a text layer, with what the reader makes of that."""

    paper: LabelledPaper
    data: bytes
    document: LoadedDocument

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        with pdfium.PdfDocument(self.data) as pages:
            return len(pages)


def score_paper(score: ScanScore, printed: PrintedPaper, read: LoadedDocument) -> None:
    """Add to a score what was read of a paper."""
    aligned = AlignedTexts(printed.document.text, read.text)
    unsure = [(mark.start, mark.end) for mark in getattr(read, "unsure", ())]
    score.pages += printed.page_count
    score.characters += aligned.size
    score.wrong += aligned.distance
    marked = {at for start, end in unsure for at in range(start, end)}
    score.marked += sum(not read.text[at].isspace() for at in marked if at < len(read.text))
    _score_figures(score, aligned, unsure, printed.paper.name)
    _score_lines(score, aligned, unsure, printed)
    for asked, there in aligned.list_changes():
        score.slips.append(f"{printed.paper.name}: {asked or '(nothing)'} -> {there or '(nothing)'}")
    add_reading(score, printed.paper, read.text, read.joined)


def _score_figures(score: ScanScore, aligned: AlignedTexts, unsure: list[tuple[int, int]], name: str) -> None:
    """Each figure of the text, if it stands at its place; each that was read, if there is one at its place."""
    there = {found.span(): _fold(found[0]) for found in FIGURE.finditer(aligned.read)}
    for figure in FIGURE.finditer(aligned.text):
        place = aligned.find_read(*figure.span())
        score.figures += 1
        if there.get(place) != _fold(figure[0]) and not _stands_at(aligned.read, place, _fold(figure[0])):
            score.wrong_figures += 1
            score.wrong_marked += _is_marked(place, unsure)
            said = "marked" if _is_marked(place, unsure) else "UNMARKED"
            score.grave.append(f"{name}: figure {figure[0]} -> {aligned.read[slice(*place)]!r}, {said}")
    asked = [figure.span() for figure in FIGURE.finditer(aligned.text)]
    for place, figure in there.items():
        start, end = aligned.find_text(*place)
        if not any(start < last and first < end for first, last in asked):
            score.invented += 1
            score.invented_marked += _is_marked(place, unsure)
            said = "marked" if _is_marked(place, unsure) else "UNMARKED"
            score.grave.append(f"{name}: figure invented {figure}, {said}")


def _score_lines(score: ScanScore, aligned: AlignedTexts, unsure: list[tuple[int, int]], printed: PrintedPaper) -> None:
    """Each line that is printed, if it was read, be it at another place, or marked."""
    read = "".join(aligned.read.split())
    for start, end in find_printed_lines(printed.data, aligned.text):
        score.lines += 1
        words = "".join(aligned.text[start:end].split())
        half = max(LONG, len(words) // 2)
        moved = any(words[at : at + half] in read for at in range(len(words) - half + 1))
        if aligned.share_kept(start, end) < LOST and not moved:
            place = aligned.find_read(start, end)
            score.lost += 1
            score.lost_marked += _is_marked(place, unsure)
            said = "marked" if _is_marked(place, unsure) else "UNMARKED"
            score.grave.append(f"{printed.paper.name}: line lost {aligned.text[start:end]!r}, {said}")


def find_printed_lines(data: bytes, text: str) -> Iterator[tuple[int, int]]:
    """Where the printed lines of a PDF stand in its text; numbers of pages stand nowhere."""
    at = [place for place, character in enumerate(text) if not character.isspace()]
    plain = "".join(text[place] for place in at)
    used = 0
    with pdfium.PdfDocument(data) as document:
        for page in document:
            for line in page.get_textpage().get_text_range().splitlines():
                words = "".join(line.split())
                start = plain.find(words, used) if words else -1
                start = plain.find(words) if start < 0 < len(words) else start
                if start >= 0:
                    used = start + len(words)
                    yield at[start], at[used - 1] + 1


def _is_marked(place: tuple[int, int], unsure: list[tuple[int, int]]) -> bool:
    """Whether a doubt stands on a span; on an empty span also one that touches it."""
    start, end = place
    if start == end:
        return any(first <= start <= last for first, last in unsure)
    return any(first < end and start < last for first, last in unsure)


def _stands_at(read: str, place: tuple[int, int], figure: str) -> bool:
    """Whether the figure stands there, neither beginning before nor going on: in wide digits, or beside another one."""
    start, end = place
    beside = read[max(0, start - 1) : start] + read[end : end + 1]
    return unicodedata.normalize("NFKC", read[start:end]) == figure and not any(char.isdigit() for char in beside)


def _fold(figure: str) -> str:
    """A figure as all write it: 2 150.7 is 2,150.7 is 2150.7."""
    return re.sub("[ ,]", "", unicodedata.normalize("NFKC", figure))


# ---- what a clerk has to put right


def load_gold_run() -> Any:
    """The module gold/run.py, which has the name of a bench."""
    spec = importlib.util.spec_from_file_location("gold_run", GOLD / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gold_run = load_gold_run()


def add_reading(score: ScanScore, paper: LabelledPaper, text: str, joined: tuple[tuple[int, int], ...] = ()) -> None:
    """Read a text and keep what was found at its places in the labelled text, where the labels are."""
    found = gold_run.as_labels(read_text_document(text, joined=joined), text)
    aligned = AlignedTexts(paper.text, text)
    for kind in LABELS:
        for record in found[kind]:
            record["start"], record["end"] = aligned.find_text(record["start"], record["end"])
    pair = (paper.name, found, paper.gold, paper.text)
    score.pairs.append(pair)
    if paper.has_table:
        score.tables.append(pair)


def compute_left(pairs: list[Pair]) -> float:
    """What a clerk still has to put right, in per cent of what he would type (gold/clerk.py)."""
    return float(gold_run.left(pairs)[0])
