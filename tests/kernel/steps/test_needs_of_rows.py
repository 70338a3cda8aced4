"""Needs on the row that a step adds or ends: asked of the row as it is afterwards, refused, named where unset."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from declared_lines import declared
from linked.models import Member
from luoshi.base.record_errors import RecordError
from luoshi.desk.declarations.registration import check_declarations
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Given, Need, When
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.steps.actions.steps import take
from office import NOW, Office
from rows_of_bodies import MEMBERS, founded, kind
from sample_line import one_kind

STAYS = "Who sits for a school is not moved."


def bodies(condition: When, step: str = "leave") -> CompiledKind:
    steps = {
        "join": Step("join", "Join", "active >", "unit", adds="members"),
        "leave": Step("leave", "Leave", "active >", "unit", ends="members"),
        "members": Step("members", "Members", "active >", "unit", rows="members"),
        "sign": Step("sign", "Sign", "active >", "unit", "size"),
    }
    steps[step] = replace(steps[step], needs=[Need(condition, STAYS)])
    return kind(part=replace(MEMBERS, at="sign", least=0, sums={}), steps=tuple(steps.values()))


def act(office: Office, record: Any, step: str, **row: Any) -> Any:
    return take(record, step, office.actor("clerk"), {"members": [row]}, at=NOW)


def test_a_step_is_refused_by_the_row_that_it_ends(office: Office) -> None:
    with one_kind(bodies(Given(row__sort="firm"))) as made:
        record = founded(office, made)
        for name, sort in (("甲", "school"), ("乙", "firm"), ("丙", "")):
            act(office, record, "join", name=name, percent="10", sort=sort)
        school, firm, none = Member.list_rows(record)
        for row, says in ((school, STAYS), (none, "未填写或无法确定：Sort。")):
            with pytest.raises(RecordError) as refused:
                act(office, record, "leave", id=row.pk, to_day="2026-03-01")
            assert (refused.value.code, str(refused.value)) == ("guarded", says)
        act(office, record, "leave", id=firm.pk, to_day="2026-03-01")
        assert [row.to_day is not None for row in Member.list_rows(record)] == [False, True, False]


def test_a_step_is_refused_by_the_row_that_it_adds(office: Office) -> None:
    wanted = ~Given(row__percent=Decimal("0.5")) & (Given(row__to_day=None) | Given(row__reach="town"))
    with one_kind(bodies(wanted, "join")) as made:
        record = founded(office, made)
        for row in ({"percent": "0.5"}, {"percent": "1", "to_day": "2026-03-01", "reach": "city"}):
            with pytest.raises(RecordError, match=STAYS):
                act(office, record, "join", name="甲", **row)
        assert not Member.list_rows(record).exists()
        act(office, record, "join", name="甲", percent="1", to_day="2026-03-01", reach="town")


@pytest.mark.parametrize(
    ("condition", "step", "says"),
    [
        (Given(row__post="lab"), "leave", "row.post is not what the step asks"),
        (Given(row__sort="frm"), "leave", "row.sort is never given as 'frm': it is one of firm, school"),
        (Given(row__percent="ten"), "join", "row.percent is never given as 'ten'"),
        (Given(row__sort="firm"), "members", "row.sort: the step adds or ends no row, or edits other rows besides"),
        (Given(row__sort="firm"), "sign", "row.sort: the step adds or ends no row, or edits other rows besides"),
        (Given(row__project__body=None), "leave", "row.project.body is not what the step asks"),
    ],
)
def test_a_need_on_a_row_that_is_not_there_stops_the_start(condition: When, step: str, says: str) -> None:
    with declared(Line("bodies", "Bodies", (bodies(condition, step).declaration,))), pytest.raises(ValueError) as error:
        check_declarations()
    assert f"kind bodies, step {step}: {says}" in str(error.value)
