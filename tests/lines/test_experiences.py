"""Experiences with four partners, in editions, taken over elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.lines.experiences.models import Experience
from office import NOW, TODAY, Office
from trying_rows import Trying


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Trying:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def test_a_model_has_four_partners_and_is_adopted_elsewhere(trying: Trying) -> None:
    """S000-119: one written model, its partners of four kinds, editions, and who took it over."""
    first = trying.opens("experiences", title="整建制推进运作模式", edition=1, field="soil",
                         partners=[{"sort": "yield", "name": "高产创建区"}])  # fmt: skip
    assert "步骤和成效" in trying.refused(first, "verify", "supervisor")
    first = trying.does(first, "edit", field="soil", procedure="一村一图、一户一卡", result="两个村整村推进",
                        partners=[{"sort": sort} for sort in ("yield", "orchard", "cooperative")])  # fmt: skip
    data = trying.api("supervisor").get("experiences/coverage/partners").data
    assert data["rows"][0]["cells"] == {"yield": True, "orchard": True, "cooperative": True, "base": False}
    first = trying.does(first, "verify", "supervisor")
    four = [{"sort": sort} for sort in ("yield", "orchard", "cooperative", "base")]
    second = trying.opens("experiences", title="整建制推进运作模式", edition=2, field="soil", replaces=first.number,
                          procedure="四统结合", result="六个村整村推进", partners=four)  # fmt: skip
    second = trying.does(second, "verify", "supervisor")
    assert Experience.objects.get(pk=first.pk).state == "superseded"
    second = trying.does(second, "recommend", "leader")
    firm = trying.firm("云岭幻果专业合作社")
    second = trying.does(second, "adopt", adopters={"org": firm.number, "day": TODAY})
    assert second.state == "adopted" and trying.counts("experiences", "adopters")[""] == "1"
    assert trying.counts("experiences", "in_force")[""] == "1"
    assert "经验做法材料" in trying.reads(f"/experiences/{second.pk}/")
