"""The kind “counting by the program”: an indicator, the figure that fills it, and the counted periods."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luoshi.facts.countings import actions, figure_choices, forms, models
from luoshi.facts.countings.cards import counting_sections
from luoshi.facts.indicators.kind import RIGHTS
from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique

BOTH = "desk unit"
NOBODY = ""
KEPT: dict[str, object] = {"period": lambda record, around: f"{around.day.year - 1}-12"}


def a_figure(record: object, around: Around) -> str:
    """Return a figure that fits the example indicators."""
    return next(
        code for code in figure_choices.countable_figures() if figure_choices.figure_source(code) == forms.PLAIN
    )


KIND = Kind(
    name="countings",
    label=_("Counted by the program"),
    one=_("Counting by the program"),
    record=models.Counting,
    cycle=Cycle(
        {"active": _("Counting"), "ended": _("Ended")},
        "ended",
        (
            Step("set", _("Let the program count"), "> active", BOTH, "unit indicator figure since days",
                 must="figure since", given=forms.Sets, example={"figure": a_figure, "since": "2026-01-01"}),
            Step("count", _("The program counts a period"), "active >", NOBODY, given=forms.CountingPeriodForm,
                 follows=(actions.tell_counted_values,)),
            Step("recount", _("Count a period again"), "active >", BOTH, given=forms.RecountForm,
                 own={"reason": True},
                 follows=(actions.tell_counted_values,), example=KEPT, tone="careful"),
            Step("revise", _("A stored period was updated to the current rules"), "active >", NOBODY,
                 given=forms.RecountForm, own={"reason": True}, follows=(actions.tell_counted_values,)),
            Step("end", _("Stop counting"), "active > ended", BOTH, own={"reason": True}, tone="careful"),
        ),
    ),
    rights=RIGHTS,
    unit=_("Kept by"),
    titled="{indicator}",
    columns="figure since done",
    shows="indicator figure since days done",
    quiet="days done",
    filters="figure",
    words="title",
    sections=counting_sections,
    parts=(Unique("indicator", where=Is(state="active")),),
    prefix="取",
    counter="项",
    help="figures",
)  # fmt: skip
