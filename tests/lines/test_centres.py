"""Centres and bases by their kinds, and the chain of services for intellectual property in their zone."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.lines.platforms.line import VALUES
from office import NOW, Office
from trying_rows import YEAR, Trying

KINDS = "training creation application trusteeship"


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def centre(trying: Trying, kind: str, n: int = 0, **more: Any) -> Any:
    """A centre of this kind that runs since last summer."""
    given = {"title": f"{kind}中心{n}", "sort": "centre", "centre": kind, "from_day": "2025-07-01", **more}
    return trying.opens("platforms", **given)


def test_five_kinds_of_centres_and_bases_are_counted_each_once(trying: Trying) -> None:
    """S000-06: at least five kinds; a second one of a kind is none more, nor one that ended or has no kind."""
    trying.sets(VALUES, "platforms.centre_kinds", "≥5")
    made = [centre(trying, kind) for kind in KINDS.split()]
    centre(trying, "training", 1)
    centre(trying, "", title="未定种类中心")
    ended = centre(trying, "trading")
    trying.does(ended, "end", to_day="2026-01-31", reason="并入服务中心。")
    trying.opens("platforms", title="交易服务平台", sort="ip", centre="trading", from_day="2025-07-01")
    assert trying.counts("platforms", "centres") == {"": "4"}
    assert "≥5：未达到，差1" in trying.reads("/platforms/figures/", **YEAR)
    centre(trying, "protection", sort="base", title="维权援助基地")
    assert trying.counts("platforms", "centres") == {"": "5"}
    assert trying.counts("platforms", "centres", first="2025-01-01", last="2025-12-31") == {"": "6"}
    assert "≥5：达到" in trying.reads("/platforms/figures/", **YEAR)
    listed = trying.reads("/platforms/", face="centres")
    assert "维权援助中心（基地）" in listed and "交易服务平台" not in listed
    assert "培训中心（基地）" in trying.reads(f"/platforms/{made[0].pk}/")


def test_the_kind_of_a_centre_is_changed_by_those_who_look_after_it(trying: Trying) -> None:
    """Its unit may say for what it is, a leader may not; nor is a kind taken that is not on the list."""
    made = centre(trying, "training")
    given = {"title": made.title, "sort": "centre"}
    assert trying.refused(made, "edit", "leader", centre="creation", **given)
    assert trying.refused(made, "edit", centre="nowhere", **given)
    assert trying.does(made, "edit", centre="creation", **given).centre == "creation"


def test_a_zone_has_its_chain_of_services_with_their_volume_and_a_policy(trying: Trying) -> None:
    """S000-06: four links of the chain in a zone, volume by link; the policy is drafted about the zone."""
    zone = trying.opens("platforms", title="知识产权服务集聚区", sort="zone", from_day="2025-07-01")
    services = [("ip", link, 10 * (n + 1)) for n, link in enumerate(KINDS.split())]
    for n, (sort, link, volume) in enumerate(services):
        given = {"title": f"知识产权服务{n}", "sort": sort, "link": link, "part_of": zone.number}
        made = trying.opens("platforms", from_day="2025-07-01", **given)
        trying.does(made, "count", use={"item": "services", "until": "2026-02-28", "value": str(volume)})
    other = trying.opens("platforms", title="区外服务", sort="ip", link="training", from_day="2025-07-01")
    trying.does(other, "count", use={"item": "services", "until": "2026-02-28", "value": "5"})
    counted = trying.counts("platforms", "services", "link")
    assert [counted[word] for word in ("培训", "创造", "运用", "托管", "")] == ["15", "20", "30", "40", "105"]
    by_zone = trying.counts("platforms", "services", "part_of")
    assert [value for label, value in by_zone.items() if "知识产权服务集聚区" in label] == ["100"]
    policy = trying.opens("norms", title="服务集聚区扶持政策", sort="policy", about=zone.number)
    policy = trying.does(policy, "draft", content="对培训、创造、运用、托管四类服务给予补助")
    page = trying.reads(f"/platforms/{zone.pk}/")
    assert all(f"知识产权服务{n}" in page for n in range(4))
    assert zone.number in trying.reads(f"/norms/{policy.pk}/")
