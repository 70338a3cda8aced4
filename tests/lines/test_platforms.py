"""Platforms and tenants: the rows of zones, parks and media by their own sentences, with the plan's examples."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.lines.platforms.line import VALUES
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def runs(trying: Trying, title: str, sort: str, **more: Any) -> Any:
    """A platform that runs since last summer."""
    return trying.opens("platforms", title=title, sort=sort, **{"from_day": "2025-07-01", **more})


def comes(trying: Trying, platform: Any, n: int, came: str = "new", day: str = "2026-02-03", sort: str = "") -> None:
    """So many firms that have come to a platform on a day."""
    for place in range(n):
        firm = trying.firm(f"{platform.title}{sort or came}企业{place + 1}")
        given = {"platform": platform.number, "organisation": firm.number, "came": came, "from_day": day}
        trying.opens("tenants", **given, step="enter")


def test_five_national_platforms_are_built_by_phases_accepted_and_evaluated(trying: Trying) -> None:
    """S000-01: planned, built by phases, accepted, evaluated; five of them are counted."""
    trying.sets(VALUES, "platforms.national", "≥5")
    host = trying.firm("示例市高新区管委会", "institution")
    phases = [{"name": "一期主楼", "due": "2026-02-01"}, {"name": "中试平台", "due": "2026-06-30"}]
    given = {"title": "国家技术创新中心", "sort": "national", "level": "national", "host": host.number, "year": 2026}
    made = trying.opens("platforms", "plan", phases=phases, **given)
    made = trying.does(made, "build", began="2026-01-05")
    rows = trying.api("clerk").get(f"platforms/{made.pk}").data["rows"]["phases"]
    done = [{"id": row["id"], "done": "2026-03-01", "proof": "竣工验收单"} for row in rows[:1]]
    made = trying.does(made, "phase", phases=[*done, {"id": rows[1]["id"]}])
    assert "建设内容没有完成" in trying.refused(made, "accept", "supervisor", accepted_on=TODAY)
    assert "中试平台" in trying.refused(made, "accept", "supervisor", accepted_on=TODAY)
    made = trying.does(made, "phase", phases=[*done, {"id": rows[1]["id"], "done": "2026-03-10"}])
    made = trying.does(made, "accept", "supervisor", accepted_on="2026-03-12")
    made = trying.does(made, "open", from_day="2026-03-15")
    row = {"year": 2025, "day": "2026-03-18", "verdict": "good", "words": "运行良好"}
    made = trying.does(made, "evaluate", "supervisor", evaluations=row)
    for n in range(3):
        runs(trying, f"重大平台{n}", "national", level="national")
    assert trying.counts("platforms", "platforms", "sort")["重大平台"] == "4"
    page = trying.reads("/platforms/figures/", by="sort", first="2026-01-01", last="2026-12-31")
    assert "≥5" in page
    runs(trying, "重大平台5", "national", level="national")
    assert trying.counts("platforms", "platforms", "sort")["重大平台"] == "5"
    assert "phase" in str(trying.api("clerk").get(f"platforms/{made.pk}").data)  # met late: 1 February
    assert trying.counts("platforms", "accepted") == {"": "1"}


def test_one_zone_has_fourteen_parks_with_their_carriers(trying: Trying) -> None:
    """S000-02, S000-03: parks are part of a zone, service platforms of a park; fourteen against the target."""
    trying.sets(VALUES, "platforms.park", "≥14")
    trying.sets(VALUES, "platforms.service", "≥3")
    zone = runs(trying, "苏南示范区", "zone", level="province")
    parks = [runs(trying, f"园{n}", "park", part_of=zone.number) for n in range(14)]
    for n in range(3):
        runs(trying, f"扬中平台{n}", "service", part_of=parks[0].number)
    found = trying.counts("platforms", "platforms", "part_of")
    assert [found[key] for key in found if "苏南示范区" in key] == ["14"]
    assert [found[key] for key in found if "园0" in key] == ["3"]
    assert trying.counts("platforms", "platforms", "sort")["园区"] == "14"
    assert "园13" in trying.reads(f"/platforms/{zone.pk}/")
    refused = trying.refused(zone, "edit", title=zone.title, sort="zone", part_of=zone.number)
    assert "不能隶属于自己" in refused
    assert "不能隶属于自己" in trying.refused(zone, "edit", title=zone.title, sort="zone", part_of=parks[0].number)


def test_of_sixty_new_and_forty_moved_tenants_sixty_per_cent_are_new(trying: Trying) -> None:
    """N1.4, S000-48: 60 ÷ (60 + 40) = 60.0 %; who is neither is in no share, and housing is barred."""
    area = runs(trying, "新区", "zone")
    comes(trying, area, 6)
    comes(trying, area, 4, "moved")
    assert trying.counts("tenants", "entered") == {"": "10"}
    assert trying.counts("tenants", "new_share") == {"": "60"}
    assert trying.counts("tenants", "entered", "came") == {"迁入（存量）": "4", "新设（增量）": "6", "": "10"}
    firm = trying.firm("示例置业有限公司")
    given = {
        "platform": area.number,
        "organisation": firm.number,
        "sector": "housing",
        "origin": "主城区",
        "talents": 12,
    }
    answer = trying.api("clerk").post("tenants", {"given": {**given, "unit": trying.office.units["kexie"].pk}})
    assert answer.status_code == 422 and "房地产" in str(answer.data) and "不得入驻" in str(answer.data)
    one = trying.opens("tenants", **given | {"sector": "digital"})
    barred = {"sector": "housing", "came": "moved", "from_day": TODAY}
    assert "不得入驻" in trying.refused(one, "admit", "supervisor", **barred)
    one = trying.does(one, "admit", "supervisor", sector="digital", came="moved", from_day="2026-03-01")
    one = trying.does(one, "settle", settled_on="2026-03-05")
    one = trying.does(one, "produce", producing_on="2026-03-10")
    assert one.state == "producing" and trying.counts("tenants", "talents") == {"": "12"}
    assert trying.counts("tenants", "producing") == {"": "1"}


def test_no_tenant_is_put_right_to_a_barred_sector(trying: Trying) -> None:
    """S000-48: what was barred when it came is barred afterwards; other corrections stand."""
    given = {"platform": runs(trying, "新区", "zone").number, "organisation": trying.firm("示例置业").number}
    one = trying.opens("tenants", "enter", sector="digital", came="new", from_day="2026-02-03", **given)
    assert "不得入驻" in trying.refused(one, "put_right", "supervisor", sector="housing", reason="误填")
    one = trying.does(one, "put_right", "supervisor", sector="farming", reason="误填")
    assert one.sector == "farming"


def test_ten_firms_are_not_over_ten_and_places_stay_apart(trying: Trying) -> None:
    """N1.1, N1.2, N1.3 as counts: each platform has its own line, and no line holds another’s firms."""
    places = [runs(trying, f"园区{n}", "park") for n in range(3)]
    for place in places:
        comes(trying, place, 3)
    found = trying.counts("tenants", "entered", "platform")
    assert {key[:-1] if key else "": value for key, value in found.items()} and found[""] == "9"
    assert sorted(value for key, value in found.items() if key) == ["3", "3", "3"]


def test_a_firm_is_in_a_platform_once_and_goes_along_the_chain(trying: Trying) -> None:
    """S000-26, S000-04: admitted, incubated, graduated, accelerated or left; the source of each is said."""
    house = runs(trying, "示例孵化器", "incubator", level="province", area="12000")
    firm = trying.firm("示例生物科技有限公司")
    given = {"platform": house.number, "organisation": firm.number, "came": "new", "origin": "大学衍生"}
    one = trying.opens("tenants", "enter", from_day="2026-01-05", **given)
    twice = {"given": {**given, "unit": trying.office.units["kexie"].pk, "from_day": "2026-02-01"}}
    answer = trying.api("clerk").post("tenants/begin/enter", twice)
    assert answer.status_code == 422 and one.number in str(answer.data)
    one = trying.does(one, "incubate", incubated_from="2026-01-10")
    one = trying.does(one, "graduate", "supervisor", graduated_on="2026-03-01")
    one = trying.does(one, "accelerate", accelerated_on="2026-03-02")
    assert "早于入驻" in trying.refused(one, "leave", to_day="2026-01-01", reason="迁走")
    one = trying.does(one, "leave", to_day="2026-03-18", reason="迁往加速器二期")
    assert trying.counts("tenants", "there") == {"": "0"} and trying.counts("tenants", "graduated") == {"": "1"}
    assert trying.opens("tenants", "enter", from_day="2026-03-19", **given).state == "admitted"  # it came again


def test_a_firm_moves_from_the_nursery_by_the_incubator_to_the_accelerator(trying: Trying) -> None:
    """S000-26: one firm along the whole chain; each house keeps its own days, and no day is left out."""
    firm = trying.firm("示例种苗科技有限公司")
    chain = [runs(trying, name, sort) for name, sort in (
        ("示例苗圃", "nursery"), ("示例孵化器", "incubator"), ("示例加速器", "accelerator"))]  # fmt: skip
    days = [("2025-01-06", "2025-06-30"), ("2025-07-01", "2026-02-28"), ("2026-03-01", None)]
    stays = []
    for house, (first, last) in zip(chain, days, strict=True):
        given = {"platform": house.number, "organisation": firm.number, "came": "new" if house == chain[0] else "moved"}
        stay = trying.opens("tenants", "enter", from_day=first, **given)
        if house == chain[1]:
            stay = trying.does(stay, "incubate", incubated_from=first)
            stay = trying.does(stay, "graduate", "supervisor", graduated_on="2026-02-20")
            stay = trying.does(stay, "accelerate", accelerated_on="2026-02-27")
        if last:
            stay = trying.does(stay, "leave", to_day=last, reason="进入下一级载体")
        stays.append(stay)
    for house, day in zip(chain, ("2025-06-30", "2025-07-01", "2026-03-01"), strict=True):
        there = trying.counts("tenants", "there", "platform", first="2025-01-01", last=day)
        assert there[""] == "1" and [value for label, value in there.items() if house.number in label] == ["1"], day
    assert trying.counts("tenants", "graduated") == {"": "1"} == trying.counts("tenants", "accelerated")
    page = trying.reads(f"/organisations/{firm.pk}/")
    assert all(stay.number in page for stay in stays)


def test_eleven_of_twelve_issues_came_out_and_the_month_without_one_is_named(trying: Trying) -> None:
    """N7.2, S001-54: issues and their items are counted; the page names the issue that did not come out."""
    paper = runs(trying, "青年信息", "magazine", from_day="2025-01-01")
    months = [f"2025-{month:02}-15" for month in range(1, 13)]
    planned = [{"no": f"第{n}期", "due": day} for n, day in enumerate(months, 1)]
    paper = trying.does(paper, "issues", issues=planned)
    rows = trying.api("clerk").get(f"platforms/{paper.pk}").data["rows"]["issues"]
    out = [
        {"id": row["id"], **({} if row["due"] == "2025-07-15" else {"out": row["due"], "items": 20})} for row in rows
    ]
    paper = trying.does(paper, "issues", issues=out)
    year = {"first": "2025-01-01", "last": "2025-12-31"}
    assert trying.counts("platforms", "planned", **year) == {"": "12"}
    assert trying.counts("platforms", "issued", **year) == {"": "11"}
    assert trying.counts("platforms", "issue_rate", **year) == {"": "91.7"}
    assert trying.counts("platforms", "items", **year) == {"": "220"}
    assert "11" in trying.reads("/platforms/figures/", first="2025-01-01", last="2025-12-31")
    page = trying.reads(f"/platforms/{paper.pk}/")
    assert "2025-07-15" in page and "第7期" in page


def test_visits_without_a_period_are_refused(trying: Trying) -> None:
    """N7.3: a count of visits names its month, which is over; a value told again replaces the former."""
    site = runs(trying, "青年社区", "community", online="https://example.com/")
    row = {"item": "visits", "value": "3200", "source": "后台日志"}
    assert "所属月份" in trying.refused(site, "count", use=row) or "until" in trying.refused(site, "count", use=row)
    assert "2026-02-28" in trying.refused(site, "count", use={**row, "until": "2026-02-10"})
    assert trying.refused(site, "count", use={**row, "until": "2026-03-31"})  # not over yet
    assert trying.refused(site, "count", use={"item": "visits", "until": "2026-02-28"})  # an empty one is no 0
    site = trying.does(site, "count", use={**row, "until": "2026-02-28"})
    site = trying.does(site, "count", use={**row, "until": "2026-02-28", "value": "3300"})
    site = trying.does(site, "count", use={**row, "until": "2026-01-31", "value": "1000"})
    assert trying.counts("platforms", "visits") == {"": "4300"}


def test_a_second_account_of_the_same_person_is_the_same_member(trying: Trying) -> None:
    """N7.4: two accounts of one person are one member; who left is none."""
    site = runs(trying, "青年社区", "community")
    one, other, gone = (trying.person(name) for name in ("幻甲", "幻乙", "幻丙"))
    for person, account in ((one, "a1"), (one, "a2"), (other, "b1"), (gone, "c1")):
        row = {"person": person.number, "account": account, "from_day": "2026-01-05"}
        site = trying.does(site, "join", members=row)
    assert trying.refused(site, "join", members={"person": other.number, "account": "a1", "from_day": "2026-01-05"})
    assert trying.counts("platforms", "members", first="2026-01-01", last="2026-03-20") == {"": "3"}
    rows = trying.api("clerk").get(f"platforms/{site.pk}/rows/members").data
    last = next(row for row in rows.get("rows", rows.get("items", [])) if row["account"] == "c1")
    site = trying.does(site, "quit", members={"id": last["id"], "to_day": "2026-03-01"})
    assert trying.counts("platforms", "members", first="2026-01-01", last="2026-03-20") == {"": "2"}


def test_each_sort_reports_its_own_figures(trying: Trying) -> None:
    """S000-06, S001-54: a service platform reports customers and services, a community visits; neither the other’s."""
    service = runs(trying, "知识产权服务中心", "ip", link="trusteeship")
    site = runs(trying, "青年社区", "community")
    assert "服务客户" in trying.reads(f"/platforms/{service.pk}/")
    assert "访问量" not in trying.reads(f"/platforms/{service.pk}/")
    assert "服务客户" not in trying.reads(f"/platforms/{site.pk}/")
    trying.does(service, "count", use={"item": "customers", "until": "2026-02-28", "value": "35"})
    assert trying.counts("platforms", "customers") == {"": "35"}


def test_a_base_has_its_carrier_and_a_cluster_its_members(trying: Trying) -> None:
    """S000-25, S000-72: three bases with carrier, platforms and firms; a cluster’s member enterprises, each once."""
    trying.sets(VALUES, "platforms.base", "=3")
    institute, firms = trying.firm("示例航空研究所", "institution"), [trying.firm(f"成员企业{n}") for n in range(3)]
    bases = [runs(trying, name, "base", industry="machinery") for name in ("航空", "船舶", "新材料")]
    carrier = [{"org": institute.number, "part": "carrier", "from_day": "2025-07-01"}]
    trying.does(bases[0], "partners", partners=carrier)
    comes(trying, bases[0], 10)
    assert trying.counts("platforms", "platforms", "sort")["协同创新基地"] == "3"
    assert trying.counts("tenants", "entered") == {"": "10"}
    cluster = runs(trying, "新材料创新型产业集群", "cluster", level="national")
    rows = [{"org": firm.number, "part": "member", "from_day": "2025-08-01"} for firm in firms]
    trying.does(cluster, "partners", partners=rows)
    assert trying.counts("platforms", "enterprises") == {"": "3"}
    assert "示例航空研究所" in trying.reads(f"/platforms/{bases[0].pk}/")
    assert "没有年度任务的平台" in trying.reads("/platforms/coverage/deliverables/")


def test_the_yearly_note_is_a_paper(trying: Trying) -> None:
    """S000-04: the park's yearly note comes out as a paper with its phases and partners."""
    park = runs(trying, "国家农业科技园区", "agricultural", level="national")
    trying.does(park, "note", note="全年新入驻企业十一家，与两所农业院校合作。")
    assert "平年" in trying.reads(f"/platforms/{park.pk}/")


def test_content_of_a_medium_is_not_out_without_a_checker(trying: Trying) -> None:
    """N7.1: a post that nobody checked is not released, nor one that its author checked; then it is, and counted."""
    site = runs(trying, "青年社区", "community")
    author, checker = trying.person("幻甲"), trying.person("幻乙")
    given = {"title": "春耕提醒", "sort": "work", "author": author.number, "platform": site.number}
    post = trying.opens("contents", **given)
    out = {"channel": "site", "released": "2026-03-20T09:00"}
    assert trying.refused(post, "release", **out)
    own = {"checker": author.number, "reviewed": "2026-03-19"}
    assert "作者" in trying.refused(post, "review", "supervisor", **own)
    assert trying.refused(post, "review", "supervisor", reviewed="2026-03-19")
    post = trying.does(post, "review", "supervisor", checker=checker.number, reviewed="2026-03-19")
    post = trying.does(post, "release", channel="site", released="2026-03-20T08:00")
    found = trying.counts("contents", "released", "platform")
    assert [found[key] for key in found if "青年社区" in key] == ["1"]


def test_a_digital_project_is_planned_built_online_and_assessed(trying: Trying) -> None:
    """S001-53: the gates of digital League work come in order; users and coverage are reported by quarter."""
    given = {"title": "数字共青团平台", "sort": "digital", "level": "city", "key": "yes"}
    project = trying.opens("projects", **given)
    words = trying.refused(project, "pass", gates={"gate": "online", "day": "2026-03-01"})
    assert "规划" in words
    for gate, day in (("blueprint", "2026-01-05"), ("made", "2026-02-01"), ("online", "2026-03-01")):
        project = trying.does(project, "pass", gates={"gate": gate, "day": day})
    project = trying.does(project, "examine", "supervisor", examined_on=TODAY, amount="100000")
    dated = {"from_day": "2026-01-01", "to_day": "2026-12-31", "amount": "100000"}
    project = trying.does(project, "contract", nodes=[], payments=[], **dated)
    project = trying.does(project, "start")
    users = {"item": "users", "until": "2025-12-31", "value": "52000", "source": "后台"}
    assert trying.refused(project, "count", use={**users, "until": "2026-02-28"})  # no end of a quarter
    project = trying.does(project, "count", use=users)
    coverage = {"item": "coverage", "until": "2025-12-31", "missing": True}
    project = trying.does(project, "count", use=coverage)
    page = trying.reads(f"/projects/{project.pk}/")
    assert "52,000" in page and "来源未载" in page
    assert "评估" in trying.refused(project, "summarise", summary=PDF)  # the last gate is open
    project = trying.does(project, "pass", gates={"gate": "appraised", "day": "2026-03-18"})
    assert trying.does(project, "summarise", summary=PDF).state == "summary"
    assert trying.counts("projects", "approved", "sort")["数字化项目"] == "1"


def test_an_experimental_zone_has_its_plan_and_demonstrates_four_themes(trying: Trying) -> None:
    """S000-05, S000-04: the plan is a norm about the zone; the demonstration projects stand by theme and place."""
    zone = runs(trying, "可持续发展实验区", "experimental", level="national")
    town = trying.opens("places", title="青石镇", sort="town")
    plan = trying.opens("norms", title="实验区建设规划", sort="plan", about=zone.number)
    for place, theme in enumerate(("ecology", "city", "health", "safety")):
        given = {"title": f"示范项目{place}", "sort": "demonstration", "level": "county", "theme": theme, "key": "no"}
        trying.opens("projects", **given, place=town.number, platform=zone.number)
    listed = trying.reads("/projects/", face="themes")
    assert all(word in listed for word in ("生态环境", "智慧城市", "人口与健康", "公共安全", "青石镇"))
    page = trying.reads(f"/platforms/{zone.pk}/")
    assert "示范项目3" in page
    assert zone.number in trying.reads(f"/norms/{plan.pk}/")


def test_a_science_park_stands_with_its_university_and_level(trying: Trying) -> None:
    """S000-23: one national park, one that applies, provincial ones in preparation; each evaluated by its year."""
    university = trying.firm("示例大学", "institution")
    park = runs(trying, "示例大学科技园", "university", level="national", host=university.number)
    row = {"year": 2025, "day": "2026-03-10", "verdict": "excellent"}
    park = trying.does(park, "evaluate", "supervisor", evaluations=row)
    trying.opens("platforms", "plan", title="第二大学科技园", sort="university", level="province", year=2026)
    assert trying.counts("platforms", "platforms", "level")["国家级"] == "1"
    listed = trying.reads("/platforms/")
    assert "示例大学" in listed and "第二大学科技园" in listed
    assert trying.counts("platforms", "evaluated") == {"": "1"}


def test_who_keeps_a_platform_from_outside_reports_its_figures(trying: Trying) -> None:
    """S000-25, S000-26: its operator reports, and changes nothing else; the next day after the last, nothing at all."""
    site = runs(trying, "示例众创空间", "makerspace")
    keeper = trying.person("幻运营")
    row = {"person": keeper.number, "from_day": "2026-01-01"}
    site = trying.does(site, "keepers", "supervisor", keepers=[row])
    assert "幻运营" in trying.reads(f"/platforms/{site.pk}/")
