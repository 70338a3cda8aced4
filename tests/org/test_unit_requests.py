"""Units that a plan or a sheet names and the tree lacks: asked for, answered by an administrator, and gone on with."""

from __future__ import annotations

import pytest
from django.test import Client

from asked_columns import told, upload
from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.messages.models import Message
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import Person
from luoshi.org.actors.queries import actor_of
from luoshi.org.orders.actions.unit_requests import (
    MissingUnit,
    decline_requested_units,
    enter_requested_units,
    match_requested_units,
    request_units,
)
from luoshi.org.tree.models import Placement, Unit
from luoshi.org.units.models import UnitRequest
from luoshi.org.units.queries import count_requested_units
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.actions.correct import undo_last_edit
from luoshi.plans.rows.actions.editing import By
from luoshi.plans.rows.actions.name_resolution import NameStatement, say_names
from many_appeals import signed_in, workbook
from office import NOW, Office
from plans import received

DAY = NOW.date()
NAME = "云岭县飞鸟保护站"
TEXT = """云岭县2026年科普工作要点
一、重点任务
1.举办培训班12期。牵头单位：飞鸟站
2.建设科普馆2个。牵头单位：飞鸟站
3.开展科普集市5场。牵头单位：云岭县科学技术协会
"""
PAGE = "/units/requests/"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def by(office: Office, who: str = "supervisor") -> By:
    return By(actor_of(office.people[who], DAY), NOW)


def asked_plan(office: Office, name: str = NAME) -> Plan:
    plan = received(office, TEXT)
    seen = {row.pk: row.version for row in plan.rows.filter(units__name="飞鸟站").distinct()}
    say_names(plan, seen, {"飞鸟站": NameStatement(new=name)}, by(office))
    return plan


def units_of(plan: Plan) -> list[str]:
    rows = plan.rows.exclude(state=PlanRow.GONE).order_by("place", "pk")
    return [str(unit.unit or "?") for row in rows for unit in row.units.order_by("place")]


def answer_to(person: Person) -> tuple[str, str, str]:
    message = Message.objects.filter(person=person, code__startswith="units.").latest("pk")
    return message.code, message.values["unit"], message.values["is"]


def test_rows_of_the_plan_are_filled_when_the_unit_is_entered(office: Office) -> None:
    plan = asked_plan(office)
    admin = signed_in(office, "admin", "en")
    assert "Units asked for (1)" in admin.get("/units/").text
    assert admin.get("/").context["face"]["accounts"]["wanted"] == {"count": 1, "url": PAGE}
    page = admin.get(PAGE)
    assert f"{NAME} (asked for by 云岭县督查室" in told(page)
    assert admin.post(PAGE, {"names": [NAME], "parent": "kexie", "answer": "enter"})["Location"] == PAGE
    unit = Unit.objects.get(name=NAME)
    assert Placement.objects.get(unit=unit, depth=1).ancestor == office.units["kexie"]
    assert units_of(plan) == [NAME, NAME, "云岭县科学技术协会"]
    assert answer_to(office.people["supervisor"]) == ("units.entered", NAME, NAME)
    message = Message.objects.get(code="units.entered")
    opened = signed_in(office, "supervisor").post(f"/inbox/{message.pk}/open/")
    assert opened["Location"] == plan.get_absolute_url()
    assert "Nobody waits for a unit." in told(admin.get(PAGE)) and "Units asked for (" not in admin.get("/units/").text
    undo_last_edit(plan, by(office))  # the edit is theirs who asked
    assert units_of(plan) == ["?", "?", "云岭县科学技术协会"]


def test_a_name_that_means_a_unit_of_the_tree_enters_none(office: Office) -> None:
    plan, before = asked_plan(office), Unit.objects.count()
    admin = signed_in(office, "admin", "en")
    refused = admin.post(PAGE, {"names": [NAME], "answer": "match"})
    assert refused.status_code == 422 and "Choose the unit" in told(refused) and units_of(plan)[0] == "?"
    assert admin.post(PAGE, {"names": [NAME], "unit": "bureau", "answer": "match"}).status_code == 302
    assert Unit.objects.count() == before and units_of(plan)[:2] == [str(office.units["bureau"])] * 2
    assert answer_to(office.people["supervisor"]) == ("units.meant", NAME, str(office.units["bureau"]))
    assert Entry.objects.filter(step="unit.meant", subject=f"unit:{office.units['bureau'].pk}").exists()


def test_it_is_declined_with_a_reason_alone_and_who_asked_reads_it(office: Office) -> None:
    plan = asked_plan(office)
    admin = signed_in(office, "admin", "en")
    refused = admin.post(PAGE, {"names": [NAME], "answer": "decline"})
    assert refused.status_code == 422 and "Say why" in told(refused) and UnitRequest.objects.get().closed is None
    assert admin.post(PAGE, {"names": [NAME], "why": "机构改革未批", "answer": "decline"}).status_code == 302
    assert units_of(plan)[:2] == ["?", "?"] and not Unit.objects.filter(name=NAME).exists()
    message = Message.objects.get(code="units.declined")
    assert (message.person, message.values["why"]) == (office.people["supervisor"], "机构改革未批")
    assert UnitRequest.objects.get().why == "机构改革未批"


def test_a_unit_entered_meanwhile_by_another_way_is_not_entered_twice(office: Office) -> None:
    plan = asked_plan(office)
    office.unit("birds", NAME, "desk")
    assert enter_requested_units([NAME], None, by(office, "admin").actor, at=NOW) == []
    assert Unit.objects.filter(name=NAME).count() == 1 and units_of(plan)[:2] == [NAME] * 2


def test_rows_of_who_may_no_longer_correct_them_stay_and_the_unit_is_entered(office: Office) -> None:
    plan = asked_plan(office)
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    enter_requested_units([NAME], None, by(office, "admin").actor, at=NOW)
    assert units_of(plan)[:2] == ["?", "?"] and Unit.objects.filter(name=NAME).exists()
    assert answer_to(office.people["supervisor"])[0] == "units.entered"
    assert not Entry.objects.filter(step=Entry.REFUSED).exists()


def test_a_sheet_goes_on_also_where_the_unit_is_called_otherwise(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    heads = ["标题", "诉求内容", "渠道", "反映人", "联系方式", "受理单位"]
    sheet = workbook([heads, ["路灯不亮", "巷口", "热线电话", "王小明", "13800138000", NAME]])
    there = str(upload(client, sheet)["Location"])
    ((_words, url),) = client.get(there).context["new_names"]
    assert client.post(url, {"words": [NAME]}).status_code == 302
    match_requested_units([NAME], office.units["bureau"], by(office, "admin").actor, at=NOW)
    assert client.get(there).context["names"] is None
    assert client.post(there).status_code == 302
    assert Appeal.objects.get().unit == office.units["bureau"]


def test_asked_twice_it_waits_once_and_by_two_it_is_one_name(office: Office) -> None:
    asked = [MissingUnit(NAME, NAME)]
    for who in ("supervisor", "supervisor", "clerk"):
        request_units(asked, "imports", "appeals", office.units["kexie"], by(office, who).actor, at=NOW)
    assert UnitRequest.objects.count() == 2 and count_requested_units(by(office, "admin").actor) == 1
    enter_requested_units([NAME], None, by(office, "admin").actor, at=NOW)
    assert Message.objects.filter(code="units.entered").count() == 2


@pytest.mark.parametrize("who", ["supervisor", "clerk", "auditor"])
def test_nobody_else_answers(office: Office, who: str) -> None:
    asked_plan(office)
    assert signed_in(office, who).get(PAGE).status_code == 404
    assert signed_in(office, who).post(PAGE, {"names": [NAME], "answer": "enter"}).status_code == 404
    actor = by(office, who).actor
    for act in (
        lambda: enter_requested_units([NAME], None, actor, at=NOW),
        lambda: match_requested_units([NAME], office.units["desk"], actor, at=NOW),
        lambda: decline_requested_units([NAME], "不必", actor, at=NOW),
    ):
        with pytest.raises(OrgError):
            act()
    assert UnitRequest.objects.get().closed is None and count_requested_units(actor) == 0
    assert Role.ADMINISTRATOR not in actor.roles


@pytest.mark.parametrize("names", [[], ["没有人请的局"], [NAME, "没有人请的局"]])
def test_what_nobody_asks_for_is_refused_and_nothing_is_entered(office: Office, names: list[str]) -> None:
    asked_plan(office)
    before = Unit.objects.count()
    with pytest.raises(OrgError, match="列表"):
        enter_requested_units(names, None, by(office, "admin").actor, at=NOW)
    answer = signed_in(office, "admin").post(PAGE, {"names": names, "answer": "enter"})
    assert answer.status_code == 422 and Unit.objects.count() == before


def test_the_page_asks_no_more_for_many(office: Office, django_assert_max_num_queries: object) -> None:
    def shown(count: int) -> None:
        asked = [MissingUnit(f"云岭县第{number}站", f"云岭县第{number}站") for number in range(count)]
        request_units(asked, "imports", "appeals", office.units["kexie"], by(office).actor, at=NOW)
        client: Client = signed_in(office, "admin")
        client.get(PAGE)
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            assert client.get(PAGE).status_code == 200

    shown(3)
    shown(12)
