"""Leaders in charge and leading groups: one of each side on every day, gaps in days, duties that were looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.leading.line import VALUES
from luoshi.lines.leading.models import GroupMember, GroupTask, Leader
from office import NOW, TODAY, Office

CHARGES = get_kind("charges")
GROUPS = get_kind("groups")


def person(office: Office, name: str) -> Any:
    asked = {"unit": office.units["kexie"].pk, "title": name}
    return begin(get_kind("persons"), office.actor("clerk"), asked, at=NOW).record


def led(office: Office, record: Any, side: str, who: Any, first: Any, last: Any = "") -> Any:
    row = {"side": side, "person": who.number, "basis": "云办发〔2026〕2号", "from_day": first, "to_day": last}
    return take(record, "name", office.actor("clerk"), {"leaders": [row]}, at=NOW).record


def read(client: Any, office: Office, address: str) -> Any:
    client.force_login(office.people["supervisor"].user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_there_is_one_leader_of_the_party_and_one_of_the_government_on_every_day(client: Any, office: Office) -> None:
    asked = {"title": "县科协分管联系", "unit": office.units["kexie"].pk, "field": "科协工作"}
    charge = begin(CHARGES, office.actor("clerk"), asked, at=NOW).record
    with pytest.raises(RecordError):  # the same field of the same unit once more
        begin(CHARGES, office.actor("clerk"), asked, at=NOW)
    party, other, mayor = (person(office, name) for name in ("陈素芬", "李国栋", "周明远"))
    led(office, charge, "party", party, "2026-01-01")
    with pytest.raises(RecordError, match="陈素芬"):  # a second deputy secretary beside the first
        led(office, charge, "party", other, "2026-02-01")
    led(office, charge, "government", mayor, "2026-01-01")
    gaps = f"/charges/held/charge/?day={TODAY}"
    late = f"{gaps}&which=late"
    assert charge.number not in read(client, office, gaps)
    row = {"id": charge_row(charge, mayor), "to_day": (TODAY - timedelta(6)).isoformat()}
    take(charge, "change", office.actor("clerk"), {"leaders": [row]}, at=NOW)
    page = read(client, office, gaps)
    assert charge.number in page and "政府联系领导" in page and "领导空缺后应在多少日内明确" in page
    assert charge.number not in read(client, office, late)  # nobody said how long it may stay open
    set_value(VALUES["charges.fill"], None, "5", date(2026, 1, 1), "县委办通知", office.actor("admin"), at=NOW)
    assert charge.number in read(client, office, late)
    led(office, charge, "government", other, TODAY.isoformat())
    assert charge.number not in read(client, office, gaps)
    before = TODAY - timedelta(3)  # the gap of those days stays one
    assert charge.number in read(client, office, f"/charges/held/charge/?day={before}")


def charge_row(charge: Any, who: Any) -> int:
    return int(Leader.objects.get(record=charge.pk, person=who.pk).pk)


def test_a_group_has_one_head_and_duties_that_are_looked_at(client: Any, office: Office) -> None:
    clerk = office.actor("clerk")
    asked = {
        "title": "测土配方技术小组",
        "unit": office.units["kexie"].pk,
        "sort": "technical",
        "founded": "2026-01-05",
    }
    group = begin(GROUPS, clerk, asked, at=NOW).record
    head, second = person(office, "陈素芬"), person(office, "李国栋")
    row = {"part": "head", "person": head.number, "from_day": "2026-01-05", "to_day": ""}
    take(group, "join", clerk, {"members": [row]}, at=NOW)
    with pytest.raises(RecordError, match="陈素芬"):
        take(group, "join", clerk, {"members": [row | {"person": second.number}]}, at=NOW)
    take(group, "join", clerk, {"members": [row | {"person": second.number, "part": "member"}]}, at=NOW)
    tasks = [{"words": "技术培训", "checked": "2026-03-01"}, {"words": "巡回指导", "checked": ""}]
    group = take(group, "tasks", clerk, {"tasks": tasks}, at=NOW).record
    covered = "/groups/coverage/checked/"
    assert group.number in read(client, office, covered)  # one duty was never looked at
    done = [{"id": record.pk, "words": record.words, "checked": "2026-03-01"} for record in GroupTask.list_rows(group)]
    take(group, "tasks", clerk, {"tasks": done}, at=NOW)
    assert group.number not in read(client, office, covered)


def test_whoever_heads_a_group_reads_it_and_enters_its_duties_and_a_member_only_reads(
    client: Any, office: Office
) -> None:
    clerk, unit = office.actor("clerk"), office.units["kexie"].pk
    asked = {"title": "测土配方技术小组", "unit": unit, "sort": "technical", "founded": "2026-01-05"}
    group = begin(GROUPS, clerk, asked, at=NOW).record
    away = begin(GROUPS, clerk, asked | {"title": "防汛工作小组"}, at=NOW).record
    head, member, former = (person(office, name) for name in ("纪干事", "石采集", "外来人"))
    for line, who in ((head, "stranger"), (member, "collector"), (former, "outside")):
        given = {"as_person": str(office.people[who].pk)}
        with pytest.raises(RecordError) as refused:  # whoever enters people does not say who reads as them
            take(line, "account", clerk, given, at=NOW)
        assert refused.value.code == "refused"
        take(line, "account", office.actor("supervisor"), given, at=NOW)
    row = {"part": "head", "person": head.number, "from_day": "2026-01-05", "to_day": ""}
    gone = {"part": "member", "person": former.number, "to_day": (TODAY - timedelta(1)).isoformat()}
    for line in (row, row | {"person": member.number, "part": "member"}, row | gone):
        take(group, "join", clerk, {"members": [line]}, at=NOW)

    def status(who: str, of: Any, way: str = "/groups/{}/") -> int:
        client.force_login(office.people[who].user)
        return int(client.get(way.format(of.pk)).status_code)

    tasks = {"tasks": [{"words": "技术培训", "checked": ""}]}
    assert {who: status(who, group) for who in ("stranger", "collector", "outside")} == {
        "stranger": 200,
        "collector": 200,
        "outside": 404,
    }
    assert status("stranger", away) == 404 and status("stranger", group, "/api/groups/{}") == 200
    client.force_login(office.people["collector"].user)
    assert group.number in (shown := client.get("/groups/").text) and away.number not in shown
    assert "/groups/" in client.get("/").text  # in the menu of who finds one there
    take(group, "tasks", office.actor("stranger"), tasks, at=NOW)
    with pytest.raises(RecordError) as refused:
        take(group, "tasks", office.actor("collector"), tasks, at=NOW)
    assert refused.value.code == "refused" and GroupTask.objects.count() == 1
    leaving = {"id": GroupMember.objects.get(person=head.pk).pk, "to_day": (TODAY - timedelta(1)).isoformat()}
    take(group, "leave", clerk, {"members": [leaving]}, at=NOW)
    assert status("stranger", group) == 404 and status("stranger", group, "/api/groups/{}") == 404
    with pytest.raises(RecordError):
        take(group, "tasks", office.actor("stranger"), tasks, at=NOW)


def test_who_signs_in_as_an_entry_signs_in_as_the_one_that_it_is_merged_into(office: Office) -> None:
    desk, twice, stays = office.actor("supervisor"), person(office, "纪干事"), person(office, "纪干事")
    take(twice, "account", desk, {"as_person": str(office.people["stranger"].pk)}, at=NOW)
    with pytest.raises(RecordError):  # two entries of one account
        take(stays, "account", desk, {"as_person": str(office.people["stranger"].pk)}, at=NOW)
    take(twice, "merge", desk, {"same_as": stays.number}, at=NOW)
    stays.refresh_from_db()
    assert stays.as_person == office.people["stranger"]
    with pytest.raises(RecordError):  # it is that one's now
        take(person(office, "另一人"), "account", desk, {"as_person": str(office.people["stranger"].pk)}, at=NOW)


def test_who_may_only_do_something_on_a_card_is_not_told_that_there_is_nothing_to_do(
    client: Any, office: Office
) -> None:
    asked = {
        "title": "测土配方技术小组",
        "unit": office.units["kexie"].pk,
        "sort": "technical",
        "founded": "2026-01-05",
    }
    group, head = begin(GROUPS, office.actor("clerk"), asked, at=NOW).record, person(office, "纪干事")
    take(head, "account", office.actor("supervisor"), {"as_person": str(office.people["stranger"].pk)}, at=NOW)
    row = {"part": "head", "person": head.number, "from_day": "2026-01-05", "to_day": ""}
    take(group, "join", office.actor("clerk"), {"members": [row]}, at=NOW)
    client.force_login(office.people["stranger"].user)
    page = client.get(f"/groups/{group.pk}/").text
    assert f"/groups/{group.pk}/tasks/" in page and "没有需要您办的事" not in page
    client.force_login(office.people["leader"].user)
    assert "没有需要您办的事" in client.get(f"/groups/{group.pk}/").text


def test_nobody_heads_a_group_and_is_its_deputy_head_at_the_same_time(office: Office) -> None:
    clerk, unit = office.actor("clerk"), office.units["kexie"].pk
    asked = {"title": "测土配方技术小组", "unit": unit, "sort": "technical", "founded": "2026-01-05"}
    group, one, other = begin(GROUPS, clerk, asked, at=NOW).record, person(office, "陈素芬"), person(office, "李国栋")
    head = {"part": "head", "person": one.number, "from_day": "2026-01-05", "to_day": ""}
    deputy = head | {"part": "deputy", "from_day": "2026-02-01"}
    take(group, "join", clerk, {"members": [head]}, at=NOW)
    with pytest.raises(RecordError) as refused:
        take(group, "join", clerk, {"members": [deputy]}, at=NOW)
    assert str(refused.value).startswith("组长、副组长不得由同一人担任：") and "陈素芬" in str(refused.value)
    assert "2026-02-01" in str(refused.value) and GroupMember.objects.count() == 1
    for line in (deputy | {"person": other.number}, head | {"part": "office"}):  # another person; another part
        take(group, "join", clerk, {"members": [line]}, at=NOW)
    with pytest.raises(RecordError, match="组长、副组长"):  # the other way round, beside no head
        away = begin(GROUPS, clerk, asked | {"title": "防汛工作小组"}, at=NOW).record
        take(away, "join", clerk, {"members": [deputy]}, at=NOW)
        take(away, "join", clerk, {"members": [head | {"from_day": "2026-03-01"}]}, at=NOW)
    row = {"id": GroupMember.objects.get(record=group.pk, part="head").pk, "to_day": (TODAY - timedelta(1)).isoformat()}
    take(group, "leave", clerk, {"members": [row]}, at=NOW)
    take(group, "join", clerk, {"members": [deputy | {"from_day": TODAY.isoformat()}]}, at=NOW)
