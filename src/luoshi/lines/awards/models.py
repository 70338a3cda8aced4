"""Awards with their cycles, honours, examples, divided bonuses, talents and achievements."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.calls.models import LISTS as CALLS
from luoshi.parts.calls.models import YES_OR_NO, Application
from luoshi.parts.funds.fields import FundField
from luoshi.parts.norms.models import EVER
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

LISTS = office(__name__).lists
LEVELS = LISTS["awards.levels"]


class Award(KindRecord):
    """A prize or title (奖项) with its cycle, age limit and ceiling; what is not set is not known, never "any".

    ``due_on``: the last day of the year in which the next cycle is due. Source: requirements S002-18, S003-17.
    """

    level = Listed(LEVELS, _("level"))
    ours = models.CharField(_("awarded by us"), max_length=3, choices=YES_OR_NO, default="yes")
    interval = models.PositiveSmallIntegerField(_("every so many years"), null=True, blank=True)
    last = models.PositiveSmallIntegerField(_("last held in"), null=True, blank=True)
    next = models.PositiveSmallIntegerField(_("next in"), null=True, editable=False)
    early = models.CharField(_("may be held earlier"), max_length=3, choices=YES_OR_NO, default="no")
    age = models.PositiveSmallIntegerField(_("age at most"), null=True, blank=True)
    quota = models.PositiveIntegerField(_("awarded in a cycle at most"), null=True, blank=True)
    exclusive = Listed(LISTS["awards.groups"], _("not together with others of"), blank=True)
    norm = Linked("norms.Norm", _("rule"), blank=True, where=EVER, back=False)
    due_on = models.DateField(_("next cycle due by"), null=True, editable=False)
    to_day = models.DateField(_("ended on"), null=True, blank=True)


class Achievement(KindRecord):
    """A result of science and technology (成果): registered, appraised, put to use. Source: S001-09."""

    registered_no = models.CharField(_("registration number"), max_length=40, blank=True)
    organisation = Org(_("organisation"), blank=True)
    branch = Listed(CALLS["experts.branches"], _("field"), blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    level = Listed(LISTS["achievements.levels"], _("appraised level"), blank=True)
    appraised_on = models.DateField(_("appraised on"), null=True, blank=True)
    appraiser = models.CharField(_("appraised by"), max_length=100, blank=True)
    used_on = models.DateField(_("put to use on"), null=True, blank=True)
    effect = models.TextField(_("effect"), max_length=1000, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)


class AchievementAuthor(Row):
    """A person who contributed to an achievement, in the order of contribution."""

    person = Human(_("person"))
    part = models.CharField(_("contribution"), max_length=100, blank=True)


class AchievementResult(Row):
    """A paper, patent or standard that came of an achievement."""

    sort = Listed(LISTS["achievements.results"], _("sort"))
    name = models.CharField(_("name"), max_length=120)
    day = models.DateField(_("of"), null=True, blank=True)


class Honour(KindRecord):
    """An award to a person, an organisation, a work or a platform in a year; another office’s is named in words."""

    award = Linked(Award, _("award"), blank=True, where=Is(state="force"), gives="level exclusive")
    outer = models.CharField(_("honour of another office"), max_length=100, blank=True)
    person = Human(_("person"), blank=True)
    organisation = Org(_("team or organisation"), blank=True)
    work = models.CharField(_("work or deed"), max_length=120, blank=True)
    achievement = Linked(Achievement, _("achievement"), blank=True)
    platform = Linked("platforms.Platform", _("platform"), blank=True)
    application = Linked(Application, _("nomination"), blank=True, where=Is(state="awarded approved won"))
    level = Listed(LEVELS, _("level"), blank=True)
    exclusive = Listed(LISTS["awards.groups"], _("not together with others of"), blank=True)
    grade = Listed(CALLS["calls.grades"], _("grade"), blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    day = models.DateField(_("decided on"), null=True, blank=True)
    money = Fixed(_("money (yuan)"), least=0, places=2, null=True, blank=True)
    fund = FundField(_("paid from"), use="awards", blank=True)
    paid = models.DateField(_("paid on"), null=True, blank=True)


class MediaReport(Row):
    """A report in a medium on an honour or an example."""

    medium = Listed(LISTS["awards.media"], _("medium"))
    day = models.DateField(_("published on"))
    source = models.CharField(_("where"), max_length=200, blank=True)


class ExampleCase(KindRecord):
    """A deed, a praise, a criticism, an error or a breach, from which others learn. Source: S000-41, S003-21."""

    sort = Listed(LISTS["examples.sorts"], _("sort"))
    person = Human(_("person"), blank=True)
    organisation = Org(_("team or organisation"), blank=True)
    about = About(_("Subject"), blank=True, back=False, opens=False)
    norm = Linked("norms.Norm", _("rule that was broken"), blank=True, where=EVER, back=False)
    weight = Listed(LISTS["examples.weights"], _("weight"), blank=True)
    day = models.DateField(_("happened on"), null=True, blank=True)
    reason = models.TextField(_("what happened"), max_length=2000)
    lesson = models.TextField(_("what is learned from it"), max_length=2000, blank=True)
    responsible = Human(_("responsible"), blank=True)
    consequence = models.TextField(_("consequence"), max_length=1000, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    days = models.IntegerField(_("days until the decision"), null=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, blank=True, editable=False)
    result = models.TextField(_("what was done"), max_length=1000, blank=True)


class BonusSplit(KindRecord):
    """A bonus divided by contribution (奖金分配), published in a set scope before it is paid. Source: S002-47."""

    about = About(_("For"), kinds="honours applications contracts", blank=True)
    fund = FundField(_("paid from"), use="awards")
    total = Fixed(_("bonus (yuan)"), least=0, places=2, null=True)
    scope = models.CharField(_("published to"), max_length=120, blank=True)
    shares = models.TextField(_("division"), max_length=4000, blank=True, editable=False)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    paid = models.DateField(_("paid on"), null=True, blank=True)


class SplitMember(Row):
    """A member's contribution, and what it gives of the bonus."""

    person = Human(_("member"))
    percent = Fixed(_("contribution (%)"), least=0, most=100, places=2)
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True, editable=False)


class Talent(KindRecord):
    """A person whom the office attracts, trains and supports, from a day to a day. Source: S001-18, S003-19."""

    person = Human(_("person"))
    origin = Listed(LISTS["talents.origins"], _("origin"))
    programme = Listed(CALLS["talents.programmes"], _("plan"), blank=True)
    nomination = Linked(Application, _("nomination"), blank=True)
    grade = Listed(LISTS["talents.grades"], _("grade of talent"), blank=True)
    from_day = models.DateField(_("here since"), null=True, blank=True)
    settled = models.DateField(_("settled on"), null=True, blank=True)
    selected_on = models.DateField(_("selected on"), null=True, blank=True)
    to_day = models.DateField(_("left on"), null=True, blank=True)


class TalentSort(Row):
    """A sort of talent that the person is; one may be of several."""

    sort = Listed(LISTS["talents.sorts"], _("sort"))


class TalentChance(Row):
    """A training, a study, a visit, a platform that the person used."""

    chance = Listed(LISTS["talents.chances"], _("chance"))
    day = models.DateField(_("used on"))
    what = models.CharField(_("what"), max_length=120, blank=True)


class TalentSupport(Row):
    """Support given to the person."""

    tool = Listed(LISTS["talents.supports"], _("support"))
    money = Fixed(_("amount (yuan)"), least=0, places=2, null=True, blank=True)
    day = models.DateField(_("given on"))


class TalentAssessment(Row):
    """A yearly assessment of a supported person."""

    day = models.DateField(_("assessed on"))
    result = Listed(LISTS["talents.results"], _("result"))
    words = models.CharField(_("in words"), max_length=200, blank=True)
