"""Follow-ups of trials: how much of what was applied the crop took up."""

from __future__ import annotations

from decimal import Decimal

from luoshi.figures.rounding import round_to_step
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.soil.models import NUTRIENTS, SoilField, TrialPlot
from luoshi.lines.soil.rules import use_efficiency

PLACES = Decimal("0.1")


def compute_efficiency(took: Took[SoilField]) -> None:
    """Set the use efficiency of each nutrient, by the full treatment and the one without it; unknown stays empty."""
    plots = {plot.treatment: plot for plot in TrialPlot.objects.filter(record=took.record.pk)}
    full = plots.get("full")
    found = {}
    for name in NUTRIENTS:
        without = plots.get(f"no_{name}")
        full_took, left_took = (getattr(plot, f"took_{name}", None) for plot in (full, without))
        share = use_efficiency(full_took, left_took, getattr(full, name, None))
        found[f"eff_{name}"] = None if share is None else round_to_step(share, PLACES)
    took.set_fields(**found)
