"""The three teams and contents: nobody twice in a team, another checks, and what is released in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from faults.threads import at_once
from faults.threads import of as outcomes
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.outreach.facilities import VALUES
from luoshi.lines.outreach.models import Content, Helper
from office import NOW, TODAY, Office
from trying_rows import Trying

DAY = timedelta(days=1)


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def _public(address: str) -> str:
    return Client().get(address, headers={"accept-language": "zh-hans"}).content.decode()


def test_nobody_is_twice_in_one_team_and_hours_are_told_apart_by_team_and_person(trying: Trying) -> None:
    """S002-67: three teams; one person may be in two of them, and once in each."""
    one, two = trying.person("幻一"), trying.person("幻二")
    given = {"person": one.number, "from_day": "2026-01-05"}
    expert = trying.opens("helpers", team="expert", **given)
    again = trying.api("clerk").post("helpers", {"given": {**given, "team": "expert",
                                                           "unit": trying.office.units["kexie"].pk}})  # fmt: skip
    assert again.status_code == 422 and expert.number in again.data["what"], again.data
    assert Helper.objects.count() == 1
    volunteer = trying.opens("helpers", team="volunteer", **given)
    other = trying.opens("helpers", team="volunteer", person=two.number, from_day="2026-01-05")
    for helper, hours in ((expert, "2"), (volunteer, "3.5"), (other, "4")):
        trying.does(helper, "serve", service={"day": "2026-02-03", "hours": hours})
    trying.does(expert, "train", training={"day": "2026-02-04", "hours": "6", "course": "讲解"})
    assert trying.counts("helpers", "hours", "team") == {"科普专家": "2", "科普志愿者": "7.5", "": "9.5"}
    assert set(trying.counts("helpers", "hours", "person").values()) == {"5.5", "4", "9.5"}
    assert trying.counts("helpers", "training") == {"": "6"}
    assert trying.counts("helpers", "members", "team") == {"科普专家": "1", "科普志愿者": "2", "": "3"}
    trying.does(expert, "leave", to_day=TODAY)
    trying.opens("helpers", team="expert", person=one.number, from_day=TODAY)  # after leaving, again
    trying.refused(other, "serve", service={"day": TODAY + DAY, "hours": "1"})


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_enlist_somebody_at_once_one_does(real_office: Office) -> None:
    office = real_office
    unit = office.units["kexie"].pk
    who = begin(get_kind("persons"), office.actor("clerk"), {"title": "幻同时", "unit": unit}, at=NOW).record

    def enlist(n: int) -> None:
        given = {"person": who.number, "team": "volunteer", "from_day": "2026-01-05", "unit": unit}
        begin(get_kind("helpers"), office.actor("clerk"), given, at=NOW)

    assert outcomes(at_once(enlist, 8)) == {"done": 1, "guarded": 7}
    assert Helper.objects.count() == 1


def test_a_helper_with_an_account_reads_and_enters_own_hours_and_no_others(trying: Trying) -> None:
    office = trying.office
    office.person("volunteer", "幻自己", "society", Role.OUTSIDE)
    own, other = trying.person("幻自己"), trying.person("幻别人")
    take(own, "account", office.actor("supervisor"), {"as_person": str(office.people["volunteer"].pk)}, at=NOW)
    mine = trying.opens("helpers", team="volunteer", person=own.number, from_day="2026-01-05")
    theirs = trying.opens("helpers", team="volunteer", person=other.number, from_day="2026-01-05")
    mine = trying.does(mine, "serve", "volunteer", service={"day": TODAY, "hours": "2"})
    trying.refused(mine, "leave", "volunteer", to_day=TODAY)
    trying.refused(theirs, "serve", "volunteer", service={"day": TODAY, "hours": "2"})
    assert [row["number"] for row in trying.api("volunteer").get("helpers").data["rows"]] == [mine.number]


def submitted(trying: Trying, sort: str = "resource", **more: Any) -> Any:
    return trying.opens("contents", title=more.pop("title", f"内容{sort}"), sort=sort, **more)


def released(trying: Trying, content: Any, at: str = "2026-03-19T15:00:00+08:00") -> Any:
    checker = Content.objects.get(pk=content.pk).author or None
    other = trying.person(f"幻审核{content.pk}")
    assert checker != other
    content = trying.does(content, "review", "supervisor", checker=other.number, reviewed=at[:10])
    return trying.does(content, "release", channel="wechat", released=at)


def test_a_content_is_checked_by_another_before_it_is_released_and_its_reach_is_counted(trying: Trying) -> None:
    """S002-17, S002-83: submitted, checked, released; views by channel; a prize."""
    author, other = trying.person("幻作者"), trying.person("幻审核")
    work = submitted(trying, "work", form="book", author=author.number, source="县科协")
    assert "已选题" in trying.refused(work, "release", channel="wechat", released="2026-03-19T15:00:00+08:00")
    assert "作者" in trying.refused(work, "review", "supervisor", checker=author.number, reviewed=TODAY)
    trying.refused(work, "review", checker=other.number, reviewed=TODAY)  # the unit does not check its own
    work = trying.does(work, "review", "supervisor", checker=other.number, reviewed="2026-03-18")
    work = trying.does(work, "back", "supervisor", reason="第三章")
    assert (work.state, work.checker, work.reviewed) == ("selected", None, None)
    work = released(trying, work)
    for channel, views in (("site", 800), ("wechat", 3200)):
        seen = {"channel": channel, "first": "2026-03-19", "last": "2026-03-19", "views": views}
        work = trying.does(work, "count", reach=seen)
    for name in ("first", "last"):
        assert name in trying.refused(work, "count", reach={**seen, name: None})
    assert "首日" in trying.refused(work, "count", reach={**seen, "first": "2026-03-20"})
    work = trying.does(work, "award", prize="省科普作品二等奖", prized=TODAY)
    assert trying.counts("contents", "views", "reach.channel") == {"网站": "800", "微信公众号": "3200", "": "4000"}
    assert trying.counts("contents", "released", "form") == {"图书": "1", "": "1"}
    assert trying.counts("contents", "prized") == {"": "1"}


def emergency(trying: Trying, title: str, began: str) -> Any:
    return submitted(trying, "emergency", title=title, event="山洪", began=began, form="web")


def test_emergency_content_is_due_within_hours_nights_and_days_off_included(trying: Trying) -> None:
    """S002-80: begun on Saturday at 22:00, with 24 hours it is due on Sunday at 22:00; a minute later is late."""
    unset = released(trying, emergency(trying, "先前", "2026-03-10T08:00:00+08:00"), "2026-03-11T09:30:00+08:00")
    assert (unset.latest, unset.due, str(unset.hours)) == (None, None, "25.5")
    assert trying.counts("contents", "hours") == {"": "25.5"} and trying.counts("contents", "in_time") == {}
    assert "无法计算" in trying.reads(f"/contents/{unset.pk}/", "clerk")
    trying.sets(VALUES, "contents.release_hours", "24")
    one, two = (emergency(trying, title, "2026-03-14T22:00:00+08:00") for title in ("及时", "超时"))
    assert (one.latest.isoformat(), str(one.due), one.due_in_period) == (
        "2026-03-15T14:00:00+00:00",
        "2026-03-15",
        True,
    )
    assert "2026-03-15 22:00" in trying.reads(f"/contents/{one.pk}/", "clerk")  # the office's own time
    one = released(trying, one, "2026-03-15T22:00:00+08:00")
    two = released(trying, two, "2026-03-15T22:01:00+08:00")
    assert (str(one.hours), str(two.hours), one.due) == ("24", "24.02", None)
    figures = trying.counts("contents", "in_time")
    assert figures == {"": "50"}  # of the two for which it is known; the first had no limit
    never = trying.api("clerk").post("contents", {"given": {"title": "无时间", "sort": "emergency",
                                                            "unit": trying.office.units["kexie"].pk}})  # fmt: skip
    assert never.status_code == 422 and "应急科普须填写" in never.data["what"]
    early = emergency(trying, "早", "2026-03-15T08:00:00+08:00")
    other = trying.person("幻审核")
    early = trying.does(early, "review", "supervisor", checker=other.number, reviewed="2026-03-15")
    assert "早于事件" in trying.refused(early, "release", channel="site", released="2026-03-15T07:00:00+08:00")
    assert "晚于现在" in trying.refused(early, "release", channel="site", released="2026-03-21T07:00:00+08:00")
    assert not Content.objects.filter(title="无时间").exists()


def test_papers_are_counted_by_level_and_portraits_name_whom_they_portray(trying: Trying) -> None:
    """S002-52: reviewed and published apart; S002-70: a portrait of a worker; S002-42: results on the web."""
    papers = [submitted(trying, "paper", title=f"论文{n}", level=level)
              for n, level in enumerate(("city", "city", "company"))]  # fmt: skip
    other = trying.person("幻评审")
    for paper in papers[1:]:
        trying.does(paper, "review", "supervisor", checker=other.number, reviewed="2026-03-18", level=paper.level)
    trying.does(papers[1], "release", channel="meeting", released="2026-03-19T15:00:00+08:00")
    assert trying.counts("contents", "reviewed", "level") == {"市级": "1", "单位级": "1", "": "2"}
    assert trying.counts("contents", "papers", "level") == {"市级": "1", "单位级": "0", "": "1"}
    nobody = trying.api("clerk").post("contents", {"given": {"title": "典型", "sort": "profile",
                                                             "unit": trying.office.units["kexie"].pk}})  # fmt: skip
    assert nobody.status_code == 422 and "宣传对象" in nobody.data["what"]
    released(trying, submitted(trying, "profile", about=other.number, form="broadcast"))
    released(trying, submitted(trying, "slides", form="web"))
    assert trying.counts("contents", "released", "sort") == {
        "典型人物宣传": "1",
        "成果宣传": "1",
        "学术论文": "1",
        "": "3",
    }


def test_the_public_reads_released_contents_only_where_the_office_opens_them(trying: Trying) -> None:
    shown = released(trying, submitted(trying, title="茶树霜冻怎么办", form="web"))
    submitted(trying, title="还没审核")
    assert Client().get("/open/contents/").status_code == 404
    trying.sets(VALUES, "contents.public", "是")
    listed = _public("/open/contents/")
    assert "茶树霜冻怎么办" in listed and "还没审核" not in listed
    trying.does(shown, "end", ended=TODAY, reason="过时")
    assert "茶树霜冻怎么办" not in _public("/open/contents/")


def test_a_portrait_that_names_a_minor_is_public_only_while_a_guardian_agrees(trying: Trying) -> None:
    pupil = trying.person("幻小禾", birth="2014-05-01")
    released(trying, submitted(trying, "profile", title="幻小禾的发明", about=pupil.number))
    released(trying, submitted(trying, "profile", title="一名小学生的发明", about=pupil.number))
    trying.sets(VALUES, "contents.public", "是")
    listed = _public("/open/contents/")
    assert "一名小学生的发明" in listed and "幻小禾" not in listed + _public("/open/")
    trying.does(pupil, "consent", consents={"guardian": "幻监护", "given": TODAY})
    assert "幻小禾的发明" in _public("/open/contents/")
