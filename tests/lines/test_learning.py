"""Programmes of education, courses and classes: two ways to open, places, a timetable, and who came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from faults.threads import at_once
from faults.threads import of as outcomes
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.learning.line import VALUES
from luoshi.lines.learning.models import ProgrammeParticipant, StudyProgramme
from luoshi.lines.learning.rules import lacking_seats
from office import NOW, TODAY, Office

YEAR = FigureSpan(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
TIMETABLE = [{"day": TODAY.isoformat(), "hours": "3.5", "topic": "企业研发管理"}]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def refusal(act: Any) -> str:
    """What an act is refused with, and the remedy."""
    with pytest.raises(RecordError) as refused, override("en"):
        act()
    return f"{refused.value} {refused.value.remedy}"


def entered(office: Office, kind: str, by: str = "", who: str = "clerk", **given: Any) -> Any:
    """A new record of the association."""
    more: Any = {"step": by} if by else {}
    given = {"unit": office.units["kexie"].pk, **given}
    return begin(get_kind(kind), office.actor(who), given, at=NOW, **more).record


def step(office: Office, record: Any, name: str, who: str = "clerk", **given: Any) -> Any:
    """The record after a step."""
    return take(type(record).objects.get(pk=record.pk), name, office.actor(who), given, at=NOW).record


def person(office: Office, name: str) -> Any:
    """A person of the register."""
    return entered(office, "persons", title=name)


def opened_class(office: Office, seats: int = 2, **more: Any) -> Any:
    """A class of today that is open for sign-up."""
    given = {"title": "科技企业家研修班", "sort": "class", "theme": "entrepreneur", "sessions": TIMETABLE, **more}
    record = entered(office, "programmes", **given)
    return step(office, record, "open", from_day=TODAY, to_day=TODAY, seats=seats)


def enrol(office: Office, record: Any, name: str, **more: Any) -> Any:
    """The class after somebody new was signed up."""
    row = {"person": person(office, name).number, **more}
    return step(office, record, "enrol", participants=[row])


def figure(name: str, **more: Any) -> dict[Any, Any]:
    """The exact values of a figure of this year, by key."""
    found = compute_figures(get_kind("programmes"), [name], YEAR, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


def test_nobody_signs_up_beyond_the_places_and_who_withdraws_frees_one(office: Office) -> None:
    record = opened_class(office)
    enrol(office, record, "幻一")
    enrol(office, record, "幻二")
    said = refusal(lambda: enrol(office, record, "幻三"))
    assert "There are 2 places, and 3 would be taken" in said and "who withdrew" in said
    row = ProgrammeParticipant.objects.get(record=record.pk, person__title="幻一")
    step(office, record, "withdraw", participants=[{"id": row.pk, "to_day": TODAY}])
    enrol(office, record, "幻三")
    assert "There are 1 places" in refusal(lambda: step(office, record, "edit", title=record.title, seats=1))
    assert step(office, record, "edit", title=record.title, seats=3).seats == 3


def test_the_list_is_held_to_the_places_too(office: Office) -> None:
    record = opened_class(office, seats=1)
    rows = [{"person": person(office, name).number} for name in ("幻一", "幻二")]
    assert "2 would be taken" in refusal(lambda: step(office, record, "list", participants=rows))
    assert ProgrammeParticipant.objects.count() == 0
    step(office, record, "list", participants=rows[:1])
    assert ProgrammeParticipant.objects.get().person.title == "幻一"


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_two_get_the_last_places(real_office: Office) -> None:
    office = real_office
    record = opened_class(office, seats=2)
    numbers = [person(office, f"幻同时{n}").number for n in range(8)]

    def sign_up(n: int) -> None:
        step(office, record, "enrol", participants=[{"person": numbers[n]}])

    assert outcomes(at_once(sign_up, 8)) == {"done": 2, "guarded": 6}
    assert ProgrammeParticipant.objects.filter(record=record.pk).count() == 2


@pytest.mark.parametrize(("seats", "taken", "lacking"), [(None, 0, 0), (None, 1, 1), (2, 2, 0), (2, 5, 3)])
def test_without_a_number_of_places_there_are_none(seats: int | None, taken: int, lacking: int) -> None:
    assert lacking_seats(seats, taken) == lacking


def test_a_class_opens_with_its_timetable_and_is_finished_once_it_is_known_who_came(office: Office) -> None:
    record = entered(office, "programmes", title="研修班", sort="class", theme="entrepreneur")
    opening = {"from_day": TODAY, "to_day": TODAY, "seats": 5}
    assert "timetable" in refusal(lambda: step(office, record, "open", **opening))
    step(office, record, "timetable", sessions=TIMETABLE)
    late = {**opening, "from_day": TODAY + timedelta(days=1)}
    assert "ends before it begins" in refusal(lambda: step(office, record, "open", **late))
    step(office, record, "open", **opening)
    enrol(office, record, "幻一")
    step(office, record, "timetable", sessions=[])
    assert "timetable" in refusal(lambda: step(office, record, "hold", held_on=TODAY))
    step(office, record, "timetable", sessions=TIMETABLE)
    step(office, record, "hold", held_on=TODAY)
    assert "whether they came" in refusal(lambda: step(office, record, "finish", result="两家建立研发台账"))
    row = ProgrammeParticipant.objects.get()
    rows = [{"id": row.pk, "person": row.person.number, "came": "yes"}]
    step(office, record, "list", participants=rows)
    assert step(office, record, "finish", result="两家建立研发台账").state == "finished"


def test_programmes_with_and_without_a_degree_are_approved_on_two_ways(office: Office) -> None:
    """S000-50: the authority's number for a degree; a decision within the office, by somebody else, for others."""
    provider = entered(office, "organisations", title="云岭开放大学", sort="institution").number
    given = {"provider": provider, "level": "college"}
    degree, other = (
        entered(office, "programmes", "apply", title=sort, sort=sort, **given) for sort in ("degree", "nondegree")
    )
    assert refusal(lambda: step(office, degree, "approve", "leader", approved_on=TODAY))
    assert refusal(lambda: step(office, other, "license", "supervisor", approval="幻教〔2026〕1号", approved_on=TODAY))
    assert refusal(lambda: step(office, degree, "license", "supervisor", approved_on=TODAY))  # without a number
    step(office, degree, "license", "supervisor", approval="幻教〔2026〕1号", approved_on=TODAY)
    step(office, other, "approve", "leader", approved_on=TODAY)
    for record in (degree, other):
        step(office, record, "offer", from_day=TODAY)
    assert figure("offered") == {(): 2} and figure("nondegree") == {(): 50}
    assert refusal(lambda: step(office, degree, "stop", reason="停办"))  # its last day has to be said
    assert step(office, degree, "end", to_day=TODAY).state == "finished"
    mine = entered(office, "programmes", "apply", "supervisor", title="自办", sort="nondegree", **given)
    assert "somebody else" in refusal(lambda: step(office, mine, "approve", "supervisor", approved_on=TODAY))
    with pytest.raises(RecordError):  # a number is given once
        step(office, entered(office, "programmes", "apply", title="重号", sort="degree", **given), "license",
             "supervisor", approval="幻教〔2026〕1号", approved_on=TODAY)  # fmt: skip


@pytest.mark.parametrize(
    ("by", "sort", "said"), [("plan", "degree", "applied for by its own"), ("apply", "class", "planned by its own"),
                             ("need", "nondegree", "applied for by its own")]
)  # fmt: skip
def test_each_sort_begins_on_its_own_way(office: Office, by: str, sort: str, said: str) -> None:
    provider = entered(office, "organisations", title="云岭开放大学", sort="institution").number
    given = {"title": "某项目", "sort": sort, "provider": provider, "need": "企业提出"}
    asked = {name: given[name] for name in given if (by, name) != ("need", "provider")}
    assert said in refusal(lambda: entered(office, "programmes", by, **asked))


def test_what_was_needed_is_taken_into_the_plan(office: Office) -> None:
    record = entered(office, "programmes", "need", title="融资对接班", sort="class", need="八家企业提出")
    record = step(office, record, "schedule", title="融资对接班", from_day=TODAY, sessions=TIMETABLE)
    assert (record.state, StudyProgramme.objects.get(pk=record.pk).need) == ("planned", "八家企业提出")


def test_classes_people_and_senders_are_counted_by_who_came(office: Office) -> None:
    set_value(VALUES["programmes.a_year"], None, "≥2", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    firm = entered(office, "organisations", title="云岭县绿源茶业有限公司", sort="enterprise").number
    record = opened_class(office, seats=5)
    for name, came in (("幻一", "yes"), ("幻二", "yes"), ("幻三", "no")):
        enrol(office, record, name, organisation=firm, came=came)
    enrol(office, record, "幻四")
    row = ProgrammeParticipant.objects.get(person__title="幻四")
    step(office, record, "withdraw", participants=[{"id": row.pk, "to_day": TODAY}])
    assert figure("classes")[()] == 0  # not held yet
    step(office, record, "hold", held_on=TODAY)
    stopped = opened_class(office, title="停办班")
    assert step(office, stopped, "stop", reason="合并").to_day == TODAY  # as planned
    assert {name: figure(name)[()] for name in ("classes", "held", "participants", "persons", "senders")} == {
        "classes": 1, "held": 1, "participants": 2, "persons": 2, "senders": 1
    }  # fmt: skip
    assert round(float(figure("attendance")[()]), 1) == 66.7
    assert figure("classes", by=["theme"]) == {("entrepreneur",): 1}
    assert figure("hours")[()] == 3.5  # of what was not stopped


def test_who_is_of_another_unit_neither_reads_nor_signs_up(office: Office) -> None:
    record = opened_class(office)
    who = person(office, "幻一").number
    assert refusal(lambda: step(office, record, "enrol", "stranger", participants=[{"person": who}]))
    assert step(office, record, "enrol", "supervisor", participants=[{"person": who}]).state == "open"
