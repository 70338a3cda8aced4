"""Units with dates: what they are called and where they stand, from day to day and as it was believed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.base.fields import OrderNumber
from luoshi.org.tree.rules import tree

FOREVER = tree.FOREVER

ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)  # known until further notice
NOBODY = 2**63 - 1  # above all ids


@cache
def in_sight(unit: str = "unit") -> Q:
    """The condition that a row's unit is there: while a long sheet is brought in, its units lie above a mark.

    One row decides it for all, so that the last step of an import is short. Where that row is missing, all are there.
    """
    table, at = UnitsMark._meta.db_table, UnitsMark._meta.get_field("hidden_from").column
    mark: models.Func = models.Func(
        template=f"COALESCE((SELECT {at} FROM {table}), {NOBODY})", output_field=models.BigIntegerField()
    )
    return Q(**{f"{unit}__lt": mark})


class InSight(models.Manager["Unit"]):
    """Units that are there: not those that an import is still writing, nor the nameless ones taken out with one."""

    def get_queryset(self) -> models.QuerySet[Unit]:
        return super().get_queryset().filter(in_sight("pk")).exclude(name="")


class Unit(models.Model):
    """An organisation or part of one. Its name here is today's; those of other days, and its places, lie below."""

    name = models.CharField(_("name"), max_length=120)
    short = models.CharField(_("abbreviation"), max_length=60, blank=True)
    initials = models.CharField(_("pinyin initials"), max_length=200, blank=True, editable=False)
    code = models.CharField(_("unit code"), max_length=40, unique=True)
    division = models.CharField(_("division code"), max_length=12, blank=True)
    credit = models.CharField(_("credit code"), max_length=18, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    sort = OrderNumber(_("order number"))  # lists of units go by it, then by name: see ``own_order``

    objects = InSight()

    class Meta:
        verbose_name = _("unit")
        indexes = (models.Index(fields=["name"]), models.Index(fields=["initials"]))

    def __str__(self) -> str:
        return self.name


def own_order(to: str = "") -> tuple[str, ...]:
    """The units' own order (排序号, then name), for ``order_by``; ``to``: the way to it (``unit__``)."""
    return tuple(to + field for field in ("sort", "name", "id"))


class Dated(models.Model):
    """From a day up to, not including, another."""

    start = models.DateField(_("from"))
    until = models.DateField(_("until"), default=FOREVER)

    class Meta:
        abstract = True
        constraints = (models.CheckConstraint(condition=Q(until__gt=F("start")), name="%(class)s_forward"),)


class Known(Dated):
    """A dated row with the time during which it was believed: a correction ends belief in a row and adds another."""

    known_from = models.DateTimeField()
    known_to = models.DateTimeField(default=ALWAYS)

    class Meta(Dated.Meta):
        abstract = True


class UnitName(Known):
    """What a unit is called from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=60, blank=True)

    class Meta(Known.Meta):
        indexes = (models.Index(fields=["unit", "known_to", "start"]),)


class Placement(Known):
    """Who stands above whom from a day to a day: the closure of the tree, each unit above itself at depth 0."""

    ancestor = models.ForeignKey(Unit, models.PROTECT, related_name="below")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="above")
    depth = models.PositiveSmallIntegerField()

    class Meta(Known.Meta):
        indexes = (
            models.Index(fields=["ancestor", "known_to", "until", "start", "unit"]),
            models.Index(fields=["unit", "known_to", "until", "start", "ancestor", "depth"]),
        )


class UnitsMark(models.Model):
    """One row whose token is another one after every change of units, their names and places, and only then.

    Triggers write it (records.append_only), so no writer can forget it; what is rolled back takes its token with it.
    What a process keeps of the units is good as long as the token is the one that was there when they were read.
    """

    uncompared_columns = (("token", "a mark that triggers make"),)

    token = models.UUIDField()
    hidden_from = models.BigIntegerField(null=True)  # units from this id on are still being brought in

    def __str__(self) -> str:
        return str(self.token)


class Succession(models.Model):
    """With whom that goes on which a closing unit leaves open: handed over when its day has come.

    ``goes`` names what does not go to ``heir`` with the rest: unit ids by reference under ``records``, and under
    ``posts`` for each ended post the id of the post that owns its things from then on, or None: the unit itself.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    day = models.DateField()
    heir = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    goes: models.JSONField[Any] = models.JSONField(default=dict)
    why = models.CharField(max_length=200)
    done = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["day"], condition=Q(done=None), name="org_successions_ahead"),)

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.heir_id} {self.day}"
