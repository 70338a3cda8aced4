"""Requirements L8: a person for each duty of a leading group, the rules of care, promises, visits and checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.leading.models import GroupTask
from office import Office
from programs import Program, program

DAY = date(2026, 3, 20)


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[House]:
    settings.DATA = tmp_path
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(2026, 3, 20)
    with override("en"):
        yield made


def begun(house: House, kind: str, day: date = DAY, who: str = "clerk", step: str = "", **given: Any) -> Any:
    given = {"unit": str(house.office.units["kexie"].pk), **given}
    return begin(get_kind(kind), house.office.actor(who, day), given, at=ten(day), step=step).record


def does(house: House, one: Any, step: str, day: date = DAY, who: str = "clerk", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, day), given, at=ten(day)).record


def person(house: House, name: str, **more: str) -> Record:
    return begun(house, "persons", who="supervisor", title=name, **more)


def coverage(reader: Program, address: str) -> tuple[int, int, set[str]]:
    """Entries, entries whose first cell is yes, and the titles of those listed, by the API."""
    answer = reader.get(address).data
    return answer["entries"], answer["cells"][0]["yes"], {row["title"] for row in answer["rows"]}


def test_each_duty_of_a_leading_group_has_a_person_and_the_group_of_one_that_has_none_is_listed(house: House) -> None:
    """S002-01: 责任到人."""
    head = person(house, "幻书记")
    group = begun(house, "groups", title="留守儿童关爱领导小组", sort="technical", founded="2026-03-02")
    begun(house, "groups", title="还没有分工的小组", sort="technical", founded="2026-03-02")
    tasks = [{"words": "谈心与家访", "person": head.number}, {"words": "结对安排"}]
    does(house, group, "tasks", tasks=tasks)
    reader, address = program(house.office, "supervisor", at=ten(DAY)), "groups/coverage/named"
    assert coverage(reader, address) == (1, 0, {"留守儿童关爱领导小组"})
    rows = type(group)._default_manager.get(pk=group.pk)
    page = house.reads("clerk", rows.get_absolute_url())
    assert "Who answers for it" in page and "幻书记" in page
    done = [{"id": row.pk, "words": row.words, "person": head.number} for row in GroupTask.list_rows(group)]
    does(house, group, "tasks", tasks=done)
    assert coverage(reader, address) == (1, 1, set())
