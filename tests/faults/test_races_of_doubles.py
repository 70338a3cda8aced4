"""Eight at once with the same: one of them is there, the others are told so; or all are, and one counts."""

from __future__ import annotations

from faults.threads import EIGHT, at_once, of
from linked.models import Body
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.language.conditions import Double
from luoshi.kernel.kinds.language.parts import Number
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.steps.actions.steps import take
from luoshi.kernel.unique.models import UniqueKey
from office import NOW, TODAY, Office
from sample_line import one_kind
from unique_kinds import founded, given, kind

# Numbers by a step that none of these takes: no series that one waits for keeps them apart.
CARD = kind(Unique("card"), Number("证{year}-{n}", at="start"))


def test_of_eight_that_begin_the_same_one_is_there(real_office: Office) -> None:
    with one_kind(CARD) as bodies:
        assert of(at_once(lambda _: founded(real_office, bodies, "12"))) == {"done": 1, "guarded": EIGHT - 1}
    assert (Body.objects.count(), UniqueKey.objects.count()) == (1, 1)


def test_of_eight_that_are_put_right_to_the_same_one_is_so(real_office: Office) -> None:
    desk = real_office.actor("supervisor")
    with one_kind(CARD) as bodies:
        every = [founded(real_office, bodies, str(number)) for number in range(EIGHT)]
        given = {"card": "12", "reason": "误录"}
        found = at_once(lambda number: take(every[number], "put_right", desk, given, at=NOW))
        assert of(found) == {"done": 1, "guarded": EIGHT - 1}
    assert (Body.objects.filter(card="12").count(), UniqueKey.objects.count()) == (1, EIGHT)


def test_of_eight_sheets_with_the_same_rows_in_either_order_one_comes_in(real_office: Office) -> None:
    desk = real_office.actor("supervisor")
    rows = [given(real_office, str(number)) for number in range(30)]
    with one_kind(CARD) as bodies:
        found = at_once(lambda number: begin_many(bodies, desk, rows[:: -1 if number % 2 else 1], at=NOW))
    assert sum(not isinstance(outcome, str) for outcome in found) == 1
    assert (Body.objects.count(), UniqueKey.objects.count()) == (30, 30)


def test_of_eight_likely_doubles_the_smallest_number_counts(real_office: Office) -> None:
    with one_kind(kind(Unique("card", clash="doubt", who="desk"))) as bodies:
        at_once(lambda _: founded(real_office, bodies, "12"))
        found = (
            Body.objects.filter(definitely_true(Double(), Body, TODAY))
            .order_by("number")
            .values_list("number", flat=True)
        )
        assert list(found) == [f"团2026-{number:04d}" for number in range(2, EIGHT + 1)]
