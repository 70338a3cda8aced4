"""A year of reminders by the clock: one digest a day at most, nothing missed, nothing twice, though broken off often.

``LUOSHI_REMINDER_YEAR=300x3000x366`` sets the number of units, of commitments, and of days on which digests are sent
(bench/ledger_reminders.py): the digests of one day take longer than all else, so that here only some days have them.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from full import FULL
from luoshi.commitments.letters.actions.reminders import send_due_reminders
from luoshi.commitments.letters.models import Letter, Reminder
from luoshi.desk.digests.actions import send_digests
from luoshi.kernel.messages.models import Message, Outgoing
from office import Office
from plans import published
from reminder_year import DAYS, RUNGS, One, build, rung_day, worked

SIZE = os.environ.get("LUOSHI_REMINDER_YEAR", "60x600x12" if FULL else "20x120x4")
UNITS, COUNT, DIGESTS = (int(part) for part in SIZE.split("x"))
BREAKS = 50


class Killed(Exception):
    """The worker died here."""


def moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


def broken_off(run: Callable[[], Iterator[None]], chance: random.Random) -> bool:
    """Run a job and let it die between two statements, or stop it between two batches; whether it died."""
    left = chance.randrange(1, 40)

    def bomb(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            left -= 1
            if left == 0:
                raise Killed
        return execute(sql, params, many, context)

    if chance.random() < 0.2:
        pieces = run()
        next(pieces, None)
        pieces.close()  # type: ignore[attr-defined]
        return True
    try:
        with connection.execute_wrapper(bomb):
            list(run())
    except Killed:
        return True
    return False


def test_a_year_of_reminders(office: Office) -> None:
    chance = random.Random(6)
    made: list[One] = build(office, published(office), UNITS, COUNT, 2026)
    calendar: dict[date, dict[int, date | None]] = {}
    dues = {due for yearly in made for _pk, due in yearly.dates.values()}
    dues |= {date.fromisoformat(event[1]) for yearly in made for event in yearly.events.values() if event[0] == "move"}
    for due in dues:
        calendar[due] = {offset: rung_day(due, offset) for offset in RUNGS.values()}
    mine = {yearly.record for yearly in made}
    wanted: list[tuple[int, str, str, str]] = []
    broken = digests = 0
    for day in DAYS:
        for yearly in made:
            yearly.apply(day)
        expected = [row for yearly in made for row in yearly.expects(day, calendar)] if worked(day) else []
        wanted += [(*row, day.isoformat()) for row in expected]
        if broken < BREAKS and expected:
            broken += broken_off(lambda day=day: send_due_reminders(moment(day, 9)), chance)  # type: ignore[misc]
        list(send_due_reminders(moment(day, 9)))
        if not worked(day):
            list(send_digests(moment(day, 10)))
        elif expected and digests < DIGESTS:
            digests += 1
            if broken < BREAKS:
                broken += broken_off(lambda day=day: send_digests(moment(day, 10)), chance)  # type: ignore[misc]
            list(send_digests(moment(day, 10)))
    rows = Reminder.objects.filter(commitment__in=mine)
    found = Counter((row.occurrence_id, row.due.isoformat(), row.rung, row.day.isoformat()) for row in rows)
    missed, more = Counter(wanted) - found, found - Counter(wanted)
    print(f"{len(wanted):,} reminders due, {missed.total()} missed, {more.total()} too many; killed {broken} times")
    assert not missed and not more
    assert broken >= min(BREAKS, 30) and len(wanted) > COUNT
    _each_is_on_record(rows)
    _one_digest_a_day()
    assert not [
        row for row in Message.objects.all() if not worked(row.at.date()) and not row.occasion.startswith("entry")
    ]
    assert Outgoing.objects.count() == 0


def _each_is_on_record(rows: Any) -> None:
    """Every rung that is told is a message to a post, once; every letter is drafted once, and none was sent."""
    said = Counter(Message.objects.filter(code__startswith="ledger.ladder").values_list("post", "occasion"))
    assert set(said.values()) == {1}
    occasions = {occasion for _post, occasion in said}
    told = {
        f"ladder:{row.occurrence_id}:{row.due}:{row.rung}" for row in rows if row.form in ("notice", "push", "written")
    }
    assert told <= occasions
    letters = [row for row in rows if row.form in ("written", "slip", "proposal")]
    asked = {(row.commitment_id, row.form) for row in letters}
    assert {
        (row.commitment_id, row.form) for row in letters if row.letter_id
    } == asked  # a second while one waits: none
    assert all(row.posts for row in rows if row.letter_id or row.form in ("notice", "push", "written"))
    assert Letter.objects.count() == Reminder.objects.exclude(letter=None).count()
    assert not Letter.objects.exclude(state__in=("draft", "prepared", "discarded")).exists()


def _one_digest_a_day() -> None:
    digests = Message.objects.filter(code__startswith="digest")
    a_day = Counter((row.person_id, row.at.date()) for row in digests)
    people = {person for person, _day in a_day}
    print(f"{a_day.total():,} digests to {len(people):,} people, at most {max(a_day.values())} a day")
    assert a_day and set(a_day.values()) == {1}
    assert all(worked(day) for _person, day in a_day)


@pytest.mark.parametrize("due", [date(2026, 9, 30), date(2026, 2, 14)])
def test_the_days_of_rungs_are_the_same_by_both_ways(due: date) -> None:
    from luoshi.commitments.letters.rules.ladder import DEFAULT

    assert [rung.day(DAYS[0], due) for rung in DEFAULT.rungs] == [rung_day(due, offset) for offset in RUNGS.values()]
