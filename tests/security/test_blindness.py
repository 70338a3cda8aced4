"""Blindness of a round, tried whole: every address, list, export, search, error and file, as each role.

``--blind-round 300x200``, as in ``make blindness``, walks through a round of any size, for hours. How many requests
each reader took, in how many seconds, stands in out/blindness.txt.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from blind_walk import LONG, SAMPLE, WHOLE, Depth, all_addresses, api_paths, blind_round, shape_of, walk_all

from luoshi.base.rights.rules.rights import Role
from office import NOW, Office

OUT = Path(__file__).parents[2] / "out"
ASKED_SIZE = os.environ.get("LUOSHI_BLIND_ROUND", "")  # objects x assessors
OFFICE = "real_office" if ASKED_SIZE else "office"  # what several processes read must have been committed
ROUNDS = [
    pytest.param(6, 5, WHOLE, id="6x5"),
    pytest.param(60, 40, SAMPLE, id="60x40"),
    pytest.param(60, 40, WHOLE, id="60x40-whole", marks=pytest.mark.full),
]
if ASKED_SIZE:
    ROUNDS = [pytest.param(*map(int, ASKED_SIZE.split("x")), LONG, id=ASKED_SIZE)]


@pytest.mark.control("8.1.4.2 e-g", "in a blind round no address tells who applied or who assesses")
@pytest.mark.usefixtures(OFFICE)
@pytest.mark.parametrize(("objects", "assessors", "depth"), ROUNDS)
def test_no_identity_on_the_wrong_side(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, objects: int, assessors: int, depth: Depth
) -> None:
    office: Office = request.getfixturevalue(OFFICE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    office.person("bureau head", "局长", "bureau", Role.HEAD)
    blind = blind_round(office, objects, assessors)
    asked = {shape_of(path) for path in (*all_addresses(blind, depth), *api_paths(blind, depth))}
    assert asked == {shape_of(path) for path in (*all_addresses(blind), *api_paths(blind))}
    OUT.mkdir(exist_ok=True)
    with (OUT / "blindness.txt").open("a", encoding="utf-8", buffering=1) as told:
        processes = len(os.sched_getaffinity(0)) if ASKED_SIZE else 1
        walked = walk_all(blind, depth, lambda line: told.write(f"{objects}x{assessors} {line}\n"), processes)
    assert (walked.leaks, walked.failures, walked.strangers) == ([], [], [])
    assert walked.requests > 5000
