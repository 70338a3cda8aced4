"""Bodies, the trials that they apply for, and checks of those: two links deep, each may be empty."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText, Fixed
from luoshi.desk.votes.fields import result_field
from luoshi.kernel.code_lists.definitions import (
    CodeListItem,
    List,
    boolean_column,
    code_column,
    decimal_column,
    integer_column,
    text_column,
)
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.about import About
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.funds.fields import FundField
from luoshi.parts.funds.models import USES
from luoshi.parts.registers.links import Human, Org, PlaceOf

AREAS = List("linked.areas", "Areas", {"north": "North", "south": "South"})
LEVELS = List(
    "linked.levels",
    "Levels",
    {
        "town": CodeListItem("Town", {"points": "1"}),
        "city": CodeListItem("City", {"points": "3", "weight": "0.5"}),
        "nation": "Nation",
    },
    fixed="city",
    columns={
        "points": integer_column("Points"),
        "weight": decimal_column("Weight"),
        "must": boolean_column("Must"),
        "note": text_column("Note"),
        "area": code_column(AREAS, "Area"),
    },
)


class Body(KindRecord):
    """Something that is there from a day to a day, of a sort, perhaps part of another."""

    sort = models.CharField("sort", max_length=20, choices=[("farm", "Farm"), ("society", "Society")], blank=True)
    size = models.IntegerField("size", null=True, blank=True)
    sound = models.BooleanField("sound", null=True, blank=True)
    card = models.CharField("card", max_length=40, blank=True, db_index=True)
    worth = Fixed("worth", null=True, blank=True)
    from_day = models.DateField("from", null=True, blank=True)
    to_day = models.DateField("to", null=True, blank=True)
    part_of = Linked("self", "part of", blank=True)


class Project(KindRecord):
    """What a body applies for."""

    body = Linked(Body, "body", blank=True, gives="unit")
    level = models.CharField("level", max_length=20, blank=True)
    day = models.DateField("day", null=True, blank=True)
    words = models.TextField("words", blank=True)
    reach = Listed(LEVELS, "reach", blank=True)


class Check(KindRecord):
    """A look at a project."""

    project = Linked(Project, "project", blank=True)
    result = models.CharField("result", max_length=20, blank=True)
    day = models.DateField("day", null=True, blank=True)


class Visit(KindRecord):
    """A visit to a body or to a project."""

    about = About("about", blank=True, kinds="bodies trials", gives="unit")
    result = models.CharField("result", max_length=20, blank=True)
    day = models.DateField("day", null=True, blank=True)


class Deal(KindRecord):
    """What was signed with an organisation on a day, by somebody, about a place."""

    organisation = Org("organisation", known="name head", as_of="signed", fills={"contact": "head"}, again="way")
    person = Human("person", blank=True)
    venue = PlaceOf("venue", blank=True, fills={})
    signed = models.DateField("signed", null=True, blank=True)
    contact = models.CharField("contact", max_length=60, blank=True)
    address = models.CharField("address", max_length=120, blank=True)
    way = models.CharField("way", max_length=60, blank=True)


class Grant(KindRecord):
    """What is paid for something from a fund."""

    sort = Listed(USES, "sort")
    fund = FundField("fund", sorts="mutual love", uses="sort", blank=True)
    amount = Fixed("amount", least=0, places=2, null=True, blank=True)
    paid = models.DateField("paid", null=True, blank=True)


class Event(KindRecord):
    """Something held on a day: what figures count."""

    sort = models.CharField(
        "sort", max_length=20, choices=[("talk", "Talk"), ("fair", "Fair"), ("match", "Match")], blank=True
    )
    reach = Listed(LEVELS, "reach", blank=True)
    held = models.DateField("held", null=True, blank=True)
    attendance = models.IntegerField("attendance", null=True, blank=True)
    cost = Fixed("cost", null=True, blank=True)
    paid = Fixed("paid", null=True, blank=True)
    from_day = models.DateField("from", null=True, blank=True)
    to_day = models.DateField("to", null=True, blank=True)
    same = Linked("self", "the same as", blank=True)
    began_at = models.DateTimeField("began at", null=True, blank=True)
    over_at = models.DateTimeField("over at", null=True, blank=True)
    public = models.BooleanField("public", null=True, blank=True)
    page = models.URLField("page", blank=True)


class Hours(KindRecord):
    """Hours that somebody spent at an event."""

    event = Linked(Event, "event", blank=True)
    person = Linked(Body, "person", blank=True)
    hours = models.IntegerField("hours", null=True, blank=True)
    day = models.DateField("day", null=True, blank=True)


class Member(Row):
    """Who has a part in a body, and how much of it."""

    name = models.CharField("name", max_length=40)
    percent = Fixed("percent", null=True, blank=True)
    votes = models.IntegerField("votes", null=True, blank=True)
    sort = models.CharField("sort", max_length=20, choices=[("firm", "Firm"), ("school", "School")], blank=True)
    project = Linked(Project, "project", blank=True)
    card = EncryptedText("identity", blank=True, default="")
    reach = Listed(LEVELS, "reach", blank=True, default="")
    to_day = models.DateField("to", null=True, blank=True)
    page = models.URLField("page", blank=True, default="")


class Seat(KindRecord):
    """That somebody has a post in a body from a day to a day."""

    body = Linked(Body, "body", blank=True)
    person = Linked(Project, "person", blank=True)
    post = models.CharField("post", max_length=20, choices=[("chair", "Chair"), ("deputy", "Deputy")], blank=True)
    from_day = models.DateField("from", null=True, blank=True)
    to_day = models.DateField("to", null=True, blank=True)


class Pair(Row):
    """Who is paired with a body from a day to a day."""

    member = models.CharField("member", max_length=40)
    helper = Linked(Project, "helper", blank=True)
    from_day = models.DateField("from", null=True, blank=True)
    to_day = models.DateField("to", null=True, blank=True)
    card = EncryptedText("identity", blank=True, default="")


class Ballot(KindRecord):
    """A vote in which all counts are the record's own."""

    eligible = models.PositiveIntegerField("eligible", null=True, blank=True)
    present = models.PositiveIntegerField("present", null=True, blank=True)
    ayes = models.PositiveIntegerField("ayes", null=True, blank=True)
    noes = models.PositiveIntegerField("noes", null=True, blank=True)
    abstain = models.PositiveIntegerField("abstained", null=True, blank=True)
    spoilt = models.PositiveIntegerField("spoilt", null=True, blank=True)
    note = models.CharField("note", max_length=40, blank=True)
    result = result_field("result")
