"""People and posts as of a day: who held what then, under which names; the day goes on in links and on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.org.people.actions import people
from luoshi.org.units import actions as units
from many_appeals import signed_in
from office import FOUNDED, NOW, Office

CHANGE = date(2026, 2, 1)
BEFORE = CHANGE - timedelta(days=1)
ON = f"?on={BEFORE}"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def changed(office: Office) -> Office:
    """The collector's post went to another person, and its town got another name, on one day."""
    post, before = office.posts["collector"], office.people["collector"]
    tenure = post.tenures.get()
    tenure.until = CHANGE
    tenure.save()
    office.people["newcomer"] = people.enter_person("新采集", PROGRAM, at=NOW)
    people.appoint_to_post(office.people["newcomer"], post, CHANGE, PROGRAM, at=NOW)
    units.rename_unit(office.units["town"], "青石街道", "", CHANGE, office.actor("admin"), at=NOW)
    assert before.tenures.count() == 1
    return office


def rows(office: Office, url: str) -> dict[str, list[str]]:
    table = signed_in(office, "admin").get(url).context["table"]
    return {row.name: [cell.text for cell in row.cells] for row in table.rows}


def test_the_list_of_people_shows_who_held_what_on_the_day(changed: Office) -> None:
    now, then = rows(changed, "/people/"), rows(changed, "/people/" + ON)
    assert (now["新采集"][1], now["石采集"][1]) == ("青石街道 石采集岗", "")
    assert (then["新采集"][1], then["石采集"][1]) == ("", "青石镇 石采集岗")
    assert list(rows(changed, f"/people/{ON}&role=collector")) == ["石采集"]


def test_the_list_of_posts_shows_who_held_them_on_the_day(changed: Office) -> None:
    now, then = rows(changed, "/posts/?role=collector"), rows(changed, f"/posts/{ON}&role=collector")
    assert [row[:2] + row[3:] for row in now.values()] == [["青石街道", "石采集岗", "新采集"]]
    assert [row[:2] + row[3:] for row in then.values()] == [["青石镇", "石采集岗", "石采集"]]
    assert rows(changed, f"/posts/?on={FOUNDED - timedelta(days=1)}") == {}


def facts(answer: Any) -> dict[str, str]:
    return {fact.label: fact.text for fact in answer.context["facts"]}


def test_a_posts_page_is_of_the_day_and_offers_nothing_to_do_on_another_day(changed: Office) -> None:
    client, url = signed_in(changed, "admin"), f"/posts/{changed.posts['collector'].pk}/"
    now, then = client.get(url), client.get(url + ON)
    assert (facts(now)["单位"], facts(now)["任职人"]) == ("青石街道", "新采集")
    assert (facts(then)["单位"], facts(then)["任职人"]) == ("青石镇", "石采集")
    assert now.context["actions"] and not then.context["actions"]
    page = then.content.decode()
    assert f'/people/{changed.people["collector"].pk}/{ON}"' in page and "仍按今天的权限" in page
    assert f'href="/posts/{ON}"' in page and "/end/" not in page and f"截至 {BEFORE}" in page


def test_a_persons_page_is_of_the_day(changed: Office) -> None:
    client, url = signed_in(changed, "admin"), f"/people/{changed.people['collector'].pk}/"
    cards = {section["id"]: section for section in client.get(url).context["sections"]}
    assert [row.name for row in cards["before"]["table"].rows] and not cards["now"]["table"].rows
    then = client.get(url + ON)
    cards = {section["id"]: section for section in then.context["sections"]}
    assert [row.cells[0].text for row in cards["now"]["table"].rows] == ["青石镇 石采集岗"]
    assert "before" not in cards and "pending" not in cards and not then.context["actions"]
    assert f'/posts/{changed.posts["collector"].pk}/{ON}"' in then.content.decode()


@pytest.mark.parametrize("url", ["/people/", "/posts/"])
def test_the_day_is_kept_beside_filters_and_in_pages(changed: Office, url: str) -> None:
    page = signed_in(changed, "clerk").get(f"{url}{ON}&q=石").content.decode()
    assert page.count(f'<input type="hidden" name="on" value="{BEFORE}">') == 1  # the filters; the bar asks for it anew
    assert '<input type="hidden" name="q" value="石">' in page and f'href="{url}{ON}"' in page


def test_a_posts_page_names_the_days_on_which_nobody_held_it(office: Office) -> None:
    post, today = office.posts["collector"], NOW.date()
    tenure = post.tenures.get()
    tenure.until = CHANGE
    tenure.save()
    office.people["newcomer"] = people.enter_person("新采集", PROGRAM, at=NOW)
    back = CHANGE + timedelta(days=10)
    people.appoint_to_post(
        office.people["clerk"], post, CHANGE + timedelta(days=4), PROGRAM, until=back, deputy=True, at=NOW
    )
    people.appoint_to_post(office.people["newcomer"], post, back, PROGRAM, until=today + timedelta(days=30), at=NOW)
    answer = signed_in(office, "auditor").get(f"/posts/{post.pk}/")
    table = next(section["table"] for section in answer.context["sections"] if section["id"] == "uncovered")
    said = [[cell.text or (cell.light and cell.light.label) for cell in row.cells] for row in table.rows]
    assert said == [
        ["2026-02-01", "2026-02-04", "4", "无人"],
        ["2026-02-05", "2026-02-10", "6", "代理人"],
        [(today + timedelta(days=30)).isoformat(), "至有人任职为止", None, "无人"],
    ]
    whole = signed_in(office, "auditor").get(f"/posts/{office.posts['supervisor'].pk}/")
    assert "uncovered" not in [section["id"] for section in whole.context["sections"]]
