"""The part of a kind by which a step writes a paper.

Paper("title", _("Certificate of a model society"), "name", "body from_day to_day", "示证", "certificate")
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.steps.actions.acts import StepBatch
from luoshi.papers import actions
from luoshi.papers.paper_declaration import Declared


@dataclass(frozen=True)
class Paper(Declared):
    """A paper, written in the step's transaction with the next number of its series, and stored as a file."""

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Write it after all other follow-ups of its steps, so that it has the final state."""
        return (WRITING,) if step.name in self.on else ()


def write_papers(batch: StepBatch) -> None:
    """Write the papers of this step for each record of the batch."""
    papers = [part for part in batch.kind.every(Paper) if batch.step.name in part.on]
    for act in batch.iterate_acts():
        for part in papers:
            actions.put_on_paper(part, act.took)


WRITING = Stage("consequences", write_papers)
