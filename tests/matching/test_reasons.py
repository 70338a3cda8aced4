"""Each answer says why: by an id that is known, with the values its sentence holds, over all labelled pairs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from luoshi.matching.compare import compare_plans
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import AnswerReason, Compared, Matched, MatchingPaper
from luoshi.matching.reasons import REASONS, fill_reason_values

GOLD = Path(__file__).parents[2] / "gold"
PAIRS = sorted([*(GOLD / "match").glob("*.json"), *(GOLD / "own-match").glob("*.json")])
DONE: dict[str, Matched | Compared] = {}

# In REASONS in this order: how it was found, what is open, why there is no figure, tasks, compare.
NAMES = list(REASONS)
HOW = frozenset(NAMES[: NAMES.index("words_differ")])


def answered(path: Path, paper: Callable[[str, str], MatchingPaper]) -> Matched | Compared:
    """A labelled pair, matched once."""
    if path.stem not in DONE:
        gold = json.loads(path.read_text(encoding="utf-8"))
        names = [gold["plan"], *gold["reports"]] if "plan" in gold else [gold["upper"], gold["own"]]
        first, *others = (paper(name, (path.parent / name).read_text(encoding="utf-8")) for name in names)
        DONE[path.stem] = match_plan_to_reports(first, others) if "plan" in gold else compare_plans(first, others[0])
    return DONE[path.stem]


def reasons(done: Matched | Compared) -> Iterator[tuple[str, tuple[AnswerReason, ...]]]:
    if isinstance(done, Compared):
        yield from ((taken.upper.quote, taken.reasons) for taken in done.commitments)
    else:
        yield from ((answer.target.place.quote, answer.reasons) for answer in done.targets)
        yield from ((task.task.quote, task.reasons) for task in done.tasks)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_every_reason_is_known_and_holds_exactly_its_values(
    path: Path, paper: Callable[[str, str], MatchingPaper]
) -> None:
    for quote, given in reasons(answered(path, paper)):
        assert given, quote
        for reason in given:
            assert tuple(reason.values) == REASONS[reason.code], (quote, reason)
            assert all(reason.values.values()), (quote, reason)
            assert all(isinstance(value, str) for value in reason.values.values())


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_an_answer_says_first_how_it_was_found_and_only_once(
    path: Path, paper: Callable[[str, str], MatchingPaper]
) -> None:
    done = answered(path, paper)
    if isinstance(done, Compared):
        further = [reason.code for taken in done.commitments for reason in taken.reasons[1:]]
        assert all(taken.reasons for taken in done.commitments) and set(further) <= {"target_unclear"}
        return
    for answer in done.targets:
        codes = [reason.code for reason in answer.reasons]
        assert len(set(codes)) == len(codes)
        assert (codes[0] in HOW) == (answer.status != "no_figure"), codes
        assert HOW.isdisjoint(codes[1:])


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_an_uncertain_verdict_names_what_is_open(path: Path, paper: Callable[[str, str], MatchingPaper]) -> None:
    done = answered(path, paper)
    if isinstance(done, Matched):
        for answer in done.targets:
            assert answer.certain or len(answer.reasons) > 1 or answer.status == "no_figure", answer


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_a_verdict_agrees_with_the_numbers_shown(path: Path, paper: Callable[[str, str], MatchingPaper]) -> None:
    done = answered(path, paper)
    if isinstance(done, Compared):
        return
    for answer in done.targets:
        assert (answer.status == "no_figure") == (answer.actuals == ()) == (answer.reached is None), answer
        if answer.status == "exceeded":
            assert answer.reached != answer.target.value


def test_missing_values_are_empty_and_foreign_ones_left_out() -> None:
    assert fill_reason_values(AnswerReason("about"), {"target": "3家"}) == AnswerReason("about", {"actual": ""})
    assert fill_reason_values(AnswerReason("about", {"actual": "2家"}), {"actual": "3家"}) == AnswerReason(
        "about", {"actual": "2家"}
    )
    assert fill_reason_values(AnswerReason("silent"), {"actual": "3家"}) == AnswerReason("silent", {})
