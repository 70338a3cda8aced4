"""Indicators as an office defines them: what the number means, and how it adds up."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.forms.fields import Fixed
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.base.rules.natures import NATURES
from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row

SORTS = {
    "flow": _("Flow: adds up over the period"),
    "total": _("Total to date"),
    "stock": _("Stock: as of a day"),
    "rate": _("Rate or share, computed"),
    "average": _("Average, weighted"),
    "score": _("Score, grade or rank"),
    "peak": _("Peak: the largest"),
    "distinct": _("Distinct persons or bodies"),
    "yesno": _("Yes or no"),
    "sample": _("From a sample survey"),
}
assert SORTS.keys() == NATURES.keys()
PERIODS = {
    "day": pgettext_lazy("period", "Day"),
    "decade": pgettext_lazy("period", "Ten days (旬)"),
    "month": pgettext_lazy("period", "Month"),
    "quarter": pgettext_lazy("period", "Quarter"),
    "half": pgettext_lazy("period", "Half-year"),
    "year": pgettext_lazy("period", "Year"),
    "ytd": pgettext_lazy("period", "Year to date"),
    "years": pgettext_lazy("period", "Several years"),
    "moment": pgettext_lazy("period", "Moment"),
}
WAYS = {"up": _("More is better"), "down": _("Less is better")}
IN_USE = Is(state="active")


def a_code(_record: object, around: Around) -> str:
    """Return an unused indicator code, for examples."""
    return f"code_{around.unused}"


class Written(models.CharField[str, str]):
    """Text with a syntax: ``example`` is a valid text, or a function that returns one."""

    def __init__(self, *args: Any, example: object = None, **kwargs: Any) -> None:
        self.example = example
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Deconstruct as a plain CharField, which it is in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Build the form field, with the example."""
        made: Any = super().formfield(**kwargs)
        made.example = self.example
        return made


class LegalHead(models.Model):
    """The marks of a statistical form: its number, maker, approval and validity. Source: 统计法."""

    table_number = models.CharField(_("number of the form"), max_length=40, blank=True)
    maker = models.CharField(_("made by"), max_length=120, blank=True)
    approval = models.CharField(_("approved or filed under"), max_length=80, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        abstract = True


class Definition(LegalHead, KindRecord):
    """The definition of an indicator. The record's title is its name, the record's unit the office that keeps it.

    Values are stored in ``measure``, in whatever unit a form asks for them.
    """

    indicator = models.OneToOneField(Indicator, models.PROTECT, null=True, related_name="definition", editable=False)
    code = Written(_("code"), max_length=40, blank=True, example=a_code)
    measure = models.CharField(_("unit of measure"), max_length=30, blank=True)
    nature = models.CharField(_("nature"), max_length=10, choices=SORTS, blank=True)
    period = models.CharField(pgettext_lazy("indicator", "reported every"), max_length=10, choices=PERIODS, blank=True)
    digits = models.PositiveSmallIntegerField(_("decimals shown"), null=True, blank=True)
    way = models.CharField(_("direction"), max_length=4, choices=WAYS, blank=True)
    formula = Written(_("formula"), max_length=200, blank=True, example="")
    weight = Linked("self", _("weighted by"), blank=True, where=IN_USE, back=False)
    outcome = Linked("self", _("related outcome"), blank=True, where=IN_USE)
    # If False, each unit reports only itself and the whole tree is added up, so nothing is counted twice.
    includes = models.BooleanField(_("a unit’s figure includes its subordinate units"), default=False)
    ranked = models.CharField(_("units are ranked on the basis of"), max_length=120, blank=True)
    growth_of = Linked("self", _("growth of"), blank=True, where=IN_USE)
    meaning = models.TextField(_("definition"), blank=True)
    source = models.CharField(_("source of the definition"), max_length=200, blank=True)
    reporter = models.CharField(_("who reports"), max_length=120, blank=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
    same_as = Linked("self", _("the same as"), blank=True, editable=False, where=IN_USE)

    class Meta:
        verbose_name = _("indicator")


class OtherName(Row):
    """Another name that papers use for an indicator."""

    name = models.CharField(_("name"), max_length=120)


class Breakdown(Row):
    """A part of an indicator that is reported beside the whole: one combination, 女 × 60岁以上, is one row.

    Parts of one axis do not overlap and add up to at most the whole, unless marked as overlapping (其中).
    """

    name = models.CharField(pgettext_lazy("indicator", "part"), max_length=80)
    axis = models.CharField(_("broken down by"), max_length=40, blank=True)
    within = models.BooleanField(_("may overlap others (其中)"), default=False)


CHECKS = {
    "balance": _("Balance or order of values"),
    "jump": _("Sudden change from the period before"),
    "peers": _("Outlier among similar units"),
}


class ValueCheck(Row):
    """A check on values of the indicator before they are sent. Source: domain sheet 03 §3.8.

    A hard check stops, a soft one asks for an explanation that is sent along. It has no effect until it is switched on.
    """

    sort = models.CharField(_("check"), max_length=10, choices=CHECKS, default="jump")
    text = Written(_("what must be true (codes, = ≤ ≥)"), max_length=200, blank=True, example="")
    border = Fixed(_("change of more than (per cent)"), null=True, blank=True, least=0)
    hard = models.BooleanField(_("blocks submission"), default=False)
    live = models.BooleanField(_("switched on"), default=False)

    class Meta(Row.Meta):
        db_table = "facts_check"  # from before the class was renamed


class Band(Row):
    """The name for a range of values; values outside all bands have no name."""

    name = models.CharField(pgettext_lazy("indicator", "band"), max_length=40)
    least = Fixed(pgettext_lazy("indicator", "from, this value included"), null=True, blank=True)
    below = Fixed(pgettext_lazy("indicator", "to, this value excluded"), null=True, blank=True)


class Version(Row):
    """What an indicator means from a day on; its series breaks there if earlier values are not comparable."""

    from_day = models.DateField(_("from"))
    meaning = models.TextField(_("definition"), blank=True)
    breaks = models.BooleanField(_("not comparable with earlier periods"), default=False)
    why = models.CharField(_("what changed"), max_length=200, blank=True)
