"""Labels for floors and their missing inputs."""

from __future__ import annotations

from luoshi.kernel.base.words import words
from luoshi.lines.funding.floors import rules

_ = words(__name__)

LACKS: dict[str, object] = {
    rules.PER_HEAD: _("per-head base missing (blank in the source)"),
    rules.POPULATION: _("population not reported"),
    rules.RATE: _("growth missing"),
    rules.BASIS: _("the basis of growth is not set"),
    rules.ACTUAL: _("final accounts of the year before not reported"),
    rules.BEFORE: _("neither a floor nor a value of the year before"),
}
BY: dict[str, object] = {rules.HEADS: _("by population"), rules.GROWTH: _("by growth")}
OF: dict[str, object] = {
    "floor": _("the floor of the year before"),
    "budget": _("the last budget"),
    "actual": _("what was spent last"),
}
