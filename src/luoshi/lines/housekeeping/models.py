"""What an office keeps of its own housekeeping. A numbered paper is kept by its numbers alone, never by its content."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

from luoshi.org.actors.models import Post
from luoshi.records.base.words import words
from luoshi.records.kinds.models import KindRecord

_ = words(__name__)

SEALS = [("office", _("Official seal")), ("party", _("Seal of the Party organisation"))]
SEALS += [("contract", _("Contract seal")), ("finance", _("Finance seal"))]
PARTS = [("day", _("Day shift")), ("night", _("Night shift"))]


class SealUse(KindRecord):
    """A request to put a seal on a document, which is the record's title."""

    seal = models.CharField(_("seal"), max_length=20, choices=SEALS)
    copies = models.PositiveSmallIntegerField(_("copies"), default=1, validators=[MinValueValidator(1)])


class PaperCopy(KindRecord):
    """One numbered copy of a paper that was handed out; its owner is who holds it."""

    paper = models.CharField(_("number of the paper"), max_length=60)
    serial = models.PositiveIntegerField(_("number of the copy"), validators=[MinValueValidator(1)])
    witness = models.CharField(_("witness"), max_length=60, blank=True)


class Service(KindRecord):
    """What somebody came to ask; its owner, who was asked first, stays responsible until it is told back."""

    words = models.TextField(_("the question"))
    second = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed on to"), editable=False
    )
    answer = models.TextField(_("answer"), blank=True)
    told = models.DateField(_("told back on"), null=True, blank=True)


class Trip(KindRecord):
    """A journey by an office car; its purpose is the record's title."""

    day = models.DateField(_("day"))
    km = models.DecimalField(
        _("kilometres"),
        max_digits=8,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    cost = models.DecimalField(
        _("cost (yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )


class Shift(KindRecord):
    """A day or a night on duty; its owner is who is on duty."""

    day = models.DateField(_("day"))
    part = models.CharField(_("part of the day"), max_length=10, choices=PARTS)
    handover = models.TextField(_("handover"), blank=True)

    class Meta:
        indexes = (models.Index(fields=["day", "part"], name="shifts_by_day"),)
