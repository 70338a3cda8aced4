"""Villages served as a whole, fields of demonstration and trial, and the figures of the year, with their examples."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from docx import Document
from openpyxl import load_workbook

from luoshi.lines.soil.models import SoilField, SoilVillage, SoilYear
from many_appeals import signed_in
from office import NOW, TODAY, Office
from soil_office import Station

DAY = timedelta(days=1)
YEAR = {"first": "2026-01-01", "last": "2026-12-31"}


@pytest.fixture
def station(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Station:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Station(office)


def figure(station: Station, kind: str, name: str, **span: str) -> dict[str, Any]:
    """A figure of a kind in the year, with what is said of its target."""
    asked = "&".join(f"{key}={value}" for key, value in {**YEAR, **span}.items())
    answer = station.api("supervisor").get(f"{kind}/figures?{asked}")
    assert answer.status_code == 200, answer.data
    return next(row for row in answer.data["total"] if row["name"] == name)


def year(station: Station, areas: list[Any], efforts: list[Any] | None = None, **more: Any) -> Any:
    plan = station.opens("soilyears", year=2026, until="2026-12-31", aim="48000户、25万亩")
    given = {"day": TODAY, "source": "县农业农村局年报", "areas": areas, "efforts": efforts or [], "towns": [], **more}
    return station.does(plan, "count", **given)


def lacking(station: Station, kind: str, name: str, day: date = TODAY) -> dict[str, dict[str, Any]]:
    """The entries of a coverage that lack something, by title, with each cell."""
    answer = station.api("supervisor").get(f"{kind}/coverage/{name}?day={day}")
    assert answer.status_code == 200, answer.data
    return {row["title"]: row["cells"] for row in answer.data["rows"]}


def test_the_share_is_2000_mu_short_although_the_area_is_met(station: Station) -> None:
    """L6.1: 250,000 of 360,000 mu are 69.4 %, 2,000 mu short of 70 %; the area of 250,000 is met."""
    station.value("soilyears.area", ">=250000")
    station.value("soilyears.share", ">=70")
    station.value("soilyears.greens", ">=30")
    record = year(station, [
        {"crop": "wheat", "sown": "300000", "covered": "230000"},
        {"crop": "vegetable", "sown": "60000", "covered": "20000"},
    ])  # fmt: skip
    assert (str(record.sown), str(record.covered)) == ("360000", "250000")
    assert figure(station, "soilyears", "area")["value"] == "250000"
    page = station.reads("/soilyears/figures/", **YEAR)
    assert "69.4" in page and "2,000 亩" in page.replace("2000", "2,000")
    assert page.count("未达") == 1  # the share; the area and the vegetables (33.3 %) are met
    said = station.refused(record, "count", day=TODAY, source="年报",
                           areas=[{"crop": "maize", "sown": "10", "covered": "11"}])  # fmt: skip
    assert "大于播种面积" in said
    station.does(record, "file", "supervisor")
    assert "测土配方施肥年度报告" in station.reads(f"/soilyears/{record.pk}/")


def test_a_year_counts_in_its_own_year_and_is_compared_with_the_year_before(station: Station) -> None:
    """S000-120: 2025, gathered in January 2026, counts in 2025; three shifts in points, with both numbers."""
    old = station.opens("soilyears", year=2025, until="2026-12-31")
    wheat = {"crop": "wheat", "sown": "1000", "covered": "800"}
    then = {"lab": "60", "field": "40", "guidance": "10", "project": "30", "pilot": "6", "whole": "2"}
    now = {"lab": "45", "field": "55", "guidance": "30", "project": "30", "whole": "8"}
    efforts = [[{"part": part, "days": days} for part, days in of.items()] for of in (then, now)]
    said = station.refused(old, "count", source="台账", day="2024-12-31", areas=[wheat], efforts=efforts[0], towns=[])
    assert "年度开始之前" in said
    old = station.does(old, "count", day="2026-01-10", source="台账", areas=[wheat], efforts=efforts[0], towns=[])
    assert old.counted_on == date(2025, 12, 31)
    year(station, [wheat], efforts[1])
    before = {"first": "2025-01-01", "last": "2025-12-31"}
    assert figure(station, "soilyears", "area")["value"] == "800"
    assert figure(station, "soilyears", "area", **before)["value"] == "800"
    shifts = {"field": ("55", "40", "15"), "guidance": ("50", "25", "25"), "whole": ("100", "25", "75")}
    for name, (share, was, more) in shifts.items():
        assert figure(station, "soilyears", f"{name}_share")["value"] == share
        assert figure(station, "soilyears", f"{name}_share", **before)["value"] == was
        changed = figure(station, "soilyears", f"{name}_more")
        assert (changed["value"], changed["before"]) == (more, was)
    assert figure(station, "soilyears", "whole_share", **before)["value"] == "25"
    station.does(old, "put_right", "supervisor", reason="年度填错", year=2024)
    assert type(old).objects.get(pk=old.pk).counted_on == date(2024, 12, 31)


def test_the_report_by_unit_is_a_document_and_a_workbook_with_its_sources(station: Station) -> None:
    """S000-83, -86, -120: area, greens, villages, households of each unit; of all together also where the days went."""
    station.value("soilyears.share", ">=70")
    station.value("soilvillages.point", ">=20")
    station.telephones()
    station.formula()
    card = station.card(station.checked(station.point("D001", station.village())))
    again = {"household": card.household.number, "plot": "二号地"}  # a household counts once
    station.begins("soilcards", "make", station.card_of(card.sample) | again)
    place = station.opens("places", title="麦坪镇", sort="town")
    whole(station, served(station, "麦坪村", place))
    areas = [{"crop": "wheat", "sown": "3000", "covered": "2300"}, {"crop": "fruit", "sown": "600", "covered": "200"}]
    efforts = [{"part": "field", "days": "55"}, {"part": "lab", "days": "45"}]
    own = year(station, areas, efforts, towns=[{"town": place.number, "villages": 3}])
    town = station.opens("soilyears", who="supervisor", unit=station.office.units["town"].pk, year=2026,
                         until="2026-12-31")  # fmt: skip
    other = {"areas": [{"crop": "wheat", "sown": "400", "covered": "400"}], "efforts": [], "towns": []}
    station.does(town, "count", "supervisor", day=TODAY, source="乡镇台账", **other)
    page = station.reads("/soilyears/tables/units/")
    assert own.number in page and town.number in page
    desk = signed_in(station.office, "supervisor")
    paper = Document(BytesIO(b"".join(desk.post("/soilyears/tables/units/docx/").streaming_content)))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [row[-1] for row in rows] == ["来源（记录编号）", *sorted((own.number, town.number))]
    told = {row[-1]: dict(zip(rows[0], row, strict=True)) for row in rows}
    said = list(told[own.number].values())[4:-2]
    assert said == ["3600", "2500", "69.4", "600", "200", "33.3", "3", "0", "0", "1", "1"]
    assert list(told[town.number].values())[4:-2] == ["400", "400", "100", "", "", "", "", "", "", "", "0"]
    assert {"蔬菜、果树占比（%）", "有示范点和信息公示的村", "服务农户"} <= told[own.number].keys()
    assert told[town.number]["数据来源"] == "乡镇台账"
    below = {row.cells[0].text: row.cells[1].text for row in paper.tables[1].rows}
    assert (below["测土配方施肥面积"], below["播种面积"], below["占播种面积比例"]) == ("2900", "4000", "72.5")
    assert "2900" in page and "55" in below.values()
    sheet = load_workbook(BytesIO(b"".join(desk.post("/soilyears/tables/units/xlsx/").streaming_content))).worksheets[0]
    assert {own.number, town.number} <= {cell.value for row in sheet.iter_rows() for cell in row}


def test_years_counted_before_get_their_sums_by_the_migration(station: Station) -> None:
    place = station.opens("places", title="麦坪镇", sort="town")
    areas = [{"crop": crop, "sown": sown, "covered": "20"} for crop, sown in (("fruit", "60"), ("vegetable", "25"))]
    record = year(station, areas, towns=[{"town": place.number, "villages": 3}])
    written = ("greens_sown", "greens_covered", "greens_percent", "villages", "reached", "reached_percent", "whole")
    told = {name: getattr(record, name) for name in written}
    assert [str(value) for value in told.values()] == ["85", "40", "47.1", "3", "0", "0", "0"]
    SoilYear.objects.filter(pk=record.pk).update(**dict.fromkeys(written))
    import_module("luoshi.lines.soil.migrations.0005_years_by_unit").count_rows(apps, None)
    now = SoilYear.objects.get(pk=record.pk)
    assert {name: getattr(now, name) for name in written} == told


def served(station: Station, name: str, town: Any = None, **more: Any) -> Any:
    given = {"village": station.village(name).number, "begun": "2026-01-05", "households": 100, "sown": "2000", **more}
    if town is not None:
        given["town"] = town.number
    return station.opens("soilvillages", **given)


def whole(station: Station, record: Any) -> Any:
    record = station.does(record, "count", households=100, sown="2000", served=100, covered="2000", informed=100)
    record = station.does(record, "set_up", spot="村务公开栏", posted_on=TODAY)
    return station.does(record, "complete", "supervisor", whole_on=TODAY)


def test_59_whole_villages_are_not_enough_and_60_are(station: Station) -> None:
    """L6.5: 59 not met, 60 met; a village is whole once every household and mu is served."""
    station.value("soilvillages.whole", ">=60")
    last = served(station, "麦坪村", served=99, covered="2000")
    common = {"begun": date(2026, 1, 5), "whole_on": TODAY, "households": 1, "served": 1}
    station.alike("soilvillages", 59, "whole", **common)
    assert figure(station, "soilvillages", "whole")["value"] == "59"
    assert "未达" in station.reads("/soilvillages/figures/", **YEAR)
    last = station.does(last, "set_up", spot="村委会", posted_on=TODAY)
    assert "没有服务到" in station.refused(last, "complete", "supervisor", whole_on=TODAY)
    last = station.does(last, "count", households=100, sown="2000", served=100)
    station.does(last, "complete", "supervisor", whole_on=TODAY)
    assert figure(station, "soilvillages", "whole")["value"] == "60"
    assert "未达" not in station.reads("/soilvillages/figures/", **YEAR)


def test_a_town_is_whole_only_if_every_administrative_village_of_it_is(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S000-85: of 3 administrative villages 2 begun and whole are no whole town; without their number nobody knows."""
    station.value("soilvillages.towns", ">=1")
    town, other = (station.opens("places", title=name, sort="town") for name in ("麦坪乡", "豆坪乡"))
    for name in ("一村", "二村"):
        whole(station, served(station, name, town))
    lapsed = whole(station, served(station, "三村", other))
    record = year(station, [])
    assert figure(station, "soilyears", "towns")["value"] is None
    towns = [{"town": town.number, "villages": 3}, {"town": other.number, "villages": 1}]
    given = {"day": TODAY, "source": "民政统计", "areas": [], "efforts": []}
    assert "行政村数" in station.refused(record, "count", **given, towns=[{"town": town.number, "villages": 1}])
    record = station.does(record, "count", **given, towns=towns)
    assert figure(station, "soilyears", "towns")["value"] == "1"
    station.does(lapsed, "lapse", "supervisor", lapsed_on=TODAY, reason="新增地块未服务")
    assert figure(station, "soilvillages", "whole")["value"] == "2"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)
    station.does(record, "count", **given | {"day": TODAY + DAY}, towns=towns)
    assert figure(station, "soilyears", "towns")["value"] == "0"
    assert "未达" in station.reads("/soilyears/figures/", **YEAR)


def test_past_days_keep_their_whole_villages_after_lapse_end_and_new_term(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S000-85: lapsed on 2 February and ended in March it was not whole in between; each term stays."""
    counted = {"households": 100, "sown": "2000", "covered": "2000", "informed": 100}
    records = []
    for name in ("一村", "二村"):
        record = station.does(served(station, name), "count", served=100, **counted)
        record = station.does(record, "set_up", spot="村务公开栏", posted_on="2026-01-08")
        record = station.does(record, "complete", "supervisor", whole_on="2026-01-10")
        said = station.refused(record, "count", served=99, **counted)
        assert "先登记" in said
        records.append(station.does(record, "lapse", "supervisor", lapsed_on="2026-02-01", reason="新增农户"))
    station.does(records[0], "end", reason="整村搬迁")
    assert SoilVillage.objects.get(pk=records[0].pk).lapsed_on == date(2026, 2, 1)
    station.does(records[1], "count", served=99, **counted)
    station.does(records[1], "count", served=100, **counted)
    said = station.refused(records[1], "complete", "supervisor", whole_on="2026-02-01")
    assert "2026-02-01" in said or "2月1日" in said
    station.does(records[1], "complete", "supervisor", whole_on="2026-03-10")
    stock = {day: figure(station, "soilvillages", "whole", last=day)["value"]
             for day in ("2026-01-31", "2026-02-10", "2026-03-01", "2026-03-15")}  # fmt: skip
    assert stock == {"2026-01-31": "2", "2026-02-10": "0", "2026-03-01": "0", "2026-03-15": "1"}
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + 2 * DAY)
    station.does(records[1], "end", reason="整村搬迁")
    assert SoilVillage.objects.get(pk=records[1].pk).lapsed_on == TODAY + 2 * DAY


def field(station: Station, sort: str, area: str = "20", **more: Any) -> Any:
    given = {"title": f"{sort}田", "sort": sort, "crop": "wheat", "area": area, "from_day": "2026-01-10", **more}
    return station.opens("soilfields", **given)


def test_a_point_of_19_5_mu_leaves_its_village_below_the_least_and_20_do_not(station: Station) -> None:
    """L6.3: village minimum, with the names of what lacks."""
    village = served(station, "麦坪村", served=100, informed=100, covered="2000")
    point = field(station, "point", "19.5", village=village.number)
    assert lacking(station, "soilvillages", "least")["麦坪村"]["point"] is None  # nobody set the area: unknown
    station.value("soilvillages.point", ">=20")
    cells = lacking(station, "soilvillages", "least")["麦坪村"]
    assert cells == {"demo": False, "point": False, "informed": True, "formula": False, "supply": False,
                     "guidance": False}  # fmt: skip
    station.does(point, "edit", village=village.number, crop="wheat", area="20.0", photos=[])
    assert lacking(station, "soilvillages", "least")["麦坪村"]["point"] is True
    village = SoilVillage.objects.get(pk=village.pk)
    demo = station.person("幻种麦")
    village = station.does(village, "show", demos={"person": demo.number, "from_day": TODAY})
    assert lacking(station, "soilvillages", "least")["麦坪村"]["demo"] is True


def test_a_column_has_three_notices_that_are_renewed(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """S000-88: formulas, supply, guidance; what is out of date is owed and named."""
    station.value("soilvillages.notices", "2")
    village = station.does(served(station, "麦坪村"), "set_up", spot="村务公开栏", posted_on=TODAY)
    said = station.refused(village, "post_formula", notices={"item": "supply", "day": TODAY})
    assert "只登记配方信息" in said
    for item in ("formula", "supply", "guidance"):
        village = station.does(village, f"post_{item}", notices={"item": item, "day": TODAY, "words": "春小麦"})
    cells = lacking(station, "soilvillages", "least")["麦坪村"]
    assert cells["formula"] is cells["supply"] is cells["guidance"] is True
    assert village.due == date(2026, 5, 20)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=80))
    assert lacking(station, "soilvillages", "least", date(2026, 6, 8))["麦坪村"]["supply"] is False
    assert figure(station, "soilvillages", "notices")["value"] == "3"


def test_a_share_of_administrative_villages_has_point_and_notices(station: Station) -> None:
    """S000-86: in 80 % of the administrative villages, begun or not: 3 of 10 are 30 %, and 5 are short."""
    station.value("soilvillages.share", ">=80")
    station.value("soilvillages.point", ">=20")
    town = station.opens("places", title="麦坪乡", sort="town")
    for place in range(3):
        village = served(station, f"村{place}", town)
        field(station, "point", village=village.number, title=f"示范点{place}")
        village = station.does(village, "set_up", spot="公开栏", posted_on=TODAY)
        for item in ("formula", "supply", "guidance"):
            village = station.does(village, f"post_{item}", notices={"item": item, "day": TODAY})
    assert figure(station, "soilvillages", "share")["value"] == "100"  # of those begun; no target is compared
    record = year(station, [])
    assert figure(station, "soilyears", "villages")["value"] is None
    station.does(record, "count", day=TODAY, source="民政统计", areas=[], efforts=[],
                 towns=[{"town": town.number, "villages": 10}])  # fmt: skip
    assert figure(station, "soilyears", "villages")["value"] == "30"
    assert "5 个" in station.reads("/soilyears/figures/", **YEAR)


def test_a_plot_with_three_of_the_four_is_named_with_its_missing_sign(station: Station) -> None:
    """L6.3: expert, household, contrast field, no sign: 3 of 4, missing "sign"; it is not checked without."""
    expert, house = station.person("幻问土"), station.person("幻种麦")
    plot = field(station, "plot", contrast="yes", experts=[{"person": expert.number, "from_day": "2026-01-10"}],
                 households=[{"person": house.number, "from_day": "2026-01-10"}])  # fmt: skip
    cells = lacking(station, "soilfields", "haves")["plot田"]
    assert cells == {"expert": True, "household": True, "contrast": True, "sign": False}
    assert "没有标牌" in station.refused(plot, "check", "supervisor")
    assert "标牌" in station.reads("/soilfields/coverage/haves/")
    plot = station.does(plot, "edit", village="", crop="wheat", area="20", contrast="yes", sign_on=TODAY)
    plot = station.does(plot, "check", "supervisor")
    plot = station.does(plot, "harvest", harvested_on=TODAY, harvest="420", other="400", price="2.6", saved="8.5")
    assert str(plot.gain) == "60.5"
    station.value("soilfields.gain", ">=30")
    assert figure(station, "soilfields", "gain")["value"] == "60.5"
    lost = field(station, "point", title="未通过的示范点")
    lost = station.does(lost, "harvest", harvested_on=TODAY, harvest="400", other="400", price="2.6", saved="0")
    station.does(lost, "fail", "supervisor", to_day=TODAY, reason="没有专家")
    assert figure(station, "soilfields", "gain")["value"] == "60.5"  # what was not accepted is no demonstration


def test_large_areas_are_counted_from_the_size_that_the_office_sets(station: Station) -> None:
    """S000-94: one or two areas of 10,000 mu."""
    field(station, "area", "10000")
    field(station, "area", "9999", title="小片")
    assert figure(station, "soilfields", "large")["value"] is None  # not computable, and named
    assert "大面积示范片的面积" in station.reads("/soilfields/figures/", **YEAR)
    station.value("soilfields.large", ">=10000")
    assert figure(station, "soilfields", "large")["value"] == "1"


def test_a_trial_tells_the_use_efficiency_of_what_was_applied(station: Station) -> None:
    """S000-92: (uptake fertilised - uptake without) / applied; what lacks a treatment stays unknown."""
    trial = field(station, "trial", "1", title="春小麦肥效试验", soil="chestnut")
    plots = [
        {"treatment": "full", "n": "10", "p": "6", "k": "6", "harvest": "392", "took_n": "11.76", "took_p": "4.9"},
        {"treatment": "no_n", "n": "0", "p": "6", "k": "6", "harvest": "262", "took_n": "7.86", "took_p": "3.3"},
        {"treatment": "no_p", "n": "10", "p": "0", "k": "6", "harvest": "318", "took_p": "3.58"},
    ]
    trial = station.does(trial, "treat", plots=plots)
    trial = station.does(trial, "harvest", harvested_on=TODAY, plots=plots)
    assert (str(trial.eff_n), str(trial.eff_p), trial.eff_k) == ("39", "22", None)
    assert figure(station, "soilfields", "eff_n")["value"] == "39"
    trial = station.does(trial, "accept", "supervisor", to_day=TODAY, result="氮肥利用率39%")
    formula = station.opens("soilformulas", crop="wheat", soil="chestnut", goal="400")
    assert "施肥指标须写明" in station.refused(formula, "verify", verified_on=TODAY, trial=trial.number)


def test_a_guided_grower_has_an_expert_a_plan_and_visits(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    """S000-100 and S002-76: named, season plan, visits as services of experts, regular by the office's months."""
    station.value("soilfields.visit", "3", date(2026, 1, 1))
    expert = station.person("幻问土")
    rows = [{"person": expert.number, "from_day": "2026-01-10"}]
    grower = field(station, "orchard", "300", title="幻果园", experts=rows)
    other = field(station, "grower", "500", title="幻大户")
    found = lacking(station, "soilfields", "guided")
    assert found["幻大户"] == {"expert": False, "plan": False, "visit": False}
    assert found["幻果园"] == {"expert": True, "plan": False, "visit": False}
    grower = station.does(grower, "plan", acts=[{"season": "萌芽前", "act": "条沟施基肥", "due": "2026-04-05"}])
    pool = station.opens("experts", person=expert.number, rank="middle", consent="2026-01-05",
                         branches=[{"branch": "farming"}])  # fmt: skip
    station.does(pool, "accept", "supervisor", from_day="2026-01-06")
    visit = station.begins("guidances", "plan", {
        "title": "果园春季施肥", "sort": "course", "topic": "fertiliser", "expert": expert.number,
        "guided": grower.number, "asked_on": "2026-03-10", "problem": "全程指导",
        "unit": station.office.units["kexie"].pk})  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + 5 * DAY)
    due = {field.title: field.due for field in SoilField.objects.all()}
    station.does(visit, "serve", day=TODAY + 5 * DAY, result="现场讲解条沟施肥", households=3)
    now = {field.title: field.due for field in SoilField.objects.all()}
    assert due["幻大户"] == now["幻大户"] is not None
    assert now["幻果园"] == date(2026, 6, 25) > due["幻果园"]  # three months after the visit
    assert "幻果园" not in lacking(station, "soilfields", "guided")
    assert SoilField.objects.get(pk=other.pk).state == "laid"
    assert station.counts("guidances", "services", "topic")["控肥"] == "1"


def test_notices_put_up_later_make_no_village_whole_before(station: Station) -> None:
    station.value("soilvillages.point", ">=20", date(2020, 1, 1))
    town = station.opens("places", title="麦坪乡", sort="town")
    village = served(station, "麦坪村", town, begun="2025-01-05")
    field(station, "point", village=village.number, title="示范点", from_day="2025-02-01")
    village = station.does(village, "set_up", spot="公开栏", posted_on="2026-03-18")
    for item in ("formula", "supply", "guidance"):
        village = station.does(village, f"post_{item}", notices={"item": item, "day": TODAY})
    assert figure(station, "soilvillages", "share", first="2025-01-01", last="2025-12-31")["value"] == "0"
    past = station.opens("soilyears", year=2025, until="2026-12-31")
    towns = [{"town": town.number, "villages": 1}]
    past = station.does(past, "count", day="2026-01-10", source="台账", areas=[], efforts=[], towns=towns)
    assert past.reached == 0


def test_a_correction_of_words_counts_no_year_anew(station: Station) -> None:
    station.telephones()
    station.formula()
    card = station.card(station.checked(station.point("D001", station.village())))
    filed = station.does(year(station, []), "file", "supervisor")
    station.does(card, "void", reason="地块登记有误")
    assert (filed.households, station.does(filed, "put_right", "supervisor", aim="改字", reason="笔误").households) == (
        1,
        1,
    )
