"""Tell what the heads of a table name: the task, its target, people, remarks, or something beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from luoshi.reading.structure import Span
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes

HEAD_LONGEST = 14
_TITLE_LONGEST = 40
# Heads that contain a task word but are not tasks.
_OTHER_HEADS = tuple(lexicon_classes("markers")["other_heads"])


@cache
def head_words() -> re.Pattern[str]:
    """Return the expression for words that heads of tables have."""
    words = lexicon_classes("markers")
    return lazy_pattern(grouped_trie_pattern([*words["heads"], *words["tasks"]]))


@cache
def _words() -> dict[str, re.Pattern[str]]:
    words = lexicon_classes("markers")
    found = {name: lazy_pattern(grouped_trie_pattern(words[name])) for name in ("remarks", "task_titles", "people")}
    found["in_charge"] = lazy_pattern(grouped_trie_pattern(words["in_charge"]))
    return found


@cache
def target_words() -> tuple[str, ...]:
    """Return the words of heads whose column holds a task's target, or how it is to be done."""
    return (*lexicon_classes("markers")["targets"], *lexicon_classes("markers")["means"])


def is_other_head(head: str) -> bool:
    """Check whether a head with a task word names something else: 完成时限要求, 工作单位, 任务来源."""
    return head.endswith(_OTHER_HEADS)


def task_columns(heads: Sequence[str]) -> list[int]:
    """Return the columns whose head has the first task word that any has.

    Columns of stages (一季度任务, 阶段安排) only part the task: they count where no other column says what is owed.
    """
    stages = {i for i, head in enumerate(heads) if is_stage_head(head)}
    for word in lexicon_classes("markers")["tasks"]:
        fitting = [i for i, head in enumerate(heads) if word in head and i not in stages and not is_other_head(head)]
        if fitting:
            return fitting
    if not stages:
        return []
    wholes = lexicon_classes("markers")["wholes"]
    whole = [i for i, head in enumerate(heads) if i not in stages and any(word in head for word in wholes)]
    whole = [i for i in whole if not is_other_head(heads[i])]
    for word in () if whole else lexicon_classes("markers")["tasks"]:
        whole = whole or [i for i in sorted(stages) if word in heads[i] and not is_other_head(heads[i])]
    return whole


def is_stage_head(head: str) -> bool:
    """Check whether a column holds a stage of the task of its row: 一季度, 阶段安排."""
    return any(word in head for word in lexicon_classes("markers")["stages"])


def is_remark_head(head: str) -> bool:
    """Check whether a column only comments on the task: 备注, 存在困难."""
    return is_other_head(head) or _words()["remarks"].search(head) is not None


def names_people(head: str) -> bool:
    """Check whether a column names persons: 带队领导, 责任人."""
    return _words()["in_charge"].search(head) is not None


def lists_people(heads: Sequence[str]) -> bool:
    """Check whether the heads are those of a list of people."""
    return _words()["people"].search("|".join(heads)) is not None


def lists_tasks(title: str) -> bool:
    """Check whether a table's title says that it lists what is to be done."""
    return _words()["task_titles"].search(title) is not None


def title_above(text: str, lines: Sequence[Span], head: int) -> str:
    """Return the line above a table's head, if it is short enough for a title."""
    start, end = lines[head - 1] if head else (0, 0)
    return text[start:end] if end - start <= _TITLE_LONGEST else ""
