from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.codes import divisions as module
from luoshi.codes.divisions import Division, Divisions, load_division_table, parent_code, shorten_division_code

TABLE = load_division_table()


def test_a_town_stands_under_its_county_city_and_province():
    assert [(division.code, division.name) for division in TABLE.path("630121100")] == [
        ("63", "青海省"),
        ("6301", "西宁市"),
        ("630121", "大通回族土族自治县"),
        ("630121100", "桥头镇"),
    ]


def test_a_place_that_was_renamed_has_its_new_name():
    assert TABLE.get("630106").name == "湟中区"
    assert TABLE.get("630122") is None


@pytest.mark.parametrize("code", ["630199", "991234", "", "abc", "63０1", "6301211"])
def test_an_unknown_code_is_none_and_has_no_path(code):
    assert TABLE.get(code) is None
    assert TABLE.path(code) == ()


@pytest.mark.parametrize(
    ("printed", "brief"),
    [
        ("630000", "63"),
        ("630100", "6301"),
        ("630121", "630121"),
        ("630121100000", "630121100"),
        ("630000000000", "63"),
        ("630121100001", "630121100001"),
    ],
)
def test_zeros_at_the_right_fill_up_and_fall_off(printed, brief):
    assert shorten_division_code(printed) == brief
    assert Division(brief, "").padded_code(12 if len(printed) == 12 else 6) == printed


def test_a_code_longer_than_the_form_is_refused():
    with pytest.raises(ValueError, match="630121100"):
        Division("630121100", "桥头镇").padded_code(6)


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("110101001", "北京市东城区东华门街道"),
        ("429004", "湖北省仙桃市"),
        ("441900003", "广东省东莞市东城街道"),
        ("620201", "甘肃省嘉峪关市"),
        ("632301", "青海省黄南藏族自治州同仁市"),
    ],
)
def test_an_address_leaves_out_rows_that_only_group(code, address):
    assert TABLE.address(code) == address


def test_a_city_without_counties_has_its_towns_for_children():
    assert TABLE.children("4419") == TABLE.children("441900")
    assert {child.level for child in TABLE.children("4419")} == {"township"}


def test_names_repeat_and_a_path_tells_them_apart():
    assert [division.code for division in TABLE.find_by_name("鼓楼区")] == ["320106", "320302", "350102", "410204"]
    assert [division.code for division in TABLE.locate("江苏省", "徐州市", "鼓楼区")] == ["320302"]
    assert [division.code for division in TABLE.find_by_name("鼓楼区", within="320000")] == ["320106", "320302"]


def test_a_city_that_is_its_own_county_is_found_once():
    assert [division.code for division in TABLE.find_by_name("东莞市")] == ["4419"]


@pytest.mark.parametrize(("code", "kind"), [("2327", "地区"), ("63", "省"), ("630121", "自治县"), ("310151", "区")])
def test_the_kind_is_read_from_the_name(code, kind):
    assert TABLE.get(code).kind == kind


def test_villages_come_by_import_and_leave_the_shipped_table_alone():
    more = TABLE.extend_table([("630121100001", "人民路南居委会")])
    assert more.path("630121100001")[-1] == Division("630121100001", "人民路南居委会")
    assert more.children("630121100") == (Division("630121100001", "人民路南居委会"),)
    assert TABLE.get("630121100001") is None


def test_an_import_may_bring_a_county_and_its_towns_in_any_order():
    more = TABLE.extend_table([("630199001", "新街道"), ("630199", "新区")])
    assert more.address("630199001") == "青海省西宁市新区新街道"


@pytest.mark.parametrize("row", [("63012", "x"), ("991234", "x"), ("630199001", "x")])
def test_an_imported_row_without_a_place_in_the_table_is_refused(row):
    with pytest.raises(ValueError, match=row[0]):
        TABLE.extend_table([row])


def test_the_table_is_whole():
    assert [len(module._shipped(length)) for length in (2, 4, 6, 9)] == [31, 342, 2978, 41352]
    for length in (4, 6, 9):
        assert all(parent_code(code) in module._shipped(length_above(length)) for code in module._shipped(length))


def length_above(length: int) -> int:
    return {4: 2, 6: 4, 9: 6}[length]


def test_the_data_is_as_it_was_taken():
    taken = {
        "provinces.csv": "b17e76dab634e24e",
        "cities.csv": "a9c818e8a5120189",
        "areas.csv": "169b8d99654c28cb",
        "streets.csv": "831dc1c483079cee",
    }
    data = files("luoshi.codes") / "data"
    assert {name: hashlib.sha256((data / name).read_bytes()).hexdigest()[:16] for name in taken} == taken


def test_towns_are_not_loaded_before_they_are_asked_for(monkeypatch):
    loaded = []
    shipped = module._shipped

    def load(length):
        loaded.append(length)
        return shipped(length)

    monkeypatch.setattr(module, "_shipped", load)
    assert Divisions().get("630121").name == "大通回族土族自治县"
    assert 9 not in loaded


@given(st.sampled_from(sorted(module._shipped(6))))
def test_every_county_is_a_child_of_its_parent_or_that_parent_itself(code):
    county = TABLE.get(code)
    path = TABLE.path(code)
    assert path[-1] in (county, TABLE.get(code[:4]))
    assert len(path) == 2 or county in TABLE.children(path[-2].code)
