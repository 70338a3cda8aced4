"""The needs of a step, checked on the record as the step leaves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _

from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions, unit_of
from luoshi.kernel.conditions.queries.requirements import Lack, required_values
from luoshi.kernel.conditions.queries.values import in_force
from luoshi.kernel.conditions.rules import Unmet, filter_unmet_needs, unknown_parts
from luoshi.kernel.kinds.language.conditions import Need, When, walk_conditions
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import per_snapshot
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter


def unmet_needs(
    needs: Sequence[Need],
    record: Record,
    values: Mapping[str, Any],
    given: Mapping[str, Any],
    day: date,
    form: Any = None,
    known: dict[Any, Any] | None = None,
) -> list[Unmet]:
    """Return the needs of a step that are not met; empty if all are.

    One prepared statement for all of them, and one or two queries for each value of the office that they read. Only if
    one is unknown, two more find out what is unset. Call ``locks.lock_linked`` first.

    Args:
        record: unchanged, of its kind's own model; one that is being opened may be unsaved.
        values: its fields as the step leaves them, by name; all others are as the record has them.
        given: the cleaned values of the step's form.
        day: the day for which it is checked.
        form: the step's form, for the labels of its input.
        known: the cache of ``evaluate_conditions``.
    """

    def unset(need: Need) -> list[str]:
        return _unset(need.condition, record, values, given, day, form)

    conditions = [need.condition for need in needs]
    return filter_unmet_needs(
        needs, evaluate_conditions(conditions, record, day, values=values, given=given, known=known), unset
    )


def only_need(step: Step) -> Need | None:
    """Return the condition for the records that have the step, as a need with a message; None: every record has it."""
    if isinstance(step.only, When):
        return Need(step.only, _("“%(step)s” does not apply to this kind of matter.") % {"step": step.label})
    return step.only


def format_unmet_need(one: Unmet) -> str:
    """Return the message of an unmet need: its own words, or what is unknown."""
    return _("Not known: %(names)s.") % {"names": "、".join(one.unset)} if one.unset else str(one.need.words)


def _unset(
    condition: When,
    record: Record,
    values: Mapping[str, object],
    given: Mapping[str, object],
    day: date,
    form: BaseForm,
) -> list[str]:
    """Return the labels of the values that an unknown condition lacks."""
    parts = list(walk_conditions(condition))
    told = dict(zip(parts, evaluate_conditions(parts, record, day, values=values, given=given), strict=True))
    unknown = unknown_parts(condition, told.__getitem__)
    lacking = [lack for part in unknown for lack in _lacks(part, type(record), form)]
    asked = [lack.unset for lack in lacking if not isinstance(lack.unset, DeclaredParameter)]
    found: dict[object, object] = dict(
        zip(asked, evaluate_conditions(asked, record, day, values=values, given=given), strict=True)
    )
    for unset_lack in lacking:
        if isinstance(unset_lack.unset, DeclaredParameter):
            found[unset_lack.unset] = in_force(unset_lack.unset, unit_of(record, values), day) is None
    return [lack.called() for lack in lacking if found[lack.unset]]


@per_snapshot(1000)
def _lacks(condition: When, model: type[Record], form: BaseForm) -> tuple[Lack, ...]:
    """Return what a condition requires; cached, so that the statement that checks it is prepared only once."""
    return tuple(required_values(condition, model, form))
