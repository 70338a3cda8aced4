"""Random checks of commitments reported done or closed, and their findings."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.forms.fields import EncryptedText
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


class Draw(KindRecord):
    """A draw (抽查) of an office's commitments: its pool is frozen and published before chance decides.

    Its unit is the office that draws. ``secret`` is kept until the draw; its hash, ``promise``, is published with the
    pool, so that neither the system's operators nor those who give the numbers can steer the draw alone
    (drawing.draws).
    """

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
    sources = models.CharField(
        _("source of the numbers"),
        max_length=300,
        help_text=_(
            "Numbers that nobody knows yet, in their order, for example: the next draw of a public lottery; dice "
            "thrown by the discipline inspector."
        ),
    )
    by = models.DateField(_("checked by"))
    pool = models.TextField(blank=True, editable=False)  # numbers of commitments in order, one per line
    count = models.PositiveIntegerField(_("in the pool"), null=True, editable=False)
    digest = models.CharField(_("hash of the pool"), max_length=64, blank=True, editable=False)
    promise = models.CharField(_("hash of the secret"), max_length=64, blank=True, editable=False)
    secret = EncryptedText(blank=True, editable=False)
    numbers = models.TextField(
        _("random numbers"),
        max_length=1000,
        blank=True,
        help_text=_("One line per source, in the order announced; separate numbers by spaces."),
    )
    witness = models.CharField(_("person providing the numbers"), max_length=60, blank=True)
    revealed = models.CharField(_("the revealed secret"), max_length=64, blank=True, editable=False)

    passed = models.TextField(blank=True, editable=False)  # skipped: number and state, tab-separated, one per line

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
