"""The scores of scans count what they say: a slip of a character, a figure, a line, and what of these is marked."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

sys.path.append(str(Path(__file__).resolve().parent.parent / "bench"))

import scans
import scans_scores
from scans_align import NOWHERE, AlignedTexts, align_characters
from scans_conditions import CONDITIONS, make_scan
from scans_scores import PrintedPaper, ScanScore, compute_left, score_paper
from scans_typeset import LabelledPaper, list_blocks
from scans_typeset_web import INSTALL, LONGEST, OFFICES, cut_paper, find_office, write_page, write_table

from luoshi.reading.model import LoadedDocument

WORDS = st.text("甲乙丙 12\n", max_size=12)
FEW = "一、县科协年内举办培训班12期，培训4500人次。\n二、县财政局6月底前拨付资金96万元。"


@dataclass(frozen=True)
class Read:
    """What a recogniser returns, as far as scores look at it."""

    text: str
    unsure: tuple[Any, ...] = ()
    joined: tuple[tuple[int, int], ...] = ()


@given(WORDS, WORDS)
def test_the_distance_is_the_least_number_of_edits(one: str, other: str) -> None:
    place, distance = align_characters(list(one), list(other))
    before = list(range(len(other) + 1))
    for at, character in enumerate(one, 1):
        row = [at]
        for to, opposite in enumerate(other, 1):
            row.append(min(before[to] + 1, row[-1] + 1, before[to - 1] + (character != opposite)))
        before = row
    assert distance == before[-1]
    found = [to for to in place if to != NOWHERE]
    assert found == sorted(set(found))
    changed = sum(to == NOWHERE or other[to] != one[at] for at, to in enumerate(place))
    assert distance == changed + len(other) - len(found)


@given(WORDS, WORDS)
def test_spans_stay_within_both_texts(one: str, other: str) -> None:
    aligned = AlignedTexts(one, other)
    for start in range(len(one)):
        first, last = aligned.find_read(start, len(one))
        assert 0 <= first <= last <= len(other)
    for start in range(len(other)):
        first, last = aligned.find_text(start, len(other))
        assert 0 <= first <= last <= len(one)


def test_blanks_are_no_difference_and_spans_count_them() -> None:
    aligned = AlignedTexts("甲 乙12\n丙", "甲乙1 2丙")
    assert (aligned.distance, aligned.size) == (0, 5)
    assert aligned.find_read(3, 5) == (2, 5) and aligned.find_text(2, 5) == (3, 5)
    assert AlignedTexts("甲乙丙丁戊", "甲口丙丁丁戊9").list_changes() == [("乙", "口"), ("", "丁"), ("", "9")]


@pytest.fixture
def score_few(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function: the score of a reading of FEW, whose two lines are printed as they are."""
    spans = [(0, FEW.index("\n")), (FEW.index("\n") + 1, len(FEW))]
    monkeypatch.setattr(scans_scores, "find_printed_lines", lambda data, text: spans)
    monkeypatch.setattr(PrintedPaper, "page_count", 1)
    gold = {"headings": [], "statements": [], "quantities": [], "duties": []}
    paper = LabelledPaper("few", FEW, gold)
    document = LoadedDocument(name="few", format="pdf", sha256="", text=FEW)

    def score(text: str, *unsure: tuple[int, int]) -> ScanScore:
        counted = ScanScore()
        marks = tuple(SimpleNamespace(start=start, end=end, code="ocr.figure", page=1) for start, end in unsure)
        score_paper(counted, PrintedPaper(paper, b"", document), Read(text, marks))  # type: ignore[arg-type]
        return counted

    return score


def test_what_is_read_as_it_stands_has_no_fault(score_few: Any) -> None:
    score = score_few(FEW)
    assert (score.wrong, score.wrong_figures, score.invented, score.lost) == (0, 0, 0, 0)
    assert (score.figures, score.lines, score.pages) == (4, 2, 1)
    assert scans.list_faults(score) == []


def test_a_wrong_figure_counts_and_is_marked_only_by_a_doubt_on_it(score_few: Any) -> None:
    text = FEW.replace("4500", "4600")
    at = text.index("4600")
    for unsure, marked in (((at, at + 4), 1), ((at + 1, at + 2), 1), ((at - 3, at - 1), 0)):
        score = score_few(text, unsure)
        assert (score.wrong, score.wrong_figures, score.wrong_marked, score.invented) == (1, 1, marked, 0)
        assert [fault for fault in scans.list_faults(score) if "figures" in fault] == (
            [] if marked else ["1 wrong figures are not marked"]
        )


def test_a_figure_that_is_gone_split_or_longer_is_wrong(score_few: Any) -> None:
    for other in ("", "口", "45 00", "45\n00", "45006", "45.00"):
        assert score_few(FEW.replace("4500", other)).wrong_figures == 1, other


def test_a_figure_with_its_thousands_parted_is_the_same(score_few: Any) -> None:
    for other in ("4,500", "4 500", "４500"):
        assert score_few(FEW.replace("4500", other)).wrong_figures == 0, other
    assert score_few(FEW.replace("4500", "4,50")).wrong_figures == 1


def test_a_figure_where_there_is_none_is_invented(score_few: Any) -> None:
    score = score_few(FEW.replace("县财政局", "县财7局"))
    assert (score.invented, score.invented_marked, score.wrong_figures) == (1, 0, 0)


def test_a_line_that_was_not_read_is_lost_unless_a_doubt_stands_there(score_few: Any) -> None:
    first, second = FEW.split("\n")
    score = score_few(second)
    assert (score.lost, score.lost_marked, score.lines) == (1, 0, 2)
    score = score_few("□" * 20 + "\n" + second, (0, 20))
    assert (score.lost, score.lost_marked, score.wrong_figures, score.wrong_marked) == (1, 1, 2, 2)
    assert score_few(first + "\n" + second[:8]).lost == 0
    assert score_few(second + "\n" + first).lost == 0  # moved, which many wrong characters tell


def test_records_are_scored_at_the_place_of_the_labels() -> None:
    paper = scans.load_paper("docs/d01")
    plain, shifted = ScanScore(), ScanScore()
    scans_scores.add_reading(plain, paper, paper.text)
    scans_scores.add_reading(shifted, paper, "芦川县机要\n\n" + paper.text.replace("\n", "\n \n"))
    assert compute_left(plain.pairs) == compute_left(shifted.pairs) < 20
    scans_scores.add_reading(shifted, paper, "")
    assert compute_left(shifted.pairs[1:]) == 100


def test_tables_are_rows_of_cells_and_lines_between_them_go_across() -> None:
    blocks = list(list_blocks("题\n序号 | 事项\n一、工业\n1 | 建厂 |\n2 | 修路\n来源：甲 | 点击：3\n完"))
    assert blocks == [
        "题",
        [["序号", "事项"], ["一、工业"], ["1", "建厂"], ["2", "修路"], ["来源：甲", "点击：3"]],
        "完",
    ]
    assert list(list_blocks("序号\t事项\t备注\n1\t建厂\t\n")) == [[["序号", "事项", "备注"], ["1", "建厂", ""]]]
    assert list(list_blocks("来源：甲 | 点击：3\n| 序号 | 事项 | 单位 |\n| --- | :-: | --- |\n| 1 | 建厂 | 局 |")) == [
        "来源：甲 | 点击：3",
        [["序号", "事项", "单位"], ["1", "建厂", "局"]],
    ]


def test_papers_that_are_kept_aside_are_never_read() -> None:
    names = [paper.name for paper in scans.list_papers()]
    assert len(names) > 100 and not {name for name in names if name.startswith("tables/") and int(name[-1]) % 2 == 0}
    assert [paper.has_table for paper in scans.list_papers()[:6]] == [True, False, False] * 2


def test_the_papers_of_the_other_hand_are_forty_others_from_every_office() -> None:
    papers = scans.list_other_papers()
    used = {paper.name for paper in scans.list_papers()[: scans.PAPERS]} | scans.CHECKED.keys()
    assert len(papers) == 40 and not used & {paper.name for paper in papers}
    assert 10 < sum(paper.has_table for paper in papers) < 20
    assert {OFFICES.index(find_office(paper)) for paper in papers} == set(range(len(OFFICES)))


def test_a_paper_is_cut_after_a_line_with_the_labels_that_are_left() -> None:
    paper = max(map(scans.load_paper, ("own/b11", "papers/m13")), key=lambda paper: len(paper.text))
    cut = cut_paper(paper)
    assert len(cut.text) <= LONGEST < len(paper.text) and paper.text.startswith(cut.text) and cut.text.endswith("\n")
    assert cut.gold["title"] == paper.gold["title"] and len(cut.gold["duties"]) < len(paper.gold["duties"])
    assert all(record["end"] <= len(cut.text) for record in cut.gold["quantities"])
    assert cut_paper(cut) == cut and cut_paper(paper, 1).text == paper.text.splitlines(keepends=True)[0]


def test_all_words_of_a_paper_are_on_its_page() -> None:
    for paper in scans.list_other_papers():
        body = write_page(paper).partition("</style>")[2]
        words = "".join(html.unescape(re.sub("<[^>]+>", "", body)).split())
        blocks = list_blocks(paper.text)
        for line in (block for block in blocks if isinstance(block, str) and "|" not in block):
            assert "".join(line.split()) in words, (paper.name, line)


def test_neighbours_alike_are_one_cell_and_a_row_of_one_goes_across() -> None:
    rows = [["单位", "任务", "数"], ["科协", "培训", "1"], ["科协", "培训", "1"], ["一、工业"], ["科协", "<建厂>", "1"]]
    made = write_table(rows, OFFICES[0])
    assert (made.count("rowspan=2"), made.count("colspan=3"), made.count("<th>")) == (2, 1, 3)
    assert made.count(">1<") == 3 and made.count(">科协<") == 2 and "&lt;建厂&gt;" in made
    assert sum(map(float, re.findall(r"width: ([\d.]+)%", made))) == pytest.approx(100, abs=0.3)


def test_without_the_browser_the_other_hand_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "can_read_scans", lambda: True)
    monkeypatch.setenv("PATH", "")
    assert scans.find_missing("web") == INSTALL
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        scans.TYPESETTERS["web"]([])


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_makes_the_same_files_each_time(name: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 85), "white").save(out, "PDF", resolution=72)  # of a page a little over two centimetres wide
    condition = replace(CONDITIONS[name], stamps="")
    files = make_scan(out.getvalue(), condition, "县科协")
    again = make_scan(out.getvalue(), condition, "县科协")
    kinds = [(file, data[:4]) for file, data in files]
    assert kinds == ([("1.jpg", b"\xff\xd8\xff\xe0")] if name == "photographed" else [("scan.pdf", b"%PDF")])
    assert [len(data) for _, data in files] == [len(data) for _, data in again]


@pytest.mark.full
def test_a_paper_is_typeset_scanned_and_read(need_tool: Any) -> None:
    """`make gold` reads eight pages; this one page goes the other way through the command."""
    need_tool("soffice", "apt-get install libreoffice-writer fonts-noto-cjk")
    if scans.find_missing():
        pytest.skip("what reads scans is not there")
    command = [sys.executable, scans.__file__, "--only", "papers/g01", "--conditions", "clean", "--misses", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    rows = {line[:13].strip(): line[13:].split() for line in done.stdout.splitlines()}
    assert rows["text layer"][:2] == [*rows["clean"][:1], "0.00"] and float(rows["clean"][1]) < 2


def test_the_checked_papers_are_there_two_with_tables() -> None:
    papers = [scans.load_paper(name) for name in scans.CHECKED]
    assert sum(paper.has_table for paper in papers) == 2 and set(scans.CHECKED.values()) < CONDITIONS.keys()
    assert all(json.dumps(paper.gold) for paper in papers)
