"""What stands on the home page of each role, and what must not; what others changed; a new office."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from appeal_factory import appeal, filed
from assigned import act, at, issued, running, told
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.site.today import queries
from many_appeals import signed_in
from office import Office
from plans import published

DAY = date(2026, 9, 28)


@pytest.fixture(autouse=True)
def _that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 28))


def face(office: Office, who: str) -> dict[str, Any]:
    return signed_in(office, who).get("/").context["face"]  # type: ignore[no-any-return]


def furnished(office: Office) -> None:
    """For 县科协 one commitment to report and one to accept; an appeal for the supervisor."""
    plan = published(office)
    running(office, plan, "科普示范基地")
    issued(office, plan, "宣传报道")
    filed(office, 1)


@pytest.mark.parametrize(
    ("who", "sections"),
    [
        ("supervisor", {"late", "curve", "line", "changed", "waiting"}),
        ("clerk", {"unit"}),
        ("auditor", {"audit", "changed"}),
        ("admin", {"accounts"}),
        ("outside", {"own", "own_pages"}),
        ("stranger", set()),
    ],
)
def test_each_role_has_its_own_sections_and_no_others(office: Office, who: str, sections: set[str]) -> None:
    furnished(office)
    assert set(face(office, who)) - {"aside"} == sections


def test_a_unit_reports_and_accepts_from_its_home(office: Office) -> None:
    furnished(office)
    page = signed_in(office, "clerk").get("/")
    unit = page.context["face"]["unit"]
    assert (unit["month"]["left"], unit["month"]["told"]) == (1, 0)
    (card,) = unit["month"]["cards"]
    assert "科普示范基地" in card["title"] and card["report_url"].startswith("/mine/report/?row=")
    assert card["nothing_url"] == ""  # nothing was reported yet, since which there could be nothing new
    assert [row["title"] for row in unit["accept"]["rows"]] == ["要加强宣传报道，营造良好氛围。"]
    seen = signed_in(office, "clerk").post(
        unit["accept"]["bulk_url"], {"step": "accept", "row": [row["pk"] for row in unit["accept"]["rows"]]}
    )
    assert seen.status_code == 200 and seen.context["will"] == unit["accept"]["count"] == 1


def test_nothing_new_is_offered_once_something_was_reported(office: Office) -> None:
    one = running(office, published(office), "科普示范基地")
    told(office, one, at(6, 20))
    (card,) = face(office, "clerk")["unit"]["month"]["cards"]
    assert card["nothing_url"] == f"/commitments/{one.pk}/nothing_new/"
    assert card["values"] == {"last": "2个", "target": "3个"}
    assert face(office, "stranger") == {}


def test_more_to_accept_than_are_shown_are_accepted_with_them(office: Office) -> None:
    for _n in range(12):
        issued(office, published(office), "宣传报道")
    accept = face(office, "clerk")["unit"]["accept"]
    assert (accept["count"], len(accept["rows"]), len(accept["hidden"])) == (12, 10, 2)
    client = signed_in(office, "clerk")
    keys = [*(row["pk"] for row in accept["rows"]), *accept["hidden"]]
    assert client.post(accept["bulk_url"], {"step": "accept", "row": keys}).context["will"] == 12
    assert client.get(accept["url"]).context["waiting"]["count"] == 12


def test_what_waits_stands_by_kind_and_state_and_each_count_is_its_list(office: Office) -> None:
    plan = published(office)
    act(office, running(office, plan, "科普示范基地"), "finish", "clerk", at(9, 27), words="已全部完成。")
    filed(office, 3)
    client = signed_in(office, "supervisor")
    section = client.get("/").context["face"]["waiting"]
    found = {row["label"]: row for row in section["rows"]}
    assert found["诉求：已登记"]["count"] == 3 and sum(row["count"] for row in section["rows"]) == section["count"]
    for row in section["rows"]:
        page = client.get(row["url"].partition("#")[0])
        assert page.context["waiting"]["count"] == row["count"] == len(page.context["waiting"]["table"].rows)
        assert page.context["face"] == {}
    assert section["rows"][0]["button"] == {"label": "去核验", "url": "/verify/", "dialog": False}
    assert client.get(section["url"].partition("#")[0]).context["waiting"]["count"] == section["count"]


@pytest.mark.parametrize("of", ["appeals", "appeals:", "nothing:filed", "appeals:nothing", ":", "x" * 5000])
def test_a_group_that_there_is_not_shows_the_whole_home(office: Office, of: str) -> None:
    furnished(office)
    assert signed_in(office, "supervisor").get("/", {"of": of}).context["face"]


def test_what_changed_is_what_others_did_since_yesterday_and_only_what_one_may_read(office: Office) -> None:
    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    record = appeal(office, **given, at=at(9, 25))
    assert face(office, "supervisor")["changed"]["count"] == 0
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    record = take(record, "assign", office.actor("supervisor", DAY), to, at=at(9, 27)).record
    assert face(office, "supervisor")["changed"]["count"] == 0  # their own act
    take(record, "return", office.actor("clerk", DAY), {"reason": "属科技局职责"}, at=at(9, 28))
    changed = face(office, "supervisor")["changed"]
    assert [(row["title"], row["who"], row["today"]) for row in changed["rows"]] == [("增设科普活动室", "柯干事", True)]
    client = signed_in(office, "supervisor")
    assert client.get(changed["url"]).context["count"] == changed["count"] == 1
    assert signed_in(office, "stranger").get(changed["url"]).context["count"] == 0
    assert "增设科普活动室" not in signed_in(office, "admin").get(changed["url"]).text
    before = queries.changed_records(office.actor("supervisor"), DAY + timedelta(days=2))
    assert not before.exists()  # two days later it is no news


@pytest.mark.parametrize("who", ["supervisor", "leader", "clerk", "auditor", "admin", "outside", "collector"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_in_a_new_office_each_home_says_what_to_do_first(office: Office, who: str, language: str) -> None:
    page = signed_in(office, who, language).get("/")
    assert page.status_code == 200
    first = {
        ("supervisor", "en"): "Receive its document first",
        ("supervisor", "zh-hans"): "请先接收文件",
        ("leader", "en"): "The curve begins with the first one.",
        ("leader", "zh-hans"): "发布第一个计划后即有曲线",
        ("outside", "en"): "Nothing has been recorded for you yet.",
        ("outside", "zh-hans"): "还没有您的记录",
    }
    words = "You have nothing to do." if language == "en" else "没有等您办理的事项"
    assert first.get((who, language), words) in page.text


def test_an_outside_person_sees_their_records_by_kind_as_their_lists_count_them(office: Office) -> None:
    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    appeal(office, **given, at=at(9, 25))
    assert face(office, "outside")["own"] == []
    own = appeal(office, **given, at=at(9, 26))
    Record.objects.filter(pk=own.pk).update(opener=office.people["outside"].pk)
    kinds = face(office, "outside")["own"]
    client = signed_in(office, "outside")
    assert [(kind["label"], kind["count"]) for kind in kinds] == [("诉求", 1)]
    assert client.get(kinds[0]["url"]).context["count"] == 1


@pytest.mark.parametrize("count", [3, 12])
def test_12_reports_need_no_more_queries_than_3(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    for _n in range(count):
        running(office, published(office), "科普示范基地")
        issued(office, published(office), "宣传报道")
    client = signed_in(office, "clerk")
    client.get("/")
    with django_assert_max_num_queries(44):
        unit = client.get("/").context["face"]["unit"]
    assert (unit["month"]["left"], len(unit["month"]["cards"])) == (count, min(count, 6))
