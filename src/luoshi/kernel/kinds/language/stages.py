"""The stages of a step, in their order; parts of a kind may add further ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# The built-in stages in their order; ``kernel.steps.actions.stages`` describes each.
ORDER = (
    "guard",
    "holders",
    "day",
    "computed",
    "locks",
    "needs",
    "unit",
    "number",
    "title",
    "duties",
    "record",
    "rows",
    "needs of rows",
    "fields",
    "journal",
    "linked duties",
    "term",
    "files",
    "index",
    "messages",
    "consequences",
    "uniqueness",
    "held",
)


@dataclass(frozen=True)
class Stage:
    """A stage that a part of a kind adds to the transaction of a step, for one act or for a batch.

    Attributes:
        after: the built-in stage after which it runs.
        run: takes the acts, a ``kernel.steps.actions.acts.StepBatch``; it may refuse them with a ``RecordError``.
    """

    after: str
    run: Callable[[Any], None]

    def __post_init__(self) -> None:
        if self.after not in ORDER:
            raise ValueError(f"there is no stage {self.after}: it is one of {', '.join(ORDER)}")
