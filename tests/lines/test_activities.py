"""What is particular to activities: entered at once or planned first, put in doubt and explained, counted once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from luoshi.lines.activities.line import KIND
from luoshi.org.rights.rules.rights import Role
from luoshi.records.base.errors import RecordError
from luoshi.records.steps.actions.steps import begin, take
from office import NOW, TODAY, Office


def given(office: Office, **more: Any) -> dict[str, Any]:
    return {"sort": "lecture", "place": "白鹭社区", "unit": office.units["kexie"].pk, **more}


def test_what_was_held_is_entered_at_once_doubted_explained_and_checked(office: Office) -> None:
    clerk, desk = office.actor("clerk"), office.actor("supervisor")
    with pytest.raises(RecordError):  # not held yet
        begin(KIND, clerk, given(office, held=TODAY + timedelta(1)), at=NOW)
    held = begin(KIND, clerk, given(office, held=TODAY, theme="防灾减灾"), at=NOW).record
    assert (held.state, held.title, held.attendance) == ("held", "白鹭社区 讲座 防灾减灾", None)
    with pytest.raises(RecordError):  # who holds it does not check it
        take(held, "check", clerk, {}, at=NOW)
    held = take(held, "doubt", desk, {"reason": "没有参加人次。"}, at=NOW).record
    held = take(held, "explain", clerk, {"attendance": 62, "reason": "补数签到表。"}, at=NOW).record
    checked = take(held, "check", desk, {}, at=NOW).record
    assert (checked.state, checked.attendance, checked.held) == ("checked", 62, TODAY)


def test_a_planned_one_is_held_on_a_day_before_the_planned_one_and_keeps_both(office: Office) -> None:
    clerk = office.actor("clerk")
    planned = begin(
        KIND, clerk, given(office, planned=TODAY + timedelta(9), series="science_day"), at=NOW, step="plan"
    ).record
    held = take(planned, "report", clerk, {"held": TODAY, "attendance": 0}, at=NOW).record
    assert (held.state, held.held, held.planned, held.attendance) == ("held", TODAY, TODAY + timedelta(9), 0)


def test_another_unit_sees_nothing_of_it(office: Office) -> None:
    held = begin(KIND, office.actor("clerk"), given(office, held=TODAY), at=NOW).record
    office.person("township", "青小雨", "town", Role.CLERK)
    with pytest.raises(RecordError):
        take(held, "cancel", office.actor("township"), {"reason": "误报"}, at=NOW)
