"""Forms of a counting's steps."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.labels import Label
from luoshi.dates.errors import DateError
from luoshi.dates.period_names import format_period, period_named
from luoshi.dates.periods import Period, to_date
from luoshi.facts.countings import figure_choices, rules
from luoshi.facts.countings.models import Counting
from luoshi.facts.indicators.models import PERIODS, SORTS
from luoshi.kernel.kinds.forms.step_forms import StepForm

PLAIN = rules.FigureSource("count", "场", stock=False, protected=False)  # fits the example indicators


def format_source_fault(fault: str, source: rules.FigureSource, often: str) -> str:
    """Format a mismatch between a figure and an indicator as a sentence."""
    natures = "、".join(str(SORTS[nature]) for nature in source.natures(often))
    words = {
        "measure": _("A mean or a share is computed from two indicators by a formula: count both."),
        "made": _("This indicator is computed from others: nothing is reported for it."),
        "unit": _("The figure is counted in %(unit)s: give the indicator the same unit of measure."),
        "often": _(
            "Figures are stored for days, ten-day periods, months, quarters, half-years, years and years to date."
        ),
        "nature": _("The nature of this figure is “%(nature)s”: give the indicator the same nature."),
        "includes": _("Each unit’s figure includes its subordinate units: set the indicator accordingly."),
        "alone": _("Each unit’s figure is its own alone: set the indicator not to include subordinate units."),
    }
    return words[fault] % {"unit": source.unit, "nature": natures}


class Sets(StepForm):
    """The form for indicator and figure."""

    def clean(self) -> dict[str, object]:
        """Check that the figure can be the indicator's value."""
        given = super().clean() or self.cleaned_data
        one, code = given.get("indicator"), given.get("figure")
        source = figure_choices.figure_source(code) if code else None
        if one is not None and source is not None:
            fields = {"measure": one.measure, "nature": one.nature, "often": one.period}
            for fault in rules.source_fault_codes(source, **fields, includes=one.includes, made=bool(one.formula)):
                self.add_error("figure", ValidationError(format_source_fault(fault, source, one.period), code=fault))
        return given


class CountingPeriodForm(StepForm):
    """The form for the period to count."""

    why_not: ClassVar[Label] = gettext_lazy("%(period)s is not over, or was counted.")
    period = forms.CharField(label=gettext_lazy("Period"), max_length=30)

    def clean_period(self) -> str:
        """Return the period in canonical form, ``2026-03``.

        Raises:
            ValidationError: it is invalid, of another kind, not over, or already counted.
        """
        text, one = self.cleaned_data["period"], self.instance
        try:
            span = period_named(text)
        except DateError:
            raise ValidationError(
                _("“%(period)s” is not a period; write 2026, 2026-03 or 2026-Q1.") % {"period": text}
            ) from None
        often = one.indicator.period if one.indicator else ""
        if often == "ytd" and span.kind == "month":
            span = to_date(span.last)
        if span.kind != often:
            raise ValidationError(
                _("This indicator is stored for another kind of period: %(often)s.") % {"often": PERIODS.get(often, "")}
            )
        if one.since is None or span.last < one.since or not self.may(one, span):
            raise ValidationError(self.why_not % {"period": text})
        return format_period(span)

    def may(self, one: Counting, span: Period) -> bool:
        """Whether the period is over and not yet counted."""
        return span.last < timezone.localdate(self.at) and (one.done is None or span.last > one.done)


class RecountForm(CountingPeriodForm):
    """The form for a counted period that is to be recounted."""

    why_not = gettext_lazy("%(period)s has not been stored.")

    def may(self, one: Counting, span: Period) -> bool:
        """Whether the period was counted."""
        return one.done is not None and span.last <= one.done
