"""Contacts in all directions, and counties' lists of parks, firms, projects and service bodies."""

from __future__ import annotations

from django.db import models

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.tree.models import Unit
from luoshi.parts.registers.links import IN_USE, Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists


class Contact(KindRecord):
    """A report, request, visit or talk with an organisation or a unit of the tree, and its outcome."""

    direction = Listed(LISTS["coordination.directions"], _("direction"))
    way = Listed(LISTS["coordination.ways"], _("direction of contact"))
    organisation = Org(_("with which organisation"), blank=True)
    partner = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with which unit")
    )
    topic = models.CharField(_("topic"), max_length=120)
    day = models.DateField(_("contacted on"), null=True, blank=True, db_index=True)
    answered = models.DateField(_("answered on"), null=True, blank=True)
    result = models.TextField(_("answer or what was agreed"), max_length=2000, blank=True)
    followed = models.DateField(_("followed up on"), null=True, blank=True)
    learned = models.TextField(_("results and lessons"), max_length=2000, blank=True)


class Item(Row):
    """A park, firm, project or service body in a batch, with its contact person."""

    name = models.CharField(_("name"), max_length=80)
    organisation = Org(_("organisation"), blank=True)
    contact = Human(_("contact person"), blank=True)


class Batch(KindRecord):
    """A county's list of one of the four sorts."""

    county = PlaceOf(_("county"), where=IN_USE & Is(sort="county"))
    sort = Listed(LISTS["coordination.four"], _("batch"))
    listed = models.DateField(_("listed on"), null=True, db_index=True)
    served = models.DateField(_("served on"), null=True, blank=True)
    service = models.TextField(_("what was done for them"), max_length=2000, blank=True)
    assessed = models.DateField(_("assessed on"), null=True, blank=True)
    result = models.TextField(_("result"), max_length=2000, blank=True)
