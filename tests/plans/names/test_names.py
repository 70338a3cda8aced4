"""Which units the names of a document mean: one, many, or a question to a person, and never a guess between two."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county_of_names import Tree, city, county
from luoshi.plans.names.rules.names import NONE, KnownUnit, NameResolver
from luoshi.plans.names.rules.offices import lexicon_words, strip_name_quotes

COUNTY, CITY = county(), city()
DESK = NameResolver(COUNTY.known, COUNTY.ids["云岭县督查室"])
OF_SCIENCE = NameResolver(COUNTY.known, COUNTY.ids["云岭县科学技术协会"])


def told(names: NameResolver, printed: str, tree: Tree = COUNTY) -> tuple[str, list[str]]:
    found = names.of(printed)
    return found.how, tree.named(found.units)


@pytest.mark.parametrize("name", [number.name for number in COUNTY.known if number.name != "办公室"])
def test_a_whole_name_means_its_unit(name):
    assert told(DESK, name) == ("exact", [name])


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("县科协", "云岭县科学技术协会"),
        ("科协", "云岭县科学技术协会"),
        ("云岭科协", "云岭县科学技术协会"),
        ("我县科协", "云岭县科学技术协会"),
        ("融媒", "云岭县融媒体中心"),
        ("县发改局", "云岭县发展和改革局"),
        ("县发展改革局", "云岭县发展和改革局"),
        ("县教体局", "云岭县教育体育局"),
        ("县科技局", "云岭县科学技术局"),
        ("县工信局", "云岭县工业和信息化局"),
        ("县人社局", "云岭县人力资源和社会保障局"),
        ("县人力资源社会保障局", "云岭县人力资源和社会保障局"),
        ("县自规局", "云岭县自然资源和规划局"),
        ("县自然资源局", "云岭县自然资源和规划局"),
        ("县住建局", "云岭县住房和城乡建设局"),
        ("县住房城乡建设局", "云岭县住房和城乡建设局"),
        ("县文旅局", "云岭县文化广电和旅游局"),
        ("县文广旅局", "云岭县文化广电和旅游局"),
        ("县卫健局", "云岭县卫生健康局"),
        ("县市监局", "云岭县市场监督管理局"),
        ("市场监管局", "云岭县市场监督管理局"),
        ("乡村振兴局", "云岭县乡村振兴局"),
        ("县应急局", "云岭县应急管理局"),
        ("县医保局", "云岭县医疗保障局"),
        ("县财政", "云岭县财政局"),
        ("县税务局", "国家税务总局云岭县税务局"),
        ("县法院", "云岭县人民法院"),
        ("县检察院", "云岭县人民检察院"),
        ("团县委", "共青团云岭县委员会"),
        ("县团委", "共青团云岭县委员会"),
        ("共青团云岭县委", "共青团云岭县委员会"),
        ("县妇联", "云岭县妇女联合会"),
        ("县工会", "云岭县总工会"),
        ("县工商联", "云岭县工商业联合会"),
        ("县残联", "云岭县残疾人联合会"),
        ("县委办", "中共云岭县委办公室"),
        ("县委办公室", "中共云岭县委办公室"),
        ("县府办", "云岭县人民政府办公室"),
        ("县政府办公室", "云岭县人民政府办公室"),
        ("县人大办", "云岭县人民代表大会常务委员会办公室"),
        ("县人大常委会办公室", "云岭县人民代表大会常务委员会办公室"),
        ("县政协办", "政协云岭县委员会办公室"),
        ("县委组织部", "中共云岭县委组织部"),
        ("组织部", "中共云岭县委组织部"),
        ("县委宣传部", "中共云岭县委宣传部"),
        ("县委政法委", "中共云岭县委政法委员会"),
        ("县编办", "中共云岭县委机构编制委员会办公室"),
        ("县纪委监委", "中共云岭县纪律检查委员会"),
        ("县交警大队", "云岭县公安局交通警察大队"),
        ("县公安局交警大队", "云岭县公安局交通警察大队"),
        ("县科协学会部", "学会部"),
        ("青石镇科协", "青石镇科学技术协会"),
        ("青石镇人民政府", "青石镇"),
        ("青石镇政府", "青石镇"),
        ("水口镇", "水口镇人民政府"),
        ("东关街道", "东关街道办事处"),
        ("县政府", "云岭县"),
        ("我县", "云岭县"),
        ("本单位", "云岭县督查室"),
        (" 县 科 协 ", "云岭县科学技术协会"),
        ("县“科协”", "云岭县科学技术协会"),
    ],
)
def test_what_offices_are_called_for_short_means_them(printed, name):
    assert told(DESK, printed) == ("short", [name])


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("县卫健委", "云岭县卫生健康局"),
        ("县发改委", "云岭县发展和改革局"),
        ("民政部门", "云岭县民政局"),
        ("县国土资源局", "云岭县自然资源和规划局"),
        ("县扶贫办", "云岭县乡村振兴局"),
        ("县环保局", "平江市生态环境局云岭分局"),
        ("县生态环境分局", "平江市生态环境局云岭分局"),
        ("县教育局", "云岭县教育体育局"),
        ("县土肥站", "土壤肥料工作站"),
        ("县农技推广中心", "农业技术推广中心"),
        ("县政府督查室", "云岭县督查室"),
        ("县财政局预算股", "云岭县财政局"),
        ("县科协党组", "云岭县科学技术协会"),
    ],
)
def test_what_fits_only_one_is_likely_that_one(printed, name):
    assert told(DESK, printed) == ("likely", [name])


@pytest.mark.parametrize(
    "printed",
    ["", "市科协", "省科技厅", "平江市科协", "县水务局", "县城管局", "石鼓乡科协", "有关单位", "县直有关单位",
     "相关部门", "各有关部门", "各牵头单位", "牵头单位", "各级科协", "涉农乡镇", "我局",
     "局办公室", "局属单位", "下属单位", "党工委", "县", "各县区", "各"],
)  # fmt: skip
def test_what_no_unit_is_called_means_none(printed):
    assert DESK.of(printed) == NONE


def test_what_could_be_two_is_never_guessed():
    assert told(DESK, "办公室") == ("several", ["办公室", "办公室"])
    assert told(DESK, "县直中学") != ("likely", ["云岭县第一中学"])
    tree = county()
    for name in ("云岭县城市管理局", "云岭县城乡建设管理局"):
        tree.add(name, "云岭县")
    assert told(NameResolver(tree.known, tree.ids["云岭县督查室"]), "县城管理局", tree)[0] == "several"


def test_two_offices_of_one_name_are_both_named():
    tree = county()
    tree.add("云岭县发展和改革委员会", "云岭县")
    names = NameResolver(tree.known, tree.ids["云岭县督查室"])
    assert told(names, "县发改局", tree) == ("short", ["云岭县发展和改革局"])
    assert told(names, "县发改委", tree) == ("short", ["云岭县发展和改革委员会"])
    assert told(names, "发改部门", tree) == ("several", ["云岭县发展和改革局", "云岭县发展和改革委员会"])


TOWNS = ["青石镇", "水口镇人民政府", "石鼓乡"]


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("各乡镇", TOWNS),
        ("全县各乡镇", TOWNS),
        ("各乡（镇）", TOWNS),
        ("各乡镇人民政府", TOWNS),
        ("各镇", TOWNS[:2]),
        ("各镇（街道）", [*TOWNS[:2], "东关街道办事处"]),
        ("各镇街", [*TOWNS[:2], "东关街道办事处"]),
        ("各乡镇（街道）", [*TOWNS, "东关街道办事处"]),
        ("各乡镇(街道)", [*TOWNS, "东关街道办事处"]),
        ("各街道办事处", ["东关街道办事处"]),
        ("各村", ["柳河村"]),
        ("各乡镇科协", ["青石镇科学技术协会"]),
        ("各乡镇（街道）科协", ["青石镇科学技术协会"]),
        ("各科协", ["青石镇科学技术协会"]),
        ("各基层科协", ["青石镇科学技术协会"]),
        ("各学会", ["云岭县茶叶学会", "云岭县水稻协会"]),
        ("各中学", ["云岭县第一中学", "云岭县第二中学"]),
        ("两办", ["中共云岭县委办公室", "云岭县人民政府办公室"]),
        ("县两办", ["中共云岭县委办公室", "云岭县人民政府办公室"]),
    ],
)
def test_a_word_for_many_means_them_all(printed, names):
    assert told(DESK, printed) == ("group", names)


@pytest.mark.parametrize("printed", ["各单位", "县直各单位", "县直单位"])
def test_all_units_are_the_offices_right_under_the_place_but_for_the_one_that_asks(printed):
    how, names = told(DESK, printed)
    assert how == "group"
    under = [number.name for number in COUNTY.known if number.parent == COUNTY.ids["云岭县"]]
    assert names == [name for name in under if name not in (*TOWNS, "东关街道办事处", "云岭县督查室")]


@pytest.mark.parametrize("printed", ["各部门", "县直各部门"])
def test_departments_are_no_schools_and_no_media(printed):
    how, names = told(DESK, printed)
    assert how == "group" and "云岭县财政局" in names and "云岭县科学技术协会" in names
    assert not {"云岭县第一中学", "云岭县融媒体中心", "青石镇", "云岭县茶叶学会"} & set(names)


def test_the_members_of_a_group_are_proposed_not_taken():
    how, names = told(DESK, "各成员单位")
    assert how == "several" and len(names) > 40


def test_a_units_own_plan_speaks_of_its_own():
    assert told(OF_SCIENCE, "办公室") == ("exact", ["办公室"])
    assert (
        OF_SCIENCE.of("办公室").units != NameResolver(COUNTY.known, COUNTY.ids["云岭县科学技术局"]).of("局办公室").units
    )
    assert told(OF_SCIENCE, "我会") == ("short", ["云岭县科学技术协会"])
    assert told(OF_SCIENCE, "茶叶学会") == ("short", ["云岭县茶叶学会"])
    assert told(OF_SCIENCE, "各部室") == ("group", ["学会部", "办公室"])
    assert told(OF_SCIENCE, "各部门") == ("group", ["学会部", "办公室"])
    bureau = NameResolver(COUNTY.known, COUNTY.ids["云岭县农业农村局"])
    assert told(bureau, "我局") == ("short", ["云岭县农业农村局"])
    assert told(bureau, "局属各单位") == told(bureau, "下属单位") == ("group", ["土壤肥料工作站", "农业技术推广中心"])


def test_the_issuers_words_are_its_own():
    desk = COUNTY.ids["云岭县督查室"]
    assert told(NameResolver(COUNTY.known, desk, "云岭县财政局"), "我局") == ("short", ["云岭县财政局"])
    assert told(NameResolver(COUNTY.known, desk, "县财政局"), "局") == ("short", ["云岭县财政局"])
    assert told(NameResolver(COUNTY.known, desk, "某地某局"), "我局") == ("none", [])


def test_each_place_of_a_city_has_its_own():
    in_county = NameResolver(CITY.known, CITY.ids["云岭县科学技术协会"])
    assert told(in_county, "县科协", CITY) == ("short", ["云岭县科学技术协会"])
    assert told(in_county, "市科协", CITY) == ("short", ["平江市科学技术协会"])
    assert told(in_county, "区科协", CITY)[1] == ["河西区科学技术协会"]  # of the abbreviation that only it has
    assert told(in_county, "县财政局", CITY) == ("short", ["云岭县财政局"])
    assert told(in_county, "区财政局", CITY) == ("none", [])
    assert told(in_county, "河西区财政局", CITY) == ("exact", ["河西区财政局"])
    assert told(in_county, "平江市云岭县财政局", CITY) == ("short", ["云岭县财政局"])
    assert told(in_county, "各县区", CITY) == ("none", [])  # not its to ask
    assert in_county.of("城关镇").how == "exact" and in_county.of("城关镇").units[0] == CITY.ids["城关镇"]


def test_a_city_asks_its_counties_and_districts():
    of_city = NameResolver(CITY.known, CITY.ids["平江市科学技术协会"])
    assert told(of_city, "各县区", CITY) == ("group", ["云岭县", "河西区"])
    assert told(of_city, "各县（市、区）", CITY) == ("group", ["云岭县", "河西区", "湖阳市"])
    science = [f"{place}科学技术协会" for place in ("云岭县", "河西区", "湖阳市")]
    assert told(of_city, "各县（市、区）科协", CITY) == ("group", science)
    assert told(of_city, "县（市、区）科协", CITY) == ("group", science)
    assert told(of_city, "各县区财政局", CITY) == ("group", ["云岭县财政局", "河西区财政局"])
    assert told(of_city, "各乡镇", CITY) == ("group", ["城关镇"] * 3)
    assert told(of_city, "城关镇", CITY) == ("several", ["城关镇"] * 3)
    assert told(of_city, "各园区", CITY) == ("group", ["平江高新区"])


def test_the_document_of_a_city_asks_the_counties_also_where_a_county_keeps_the_plan():
    kept = NameResolver(CITY.known, CITY.ids["湖阳市科学技术协会"], "平江市人民政府")
    assert told(kept, "各县区", CITY) == ("group", ["云岭县", "河西区"])
    assert told(kept, "市财政局", CITY) == ("short", ["平江市财政局"])
    own = NameResolver(CITY.known, CITY.ids["湖阳市科学技术协会"])
    assert told(own, "市财政局", CITY) == ("short", ["湖阳市财政局"])


def test_an_office_alone_in_its_tree_still_knows_its_place():
    tree = Tree()
    tree.add("云岭县科学技术协会")
    for name in ("云岭县茶叶学会", "青石镇科学技术协会", "石鼓乡科学技术协会", "学会部"):
        tree.add(name, "云岭县科学技术协会")
    names = NameResolver(tree.known, tree.ids["云岭县科学技术协会"])
    assert told(names, "县科协", tree) == ("short", ["云岭县科学技术协会"])
    assert told(names, "市科协", tree) == ("none", [])
    assert told(names, "青石镇科协", tree) == ("short", ["青石镇科学技术协会"])
    assert told(names, "各乡镇科协", tree) == ("group", ["青石镇科学技术协会", "石鼓乡科学技术协会"])
    assert told(names, "各乡镇", tree) == ("none", [])
    assert told(names, "各学会", tree) == ("group", ["云岭县茶叶学会"])


def test_units_that_only_group_others_stand_in_nobodys_way():
    tree = Tree()
    tree.add("云岭县")
    tree.add("县直部门", "云岭县")
    tree.add("督查室", "县直部门")
    tree.add("教育局", "县直部门")
    tree.add("乡镇街道", "云岭县")
    tree.add("青石镇", "乡镇街道")
    names = NameResolver(tree.known, tree.ids["督查室"])
    assert told(names, "县教育局", tree) == ("short", ["教育局"])
    assert told(names, "县直各部门", tree) == ("group", ["教育局"])
    assert told(names, "各乡镇（街道）", tree) == ("group", ["青石镇"])


def test_the_province_and_city_above_the_tree_are_known_by_the_division_code():
    tree = Tree()
    tree.add("大通回族土族自治县", division="630121")
    tree.add("大通县督查室", "大通回族土族自治县")
    tree.add("西宁市科学技术协会")
    names = NameResolver(tree.known, tree.ids["大通县督查室"])
    assert told(names, "市科协", tree) == ("short", ["西宁市科学技术协会"])
    assert told(names, "县督查室", tree) == ("short", ["大通县督查室"])


def test_a_keeper_that_is_no_unit_of_the_day_knows_whole_names_only():
    names = NameResolver(COUNTY.known, 1)
    assert told(names, "云岭县财政局") == ("exact", ["云岭县财政局"])
    assert told(names, "县财政局") == ("none", [])
    assert NameResolver([], 1).of("县科协") == NONE


WORDS = """云岭县 青石镇 平江市 县 市 区 镇 乡 村 各 我 本 全 直 有关 科协 科学技术 协会 局 委 办 办公室 部 组织 团 政协
共青团 人民政府 党组 发改 住建 和 、 （ ） ( ) 街道 学会 单位 部门 成员 中心 分局 x 1 \0"""
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=7).map("".join) | st.text(max_size=40))
def test_whatever_is_printed_the_answer_keeps_its_promise(printed):
    for tree, keeper in ((COUNTY, "云岭县督查室"), (COUNTY, "云岭县科学技术协会"), (CITY, "湖阳市科学技术协会")):
        found = NameResolver(tree.known, tree.ids[keeper], printed).of(printed)
        least, most = {"none": (0, 0), "several": (2, 999), "group": (1, 999)}.get(found.how, (1, 1))
        assert least <= len(found.units) == len(set(found.units)) <= most
        assert set(found.units) <= {number.pk for number in tree.known}


NAMES = st.lists(PIECES, min_size=1, max_size=5).map("".join)


@given(st.lists(st.tuples(NAMES, st.integers(0, 12), NAMES | st.just("")), min_size=1, max_size=12))
def test_any_tree_can_be_asked_and_a_whole_name_finds_its_unit(rows):
    known = [KnownUnit(pk, name, short, above % pk if pk else None) for pk, (name, above, short) in enumerate(rows)]
    names = NameResolver(known, 0)
    written = {unit_known.pk: strip_name_quotes(unit_known.name) for unit_known in known}
    for unit_known in known:
        found = names.of(unit_known.name)
        if written[unit_known.pk] and written[unit_known.pk] not in lexicon_words("generic", "words"):
            assert written[unit_known.pk] in [written[unit] for unit in found.units] and found.how in (
                "exact",
                "several",
            )
        names.of(unit_known.short)
        names.of("各" + unit_known.name)


def _took(count: int) -> float:
    known = [KnownUnit(0, "云岭县"), KnownUnit(1, "云岭县督查室", parent=0)]
    known += [KnownUnit(pk, f"云岭县第{pk}中心小学", parent=0) for pk in range(2, count)]
    begin = time.process_time()
    names = NameResolver(known, 1)
    for pk in range(2, 200):
        names.of(f"县第{pk}中心小学")
    return time.process_time() - begin


def test_the_cost_grows_with_the_units_not_with_their_square():
    small, large = min(_took(800) for _ in range(3)), min(_took(8000) for _ in range(3))
    assert large < 40 * max(small, 0.005)
