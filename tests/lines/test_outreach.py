"""Places of outreach, the three teams, and contents: what is particular to them, with the examples of the plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from faults.threads import at_once
from faults.threads import of as outcomes
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.outreach.facilities import VALUES
from luoshi.lines.outreach.models import Content, Facility, Helper
from luoshi.lines.outreach.rules import Closing, DayOpen, Opening, opening_on
from office import NOW, TODAY, Office
from trying_rows import Trying

DAY = timedelta(days=1)
YEAR_END = "2021-12-31"


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def since(trying: Trying, name: str, value: str) -> None:
    """Set a value of the office from 2021 on."""
    actor = trying.office.actor("admin")
    set_value(VALUES[name], None, value, date(2021, 1, 1), "市科发〔2021〕1号", actor, at=NOW)


def counties(trying: Trying, n: int = 9) -> list[Any]:
    """A city beneath the county of the tests, and so many counties beneath it."""
    trying.office.unit("city", "示例市", "county")
    return [trying.office.unit(f"c{place}", f"示例{place}县", "city") for place in range(1, n + 1)]


def opened(trying: Trying, unit: Any, sort: str, from_day: object = "2020-06-01", **more: Any) -> Any:
    """A facility that is open since a day, entered by the supervision office."""
    given = {"title": f"{unit.name}{sort}", "sort": sort, "from_day": from_day, **more, "unit": unit.pk}
    return trying.opens("facilities", "", "supervisor", **given)


def place(trying: Trying, name: str, sort: str = "village") -> Any:
    return trying.opens("places", title=name, sort=sort)


def covered(trying: Trying, name: str, who: str = "supervisor", **asked: str) -> Any:
    """A coverage of facilities at the API."""
    said = "&".join(f"{key}={value}" for key, value in asked.items())
    answer = trying.api(who).get(f"facilities/coverage/{name}?{said}")
    assert answer.status_code == 200, answer.data
    return answer.data


def shares(data: Any) -> dict[str, tuple[int, int, int]]:
    return {cell["name"]: (cell["yes"], cell["no"], cell["unknown"]) for cell in data["cells"]}


def test_of_nine_counties_seven_have_a_museum_and_both_others_are_named_one_as_being_built(trying: Trying) -> None:
    """L9.2, S002-81: 7 of 9 at the end of 2021 are 77.8 %; no record is “none”, and no 0."""
    units = counties(trying)
    for unit in units[:7]:
        opened(trying, unit, "museum")
    opened(trying, units[8], "van")  # another sort
    opened(trying, units[7], "museum", "2022-03-01", title="后开的馆")  # not open yet on that day
    begun = trying.opens("facilities", "plan", "supervisor", title="新馆", sort="museum", unit=units[8].pk)
    trying.does(begun, "build", "supervisor", began="2021-05-01")
    unset = covered(trying, "museums", day=YEAR_END)
    assert unset["unset"] == ["应建科技馆的单位"] and unset["rows"] == [] and unset["cells"][-1]["yes"] == 0
    assert "无法计算" in trying.reads("/facilities/coverage/museums/", day=YEAR_END)
    trying.sets(VALUES, "facilities.counties", "city/1")  # holds from today on
    since(trying, "facilities.counties", "city/1")
    found = covered(trying, "museums", day=YEAR_END)
    assert (found["entries"], shares(found)["museum"]) == (9, (7, 2, 0))
    gaps = {row["name"]: row["cells"]["museum"] for row in found["rows"] if row["lacking"]}
    assert gaps["示例9县"]["answer"] == "no" and gaps["示例9县"]["found"] == {"number": begun.number, "state": "在建"}
    assert sorted(gaps) == ["示例8县", "示例9县"] and gaps["示例8县"]["found"]["state"] == "开放"  # today it is
    page = trying.reads("/facilities/coverage/museums/", day=YEAR_END)
    assert "77.8%" in page and "示例8县" in page and "在建" in page and begun.number in page
    assert "示例7县" not in page  # it lacks nothing
    assert "示例7县" in trying.reads("/facilities/coverage/museums/", day=YEAR_END, which="yes")
    assert shares(covered(trying, "museums"))["museum"] == (8, 1, 0)  # by now the eighth is open
    third = Facility.objects.get(title="示例3县museum")
    trying.does(third, "end", "supervisor", to_day="2024-05-01", reason="改造")
    assert shares(covered(trying, "museums"))["museum"] == (7, 2, 0)
    assert shares(covered(trying, "museums", day=YEAR_END))["museum"] == (7, 2, 0)  # it was open then


def test_a_unit_without_any_museum_leads_to_the_form_and_a_code_without_a_unit_is_named(trying: Trying) -> None:
    units = counties(trying, 2)
    opened(trying, units[0], "museum")
    trying.sets(VALUES, "facilities.counties", "c1、c2，nosuch")
    found = covered(trying, "museums")
    assert found["absent"] == ["nosuch"] and shares(found)["museum"] == (1, 1, 0)
    assert found["rows"][1]["cells"]["museum"] == {"answer": "no", "found": None}
    page = trying.reads("/facilities/coverage/museums/")
    assert "缺 · 无" in page and "nosuch" in page and "50%" in page
    one = covered(trying, "museums", unit=str(units[1].pk))
    assert (one["entries"], [row["name"] for row in one["rows"]]) == (1, ["示例2县"])


def test_somebody_who_may_not_read_a_museum_counts_it_and_reads_no_number(trying: Trying) -> None:
    units = counties(trying, 2)
    opened(trying, units[0], "museum")
    plan = trying.opens("facilities", "plan", "supervisor", title="新馆", sort="museum", unit=units[1].pk)
    trying.sets(VALUES, "facilities.counties", "c1 c2")
    found = covered(trying, "museums", "clerk")
    assert shares(found)["museum"] == (1, 1, 0)
    assert found["rows"][1]["cells"]["museum"]["found"] == {"number": "", "state": "计划中"}
    assert plan.number not in trying.reads("/facilities/coverage/museums/", "clerk")


def test_a_village_needs_station_column_and_person_to_count(trying: Trying) -> None:
    """L9.3, S002-36: two of three are not complete; 80 of 100 villages are 80 %."""
    unit = trying.office.units["kexie"]
    village, other = place(trying, "青石村"), place(trying, "白溪村")
    for sort in ("station", "column"):
        opened(trying, unit, sort, title=f"青石村{sort}", place=village.number, host="office")
    found = covered(trying, "villages")
    assert shares(found) == {"station": (1, 1, 0), "column": (1, 1, 0), "person": (0, 2, 0), "": (0, 2, 0)}
    rows = {row["title"]: row["cells"] for row in found["rows"]}
    assert rows["青石村"] == {"station": True, "column": True, "person": False}
    assert rows["白溪村"] == dict.fromkeys(("station", "column", "person"), False)
    who = trying.person("幻宣传")
    helper = trying.opens("helpers", person=who.number, team="officer", place=village.number, from_day=TODAY)
    assert shares(covered(trying, "villages"))[""] == (1, 1, 0)
    assert "50%" in trying.reads("/facilities/coverage/villages/")
    trying.does(helper, "leave", to_day=TODAY)
    assert shares(covered(trying, "villages", day=str(TODAY + DAY)))[""] == (0, 2, 0)
    made = _villages(trying, 98)
    _equip(trying, [other, *made[:78]])
    share = shares(covered(trying, "villages", day=str(TODAY)))[""]
    assert share == (80, 20, 0)
    assert "80%" in trying.reads("/facilities/coverage/villages/", day=str(TODAY))


def _villages(trying: Trying, n: int) -> list[Any]:
    return trying.alike("places", n, "active", sort="village")


def _equip(trying: Trying, villages: list[Any]) -> None:
    """Give villages all three, stored without steps."""
    who, unit = trying.person("幻宣传二"), trying.office.units["kexie"]
    for n, village in enumerate(villages):
        common: dict[str, Any] = {"unit": unit, "opened": NOW, "place": village, "from_day": date(2025, 1, 1)}
        for sort in ("station", "column"):
            Facility(kind="facilities", state="open", title=f"{sort}{n}", number=f"设{sort}{n}", sort=sort,
                     **common).save()  # fmt: skip
        Helper(kind="helpers", state="serving", title=f"{n}", number=f"队{n}", person=who, team="officer",
               **common).save()  # fmt: skip


def test_a_community_has_school_gallery_and_volunteers(trying: Trying) -> None:
    """S002-95: the community table, with the hours of its volunteers."""
    unit, community = trying.office.units["kexie"], place(trying, "白溪社区", "community")
    for sort in ("school", "gallery"):
        opened(trying, unit, sort, title=f"白溪社区{sort}", place=community.number)
    assert shares(covered(trying, "communities"))[""] == (0, 1, 0)
    who = trying.person("幻志愿")
    helper = trying.opens("helpers", person=who.number, team="volunteer", place=community.number, from_day="2026-01-05")
    assert shares(covered(trying, "communities"))[""] == (1, 0, 0)
    for hours in ("2.5", "3"):
        helper = trying.does(helper, "serve", service={"day": "2026-02-03", "hours": hours, "activity": "社区讲解"})
    assert trying.counts("helpers", "hours", "team") == {"科普志愿者": "5.5", "": "5.5"}


def test_a_gallery_is_to_change_its_content_and_its_issues_are_counted(trying: Trying) -> None:
    """S002-37: with two months, entered on 20 March, new content is due on 20 May, and two months after each change."""
    gallery = opened(trying, trying.office.units["kexie"], "gallery", "2015-11-03", panels=12)
    assert "无法计算" in trying.reads(f"/facilities/{gallery.pk}/", "clerk")  # nobody set the interval, and it says so
    since(trying, "facilities.change_months", "2")
    other = opened(trying, trying.office.units["kexie"], "gallery", "2015-12-01", title="青石画廊")
    assert str(Facility.objects.get(pk=other.pk).due) == "2026-05-20"  # what was before its entry is not owed
    issue = {"day": TODAY, "theme": "防灾减灾", "panels": 12}
    with pytest.MonkeyPatch.context() as later:
        later.setattr("django.utils.timezone.now", lambda: NOW + timedelta(70))
        changed = trying.does(other, "change", issues={**issue, "day": TODAY + timedelta(69)})
        assert str(changed.due) == "2026-07-28"
        assert "issues" in trying.refused(other, "change", issues={"day": TODAY + timedelta(71), "theme": "未来"})
        assert trying.counts("facilities", "issues", last="2026-06-30") == {"": "1"}
    museum = opened(trying, trying.office.units["kexie"], "museum")
    assert "只有科普画廊" in trying.refused(museum, "change", issues=issue)


def test_the_use_of_a_month_is_told_after_it_and_what_was_not_told_is_no_zero(trying: Trying) -> None:
    """S002-81, S002-82: visitors by month; a month that is not over, or not told, is no 0."""
    since(trying, "facilities.use_months", "1")
    unit = trying.office.units["kexie"]
    museum = opened(trying, unit, "museum", "2026-01-05")
    told = {"item": "visitors", "until": "2026-01-31", "value": "1200"}
    assert "尚未结束" in trying.refused(museum, "tell", use={**told, "until": "2026-03-31"})
    assert "不是" in trying.refused(museum, "tell", use={**told, "until": "2026-01-30"})
    trying.refused(museum, "tell", use={**told, "value": ""})
    museum = trying.does(museum, "tell", use=told)
    assert trying.counts("facilities", "visitors", "sort") == {"科技馆": "1200", "": "1200"}
    museum = trying.does(museum, "tell", use={**told, "value": "1250"})  # it replaces the former
    museum = trying.does(museum, "tell", use={**told, "until": "2026-02-28", "value": "", "missing": True})
    assert trying.counts("facilities", "visitors") == {"": "1250"}
    estation = opened(trying, unit, "estation", "2026-01-05", title="青石e站", host="village")
    assert shares(covered(trying, "estations")) == {"team": (0, 1, 0), "used": (0, 1, 0), "": (0, 1, 0)}
    who = trying.person("幻站长")
    trying.opens("helpers", person=who.number, team="officer", facility=estation.number, from_day="2026-01-05")
    trying.does(estation, "tell", use={"item": "users", "until": "2026-02-28", "value": "35"})  # owed by none
    assert shares(covered(trying, "estations"))[""] == (1, 0, 0)


def test_platforms_are_counted_beside_their_targets(trying: Trying) -> None:
    """S001-10: ten platforms and two begun; transfer centres and institutes are sorts of their own (S000-24, -37)."""
    trying.sets(VALUES, "facilities.platforms", "≥10")
    trying.sets(VALUES, "facilities.platforms_begun", "≥2")
    unit = trying.office.units["kexie"]
    for n in range(9):
        opened(trying, unit, "platform", title=f"平台{n}", field="茶叶检测")
    for sort, country in (("transfer", "德国"), ("overseas_rd", "日本"), ("institute", "")):
        opened(trying, unit, sort, country=country)
    for n in range(2):
        plan = trying.opens("facilities", "plan", title=f"新平台{n}", sort="platform")
        trying.does(plan, "build", began="2026-02-02")
    assert trying.counts("facilities", "facilities", "sort")["公共服务平台"] == "9"
    assert trying.counts("facilities", "begun", "sort")["公共服务平台"] == "2"
    page = trying.reads("/facilities/figures/", by="sort")
    assert "≥10" in page and "≥2" in page
    first = Facility.objects.get(title="平台0")
    for item, value in (("services", "40"), ("users", "12")):
        first = trying.does(first, "tell", use={"item": item, "until": "2026-02-28", "value": value})
    assert trying.counts("facilities", "services") == {"": "40"}
    assert shares(covered(trying, "platforms"))[""] == (1, 8, 0)
    assert "开工日期" in trying.refused(plan, "open", from_day="2026-01-01")  # before its building began


TIMES = [Opening(weekday, "09:00", "17:00") for weekday in (3, 4, 5, 6, 7)]
SPRING = Closing(date(2026, 3, 25), date(2026, 3, 27), "换展")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 3, 20), DayOpen("09:00", "17:00")),  # a Friday
        (date(2026, 3, 23), DayOpen(closed=True)),  # a Monday
        (date(2026, 3, 24), DayOpen(closed=True)),
        (date(2026, 3, 25), DayOpen(closed=True, reason="换展")),
        (date(2026, 3, 27), DayOpen(closed=True, reason="换展")),
        (date(2026, 3, 28), DayOpen("09:00", "17:00")),
    ],
)
def test_a_closed_day_overrides_the_weekly_times(day: date, told: DayOpen) -> None:
    assert opening_on(day, TIMES, [SPRING]) == told


def test_the_public_reads_when_a_venue_is_open_only_where_the_office_opens_it(trying: Trying) -> None:
    """The venue's page and the public one say it: today from 9 to 17, closed for a reason, and then no more."""
    unit = trying.office.units["kexie"]
    museum = opened(trying, unit, "museum", title="云岭科技馆")
    times = [{"weekday": str(time.weekday), "opens": time.opens, "closes": time.closes} for time in TIMES]
    assert "09:00" in trying.refused(museum, "times", times=[{**times[0], "opens": "9点"}])
    assert "晚于" in trying.refused(museum, "times", times=[{**times[0], "closes": "08:00"}])
    museum = trying.does(museum, "times", times=times)
    assert "开放 09:00–17:00" in trying.reads(f"/facilities/{museum.pk}/", "clerk")
    assert Client().get("/open/facilities/").status_code == 404
    trying.sets(VALUES, "facilities.public", "是")
    listed = _public("/open/facilities/")
    assert "云岭科技馆" in listed and "开放 09:00–17:00" in listed
    gone = {"first": TODAY, "last": TODAY + DAY, "reason": "布展"}
    assert "首日" in trying.refused(museum, "close", closings={**gone, "last": TODAY - DAY})
    museum = trying.does(museum, "close", closings=gone)
    assert "闭馆：布展" in _public("/open/facilities/") and "闭馆：布展" in trying.reads(
        f"/facilities/{museum.pk}/", "clerk"
    )
    opened(trying, unit, "gallery", title="青石画廊")  # no venue
    assert "青石画廊" not in _public("/open/facilities/")
    trying.does(museum, "end", to_day=TODAY, reason="拆除")
    assert "云岭科技馆" not in _public("/open/facilities/")


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
