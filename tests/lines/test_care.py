"""The acceptance examples of REQUIREMENTS L8: pairs and months, gaps, aid from a fund, refused looks, visits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.desk.lists.queries.inbox import records_with_steps
from luoshi.desk.lists.queries.inbox import waiting_records as inbox
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.queries.grid import duty_grid
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.care.cycles import VALUES
from luoshi.lines.care.models import Aid, Hardship, Pair
from luoshi.parts.publicity.models import Posting
from office import Office
from pdfs import raw
from programs import program, said


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    def clock(at: Any) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    made = House(office, clock)
    made.on(2026, 1, 2)
    return made


def on(house: House, day: date) -> None:
    """The day comes, and with it what the worker does each night: periods that have begun are laid out."""
    house.on(day.year, day.month, day.day)
    list(roll_out_all(day))


def kexie(house: House) -> str:
    return str(house.office.units["kexie"].pk)


def person(house: House, name: str, who: str = "", day: date = date(2026, 1, 2), **more: str) -> Record:
    given = {"title": name, "unit": kexie(house), **more}
    one = begin(get_kind("persons"), house.office.actor("supervisor"), given, at=ten(day))
    if who:
        given = {"as_person": str(house.office.people[who].pk)}
        take(one.record, "account", house.office.actor("supervisor"), given, at=ten(day))
    return one.record


def does(house: House, one: Any, step: str, day: date, who: str = "clerk", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, day), given, at=ten(day)).record


def child(house: House, code: str, member: Record, day: date = date(2026, 1, 2)) -> Any:
    given = {"code": code, "name": "乔小禾", "unit": kexie(house)}
    one = begin(get_kind("children"), house.office.actor("clerk"), given, at=ten(day)).record
    does(house, one, "file", day, guardian="乔奶奶", consent=day.isoformat(), measures=[{"text": "每周辅导作业"}])
    return does(house, one, "pair", day, pairs=[{"member": member.number, "from_day": day.isoformat()}])


def acted(house: House, one: Any, step: str, day: date, who: str = "clerk", **given: Any) -> Any:
    rows = [{"day": day.isoformat(), "way": "visit", "note": "谈学习情况"}]
    return does(house, one, step, day, who, **{f"{step}s": rows}, **given)


def test_thirty_six_talks_are_owed_and_the_one_that_is_missing_has_a_pair_and_a_month(house: House) -> None:
    """L8.1."""
    members = [person(house, f"幻党员{n:02}") for n in range(12)]
    children = [child(house, f"A-{n:02}", family_member) for n, family_member in enumerate(members)]
    for month in (1, 2, 3):
        day = date(2026, month, 20)
        on(house, day)
        for number, child_record in enumerate(children):
            acted(house, child_record, "contact", day)
            if (number, month) != (7, 2):
                older = {"for_period": "2026-03-01"} if (number, month) == (7, 3) else {}
                acted(house, child_record, "talk", day, **older)
    # Two talks in March do not fill February: the step asks for which month, and it was noted for March.
    house.on(2026, 3, 25)
    with pytest.raises(RecordError, match="An earlier period is still open"):
        acted(house, children[7], "talk", date(2026, 3, 25))
    on(house, date(2026, 4, 2))
    pks = [child_record.pk for child_record in children]
    for name, missed in (("talk", [(7, "2026-02")]), ("contact", [])):
        shown = duty_grid(pks, name, date(2026, 3, 31), date(2026, 4, 2))
        cells = [(n, p, c) for n, pk in enumerate(pks) for p, c in zip(shown.periods, shown.cells[pk], strict=True)]
        assert len(cells) == 36
        assert [(n, f"{p.first:%Y-%m}") for n, p, c in cells if c.state not in ("met", "met_late")] == missed
    words = house.reads("supervisor", "/my-children/all/")
    assert "A-07" in words and words.count("missed") == 1 and re.search("missed 人2026-[0-9]+ 幻党员07", words)


def test_what_waits_for_a_pair_is_what_is_due_and_no_month_that_a_later_one_has_overtaken(house: House) -> None:
    one = child(house, "A-01", person(house, "幻结对", who="collector"))

    def waits(day: date) -> list[str]:
        on(house, day)
        actor = house.office.actor("collector", day)
        return [found.step.name for found in records_with_steps(list(inbox(actor, day)), actor, day)]

    acted(house, one, "contact", date(2026, 1, 2))
    assert waits(date(2026, 2, 2)) == ["talk"]  # January's was missed
    for step in ("talk", "contact"):
        older = {"for_period": "2026-02-01"} if step == "talk" else {}
        acted(house, one, step, date(2026, 2, 2), **older)
    assert waits(date(2026, 3, 2)) == []
    assert waits(date(2026, 3, 27)) == ["talk"]  # both are due, and the one is asked after the other
    acted(house, one, "talk", date(2026, 3, 27), for_period="2026-03-01")
    assert waits(date(2026, 3, 30)) == ["contact"]
    acted(house, one, "contact", date(2026, 3, 30))
    assert waits(date(2026, 3, 30)) == []


def test_who_leaves_on_the_14th_had_the_month_and_the_gap_is_said_in_days(house: House) -> None:
    """L8.2."""
    old, new = person(house, "幻旧友"), person(house, "幻新友")
    one = child(house, "B-01", old)
    on(house, date(2026, 3, 14))
    ends = Pair.objects.get(record=one.pk)
    does(house, one, "part", date(2026, 3, 14), pairs=[{"id": ends.pk, "to_day": "2026-03-14"}])
    on(house, date(2026, 4, 1))
    words = house.reads("supervisor", "/children/held/pairs/")
    assert "2026-03-15" in words and " 18 " in words
    on(house, date(2026, 4, 2))
    given = [{"member": new.number, "from_day": "2026-04-02"}]
    does(house, one, "pair", date(2026, 4, 2), pairs=given)
    list(roll_out_all(date(2026, 4, 2)))
    shown = duty_grid([one.pk], "talk", date(2026, 4, 30), date(2026, 4, 2))
    stands = dict(zip([f"{p.first:%m}" for p in shown.periods], shown.cells[one.pk], strict=True))
    assert stands["03"].state == "missed"
    assert re.search("missed 人2026-[0-9]+ 幻旧友", house.reads("supervisor", "/my-children/all/"))


def surveyed(house: House, day: date, who: str = "clerk") -> Any:
    """A household that was visited, where files stand in publicity for three working days."""
    house.on(day.year, day.month, day.day)
    admin = house.office.actor("admin")
    set_value(VALUES["hardships.publicity"], None, "3个工作日", day, "云科协发〔2026〕3号", admin, at=ten(day))
    proof = SimpleUploadedFile("证明.pdf", raw("困难证明"))
    given = {"name": "乔困难", "household": "4", "income": "2000", "cause": "illness", "unit": kexie(house)}
    home = begin(get_kind("hardships"), house.office.actor(who), given, at=ten(day), files={"proof": [proof]}).record
    figures = {"household": "4", "income": "1800", "cause": "illness"}
    return does(house, home, "survey", day, who, **figures, visited=day.isoformat())


def test_a_hardship_stands_in_publicity_before_it_is_approved_in_every_way(house: House) -> None:
    day = date(2026, 3, 2)
    home, own = surveyed(house, day), surveyed(house, day, "head")
    for record in (home, own):
        does(house, record, "publish", day)
    words = house.reads("head", f"/publicity/{Posting.objects.get(record=home.pk).pk}/")
    assert "乔**" in words and "乔困难" not in words and "Illness" in words and "450" not in words
    asks, seen = program(house.office, "head", at=ten(day)), {"seen": Hardship.objects.get(pk=home.pk).version}
    refused = asks.post(f"hardships/{home.pk}/steps/approve_head", seen)
    assert said(refused)[0] == 422 and "until its last day" in refused.text
    house.on(2026, 3, 6)
    refused = asks.post(f"hardships/{own.pk}/steps/approve_head", seen)
    assert said(refused) == (403, "refused") and "yourself" in refused.text
    assert asks.post(f"hardships/{home.pk}/steps/approve_head", seen).status_code == 200
    assert [Hardship.objects.get(pk=record.pk).state for record in (home, own)] == ["published_leader", "published"]


def test_who_waited_for_the_leader_before_there_was_publicity_still_does(house: House) -> None:
    home = surveyed(house, date(2026, 3, 2))
    Record.objects.filter(pk=home.pk).update(state="surveyed_leader")
    (moved,) = import_module("luoshi.lines.care.migrations.0002_publicity").Migration("0002", "care").operations
    moved.code(apps, None)
    assert does(house, home, "approve_leader", date(2026, 3, 2), "leader").state == "approved"
    Record.objects.filter(pk=home.pk).update(state="published_leader")
    moved.reverse_code(apps, None)
    assert Record.objects.get(pk=home.pk).state == "surveyed_leader"


def test_an_aid_beyond_the_balance_is_refused_and_possible_after_a_contribution(house: House) -> None:
    """L8.3, through a hardship surveyed, in publicity and approved by two people, and an aid above the border."""
    day, desk = date(2026, 3, 2), house.office.actor("supervisor")
    home = surveyed(house, date(2026, 2, 24))
    assert Hardship.objects.get(pk=home.pk).per_head == 450
    does(house, home, "publish", date(2026, 2, 24))
    house.on(2026, 3, 2)
    does(house, home, "approve_head", day, "head")
    assert does(house, home, "approve_leader", day, "leader").state == "approved"
    opened = {"title": "互助金", "sort": "mutual", "way": "account", "from_day": "2026-01-01", "unit": kexie(house)}
    fund = begin(get_kind("funds"), desk, {**opened, "uses": [{"use": "living"}]}, at=ten(day)).record
    does(house, fund, "receive", day, "supervisor", sum="7500", received="2026-03-01", source="职工捐款")
    set_value(VALUES["aids.big"], None, "5000", day, "云科协发〔2026〕3号", house.office.actor("admin"), at=ten(day))
    asked = {"title": "住院救助", "hardship": home.number, "sort": "living", "fund": fund.number, "amount": "8000"}
    aid = begin(get_kind("aids"), house.office.actor("clerk"), asked, at=ten(day)).record
    assert aid.unit_id == home.unit_id
    # Each level that may be the last binds: the money is reserved with the first approval.
    with pytest.raises(RecordError, match=r"has only 7500\.00 yuan left, 500\.00 too little"):
        does(house, aid, "approve_head", day, "head")
    does(house, fund, "receive", day, "supervisor", sum="1000", received="2026-03-02", source="爱心捐款")
    assert does(house, aid, "approve_head", day, "head").state == "asked_leader"
    assert does(house, aid, "approve_leader", day, "leader").state == "approved"
    page = house.reads("supervisor", fund.get_absolute_url())
    assert "8,000.00" in page and "500.00" in page
    assert does(house, aid, "pay", day, paid="2026-03-02").state == "paid"
    small = {**asked, "amount": "500", "title": "生活救助"}
    two = begin(get_kind("aids"), house.office.actor("clerk"), small, at=ten(day)).record
    assert does(house, two, "approve_head", day, "head").state == "approved"  # 500 is not above 5,000
    assert does(house, two, "refuse", day, "leader", reason="已获其他救助").state == "refused"
    assert Aid.objects.filter(state="paid").count() == 1


def test_who_has_no_right_opens_no_child_s_file_and_the_attempt_stands_in_the_log(house: House) -> None:
    """L8.4."""
    member = person(house, "幻结对", who="collector")
    one = child(house, "C-01", member)
    for who, status in (("stranger", 404), ("leader", 404), ("clerk", 200), ("collector", 200)):
        assert house.client(who).get(one.get_absolute_url()).status_code == status, who
    refused = Entry.objects.filter(step=Entry.SHUT, record=one.pk)
    assert f"person:{house.office.people['stranger'].pk}" in {entry.actor for entry in refused}
    assert "乔小禾" not in house.reads("clerk", one.get_absolute_url())  # masked until asked for
    words = house.reads("collector", "/my-children/")
    assert "乔小禾 C-01" in words and "Record a talk" in words
    assert "乔小禾" not in house.reads("supervisor", "/children/")
    assert one.number not in house.reads("supervisor", "/search/?q=乔小禾")
    row = {"day": "2026-01-02", "way": "visit", "note": "想念爸爸妈妈"}
    house.presses(
        "collector", one, "talk", **{"talks-count": "1", **{f"talks-0-{name}": value for name, value in row.items()}}
    )
    assert "met" in house.reads("collector", "/my-children/")
    assert house.client("stranger").get("/my-children/").status_code == 200
    assert "not paired with a child" in house.reads("stranger", "/my-children/")
    assert house.client("outside").get("/my-children/all/").status_code == 404
    api = program(house.office, "stranger").get(f"children/{one.pk}")
    assert api.status_code == 404


def test_what_is_told_of_a_child_is_masked_until_it_is_asked_for(house: House) -> None:
    one = child(house, "C-01", person(house, "幻结对", who="collector"))
    told = {"guardian": "乔奶奶", "phone": "13900000021", "parents": "在外务工"}
    told |= {"health": "哮喘", "study": "数学不及格", "needs": "冬衣"}
    does(house, one, "know", date(2026, 1, 2), **told)
    for who in ("clerk", "supervisor", "collector"):
        words = house.reads(who, one.get_absolute_url())
        assert [said for said in told.values() if said in words] == [], who


def test_visits_are_person_times_and_persons_and_never_added(house: House) -> None:
    """L8.5, a tenth of its size: 21 person-times to 18 persons."""
    persons = [person(house, f"幻职工{n:02}") for n in range(18)]
    day = date(2026, 1, 2)
    for number in range(21):
        given = {"sort": "visit", "person": persons[number % 18].number, "cause": "ill", "day": "2026-01-02"}
        begin(get_kind("cares"), house.office.actor("clerk"), {**given, "unit": kexie(house)}, at=ten(day))
    words = house.reads("supervisor", "/cares/figures/?year=2026")
    assert "21" in words and "18" in words and "39" not in words
    with pytest.raises(RecordError, match="Devices are for senior rank"):
        given = {"sort": "device", "person": persons[0].number, "rank": "staff", "day": "2026-01-02"}
        begin(get_kind("cares"), house.office.actor("clerk"), {**given, "unit": kexie(house)}, at=ten(day))
    answer = said(program(house.office, "supervisor").get("cares/figures?year=2026"))
    assert answer is not None


def test_each_person_of_middle_rank_and_above_has_a_health_check_in_the_year(house: House) -> None:
    """L8.5: those of middle rank and above; last year's check, a visit and a check of staff do not count."""
    house.on(2026, 3, 20)
    ranked = [person(house, f"幻干部{n}", rank=rank) for n, rank in enumerate(("middle", "senior", "middle", "staff"))]
    told = [
        ("check", 0, "2026-03-02"),
        ("check", 1, "2025-12-31"),
        ("visit", 2, "2026-03-02"),
        ("check", 3, "2026-03-02"),
    ]
    for sort, number, day in told:
        given = {"sort": sort, "person": ranked[number].number, "day": day, "unit": kexie(house)}
        begin(get_kind("cares"), house.office.actor("clerk"), given, at=ten(date(2026, 3, 20)))
    reader = program(house.office, "supervisor")
    answer = reader.get("cares/coverage/checked").data
    assert (answer["entries"], answer["cells"][0]["yes"], answer["cells"][0]["no"]) == (3, 1, 2)
    assert {row["title"] for row in answer["rows"]} == {"幻干部1", "幻干部2"}
    before = reader.get("cares/coverage/checked?day=2025-12-31").data
    assert (before["entries"], before["cells"][0]["yes"]) == (3, 1)
    assert "Yearly health checks" in house.reads("supervisor", "/cares/coverage/checked/")


def test_a_need_is_raised_and_answered_and_a_village_helped(house: House) -> None:
    day = date(2026, 1, 2)
    someone = person(house, "幻干部")
    need = {"sort": "need", "person": someone.number, "need": "孩子无人照看", "unit": kexie(house)}
    one = begin(get_kind("cares"), house.office.actor("clerk"), need, at=ten(day), step="raise").record
    assert "孩子无人照看" not in house.reads("clerk", one.get_absolute_url())
    assert handled(house, one).state == "answered"
    given = {"title": "帮扶幻坪村", "sort": "pairing", "from_day": "2026-01-02", "unit": kexie(house)}
    helped = begin(get_kind("helps"), house.office.actor("clerk"), given, at=ten(day)).record
    does(house, helped, "help", day, deeds=[{"text": "送种苗", "day": "2026-01-02"}])
    assert does(house, helped, "check", day, "supervisor", result="种苗成活").state == "checked"


def handled(house: House, one: Any) -> Any:
    """The need after somebody dealt with it."""
    given = {"action": "联系托管班", "day": "2026-01-02"}
    return take(one, "handle", house.office.actor("clerk"), given, at=ten(date(2026, 1, 2))).record


def test_a_talk_said_to_be_additional_is_kept_and_counted_and_fills_no_month(house: House) -> None:
    day = date(2026, 2, 26)
    house.on(2026, 1, 2)
    one = child(house, "B-01", person(house, "幻党员"))
    on(house, day)
    acted(house, one, "talk", date(2026, 2, 20), for_period="2026-02-01")
    for wrong in ("", "2026-03-01"):
        with pytest.raises(RecordError):
            acted(house, one, "talk", day, for_period=wrong)
    acted(house, one, "talk", day, for_period="additional")
    cells = duty_grid([one.pk], "talk", day, day).cells[one.pk]
    assert [(cell.state, cell.met_on) for cell in cells] == [("missed", None), ("met", date(2026, 2, 20))]
    year = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
    found = compute_figures(get_kind("children"), ["talks"], year, house.office.actor("supervisor"), day)
    assert found[()]["talks"].exact == 2
    page = house.reads("clerk", one.get_absolute_url())
    assert "additional: does not count for a period" in page or "另行开展，不抵任何一期" in page
    acted(house, one, "talk", day, for_period="2026-01-01")
    with pytest.raises(RecordError, match="open"):  # March is: what is done in it fills it
        on(house, date(2026, 3, 2))
        acted(house, one, "talk", date(2026, 3, 2), for_period="additional")


def test_one_member_has_one_child_at_a_time(house: House) -> None:
    """S002-04: one to one. Who has a child is refused for another until the day after the first pair has ended."""
    friend = person(house, "幻友伴")
    one = child(house, "C-01", friend)
    day = date(2026, 1, 5)
    given = {"code": "C-02", "name": "乔小麦", "unit": kexie(house)}
    house.on(2026, 1, 5)
    other = begin(get_kind("children"), house.office.actor("clerk"), given, at=ten(day)).record
    does(house, other, "file", day, guardian="乔爷爷", consent=day.isoformat(), measures=[{"text": "每周走访"}])

    def pairs(since: str) -> list[dict[str, str]]:
        return [{"member": friend.number, "from_day": since}]

    with pytest.raises(RecordError) as refusal:
        does(house, other, "pair", day, pairs=pairs("2026-01-05"))
    assert refusal.value.code == "guarded" and one.number in refusal.value.what and "幻友伴" in refusal.value.what
    assert type(other)._default_manager.get(pk=other.pk).state == "filed"
    house.on(2026, 3, 20)
    (held,) = Pair.objects.filter(record=one.pk)
    does(house, one, "part", date(2026, 3, 14), pairs=[{"id": held.pk, "to_day": "2026-03-14"}])
    with pytest.raises(RecordError):
        does(house, other, "pair", date(2026, 3, 20), pairs=pairs("2026-03-14"))
    assert does(house, other, "pair", date(2026, 3, 20), pairs=pairs("2026-03-15")).state == "paired"
