"""Workbooks of the upper level, and the meanings of their rows and columns."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.facts.indicators.models import IN_USE, Definition, Written
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.tree.models import Unit

WHATS = {
    "now": _("this period"),
    "to_date": _("year to date"),
    "before": _("same period a year before"),
    "before_to_date": _("to date a year before"),
    "change": _("change from a year before (%)"),
}


class ForeignTable(KindRecord):
    """A workbook that the upper level wants filled: the title is the table's name, the unit fills it."""

    sheet = Written(_("worksheet"), max_length=60, blank=True, example="")  # "": the first
    of = models.CharField(_("issuer of the table"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("table of the upper level")


class ForeignTablePlace(Row):
    """The meaning of a row, a column or a cell; where a row and a column cross, both apply."""

    at = Written(_("row, column or cell"), max_length=8, example="5")
    indicator = Linked(Definition, _("indicator"), blank=True, where=IN_USE, back=False)
    part = Written(_("part of it"), max_length=80, blank=True, example="")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("which unit")
    )
    what = models.CharField(_("what stands there"), max_length=14, choices=WHATS, blank=True)
    entry = Written(_("unit in the table"), max_length=30, blank=True, example="")

    class Meta(Row.Meta):
        db_table = "facts_place"  # from before the class was renamed
