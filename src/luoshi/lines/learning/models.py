"""Programmes of education, courses and classes, with their sessions and participants."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText, Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

OFFICE = office(__name__)
LISTS, VALUES = OFFICE.lists, OFFICE.values
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class StudyProgramme(KindRecord):
    """A programme that leads to a degree or to none, a course, or a class (班次). Source: S000-13, S000-50.

    Attributes:
        part_of: the programme to which a course or class belongs; ``plan``: the plan that foresees it.
        ordered_by: the firm that asked for the training. Source: S000-15.
        approval: the number under which the education authority approved a programme that leads to a degree.
        offered_on: since when learners can begin; a programme is offered until ``to_day``.
        held_on: the day on which a class or course was over.
    """

    sort = Listed(LISTS["programmes.sorts"], _("sort"))
    form = Listed(LISTS["programmes.forms"], _("form"), blank=True)
    provider = Org(_("provider"), blank=True)
    part_of = Linked("self", _("part of"), blank=True, where=Is(state="planned approved open"))
    plan = Linked("norms.Norm", _("plan"), blank=True)
    ability = Listed(LISTS["programmes.abilities"], _("ability"), blank=True)
    audience = Listed(LISTS["learners.groups"], _("for whom"), blank=True)
    crop = models.CharField(_("crop"), max_length=60, blank=True)
    season = Listed(LISTS["programmes.seasons"], _("season"), blank=True)
    approval = models.CharField(_("approval number"), max_length=60, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    theme = Listed(LISTS["programmes.themes"], _("theme"), blank=True)
    level = Listed(LISTS["programmes.levels"], _("level"), blank=True)
    ordered_by = Org(_("ordered by"), blank=True)
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


class ProgrammeRole(Row):
    """A body that manages, runs or evaluates the programme, from a day to a day. Source: S000-51."""

    body = Org(_("body"))
    role = Listed(LISTS["programmes.roles"], _("role"))
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("until"), null=True, blank=True)


class Learner(KindRecord):
    """A learner, under one provider on every day while active. Source: S000-52, S000-56, S000-58, S000-121.

    Attributes:
        age: the age group on the day of entry or of the last change.
        alone: whether the person was left behind or lives alone.
        crop, scale: of a farmer, what is grown above all and on how much land, in mu. Source: S000-64.
        contact, situation: whom to call, and circumstances to be considered; both protected.
        from_day, to_day: the days between which the person learns with the office's providers.
    """

    person = Human(_("person"))
    group = Listed(LISTS["learners.groups"], _("group"), blank=True)
    area = Listed(LISTS["learners.areas"], _("town or countryside"))
    age = Listed(LISTS["learners.ages"], _("age group"), blank=True)
    place = PlaceOf(_("village or community"), blank=True)
    crop = models.CharField(_("crop"), max_length=60, blank=True)
    scale = Fixed(_("land farmed (mu)"), least=0, places=1, null=True, blank=True)
    alone = models.CharField(_("left behind or living alone"), max_length=3, choices=YES_OR_NO, blank=True)
    pace = Listed(LISTS["learners.paces"], _("pace"), blank=True)
    contact = EncryptedText(_("whom to call"), blank=True)
    situation = EncryptedText(_("circumstances"), blank=True, long=True)
    from_day = models.DateField(_("learner since"), null=True, blank=True)
    to_day = models.DateField(_("left on"), null=True, blank=True)


class LearnerTie(Row):
    """The provider responsible for the learner, and who there manages them, from a day to a day."""

    provider = Org(_("provider"))
    manager = Human(_("managed by"), blank=True)
    contact = models.CharField(_("how they keep in touch"), max_length=80, blank=True)
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("until"), null=True, blank=True)


class LearnerPause(Row):
    """A pause of the studies; what was stored stays."""

    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("until"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=120, blank=True)


class LearnerMove(Row):
    """A change of the place where somebody learns."""

    day = models.DateField(_("on"))
    now_at = PlaceOf(_("now at"))
    why = models.CharField(_("why"), max_length=120, blank=True)


class LearnerReach(Row):
    """A service by which the person was reached, and whether somebody came back to them."""

    day = models.DateField(_("on"))
    service = Listed(LISTS["learners.services"], _("service"))
    followed_on = models.DateField(_("followed up on"), null=True, blank=True)


class Enrolment(KindRecord):
    """A learner's way through a course or class. Source: S000-52, S000-64.

    Attributes:
        person, area, age, group: those of the learner on the day of enrolment.
        passed: whether the test was passed.
        attended, held: the periods attended and held, of all days that were entered.
        hours: the hours that count, once it is certified (``rules.count_hours``).
    """

    learner = Linked(Learner, _("learner"), where=Is(state="known active paused"), gives="person area age group")
    programme = Linked(StudyProgramme, _("course or class"), where=Is(state="open held", sort="course class"))
    person = Human(_("person"), blank=True, editable=False, back=False)
    area = Listed(LISTS["learners.areas"], _("town or countryside"), blank=True, editable=False)
    age = Listed(LISTS["learners.ages"], _("age group"), blank=True, editable=False)
    group = Listed(LISTS["learners.groups"], _("group"), blank=True, editable=False)
    enrolled_on = models.DateField(_("enrolled on"), null=True)
    progress = models.PositiveSmallIntegerField(_("progress (%)"), null=True, blank=True)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    passed = models.CharField(_("test passed"), max_length=3, choices=YES_OR_NO, blank=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    attended = models.PositiveIntegerField(_("periods attended"), null=True, blank=True, editable=False)
    held = models.PositiveIntegerField(_("periods held"), null=True, blank=True, editable=False)
    hours = Fixed(_("hours counted"), null=True, blank=True, editable=False)
    certified_on = models.DateField(_("certified on"), null=True, blank=True, editable=False)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True, editable=False)


class EnrolmentAttendance(Row):
    """A day of a class: how many periods were held, and how many this learner attended, from when to when."""

    day = models.DateField(_("day"))
    held = models.PositiveSmallIntegerField(_("periods held"))
    attended = models.PositiveSmallIntegerField(_("periods attended"))
    from_at = models.DateTimeField(_("from"), null=True, blank=True)
    to_at = models.DateTimeField(_("until"), null=True, blank=True)


class CommunityReview(KindRecord):
    """The education of a community as evaluated for a year, once it has a guideline. Source: S000-59, S000-60."""

    place = PlaceOf(_("community"))
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    collected = models.TextField(_("material collected"), max_length=2000, blank=True)
    score = Fixed(_("score"), null=True, blank=True)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    improvement = models.TextField(_("what was improved"), max_length=2000, blank=True)
