"""Tiny plans and reports: the sentences of a test under the head of an invented office's paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.compare import compare_plans
from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import Compared, Matched, MatchingPaper
from luoshi.reading.read import read_text_document

# So long that the first lines name the office and no place that a sentence under them speaks of.
_BODY = "\n为做好今年工作，服务全县高质量发展大局，根据上级部署和本会实际，现将有关情况印发如下，请各部门遵照执行。\n"
PLAN = "云溪县科学技术协会2024年工作要点" + _BODY + "一、重点任务\n"
UPPER = "青石市科学技术协会2024年工作要点" + _BODY + "一、重点任务\n"


def _headed(words: str) -> str:
    """``2024年上半年|举办12场。`` is a report on that time; without a time it is one on the whole of 2024."""
    time, bar, rest = words.partition("|")
    time, rest = (time, rest) if bar else ("2024年", words)
    return f"云溪县科学技术协会{time}工作总结{_BODY}一、完成情况\n{rest}\n"


def _paper(name: str, text: str) -> MatchingPaper:
    return MatchingPaper(name, text, read_text_document(text))


@pytest.fixture(scope="session")
def paper() -> Callable[[str, str], MatchingPaper]:
    """A function: a name and a whole text, read."""
    return _paper


@pytest.fixture(scope="session")
def matched() -> Callable[..., Matched]:
    """A function: the sentences of a plan on 2024, then of each report; reports are named r0, r1, …"""

    def run(plan: str, *reports: str) -> Matched:
        papers = [_paper(f"r{at}", _headed(words)) for at, words in enumerate(reports)]
        return match_plan_to_reports(_paper("plan", PLAN + plan + "\n"), papers)

    return run


@pytest.fixture(scope="session")
def compared() -> Callable[[str, str], Compared]:
    """A function: the sentences of an upper plan and of the unit's own, both on 2024."""

    def run(upper: str, own: str) -> Compared:
        return compare_plans(_paper("upper", UPPER + upper + "\n"), _paper("own", PLAN + own + "\n"))

    return run
