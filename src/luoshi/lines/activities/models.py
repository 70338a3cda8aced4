"""Activities, with who took part in them, what leads they brought and who found work after them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

LISTS = office(__name__).lists


class TimesFormField(forms.IntegerField):
    """A number of times that is 1 where nobody says another, on a page, in a sheet and by a program."""

    def clean(self, value: object) -> object:
        """Return the number; 1 for none."""
        found = super().clean(value)
        return 1 if found is None else found


class TimesField(models.PositiveIntegerField):
    """How many of the same one entry stands for; 1 unless told, so that a sum over it is always known."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Return the form field that takes none for 1."""
        return super().formfield(**{"form_class": TimesFormField, **kwargs})


class Attendee(Row):
    """A named participant. Hours that nobody noted stay empty, and do not count as training."""

    person = Human(_("person"))
    part = Listed(LISTS["activities.parts"], _("as"), default="participant")
    hours = Fixed(_("hours"), least=0, null=True, blank=True)


class ActivityUnit(Row):
    """An organisation that took part in holding it."""

    organisation = Org(_("organisation"))


class ActivityLead(Row):
    """A lead that a delegation or a matching event brought, and what became of it; empty: nobody said yet."""

    organisation = Org(_("with which organisation"), blank=True)
    words = models.CharField(_("what about"), max_length=200)
    follow_up = Listed(LISTS["activities.follow_ups"], _("follow-up"), blank=True)
    day = models.DateField(_("as of"), null=True, blank=True)


class ActivityPrize(Row):
    """A prize of a contest or of a quiz among those who sent in answers, and how many of it were given."""

    prize = models.CharField(_("prize"), max_length=80)
    number = models.PositiveIntegerField(_("how many"))


class JobPlacement(Row):
    """A person who found work after a training."""

    person = Human(_("person"))
    employer = Org(_("employer"), blank=True)
    job = models.CharField(_("work"), max_length=80, blank=True)
    day = models.DateField(_("at work since"))


class Activity(KindRecord):
    """An activity, held by the record's unit; if nobody counted attendance, it stays empty.

    ``times`` is how many showings or issues one entry stands for. Without ``seats`` nobody signs up for it.
    """

    sort = Listed(LISTS["activities.sorts"], _("sort"))
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    series = Listed(LISTS["activities.series"], _("series"), blank=True)
    group = Listed(LISTS["activities.groups"], _("for whom"), blank=True)
    field = Listed(LISTS["activities.fields"], _("field"), blank=True)
    area = Listed(LISTS["activities.areas"], _("area"), blank=True)
    medium = Listed(LISTS["activities.media"], _("medium"), blank=True)
    form = Listed(LISTS["activities.forms"], _("form of exchange"), blank=True)
    level = Listed(LISTS["activities.levels"], _("level"), blank=True)
    society = Linked("societies.Society", _("society that held it"), blank=True)
    place = models.CharField(_("place"), max_length=80)
    country = models.CharField(_("country or region"), max_length=60, blank=True)
    facility = Linked("outreach.Facility", _("facility"), blank=True)
    planned = models.DateField(_("planned for"), null=True, blank=True)
    held = models.DateField(_("held on"), null=True, blank=True, db_index=True)
    attendance = models.PositiveIntegerField(_("attendances"), null=True, blank=True)
    times = TimesField(_("showings or issues"), default=1, blank=True, validators=[MinValueValidator(1)])
    copies = models.PositiveIntegerField(_("copies handed out"), null=True, blank=True)
    papers = models.PositiveIntegerField(_("papers presented"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("answers sent in"), null=True, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    sign_up_until = models.DateField(_("sign up until"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), max_length=1000, blank=True)
