"""Records of office housekeeping. Of a numbered paper only the numbers are stored, never its content."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.models import KindRecord
from luoshi.org.actors.models import Post
from luoshi.parts.funds.fields import FundField

_ = words(__name__)

GROUP = _("Housekeeping")
SEALS = List(
    "housekeeping.seals",
    _("Seals"),
    {
        "office": _("Official seal"),
        "party": _("Seal of the Party organisation"),
        "contract": _("Contract seal"),
        "finance": _("Finance seal"),
    },
    group=GROUP,
)
# A break is covered if somebody is on duty in each part.
PARTS = List(
    "housekeeping.parts",
    _("Parts of a day on duty"),
    {"day": _("Day shift"), "night": _("Night shift")},
    group=GROUP,
)


class SealUse(KindRecord):
    """A request to seal a document; the title names the document."""

    seal = Listed(SEALS, _("seal"))
    copies = models.PositiveSmallIntegerField(_("copies"), default=1, validators=[MinValueValidator(1)])


class PaperCopy(KindRecord):
    """A numbered copy of a paper that was handed out; the owner holds it."""

    paper = models.CharField(_("number of the paper"), max_length=60)
    serial = models.PositiveIntegerField(_("number of the copy"), validators=[MinValueValidator(1)])
    witness = models.CharField(_("witness"), max_length=60, blank=True)


class Service(KindRecord):
    """A question that somebody brought; the owner, who was asked first, stays responsible until it is answered."""

    words = models.TextField(_("the question"))
    second = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed on to"), editable=False
    )
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    told = models.DateField(_("informed on"), null=True, blank=True)


class Trip(KindRecord):
    """A journey by an office car; the title is its purpose."""

    day = models.DateField(_("day"))
    km = Fixed(_("kilometres"), least=0, places=1, null=True, blank=True)
    cost = Fixed(_("cost (yuan)"), least=0, places=2, null=True, blank=True)
    fund = FundField(_("budget line"), use="cars", blank=True)


class Shift(KindRecord):
    """A duty shift, one part of a day; the owner is on duty."""

    day = models.DateField(_("day"))
    part = Listed(PARTS, _("part of the day"))
    handover = models.TextField(_("handover"), max_length=2000, blank=True)

    class Meta:
        indexes = (models.Index(fields=["day", "part"], name="shifts_by_day"),)
