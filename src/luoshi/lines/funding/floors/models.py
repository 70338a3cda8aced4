"""Budget floors as an office sets them; their tables keep the label ``facts``, under which offices have them."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.facts.indicators.models import Definition
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.tree.models import Unit

_ = words(__name__)

SORTS = {
    "outreach": _("Popular science"),
    "office": _("Work of the office"),
    "science": _("Fiscal input into science"),
    "other": _("Other money"),
}
WAYS = [
    ("growth", _("Last year's amount with growth")),
    ("heads", _("Amount per head")),
    ("both", _("The larger of the amount per head and last year's amount with growth")),
]
BASES = [("budget", _("The last budget")), ("actual", _("What was spent last"))]
YEARLY = Is(state="active", period="year", measure="元")
OF_HEADS = Is(state="active", period="year")


class BudgetYearField(models.PositiveSmallIntegerField[int | str | None, Any]):
    """A budget year, 1990 to 2100."""

    def formfield(self, **kwargs: Any) -> Any:
        """Build the form field with these bounds."""
        return super().formfield(**{"min_value": 1990, "max_value": 2100, **kwargs})

    def deconstruct(self) -> Any:
        """Deconstruct as a plain column: only the form checks the bounds."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


class Floor(KindRecord):
    """A minimum for the budgets of some areas each year. Sources: S002-33, S002-34, S001-21, S002-88.

    Population, budget and spending are facts of an area and a year; the terms are dated and have a source.
    """

    sort = models.CharField(_("what money"), max_length=10, choices=SORTS, default="outreach")
    way = models.CharField(_("how it is computed"), max_length=6, choices=WAYS, default="both")
    first_year = BudgetYearField(_("first year"), null=True)
    budget = Linked(Definition, _("indicator of the budget"), where=YEARLY, back=False)
    actual = Linked(Definition, _("indicator of what was spent"), blank=True, where=YEARLY, back=False)
    population = Linked(Definition, _("indicator of the population"), blank=True, where=OF_HEADS, back=False)

    class Meta:
        app_label = "facts"


class FloorTerm(Row):
    """The terms from a year on. What the source leaves blank stays blank, and the floor is then not computed."""

    from_year = BudgetYearField(_("from the year"))
    per_head = Fixed(_("yuan per head"), null=True, blank=True, least=0)
    growth = Fixed(_("growth a year (%)"), null=True, blank=True)
    basis = models.CharField(_("growth applied to"), max_length=6, choices=BASES, blank=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta(Row.Meta):
        db_table = "facts_term"  # from before the class was renamed
        app_label = "facts"


class Area(Row):
    """An area to which the floor applies, as the unit that reports for it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("area"))

    class Meta(Row.Meta):
        app_label = "facts"
