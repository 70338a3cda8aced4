"""Several at once at random checks: none is drawn twice, and the last of a draw ends it."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date
from time import sleep

from django.db import transaction

from assigned import at
from faults.threads import EIGHT, at_once, of
from luoshi.commitments.draws.models import Check, Draw
from luoshi.kernel.steps.actions.steps import take
from office import Office
from random_checks import NUMBERS, drawn, furnished, set_up


def test_two_checks_that_end_at_once_end_their_draw(real_office: Office) -> None:
    furnished(real_office)
    draw = drawn(real_office)
    checks, who = list(draw.checks.all()), real_office.actor("supervisor", date(2026, 10, 20))
    given, ended = {"way": "papers", "finding": "签到表齐全"}, threading.Event()

    def end(number: int) -> object:
        if number:
            ended.wait(30)
            return take(checks[1], "sound", who, given, at=at(10, 20))
        with transaction.atomic():  # the first has ended and is not committed when the second begins
            took = take(checks[0], "sound", who, given, at=at(10, 20))
            ended.set()
            sleep(0.5)
            return took

    assert of(at_once(end, 2)) == {"done": 2}
    draw.refresh_from_db()
    assert draw.state == "done"


def test_what_eight_draws_from_one_pool_draw_at_once_is_under_one_check_each(real_office: Office) -> None:
    rows = furnished(real_office)
    draws = [set_up(real_office) for _one in range(EIGHT)]
    who = real_office.actor("supervisor", date(2026, 10, 13))
    said = of(at_once(lambda number: take(draws[number], "draw", who, NUMBERS, at=at(10, 13))))
    assert (said["done"], said["guarded"]) == (1, EIGHT - 1)
    assert set(Counter(Check.objects.values_list("commitment", flat=True)).values()) == {1}
    assert Check.objects.count() == 2 < len(rows)
    assert Draw.objects.exclude(revealed="").count() == 1
