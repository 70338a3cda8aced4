"""A form is issued, filled in, checked, sent, sent back and accepted; what it tells are facts, told once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from figures_told import act, defined
from forms_issued import LATER, MONTH, NAMES, cells_of, form_of, sent, task_of, values_told
from luoshi.base.record_errors import RecordError
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.returns import actions, queries
from luoshi.facts.returns.digests import hash_told_values
from luoshi.facts.returns.models import Draft, Return, Task
from luoshi.facts.returns.queries import form_status
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.steps.actions.steps import begin, take
from many_appeals import signed_in
from office import NOW, Office

MARCH, APRIL = 3_2026_0301, 3_2026_0401
NEXT = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _in_english(office: Office) -> Any:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    with override("en"):
        yield


@pytest.fixture
def task(office: Office) -> Task:
    acts = defined(office, "活动", code="acts", measure="场")
    people = defined(office, "志愿者", code="people", measure="人", nature="stock")
    return task_of(form_of(office, acts, people))


def did(office: Office, one: Return, step: str, who: str, **given: Any) -> Return:
    return take(one, step, office.actor(who), given, at=LATER).record  # type: ignore[return-value]


def test_a_form_that_is_issued_is_owed_by_its_units_each_month(office: Office, task: Task) -> None:
    assert task.unit == office.units["kexie"] and task.due == date(2026, 4, 7)  # 清明: the 5th and 6th are off
    found = queries.owed_forms(office.actor("clerk"), LATER.date())
    assert [(form.span.first, form.due, form.state) for form in found] == [
        (MONTH, date(2026, 4, 7), ""),
        (NEXT, date(2026, 5, 6), ""),
    ]
    assert queries.owed_forms(office.actor("stranger"), LATER.date()) == []


def test_what_is_sent_is_told_at_once_and_meets_the_due_date(office: Office, task: Task) -> None:
    one = sent(office, task, 活动="12", 志愿者="1.2万")
    assert (one.state, one.count, one.late, one.sent_on) == ("sent", 2, True, LATER.date())
    assert values_told() == {("活动", MARCH): 12, ("志愿者", MARCH): 12_000}
    assert Occurrence.objects.get(duty__record=task.pk, first=MONTH).settled == LATER.date()
    task.refresh_from_db()
    assert task.due == date(2026, 5, 6)
    told = queries.told_of(one)
    assert one.digest == hash_told_values([fact.fact_value for fact in told])
    assert {fact.source for fact in told} == {one.entries.get(step="send").pk}


def test_nothing_is_sent_while_a_cell_is_wrong_and_what_is_wrong_is_said_by_its_line(
    office: Office, task: Task
) -> None:
    with pytest.raises(RecordError) as refused:
        sent(office, task, 活动="十二场")
    said = " ".join(refused.value.fields["cells"])
    assert "活动：“十二场” is not a number" in said and "志愿者：It must not stay empty" in said
    assert not Fact.objects.exists()
    assert Return.objects.get().state == "open"


def test_declared_checks_ask_nobody_before_they_are_switched_on(office: Office, task: Task) -> None:
    people = queries.form_grid_lines(task.form)[1]  # type: ignore[arg-type]
    definition = get_kind("indicators").record.objects.get(title="志愿者")
    assert people.checks == ()
    check = {"sort": "balance", "text": "people >= acts", "hard": True, "live": False}
    act(office, definition, "list", names=[], parts=[], checks=[check])  # type: ignore[arg-type]
    assert queries.form_grid_lines(task.form)[1].checks == ()  # type: ignore[arg-type]
    act(office, definition, "list", names=[], parts=[], checks=[{**check, "live": True}])  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="people >= acts is not true"):
        sent(office, task, 活动="41", 志愿者="40")


def test_a_check_that_could_never_be_asked_is_refused(office: Office) -> None:
    one = defined(office, "活动", code="acts")
    for check, says in (
        ({"sort": "balance", "text": "acts ~ 3"}, "is not a comparison"),
        ({"sort": "balance", "text": "acts = nothing"}, "nothing"),
        ({"sort": "jump"}, "Enter the percentage of change"),
    ):
        with pytest.raises(RecordError, match=says):
            act(office, one, "list", names=[], parts=[], checks=[{**check, "hard": True, "live": True}])


def test_what_comes_back_is_open_in_the_cells_that_are_named_and_late_stays_late(office: Office, task: Task) -> None:
    one = sent(office, task, 活动="12", 志愿者="40")
    line = queries.form_grid_lines(task.form)[1]  # type: ignore[arg-type]
    one = did(office, one, "send_back", "supervisor", reason="请核实", lines=[str(line.line)])
    assert (one.state, one.marks) == ("back", [cells_of(task)["志愿者"]])
    assert "请核实" in queries.why_back(one) and "杜" in queries.why_back(one)
    found = {form.span.first: form for form in queries.owed_forms(office.actor("clerk"), LATER.date())}
    assert found[MONTH].state == "back"
    again = sent(office, task, 活动="99", 志愿者="41")
    assert (again.state, again.marks, again.late) == ("sent", [], True)
    assert values_told() == {("活动", MARCH): 12, ("志愿者", MARCH): 41}  # only what was named could change
    assert Fact.objects.filter(ended__isnull=False).count() == 1


def test_it_is_accepted_by_who_receives_it_and_opened_again_with_a_reason(office: Office, task: Task) -> None:
    one = sent(office, task, 活动="12", 志愿者="40")
    for who in ("clerk", "stranger", "leader"):
        with pytest.raises(RecordError):
            did(office, one, "take_in", who)
    one = did(office, one, "take_in", "supervisor")
    assert one.state == "accepted" and one.closed
    with pytest.raises(RecordError, match="has already been sent"):
        actions.save_return_draft(task, MONTH, office.actor("clerk"), {}, {}, revision=0, at=LATER)
    with pytest.raises(RecordError):
        sent(office, task, 活动="13")
    with pytest.raises(RecordError):
        did(office, one, "reopen", "supervisor", reason="")
    one = did(office, one, "reopen", "supervisor", reason="更正")
    assert one.state == "back" and one.closed is None
    assert sent(office, task, 活动="13", 志愿者="40").state == "sent"
    assert values_told()["活动", MARCH] == 13


def test_no_step_of_a_leader_or_receiver_takes_a_figure() -> None:
    cycle = get_kind("returns").cycle
    takes = {step.name for step in cycle.all_steps if "cells" in getattr(step.given, "base_fields", {})}
    assert takes == {"send", "send_again", "type_in"}
    assert all("leader" not in step.who for step in cycle.all_steps)


def test_where_the_form_asks_for_it_the_head_of_the_unit_signs_first(office: Office) -> None:
    acts = defined(office, "活动")
    task = task_of(form_of(office, acts, signed=True))
    one = sent(office, task, 活动="3")
    assert one.state == "signing"
    with pytest.raises(RecordError):
        did(office, one, "take_in", "supervisor")
    one = did(office, one, "not_signed", "head", reason="数不对")
    assert one.state == "back"
    one = did(office, sent(office, task, 活动="4"), "sign", "head")
    assert one.state == "sent"
    assert did(office, one, "take_in", "supervisor").state == "accepted"
    later = LATER + timedelta(days=10)
    assert sent(office, task, NEXT, who="head", at=later, 活动="4").state == "sent"  # the head's own is signed by that


def test_what_another_typed_at_the_telephone_waits_for_the_units_word(office: Office, task: Task) -> None:
    with pytest.raises(RecordError):
        sent(office, task, who="stranger", told_by="柯干事", 活动="12", 志愿者="40")
    one = sent(office, task, who="supervisor", told_by="柯干事", 活动="12", 志愿者="40")
    assert (one.state, one.told_by) == ("told", "柯干事")
    assert values_told()["活动", MARCH] == 12
    with pytest.raises(RecordError):
        did(office, one, "confirm", "supervisor")
    assert did(office, one, "confirm", "clerk").state == "sent"


def test_a_value_that_another_matter_told_is_there_already_and_another_is_a_question(office: Office) -> None:
    acts = defined(office, "活动")
    first, second = task_of(form_of(office, acts)), task_of(form_of(office, acts, title="另一张月报"))
    one = sent(office, first, 活动="12")
    cell = cells_of(second)["活动"]
    sheet = queries.load_form_grid(second, queries.span_of(second.form, MONTH), MONTH)  # type: ignore[arg-type]
    assert queries.texts_of(sheet, None)[cell] == "12"
    with pytest.raises(RecordError, match=f"{one.number}.*reports 12场|个 for the same"):
        sent(office, second, 活动="13")
    sent(office, second)  # as it is known: nothing is typed
    assert values_told() == {("活动", MARCH): 12}
    sent_again = Fact.objects.get(ended=None)
    assert sent_again.entry.record_id == one.pk  # one number, one source


def test_what_is_typed_is_kept_and_of_two_who_type_one_is_told(office: Office, task: Task) -> None:
    cell = cells_of(task)["活动"]
    clerk, head = office.actor("clerk"), office.actor("head")
    draft = actions.save_return_draft(task, MONTH, clerk, {cell: "12"}, {}, revision=0, at=LATER)
    assert draft.revision == 1
    with pytest.raises(RecordError, match="has just entered values in this form") as refused:
        actions.save_return_draft(task, MONTH, head, {cell: "13"}, {}, revision=0, at=LATER)
    assert refused.value.code == "changed"
    assert Draft.objects.get().cells == {cell: "12"}
    with pytest.raises(RecordError):
        actions.save_return_draft(task, MONTH, office.actor("stranger"), {cell: "1"}, {}, revision=1, at=LATER)
    sent(office, task, 志愿者="40")
    assert values_told()["活动", MARCH] == 12
    assert not Draft.objects.exists()


def test_a_later_month_whose_total_follows_is_named(office: Office) -> None:
    acts = defined(office, "活动", period="ytd", nature="total")
    task = task_of(form_of(office, acts))
    later = LATER + timedelta(days=10)
    with pytest.raises(RecordError):
        sent(office, task, 活动="3")  # January and February were not told: the total is asked for
    one = sent(office, task, 活动累计="15")
    sent(office, task, NEXT, at=later, 活动="4")
    assert values_told() == {("活动", 7_2026_0331): 15, ("活动", 7_2026_0430): 19}
    did(office, one, "send_back", "supervisor", reason="请核实")
    before = queries.load_form_grid(task, queries.span_of(task.form, MONTH), MONTH)  # type: ignore[arg-type]
    again = sent(office, task, 活动累计="16")
    cell = before.asked[0].cell(task.unit_id)
    assert [period.first for period in queries.later_told(before, {cell: queries.told_of(again)[0]})] == [NEXT]


def test_villages_are_rows_of_the_towns_return(office: Office) -> None:
    acts = defined(office, "活动")
    form = form_of(office, acts, beneath=True, owing=[{"unit": office.units["kexie"].pk}])
    task = task_of(form)
    name = office.units["society"].name
    assert set(cells_of(task)) >= {f"{name} 活动"}
    sent(office, task, **{f"{name} 活动": "5"})
    assert {(fact.unit.name, fact.value) for fact in Fact.objects.all()} == {(name, 5)}


def test_units_come_and_go_and_what_they_returned_stays(office: Office, task: Task) -> None:
    form, desk = task.form, office.actor("supervisor")
    assert form is not None
    rows = [{"unit": office.units["bureau"].pk}]
    take(form, "owing", desk, {"owing": rows}, at=LATER)
    assert {(item.unit.name, item.state) for item in Task.objects.filter(form=form)} == {
        (office.units["kexie"].name, "ended"),
        (office.units["bureau"].name, "owed"),
    }
    assert queries.owed_forms(office.actor("clerk"), LATER.date()) == []
    with pytest.raises(RecordError, match="Nothing is owed"):
        actions.get_or_begin_return(Task.objects.get(pk=task.pk), date(2026, 6, 1), LATER)
    take(kind_of(form).record.fresh(form.pk), "stop", desk, {"to_day": LATER.date().isoformat()}, at=LATER)
    assert not Task.objects.filter(state="owed").exists()


def test_a_form_that_nobody_could_fill_in_is_not_issued(office: Office) -> None:
    acts = defined(office, "活动", measure="元")
    for lines, says in (
        ([{"indicator": acts.number, "entry": "人", "must": True}], "cannot be entered in 人"),
        ([{"indicator": acts.number, "part": "女性", "must": True}], "女性"),
    ):
        with pytest.raises(RecordError, match=says):
            form_of(office, acts, lines=lines, title=f"表{says}")
    with pytest.raises(RecordError):
        form_of(office, acts, who="stranger")


def test_what_bears_a_secrecy_marking_is_not_kept_as_a_draft(office: Office, task: Task) -> None:
    cell = cells_of(task)["活动"]
    with pytest.raises(RecordError) as refused:
        actions.save_return_draft(
            task, MONTH, office.actor("clerk"), {cell: "1"}, {"n": "机密★1年"}, revision=0, at=LATER
        )
    assert refused.value.code == "marked" and not Draft.objects.exists()


def test_a_period_that_has_not_begun_is_filled_in_by_nobody(office: Office, task: Task) -> None:
    with pytest.raises(RecordError, match="Nothing is owed for 2026-05-01"):
        sent(office, task, date(2026, 5, 1), 活动="1", 志愿者="2")
    assert not Return.objects.exists()


def test_how_often_a_form_is_told_stays_once_something_was_returned(office: Office, task: Task) -> None:
    desk = office.actor("supervisor")

    def right(**given: Any) -> Any:
        form = get_kind("forms").record.objects.get(pk=task.form_id)
        return take(form, "put_right", desk, {**given, "reason": "笔误"}, at=NOW).record

    right(every="quarter", day=10)
    task.refresh_from_db()
    assert task.due == date(2026, 4, 10)
    assert queries.open_periods(task)[:2] == [date(2026, 1, 1), date(2026, 4, 1)]
    right(every="month")
    sent(office, task_of(task.form), 活动="1", 志愿者="2")  # type: ignore[arg-type]
    with pytest.raises(RecordError, match="There are returns already"):
        right(every="quarter")
    assert right(note="按实际填写").note == "按实际填写"
    right(day=20)
    assert task_of(task.form).due == date(2026, 5, 20)  # type: ignore[arg-type]


def test_a_grid_of_more_cells_than_a_page_sends_is_not_issued(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_CELLS", 1)
    one, other = defined(office, "活动"), defined(office, "讲座")
    with pytest.raises(RecordError, match="a form has at most 1"):
        form_of(office, one, other, beneath=True)
    assert form_of(office, one, other, title="另一张").state == "issued"


def test_who_has_not_returned_it_is_known_with_whom_to_call(office: Office, task: Task) -> None:
    assert task.form is not None
    span = queries.span_of(task.form, MONTH)
    assert form_status.newest_form_period(task.form, LATER.date()) == span
    (one,) = form_status.form_unit_statuses(task.form, span)
    assert (one.found, one.due) == (None, date(2026, 4, 7))
    names = [name for name, _phone in form_status.form_contacts_by_unit([task.unit_id], NOW.date())[task.unit_id]]
    assert names == ["柯干事", "柯主席"] or len(names) >= 2
    sent(office, task, 活动="1", 志愿者="2")
    (one,) = form_status.form_unit_statuses(task.form, span)
    assert one.found is not None and one.found.state == "sent"


def test_a_program_sends_a_form_by_its_task(office: Office, task: Task) -> None:
    names = cells_of(task)
    cells = {names["活动"]: "12", names["志愿者"]: "40"}
    given = {"first": MONTH.isoformat(), "cells": cells}
    take(task, "fill", office.actor("clerk"), given, at=LATER)
    assert Return.objects.get().state == "sent"
    with pytest.raises(RecordError, match="has no cells c9u9"):
        take(task, "fill", office.actor("clerk"), {"first": "2026-04-01", "cells": {"c9u9": "1"}}, at=LATER)


def test_a_changed_form_is_another_edition(office: Office, task: Task) -> None:
    form = task.form
    assert form is not None
    more = defined(office, "讲座")
    rows = [{"indicator": number, "must": True} for number in (more.number,)]
    done = take(form, "lines", office.actor("supervisor"), {"lines": rows}, at=LATER).record
    assert done.edition == 2  # type: ignore[attr-defined]
    assert sent(office, task, 讲座="2").edition == 2


def test_of_two_indicators_that_are_one_a_form_asks_once_the_one_that_stays(office: Office, task: Task) -> None:
    sent(office, task, 活动="12", 志愿者="40")
    stays = defined(office, "科普活动", measure="场")
    gone = get_kind("indicators").record.objects.get(title="活动")
    act(office, gone, "merge", same_as=stays.number)  # type: ignore[arg-type]
    (first, _second) = queries.form_grid_lines(task.form)  # type: ignore[arg-type]
    assert (first.indicator, first.name) == (stays.indicator_id, "科普活动")
    rows = [{"indicator": stays.number, "must": True}]
    form = form_of(office, stays, title="别的表", lines=rows)
    later = LATER + timedelta(days=10)
    sent(office, task, NEXT, at=later, 科普活动="3", 志愿者="41")
    assert values_told()["科普活动", APRIL] == 3 and values_told()["科普活动", MARCH] == 12
    assert len(queries.form_grid_lines(form)) == 1


def test_what_follows_from_other_lines_is_typed_by_nobody_and_kept_nowhere(office: Office) -> None:
    acts = defined(office, "参加人", code="acts", measure="人")
    people = defined(office, "志愿者", code="people", measure="人", nature="stock")
    rate = defined(office, "参与率", code="share", measure="%", nature="rate", formula="acts / people")
    task = task_of(form_of(office, acts, people, rate))
    with pytest.raises(RecordError, match="has no cells"):
        sent(office, task, 参加人="30", 志愿者="90", 参与率="99")
    sent(office, task, 参加人="30", 志愿者="90")
    assert {name for name, _period in values_told()} == {"参加人", "志愿者"}
    sheet = queries.load_form_grid(task, queries.span_of(task.form, MONTH), MONTH)  # type: ignore[arg-type]
    made = sheet.asked[2]
    assert sheet.value(made, task.unit_id) == (Decimal("33.33"), 0)
    with override("zh-hans"):
        page = signed_in(office, "clerk").get(Return.objects.get().get_absolute_url()).text
    assert "33.33 %" in page


def test_lists_of_forms_take_the_same_queries_whatever_their_number(
    office: Office, django_assert_max_num_queries: Any
) -> None:
    acts = defined(office, "活动")
    clerk = office.actor("clerk")
    for count in (3, 12):
        while Task.objects.count() < count:
            form_of(office, acts, title=f"月报{Task.objects.count()}")
        with django_assert_max_num_queries(3):
            assert len(queries.owed_forms(clerk, LATER.date())) == 2 * count
    with django_assert_max_num_queries(8):
        task = Task.objects.select_related("form__unit", "unit").first()
        assert task is not None and task.form is not None
        queries.load_form_grid(task, queries.span_of(task.form, MONTH), MONTH)


def test_who_may_not_begin_a_form_does_not(office: Office) -> None:
    with pytest.raises(RecordError):
        begin(get_kind("form_tasks"), office.actor("supervisor"), {}, at=NOW)
