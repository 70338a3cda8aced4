"""The acts of a record's page: which one is the main one, which stand beside it, which are folded. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from luoshi.kernel.kinds.language.names import Label
from luoshi.kernel.kinds.language.steps import Cycle, Step

MAIN, PLAIN, CAREFUL, ELSEWHERE, SELDOM = "main", "plain", "careful", "elsewhere", "seldom"
IN_SIGHT = 3  # the main act and those beside it


@dataclass(frozen=True)
class PageAct:
    """A button of a record's page.

    Attributes:
        sort: main, plain or careful: a step of the record by its tone; elsewhere: it leads to another page, where
            something is begun about the record; seldom: what hardly anybody looks for.
        dialog: with scripts its form opens over the page.
        stays: it leaves the record in its state.
        why_not: reasons why it cannot be done now; it then leads nowhere.
    """

    label: str
    url: str = ""
    sort: str = PLAIN
    dialog: bool = False
    stays: bool = False
    why_not: Sequence[str] = ()


@dataclass(frozen=True)
class ChosenActs:
    """The acts of a page: the main one, at most two more or, without a main one, three, and those behind "…"."""

    main: PageAct | None = None
    beside: tuple[PageAct, ...] = ()
    folded: tuple[PageAct, ...] = ()
    refused: tuple[PageAct, ...] = ()

    @property
    def open_acts(self) -> tuple[PageAct, ...]:
        """Every act that can be done, in the order in which it is read."""
        return (*((self.main,) if self.main else ()), *self.beside, *self.folded)


def choose_acts(acts: Iterable[PageAct]) -> ChosenActs:
    """Choose which acts are in sight.

    The first main step is the main act. Beside it stand further main steps, then those that move the record on, then
    those that keep its state, then what is begun elsewhere, each in its order. A careful step is in sight only where
    the record has no other step, and is never the main act.
    """
    every = list(acts)
    open_now = [act for act in every if not act.why_not]
    main = next((act for act in open_now if act.sort == MAIN), None)
    further = sorted((act for act in open_now if act is not main), key=_rank)
    steps = [act for act in further if act.sort in (MAIN, PLAIN)]
    if main is None and not steps:
        steps = [act for act in further if act.sort == CAREFUL]
    beside = [*steps, *(act for act in further if act.sort == ELSEWHERE)][: IN_SIGHT - (main is not None)]
    return ChosenActs(
        main,
        tuple(beside),
        tuple(act for act in further if not any(act is shown for shown in beside)),
        tuple(act for act in every if act.why_not),
    )


def _rank(act: PageAct) -> tuple[int, bool]:
    return (MAIN, PLAIN, ELSEWHERE, CAREFUL, SELDOM).index(act.sort), act.stays


@dataclass(frozen=True)
class LaterStep:
    """A step that somebody will take once the record is in a state."""

    step: Step
    state: Label


def steps_ahead(cycle: Cycle, path: Sequence[str], state: str, held: Collection[str]) -> list[LaterStep]:
    """Return the main steps of the way ahead that people in these relations will take.

    The way is followed as far as it is certain: not over a step that may lead to several states.

    Args:
        path: the states of the usual way ahead, in order, without the present one.
    """
    found: dict[str, LaterStep] = {}
    for before, ahead in pairwise((state, *path)):
        leading = [step for step in cycle.steps if before in step.before and step.leads_from(before) == ahead]
        if not any(step.who and not step.or_to for step in leading):
            break
        for step in cycle.steps:
            waits = ahead in step.before and state not in step.before and step.tone == MAIN
            if waits and not set(held).isdisjoint(step.who) and step.name not in found:
                found[step.name] = LaterStep(step, cycle.states[ahead])
    return list(found.values())


def following_step(cycle: Cycle, state: str) -> Step | None:
    """Return the first main step of a state, or None."""
    return next((step for step in cycle.steps if state in step.before and step.tone == MAIN), None)
