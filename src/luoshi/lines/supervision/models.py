"""Checks about any record, with their findings."""

from __future__ import annotations

from django.db import models

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.tree.models import Unit
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

LISTS = office(__name__).lists


class SupervisoryCheck(KindRecord):
    """A check (督查检查) of the record's unit: about one of its records, an organisation, or the unit as a whole."""

    about = About(_("about"), blank=True)
    sort = Listed(LISTS["supervisions.sorts"], _("sort"))
    organisation = Org(_("organisation checked"), blank=True)
    planned = models.DateField(_("planned for"), null=True, blank=True)
    day = models.DateField(_("checked on"), null=True, blank=True, db_index=True)
    progress = models.TextField(_("progress"), max_length=2000, blank=True)
    effect = models.TextField(_("effect"), max_length=2000, blank=True)


class CheckFinding(Row):
    """A finding: who corrects it until when, the day of correction, and the day on which that was verified."""

    words = models.CharField(_("finding"), max_length=500)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit that corrects"))
    person = Human(_("person who corrects"), blank=True)
    due = models.DateField(_("to be corrected by"))
    corrected = models.DateField(_("corrected on"), null=True, blank=True)
    verified = models.DateField(_("verified on"), null=True, blank=True)
