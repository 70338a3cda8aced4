"""Ways of working that were tried somewhere, with whom, and who took them over."""

from __future__ import annotations

from django.db import models

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists
IN_USE = "verified recommended adopted"


class Experience(KindRecord):
    """A way of working in one edition; a newer edition replaces it. Source: S000-119."""

    field = Listed(LISTS["experiences.fields"], _("field"))
    place = PlaceOf(_("place"), blank=True)
    org = Org(_("tried by"), blank=True)
    edition = models.PositiveSmallIntegerField(_("edition"), null=True)
    replaces = Linked("self", _("replaces"), blank=True, where=Is(state=IN_USE))
    tried_on = models.DateField(_("tried since"), null=True, blank=True)
    procedure = models.TextField(_("steps"), max_length=4000, blank=True)
    result = models.TextField(_("result"), max_length=2000, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True, editable=False)
    recommended_on = models.DateField(_("recommended on"), null=True, blank=True, editable=False)
    to_day = models.DateField(_("replaced on"), null=True, blank=True, editable=False)


class ExperiencePartner(Row):
    """With whom it was tried: high-yield areas, orchards, cooperatives, quality bases."""

    sort = Listed(LISTS["experiences.partners"], _("partner"))
    org = Org(_("organisation"), blank=True)
    name = models.CharField(_("name"), max_length=80, blank=True)


class ExperienceAdopter(Row):
    """Who took it over, and when."""

    org = Org(_("organisation"), blank=True)
    spot = PlaceOf(_("place"), blank=True)
    day = models.DateField(_("adopted on"))
    remark = models.CharField(_("what was adapted"), max_length=200, blank=True)
