"""Firms, what they and places are recognised as, and their lines of products."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.desk.ladders.models import RungDays
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.calls.models import YES_OR_NO
from luoshi.parts.norms.models import LISTS as NORMS
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists


class Firm(KindRecord):
    """A firm that the office follows, from a day to a day; its name is that of the register.

    Attributes:
        place: its district; ``above_scale``: whether it is an industrial firm above the designated size.
        key: whether it is a key firm of the Torch programme. Source: S001-06.
    """

    organisation = Org(_("organisation"))
    place = PlaceOf(_("district"), blank=True)
    industry = Listed(NORMS["norms.industries"], _("industry"), blank=True)
    size = Listed(LISTS["firms.sizes"], _("size"), blank=True)
    private = models.CharField(_("private"), max_length=3, choices=YES_OR_NO, blank=True)
    key = models.CharField(_("Torch key firm"), max_length=3, choices=YES_OR_NO, blank=True)
    above_scale = models.CharField(_("above designated size"), max_length=3, choices=YES_OR_NO, blank=True)
    from_day = models.DateField(_("in the register since"), null=True, blank=True, db_index=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)


class FirmGroup(Row):
    """What else a firm is counted as. Source: S000-16, -17."""

    group = Listed(LISTS["firms.groups"], _("group of firms"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class FirmKeeper(Row):
    """Who reports for the firm from outside, from a day to a day."""

    person = Human(_("person"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class FirmValue(Row):
    """A figure that a firm reports of a year. Source: S000-07, S001-06."""

    item = Listed(LISTS["firms.values"], _("item"))
    until = models.DateField(_("year until"))
    value = Fixed(_("value"), null=True, blank=True)
    missing = models.BooleanField(_("missing in the source"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)


class Recognition(KindRecord):
    """What a firm, a place or a platform is recognised as; its title is the name of it.

    ``from_day`` and ``to_day`` are the days of the certificate, both included; what is not certified yet has neither.
    Source: S000-03, -07, -08, -10, -14, -18, -23, -31, -71, -72, -76, S001-08.

    Attributes:
        holder: the firm or body, of an area the one that applies; ``place``: the area that is recognised, or the
            district of its holder.
        adviser: the agency that tutors a firm before its listing; ``board``: the one it is heading for.
        begun_on, decided_on: since when it has been under way, and the day on which it was certified or turned down.
        recognised_on: when it was recognised first: a renewal moves ``from_day``, never this day.
        tasks: what is to be done in the time of a pilot.
    """

    sort = Listed(LISTS["recognitions.sorts"], _("sort"))
    level = Listed(LISTS["recognitions.levels"], _("level"), blank=True)
    holder = Org(_("holder"))
    place = PlaceOf(_("area or district"), blank=True)
    platform = Linked("platforms.Platform", _("platform"), blank=True)
    industry = Listed(NORMS["norms.industries"], _("industry"), blank=True)
    board = Listed(LISTS["recognitions.boards"], _("board"), blank=True)
    adviser = Org(_("tutored by"), blank=True)
    lot = models.CharField(_("batch"), max_length=40, blank=True)
    tasks = models.TextField(_("tasks"), max_length=2000, blank=True)
    begun_on = models.DateField(_("under way since"), null=True, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    recognised_on = models.DateField(_("recognised on"), null=True, blank=True, db_index=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)
    certificate = models.CharField(_("certificate no."), max_length=60, blank=True)
    from_day = models.DateField(_("valid from"), null=True, blank=True, db_index=True)
    to_day = models.DateField(_("valid until"), null=True, blank=True)


class RecognitionGate(Row):
    """A gate on the way to a recognition. Source: S000-03, -23, -31, -72, -76."""

    gate = Listed(LISTS["recognitions.gates"], _("gate"))
    day = models.DateField(_("passed on"))
    proof = models.CharField(_("proof"), max_length=120, blank=True)
    withdrawn = models.DateField(_("taken back on"), null=True, blank=True)


class RecognitionEvaluation(Row):
    """An evaluation of what was recognised. Source: S000-08, -14, -72, -76."""

    day = models.DateField(_("evaluated on"))
    verdict = Listed(LISTS["recognitions.verdicts"], _("result"))
    words = models.CharField(_("in words"), max_length=200, blank=True)


class FirmRung(RungDays):
    """Days on which a firm stands on a rung; ``desk.ladders`` writes them. Source: S000-07."""

    holder = Org(_("firm"), back=False)
    was = Listed(LISTS["recognitions.sorts"], _("rung before"), blank=True)


class ProductLine(KindRecord):
    """A line of products of a firm with its own R&D; its title is its name. Source: S001-56, S001-06."""

    firm = Linked(Firm, _("firm"), gives="unit")
    to_day = models.DateField(_("ended on"), null=True, blank=True)


class Generation(Row):
    """A generation of the line: in production, in development or in reserve, from a day to a day."""

    stage = Listed(LISTS["productlines.stages"], _("stage"))
    name = models.CharField(_("product"), max_length=100)
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("until"), null=True, blank=True)
