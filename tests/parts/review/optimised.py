"""A small round to optimise, who assesses what in it, and what acts are refused with."""

from __future__ import annotations

from typing import Any

import pytest
from calling import checked, person, published_call
from reviewing import expert, mark_form, prepared

from luoshi.base.record_errors import RecordError
from luoshi.parts.review.models import ReviewSheet
from office import Office

TEXTS = (
    ("machines", "选矿厂尾矿回收锡的工艺"),
    ("farming", "水稻病虫害绿色防治"),
    ("machines", "矿井提升机的变频改造"),
)


def setup_round(office: Office, assigning: str = "best", size: int = 2, **more: Any) -> Any:
    """A round in preparation: three objects, two assessors of machines and two of farming."""
    call = published_call(office)
    for number, (branch, title) in enumerate(TEXTS):
        leader = person(office, f"申报人{number}").number
        checked(office, call, title=title, summary=title, branch=branch, leader=leader)
    people = [expert(office, name, branch) for name, branch in zip("abcd", ["machines", "farming"] * 2, strict=True)]
    return prepared(office, call, people, mark_form(office, size=size), assigning=assigning, **more)


def pairs(round_: Any) -> dict[str, set[str]]:
    """By title of the application, the names of its assessors."""
    found: dict[str, set[str]] = {}
    for sheet in ReviewSheet.objects.filter(assessed__round=round_.pk, state__in=("asked", "accepted", "scored")):
        found.setdefault(sheet.assessed.about.title, set()).add(sheet.assessor.title.removeprefix("评委"))
    return found


def refusal(act: Any) -> str:
    """What an act is refused with."""
    with pytest.raises(RecordError) as refused:
        act()
    return str(refused.value)
