"""The rows behind a figure as a filter of lists: parsed from the URL, checked, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luoshi.desk.figures.queries.axes import is_axis_code
from luoshi.desk.figures.queries.figures import FigureSpan, counted_days, figures_of
from luoshi.desk.figures.queries.words import code_text
from luoshi.desk.figures.rules import Cut, cut_of
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.org.tree.models import Unit

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)  # the days for which figures can be requested


@dataclass(frozen=True)
class FigureSelection:
    """The rows behind a figure as a filter of a list; ``str`` gives it in words."""

    kind: CompiledKind
    cut: Cut

    def __str__(self) -> str:
        cut, figure = self.cut, figures_of(self.kind)[self.cut.figure]
        span = counted_days(figure, FigureSpan(cut.first, cut.last), cut.units) or cut
        said = [str(figure.label), f"{span.first.isoformat()} – {span.last.isoformat()}"]
        if cut.units is not None:
            unit = Unit.objects.filter(pk=cut.units).values_list("name", flat=True).first() or ""
            said.append(_("%(unit)s alone") % {"unit": unit} if cut.own else str(unit))
        for name, code in cut.codes.items():
            said.append(code_text(self.kind, name, code, cut.last))
        return ", ".join([*said, *([_("all that count")] if cut.base else [])])


class FigureCutField(forms.CharField):
    """A form field for the rows behind a figure, in the form of the link on its number."""

    def __init__(self, kind: CompiledKind, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.HiddenInput, "max_length": 400, **kwargs})
        self.kind = kind

    def clean(self, value: Any) -> object:
        text = super().clean(value)
        if not text:
            return None
        try:
            cut = cut_of(text)
        except ValueError:
            raise ValidationError(_("This is not a figure.")) from None
        figure = figures_of(self.kind).get(cut.figure)
        known = figure is not None and {*cut.codes} <= {*figure.by}
        if not known or not FIRST <= cut.first <= cut.last <= LAST:
            raise ValidationError(_("This is not a figure."))
        if not all(is_axis_code(self.kind, name, code) for name, code in cut.codes.items()):
            raise ValidationError(_("This is not a figure."))
        return FigureSelection(self.kind, cut)
