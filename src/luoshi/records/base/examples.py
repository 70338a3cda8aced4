"""Examples of what a step may be given: said by its declaration and by its form's fields, for whatever tries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Around:
    """Who and what there is around a record, for examples that cannot be told without it.

    Attributes:
        unit: the record's own; ``another_unit``: one beside it.
        post: one of the record's unit that somebody holds; ``another_post``: one of another unit.
        day: the day of the act.
        unused: a number that no other record was given.
    """

    unit: Any
    another_unit: Any
    post: Any
    another_post: Any
    day: date
    unused: int


def resolve_example(example: Any, record: Any, around: Around) -> Any:
    """An example as a value; ``example`` is one, or a function of the record (None: it begins) and what is around."""
    return example(record, around) if callable(example) else example


def step_examples(step: Any, fields: Mapping[str, Any], record: Any, around: Around) -> dict[str, Any]:
    """What is said for a step's fields: by the step itself, else by the field (``field.example``); not all say one."""
    declared = {name: getattr(field, "example", None) for name, field in fields.items()} | dict(step.example)
    return {name: resolve_example(example, record, around) for name, example in declared.items() if example is not None}
