"""The stages through which an act goes, in their order; parts of a kind bring further ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# What the door does itself, in this order: ``records.steps.actions.stages`` says what each is.
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
    """What a part of a kind does in the transaction of a step, for one act or for many at once.

    Attributes:
        after: the stage of the door behind which it comes.
        run: gets the acts, a ``records.steps.actions.acts.Batch``; it may refuse them with a ``RecordError``.
    """

    after: str
    run: Callable[[Any], None]

    def __post_init__(self) -> None:
        if self.after not in ORDER:
            raise ValueError(f"there is no stage {self.after}: it is one of {', '.join(ORDER)}")
