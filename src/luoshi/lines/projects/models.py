"""Projects with their nodes, reports, money and results; checks on site with their findings."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.calls.models import LISTS as CALLS
from luoshi.parts.calls.models import YES_OR_NO, Application
from luoshi.parts.norms.models import LISTS as NORMS
from luoshi.parts.registers.links import Human, Org, PlaceOf
from luoshi.plans.base.models.commitment import Commitment

_ = words(__name__)

LISTS = office(__name__).lists


class Project(KindRecord):
    """A project, approved from an application or entered; money is in yuan.

    Attributes:
        plan: the plan of support for talent and innovation that it runs under. Source: S003-14.
        key: it is watched: it reports each quarter and is checked on site.
        recommended_on, admitted_on: when it was put forward for the level above, and taken into its store.
        field: the field that a bridge project serves. Source: S002-96.
        theme, place: what a demonstration project of an experimental zone shows, and where. Source: S000-05.
        platform: the zone, park or platform that it belongs to.
        society: that of the association’s side, of a bridge or of the co-operation of a plant with a society.
        named_on: when what was built up was named: a model county, a model community.
        applied_on: when its result was put to use; ``benefit``: what that brought in.
        progress: the highest share that a report told.
    """

    sort = Listed(LISTS["projects.sorts"], _("sort"))
    application = Linked(Application, _("application"), blank=True, where=Is(state="approved awarded"))
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    programme = Listed(LISTS["projects.programmes"], _("programme"), blank=True)
    plan = Listed(CALLS["talents.programmes"], _("support plan"), blank=True)
    industry = Listed(NORMS["norms.industries"], _("industry"), blank=True)
    level = Listed(LISTS["projects.levels"], _("level"))
    field = Listed(LISTS["projects.fields"], _("field"), blank=True)
    theme = Listed(LISTS["projects.themes"], _("theme"), blank=True)
    place = PlaceOf(_("place"), blank=True)
    platform = Linked("platforms.Platform", _("platform"), blank=True)
    mode = Listed(CALLS["calls.modes"], _("way of funding"), blank=True)
    key = models.CharField(_("watched closely"), max_length=3, choices=YES_OR_NO, default="no")
    holder = Org(_("holder"), blank=True)
    holder_kind = Listed(LISTS["projects.holders"], _("kind of holder"), blank=True)
    society = Linked("societies.Society", _("society"), blank=True)
    leader = Human(_("leader"), blank=True)
    amount = Fixed(_("amount approved (yuan)"), least=0, places=2, null=True, blank=True)
    examined_on = models.DateField(_("examined on"), null=True, blank=True)
    recommended_on = models.DateField(_("recommended on"), null=True, blank=True)
    admitted_on = models.DateField(_("admitted on"), null=True, blank=True)
    why_not = models.CharField(_("why not admitted"), max_length=200, blank=True)
    from_day = models.DateField(_("runs from"), null=True, blank=True)
    to_day = models.DateField(_("runs until"), null=True, blank=True)
    due_on = models.DateField(_("to be put right by"), null=True, blank=True)
    named_on = models.DateField(_("named on"), null=True, blank=True, editable=False)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    applied_on = models.DateField(_("put to use on"), null=True, blank=True)
    benefit = Fixed(_("benefit (yuan)"), null=True, blank=True)
    performance = models.TextField(_("what it achieved"), max_length=2000, blank=True)
    paid = Fixed(_("paid so far (yuan)"), places=2, null=True, blank=True, editable=False)
    progress = Fixed(_("done (per cent)"), places=1, null=True, blank=True, editable=False)


class ProjectNode(Row):
    """A node of the contract: due on a day, and the day on which it was reached."""

    node = models.CharField(_("node"), max_length=100)
    due = models.DateField(_("due on"), null=True, blank=True)
    done = models.DateField(_("reached on"), null=True, blank=True)


class ProjectGate(Row):
    """A gate that the project has passed."""

    gate = Listed(LISTS["projects.gates"], _("gate"))
    day = models.DateField(_("passed on"))
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    withdrawn = models.DateField(_("taken back on"), null=True, blank=True)


class ProjectBacking(Row):
    """What a level of government gives to what is built up: a leading group, and money of its own."""

    level = Listed(LISTS["projects.levels"], _("level"))
    group = Linked("leading.Group", _("leading group"), blank=True, back=False)
    amount = Fixed(_("special money (yuan)"), least=0, places=2, null=True, blank=True)
    basis = models.CharField(_("basis"), max_length=120, blank=True)


class SelfCheckedCriterion(Row):
    """A criterion, as the unit itself sees it."""

    item = Listed(LISTS["projects.criteria"], _("criterion"))
    met = models.CharField(_("met"), max_length=3, choices=YES_OR_NO)
    words = models.CharField(_("in words"), max_length=200, blank=True)


class InspectedCriterion(Row):
    """A criterion, as the inspection found it."""

    item = Listed(LISTS["projects.criteria"], _("criterion"))
    met = models.CharField(_("met"), max_length=3, choices=YES_OR_NO)
    words = models.CharField(_("in words"), max_length=200, blank=True)


class ProjectTrip(Row):
    """A trip to the countryside for a plan of support."""

    day = models.DateField(_("on"))
    village = PlaceOf(_("village"), blank=True)
    words = models.CharField(_("what was done"), max_length=200)


class ProjectReport(Row):
    """What was reported of a quarter."""

    day = models.DateField(_("reported on"))
    progress = models.CharField(_("progress"), max_length=500)
    share = Fixed(_("done (per cent)"), least=0, most=100, places=1, null=True, blank=True)
    spent = Fixed(_("spent so far (yuan)"), least=0, places=2, null=True, blank=True)


class ProjectUse(Row):
    """A figure that is reported of a quarter, such as users and coverage. Source: S001-53."""

    item = Listed(LISTS["projects.use"], _("item"))
    until = models.DateField(_("quarter until"))
    value = Fixed(_("value"), least=0, null=True, blank=True)
    missing = models.BooleanField(_("not counted"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)


class ProjectAdjustment(Row):
    """What was adjusted in the contract, and why; the older ones stay."""

    what = Listed(LISTS["projects.adjustments"], _("what"))
    day = models.DateField(_("adjusted on"))
    was = models.CharField(_("before"), max_length=100, blank=True)
    now = models.CharField(_("after"), max_length=100)
    why = models.CharField(_("why"), max_length=200)


class ProjectMember(Row):
    """Who takes part, with the share of the contribution."""

    person = Human(_("member"))
    percent = Fixed(_("contribution (per cent)"), least=0, most=100, places=2)


class ProjectResult(Row):
    """What came out of the project."""

    name = models.CharField(_("result"), max_length=120)
    sort = Listed(LISTS["projects.results"], _("sort"))
    day = models.DateField(_("on"))


class ProjectPayment(Row):
    """An instalment: due on a day, and the day of payment."""

    due = models.DateField(_("due on"), null=True, blank=True)
    amount = Fixed(_("amount (yuan)"), least=0, places=2)
    paid = models.DateField(_("paid on"), null=True, blank=True)


class SiteCheck(KindRecord):
    """A check of a project on site: what was seen, and what follows from it."""

    project = Linked(Project, _("project"))
    sort = Listed(LISTS["sitechecks.sorts"], _("sort"))
    day = models.DateField(_("on"), null=True, blank=True)
    body = models.CharField(_("who checks"), max_length=100, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)


class SiteChecker(Row):
    """Somebody who goes along."""

    person = Human(_("person"))


class SiteFinding(Row):
    """A finding: what was seen, its own value beside a benchmark; a fault is put right by a day."""

    sort = Listed(LISTS["sitechecks.findings"], _("sort"))
    text = models.CharField(_("finding"), max_length=500)
    own = models.CharField(_("own value"), max_length=60, blank=True)
    benchmark = models.CharField(_("to compare with"), max_length=60, blank=True)
    due = models.DateField(_("to be put right by"), null=True, blank=True)
    put_right = models.DateField(_("put right on"), null=True, blank=True)
    commitment = Linked(Commitment, _("commitment"), blank=True)
