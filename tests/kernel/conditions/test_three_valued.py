"""Random conditions are answered as Kleene would, by the database, in lists and of one record as a step leaves it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from drawn_conditions import ALIKE, MEASURED, SAID, conditions, rows
from full import FULL
from kleene import MODELS, Asked
from linked.models import Body, Project
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.needs import unmet_needs
from luoshi.kernel.kinds.language.conditions import Need, When
from office import TODAY, Office
from three_kinds import three_kinds

EACH = settings(phases=[Phase.generate], max_examples=1500 if FULL else 60, suppress_health_check=list(HealthCheck))


@pytest.fixture
def asked(office: Office) -> Iterator[Asked]:
    """Rows of the three kinds in which much is unset, and a reference that knows them."""
    with three_kinds():
        yield Asked.now(rows(office), TODAY)


def _found(condition: When, model: Any, each: bool) -> dict[int, bool]:
    """What lists say of each record; those are left out of which they do not know."""
    surely = {
        pk: True
        for (pk,) in model.objects.filter(definitely_true(condition, model, TODAY, each=each)).values_list("pk")
    }
    not_so = {
        pk: False
        for (pk,) in model.objects.filter(definitely_false(condition, model, TODAY, each=each)).values_list("pk")
    }
    assert surely.keys().isdisjoint(not_so)
    return surely | not_so


@EACH
@given(st.data())
def test_lists_answer_a_condition_as_kleene_would(asked: Asked, data: Any) -> None:
    model = data.draw(st.sampled_from(MODELS))
    condition = data.draw(conditions(model))
    told = {pk: asked.answer(condition, row, {}, row.unit_id) for pk, row in asked.rows[model].items()}
    known = {pk: answer for pk, answer in told.items() if answer is not None}
    assert _found(condition, model, each=False) == _found(condition, model, each=True) == known


@EACH
@given(st.data())
def test_one_record_is_answered_as_the_step_leaves_it(asked: Asked, data: Any) -> None:
    """Written or not yet, unchanged or set by the step; and what is not known is named."""
    model = data.draw(st.sampled_from(MODELS))
    condition = data.draw(conditions(model, given=True))
    needs = [Need(condition, "no")]
    others = list(asked.rows[model].values())
    for stored in [*others[::3], model(kind=others[0].kind, state="open", unit=others[0].unit)]:
        left, values = copy.copy(stored), _set_by(data, asked, model)
        for name, value in values.items():
            setattr(left, name, value)
        given = {name: data.draw(st.sampled_from(said)) for name, said in SAID.items()}
        expected = asked.answer(condition, left, given, left.unit_id)
        assert evaluate_conditions([condition], stored, TODAY, values=values, given=given) == [expected]
        found = unmet_needs(needs, stored, values, given, TODAY)
        assert [bool(need.unset) for need in found] == ([] if expected else [expected is None])


def _set_by(data: Any, asked: Asked, model: Any) -> dict[str, Any]:
    """Some fields that a step sets."""
    if data.draw(st.booleans()):
        return {}
    found: dict[str, Any] = {}
    for name, values in [*ALIKE[model], *MEASURED[model]]:
        if name in ("part_of", "body"):
            found[name] = data.draw(st.sampled_from([None, *asked.rows[Body].values()]))
        elif name == "about":
            found[name] = data.draw(
                st.sampled_from([None, *(row for of in (Body, Project) for row in asked.rows[of].values())])
            )
        elif name == "project":
            found[name] = data.draw(st.sampled_from([None, *asked.rows[Project].values()]))
        elif name not in ("owner", "size") and values[0] is not None:
            column = model._meta.get_field(name)
            value = data.draw(st.sampled_from(values))
            found[name] = value.split()[0] if isinstance(value, str) else value if value or column.null else ""
    return found
