"""What differs between two sets of rows; two who edit at once; rows that are counted, erased, sent by programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declared_lines import changed
from faults.threads import at_once
from linked.kinds import BODIES
from linked.models import Body, Member
from luoshi.base.record_errors import RecordError
from luoshi.desk.api import child_rows
from luoshi.desk.api.form_schemas import model_of, parse_form_payload
from luoshi.desk.api.routes import operations_of
from luoshi.desk.api.rows import detail_of, serialize_record_detail
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.faults import condition_faults
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.conditions import Is, Least, Need, No, Some
from luoshi.kernel.kinds.language.row_rules import (
    RowLine,
    apply_row_diff,
    diff_rows,
    order_by_places,
    parse_pasted_rows,
)
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.site.openapi import write_openapi
from office import NOW, TODAY, Office
from rows_of_bodies import MEMBERS, STEPS, edited, founded, kind, told
from sample_line import one_kind

VALUES = st.fixed_dictionaries({"name": st.sampled_from("甲乙丙"), "percent": st.sampled_from([None, 1, 2])})


@pytest.fixture
def bodies() -> Iterator[CompiledKind]:
    with one_kind(kind()) as made:
        yield made


@st.composite
def edits(draw: Any) -> tuple[list[RowLine], list[RowLine]]:
    before = [RowLine(pk, draw(VALUES)) for pk in range(1, draw(st.integers(0, 6)) + 1)]
    kept = draw(st.permutations([line for line in before if draw(st.booleans())]))
    after = [replace(line, values=draw(VALUES)) if draw(st.booleans()) else line for line in kept]
    for _new in range(draw(st.integers(0, 3))):
        after.insert(draw(st.integers(0, len(after))), RowLine(None, draw(VALUES)))
    return before, after


@settings(max_examples=300, deadline=None)
@given(edits())
def test_what_differs_makes_one_set_the_other_and_ids_survive(pair: tuple[list[RowLine], list[RowLine]]) -> None:
    before, after = pair
    made = diff_rows(before, after)
    assert apply_row_diff(made, before) == after
    assert bool(made) == (before != after)
    assert {line.id for line in made.removed} == {line_before.id for line_before in before} - {
        line_before.id for line_before in after
    }


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.integers(0, 9), max_size=9))
def test_an_order_loses_no_line_and_what_has_no_place_of_its_own_stays(places: list[int | None]) -> None:
    assert sorted(order_by_places(places)) == list(range(len(places)))
    assert order_by_places([None] * len(places)) == list(range(len(places)))


def test_a_place_that_is_taken_is_given_to_who_asks_for_it() -> None:
    assert order_by_places([1, 2, 1, 4]) == [2, 0, 1, 3]
    assert order_by_places([3, None, None]) == [1, 2, 0]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text("甲a1\t ", max_size=3), min_size=1, max_size=3), max_size=5))
def test_no_word_of_a_pasted_text_is_lost(lines: list[list[str]]) -> None:
    text = "\n".join("\t".join(cells) for cells in lines)
    found = parse_pasted_rows(text, {"name": "名称", "percent": "比例"}, 3)
    got = Counter(char for line in found.lines for cell in line.values() for char in cell)
    got += Counter(char for char in found.rest if not char.isspace())
    assert +Counter({c: n for c, n in got.items() if not c.isspace()}) == Counter(c for c in text if not c.isspace())
    assert len(found.lines) <= 3


def test_two_who_edit_what_they_saw_at_the_same_time_do_not_both_win(real_office: Office) -> None:
    with one_kind(kind()) as of:
        record = founded(real_office, of)
        done: list[str] = []

        def press(number: int) -> None:
            try:
                edited(real_office, record, {"name": f"第{number}户"}, seen=1)
                done.append("done")
            except RecordError as error:
                done.append(error.code)

        at_once(press)
        assert Counter(done) == {"done": 1, "changed": 7} and Member.objects.count() == 1


def test_eight_who_add_the_same_at_once_add_it_once(real_office: Office) -> None:
    with one_kind(kind()) as of:
        record = founded(real_office, of)

        def press(_number: int) -> None:
            try:
                take(record, "join", real_office.actor("clerk"), {"members": {"name": "青石镇"}}, at=NOW)
            except RecordError as error:
                assert error.code == "incomplete"

        at_once(press)
        assert Member.objects.count() == 1


def test_conditions_count_rows_as_they_count_what_links_back(office: Office, bodies: CompiledKind) -> None:
    none, small, open_, sure = (founded(office, bodies) for _ in range(4))
    edited(office, small, {"name": "甲", "percent": "10"})
    edited(office, open_, {"name": "甲", "percent": "10"}, {"name": "乙"})
    edited(office, sure, {"name": "甲"}, {"name": "乙", "percent": "60"})
    most = Some("members", where=Least("percent", 50))
    for choice in (True, False):
        assert list(Body.objects.filter(definitely_true(most, Body, TODAY, each=choice))) == [sure]
        assert list(Body.objects.filter(definitely_false(most, Body, TODAY, each=choice)).order_by("pk")) == [
            none,
            small,
        ]
    said = [
        evaluate_conditions([most, No("members"), Some("members", name="乙")], record, TODAY)
        for record in (none, small, open_, sure)
    ]
    assert said == [[False, True, False], [False, False, False], [None, False, True], [True, False, True]]
    assert list(condition_faults(most, bodies)) == []
    assert list(condition_faults(Some("members", where=Is(colour="red")), bodies)) == ["Member has no field colour"]
    assert "protected" in next(iter(condition_faults(Some("members", where=Is(card=None)), bodies, open_to_all=True)))


def test_needs_ask_of_the_rows_as_the_step_leaves_them_also_where_a_record_begins(office: Office) -> None:
    need = Need(Some("members", sort="school"), "没有学校。")
    opens = Step("set", "Set", "> active", "unit desk", "unit sort", rows="members")
    steps = (replace(STEPS[0], needs=[need]), *STEPS[1:], replace(opens, needs=[need]))
    own = {"unit": office.units["kexie"].pk, "sort": "farm"}
    with one_kind(kind(steps=steps)) as of:
        for sort, count in (("firm", 0), ("school", 1)):
            try:
                begin(of, office.actor("clerk"), own | {"members": [{"name": "甲", "sort": sort}]}, at=NOW, step="set")
            except RecordError as error:
                assert "没有学校" in error.sentence
            assert (Body.objects.count(), Member.objects.count()) == (count, count)
        with pytest.raises(RecordError, match="没有学校"):
            edited(office, Body.objects.get(), {"name": "乙", "sort": "firm"})
        assert [stored_member.name for stored_member in Member.objects.all()] == ["甲"]


def test_rows_go_when_their_record_is_erased(office: Office, bodies: CompiledKind) -> None:
    gone, stays = founded(office, bodies), founded(office, bodies)
    for record in (gone, stays):
        edited(office, record, {"name": "甲"})
    erase_content(gone, {"basis": "term"}, office.actor("supervisor"), NOW)
    assert [stored_member.record_id for stored_member in Member.objects.all()] == [stays.pk]


def test_programs_send_and_get_rows_by_their_types(office: Office, bodies: CompiledKind) -> None:
    record = founded(office, bodies)
    asked = model_of("Given", form_fields(bodies, bodies.cycle.by_name["members"]))
    rows = [{"name": "青石镇", "percent": "40.5", "to_day": "2026-03-14", "card": "330102"}, {"name": "白鹿中学"}]
    values, _files = parse_form_payload(asked.model_validate({"members": rows}))
    assert values == {"members": rows}
    take(record, "members", office.actor("clerk"), values, at=NOW)
    (first, *_), (second, *_) = told(record)
    found = child_rows.serialize_child_rows(MEMBERS, record, Member.list_rows(record))
    assert child_rows.list_of(bodies, MEMBERS).model_validate({"total": 2, "limit": 9, "offset": 0, "rows": found})
    assert (found[0]["percent"], found[0]["card"]) == ("40.5", "***")
    assert [row["id"] for row in found] == [first, second]
    told_whole = serialize_record_detail(record, [], [], office.actor("clerk"), TODAY)
    assert told_whole["rows"]["members"] == found and detail_of(bodies).model_validate(told_whole)
    for wrong in ({"members": [{"name": 1}]}, {"members": [{"colour": "red"}]}, {"members": {"name": "甲"}}):
        with pytest.raises(ValueError, match="members"):
            asked.model_validate(wrong)
    described = str(write_openapi(operations_of(bodies)))
    assert "/bodies/{id}/rows/members" in described and "maxItems" in described


@pytest.mark.parametrize(
    ("part", "steps", "says"),
    [
        (replace(MEMBERS, fields="name colour"), STEPS, "rows members: no column colour"),
        (replace(MEMBERS, sums={"name": 100}), STEPS, "name is not added up exactly"),
        (replace(MEMBERS, sums={"percent": 0.5}), STEPS, "which is no exact number"),
        (replace(MEMBERS, masks={}), STEPS, "card is encrypted, and neither hidden nor masked"),
        (replace(MEMBERS, at="seal"), STEPS, "rows members: unknown step seal"),
        (replace(MEMBERS, ends=""), STEPS, "step leave ends one, and no column has its last day"),
        (replace(MEMBERS, large=True), STEPS, "step members edits all of them, who may be many"),
        (replace(MEMBERS, most=121), STEPS, "more than 120 are not edited in one form"),
        (replace(MEMBERS, least=9, most=3), STEPS, "at least 9 and at most 3"),
        (replace(MEMBERS, role="name"), STEPS, "role name is no code that they ask for"),
        (replace(MEMBERS, name="size"), STEPS, "a column of the record has this name"),
        (replace(MEMBERS, name="others"), STEPS, "step members: there are no rows members"),
        (MEMBERS, (*STEPS, Step("all", "All", "active >", "unit", rows="members", bulk=True)), "asks for rows of one"),
    ],
)
def test_rows_that_cannot_be_do_not_start(part: Rows, steps: tuple[Step, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kind(part, steps)


def test_what_is_no_table_of_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="Body is no table of rows"):
        changed(BODIES, parts=(Rows("members", BODIES.record, "Members"),))
