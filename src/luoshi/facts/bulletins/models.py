"""Bulletins and their values as published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.forms.fields import Fixed
from luoshi.facts.indicators.models import IN_USE, Definition, Written
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.tree.models import Unit

SORTS = {
    "flash": _("Flash figures"),
    "annual": _("Annual figures"),
    "final": _("Verified figures"),
}


class Bulletin(KindRecord):
    """Figures of a period, published by the record's unit.

    Attributes:
        of: the unit whose subtree the figures cover.
        seal: the last seal whose facts are included; ``day``: the day of the unit tree.
    """

    sort = models.CharField(pgettext_lazy("bulletin", "data basis"), max_length=10, choices=SORTS, blank=True)
    of = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("figures of the unit")
    )
    period = Written(pgettext_lazy("figure", "period"), max_length=30, blank=True, example="2025-12")
    by_unit = models.BooleanField(_("also published unit by unit"), default=False)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    seal = models.BigIntegerField(_("seal"), null=True, editable=False)
    day = models.DateField(_("units as of"), null=True, editable=False)

    class Meta:
        verbose_name = _("bulletin of figures")


class Chosen(Row):
    """An indicator in a bulletin."""

    indicator = Linked(Definition, _("indicator"), where=IN_USE, back=False)


class Published(models.Model):
    """A published value; ``lacks`` gives the reason for a missing one: missing inputs, or a divisor that was 0."""

    DIVIDED = "÷0 "  # prefix of a divisor that was 0

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="values")
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    value = Fixed(null=True)
    told = models.PositiveIntegerField()
    expected = models.PositiveIntegerField(null=True)
    approved = models.PositiveIntegerField()
    lacks = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["bulletin", "definition", "unit"], name="published_once"),)

    def __str__(self) -> str:
        return f"{self.bulletin_id} {self.definition_id} {self.unit_id}: {self.value}"
