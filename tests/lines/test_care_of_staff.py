"""Requirements L8: a person for each duty of a leading group, the rules of care, promises, visits and checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.queries.grid import duty_grid
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.leading.models import GroupTask
from luoshi.parts.norms.line import VALUES
from office import Office
from pdfs import raw
from programs import Program, program

DAY = date(2026, 3, 20)


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[House]:
    settings.DATA = tmp_path
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(2026, 3, 20)
    with override("en"):
        yield made


def begun(house: House, kind: str, at: date = DAY, who: str = "clerk", **given: Any) -> Any:
    given = {"unit": str(house.office.units["kexie"].pk), **given}
    return begin(get_kind(kind), house.office.actor(who, at), given, at=ten(at)).record


def does(house: House, one: Any, step: str, day: date = DAY, who: str = "clerk", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, day), given, at=ten(day)).record


def person(house: House, name: str, **more: str) -> Record:
    return begun(house, "persons", who="supervisor", title=name, **more)


def coverage(reader: Program, address: str) -> tuple[int, int, set[str]]:
    """Entries, entries whose first cell is yes, and the titles of those listed, by the API."""
    answer = reader.get(address).data
    return answer["entries"], answer["cells"][0]["yes"], {row["title"] for row in answer["rows"]}


def test_each_duty_of_a_leading_group_has_a_person_and_the_group_of_one_that_has_none_is_listed(house: House) -> None:
    """S002-01: 责任到人."""
    head = person(house, "幻书记")
    group = begun(house, "groups", title="留守儿童关爱领导小组", sort="technical", founded="2026-03-02")
    begun(house, "groups", title="还没有分工的小组", sort="technical", founded="2026-03-02")
    tasks = [{"words": "谈心与家访", "person": head.number}, {"words": "结对安排"}]
    does(house, group, "tasks", tasks=tasks)
    reader, address = program(house.office, "supervisor", at=ten(DAY)), "groups/coverage/named"
    assert coverage(reader, address) == (1, 0, {"留守儿童关爱领导小组"})
    rows = type(group)._default_manager.get(pk=group.pk)
    page = house.reads("clerk", rows.get_absolute_url())
    assert "Who answers for it" in page and "幻书记" in page
    done = [{"id": row.pk, "words": row.words, "person": head.number} for row in GroupTask.list_rows(group)]
    does(house, group, "tasks", tasks=done)
    assert coverage(reader, address) == (1, 1, set())


def test_a_promise_to_the_staff_is_done_by_its_day_and_rated_by_others(house: House) -> None:
    """S001-48: promised, doing, done, rated; what is late is said, and whoever is in charge does not rate it."""
    office = house.office
    owner, first, second = person(house, "幻办事"), person(house, "幻评一"), person(house, "幻评二")
    given = {"title": "改造职工食堂", "promised_on": "2026-03-02", "until": "2026-03-16"}
    one = begun(house, "promises", date(2026, 3, 2), **given)
    late = begun(house, "promises", title="更新打印机", promised_on="2026-03-02", until="2026-03-19")
    with pytest.raises(RecordError, match="cannot be due before it was promised"):
        begun(house, "promises", **given | {"until": "2026-03-01"})
    with pytest.raises(RecordError, match="Person in charge"):
        does(house, one, "start", date(2026, 3, 3))
    does(house, one, "start", date(2026, 3, 3), person=owner.number)
    assert "late" in house.reads("clerk", one.get_absolute_url())
    done = does(house, one, "finish", done_on="2026-03-16", result="食堂已启用")
    assert (done.state, done.due) == ("done", None)
    with pytest.raises(RecordError, match="Whoever is in charge does not rate it"):
        does(house, one, "rate", ratings=[{"person": owner.number, "mark": "100"}])
    with pytest.raises(RecordError):  # nobody's mark is no rating
        does(house, one, "rate", ratings=[])
    with pytest.raises(RecordError):
        does(house, one, "rate", who="collector", ratings=[{"person": first.number, "mark": "90"}])
    assert house.state(one) == "done"
    given = [{"person": first.number, "mark": "90"}, {"person": second.number, "mark": "85.5"}]
    rated = does(house, one, "rate", ratings=given)
    assert (rated.state, str(type(rated)._default_manager.get(pk=rated.pk).mark)) == ("rated", "87.8")
    reader = program(office, "collector", at=ten(DAY))  # everybody in the office reads the list of promises
    rows = {row["title"]: (row["state"], row["fields"]["mark"]) for row in reader.get("promises").data["rows"]}
    assert rows == {"改造职工食堂": ("rated", "87.8"), "更新打印机": ("promised", None)}
    figures = {f["name"]: f["value"] for f in reader.get("promises/figures").data["total"]}
    assert figures == {"promised": "2", "done": "1", "in_time": "100", "mark": "87.8", "raters": "2"}
    covered = reader.get("promises/coverage/kept").data
    assert [(cell["name"], cell["yes"], cell["no"]) for cell in covered["cells"]][:2] == [
        ("done", 1, 1),
        ("rated", 1, 1),
    ]
    assert house.client("outside").get(late.get_absolute_url()).status_code == 404


def rule(house: House, act: str, title: str, since: str, replaces: Any = None) -> Any:
    """A rule of care in force from a day on, after a draft, opinions, argument and approval."""
    year = {"author": "县科协", "day": "2026-01-05"}
    given = {"title": title, "sort": "rule", "act": act, "reports": [{"name": "调研报告", **year}]}
    one = begun(house, "norms", **given, **({"replaces": replaces.number} if replaces else {}))
    text = dict.fromkeys(("content", "procedure", "method", "consequence"), "每月一次")
    one = does(house, one, "draft", scope="全县", responsible="", **text)
    one = does(house, one, "circulate", until="2026-03-25")
    one = does(house, one, "argue", argued_on="2026-03-19", argument="可行")
    for step, who in (("approve_desk", "supervisor"), ("approve_leader", "leader")):
        one = does(house, one, step, who=who)
    issued = {"issuer": "县科协", "document": f"云科协〔2026〕{one.pk}号", "issued_on": "2026-03-20", "from_day": since}
    issued |= {"basis": [{"source": "law", "article": "未成年人保护法"}]}
    fresh = type(one)._default_manager.get(pk=one.pk)
    files = {"text": [SimpleUploadedFile("制度.pdf", raw(title))]}
    return take(fresh, "issue", house.office.actor("clerk", DAY), issued, at=ten(DAY), files=files).record


def test_talk_help_and_visit_have_a_rule_each_and_the_version_of_the_day_judges_an_act(house: House) -> None:
    """S002-02: three rules, at least; each names its act; what a later version says changes no earlier act."""
    admin = house.office.actor("admin")
    set_value(VALUES["norms.care_rules"], None, ">=3", date(2026, 1, 1), "云科协〔2026〕1号", admin, at=ten(DAY))
    first = rule(house, "care_talk", "谈心制度（第一版）", "2026-01-01")
    rule(house, "care_visit", "家访制度", "2026-01-01")
    reader = program(house.office, "supervisor", at=ten(DAY))
    (figure,) = [f for f in reader.get("norms/figures").data["total"] if f["name"] == "care_rules"]
    assert (figure["value"], figure["target"], figure["met"]) == ("2", "≥3", False)
    page = house.reads("supervisor", "/norms/coverage/care/")
    assert "Help" in page
    second = rule(house, "care_talk", "谈心制度（第二版）", "2026-03-15", replaces=first)
    rule(house, "care_help", "帮扶制度", "2026-01-01")
    (figure,) = [f for f in reader.get("norms/figures").data["total"] if f["name"] == "care_rules"]
    assert (figure["value"], figure["met"]) == ("3", True)
    one = child(house, "R-01", person(house, "幻党员"))
    for day, period in (("2026-03-03", "2026-03-01"), ("2026-03-16", "additional"), ("2026-03-18", "additional")):
        does(house, one, "talk", talks={"day": day, "way": "visit", "note": "谈学习"}, for_period=period)
    does(house, one, "visit", visits={"sort": "care_help", "day": "2026-03-12", "way": "visit", "note": "补课"})
    page = house.reads("clerk", one.get_absolute_url())
    assert f"Talk {first.number} 谈心制度（第一版） 2026-01-01 2026-03-14 1" in page
    assert f"Talk {second.number} 谈心制度（第二版） 2026-03-15 2" in page
    assert "帮扶制度 2026-01-01 1" in page and "家访制度 2026-01-01 0" in page
    assert "谈心制度" in page
    figures = reader.get("children/figures?by=visits.sort").data["lines"]
    assert figures


def child(house: House, code: str, member: Record, day: date = date(2026, 3, 2)) -> Any:
    one = begun(house, "children", day, code=code, name="乔小禾")
    does(house, one, "file", day, guardian="乔奶奶", consent=day.isoformat(), measures=[{"text": "每周辅导作业"}])
    return does(house, one, "pair", day, pairs=[{"member": member.number, "from_day": day.isoformat()}])


def test_a_talk_of_1_november_that_is_told_for_october_is_made_up_and_october_stays_missed(house: House) -> None:
    """L8.1: S002-05, S002-06. It fills no other month either."""
    house.on(2025, 10, 9)
    one = child(house, "M-01", person(house, "幻党员"), date(2025, 10, 9))
    day = date(2025, 11, 1)
    house.on(2025, 11, 1)
    list(roll_out_all(day))
    given = {"day": "2025-11-01", "way": "visit", "note": "谈学习"}
    for name in ("talk", "contact"):
        does(house, one, name, day, **{f"{name}s": given}, for_period="2025-10-01")
        shown = duty_grid([one.pk], name, date(2025, 11, 30), day)
        stands = [(f"{p.first:%Y-%m}", cell.state) for p, cell in zip(shown.periods, shown.cells[one.pk], strict=True)]
        assert stands == [("2025-10", "met_late"), ("2025-11", "open")]
    page = house.reads("clerk", one.get_absolute_url())
    assert page.count("made up on 2025-11-01") == 2 and "1 missed, 1 of them made up" in page


def test_213_visits_to_180_persons_are_213_person_times_and_180_persons(house: House) -> None:
    """L8.5: and never 393."""
    persons = [person(house, f"幻职工{n:03}") for n in range(180)]
    visits = [{"sort": "visit", "title": f"慰问{n}", "person": persons[n % 180], "cause": "ill", "day": DAY,
               "unit": house.office.units["kexie"]} for n in range(213)]  # fmt: skip
    open_many(get_kind("cares"), visits, house.office.actor("clerk"), at=ten(DAY))
    reader = program(house.office, "supervisor", at=ten(DAY))
    found = {f["name"]: (f["value"], f["unit"]) for f in reader.get("cares/figures").data["total"]}
    assert (found["visits"], found["visited"]) == (("213", "人次"), ("180", "人"))
    words = house.reads("supervisor", "/cares/figures/?year=2026")
    assert "213" in words and "180" in words and "393" not in words


def test_who_is_of_senior_rank_has_a_device_and_each_member_a_gift_in_the_year(house: House) -> None:
    """S002-55: the register says who is of senior rank; those without a device, or a gift this year, are listed."""
    senior, other, middle, staff = (
        person(house, f"幻干部{n}", rank=rank) for n, rank in enumerate(("senior", "senior", "middle", "staff"))
    )
    person(house, "幻外人")  # no rank: none of the staff
    for sort, who, more in (
        ("device", senior, {}),
        ("visit", staff, {"gift": "慰问品一份"}),
        ("visit", middle, {}),
    ):
        begun(house, "cares", sort=sort, person=who.number, day="2026-03-02", **more)
    with pytest.raises(RecordError, match="Devices are for senior rank"):  # whatever the act says of the rank
        begun(house, "cares", sort="device", person=middle.number, rank="senior", day="2026-03-02")
    reader = program(house.office, "supervisor", at=ten(DAY))
    assert coverage(reader, "cares/coverage/devices") == (2, 1, {"幻干部1"})
    assert coverage(reader, "cares/coverage/gifts") == (4, 1, {"幻干部0", "幻干部1", "幻干部2"})
    assert other.number in house.reads("supervisor", "/cares/coverage/devices/")
    listed = house.reads("clerk", "/cares/?face=devices")
    assert senior.title in listed and staff.title not in listed
