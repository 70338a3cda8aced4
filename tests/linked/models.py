"""Bodies, the projects that they apply for, and checks of those: two links deep, each may be empty."""

from __future__ import annotations

from django.db import models

from luoshi.records.code_lists.declared import Item, List, code_of, exact, text, whole, yes
from luoshi.records.code_lists.fields import Listed
from luoshi.records.kinds.links import Linked
from luoshi.records.kinds.models import KindRecord

AREAS = List("linked.areas", "Areas", {"north": "North", "south": "South"})
LEVELS = List(
    "linked.levels",
    "Levels",
    {"town": Item("Town", {"points": "1"}), "city": Item("City", {"points": "3", "weight": "0.5"}), "nation": "Nation"},
    fixed="city",
    columns={
        "points": whole("Points"),
        "weight": exact("Weight"),
        "must": yes("Must"),
        "note": text("Note"),
        "area": code_of(AREAS, "Area"),
    },
)


class Body(KindRecord):
    """Something that is there from a day to a day, of a sort, perhaps part of another."""

    sort = models.CharField("sort", max_length=20, choices=[("farm", "Farm"), ("society", "Society")], blank=True)
    size = models.IntegerField("size", null=True, blank=True)
    sound = models.BooleanField("sound", null=True, blank=True)
    card = models.CharField("card", max_length=40, blank=True, db_index=True)
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
