"""What is owed by whoever holds something: whose each period is, on the page and for programs, also when said later."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from held_kinds import held_kinds, owing, pair
from luoshi.desk.api.rows import serialize_record_detail
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.holders.queries import with_holders
from luoshi.kernel.holders.rules import HoldingPeriod, of_period
from luoshi.kernel.steps.actions.steps import begin
from office import Office


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def test_a_period_is_theirs_who_hold_it_on_its_first_day_else_of_the_first_within_it() -> None:
    old, new = HoldingPeriod(1, "old", "", d(1, 1), d(3, 14)), HoldingPeriod(2, "new", "", d(4, 2))
    march, april = (d(3, 1), d(3, 31)), (d(4, 1), d(4, 30))
    assert of_period([new, old], *march) == old and of_period([new, old], *april) == new
    assert of_period([new], *march) is None
    assert (
        of_period([HoldingPeriod(1, "old", "", d(1, 1), d(3, 1)), HoldingPeriod(2, "new", "", d(3, 2))], *march).who
        == "old"
    )  # type: ignore[union-attr]


def test_page_and_program_say_whose_each_period_is_and_nobodys_where_nobody_held_it(
    client: Any, office: Office
) -> None:
    with held_kinds(of=owing(every="P1M", holder="pairs")) as kind:
        asked = {"title": "云岭县茶叶学会", "unit": str(office.units["kexie"].pk), "sort": "farm"}
        begun = datetime(2026, 1, 1, 2, tzinfo=UTC)
        one: Any = begin(kind, office.actor("clerk"), asked, at=begun).record
        pair(one, "老陈", d(1, 10), d(1, 31))
        client.force_login(office.people["clerk"].user)

        def said() -> list[Any]:
            clerk, day = office.actor("clerk"), d(3, 20)
            (duty,) = serialize_record_detail(
                one, [], with_holders(one, duties_of_record(one, day), clerk, day), clerk, day
            )["duties"]
            return [date["who"] for date in duty["dates"]]

        assert said() == ["老陈", ""] and "当期无人负责" in client.get(f"/bodies/{one.pk}/").text
        pair(one, "小李", d(2, 10))  # entered later, it counts
        assert said() == ["老陈", "小李"]
        page = client.get(f"/bodies/{one.pk}/").text
        assert "当期无人负责" not in page and page.count("小李") > 1
