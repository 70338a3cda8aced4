"""Villages as tiles, and coordinates that go out to who may read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from luoshi.evidence.journal.models import Entry
from luoshi.lines.soil.tiles import VillageProgress, tiles_by_town
from many_appeals import signed_in
from office import NOW, Office
from soil_office import Station


@pytest.fixture
def station(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Station:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Station(office)


def test_coordinates_go_out_with_their_system_to_who_may_read_them_and_each_is_journaled(station: Station) -> None:
    village = station.village()
    point = station.point("D001", village, system="gcj02", longitude="101.512345", latitude="36.654321")
    station.point("D002", village)
    answer = signed_in(station.office, "clerk").post("/soil-tiles/points.geojson")
    (feature,) = json.loads(answer.content)["features"]
    assert feature["geometry"]["coordinates"] == [101.512345, 36.654321]
    assert feature["properties"]["code"] == "D001" and "GCJ-02" in feature["properties"]["system"]
    looks = Entry.objects.filter(record=point.pk, step="look")
    assert looks.count() == 1
    assert signed_in(station.office, "leader").post("/soil-tiles/points.geojson").status_code == 404
    assert looks.count() == 1


def test_villages_are_tiles_by_town_with_the_share_of_households_served(station: Station) -> None:
    assert "还没有启动的村" in station.reads("/soil-tiles/")
    station.opens("soilvillages", village=station.village().number, begun="2026-01-05", households=3, served=2,
                  sown="100")  # fmt: skip
    page = station.reads("/soil-tiles/", "clerk")
    assert "青石村" in page and "66%" in page and "2 / 3" in page
    tile = signed_in(station.office, "clerk").get("/soil-tiles/").context["towns"][0].tiles[0]
    assert tile.village.url.startswith("/soilvillages/")
    other = signed_in(station.office, "leader").get("/soil-tiles/").context["towns"][0].tiles[0]
    assert other.percent == 66


def test_tiles_are_darker_by_quarters_and_darkest_only_where_all_are_served() -> None:
    villages = [
        VillageProgress("", "三村", "whole", 5, 5),
        VillageProgress("乙乡", "二村", "started", 300, 299),
        VillageProgress("乙乡", "一村", "started", 10, None),
        VillageProgress("甲乡", "零村", "started", 100, 0),
    ]
    told = {
        town.town: [(tile.village.name, tile.percent, tile.shade) for tile in town.tiles]
        for town in tiles_by_town(villages)
    }
    assert list(told) == ["乙乡", "甲乡", ""]
    assert told == {"乙乡": [("一村", None, 0), ("二村", 99, 4)], "甲乡": [("零村", 0, 1)], "": [("三村", 100, 5)]}
