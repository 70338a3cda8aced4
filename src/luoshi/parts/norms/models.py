"""Plans, rules, charters, roadmaps and other norms; each version is a record of its own."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.language.basis import SOURCES
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Org

_ = words(__name__)

LISTS = office(__name__).lists
IN_USE, PASSED = "issued checked evaluated", "revised abolished"
EVER_STATES = f"{IN_USE} {PASSED}"
EVER = Is(state=EVER_STATES)  # what is past can still be named: it was in force on its days
AREAS = (("rural", _("Countryside")), ("urban", _("Town")))
ANSWERS = (("yes", _("Adopted")), ("part", _("Adopted in part")), ("no", _("Not adopted")))


class Norm(KindRecord):
    """A plan, rule, charter or other norm in one version. Source: requirements N6."""

    sort = Listed(LISTS["norms.sorts"], _("sort"))
    act = Listed(LISTS["norms.acts"], _("act of care that it rules"), blank=True)
    about = About(_("Subject"), blank=True, back=False)
    audience = Listed(LISTS["norms.audiences"], _("for whom"), blank=True)
    mechanism = Listed(LISTS["norms.farming"], _("mechanism of farmers’ education"), blank=True)
    industry = Listed(LISTS["norms.industries"], _("industry"), blank=True)
    responsible = Org(_("responsible body"), blank=True)
    scope = models.TextField(_("scope"), max_length=1000, blank=True)
    replaces = Linked("self", _("replaces"), blank=True, where=Is(state=IN_USE))
    content = models.TextField(_("content"), max_length=4000, blank=True)
    procedure = models.TextField(_("steps"), max_length=2000, blank=True)
    method = models.TextField(_("method"), max_length=2000, blank=True)
    consequence = models.TextField(_("consequence of a breach"), max_length=2000, blank=True)
    until = models.DateField(_("opinions wanted by"), null=True, blank=True)
    argued_on = models.DateField(_("argued on"), null=True, blank=True)
    argument = models.TextField(_("outcome of the argument"), max_length=1000, blank=True)
    issuer = models.CharField(_("issued by"), max_length=100, blank=True)
    document = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    from_day = models.DateField(_("in force from"), null=True, blank=True)
    to_day = models.DateField(_("in force until"), null=True, blank=True)
    evaluated_on = models.DateField(_("evaluated on"), null=True, blank=True)
    evaluation = models.TextField(_("evaluation"), max_length=2000, blank=True)


class NormReport(Row):
    """A report of a survey or study that the norm cites."""

    name = models.CharField(_("report"), max_length=120)
    author = models.CharField(_("author"), max_length=80, blank=True)
    day = models.DateField(_("of"), null=True, blank=True)


class NormNode(Row):
    """A node of a roadmap: which technology in which year."""

    technology = models.CharField(_("technology"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    aim = models.CharField(_("aim"), max_length=200, blank=True)


class NormTarget(Row):
    """What a plan wants to reach, apart for countryside and town. Source: S000-57."""

    area = models.CharField(_("town or countryside"), max_length=5, choices=AREAS)
    item = models.CharField(_("target"), max_length=120)
    value = Fixed(_("value"), null=True, blank=True)
    measure = models.CharField(_("unit of measure"), max_length=20, blank=True)


class NormOpinion(Row):
    """An opinion on the draft, and what became of it."""

    giver = models.CharField(_("from"), max_length=80)
    day = models.DateField(_("received on"))
    opinion = models.TextField(_("opinion"), max_length=1000)
    adopted = models.CharField(_("answer"), max_length=4, choices=ANSWERS, blank=True)
    why = models.CharField(_("why not"), max_length=200, blank=True)


class NormCheck(Row):
    """A check of how the norm is kept."""

    day = models.DateField(_("checked on"))
    result = models.TextField(_("result"), max_length=1000)


class NormBasis(Row):
    """What the norm itself rests on."""

    source = models.CharField(_("source"), max_length=11, choices=SOURCES)
    norm = Linked(Norm, _("norm"), blank=True, where=EVER, back=False)
    article = models.CharField(_("article"), max_length=120)
