"""Rounds on records that report figures: assessors see them, and what lacks one has no marks, no rank, and is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from reviewing import approve, expert, score, sheets_of
from test_other_kinds import without_call
from test_review import client_of, ranked, refusal, table_of, words_of

from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.queries import items_in_force
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.platforms.models import LISTS, Platform
from luoshi.parts.review.cards import show_round, show_sheet
from luoshi.parts.review.models import Assessed
from office import NOW, TODAY, Office

LISTED = LISTS["platforms.values"]
YEAR = "2025-12-31"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def owed(office: Office, *codes: str) -> None:
    """Let the office say which figures of a year are owed; none is as delivered."""
    items = [
        ListItemInput(item.code, item.word, {**item.values, "must": "1" if item.code in codes else ""})
        for item in items_in_force(LISTED, None, TODAY)
    ]
    set_version(LISTED, None, items, date(2025, 1, 1), "省园区评价暂行办法", office.actor("admin"), at=NOW, seen=0)


def park(office: Office, title: str, **told: str) -> Any:
    """A park that runs, with the figures of last year that it reported; "" where the source has none."""
    given = {"unit": office.units["kexie"].pk, "title": title, "sort": "park", "from_day": "2024-05-01"}
    one = begin(get_kind("platforms"), office.actor("clerk"), given, at=NOW).record
    for item, value in told.items():
        row = {"item": item, "until": YEAR, "value": value or None, "missing": not value}
        one = take(one, "tell", office.actor("clerk"), {"values": row}, at=NOW).record
    return one


def test_a_park_without_an_owed_figure_is_not_ranked_and_the_figure_is_named(office: Office) -> None:
    """N1.5, S000-73: scheme, figures, score, rank; a missing indicator is no 0, and the reason stands in the result."""
    owed(office, "output", "research")
    first = park(office, "甲园", output="120000", research="3600")
    second = park(office, "乙园", output="90000", research="4500")
    park(office, "丙园", output="150000")
    park(office, "丁园", output="80000", research="")
    round_ = approve(office, without_call(office, "platforms", [expert(office, "a"), expert(office, "b")]))
    said = []
    for name in "ab":
        for sheet in sheets_of(office, name):
            title = Platform.objects.get(pk=sheet.assessed.about_id).title
            if title in ("甲园", "乙园"):
                score(office, name, sheet, *((90, 80, 70) if title == "甲园" else (60, 60, 60)))
            else:
                said.append(refusal(lambda name=name, sheet=sheet: score(office, name, sheet, 90, 90, 90)))
    assert len(said) == 4 and all("研发投入" in words and YEAR in words for words in said)
    shown = words_of(show_sheet(sheets_of(office, "a")[0], office.actor("a"), TODAY))
    assert "120,000" in shown and "3600" in shown
    lacking = words_of(show_sheet(sheets_of(office, "a")[2], office.actor("a"), TODAY))
    assert "未报" in lacking
    round_ = ranked(office, round_)
    found = {row.thing.title: (row.rank, row.why) for row in Assessed.objects.filter(round=round_.pk)}
    assert found["甲园"][0] == 1 and found["乙园"][0] == 2
    for title in ("丙园", "丁园"):
        assert found[title][0] is None and "研发投入" in found[title][1]
    page = client_of(office, "supervisor").get(round_.get_absolute_url()).text
    assert "研发投入" in page and "丙园" in page
    round_ = take(round_, "decide", office.actor("leader"), {}, at=NOW).record
    agrees, *_files = table_of(show_round(round_, office.actor("supervisor"), TODAY), "recomputed").rows
    assert agrees.cells[0].light.code == "green"
    first, second = Platform.objects.get(pk=first.pk), Platform.objects.get(pk=second.pk)
    assert (first.rank, first.score, first.ranked_on) == (1, Decimal("81.5"), TODAY) and second.rank == 2
    assert Platform.objects.get(title="丙园").rank is None


def test_a_figure_that_comes_during_the_round_lets_marks_in(office: Office) -> None:
    owed(office, "research")
    one = park(office, "甲园")
    approve(office, without_call(office, "platforms", [expert(office, "a"), expert(office, "b")]))
    (sheet,) = sheets_of(office, "a")
    assert "研发投入" in refusal(lambda: score(office, "a", sheet, 90, 80, 70))
    row = {"item": "research", "until": YEAR, "value": "100", "missing": False}
    take(Platform.objects.get(pk=one.pk), "tell", office.actor("clerk"), {"values": row}, at=NOW)
    assert score(office, "a", sheet, 90, 80, 70).state == "scored"


def test_without_owed_figures_everything_can_be_ranked(office: Office) -> None:
    park(office, "甲园")
    approve(office, without_call(office, "platforms", [expert(office, "a"), expert(office, "b")]))
    (sheet,) = sheets_of(office, "a")
    assert score(office, "a", sheet, 90, 80, 70).state == "scored"
