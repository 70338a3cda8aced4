"""Boards of figures, their tiles, and with whom they are shared."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.boards.base.rules import CUT_LENGTH
from luoshi.facts.indicators.models import Definition
from luoshi.org.actors.models import Person, Post
from luoshi.org.tree.models import Unit

ARRANGED = "how figures are arranged; each change is an act of its own"


class FigureBoard(models.Model):
    """A page of tiles. It belongs to the person who made it, and gives nobody a right to what it counts."""

    uncompared = ARRANGED

    title = models.CharField(_("title"), max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()  # last change

    class Meta:
        indexes = (models.Index(fields=["person"], name="board_of_person"),)

    def __str__(self) -> str:
        return self.title


class BoardTile(models.Model):
    """A tile: a figure of a kind, an indicator, or the figures to look at; with its cut, period and picture.

    Attributes:
        kind, figure: a kind and one of its figures; "": the tile shows an indicator or what is to be looked at.
        cut: one of those in ``rules``, or the field by whose codes it is divided.
        period, picture, width: ``PERIODS``, ``PICTURES``, ``WIDTHS`` in ``rules``.
        unit: counted with its subtree; None: all that the reader may see.
    """

    uncompared = ARRANGED

    board = models.ForeignKey(FigureBoard, models.CASCADE, related_name="tiles")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=32, blank=True)
    figure = models.CharField(max_length=40, blank=True)
    indicator = models.ForeignKey(Definition, models.PROTECT, null=True, related_name="+")
    cut = models.CharField(max_length=CUT_LENGTH, blank=True)
    period = models.CharField(max_length=10)
    picture = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=40, blank=True)  # "": the name of the figure
    width = models.CharField(max_length=6, default="half")

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return f"{self.board_id} {self.place}"


class BoardShare(models.Model):
    """With whom a board is shared: a role, everywhere or in one unit; or one post."""

    uncompared = ARRANGED

    board = models.ForeignKey(FigureBoard, models.CASCADE, related_name="shares")
    role = models.CharField(max_length=16, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # of a role; None: everywhere
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["role"], name="board_share_of_role"),)

    def __str__(self) -> str:
        return f"{self.board_id} {self.role or self.post_id}"
