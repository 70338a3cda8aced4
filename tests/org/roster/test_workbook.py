"""One workbook with a sheet of units and one of people: the tree, people, posts and accounts appear at one moment."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from luoshi.base.errors import OrgError
from luoshi.evidence.journal.models import Entry
from luoshi.org.accounts.models import OneTimeLink
from luoshi.org.actors.models import Charge, Person, Post, User
from luoshi.org.roster import actions, sheets
from luoshi.org.roster.actions import Roster, import_roster, plan_roster_import
from luoshi.org.roster.rules import RosterRow, World
from luoshi.org.roster.unit_rows import draw_planned_tree, with_planned_units
from luoshi.org.tree.models import Placement, Unit
from luoshi.org.tree.rules.names import DatedName
from luoshi.org.tree.rules.tree import FOREVER, Edge
from luoshi.org.unit_import.rules import RecordedUnit, UnitSheetRow, plan_unit_rows, with_codes, with_recorded_codes
from office import NOW, TODAY, Office
from opened_accounts import client
from young_office import Young

UNIT_HEADS = ("单位代码", "单位名称", "简称", "上级单位")
PEOPLE_HEADS = ("单位", "姓名", "联系电话", "职务", "角色", "分管领域", "分管单位")
UNITS = (
    ("", "云岭县", "", ""),
    ("YL-DC", "云岭县督查室", "督查室", "云岭县"),
    ("", "云岭县农业农村局", "县农业农村局", "云岭县"),
    ("", "农业股", "", "云岭县农业农村局"),
)
PEOPLE = (
    ("云岭县", "梅示例", "13800000001", "县长", "主要领导", "", ""),
    ("云岭县", "林示例", "13800000002", "副县长", "分管领导", "农业", "县农业农村局"),
    ("督查室", "杜示例", "13800000003", "督查专员", "督查员", "", ""),
    ("县农业农村局", "乔示例", "13800000004", "局长", "主要领导", "", ""),
    ("农业股", "柯示例", "13800000005", "干事", "联络员", "", ""),
)


def workbook(units: Sequence[Sequence[Any]] = UNITS, people: Sequence[Sequence[Any]] = PEOPLE) -> bytes:
    made = Workbook()
    page = made.active
    page.title = "单位"
    for line in (("云岭县单位表",), UNIT_HEADS, *units):
        page.append(list(line))
    if people:
        page = made.create_sheet("人员")
        for line in (PEOPLE_HEADS, *people):
            page.append(list(line))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SECOND_FACTOR, settings.ADDRESS = "off", "http://10.0.0.5:8000"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def young(db: None) -> Young:
    return Young()


def send(here: Any, data: bytes) -> tuple[str, Any]:
    led = here.post("/people/import/", {"file": SimpleUploadedFile("单位和人员.xlsx", data)})
    assert led.status_code == 302, led.text
    return led.url, here.get(led.url)


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Unit, Person, Post, User, Charge, OneTimeLink, Entry))


def test_the_tree_the_people_and_their_slips_come_from_one_workbook(young: Young) -> None:
    here, before = young.browser("admin"), counted()
    url, page = send(here, workbook())
    assert (page.context["wrong"], page.context["changes"], counted()) == (0, 9, before)
    assert [name for _depth, name, _new in page.context["tree"]] == [row[1] for row in UNITS]
    assert [depth for depth, _name, _new in page.context["tree"]] == [0, 1, 1, 2]
    printed = here.post(url, {"print": page.context["agreed"]})
    assert printed.text.count('<article class="slip"') == 5
    assert "no-store" in printed.headers["Cache-Control"]
    own, county = Unit.objects.get(pk=young.root.pk), Unit.objects.get(name="云岭县")
    assert (own.code, own.name) == ("YL", "云岭县督查室")  # its code stays; the sheet's own one is not a second office
    now = {"known_to__gt": NOW, "start__lte": TODAY, "until__gt": TODAY, "depth": 1}
    assert Placement.objects.get(unit=own, **now).ancestor == county
    bureau = Unit.objects.get(name="云岭县农业农村局")
    deputy = Post.objects.get(title="副县长")
    assert (deputy.unit, deputy.role, deputy.fields) == (county, "leader", "农业")
    assert [charge.unit for charge in Charge.objects.filter(post=deputy)] == [bureau]
    assert Post.objects.get(title="县长").role == "leader" and Post.objects.get(title="局长").role == "head"
    assert OneTimeLink.objects.filter(ended=None).count() == 5
    again = send(here, workbook())[1]
    assert (again.context["wrong"], again.context["changes"]) == (0, 0)  # the same sheet again changes nothing


def test_what_is_wrong_in_either_sheet_is_said_and_nothing_is_written(young: Young) -> None:
    here, before = young.browser("admin"), counted()
    units = (*UNITS, ("", "云岭县水利局", "", "云岭市"))
    people = (*PEOPLE, ("云岭县林业局", "安示例", "13800000006", "局长", "主要领导", "", ""))
    url, page = send(here, workbook(units, people))
    assert page.context["wrong"] == 2 and "云岭市" in page.text and "没有名为“云岭县林业局”的单位" in page.text
    refused = here.post(url, {"agreed": page.context["agreed"]}, follow=True)
    assert "未导入任何内容" in refused.text and counted() == before


def test_a_workbook_of_units_alone_draws_the_tree(young: Young) -> None:
    here = young.browser("admin")
    url, page = send(here, workbook(people=()))
    assert (page.context["changes"], page.context["prints"]) == (4, False)
    assert here.post(url, {"agreed": page.context["agreed"]}).url == "/people/"
    assert Unit.objects.count() == 4 and Person.objects.count() == 1


def test_a_leader_without_a_field_is_asked_on_the_page_and_the_units_are_found_by_name(young: Young) -> None:
    here = young.browser("admin")
    people = [list(row) for row in PEOPLE]
    people[1][5:] = ["", ""]
    url, page = send(here, workbook(people=people))
    leaders = page.context["leaders"]
    assert [(name, unit) for name, unit, *_fields in leaders.rows()] == [("林示例", "云岭县")]  # not the chief
    (second,) = [fields.html_name.removeprefix("fields_") for _n, _u, fields, _c in leaders.rows()]
    said = {"leaders": "1", f"fields_{second}": "农业、水利", f"charges_{second}": "县农业农村局、云岭县教育局"}
    page = here.get(here.post(url, said).url)
    assert page.context["wrong"] == 1 and "没有名为“云岭县教育局”的单位" in page.text
    assert page.context["leaders"][f"fields_{second}"].value() == "农业、水利"  # it can be put right
    page = here.get(here.post(url, said | {f"charges_{second}": "县农业农村局、督查室"}).url)
    assert page.context["wrong"] == 0 and page.context["answered"] == 1
    here.post(url, {"agreed": page.context["agreed"]})
    deputy = Post.objects.get(title="副县长")
    charged = {charge.unit.name for charge in Charge.objects.filter(post=deputy)}
    assert (deputy.fields, charged) == ("农业、水利", {"云岭县农业农村局", "云岭县督查室"})
    assert not Charge.objects.filter(post__title="县长").exists()


@pytest.mark.parametrize("words", ["机密★1年", "x" * 201])
def test_a_field_that_will_not_do_is_refused_at_its_place(young: Young, words: str) -> None:
    here = young.browser("admin")
    url, page = send(here, workbook(people=[[*row[:5], "", ""] for row in PEOPLE]))
    row = page.context["leaders"].rows()[0][2].html_name
    refused = here.post(url, {"leaders": "1", row: words})
    assert refused.status_code == 422 and refused.context["leaders"].errors
    assert here.get(url).context["answered"] == 0


def test_without_an_address_others_reach_nothing_is_made_and_it_is_said(young: Young, settings: Any) -> None:
    settings.ADDRESS = ""
    here = young.browser("admin")
    here.defaults["HTTP_HOST"] = "localhost:8000"
    settings.ALLOWED_HOSTS = ["localhost"]
    url, page = send(here, workbook())
    before = counted()
    told = here.post(url, {"print": page.context["agreed"]}, follow=True)
    assert counted() == before and "只在本机" in told.text
    assert here.post(url, {"agreed": told.context["agreed"]}).url == "/people/slips/"


@pytest.mark.parametrize("name", ["supervisor", "leader", "clerk", "auditor", "outside"])
def test_it_is_the_administrators_alone(office: Office, name: str) -> None:
    here = client(office, name)
    data = {"file": SimpleUploadedFile("单位和人员.xlsx", workbook())}
    assert here.post("/people/import/", data).status_code == 404
    rows = [UnitSheetRow(2, "N", "新局", parent="云岭县")]
    roster = Roster([], TODAY, "单位.xlsx", "0" * 64, units=rows)
    with pytest.raises(OrgError) as caught:
        import_roster(roster, office.actor(name), at=NOW, agreed=plan_roster_import(roster).digest())
    assert caught.value.code == "refused" and not Unit.objects.filter(code="N").exists()


def test_too_many_units_go_by_their_own_workbook(young: Young, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_UNITS", 2)
    here = young.browser("admin")
    url, page = send(here, workbook())
    assert "至多" in page.context["refusal"] and page.context["refusal"] in page.text
    assert 'name="agreed"' not in page.text and 'name="print"' not in page.text
    before = counted()
    assert here.post(url, {"agreed": page.context["agreed"]}).url == url and counted() == before


def test_more_rows_need_no_more_queries(office: Office) -> None:
    counts = []
    for size in (3, 12):
        units = [UnitSheetRow(n, f"S{size}-{n}", f"股{size}第{n}", parent="云岭县科学技术协会") for n in range(size)]
        rows = [
            RosterRow(n, f"股{size}第{n}", f"员{size}工{n}", f"1380{size:03d}{n:04d}", role="联络员")
            for n in range(size)
        ]
        roster = Roster(rows, TODAY, "单位和人员.xlsx", "0" * 64, units=units)
        with CaptureQueriesContext(connection) as asked:
            import_roster(roster, office.actor("admin"), at=NOW, agreed=plan_roster_import(roster).digest())
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Post.objects.filter(unit__name="股12第11").count() == 1


def test_the_template_is_taken_as_it_is_but_for_its_examples() -> None:
    read = sheets.read_roster_workbook(sheets.build_roster_template())
    assert [row.name for row in read.units] == ["云岭县", "云岭县督查室", "云岭县农业农村局", "农业股"]
    assert (len(read.rows), read.unread) == (4, [])


def test_a_list_of_telephones_with_units_is_no_sheet_of_units() -> None:
    made = Workbook()
    for line in (PEOPLE_HEADS, *PEOPLE):
        made.active.append(list(line))
    other = made.create_sheet("通讯录")
    for line in (("单位名称", "姓名"), ("云岭县", "梅示例")):
        other.append(list(line))
    file = io.BytesIO()
    made.save(file)
    read = sheets.read_roster_workbook(file.getvalue())
    assert (len(read.rows), read.units) == (5, [])


# What is known before it is written

DAY = date(2026, 3, 20)


def recorded(id: int, code: str, name: str, parent: int | None = None) -> RecordedUnit:
    return RecordedUnit(id, code, (Edge(id, parent, DAY, FOREVER),), (DatedName(name, "", DAY, FOREVER),))


OFFICE = {"YL": recorded(1, "YL", "云岭县督查室")}


def world() -> World:
    return World(
        {"云岭县督查室": frozenset({1}), "YL": frozenset({1})}, {1: "云岭县督查室"}, frozenset({1}), {}, {}, frozenset()
    )


def planned(rows: Sequence[UnitSheetRow], units: dict[str, RecordedUnit] | None = None) -> Any:
    known = OFFICE if units is None else units
    return plan_unit_rows(with_codes(with_recorded_codes(rows, known, DAY), known, DAY, lambda name: name), known, DAY)


def test_the_office_is_no_top_any_more_once_something_stands_above_it() -> None:
    rows = [UnitSheetRow(2, "C", "云岭县"), UnitSheetRow(3, "OWN", "云岭县督查室", "督查室", parent="C")]
    found = with_planned_units(world(), planned(rows), OFFICE, DAY)
    assert found.tops == {"C"} and found.planned == {"C": "云岭县"}
    assert found.units["督查室"] == {1} and found.units["云岭县"] == {"C"}


def test_a_unit_that_begins_later_has_no_posts_yet() -> None:
    rows = [UnitSheetRow(2, "N", "新设局", parent="YL", start=date(2026, 9, 1))]
    found = with_planned_units(world(), planned(rows), OFFICE, DAY)
    assert "新设局" not in found.units and found.planned == {}


def test_a_unit_is_known_by_its_name_under_another_code_at_the_top_and_under_the_same_unit() -> None:
    units = OFFICE | {"O": recorded(2, "O", "办公室", parent=1), "B": recorded(3, "B", "农业农村局", parent=1)}
    rows = [UnitSheetRow(2, "X", "办公室", parent="云岭县督查室"), UnitSheetRow(3, "Y", "办公室", parent="B")]
    assert [row.code for row in with_recorded_codes(rows, units, DAY)] == ["O", "Y"]
    both = [UnitSheetRow(2, "YL", "云岭县督查室"), UnitSheetRow(3, "X", "云岭县督查室", parent="YL")]
    assert with_recorded_codes(both, units, DAY) == both  # the sheet names the office by its code, and another one


@given(st.lists(st.integers(0, 30), max_size=30))
def test_the_drawn_tree_has_each_unit_once_beneath_its_parent(parents: list[int]) -> None:
    rows = [
        UnitSheetRow(n, f"U{n}", f"单位{n}", parent=f"U{p % n}" if n and p else "YL") for n, p in enumerate(parents)
    ]
    drawn = draw_planned_tree(planned(rows), OFFICE, DAY)
    names = [name for _depth, name, _new in drawn]
    assert sorted(names) == sorted(["云岭县督查室", *(row.name for row in rows)])
    above: list[str] = []
    codes = {row.code: row.name for row in rows} | {"YL": "云岭县督查室"}
    parent_of = {row.name: codes[row.parent or ""] for row in rows}
    for depth, name, _new in drawn:
        above = above[:depth]
        assert len(above) == depth and (not depth or above[-1] == parent_of[name])
        above.append(name)
