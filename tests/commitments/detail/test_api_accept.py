"""A commitment's steps are taken through the API; where one brings another with it the answer tells of both."""

from __future__ import annotations

import pytest

from assigned import at, issued
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published
from programs import program

TASK = """云岭县2026年工作要点
一、阵地建设
新建科普示范基地3个。（牵头单位：县科协；完成时限：9月底前）
"""


@pytest.mark.parametrize("named", [True, False])
def test_accepting_tells_the_version_at_which_the_record_is(
    office: Office, named: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 23))
    one = issued(office, published(office, TASK), "科普示范基地", at(3, 23))
    asks, path = program(office, "clerk", at=at(3, 23)), f"commitments/{one.pk}/steps"
    given = {"owner": office.posts["clerk"].pk} if named else {}
    key = {"Idempotency-Key": "5f1b0a52-3c46-4c1e-9d2d-8f3f5a0d7b11"}
    answers = [asks.post(f"{path}/accept", {"seen": one.version, "given": given}, **key).data for _ in range(2)]
    now = Commitment.objects.get(pk=one.pk)
    assert [(answer["version"], answer["state"]) for answer in answers] == [(now.version, now.state)] * 2
    assert (now.version, now.state) == ((one.version + 2, "running") if named else (one.version + 1, "accepted"))
    (step, seen) = ("finish", now.version) if named else ("take_up", now.version)
    assert step in [row["name"] for row in asks.get(path).data["rows"]] and asks.get(path).data["version"] == seen
