"""Societies with members, charters and support; their functions, evaluations, inspections, posts and reviews."""

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
WORKS = Is(state="founded standard active inactive")
TAKEN = Is(state="running assessed")  # a function that its society carries out


class Member(Row):
    """A member of a society, from a day to a day."""

    person = Human(_("member"))
    from_day = models.DateField(_("joined on"))
    to_day = models.DateField(_("last day"), null=True, blank=True)
    dues = models.DateField(_("dues paid until"), null=True, blank=True)


class Keeper(Row):
    """A person who keeps the record for the society itself, from a day to a day, with an external account."""

    person = Human(_("for the society"))
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class Charter(Row):
    """A version of a charter: adopted by the congress, and in force once approved by the registering office."""

    adopted = models.DateField(_("adopted on"))
    approved = models.DateField(_("approved on"), null=True, blank=True)
    changed = models.CharField(_("what changed"), max_length=200, blank=True)


class SocietySupport(Row):
    """Support from the host unit."""

    received = models.DateField(_("received on"))
    funds = Fixed(_("funds in yuan"), least=0)
    matter = models.CharField(_("matters supported"), max_length=200, blank=True)

    class Meta(Row.Meta):
        db_table = "societies_support"  # from before the class was renamed


class SocietyValue(Row):
    """A value that the society reports for a year, or that its source does not have it."""

    item = Listed(LISTS["societies.values"], _("what is reported"))
    until = models.DateField(_("period until"))
    value = Fixed(_("value"), null=True, blank=True)
    missing = models.BooleanField(_("missing in the source"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)


class Cooperative(Row):
    """A cooperative beside a farm association."""

    organisation = Org(_("cooperative"))
    from_day = models.DateField(_("linked since"))
    shared = models.BooleanField(_("shares staff"), null=True, blank=True)


class Society(KindRecord):
    """A society or a grass-roots organisation. Its unit is the association that keeps the record.

    ``organisation`` is the unit in which it was founded, or the organisation itself if it is independent.
    """

    organisation = Org(_("unit or organisation"), known="name head address", fills={"area": "place"})
    sort = Listed(LISTS["societies.sorts"], _("kind of organisation"))
    host = Org(_("host unit"), blank=True, fills={})
    part_of = Linked("self", _("belongs to"), blank=True, where=WORKS)
    area = PlaceOf(_("street, park or other area"), blank=True)
    party = Listed(LISTS["societies.party"], _("Party organisation"), blank=True)
    founded = models.DateField(_("founded on"), null=True)
    standard = models.DateField(_("meets the standard since"), null=True, blank=True)
    active = models.DateField(_("last activity on"), null=True, blank=True)
    ended = models.DateField(_("ended on"), null=True, blank=True)
    why = Listed(LISTS["societies.reasons"], _("reason for the end"), blank=True)
    card = models.CharField(_("card number"), max_length=40, blank=True, db_index=True)
    product = models.CharField(_("trade or product"), max_length=80, blank=True)
    term_from = models.DateField(_("term from"), null=True, blank=True)
    term_to = models.DateField(_("term to"), null=True, blank=True)
    congress = models.DateField(_("congress held on"), null=True, blank=True)
    head_ok = models.BooleanField(_("a good head"), null=True, blank=True)
    charter_ok = models.BooleanField(_("a good charter"), null=True, blank=True)
    rules_ok = models.BooleanField(_("good rules"), null=True, blank=True)
    mechanism_ok = models.BooleanField(_("a good mechanism"), null=True, blank=True)
    sales_ok = models.BooleanField(_("a good sales team"), null=True, blank=True)
    office = models.BooleanField(_("office and facilities"), null=True, blank=True)
    funds = models.BooleanField(_("working funds"), null=True, blank=True)


class Function(KindRecord):
    """A function handed over by a department to a society, by an agreement from a day to a day."""

    sort = Listed(LISTS["functions.sorts"], _("function"))
    giver = Org(_("handed over by"), fills={})
    basis = models.CharField(_("basis"), max_length=200)
    body = Linked(Society, _("taken over by"), blank=True, where=WORKS)
    from_day = models.DateField(_("first day"), null=True, blank=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
    quality = Listed(LISTS["functions.quality"], _("quality"), blank=True)


class Expert(Row):
    """A member of an evaluation team."""

    person = Human(_("expert"))
    part = Listed(LISTS["evaluations.team"], _("part in the team"), default="member")


class Evaluation(KindRecord):
    """An evaluation by a society for a client: commissioned, or as part of a function taken over."""

    client = Org(_("client"), fills={})
    topic = models.CharField(_("what is evaluated"), max_length=120)
    sort = Listed(LISTS["functions.sorts"], _("kind of evaluation"))
    body = Linked(Society, _("evaluated by"), where=WORKS, gives="unit")
    function = Linked(Function, _("by the function"), blank=True, where=TAKEN, gives="body sort unit")
    asked = models.DateField(_("asked on"), null=True)
    report_by = models.DateField(_("report due on"), null=True, blank=True)
    reported = models.DateField(_("reported on"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), max_length=1000, blank=True)
    accepted = models.DateField(_("accepted on"), null=True, blank=True)


class Finding(Row):
    """A finding of an inspection, until it is put right."""

    sort = Listed(LISTS["inspections.findings"], _("kind of finding"))
    item = Listed(LISTS["inspections.items"], _("item"), blank=True)
    text = models.CharField(_("finding"), max_length=200)
    put_right = models.DateField(_("corrected on"), null=True, blank=True)


class Inspection(KindRecord):
    """An inspection of a society: the regular one, or one of its home-building or its quality system."""

    body = Linked(Society, _("organisation"), where=WORKS, gives="unit")
    sort = Listed(LISTS["inspections.sorts"], _("kind of inspection"), default="regular")
    on = models.DateField(_("inspected on"), null=True, blank=True)


class Appointment(KindRecord):
    """A person in a post of a society or an outside standing body, or a candidate for it."""

    body = Linked(Society, _("organisation"), blank=True, where=WORKS)
    outer = models.CharField(_("standing body outside"), max_length=80, blank=True)
    post = Listed(LISTS["appointments.posts"], _("post"))
    person = Human(_("person"))
    three = Listed(LISTS["appointments.three"], _("one of the three heads"), blank=True)
    full = models.BooleanField(_("full time"), null=True, blank=True)
    nomination = models.CharField(_("number of the nomination"), max_length=60, blank=True)
    way = Listed(LISTS["appointments.ways"], _("way by charter"), blank=True)
    from_day = models.DateField(_("first day"), null=True, blank=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)


class Scored(Row):
    """A point with the society's evidence, its own score, and the score given."""

    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    own = Fixed(_("own score"), least=0, most=100, places=1, null=True, blank=True)
    score = Fixed(_("score"), least=0, most=100, places=1, null=True, blank=True)

    class Meta(Row.Meta):
        abstract = True


class Quality(Scored):
    """One of the seven qualities of a model society. Source: REQUIREMENTS S003-27, which names no weights."""

    quality = Listed(LISTS["exemplars.qualities"], _("quality"))


class ScoredRecord(KindRecord):
    """What the points of a record come to: their sums, the mean, and how far that is from the office's pass mark."""

    own = Fixed(_("own scores together"), places=1, null=True, blank=True, editable=False)
    total = Fixed(_("scores together"), places=1, null=True, blank=True, editable=False)
    mean = Fixed(_("mean score"), places=2, null=True, blank=True, editable=False)
    short = Fixed(_("short of the pass mark by"), places=2, null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Exemplar(ScoredRecord):
    """A society's application for, or tenure of, the title of model society. Source: S003-27."""

    body = Linked(Society, _("organisation"), where=WORKS, gives="unit")
    applied = models.DateField(_("applied on"), null=True)
    from_day = models.DateField(_("model society from"), null=True, blank=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)
    rechecked = models.DateField(_("checked again on"), null=True, blank=True)


class Mechanism(Scored):
    """One of the four mechanisms of a society, with its shortcoming until it is put right. Source: S003-22."""

    mechanism = Listed(LISTS["reforms.mechanisms"], _("mechanism"))
    lacks = models.CharField(_("where it falls short"), max_length=300, blank=True)
    put_right = models.DateField(_("corrected on"), null=True, blank=True)


class Reform(ScoredRecord):
    """A review of a society's four mechanisms in a year. Source: S003-22."""

    body = Linked(Society, _("organisation"), where=WORKS, gives="unit")
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    checked = models.DateField(_("checked on"), null=True, blank=True)
