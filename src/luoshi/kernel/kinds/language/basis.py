"""The basis of a decision: rows that name the law, charter or norm, and the article, on which it rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from luoshi.kernel.kinds.language.conditions import Is, Need, No, Valid
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.parts import Part
from luoshi.kernel.kinds.language.steps import Cycle, Step

SOURCES = (
    ("law", _("Law")),
    ("outline", _("Outline")),
    ("regulations", _("Regulations")),
    ("charter", _("Charter")),
)  # the four sources of a basis: REQUIREMENTS N6


@dataclass(frozen=True)
class Basis(Part):
    """The steps that decide on a basis: ``Basis(at="decide")``, with the rows ``Rows("basis", …)``.

    The steps ask for the rows. A norm that is named must be in force on the day of the decision, both days included,
    in this or an earlier term. A decision without a basis is not refused: a ``Coverage`` with
    ``Cell("basis", …, Some("basis"))`` lists it.

    Attributes:
        at: the steps that decide.
        rows: the name of the rows; ``norm``: their link to the norm, whose kind has the days ``first`` and ``last``;
            ``article``: the column that refusals name.
    """

    at: NameList = NameList(None)
    rows: str = "basis"
    norm: str = "norm"
    article: str = "article"
    first: str = "from_day"
    last: str = "to_day"

    def extend_cycle(self, cycle: Cycle) -> Cycle:
        """Return the life cycle in which the steps that decide ask for the basis and check its norms."""
        known = {step.name for step in cycle.resolved_steps}
        if unknown := [name for name in self.at if name not in known]:
            raise ValueError(f"basis {self.rows}: there is no step {', '.join(unknown)}")
        return cycle.with_steps(self._deciding(cycle.resolved_steps))

    def _deciding(self, steps: tuple[Step, ...]) -> Iterator[Step]:
        valid = Valid(f"{self.norm}.{self.first}", f"{self.norm}.{self.last}")
        invalid = Is(**{f"{self.norm}__not": None}) & ~valid
        in_force = Need(
            No(self.rows, where=invalid),
            _("A norm that it rests on is not in force on the day of the decision."),
            names=self.article,
        )
        for step in steps:
            if step.name not in self.at:
                yield step
                continue
            rows = " ".join(dict.fromkeys((*step.rows, self.rows)))
            yield replace(step, rows=rows, needs=(*step.needs, in_force))
