"""What must hold for the labelled plans and reports too: order, silence and chance change nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from full import sampled
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import Matched, MatchingPaper

GOLD = Path(__file__).parents[2] / "gold"
PLANS = sorted([*(GOLD / "match").glob("p*.json"), *(GOLD / "own-match").glob("[ph]*.json")])
ONE_RUN = """
import sys
from pathlib import Path
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import MatchingPaper
from luoshi.reading.read import read_text_document
texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
first, *others = (MatchingPaper(f"d{at}", text, read_text_document(text)) for at, text in enumerate(texts))
sys.stdout.buffer.write(repr(match_plan_to_reports(first, others)).encode())
"""


def names(path: Path) -> list[Path]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    return [path.parent / name for name in (gold["plan"], *gold["reports"])]


def opened(path: Path, paper: Callable[[str, str], MatchingPaper]) -> tuple[MatchingPaper, list[MatchingPaper]]:
    first, *others = (paper(name.name, name.read_text(encoding="utf-8")) for name in names(path))
    return first, others


def answers(done: Matched) -> object:
    return (
        [(target.status, target.certain, target.reached, frozenset(target.actuals)) for target in done.targets],
        [(task.status, task.certain, frozenset(task.evidence)) for task in done.tasks],
        frozenset(done.unmatched),
    )


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_neither_the_order_of_the_reports_nor_a_silent_one_changes_an_answer(
    path: Path, paper: Callable[[str, str], MatchingPaper]
) -> None:
    first, others = opened(path, paper)
    done = answers(match_plan_to_reports(first, others))
    assert answers(match_plan_to_reports(first, others[::-1])) == done
    assert answers(match_plan_to_reports(first, [paper("silent", "各项工作有序推进。\n"), *others])) == done


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_no_figure_of_a_report_is_lost_or_shown_twice(path: Path, paper: Callable[[str, str], MatchingPaper]) -> None:
    first, others = opened(path, paper)
    done = match_plan_to_reports(first, others)
    used = {figure.place for answer in done.targets for figure in answer.actuals}
    left = {figure.place for figure in done.unmatched}
    assert used.isdisjoint(left) and len(left) == len(done.unmatched)
    for other_pair in others:
        if other_pair.reading.year != first.reading.year:
            continue  # read anew as one on the plan's year
        shown = {(place.start, place.end) for place in used | left if place.source == other_pair.name}
        assert {(q.start, q.end) for q in other_pair.reading.quantities if q.role == "actual"} <= shown


@pytest.mark.parametrize("path", sampled(PLANS[::5], 4), ids=lambda path: path.stem)
def test_the_order_of_sets_in_memory_changes_nothing(path: Path) -> None:
    source = str(GOLD.parent / "src")
    command = [sys.executable, "-c", ONE_RUN, *map(str, names(path))]
    outputs = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": source}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(outputs) == 1
