"""Platforms – zones, parks, bases, service platforms, media – and who has moved in there."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.norms.models import LISTS as NORMS
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists


class Platform(KindRecord):
    """A zone, park, base, service platform or medium; its title is its name.

    ``from_day`` and ``to_day`` are its first and its last day of operation, and both are no state: figures count by
    them. Source: S000-01, -02, -03, -04, -05, -23, -25, -72, S001-54.

    Attributes:
        host: who builds or runs it; ``part_of``: the zone of a park, the park of a carrier.
        year: the year in which it is to be built; ``began``: when building began.
        area: of the grounds or the building, in square metres.
        link: which link of the chain a service platform is; ``centre``: what a centre or base is for. Source: S000-06.
        accepted_on: when what was built was accepted.
        score, rank, ranked_on: of the last round of review, once its result is confirmed. Source: S000-73.
    """

    sort = Listed(LISTS["platforms.sorts"], _("sort"))
    level = Listed(LISTS["platforms.levels"], _("level"), blank=True)
    host = Org(_("built or run by"), blank=True)
    place = PlaceOf(_("place"), blank=True)
    part_of = Linked("self", _("part of"), blank=True)
    industry = Listed(NORMS["norms.industries"], _("industry"), blank=True)
    link = Listed(LISTS["platforms.links"], _("link of the service chain"), blank=True)
    centre = Listed(LISTS["platforms.centres"], _("kind of centre or base"), blank=True)
    area = Fixed(_("area (m²)"), least=0, places=2, null=True, blank=True)
    online = models.URLField(_("address on the web"), blank=True)
    year = models.PositiveSmallIntegerField(_("to be built in"), null=True, blank=True)
    began = models.DateField(_("building began on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    from_day = models.DateField(_("runs since"), null=True, blank=True, db_index=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
    score = Fixed(_("score"), places=4, null=True, blank=True, editable=False)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True, editable=False)
    ranked_on = models.DateField(_("ranked on"), null=True, blank=True, editable=False)
    note = models.TextField(_("yearly note"), max_length=4000, blank=True)


class PlatformKeeper(Row):
    """Who reports for the platform from outside, from a day to a day."""

    person = Human(_("person"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class PlatformPhase(Row):
    """A phase of building or a piece of it: due on a day, and the day on which it was done. Source: S000-02."""

    name = models.CharField(_("phase"), max_length=100)
    due = models.DateField(_("due on"), null=True, blank=True)
    done = models.DateField(_("done on"), null=True, blank=True)
    proof = models.CharField(_("proof"), max_length=200, blank=True)


class PlatformIssue(Row):
    """An issue of a magazine or bulletin: due on a day, and the day on which it came out. Source: S001-54."""

    no = models.CharField(_("issue"), max_length=20)
    due = models.DateField(_("due on"))
    out = models.DateField(_("came out on"), null=True, blank=True)
    items = models.PositiveIntegerField(_("items"), null=True, blank=True)


class PlatformMember(Row):
    """A person who is a member, by an account of this name, from a day to a day. Source: S001-54."""

    person = Human(_("member"))
    account = models.CharField(_("account"), max_length=60, blank=True)
    from_day = models.DateField(_("member since"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class PlatformPartner(Row):
    """An organisation that takes part: a carrier, a partner, a member enterprise. Source: S000-04, -25, -72."""

    org = Org(_("organisation"))
    part = Listed(LISTS["platforms.parts"], _("as"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class PlatformEvaluation(Row):
    """What an evaluation of a year came to. Source: S000-01, -23, -25, S001-54."""

    year = models.PositiveSmallIntegerField(_("year"))
    day = models.DateField(_("evaluated on"))
    verdict = Listed(LISTS["platforms.verdicts"], _("result"))
    words = models.CharField(_("in words"), max_length=200, blank=True)


class PlatformValue(Row):
    """A figure that is reported of a year."""

    item = Listed(LISTS["platforms.values"], _("item"))
    until = models.DateField(_("year until"))
    value = Fixed(_("value"), least=0, null=True, blank=True)
    missing = models.BooleanField(_("missing in the source"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)


class PlatformUse(Row):
    """A figure that is reported of a month: visits, services, users. Source: S001-54, S000-06."""

    item = Listed(LISTS["platforms.use"], _("item"))
    until = models.DateField(_("month until"))
    value = Fixed(_("value"), least=0, null=True, blank=True)
    missing = models.BooleanField(_("not counted"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)


class Tenant(KindRecord):
    """A firm or body that moves into a platform, from a day to a day. Source: S000-03, -04, -25, -26, -48.

    Attributes:
        came: whether it moved there or was founded there: what is moved is no growth.
        settled_on, incubated_from, graduated_on, accelerated_on, producing_on: the days of its stages.
        talents: people it brought, as told when it came.
    """

    platform = Linked(Platform, _("platform"), gives="unit")
    organisation = Org(_("organisation"))
    came = Listed(LISTS["tenants.came"], _("moved in or new"), blank=True)
    origin = models.CharField(_("from where"), max_length=80, blank=True)
    sector = Listed(LISTS["tenants.sectors"], _("sector"), blank=True)
    talents = models.PositiveIntegerField(_("talents"), null=True, blank=True)
    from_day = models.DateField(_("in since"), null=True, blank=True, db_index=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    incubated_from = models.DateField(_("incubated since"), null=True, blank=True)
    graduated_on = models.DateField(_("graduated on"), null=True, blank=True)
    accelerated_on = models.DateField(_("accelerated since"), null=True, blank=True)
    producing_on = models.DateField(_("producing since"), null=True, blank=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
