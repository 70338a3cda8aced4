"""The part that puts a kind's records into publicity before their next step.

Publicity("published", VALUES["hardships.publicity"], "name cause grade", then="approve", reads="unit")
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Need, When
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.parts.publicity import actions
from luoshi.parts.publicity.queries import OVER
from luoshi.parts.publicity.windows import Window

_ = words(__name__)

SHUT = _("It is in publicity until its last day; the next step is closed while an objection is open or was upheld.")


@dataclass(frozen=True)
class Publicity(Window):
    """It runs from the day after posting for the office's period; days with an open objection are added.

    Until it is over, and if an objection was upheld, the steps that follow are closed, however they are taken. A change
    of what is shown, or a return to the state, posts the record again; leaving the state takes it down at once.
    """

    def extend_cycle(self, cycle: Cycle) -> Cycle:
        """Return the life cycle in which steps post and take down, and the following steps wait."""
        return Cycle(cycle.states, cycle.closed, [self._step(step) for step in cycle.all_steps])

    def _step(self, step: Step) -> Step:
        if step.name in self.then:
            step = replace(step, only=Need(OVER, SHUT) if step.only is None else self._also(step.only))
        if self.state in (*step.before, step.after, *step.or_to):
            step = replace(step, follows=(partial(actions.keep_posted, self), *step.follows))
        return step

    def _also(self, only: When | Need) -> Need:
        if isinstance(only, Need):
            return Need(only.condition & OVER, only.words, only.kept)
        return Need(only & OVER, SHUT)
