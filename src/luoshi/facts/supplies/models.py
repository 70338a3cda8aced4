"""Sources of figures that no form asks for, and their values."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.evidence.journal.models import Entry
from luoshi.facts.indicators.models import IN_USE, Definition, Written
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.tree.models import Unit


class Supply(KindRecord):
    """A source of figures: the title is the source's name, the unit entered the figures.

    Attributes:
        entry: the step that reported its current values; None: they were withdrawn.
        of: the indicators and units of that step, to find its facts.
    """

    place = models.CharField(_("place in it"), max_length=200, blank=True)
    published = models.DateField(_("published on"), null=True, blank=True)
    word = models.CharField(_("explanation of unusual figures"), max_length=200, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, editable=False, related_name="+", db_index=False)
    of: models.JSONField[object] = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("source of figures")


class Value(Row):
    """A value as the source gives it."""

    indicator = Linked(Definition, _("indicator"), where=IN_USE, back=False)
    part = Written(_("part of it"), max_length=80, blank=True, example="")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("which unit"))
    period = Written(pgettext_lazy("figure", "period"), max_length=30, example="2025-12")
    value = Written(_("value"), max_length=40, example="12")
