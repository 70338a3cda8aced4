"""Learners, their studies and the education of communities, each row by its own sentence, through the API."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from luoshi.evidence.journal.models import Entry
from luoshi.figures.bounds import Bound
from luoshi.lines.learning.models import VALUES, LearnerTie
from luoshi.lines.learning.rules import Attendance, TimeAttended, count_hours, do_overlap, share_attended
from many_appeals import signed_in
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying

DAYS = [TODAY - timedelta(days=n) for n in (2, 1, 0)]
TIMETABLE = [{"day": day.isoformat(), "hours": "7"} for day in DAYS]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def learner(at: Trying, name: str, **more: Any) -> Any:
    given = {"person": at.person(name).number, "area": "rural", "group": "farmers", "age": "adult"}
    return at.opens("learners", **given | more)


def opened_class(at: Trying, title: str = "实用技术班", seats: int = 30, **more: Any) -> Any:
    given = {"title": title, "sort": "class", "theme": "farming", "sessions": TIMETABLE, **more}
    record = at.opens("programmes", **given)
    return at.does(record, "open", from_day=DAYS[0], to_day=TODAY, seats=seats)


def enrolled(at: Trying, who: Any, programme: Any) -> Any:
    given = {"learner": who.number, "programme": programme.number, "enrolled_on": DAYS[0]}
    return at.opens("enrolments", **given)


def refused_begin(at: Trying, kind: str, **given: Any) -> str:
    unit = {"unit": at.office.units["kexie"].pk}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    answer = at.api("clerk").post(kind, {"given": unit | plain})
    assert answer.status_code == 422, answer.data
    return f"{answer.data['what']} {answer.data['fields']} {answer.data['remedy']}"


def test_one_body_holds_one_of_manage_run_and_evaluate(office: Office) -> None:
    """L5.2, S000-51: the school runs a programme and is named its evaluator: refused, both roles named."""
    at = Trying(office)
    school, outside = at.firm("云岭开放大学", "institution"), at.firm("云岭幻评估中心", "service")
    record = at.opens("programmes", "apply", title="社区工作者培养", sort="nondegree", provider=school.number)
    runs = {"body": school.number, "role": "run", "from_day": TODAY}
    record = at.does(record, "name_role", roles=runs)
    said = at.refused(record, "name_role", roles=runs | {"role": "evaluate"})
    assert "举办" in said and "评价" in said
    record = at.does(record, "name_role", roles=runs | {"body": outside.number, "role": "evaluate"})
    assert "管理" in at.refused(record, "name_role", roles=runs | {"body": outside.number, "role": "manage"})


def test_the_provider_runs_it_though_nobody_said_so(office: Office) -> None:
    at = Trying(office)
    school = at.firm("云岭开放大学", "institution")
    record = at.opens("programmes", "apply", title="培养", sort="nondegree", provider=school.number)
    said = at.refused(record, "name_role", roles={"body": school.number, "role": "evaluate", "from_day": TODAY})
    assert "“云岭开放大学”" in said and "举办" in said and "评价" in said
    assert "evaluate" not in at.reads(f"/programmes/{record.pk}/")


def test_no_correction_lets_the_evaluator_be_the_provider(office: Office) -> None:
    at = Trying(office)
    school, outside = at.firm("云岭开放大学", "institution"), at.firm("云岭幻评估中心", "service")
    record = at.opens("programmes", "apply", title="培养", sort="nondegree", provider=school.number)
    record = at.does(record, "name_role", roles={"body": outside.number, "role": "evaluate", "from_day": TODAY})
    said = at.refused(record, "put_right", "supervisor", provider=outside.number, reason="误填")
    assert "“云岭幻评估中心”" in said and "评价" in said
    assert at.does(record, "put_right", "supervisor", title="社区工作者培养", reason="误填").provider == school


def test_no_correction_exceeds_the_places_of_a_class(office: Office) -> None:
    at = Trying(office)
    full, other = opened_class(at, "甲班", seats=2), opened_class(at, "乙班", seats=1)
    for name in ("甲", "乙"):
        enrolled(at, learner(at, name), full)
    moved = enrolled(at, learner(at, "丙"), other)
    assert "2" in at.refused(full, "put_right", "supervisor", seats=1, reason="误填")
    assert "3" in at.refused(moved, "put_right", "supervisor", programme=full.number, reason="误填")
    at.does(full, "put_right", "supervisor", seats=3, reason="误填")
    assert at.does(moved, "put_right", "supervisor", programme=full.number, reason="误填").programme == full


def test_who_lacks_a_manager_or_an_evaluator_is_listed(office: Office) -> None:
    """S000-51: the conflict list: programmes that are open, with a role that nobody holds."""
    at = Trying(office)
    opened_class(at)
    page = at.reads("/programmes/held/roles/")
    assert "实用技术班" in page and "评价" in page and "管理" in page


def test_each_active_learner_has_exactly_one_responsible_provider(office: Office) -> None:
    """S000-121: a second provider at a time is refused; learners without a tie are listed."""
    at = Trying(office)
    one, other = at.firm("云岭开放大学", "institution"), at.firm("青石镇幻成人学校", "institution")
    tied, loose = learner(at, "甲"), learner(at, "乙")
    for record in (tied, loose):
        at.does(record, "join", from_day=DAYS[0])
    tie = {"provider": one.number, "from_day": DAYS[0], "contact": "微信群"}
    tied = at.does(tied, "tie", ties=tie | {"manager": at.person("班主任").number})
    said = at.refused(tied, "tie", ties=tie | {"provider": other.number})
    assert "云岭开放大学" in said
    page = at.reads("/learners/held/ties/")
    assert "乙" in page and loose.number in page and tied.number not in page


def test_a_pause_and_a_move_erase_nothing(office: Office) -> None:
    """S000-56: breaks, part-time, change of place; the timeline shows them."""
    at = Trying(office)
    place = at.opens("places", title="青石社区", sort="community")
    record = at.does(learner(at, "甲", pace="part"), "join", from_day=DAYS[0])
    study = enrolled(at, record, opened_class(at))
    record = at.does(record, "pause", pauses={"from_day": DAYS[1], "why": "外出务工"})
    assert record.state == "paused"
    row = at.api("clerk").get(f"learners/{record.pk}").data["rows"]["pauses"]
    record = at.does(record, "resume", pauses={"id": row[0]["id"], "to_day": TODAY})
    record = at.does(record, "move", moves={"day": TODAY, "now_at": place.number})
    assert (record.state, record.place.title, type(study).objects.get(pk=study.pk).state) == (
        "active", "青石社区", "enrolled"
    )  # fmt: skip
    page = at.reads(f"/learners/{record.pk}/")
    assert "外出务工" in page and "青石社区" in page and "业余" in page


def test_elderly_people_not_reached_are_listed(office: Office) -> None:
    """S000-58: known, reached, followed; who is not reached is listed with age group, place and whether alone."""
    at = Trying(office)
    old = {"group": "elderly", "age": "old", "alone": "yes"}
    missed, reached = learner(at, "甲老", **old), learner(at, "乙老", **old)
    at.does(reached, "reach", reaches={"day": TODAY, "service": "door"})
    page = at.reads("/learners/coverage/reached/")
    assert missed.number in page and "2" in page
    counted = at.api("supervisor").get("learners/coverage/reached").data
    assert [line["number"] for line in counted["rows"]] == [missed.number, reached.number], counted
    assert "留守" in at.reads("/learners/?face=elderly")


def test_elderly_learners_in_town_and_countryside_stand_beside_both_targets(office: Office) -> None:
    """S000-57: the plan's aims for the old, in villages too."""
    at = Trying(office)
    at.sets(VALUES, "learners.elderly_rural", "≥2")
    at.sets(VALUES, "learners.elderly_urban", "≥1")
    for name, area in (("甲", "rural"), ("乙", "urban")):
        at.does(learner(at, name, group="elderly", area=area), "join", from_day=DAYS[0])
    assert at.counts("learners", "elderly", by="area") == {"农村": "1", "城镇": "1", "": "2"}
    page = at.reads("/learners/figures/", by="area")
    assert "≥2" in page.replace(" ", "") and "≥1" in page.replace(" ", "")


def test_enrolments_and_completion_by_town_and_age(office: Office) -> None:
    """S000-52: progress, finished, certified, dropped; access by town or countryside and by age."""
    at = Trying(office)
    course = at.opens("programmes", title="手机微课", sort="course", form="micro", theme="digital", hours="2",
                      sessions=TIMETABLE)  # fmt: skip
    course = at.does(course, "open", from_day=DAYS[0], to_day=TODAY, seats=10)
    for name, area, age in (("甲", "rural", "old"), ("乙", "urban", "adult"), ("丙", "rural", "adult")):
        study = enrolled(at, learner(at, name, area=area, age=age), course)
        if name == "丙":
            at.does(study, "drop", reason="外出")
            continue
        study = at.does(at.does(study, "start"), "advance", progress=60)
        if name == "甲":
            study = at.does(study, "finish", finished_on=TODAY, passed="yes")
            study = at.does(study, "certify", who="supervisor")
            assert (study.state, study.hours, study.certified_on) == ("certified", 2, TODAY)
    assert at.counts("enrolments", "enrolled", by="area") == {"农村": "2", "城镇": "1", "": "3"}
    assert at.counts("enrolments", "enrolled", by="age")["60岁及以上"] == "1"
    assert at.counts("enrolments", "completed")[""].startswith("33.3")
    assert at.counts("enrolments", "certified", by="area")["农村"] == "1"


def test_who_drops_out_after_finishing_did_not_complete(office: Office) -> None:
    at = Trying(office)
    study = enrolled(at, learner(at, "甲"), opened_class(at))
    study = at.does(at.does(study, "start"), "finish", finished_on=TODAY, passed="no")
    assert at.counts("enrolments", "completed")[""] == "100"
    at.does(study, "drop", reason="未通过")
    assert at.counts("enrolments", "completed")[""] == "0"


def test_a_class_certifies_who_attended_enough_and_passed(office: Office) -> None:
    """S000-64, sheet 05 §5.5 example 2: 7, 7, 4 of 7 with 6 a day count 16 hours; 15 of 21 are too little."""
    at = Trying(office)
    programme = opened_class(at)
    studies = [enrolled(at, learner(at, name), programme) for name in ("甲", "乙")]
    for study, attended in zip(studies, ((7, 7, 4), (7, 7, 1)), strict=True):
        for day, periods in zip(DAYS, attended, strict=True):
            at.does(study, "attend", attendance={"day": day, "held": 7, "attended": periods})
        study = at.does(study, "finish", finished_on=TODAY, passed="no")
        assert study.attended == sum(attended)
    good, short = studies
    assert "没有通过" in at.refused(good, "certify", who="supervisor")
    for study in studies:
        at.does(study, "retest", passed="yes")
    assert "结业所需出勤率" in at.refused(good, "certify", who="supervisor")  # nobody has set it: it is named
    at.sets(VALUES, "enrolments.attendance", "≥80")
    at.sets(VALUES, "enrolments.day_cap", "6")
    assert at.does(good, "certify", who="supervisor").hours == 16
    said = at.refused(short, "certify", who="supervisor")
    assert "出勤不足" in said and "21课时" in said and "15课时" in said
    assert at.counts("enrolments", "hours") == {"": "16"}
    page = at.reads(f"/enrolments/{good.pk}/")
    assert "结业证书" in page and "结证" in page


def test_nobody_attends_more_than_was_held(office: Office) -> None:
    at = Trying(office)
    study = enrolled(at, learner(at, "甲"), opened_class(at))
    over = {"day": TODAY, "held": 7, "attended": 14}
    assert "实到课时超过应到" in at.refused(study, "attend", attendance=over)
    study = at.does(study, "attend", attendance=over | {"attended": 7})
    row = at.api("clerk").get(f"enrolments/{study.pk}").data["rows"]["attendance"][0]
    rows = [{"id": row["id"], "day": TODAY.isoformat(), "held": 7, "attended": 8}]
    assert "实到课时超过应到" in at.refused(study, "attendance", attendance=rows)


def test_a_class_without_attendance_certifies_nothing_where_a_share_is_needed(office: Office) -> None:
    at = Trying(office)
    at.sets(VALUES, "enrolments.attendance", "≥80")
    study = enrolled(at, learner(at, "甲"), opened_class(at, hours="16"))
    study = at.does(at.does(study, "start"), "finish", finished_on=TODAY, passed="yes")
    assert "缺少考勤" in at.refused(study, "certify", who="supervisor")


def test_nobody_attends_two_things_at_once(office: Office) -> None:
    """Sheet 05 §5.5 example 6: course A 9 to 12, a live course B 10 to 11:30 the same day counts nothing."""
    at = Trying(office)
    who = learner(at, "甲")
    first, second = (enrolled(at, who, opened_class(at, title)) for title in ("甲班", "乙班"))
    times = {"day": TODAY, "held": 4, "attended": 4, "from_at": "2026-03-20T09:00", "to_at": "2026-03-20T12:00"}
    at.does(first, "attend", attendance=times)
    said = at.refused(second, "attend", attendance=times | {"held": 2, "attended": 2, "from_at": "2026-03-20T10:00",
                                                            "to_at": "2026-03-20T11:30"})  # fmt: skip
    assert "甲班" in said and "重叠" in said
    at.does(second, "attend", attendance=times | {"from_at": "2026-03-20T12:00", "to_at": "2026-03-20T13:30"})


def test_enrolments_take_the_places_too(office: Office) -> None:
    at = Trying(office)
    programme = opened_class(at, seats=1)
    enrolled(at, learner(at, "甲"), programme)
    second = {"learner": learner(at, "乙").number, "programme": programme.number, "enrolled_on": DAYS[0]}
    assert "2" in refused_begin(at, "enrolments", **second)


def test_contact_and_circumstances_are_masked_and_logged(office: Office) -> None:
    at = Trying(office)
    record = learner(at, "甲", contact="13800138000", situation="腿脚不便")
    page = at.reads(f"/learners/{record.pk}/")
    assert "13800138000" not in page and "腿脚不便" not in page and "查看联系方式" in page
    assert "13800138000" not in str(at.api("clerk").get(f"learners/{record.pk}").data)
    assert "查看" in at.reads(f"/learners/{record.pk}/")  # a card shows who looked


def test_how_a_provider_keeps_in_touch_is_masked_and_shown_for_a_reason(office: Office) -> None:
    at = Trying(office)
    tie = {"provider": at.firm("云岭开放大学", "institution").number, "contact": "微信yun123", "from_day": TODAY}
    record = learner(at, "甲", ties=[tie])
    address = f"/learners/{record.pk}/"
    for who in ("clerk", "supervisor", "leader", "auditor"):
        assert "微信yun123" not in at.reads(address, who), who
    assert "微信yun123" not in str(at.api("clerk").get(f"learners/{record.pk}").data)
    entered = Entry.objects.filter(record=record.pk).select_related("payload")
    assert [entry for entry in entered if "微信yun123" in entry.payload.data] == []
    looks = {who: at.api(who).post(f"learners/{record.pk}/look", {"reason": "回访"}) for who in ("clerk", "leader")}
    assert "微信yun123" in looks["clerk"].data["protected"]["ties.contact"]
    assert looks["leader"].status_code == 403 and "微信yun123" not in str(looks["leader"].data)
    page = signed_in(office, "supervisor").post(f"{address}look/", {"reason": "回访", "part": "0"}).text
    assert "微信yun123" in page
    ends = {"id": LearnerTie.objects.get().pk, "to_day": TODAY}
    at.does(record, "untie", ties=ends)
    assert LearnerTie.objects.get().contact == "微信yun123"


def test_farmers_whose_crop_no_class_is_about_are_listed(office: Office) -> None:
    """S000-64: farmer with village, crop and scale; courses that fit local farming are offered to who lacks one."""
    at = Trying(office)
    place = at.opens("places", title="青石村", sort="village").number
    taught, dropped, other, without = (
        learner(at, name, place=place, crop=crop, scale=scale)
        for name, crop, scale in (("甲", "茶叶", "12.5"), ("乙", "茶叶", "3"), ("丙", "水稻", "8"), ("丁", "", None))
    )
    tea = opened_class(at, crop="茶叶")
    enrolled(at, taught, tea)
    enrolled(at, other, tea)
    at.does(enrolled(at, dropped, tea), "drop", reason="外出务工")
    page = at.reads("/learners/coverage/taught/")
    assert [who.number in page for who in (taught, dropped, other, without)] == [False, True, True, False]
    at.does(tea, "stop", reason="停办")
    assert taught.number in at.reads("/learners/coverage/taught/")  # a class that was stopped taught nobody
    listed = at.reads("/learners/?face=farmers")
    assert "茶叶" in listed and "12.5" in listed and "青石村" in listed


def guideline(at: Trying, place: Any) -> Any:
    """A guideline of a community, in force."""
    about = {"title": f"{place.title}公约", "sort": "guideline", "about": place.number}
    record = at.opens("norms", **about)
    record = at.does(record, "draft", content="邻里互助")
    record = at.does(at.does(record, "circulate", until=TODAY), "argue", argued_on=TODAY, argument="通过")
    for who, step in (("supervisor", "approve_desk"), ("leader", "approve_leader")):
        record = at.does(record, step, who)
    return at.does(record, "issue", issuer="社区", document=f"{place.title}〔2026〕1号", issued_on=TODAY,
                   from_day=TODAY, text=PDF)  # fmt: skip


def test_a_community_without_a_guideline_is_not_evaluated_and_listed(office: Office) -> None:
    """L5.5, S000-59: evaluation cannot start; the list shows it."""
    at = Trying(office)
    place = at.opens("places", title="青石社区", sort="community")
    assert "没有施行中的公约" in refused_begin(at, "communities", place=place.number, year=2026)
    assert place.number in at.reads("/communities/coverage/guidelines/")
    guideline(at, place)
    record = at.opens("communities", place=place.number, year=2026)
    assert record.state == "collecting"
    assert place.number not in at.reads("/communities/coverage/guidelines/")


def test_communities_are_scored_published_and_improve(office: Office) -> None:
    """S000-60: collect, score, publish, improve; the evaluation table shows score and rank."""
    at = Trying(office)
    place = at.opens("places", title="青石社区", sort="community")
    guideline(at, place)
    record = at.opens("communities", place=place.number, year=2026)
    record = at.does(record, "collect", collected="全年课堂24次")
    record = at.does(record, "enter_score", "supervisor", score="86.5")
    record = at.does(record, "publish", "supervisor", published_on=TODAY)
    assert at.does(record, "improve", improvement="增加老年课堂").state == "improved"
    assert "86.5" in at.reads("/communities/")
    assert at.counts("communities", "score")[""] == "86.5"


@pytest.mark.parametrize(
    ("attended", "passed", "hours"), [((7, 7, 4), True, 16), ((7, 7, 1), True, 0), ((7, 7, 4), False, 0)]
)
def test_hours_of_a_class(attended: tuple[int, ...], passed: bool, hours: int) -> None:
    days = [Attendance(7, periods) for periods in attended]
    assert count_hours(days, 6, Bound("≥", 80), passed=passed) == hours  # type: ignore[arg-type]


def test_a_share_of_nothing_is_unknown() -> None:
    assert share_attended([]) is None
    assert count_hours([], 6, Bound("≥", 0), passed=True) == 0  # type: ignore[arg-type]


def test_times_that_touch_do_not_overlap() -> None:
    hours = [datetime(2026, 3, 20, hour) for hour in (9, 10, 12, 13)]
    morning = TimeAttended(hours[0], hours[2])
    assert not do_overlap(morning, TimeAttended(hours[2], hours[3]))
    assert do_overlap(morning, TimeAttended(hours[1], hours[3])) and do_overlap(morning, morning)
