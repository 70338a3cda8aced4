"""That a step of a kind writes a paper.

Paper("title", _("Certificate of a model society"), "name", "body from_day to_day", "示证", "certificate")
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.papers import actions
from luoshi.papers.paper_declaration import Declared
from luoshi.records.kinds.rules import Step
from luoshi.records.kinds.stages import Stage
from luoshi.records.steps.actions.acts import StepBatch


@dataclass(frozen=True)
class Paper(Declared):
    """It is written in the step's own transaction, with the next number of its series, and kept as a file."""

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Its steps write it after all else that follows, so that it says how things stand."""
        return (WRITING,) if step.name in self.on else ()


def write_papers(batch: StepBatch) -> None:
    """Write the papers of a kind that the step of these acts writes."""
    papers = [part for part in batch.kind.every(Paper) if batch.step.name in part.on]
    for act in batch.each():
        for part in papers:
            actions.put_on_paper(part, act.took)


WRITING = Stage("consequences", write_papers)
