"""Examples of a step's input, from its declaration and its form's fields, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Around:
    """The surroundings of a record, for examples that depend on them.

    Attributes:
        unit: the record's own; ``another_unit``: a different one.
        post: an occupied post of the record's unit; ``another_post``: one of another unit.
        day: the day of the act.
        unused: a number that no other record has.
    """

    unit: Any
    another_unit: object
    post: object
    another_post: object
    day: date
    unused: int


def resolve_example(example: object, record: object, around: Around) -> object:
    """Return an example's value; a function is called with the record (None: it begins) and its surroundings."""
    return example(record, around) if callable(example) else example


def step_examples(step: Any, fields: Mapping[str, Any], record: object, around: Around) -> dict[str, object]:
    """Return the declared examples for a step's fields: the step's own, otherwise the field's ``example``."""
    declared = {name: getattr(field, "example", None) for name, field in fields.items()} | dict(step.example)
    return {name: resolve_example(example, record, around) for name, example in declared.items() if example is not None}
