"""Staff with a floor and protected posts."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.platforms.line import VALUES as PLATFORMS
from luoshi.lines.staff.models import StaffMember
from luoshi.lines.staff.queries import FLOOR
from office import NOW, TODAY, Office
from trying_rows import YEAR, Trying


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Trying:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def on_post(trying: Trying, name: str, post: str = "field") -> Any:
    person = trying.person(name)
    return trying.opens("staff", person=person.number, post=post, from_day="2024-01-01")


def test_four_of_five_are_an_alarm_and_a_protected_post_is_left_by_approval_only(trying: Trying) -> None:
    """L6.5: headcount 5, one leaves: 4, alert; a move of the lab analyst without approval is refused."""
    unit = trying.office.units["kexie"]
    admin = trying.office.actor("admin")
    set_value(FLOOR, unit, ">=5", TODAY, "云农发〔2026〕3号", admin, at=NOW)
    analyst = on_post(trying, "幻化验", "lab")
    others = [on_post(trying, name) for name in ("幻甲", "幻乙", "幻丙", "幻丁")]
    assert trying.counts("staff", "staff")[""] == "5" and "人数不足" not in trying.reads("/staff/", "clerk")
    said = trying.refused(analyst, "move", destination="农技中心", to_day=TODAY)
    assert "先申请" in said and StaffMember.objects.get(pk=analyst.pk).protected == "yes"
    trying.does(others[0], "leave", to_day="2026-03-19", reason="退休")
    page = trying.reads("/staff/", "clerk")
    assert "在岗人数不足" in page and "在岗 4 人，要求 ≥5 人" in page
    asked = trying.does(analyst, "ask", destination="农技中心", moves_on=TODAY, grounds="轮岗")
    assert trying.asks(asked, "approve_desk", "clerk", {}).status_code in (403, 404)
    asked = trying.does(asked, "approve_desk", "supervisor")
    asked = trying.does(asked, "approve_leader", "leader")
    moved = trying.does(asked, "move_approved", to_day=TODAY)
    assert moved.state == "moved" and trying.counts("staff", "moves", "post")["化验岗"] == "1"
    free = trying.does(others[1], "move", destination="麦坪镇", to_day=TODAY)
    assert free.state == "moved"


def test_four_persons_on_five_posts_are_four(trying: Trying) -> None:
    unit, admin = trying.office.units["kexie"], trying.office.actor("admin")
    set_value(FLOOR, unit, ">=5", TODAY, "云农发〔2026〕3号", admin, at=NOW)
    people = [trying.person(name) for name in ("幻甲", "幻乙", "幻丙", "幻丁")]
    for person, post in [*((person, "field") for person in people), (people[0], "manager")]:
        trying.opens("staff", person=person.number, post=post, from_day="2024-01-01")
    assert trying.counts("staff", "staff")[""] == "4"
    assert "在岗 4 人，要求 ≥5 人" in trying.reads("/staff/", "clerk")


def test_a_corrected_post_is_protected_as_its_new_post_is(trying: Trying) -> None:
    """What was entered wrongly waits for approval all the same, once the post is put right."""
    analyst = on_post(trying, "幻化验", "other")
    analyst = trying.does(analyst, "put_right", "supervisor", post="lab", reason="误填")
    assert analyst.protected == "yes"
    assert "先申请" in trying.refused(analyst, "move", destination="农技中心", to_day=TODAY)


def test_no_correction_takes_anybody_off_a_protected_post(trying: Trying) -> None:
    """S000-99: neither the post, nor the person, nor the last day; what else was entered wrongly is put right."""
    analyst, other = on_post(trying, "幻化验", "lab"), trying.person("幻顶替")
    for wrong in ({"post": "field"}, {"person": other.number}, {"to_day": "2026-03-19"}):
        said = trying.refused(analyst, "put_right", "supervisor", **wrong, reason="误填")
        assert "不能用更正离开受保护岗位" in said
        assert trying.refused(analyst, "move", destination="农技中心", to_day=TODAY)
    assert "不能用更正离开受保护岗位" in trying.refused(analyst, "put_right", "supervisor", post="data", reason="误填")
    analyst = trying.does(analyst, "put_right", "supervisor", from_day="2024-02-01", reason="误填")
    farmhand = on_post(trying, "幻下田")
    farmhand = trying.does(farmhand, "put_right", "supervisor", post="other", person=other.number, reason="误填")
    assert (farmhand.post, farmhand.person.title) == ("other", "幻顶替")
    assert trying.does(farmhand, "move", destination="农技中心", to_day=TODAY).state == "moved"


def test_an_approved_move_is_still_put_right_but_hides_no_empty_post(trying: Trying) -> None:
    analyst = on_post(trying, "幻化验", "lab")
    for step, who, given in (
        ("ask", "clerk", {"destination": "农技中心", "moves_on": TODAY, "grounds": "轮岗"}),
        ("approve_desk", "supervisor", {}),
        ("approve_leader", "leader", {}),
        ("move_approved", "clerk", {"to_day": TODAY}),
    ):
        analyst = trying.does(analyst, step, who, **given)
    analyst = trying.does(analyst, "put_right", "supervisor", to_day="2026-03-19", reason="日期误填")
    assert str(analyst.to_day) == "2026-03-19"
    trying.refused(analyst, "put_right", "supervisor", post="field", reason="误填")
    assert "受保护岗位无人在岗" in trying.reads("/staff/", "clerk")


def test_who_leaves_the_service_needs_no_approval_and_the_empty_post_is_an_alarm(trying: Trying) -> None:
    analyst = on_post(trying, "幻化验", "lab")
    assert "受保护岗位无人在岗" not in trying.reads("/staff/", "clerk")
    trying.does(analyst, "leave", to_day="2026-03-19", reason="退休")
    page = trying.reads("/staff/", "clerk")
    assert "受保护岗位无人在岗" in page and "化验岗" in page.split("受保护岗位无人在岗")[1][:60]
    on_post(trying, "幻新人", "lab")
    assert "受保护岗位无人在岗" not in trying.reads("/staff/", "clerk")


def test_one_standard_laboratory_is_wanted_and_others_do_not_count(trying: Trying) -> None:
    """S000-99: one standard laboratory; a laboratory that is not up to the standard is none."""
    trying.sets(PLATFORMS, "platforms.testing", "≥1")
    plain = {"level": "county", "from_day": "2024-01-01"}
    trying.opens("platforms", title="云岭县土肥化验室", sort="laboratory", **plain)
    said = trying.reads("/platforms/figures/", by="sort", **YEAR)
    assert "标准化化验室" in said and "≥1：未达到" in said
    trying.opens("platforms", title="云岭县标准化土肥化验室", sort="testing", **plain)
    assert trying.counts("platforms", "platforms", "sort")["标准化化验室"] == "1"
    assert "≥1：达到" in trying.reads("/platforms/figures/", by="sort", **YEAR)


def test_no_correction_goes_round_what_was_approved(trying: Trying) -> None:
    member = on_post(trying, "幻化验", "lab")
    for step, who, given in (
        ("ask", "clerk", {"destination": "农技中心", "moves_on": TODAY, "grounds": "轮岗"}),
        ("approve_desk", "supervisor", {}),
        ("approve_leader", "leader", {}),
    ):
        member = trying.does(member, step, who, **given)
    trying.refused(member, "put_right", "supervisor", destination="别处", reason="误填")
    member = trying.does(member, "move_approved", "clerk", to_day="2026-03-19")
    alarm = "受保护岗位无人在岗"
    assert member.destination == "农技中心" and alarm in trying.reads("/staff/")
    trying.refused(member, "put_right", "supervisor", to_day="", reason="误填")  # else they would be there again
    assert alarm in trying.reads("/staff/")
