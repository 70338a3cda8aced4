"""What a long event of a timeline shows: what it changed, not what its form only sent again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.history.changes import LINE, SHOWN, changes_of_events
from luoshi.kernel.history.sentences import GivenValue, given_values
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office

FORM = [("title", "茶园"), ("place", "云岭"), ("people", "30"), ("held", "2026-03-01"), ("medium", "讲座")]


def _form(*changed: tuple[str, str], column: bool = True) -> list[GivenValue]:
    return [GivenValue(name, name, text, column=column) for name, text in dict([*FORM, *changed]).items()]


def _named(values: tuple[GivenValue, ...]) -> list[str]:
    return [value.name for value in values]


def test_a_form_sent_again_shows_the_one_value_it_changed_with_the_former_one():
    first, second = changes_of_events([_form(), _form(("people", "36"))])
    assert _named(first.shown) == [name for name, _text in FORM]
    assert [(value.name, value.text, value.was) for value in second.shown] == [("people", "36", "30")]
    assert _named(second.same) == ["title", "place", "held", "medium"]


def test_an_emptied_value_is_a_change_and_a_value_that_was_never_there_is_none():
    _first, second = changes_of_events([_form(), _form(("place", ""), ("note", ""), ("unit", "科协"))])
    shown = [(value.name, value.text, value.was) for value in second.shown]
    assert shown == [("place", "", "云岭"), ("unit", "科协", None)]
    assert "note" not in _named(second.same)


def test_a_value_that_comes_back_is_a_change_again():
    *_others, third = changes_of_events([_form(), _form(("people", "36")), _form()])
    assert [(value.text, value.was) for value in third.shown] == [("30", "36")]


def test_what_is_no_column_is_said_each_time():
    _first, second = changes_of_events([_form(column=False), _form(column=False)])
    assert _named(second.shown) == [name for name, _text in FORM] and not second.same


def test_a_short_event_stays_one_line_even_where_nothing_changed():
    short = _form()[:LINE]
    for changes in changes_of_events([short, short]):
        assert changes.in_one_line and len(changes.shown) == LINE


def test_a_correction_keeps_the_former_value_of_its_entry():
    corrected = [GivenValue(name, name, "neu", was="alt", column=True) for name, _text in FORM]
    _first, second = changes_of_events([_form(), corrected])
    assert {value.was for value in second.shown} == {"alt"}


def test_many_values_are_folded_after_the_first_ones():
    many = [GivenValue(str(number), str(number), "x", column=True) for number in range(30)]
    (changes,) = changes_of_events([many])
    assert (len(changes.shown), len(changes.folded)) == (SHOWN, 30 - SHOWN)


def test_a_no_beside_yes_and_unknown_is_an_answer_and_an_empty_box_is_none(office: Office) -> None:
    given = {"title": "云岭县茶叶协会", "sort": "enterprise", "unit": office.units["kexie"].pk}
    body = begin(get_kind("organisations"), office.actor("clerk"), given, at=NOW).record
    given = {"organisation": body.number, "sort": "farm", "founded": "2026-03-01", "unit": office.units["kexie"].pk}
    society = begin(get_kind("societies"), office.actor("clerk"), given, at=NOW).record
    goods = {"head_ok": "true", "charter_ok": "false", "rules_ok": "unknown"}
    entry = take(society, "goods", office.actor("clerk"), goods, at=NOW).entry
    told = {value.name: value.text for value in given_values(entry)}
    assert [told.get(name) for name in goods] == ["是", "否", None]


VALUES = st.lists(
    st.builds(
        GivenValue, st.sampled_from("abcdefghi"), st.just(""), st.sampled_from(["", "x", "y"]), column=st.booleans()
    ),
    unique_by=lambda value: value.name,
)


@given(st.lists(VALUES, max_size=4))
def test_no_value_that_was_given_is_lost(events: list[list[GivenValue]]) -> None:
    for values, changes in zip(events, changes_of_events(events), strict=True):
        told = {value.name for value in (*changes.shown, *changes.folded, *changes.same)}
        assert {value.name for value in values if value.text} <= told
        assert len(told) == len(changes.shown) + len(changes.folded) + len(changes.same)
