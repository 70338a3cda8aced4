"""Pictures of commitments: their figures, who sees them, and what they cost; none of them is drawn here."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from docx import Document

from assigned import act, at, finished, running, verified
from ledger_rows import commitments
from luoshi.commitments.statistics.pictures import charts, queries
from luoshi.desk.figures.pictures import drawing
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.reading.errors import ReadError
from luoshi.writing.charts.model import Stacked
from many_appeals import signed_in
from office import Office
from plans import published, received

DAY = at(10, 20)
FOUR = """云岭县2026年工作要点
一、阵地建设
县科协新建科普示范基地3个，9月底前完成。
县科协更新科普展品120件，9月底前完成。
县科技局举办科技培训12期，9月底前完成。
县科技局建设农村科普馆1座，12月底前完成。
"""
KEXIE, BUREAU = "云岭县科学技术协会", "云岭县科学技术局"


@pytest.fixture(autouse=True)
def told(drawn_at_once: list[bytes], settings: Any, tmp_path: Any) -> list[bytes]:
    """The data of what was drawn."""
    settings.DATA = tmp_path
    return drawn_at_once


@pytest.fixture
def plan(office: Office, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Of four matters three were due: one is closed in time, one is 县科协's and late, one is late at the bureau."""
    plan = published(office, FOUR)
    done = running(office, plan, "示范基地", at(3, 23))
    done = verified(office, finished(office, done, at(9, 20)), at(9, 21))
    act(office, done, "close_it", "leader", at(9, 25), mark="A")
    running(office, plan, "展品", at(3, 23))
    running(office, plan, "培训", at(3, 23), "stranger")
    monkeypatch.setattr("django.utils.timezone.now", lambda: DAY)
    return plan


def scope(plan: Plan, office: Office, who: str = "supervisor") -> charts.Scope:
    return charts.of_plan(plan, office.actor(who, DAY.date()), DAY.date())


def shown(client: Client, query: str, **headers: str) -> str:
    answer = client.get(f"/pictures/{query}", **headers)  # type: ignore[arg-type]
    assert answer.status_code == 200, query
    return answer.content.decode()


def test_lights_are_counted_by_unit_in_the_order_of_the_tree(office: Office, plan: Plan) -> None:
    found = charts.chart_unit_lights(scope(plan, office))
    assert [bar.name for bar in found.bars] == [BUREAU, KEXIE]  # as in the tree of units
    assert [category.word for category in found.categories] == ["逾期", "已完成", "不计"]
    assert [bar.counts for bar in found.bars] == [(1, 0, 1), (1, 1, 0)]


def test_what_was_closed_is_added_up_beside_what_fell_due_and_the_time_gone_by(office: Office, plan: Plan) -> None:
    closed, due, even = charts.against_time(scope(plan, office)).series
    assert dict(closed.points)[date(2026, 8, 31)] == 0 and dict(closed.points)[date(2026, 9, 30)] == 1
    assert closed.points[-1] == (DAY.date(), 1)  # of the days to come nothing is known
    by_day = dict(due.points)
    assert (by_day[date(2026, 8, 31)], by_day[date(2026, 9, 30)], by_day[date(2026, 12, 31)]) == (0, 3, 4)
    assert by_day[DAY.date()] == 3
    assert even.points[0] == (date(2026, 1, 1), 0) and even.points[-1] == (date(2026, 12, 31), 4)
    assert str(dict(even.points)[date(2026, 6, 30)]) == "2.0"  # 4 × 181 ÷ 365 = 1.98


def test_each_month_says_how_many_of_what_fell_due_in_it_are_late(office: Office, plan: Plan) -> None:
    rows = dict(charts.late_by_month(scope(plan, office)).rows)
    assert {name: fields[8].text for name, fields in rows.items()} == {BUREAU: "1/1", KEXIE: "1/2"}
    assert rows[BUREAU][11].text == "0/1" and rows[KEXIE][0].text == ""
    Commitment.objects.filter(plan=plan, state="closed").update(done=date(2026, 10, 9), done_work=date(2026, 10, 8))
    rows = dict(charts.late_by_month(scope(plan, office)).rows)
    assert rows[KEXIE][8].text == "2/2"  # done after its date is late, too


def test_of_very_many_units_the_last_stand_together(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "MOST", 60)
    monkeypatch.setattr(queries, "sort_units", lambda units, day: sorted(units))
    monkeypatch.setattr(queries, "name_units", lambda units, day: [f"第{unit}镇" for unit in units])
    many = {unit: {"late": 1, "steady": unit} for unit in range(1, 101)}
    monkeypatch.setattr(queries, "lights_by_unit", lambda rows, day: many)
    found: Stacked = charts.chart_unit_lights(scope(plan, office))
    assert len(found.bars) == 60 and found.bars[-1].name == "其余41个单位"
    assert found.totals == (100, sum(range(1, 101))) and found.bars[-1].counts == (41, sum(range(60, 101)))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pictures_of_a_plan_stand_with_their_sentence_and_figures(
    office: Office, plan: Plan, language: str
) -> None:
    client = signed_in(office, "supervisor", language)
    part = shown(client, f"?plan={plan.pk}", HTTP_HX_REQUEST="true")
    assert "<html" not in part and part.count("<figure") == 3 and part.count("<table") == 3
    whole = shown(client, f"?plan={plan.pk}")  # without scripts it is a page of its own
    assert "<html" in whole and whole.count("<figure") == 3 and plan.title in whole
    alt = re.findall(r'alt="([^"]+)"', part)
    assert ("共4件：逾期 2、已完成 1、不计 1。" if language == "zh-hans" else "4 in all: Late 2") in alt[0]
    for url in re.findall(r'(?:src|srcset|href)="(/pictures/[^"]+)"', part):
        answer = client.get(url.replace("&amp;", "&"))
        assert answer.status_code == 200 and answer.headers["ETag"], url
        assert client.get(url.replace("&amp;", "&"), HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304


def test_the_same_pictures_are_drawn_once(office: Office, plan: Plan, told: list[bytes]) -> None:
    client = signed_in(office, "supervisor")
    for _time in range(2):
        client.get(f"/pictures/lights/wide.svg?plan={plan.pk}")
    assert len(told) == 1 and KEXIE.encode() in told[0]
    Commitment.objects.filter(plan=plan, state="closed").update(state="cancelled")
    client.get(f"/pictures/lights/wide.svg?plan={plan.pk}")
    assert len(told) == 2  # other figures are another picture


def test_the_places_for_them_are_on_the_board_at_plan_and_unit_and_fetched_after_the_page(
    office: Office, plan: Plan, told: list[bytes]
) -> None:
    client, county = signed_in(office, "supervisor"), office.units["county"].pk
    places = {
        "/board/": "/pictures/?live=1",
        f"/board/?plan={plan.pk}": f"/pictures/?live=1&amp;plan={plan.pk}",
        f"/plans/{plan.pk}/": f"/pictures/?plan={plan.pk}",
        f"/plans/{plan.pk}/progress/": f"/pictures/?plan={plan.pk}",
        f"/units/{county}/": f"/pictures/?unit={county}",
    }
    for page, place in places.items():
        said = client.get(page).content.decode()
        assert f'hx-get="{place}"' in said and f'href="{place}"' in said, page
        assert "<figure" in shown(client, place.partition("/pictures/")[2].replace("&amp;", "&"))
    assert told == []
    assert "pictures" not in client.get(f"/plans/{received(office, FOUR).pk}/").content.decode()  # not published


def test_the_lights_of_the_board_are_those_of_its_columns(office: Office, plan: Plan) -> None:
    client = signed_in(office, "supervisor")
    said = shown(client, "?live=1")
    assert "共3件：逾期 2、不计 1。" in said and "已完成" not in said
    assert "牵头单位1个，共2件：逾期 1、不计 1。" in shown(client, f"?live=1&unit={office.units['bureau'].pk}")


@pytest.mark.parametrize(
    ("who", "sees"),
    [("supervisor", 4), ("leader", None), ("clerk", 2), ("stranger", 2), ("auditor", 4), ("outside", None)],
)
def test_everyone_sees_the_figures_of_what_they_may_read(
    office: Office, plan: Plan, who: str, sees: int | None, told: list[bytes]
) -> None:
    client = signed_in(office, who)
    answer = client.get(f"/pictures/?plan={plan.pk}")
    drawn = client.get(f"/pictures/lights/wide.svg?plan={plan.pk}")
    page = client.get(f"/plans/{plan.pk}/")
    assert answer.status_code == page.status_code and drawn.status_code == page.status_code
    if page.status_code == 200:
        assert f"共{sees}件：" in answer.content.decode()
    else:
        assert sees is None and told == []


def test_nobody_who_is_not_signed_in_sees_any(office: Office, plan: Plan) -> None:
    for path in ("/pictures/", f"/pictures/lights/wide.svg?plan={plan.pk}"):
        assert Client().get(path).status_code == 302


def test_the_units_beyond_an_outsider_are_not_there(office: Office, plan: Plan) -> None:
    bureau, society = office.units["bureau"].pk, office.units["society"].pk
    for path, status in ((f"?unit={bureau}", 404), (f"?unit={society}", 200)):
        answer = signed_in(office, "outside").get(f"/pictures/{path}")
        assert answer.status_code == status, path
    assert "还没有可画的数据" in answer.content.decode()  # says what to do, and shows no empty frame
    assert "<img" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "?plan=0",
        "?plan=x",
        "?plan=-1",
        f"?plan={'9' * 30}",
        "?unit=999999",
        "?unit=²",
        "nothing/wide.svg",
        "lights/no.svg",
    ],
)
def test_what_is_no_picture_is_not_there(office: Office, plan: Plan, path: str) -> None:
    assert signed_in(office, "supervisor").get(f"/pictures/{path}").status_code == 404


@pytest.mark.parametrize("count", [3, 12])
def test_more_commitments_need_no_more_queries(
    office: Office, count: int, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: DAY)
    plan = commitments(office, count)
    units = [unit.pk for unit in office.units.values()]
    for place, commitment in enumerate(Commitment.objects.filter(plan=plan).order_by("pk")):
        Commitment.objects.filter(pk=commitment.pk).update(unit=units[place % len(units)])
    client = signed_in(office, "supervisor")
    client.get("/")
    with django_assert_max_num_queries(31):
        part = shown(client, f"?plan={plan.pk}", HTTP_HX_REQUEST="true")
    assert part.count("<figure") == 3
    with django_assert_max_num_queries(19):
        client.get(f"/pictures/lights/wide.svg?plan={plan.pk}")


def paper(client: Client, plan: Plan) -> Any:
    answer: Any = client.get(f"/plans/{plan.pk}/circular.docx")
    return Document(io.BytesIO(answer.content))


def test_a_circular_has_pictures_with_their_words_and_figures(office: Office, plan: Plan) -> None:
    made = paper(signed_in(office, "supervisor"), plan)
    said = [shape._inline.docPr.get("descr") for shape in made.inline_shapes]
    assert len(said) == 2 and "共4件：红 2、灰 1、按时办结 1。" in said[0] and "共4件。已销号（2026-10-20）1" in said[1]
    head = [cell.text for cell in made.tables[0].rows[0].cells]
    assert head == ["牵头单位", "红", "灰", "按时办结", "全部"] and len(made.tables) == 3


def test_where_none_can_be_drawn_a_circular_has_the_figures(
    office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(*_order: Any) -> Any:
        raise ReadError("load.damaged")

    monkeypatch.setattr(drawing, "call_in_worker", ask)
    made = paper(signed_in(office, "supervisor"), plan)
    assert len(made.inline_shapes) == 0 and len(made.tables) == 3
    assert any("红 2、灰 1" in paragraph.text for paragraph in made.paragraphs)
