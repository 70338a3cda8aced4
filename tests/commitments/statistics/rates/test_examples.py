"""REQUIREMENTS K, examples 3 and 5, through the page and the API, with as many rows as they name."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils.html import strip_tags

from assigned import at
from ledger_rows import listed, turned
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import Office
from programs import program, said

DONE = date(2026, 9, 20)


def page_of(office: Office, plan: int) -> str:
    page = signed_in(office, "supervisor").get(f"/plans/{plan}/progress/").content.decode()
    return re.sub(r"\s+", " ", strip_tags(page.replace("</", " </")))


def test_completion_stands_against_both_bases(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(12, 20))
    rows = listed(office, 412)
    turned(rows[:305], "closed", done=DONE, done_work=DONE, closed=at(9, 25))
    turned(rows[305:312], "cancelled", closed=at(9, 25))
    words = page_of(office, rows[0].plan_id)
    assert re.search(r"305/412\b.*?74\.0", words) and re.search(r"305/405\b.*?75\.3", words)


def test_one_without_an_answer_is_named_and_one_not_checked_is_not_closed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(12, 20))
    rows = listed(office, 120)
    turned(rows[:118], "verified", done=DONE, done_work=DONE, issued=at(3, 20).date())
    turned(rows[118:119], "reported", done=DONE, done_work=DONE, issued=at(3, 20).date())
    turned(rows[119:], "running", issued=at(3, 20).date())
    words = page_of(office, rows[0].plan_id)
    assert "应反馈事项已反馈119/120 = 99.2%，未达到100%的要求" in words
    assert f"未反馈： {rows[119].number}" in words
    assert f"已报完成、尚未核查，不能销号： {rows[118].number}" in words
    asks = program(office, "leader", at=at(12, 20))
    for row in rows[118:]:
        refused = asks.post(f"commitments/{row.pk}/steps/close_it", {"seen": row.version, "given": {"mark": "A"}})
        assert said(refused) == (403, "refused")
    assert Commitment.objects.filter(state="closed").count() == 0
    one = rows[0]
    closed = asks.post(f"commitments/{one.pk}/steps/close_it", {"seen": one.version, "given": {"mark": "A"}})
    assert said(closed) == (200, "")
