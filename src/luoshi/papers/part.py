"""That a step of a kind writes a paper.

Paper("title", _("Certificate of a model society"), "name", "body from_day to_day", "示证", "certificate")
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from luoshi.papers import actions
from luoshi.papers.declared import Declared
from luoshi.records.kinds.rules import Cycle


@dataclass(frozen=True)
class Paper(Declared):
    """It is written in the step's own transaction, with the next number of its series, and kept as a file."""

    def checked(self, cycle: Cycle) -> Cycle:
        """The life cycle in which its steps write it; after all else that follows, so that it says how things stand."""
        steps = [
            replace(one, follows=(*one.follows, partial(actions.put_on_paper, self))) if one.name in self.on else one
            for one in cycle.all_steps
        ]
        return Cycle(cycle.states, cycle.closed, steps)
