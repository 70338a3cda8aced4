"""Places of outreach: what is particular to them, with the examples of the plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.outreach.facilities import VALUES
from luoshi.lines.outreach.models import Facility, Helper
from luoshi.lines.outreach.rules import ClosedSpan, DayOpen, WeeklyTime, opening_on
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


TIMES = [WeeklyTime(weekday, "09:00", "17:00") for weekday in (3, 4, 5, 6, 7)]
SPRING = ClosedSpan(date(2026, 3, 25), date(2026, 3, 27), "换展")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 3, 20), DayOpen((("09:00", "17:00"),))),  # a Friday
        (date(2026, 3, 23), DayOpen()),  # a Monday
        (date(2026, 3, 24), DayOpen()),
        (date(2026, 3, 25), DayOpen(reason="换展")),
        (date(2026, 3, 27), DayOpen(reason="换展")),
        (date(2026, 3, 28), DayOpen((("09:00", "17:00"),))),
    ],
)
def test_a_closed_day_overrides_the_weekly_times(day: date, told: DayOpen) -> None:
    assert opening_on(day, TIMES, [SPRING]) == told


def test_a_venue_may_close_at_noon() -> None:
    times = [WeeklyTime(5, "14:00", "17:00"), WeeklyTime(5, "09:00", "11:30")]
    assert opening_on(date(2026, 3, 20), times, []).hours == (("09:00", "11:30"), ("14:00", "17:00"))


def test_the_public_reads_when_a_venue_is_open_only_where_the_office_opens_it(trying: Trying) -> None:
    """The venue's page and the public one say it: today from 9 to 17, closed for a reason, and then no more."""
    unit = trying.office.units["kexie"]
    museum = opened(trying, unit, "museum", title="云岭科技馆")
    times = [{"weekday": str(time.weekday), "opens": time.opens, "closes": time.closes} for time in TIMES]
    assert "09:00" in trying.refused(museum, "times", times=[{**times[0], "opens": "9点"}])
    assert "晚于" in trying.refused(museum, "times", times=[{**times[0], "closes": "08:00"}])
    noon = {"weekday": "3", "opens": "12:00", "closes": "20:00"}
    assert "重叠" in trying.refused(museum, "times", times=[times[0], noon])
    museum = trying.does(museum, "times", times=[*times, noon | {"opens": "18:00"}])
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
