"""A document that LibreOffice must convert, or whose pages must be recognised, before a plan can receive it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.files.models import Evidence
from luoshi.org.actors.models import Person
from luoshi.plans.base.models.plan import Plan, Source


class Conversion(models.Model):
    """A received file that cannot be read as it is: the original is kept, and the worker converts it.

    ``run`` counts the attempts started by a person. If ``original`` and ``held`` are empty, nothing of the file is
    kept: it bore a classification marking, or was given up.

    A scan may be several files. Until all its pages are read, nobody knows whether they are marked as secret: until
    then the files are in the holding place, and nothing of them is here, not even their names.
    """

    uncompared = "work in the background"

    WAITING, CONVERTING, DONE, FAILED, DROPPED = "waiting", "converting", "done", "failed", "dropped"
    GOING = (WAITING, CONVERTING)
    STATES = (
        (WAITING, _("waits to be converted")),
        (CONVERTING, _("being converted")),
        (DONE, _("converted")),
        (FAILED, _("not converted")),
        (DROPPED, _("given up")),
    )

    SCAN = "scan"  # format: pictures of pages
    UNCLEAR = "load.secret_unclear"  # said: something looks like a marking, and a person must look

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="conversions")
    name = models.CharField(max_length=120, blank=True)  # "" of a scan until it is read
    format = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, blank=True)  # of the original; "" of a scan until it is read
    original = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    untitled = models.BooleanField(default=False)  # the plan is named after the file: the document may provide a title
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    run = models.PositiveIntegerField(default=1)
    said = models.CharField(max_length=300, blank=True)  # why it failed: a code, or words (format_conversion_error)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")  # set once it is converted
    # Of a scan: the key of its files in ``evidence.holding``, its pages and how many were read, and who looked and said
    # that what looks like a marking is none.
    held = models.CharField(max_length=32, blank=True)
    pages = models.PositiveSmallIntegerField(null=True)
    done = models.PositiveSmallIntegerField(default=0)
    cleared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["plan", "-id"]),)

    def __str__(self) -> str:
        return self.name or str(_("a scan"))

    @property
    def is_scan(self) -> bool:
        return self.format == self.SCAN
