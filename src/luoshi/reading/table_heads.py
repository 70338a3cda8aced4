"""Tell what the heads of a table name: the task, its target, or something beside them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from luoshi.reading.words import lexicon_classes

# Heads that contain a task word but are not tasks.
_OTHER_HEADS = tuple(lexicon_classes("markers")["other_heads"])


@cache
def target_words() -> tuple[str, ...]:
    """Return the words of heads whose column holds a task's target."""
    return tuple(lexicon_classes("markers")["targets"])


def is_other_head(head: str) -> bool:
    """Check whether a head with a task word names something else: 完成时限要求, 工作单位, 任务来源."""
    return head.endswith(_OTHER_HEADS)


def task_columns(heads: Sequence[str]) -> list[int]:
    """Return the columns whose head has the first task word that any has."""
    for word in lexicon_classes("markers")["tasks"]:
        fitting = [i for i, head in enumerate(heads) if word in head and not is_other_head(head)]
        if fitting:
            return fitting
    return []
