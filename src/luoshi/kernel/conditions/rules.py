"""Why a step is refused: the needs that are not met, and what is unset for those that are unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from luoshi.kernel.kinds.language.conditions import Both, Either, Need, Not, When

Answer = bool | None  # None: unknown


@dataclass(frozen=True)
class Unmet:
    """A need that is not met: false, or unknown because the values named here are unset."""

    need: Need
    unset: tuple[str, ...] = ()


def filter_unmet_needs(
    needs: Sequence[Need], answers: Sequence[Answer], unset: Callable[[Need], Sequence[str]]
) -> list[Unmet]:
    """Return the needs that are not met, in order.

    Args:
        unset: returns the labels of the unset values of a need; called only if the need is unknown.
    """
    found = []
    for need, answer in zip(needs, answers, strict=True):
        if answer is None:
            found.append(Unmet(need, tuple(dict.fromkeys(unset(need)))))
        elif not answer:
            found.append(Unmet(need))
    return found


def unknown_parts(condition: When, answer: Callable[[When], Answer]) -> list[When]:
    """Return the elementary conditions that make a condition unknown; none if it is known.

    Args:
        answer: the answer to a part of it.
    """
    if answer(condition) is not None:
        return []
    if isinstance(condition, Both | Either):
        return [*unknown_parts(condition.one, answer), *unknown_parts(condition.other, answer)]
    return unknown_parts(condition.one, answer) if isinstance(condition, Not) else [condition]
