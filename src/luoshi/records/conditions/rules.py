"""Why a step is refused: the needs that are not met, and of those that are not known what is unset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from luoshi.records.kinds.conditions import Both, Either, Need, Not, When

Answer = bool | None  # None: not known


@dataclass(frozen=True)
class Unmet:
    """A need that is not met: surely not so, or not known for want of what is named here."""

    need: Need
    unset: tuple[str, ...] = ()


def filter_unmet_needs(
    needs: Sequence[Need], answers: Sequence[Answer], unset: Callable[[Need], Sequence[str]]
) -> list[Unmet]:
    """The needs that speak against a step, in their order.

    Args:
        unset: the labels of what a need lacks to be known; asked only of those that are not.
    """
    found = []
    for need, answer in zip(needs, answers, strict=True):
        if answer is None:
            found.append(Unmet(need, tuple(dict.fromkeys(unset(need)))))
        elif not answer:
            found.append(Unmet(need))
    return found


def unknown_parts(condition: When, answer: Callable[[When], Answer]) -> list[When]:
    """The single questions because of which a condition is not known; none where it is.

    Args:
        answer: the answer to a part of it.
    """
    if answer(condition) is not None:
        return []
    if isinstance(condition, Both | Either):
        return [*unknown_parts(condition.one, answer), *unknown_parts(condition.other, answer)]
    return unknown_parts(condition.one, answer) if isinstance(condition, Not) else [condition]
