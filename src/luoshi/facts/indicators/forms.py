"""Forms of an indicator's steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luoshi.facts.base.rules.formulas import FormulaFault, find_formula_cycle, unit_faults
from luoshi.facts.base.rules.natures import NATURES
from luoshi.facts.indicators.models import Definition
from luoshi.facts.indicators.queries import formulas_of, measures_by_code
from luoshi.facts.indicators.rules import CODE
from luoshi.kernel.kinds.forms.step_forms import StepForm
from luoshi.kernel.kinds.language.formulas import parse_formula


def format_formula_fault(fault: FormulaFault) -> str:
    """Format a fault of a formula as a sentence."""
    sentences = {
        "added": _("%(one)s and %(other)s are added: give both in the same unit of measure."),
        "share": _("A share in %(unit)s has no other unit, but this formula yields %(left)s."),
        "compared": _("%(one)s and %(other)s cannot be compared: their units are of different kinds."),
        "points": _(
            "The difference of two percentages is measured in 百分点, not in %(unit)s: give the indicator the unit "
            "百分点."
        ),
        "number": _("A number without a unit is added to values in %(unit)s: its unit is unclear."),
        "hundred": _("A percentage is already divided by 100: leave out the %(number)s."),
        "zero": _("The formula divides by 0."),
        "outcome": _("The formula yields %(left)s, but the indicator's unit of measure is %(unit)s."),
    }
    return sentences[fault.code] % fault.values


def formula_faults(text: str, code: str, measure: str) -> list[str]:
    """List why an indicator cannot be computed by this formula, as sentences; [] if it can. Two queries."""
    try:
        made = parse_formula(text)
    except ValueError:
        return [_("A formula consists of indicator codes, numbers, + - * / and brackets.")]
    units = measures_by_code(made.names)
    if missing := [name for name in made.names if name not in units and name != code]:
        return [_("No indicator in use has the code %(codes)s.") % {"codes": "、".join(missing)}]
    if way := find_formula_cycle({**formulas_of(), code: made}):
        return [_("The formula refers to itself: %(way)s.") % {"way": " ← ".join(way)}]
    return [format_formula_fault(fault) for fault in unit_faults(made, measure, units)]


def indicator_field_faults(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the faults of an indicator's own fields, by field, as sentences. Two queries if it has a formula."""
    found: dict[str, str] = {}
    code, nature, text = values.get("code") or "", values.get("nature") or "", (values.get("formula") or "").strip()
    if code and not CODE.fullmatch(code):
        found["code"] = _("A code consists of lower-case letters, digits and _, and begins with a letter.")
    if text and not code:
        found["code"] = _("A computed indicator needs a code, so that no formula refers to itself.")
    if text and not found and (wrong := formula_faults(text, code, values.get("measure") or "")):
        found["formula"] = " ".join(wrong)
    if nature in NATURES and NATURES[nature].made and not (text or values.get("weight")):
        found["formula" if nature == "rate" else "weight"] = _(
            "Rates cannot be averaged: say which indicators this one is computed from, or what it is weighted by."
        )
    return found


class Defined(StepForm):
    """The form for an indicator's fields; checks its code and formula."""

    def clean(self) -> dict[str, object]:
        """Check the fields together."""
        given = super().clean() or self.cleaned_data
        for name, why in indicator_field_faults(given).items():
            if name in self.fields:
                self.add_error(name, ValidationError(why, code=name))
        return given


class _SameIndicatorForm(StepForm):
    """The form to choose the indicator that this one is the same as."""

    def clean_same_as(self) -> Any:
        """Return the indicator that stays.

        Raises:
            ValidationError: it is this one, has another unit of measure, or adds up in another way.
        """
        found = self.cleaned_data["same_as"]
        if found is None:
            return found
        if found.pk == self.instance.pk:
            raise ValidationError(_("This is the indicator itself: name the one that stays."), code="itself")
        if (found.measure, found.nature) != (self.instance.measure, self.instance.nature):
            raise ValidationError(
                _("They are of different kinds: %(one)s (%(unit)s) and %(other)s (%(measure)s).")
                % {
                    "one": self.instance.get_nature_display(),
                    "unit": self.instance.measure,
                    "other": found.get_nature_display(),
                    "measure": found.measure,
                },
                code="unlike",
            )
        return found


def indicator_merge_form() -> type[StepForm]:
    """Build the form that names the indicator to keep."""
    column: Any = Definition._meta.get_field("same_as")
    return type(
        "Same", (_SameIndicatorForm,), {"same_as": column.formfield(required=True, label=_("It is the same as"))}
    )
