"""A step is refused where its needs are not met, with their words, or with what is unset where nobody can know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linked.models import Body, Check, Project
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.needs import format_unmet_need, unmet_needs
from luoshi.kernel.conditions.rules import Unmet, filter_unmet_needs
from luoshi.kernel.duties.models import Duty, Occurrence, Parameter
from luoshi.kernel.kinds.language.conditions import Given, Is, Least, Need, No, Owes, Some, Valid, When
from office import TODAY, Office
from three_kinds import END, HOURS, SIZE, three_kinds, written

DAY = timedelta(days=1)
OVERDUE = Need(~Owes("body.inspection"), "Its inspection is overdue.", kept=True)
Queries = Callable[..., Any]


@pytest.fixture(autouse=True)
def _kinds(office: Office) -> Iterator[None]:
    with three_kinds():
        yield


def _against(record: Any, *needs: Need, values: dict[str, Any] | None = None, **given: Any) -> list[str]:
    with translation.override("en"):
        return [format_unmet_need(need) for need in unmet_needs(needs, record, values or {}, given, TODAY, END)]


def _value(parameter: Any, unit: Any, text: str, start: date = TODAY) -> None:
    Parameter.objects.create(name=parameter.name, unit=unit, value=text, start=start, source="test")


def _due(body: Body, day: date, **more: Any) -> None:
    duty = Duty.objects.create(record=body, name="inspection", unit=body.unit, rule={}, start=day)
    Occurrence.objects.create(duty=duty, unit=duty.unit, due=day, first_due=day, **more)


def _project(office: Office, **body: Any) -> Project:
    return written(Project, office.units["kexie"], body=written(Body, office.units["kexie"], **body))


@pytest.mark.parametrize("over, days", [({}, 3), ({"in_period": True}, 1), ({"expired": TODAY - 7 * DAY}, -4)])
def test_a_duty_is_overdue_when_lists_call_it_late(office: Office, over: dict[str, Any], days: int) -> None:
    """A deadline from the next working day on, a period from its end on, by the date that binds."""
    project = _project(office)
    _due(project.body, TODAY, **over)
    friday = TODAY
    assert friday.weekday() == 4
    for day, expected in ((friday + (days - 1) * DAY, []), (friday + days * DAY, [Unmet(OVERDUE)])):
        assert unmet_needs([OVERDUE], project, {}, {}, day) == expected
    assert evaluate_conditions([Owes("body.inspection", open=True)], project, TODAY - DAY) == [True]


@pytest.mark.parametrize("over", [{"settled": TODAY}, {"dropped": TODAY}])
def test_what_is_met_or_dropped_is_not_owed(office: Office, over: dict[str, Any]) -> None:
    project = _project(office)
    _due(project.body, TODAY - DAY, **over)
    assert _against(project, OVERDUE) == []
    assert evaluate_conditions([Owes("body.inspection", open=True)], project, TODAY) == [False]


def test_a_duty_without_a_date_is_not_known_and_named(office: Office) -> None:
    project = _project(office)
    Duty.objects.create(
        record=project.body, name="inspection", unit=project.unit, rule={}, unset="bodies.days", start=TODAY
    )
    assert _against(project, OVERDUE) == ["Not known: Yearly inspection."]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (TODAY, TODAY, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY, None),
        (None, TODAY - DAY, False),
        (TODAY - DAY, TODAY - DAY, False),
    ],
)
def test_what_is_valid_is_so_on_both_its_days(office: Office, first: Any, last: Any, expected: Any) -> None:
    project = _project(office, from_day=first, to_day=last)
    assert evaluate_conditions([Valid(), Valid("from_day", "to_day")], project.body, TODAY) == [expected, expected]
    assert evaluate_conditions([Valid("body.from_day", "body.to_day")], project, TODAY) == [expected]
    assert evaluate_conditions([Valid("body.from_day", "body.to_day")], Project(unit=project.unit), TODAY) == [None]


def test_over_an_empty_link_nothing_is_there_and_nothing_is_known(office: Office) -> None:
    lonely = written(Project, office.units["kexie"])
    asked = [Some("body.trials"), No("body.trials"), Owes("body.inspection"), ~Owes("body.part_of.inspection")]
    assert evaluate_conditions(asked, lonely, TODAY) == [False, True, False, True]
    unknown = [Is(body__sort="farm"), Is(body__sort=None), Is(body__sort__not=None), Least("body.size", 1)]
    assert evaluate_conditions([*unknown, Is(body=None)], lonely, TODAY) == [None, None, None, None, True]


def test_what_is_unset_is_named_once_and_only_where_it_matters(office: Office) -> None:
    project = _project(office)
    project.body.sort = "farm"
    project.body.save()
    sort, size, level = Is(body__sort="farm"), Least("body.size", SIZE), Is(level="high")
    _value(SIZE, None, "3")
    assert _against(project, Need(size & sort, "too small")) == ["Not known: Body: Size."]
    assert _against(project, Need(sort | size, "no")) == []  # it is known without
    assert _against(project, Need(~sort & size, "no")) == ["no"]
    assert _against(project, Need(size & level, "no"), OVERDUE) == ["Not known: Body: Size、Level."]
    assert _against(project, Need((level | ~size) & sort, "no")) == ["Not known: Level、Body: Size."]
    project.body = None
    assert _against(project, Need(size & level & sort, "no")) == ["Not known: Body、Level."]
    with translation.override("zh-hans"):
        assert [format_unmet_need(need) for need in unmet_needs([Need(level, "no")], project, {}, {}, TODAY)] == [
            "未填写或无法确定：Level。"
        ]


def test_a_value_of_the_office_that_nobody_set_is_named(office: Office) -> None:
    project = _project(office, size=9)
    need = Need(Least("body.size", SIZE), "It is too small.")
    assert _against(project, need) == ["Not known: Size from which a body counts."]
    _value(SIZE, office.units["county"], "10", TODAY - DAY)
    assert _against(project, need) == ["It is too small."]
    _value(SIZE, office.units["kexie"], "9")
    assert _against(project, need) == []
    assert _against(project, need, values={"unit": office.units["bureau"]}) == ["It is too small."]
    assert unmet_needs([need], project, {}, {}, TODAY - DAY) == [Unmet(need)]  # as of the day before
    assert [unmet.unset for unmet in unmet_needs([need], project, {}, {}, TODAY - 2 * DAY)] == [(SIZE.label,)]


def test_lists_read_the_value_of_each_records_own_unit(office: Office) -> None:
    _value(SIZE, office.units["county"], "10")
    _value(SIZE, office.units["kexie"], "3")
    _value(HOURS, None, "5")
    sizes = (2, 4, 6, 11)
    for name in ("bureau", "kexie", "society"):
        for size in sizes:
            written(Body, office.units[name], size=size)
    both = Least("size", SIZE) & Least("size", HOURS)
    for condition, enough in ((Least("size", SIZE), (10, 3)), (both, (10, 5))):
        for asked, wanted in ((definitely_true, True), (definitely_false, False)):
            found = Body.objects.filter(asked(condition, Body, TODAY)).values_list("unit__name", "size")
            least = {"bureau": enough[0], "kexie": enough[1], "society": enough[1]}
            expected = [
                (office.units[name].name, size) for name in least for size in sizes if (size >= least[name]) == wanted
            ]
            assert sorted(found) == sorted(expected)


def test_others_count_as_they_are_and_not_while_an_import_writes_them(office: Office) -> None:
    body = written(Body, office.units["kexie"])
    first = written(Project, body.unit, body=body, level="low")
    need = Need(No("body.trials", level="high"), "Another is high.")
    assert _against(first, need, values={"level": "high"}) == []
    second = written(Project, body.unit, body=body, level="")
    assert _against(first, need) == ["Not known: Project: Level."]
    Project.objects.filter(pk=second.pk).update(level="high")
    assert _against(first, need) == ["Another is high."]
    Project.objects.filter(pk=second.pk).update(level="low")
    assert _against(first, need) == []


def test_what_the_step_is_given_is_asked(office: Office) -> None:
    body = written(Body, office.units["kexie"])
    need = Need(~Given(why="cooperative") & Given(sure=True), "Not for that reason.", kept=True)
    assert _against(body, need, why="merged", sure=True) == []
    assert _against(body, need, why="merged", sure=False) == ["Not for that reason."]
    assert _against(body, need, why="", sure=True) == ["Not known: Why."]
    (found,) = unmet_needs([need], body, {}, {"why": "cooperative", "sure": True}, TODAY)
    assert (found.need.kept, found.unset) == (True, ())
    with pytest.raises(TypeError, match="of one record alone"):
        definitely_true(need.condition, Body, TODAY)


def test_all_needs_of_a_step_are_one_statement(office: Office, django_assert_num_queries: Queries) -> None:
    """Also with links, others and duties; a value of the office is read before; what is unset takes two more."""
    project = _project(office, size=9, sort="farm")
    needs = [OVERDUE, Need(Is(body__sort="farm") & No("looks", result="bad"), "x"), Need(Is(level=None), "y")]
    sized = Need(Least("body.size", SIZE), "z")
    _value(SIZE, None, "3")
    with django_assert_num_queries(1):
        assert unmet_needs(needs, project, {}, {}, TODAY) == []
    with django_assert_num_queries(2):
        assert unmet_needs([*needs, sized], project, {}, {}, TODAY) == []
    with django_assert_num_queries(3):
        assert unmet_needs([*needs, Need(Is(level="high"), "no")], project, {}, {}, TODAY) != []
    with django_assert_num_queries(0):
        assert unmet_needs([], project, {}, {}, TODAY) == []
    written(Check, project.unit, project=project, result="bad")
    assert unmet_needs(needs, project, {}, {}, TODAY) == [Unmet(needs[1])]


ANSWERS = st.lists(st.sampled_from([True, False, None]), max_size=5)


@given(ANSWERS)
def test_every_need_that_is_not_surely_met_speaks_against_the_step(told: list[bool | None]) -> None:
    needs = [Need(When(), str(place)) for place in range(len(told))]
    found = filter_unmet_needs(needs, told, lambda need: [need.words, need.words])
    expected = [(need, (need.words,) if told[place] is None else ()) for place, need in enumerate(needs)]
    assert found == [Unmet(*pair) for place, pair in enumerate(expected) if not told[place]]
