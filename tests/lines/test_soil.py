"""Soil: points in turn and in series, samples, formulas and cards, with the examples of the plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.soil import queries
from luoshi.lines.soil.models import SoilCard, SoilFormula, SoilPoint, SoilSample
from luoshi.papers.models import Issued
from luoshi.papers.paper_declaration import CHECK
from many_appeals import signed_in
from office import NOW, TODAY, Office
from soil_office import RESULTS, WHEAT, Station


@pytest.fixture
def station(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Station:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Station(office)


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    now = datetime(day.year, day.month, day.day, 10, tzinfo=NOW.tzinfo)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def test_a_point_is_due_three_years_after_its_sampling_and_only_its_own_place_answers(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L6.2: sampled on 2023-04-10, due on 2026-04-10; on the 11th overdue; a sample near it clears nothing."""
    station.value("soilpoints.cycle", "36")
    point = station.point("D001", station.village(), sampled="2023-04-10")
    point = SoilPoint.objects.get(pk=point.pk)
    assert (point.next_on, point.due) == (date(2026, 4, 10), date(2026, 4, 10))
    assert "2026-04-10" in station.reads("/soilpoints/", "clerk", next_on_0="2026-04-01", next_on_1="2026-04-30")
    on(monkeypatch, date(2026, 4, 13))  # the 11th and the 12th are a weekend
    lacking = station.api("supervisor").get("soilpoints/coverage/turn?day=2026-04-11").data
    assert [row["number"] for row in lacking["rows"]] == [point.number]
    station.sample(point, "near", date(2026, 4, 12))
    assert SoilPoint.objects.get(pk=point.pk).due == date(2026, 4, 10)
    sample = station.sample(point, "sample", date(2026, 4, 13))
    point = SoilPoint.objects.get(pk=point.pk)
    assert (point.sampled, point.next_on, point.due) == (date(2026, 4, 13), date(2029, 4, 13), date(2029, 4, 13))
    missed = Occurrence.objects.get(duty__record=point.pk, due=date(2026, 4, 10))
    assert missed.settled == date(2026, 4, 13)
    lacking = station.api("supervisor").get("soilpoints/coverage/turn?day=2026-04-13").data
    assert lacking["rows"] == []
    station.does(sample, "void", reason="袋子破损")
    point = SoilPoint.objects.get(pk=point.pk)
    assert (point.sampled, point.due) == (date(2023, 4, 10), date(2026, 4, 10))


def test_points_due_this_year_are_a_table_to_hand_on(station: Station) -> None:
    """S000-84: document and workbook of what is due in the year or late from before; no coordinates."""
    station.value("soilpoints.cycle", "36")
    village = station.village()
    place = {"system": "cgcs2000", "longitude": "101.7654321", "latitude": "36.6543211"}
    due = {code: station.point(code, village, sampled=day, **place).number
           for code, day in (("D1", "2023-11-30"), ("D2", "2022-05-01"), ("D3", "2024-01-05"))}  # fmt: skip
    desk = signed_in(station.office, "supervisor")
    page = station.reads("/soilpoints/tables/due/")
    assert due["D1"] in page and due["D2"] in page and due["D3"] not in page
    paper = Document(BytesIO(b"".join(desk.post("/soilpoints/tables/due/docx/").streaming_content)))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert [row[1] for row in rows[1:]] == ["D2", "D1"] and [row[-1] for row in rows[1:]] == [due["D2"], due["D1"]]
    book = load_workbook(BytesIO(b"".join(desk.post("/soilpoints/tables/due/xlsx/").streaming_content)))
    told = " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert "D1" in told and "101.76" not in told and "101.76" not in page


def test_without_a_cycle_the_page_names_what_is_not_set(station: Station) -> None:
    point = station.point("D001", station.village(), sampled="2023-04-10")
    assert SoilPoint.objects.get(pk=point.pk).next_on is None
    page = station.reads(f"/soilpoints/{point.pk}/", "clerk")
    assert "采样点轮换取样周期" in page and "无法计算" in page


def test_299_original_samples_and_five_new_ones_are_299(station: Station) -> None:
    """L6.2: a re-sample at a new place does not count for the 300."""
    station.value("soilsamples.originals", ">=300")
    point = station.point("D001", station.village())
    for other in station.alike("soilpoints", 298, "used", sort="sample"):
        station.alike("soilsamples", 1, "checked", sort="original", taken=TODAY, point=other)
    station.alike("soilsamples", 5, "checked", sort="near", taken=TODAY, point=point)
    station.sample(point, code="S299")
    answer = station.api("supervisor").get("soilsamples/figures").data
    told = {row["name"]: row for row in answer["total"]}
    assert (told["originals"]["value"], told["near"]["value"]) == ("299", "5")
    page = station.reads("/soilsamples/figures/")
    assert "299" in page and "未达" in page
    station.sample(station.point("D002", station.village("白溪村")), code="S300")
    assert station.counts("soilsamples", "originals") == {"": "300"}
    station.sample(point, taken=TODAY - timedelta(9), code="S300b")  # the same point again is no further one
    assert station.counts("soilsamples", "originals") == {"": "300"}


def test_a_sample_needs_its_cores_and_plausible_results(station: Station) -> None:
    station.value("soilsamples.cores", ">=15")
    point = station.point("D001", station.village())
    said = station.not_begun("soilsamples", "sample", point=point.number, taken=TODAY, cores=14)
    assert "14" in said and "≥15" in said
    sample = station.sample(point, cores=15, depth="20")
    said = station.refused(sample, "test", **RESULTS | {"ph": "12"})
    assert "pH" in said and "3至11" in said
    assert "≥15" in station.refused(sample, "put_right", "supervisor", cores=3, reason="抄错")
    sample = station.does(sample, "test", **RESULTS | {"tn": "1.4"})
    assert str(sample.cn) == "11.6"
    sample = station.does(sample, "check", "supervisor")
    assert (sample.grade_om, sample.grade_n, sample.grade_p, sample.grade_k) == ("g3", "g3", "g3", "g3")


def test_a_farmer_brings_a_sample_free_of_charge_and_its_days_are_told(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S000-97: fee 0; the days until the result."""
    village, farmer = station.village(), station.person("幻送土")
    given = {"farmer": farmer.number, "village": village.number, "crop": "wheat", "soil": "chestnut", "taken": TODAY,
             "unit": station.office.units["kexie"].pk}  # fmt: skip
    assert "免费" in station.not_begun("soilsamples", "bring", **given, fee="5")
    sample = station.begins("soilsamples", "bring", {**given, "taken": str(TODAY), "fee": "0"})
    on(monkeypatch, TODAY + timedelta(6))
    sample = station.does(sample, "test", **RESULTS | {"tested_on": TODAY + timedelta(6)})
    sample = station.does(sample, "check", "supervisor")
    assert sample.days == 6
    assert station.counts("soilsamples", "brought", last="2026-12-31")[""] == "1"
    assert station.counts("soilsamples", "fees")[""] == "0"


def test_a_land_unit_is_graded_by_a_checked_sample_and_the_area_is_added_by_grade(station: Station) -> None:
    """S000-90: grades of each sample and land unit, with the area by grade."""
    village = station.village()
    rich = station.point("U1", village, "unit", area="1200.5")
    poor = station.point("U2", village, "unit", area="800")
    station.checked(rich, p="45")
    station.checked(poor, p="4.9", code="P4")
    assert SoilPoint.objects.get(pk=rich.pk).grade_p == "g1"
    assert station.counts("soilpoints", "graded", "grade_p") == {"一级": "1200.5", "五级": "800", "": "2000.5"}


def test_a_point_has_the_grade_of_its_newest_sample_that_stands(station: Station) -> None:
    """Void, late, and corrected samples: the grade is that of the newest checked one, or none."""
    point = station.point("U1", station.village(), "unit", area="100")
    newer = station.checked(point, code="B")
    old = station.does(station.sample(point, taken="2025-05-06", code="A"), "test", **RESULTS | {"n": "40"})
    station.does(old, "check", "supervisor")
    point = SoilPoint.objects.get(pk=point.pk)
    assert (point.grade_n, point.graded_on) == ("g3", TODAY)
    assert "5至500" in station.refused(newer, "put_right", "supervisor", n="9000", reason="抄错")
    newer = station.does(newer, "put_right", "supervisor", n="160", reason="抄错")
    assert newer.grade_n == "g1" == SoilPoint.objects.get(pk=point.pk).grade_n
    newer = station.does(newer, "void", reason="样品混淆")
    point = SoilPoint.objects.get(pk=point.pk)
    assert (point.grade_n, point.graded_on) == ("g5", date(2025, 5, 6))
    station.does(old, "void", reason="样品混淆")
    point = SoilPoint.objects.get(pk=point.pk)
    assert (point.grade_n, point.graded_on) == ("", None)
    assert station.counts("soilpoints", "graded") in ({}, {"": "0"})


def test_a_sample_stays_at_its_point_and_the_day_of_a_sampling_with_it(station: Station) -> None:
    station.value("soilpoints.cycle", "36")
    village = station.village()
    points = [station.point(code, village, sampled="2023-03-02") for code in ("D2", "D1")]
    sample = station.sample(points[1], code="S1")
    station.refused(sample, "put_right", "supervisor", point=points[0].number, reason="点位选错")
    found = [SoilPoint.objects.get(pk=point.pk) for point in points]
    assert [point.sampled for point in found] == [date(2023, 3, 2), TODAY]
    assert [point.due for point in found] == [date(2026, 3, 2), date(2029, TODAY.month, TODAY.day)]
    said = station.refused(points[1], "put_right", "supervisor", sampled="2025-01-01", reason="登记有误")
    assert "土样" in said
    first = station.does(points[0], "put_right", "supervisor", sampled="2022-05-05", reason="登记有误")
    assert (first.before, first.due) == (date(2022, 5, 5), date(2025, 5, 5))
    station.does(sample, "void", reason="点位选错")
    assert SoilPoint.objects.get(pk=points[1].pk).due == date(2026, 3, 2)


def test_a_reading_sent_twice_with_one_key_is_one(station: Station) -> None:
    """What a technician sends again after the net was gone is the same sample."""
    point = station.point("M1", station.village(), "moisture")
    key = "5f0c1a5e-8c1c-4b1a-9d53-2f0d7c1c9a01"
    body = {"given": {"point": point.number, "taken": str(TODAY), "moisture": "18.5"}}
    keyed = {"Idempotency-Key": key}
    first, again = (station.api("clerk").post("soilsamples/begin/read", body, **keyed) for _time in range(2))
    assert (first.data["id"], SoilSample.objects.count()) == (again.data["id"], 1)


def test_a_card_takes_the_formula_in_force_and_says_exact_doses(station: Station) -> None:
    """S000-96 and sheet 04: 12.039, 7.545 and 4.022 kg a mu; 57.5, 69 and 23.5 kg for 3.5 mu."""
    sample = station.checked(station.point("D001", station.village()))
    person, expert = station.person("幻种麦"), station.person("幻问土")
    given = {"sample": sample.number, "household": person.number, "crop": "wheat", "plot": "村东地", "area": "3.5",
             "year": 2026, "season": "spring", "expert": expert.number}  # fmt: skip
    assert "小麦" in station.not_begun("soilcards", "make", **given)  # no formula yet
    formula = station.formula()
    assert "技术咨询电话" in station.not_begun("soilcards", "make", **given)
    station.telephones()
    card = station.begins("soilcards", "make", given)
    assert (card.formula_id, str(card.n), str(card.p), str(card.k)) == (formula.pk, "12.039", "7.545", "4.022")
    assert card.advice == (
        "方案（单质肥）：磷酸二铵 16.4 公斤/亩，本地块 57.5 公斤；尿素 19.8 公斤/亩，本地块 69 公斤；"
        "氯化钾 6.7 公斤/亩，本地块 23.5 公斤"
    )
    assert card.remark == "参考值，未经当地试验校正" and card.named == ""
    assert card.phones == "技术咨询 0970-8220123，质量投诉 0970-8212365" and card.adviser == "幻问土"
    assert "12.039" in station.reads(f"/soilcards/{card.pk}/", "clerk")
    again = station.not_begun("soilcards", "make", **given)
    assert "相同" in again or "已有" in again or card.number in again  # one a household, plot and season


def test_an_emptied_list_of_fertilisers_is_named_and_not_divided_by(station: Station) -> None:
    station.telephones()
    station.formula()
    sample = station.checked(station.point("D001", station.village()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "column_values", lambda _of, name, *_more: {} if name == "n" else {"dap": 46, "ssp": 12})
        said = station.asks_card(sample)
    assert "磷酸二铵" in said and "尿素" in said and "氯化钾" in said and "过磷酸钙" not in said


def test_a_verified_formula_has_no_reservation_and_a_rich_soil_gets_nothing(station: Station) -> None:
    station.telephones()
    station.formula(verified=True, base_n="60", mix_n="15", mix_p="15", mix_k="15")
    station.value("soilcards.named", "yes")
    sample = station.checked(station.point("D001", station.village()), p="60")
    card = station.card(sample)
    assert (str(card.p), card.remark, card.named) == ("0", "磷：本季可不施", "幻种麦")
    assert "基肥" in card.advice and "方案（配方肥 15-15-15）" in card.advice


def test_a_newer_formula_ends_the_older_one_and_a_card_keeps_its_own(station: Station) -> None:
    """The formula in force on the day, by crop and soil; an older one is superseded."""
    station.telephones()
    first = station.formula(from_day=date(2026, 1, 1))
    sample = station.checked(station.point("D001", station.village()))
    card = station.card(sample)
    second = station.formula(from_day=TODAY + timedelta(1), goal="450")
    first = SoilFormula.objects.get(pk=first.pk)
    assert (first.state, first.to_day) == ("superseded", TODAY)
    other = station.card(sample, plot="村西地")
    assert other.formula_id == first.pk == SoilCard.objects.get(pk=card.pk).formula_id
    assert station.counts("soilformulas", "published", "crop")["小麦"] == "2"
    draft = station.opens("soilformulas", crop="wheat", soil="chestnut", goal="500")
    assert "利用率" in station.refused(draft, "publish", "supervisor", from_day="2026-05-01")
    assert SoilFormula.objects.get(pk=second.pk).state == "published"


def test_a_formula_that_ended_is_not_prolonged_by_the_next(station: Station) -> None:
    ended = station.opens("soilformulas", **WHEAT)
    ended = station.does(ended, "publish", "supervisor", from_day="2025-01-01", to_day="2025-06-30")
    station.formula(from_day=date(2026, 3, 1))
    ended = SoilFormula.objects.get(pk=ended.pk)
    assert (ended.state, ended.to_day) == ("superseded", date(2025, 6, 30))


def test_an_order_traces_to_a_checked_sample(station: Station) -> None:
    """S000-89: ordered, mixed, delivered, applied; nothing by a sample that was taken back."""
    station.telephones()
    station.formula()
    sample = station.checked(station.point("D001", station.village()))
    firm = station.firm("云岭幻肥农资有限公司")
    card = station.card(sample)
    order = {"mode": "mixing", "what": "compound", "org": firm.number, "day": TODAY, "amount": "140"}
    card = station.does(card, "order", orders=order)
    row = station.api("clerk").get(f"soilcards/{card.pk}").data["rows"]["orders"][0]
    station.does(card, "deliver", orders=[{**order, "id": row["id"], "mixed": TODAY, "delivered": TODAY}])
    assert station.counts("soilcards", "ordered", "orders.mode") == {"按方配肥": "140", "": "140"}
    assert station.counts("soilcards", "delivered")[""] == "140" and station.counts("soilcards", "applied") in (
        {}, {"": "0"})  # fmt: skip
    handed = station.does(station.card(sample, "幻另户"), "hand", handed_on=TODAY)
    station.does(sample, "void", reason="样品混淆")
    assert "已收回" in station.refused(card, "order", orders=order)
    assert "未经审核" in station.refused(handed, "remake")  # the card of a household is outdated: not by this sample


def test_the_code_of_a_card_opens_without_a_name_and_can_be_revoked(station: Station, client: Any) -> None:
    """S000-96: what is posted shows crop, doses, village and two telephones; a new code makes the old one void."""
    station.telephones()
    station.formula()
    set_value(CHECK, None, "yes", TODAY, "云农发〔2026〕3号", station.office.actor("admin"), at=NOW)
    card = station.card(station.checked(station.point("D001", station.village())))
    card = station.does(card, "post", postings={"spot": "board", "day": TODAY})
    first = Issued.objects.get(record=card.pk)
    page = client.get("/open/paper/", {"number": first.number, "code": first.code}).content.decode()
    shown = ("青石村", "小麦", "12.039", "0970-8220123", "0970-8212365", "参考值，未经当地试验校正")
    assert all(word in page for word in shown)
    assert "幻种麦" not in page and "村东地" not in page
    assert "12.039" not in client.get("/open/paper/", {"number": first.number, "code": "0" * 16}).content.decode()
    card = station.does(card, "reissue", reason="张贴的卡片遗失")
    page = client.get("/open/paper/", {"number": first.number, "code": first.code}).content.decode()
    assert "12.039" not in page
    second = Issued.objects.filter(record=card.pk).order_by("-pk").first()
    assert second is not None and second.code != first.code
    card = station.does(card, "void", reason="地块已流转")
    page = client.get("/open/paper/", {"number": second.number, "code": second.code}).content.decode()
    assert "已失效" in page
    assert station.counts("soilcards", "postings", "postings.spot") in ({}, {"": "0"})  # it is void


def test_a_card_that_was_made_is_not_put_right_and_stands_only_by_a_checked_sample(
    station: Station, client: Any
) -> None:
    """Doses of wheat never stand under maize; a void sample ends the card, and no name outlives the office's yes."""
    station.telephones()
    station.formula()
    station.value("soilcards.named", "yes")
    set_value(CHECK, None, "yes", TODAY, "云农发〔2026〕3号", station.office.actor("admin"), at=NOW)
    sample = station.checked(station.point("D001", station.village()))
    card = station.card(sample)
    for name, value in {"crop": "maize", "area": "35", "season": "autumn", "year": 2027, "soil": "red"}.items():
        station.refused(card, "put_right", "supervisor", **{name: value}, reason="登记有误")
    paper = Issued.objects.get(record=card.pk)
    asked = {"number": paper.number, "code": paper.code}
    page = client.get("/open/paper/", asked).content.decode()
    assert "小麦" in page and "玉米" not in page and "幻种麦" in page
    station.value("soilcards.named", "no", TODAY + timedelta(1))
    later = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=NOW.tzinfo) + timedelta(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: later)
        page = client.get("/open/paper/", asked).content.decode()
    assert "幻种麦" not in page and "12.039" in page
    station.does(sample, "void", reason="样品混淆")
    assert "已失效" in client.get("/open/paper/", asked).content.decode()


def test_households_area_and_free_service_are_counted(station: Station) -> None:
    """S000-83: households once, however many plots; a fee is refused."""
    station.telephones()
    station.formula()
    station.value("soilcards.households", ">=2")
    sample = station.checked(station.point("D001", station.village()))
    first = station.card(sample)
    person = first.household
    for plot in ("二号地", "三号地"):
        station.card(sample, plot=plot, household=person.title, area="2")
    told = station.counts("soilcards", "area")
    assert told[""] == "7.5"
    handed = station.does(first, "hand", handed_on=TODAY)
    asked = station.does(handed, "survey", used="yes", harvest="412", surveyed_on=TODAY)
    assert asked.state == "surveyed" and station.counts("soilcards", "followed")[""] == "100"


def test_coordinates_are_masked_from_who_only_leads_and_need_their_system(station: Station) -> None:
    village = station.village()
    said = station.not_begun("soilpoints", "enter", code="D9", sort="sample", village=village.number,
                             from_day="2020-03-01", longitude="101.5", latitude="36.6",
                             unit=station.office.units["kexie"].pk)  # fmt: skip
    assert "坐标系" in said
    place = {"code": "D8", "sort": "sample", "village": village.number, "from_day": "2020-03-01", "system": "gcj02",
             "unit": station.office.units["kexie"].pk}  # fmt: skip
    for longitude, latitude, word in (("nan", "36.6", "经度"), ("180.1", "36.6", "经度"), ("101.5", "inf", "纬度"),
                                      ("101.5", "90.01", "纬度"), ("1e2", "36.6", "经度")):  # fmt: skip
        given = {"longitude": longitude, "latitude": latitude}
        assert word in station.not_begun("soilpoints", "enter", **place, **given)
    point = station.point("D001", village, system="cgcs2000", longitude="101.512345", latitude="36.654321")
    assert get_kind("soilpoints").every(Files) == ()  # a map would tell what is masked
    assert "101.512345" in station.reads(f"/soilpoints/{point.pk}/", "clerk")
    assert "101.512345" not in station.reads(f"/soilpoints/{point.pk}/", "leader")
