"""Random checks of commitments reported done or closed, and their findings."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.desk.draws.models import RandomDraw
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan

POOLS = [
    ("both", _("Reported done or closed")),
    ("closed", pgettext_lazy("commitment", "Closed")),
    ("reported", pgettext_lazy("commitment", "Reported done")),
]
# Source: 政府督查工作条例 art. 12, the methods of supervision that inspect the work done.
CHECK_WAYS = [("papers", _("By documents")), ("site", _("On site")), ("visit", _("Visit without notice"))]


class Draw(RandomDraw):
    """A draw (抽查) of an office's commitments. Its unit is the office that draws."""

    of = models.CharField(_("drawn from"), max_length=10, choices=POOLS)
    plan = Linked(
        Plan, _("plan"), blank=True, where=Is(edition__not=0), back=False, help_text=_("Empty: of every plan.")
    )
    size = models.PositiveSmallIntegerField(
        _("how many are drawn"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: the share that your office has set under Parameters."),
    )
    by = models.DateField(_("checked by"))

    class Meta:
        app_label = "ledger"
        verbose_name = _("draw")


class Check(KindRecord):
    """One commitment drawn, and the finding of its check. Its unit is the one checked."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="checks", verbose_name=_("draw"), editable=False)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="checks", verbose_name=_("commitment"), editable=False
    )
    place = models.PositiveIntegerField(_("place in the draw"), editable=False)  # from 1
    pictures = models.BooleanField(_("photos are required"), default=False)
    way = models.CharField(_("how it was checked"), max_length=10, choices=CHECK_WAYS, blank=True)
    finding = models.TextField(_("finding"), max_length=2000, blank=True)
    found = models.DateField(_("found on"), null=True, editable=False)
    limit = models.DateField(_("correction due by"), null=True, blank=True)

    class Meta:
        app_label = "ledger"
        verbose_name = _("random check")
        indexes = (models.Index(fields=["commitment"]),)
