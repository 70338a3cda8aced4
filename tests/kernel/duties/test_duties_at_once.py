"""The job lays out while people take steps: each period is there once, and nothing of what has ended."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import transaction

from checked_bodies import act, body, step, talks
from faults.threads import EIGHT, at_once
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.models import Act, Duty, Occurrence
from luoshi.kernel.kinds.models import Record
from office import Office

BEGUN, DAY = date(2026, 1, 1), date(2026, 6, 10)


def test_eight_laying_out_at_once_write_each_period_once(real_office: Office) -> None:
    with talks() as kind:
        bodies = [body(real_office, kind, BEGUN, title=f"协会{number}") for number in range(3)]
        for item in bodies:
            step(real_office, item, "pair", BEGUN)
        at_once(lambda _: list(roll_out_all(DAY)))
        found = Counter(Occurrence.objects.values_list("duty__record", "name"))
        assert set(found.values()) == {1} and len(found) == 3 * 7


def test_what_ends_while_it_is_laid_out_owes_nothing_afterwards(real_office: Office) -> None:
    with talks() as kind:
        bodies = [body(real_office, kind, BEGUN, title=f"协会{number}") for number in range(EIGHT - 1)]
        for item in bodies:
            step(real_office, item, "pair", BEGUN)

        def press(number: int) -> None:
            if number == EIGHT - 1:
                list(roll_out_all(DAY))
                return
            step(real_office, bodies[number], "unpair", DAY, on=date(2026, 3, 14))

        at_once(press)
        open_now = Occurrence.objects.filter(settled=None, dropped=None)
        assert Duty.objects.filter(ended=None).count() == 0
        found = Counter(open_now.values_list("duty__record", "name"))
        assert set(found.values()) == {1}
        assert {name for _record, name in found} == {"2026-01", "2026-02", "2026-03"} and len(found) == 3 * (EIGHT - 1)


def test_eight_acts_at_once_meet_the_period_once_and_are_all_kept(real_office: Office) -> None:
    with talks() as kind:
        one = body(real_office, kind, BEGUN)
        step(real_office, one, "pair", BEGUN)

        def press(number: int) -> None:
            with transaction.atomic():
                act(real_office, Record.get_locked(one.pk), date(2026, 1, 10 + number))

        at_once(press)
        assert Act.objects.count() == EIGHT
        assert list(Occurrence.objects.order_by("first").values_list("settled", flat=True)) == [date(2026, 1, 10), None]
