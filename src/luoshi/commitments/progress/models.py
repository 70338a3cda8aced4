"""Reports of units on a commitment."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.evidence.journal.models import Entry
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment


class Progress(models.Model):
    """One report on a commitment. It is never changed, only taken back. Its evidence is attached to its entry."""

    REPORT, FINAL, NOTHING, PART, TWIN = "report", "final", "nothing", "part", "twin"
    KINDS = (
        (REPORT, pgettext_lazy("progress", "Report")),
        (FINAL, _("Reported done")),
        (NOTHING, _("Nothing new")),
        (PART, _("Supporting unit's contribution")),
        (TWIN, _("Reported with the same task")),
    )

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="progress")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="progress")
    kind = models.CharField(max_length=10, choices=KINDS)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    period = models.DateField(null=True)  # first day of the period reported on; null: the one with its day
    words = models.TextField(_("progress"))
    effect = models.TextField(_("effect"), blank=True)
    obstacles = models.TextField(_("obstacles and their causes"), blank=True)
    following = models.TextField(_("next step"), blank=True)
    figures = models.PositiveSmallIntegerField(default=0)  # number of target values it gives, stored as facts
    doubted = models.TextField(_("figures that look doubtful"), blank=True)  # the doubts, and the comment on them
    reached = models.PositiveIntegerField(_("reached"), null=True)  # hundredths of a per cent of the whole
    count = models.PositiveSmallIntegerField(_("times"), null=True)  # for a recurring commitment, in the period
    told_by = models.CharField(_("telephone report by"), max_length=60, blank=True)  # 电话代录: who said it
    confirmed = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # by the unit, if told by phone
    signer = models.CharField(_("signed by"), max_length=60, blank=True)  # the leader of the unit who signed it
    proofs = models.CharField(_("kinds of evidence"), max_length=200, blank=True)  # of its files, proofs.rules
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="copies")  # if copied from a twin
    taken_back = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        app_label = "ledger"
        indexes = (
            models.Index(fields=["commitment", "-id"]),
            models.Index(
                fields=["commitment"], condition=~Q(told_by="") & Q(confirmed=None), name="ledger_unconfirmed"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.words[:40]}"
