"""Experts of the pool, what they do for firms and villages, advice that is asked for, and events of integrity."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.language.basis import SOURCES
from luoshi.kernel.kinds.language.conditions import Is, Some
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.calls.models import LISTS as CALLS
from luoshi.parts.registers.links import IN_USE, Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists
BRANCHES = CALLS["experts.branches"]  # what is sent in is judged by experts of its field
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class PoolExpert(KindRecord):
    """A person of the pool. Source: 科学技术进步法 art. 101; 国家科学技术奖励条例 art. 17."""

    person = Human(_("expert"))
    organisation = Org(_("organisation"), blank=True)
    rank = Listed(LISTS["experts.ranks"], _("professional title"), blank=True)
    consent = models.DateField(_("agreed and pledged on"), null=True, blank=True)
    from_day = models.DateField(_("in the pool from"), null=True, blank=True)
    to_day = models.DateField(_("in the pool until"), null=True, blank=True)


class ExpertField(Row):
    """A field in which the person judges."""

    branch = Listed(BRANCHES, _("field"))


class Employment(Row):
    """Where the person works or worked: who is of the same legal person does not judge (3 years back)."""

    org = Org(_("organisation"))
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"), null=True, blank=True)


class Tie(Row):
    """A relation that bars the person from judging somebody. Source: 国家自然科学基金条例 art. 20."""

    sort = Listed(LISTS["experts.ties"], _("tie"))
    person = Human(_("with the person"), blank=True)
    org = Org(_("with the organisation"), blank=True)
    from_day = models.DateField(_("from"), null=True, blank=True)
    to_day = models.DateField(_("to"), null=True, blank=True)


class Absence(Row):
    """Days on which the person cannot be asked."""

    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"))
    why = models.CharField(_("why"), max_length=100, blank=True)


class IntegrityEvent(KindRecord):
    """A pledge, a case or an event of credit of one person or organisation; the finding is stored encrypted."""

    sort = Listed(LISTS["integrity.sorts"], _("sort"))
    person = Human(_("person"), blank=True)
    organisation = Org(_("organisation"), blank=True)
    source = models.CharField(_("source and document number"), max_length=200, blank=True)
    day = models.DateField(_("happened on"), null=True, blank=True)
    finding = EncryptedText(_("finding"), blank=True, long=True)
    weight = Listed(LISTS["integrity.weights"], _("weight"), blank=True)
    told = models.DateField(_("told on"), null=True, blank=True)
    from_day = models.DateField(_("in effect from"), null=True, blank=True)
    to_day = models.DateField(_("in effect until"), null=True, blank=True)
    withdrawn = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)


class IntegrityMeasure(Row):
    """What follows from a finding."""

    measure = Listed(LISTS["integrity.measures"], _("measure"))
    from_day = models.DateField(_("from"), null=True, blank=True)
    to_day = models.DateField(_("to"), null=True, blank=True)


class FindingBasis(Row):
    """The law or rule on which a finding rests."""

    source = models.CharField(_("source"), max_length=11, choices=SOURCES)
    norm = Linked("norms.Norm", _("plan or rule"), blank=True, back=False)
    article = models.CharField(_("article"), max_length=120)


class Clearance(KindRecord):
    """A question whether somebody is barred on a day, and the answer of that day; it never changes afterwards."""

    person = Human(_("person"), blank=True)
    organisation = Org(_("organisation"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    asked = models.DateField(_("for the day"), null=True, blank=True)
    hits = models.PositiveIntegerField(_("events in effect"), null=True, editable=False)
    found = models.CharField(_("events"), max_length=400, blank=True, editable=False)


class Advice(KindRecord):
    """A matter on which advice is asked before it is decided."""

    about = About(_("Subject"), blank=True, back=False)
    group = models.CharField(_("committee or group"), max_length=80)
    question = models.TextField(_("question"), max_length=2000)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    until = models.DateField(_("answer wanted by"), null=True, blank=True)
    outcome = models.TextField(_("what was taken from it"), max_length=1000, blank=True)
    concluded = models.DateField(_("concluded on"), null=True, blank=True)


class Opinion(Row):
    """The opinion of one adviser."""

    person = Human(_("adviser"))
    opinion = models.TextField(_("opinion"), max_length=2000)
    day = models.DateField(_("given on"))


IN_POOL = IN_USE & Some("experts", via="person", where=Is(state="pool"))


class Guidance(KindRecord):
    """A visit to a firm, guidance on a technique, an answer to a question, information that was delivered."""

    sort = Listed(LISTS["guidances.sorts"], _("sort"))
    topic = Listed(LISTS["guidances.topics"], _("topic"), blank=True)
    expert = Human(_("expert"), blank=True, where=IN_POOL)
    organisation = Org(_("firm or cooperative"), blank=True)
    place = PlaceOf(_("village"), blank=True)
    guided = Linked("soil.SoilField", _("grower or field guided"), blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    problem = models.TextField(_("what is asked"), max_length=1000)
    day = models.DateField(_("done on"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households reached"), null=True, blank=True)
    result = models.TextField(_("answer or result"), max_length=2000, blank=True)
    solved = models.CharField(_("solved"), max_length=3, choices=YES_OR_NO, blank=True)
    days = models.IntegerField(_("days until the answer"), null=True, editable=False)
