"""Programmes of education, courses and classes, with their sessions and participants."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class StudyProgramme(KindRecord):
    """A programme that leads to a degree or to none, a course, or a class (班次). Source: S000-13, S000-50.

    Attributes:
        part_of: the programme to which a course or class belongs.
        approval: the number under which the education authority approved a programme that leads to a degree.
        offered_on: since when learners can begin; a programme is offered until ``to_day``.
        held_on: the day on which a class or course was over.
    """

    sort = Listed(LISTS["programmes.sorts"], _("sort"))
    form = Listed(LISTS["programmes.forms"], _("form"), blank=True)
    provider = Org(_("provider"), blank=True)
    part_of = Linked("self", _("part of"), blank=True, where=Is(state="planned approved open"))
    approval = models.CharField(_("approval number"), max_length=60, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    theme = Listed(LISTS["programmes.themes"], _("theme"), blank=True)
    level = Listed(LISTS["programmes.levels"], _("level"), blank=True)
    need = models.TextField(_("need"), max_length=1000, blank=True)
    hours = Fixed(_("hours"), least=0, places=1, null=True, blank=True)
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True)
    place = PlaceOf(_("place"), blank=True)
    from_day = models.DateField(_("from"), null=True, blank=True)
    to_day = models.DateField(_("until"), null=True, blank=True)
    offered_on = models.DateField(_("open since"), null=True, blank=True, editable=False)
    held_on = models.DateField(_("held until"), null=True, blank=True)
    result = models.TextField(_("what came of it"), max_length=2000, blank=True)


class ProgrammeSession(Row):
    """A session of the timetable."""

    day = models.DateField(_("day"))
    hours = Fixed(_("hours"), least=0, places=1, null=True, blank=True)
    topic = models.CharField(_("topic"), max_length=120, blank=True)
    teacher = Human(_("teacher"), blank=True)
    venue = PlaceOf(_("place"), blank=True)


class ProgrammeParticipant(Row):
    """Somebody who signed up, for whom, and whether they came; nobody knows as long as it is empty."""

    person = Human(_("person"))
    organisation = Org(_("sent by"), blank=True)
    came = models.CharField(_("came"), max_length=3, choices=YES_OR_NO, blank=True)
    to_day = models.DateField(_("withdrew on"), null=True, blank=True)
