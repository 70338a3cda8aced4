"""Units with dates: their names and their places in the tree, from day to day and as believed at each moment."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.fields import OrderNumber
from luoshi.org.tree.rules import tree

FOREVER = tree.FOREVER

ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)  # believed until further notice
NOBODY = 2**63 - 1  # greater than any id


@cache
def in_sight(unit: str = "unit") -> Q:
    """Return the condition that a row's unit is visible. An import of a long sheet writes its units above a mark.

    One row holds the mark for all units, so the last step of an import is short. Without that row all units are
    visible.
    """
    table, at = UnitsMark._meta.db_table, UnitsMark._meta.get_field("hidden_from").column
    mark: models.Func = models.Func(
        template=f"COALESCE((SELECT {at} FROM {table}), {NOBODY})", output_field=models.BigIntegerField()
    )
    return Q(**{f"{unit}__lt": mark})


class InSight(models.Manager["Unit"]):
    """The visible units: not those that a running import is writing, nor the nameless ones of a withdrawn import."""

    def get_queryset(self) -> models.QuerySet[Unit]:
        return super().get_queryset().filter(in_sight("pk")).exclude(name="")


class Unit(models.Model):
    """An organisation or part of one. ``name`` is today's; ``UnitName`` and ``Placement`` hold those of other days."""

    name = models.CharField(_("name"), max_length=120)
    short = models.CharField(_("abbreviation"), max_length=60, blank=True)
    initials = models.CharField(_("pinyin initials"), max_length=200, blank=True, editable=False)
    code = models.CharField(_("unit code"), max_length=40, unique=True)
    division = models.CharField(_("division code"), max_length=12, blank=True)
    credit = models.CharField(_("credit code"), max_length=18, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    sort = OrderNumber(_("order number"))  # lists of units are sorted by it, then by name: see ``own_order``

    objects = InSight()

    class Meta:
        verbose_name = _("unit")
        indexes = (models.Index(fields=["name"]), models.Index(fields=["initials"]))

    def __str__(self) -> str:
        return self.name


def own_order(to: str = "") -> tuple[str, ...]:
    """Return the ``order_by`` fields of the units' own order (排序号, then name); ``to`` is a prefix (``unit__``)."""
    return tuple(to + field for field in ("sort", "name", "id"))


class Dated(models.Model):
    """A row valid from a day up to, not including, another."""

    start = models.DateField(_("from"))
    until = models.DateField(_("until"), default=FOREVER)

    class Meta:
        abstract = True
        constraints = (models.CheckConstraint(condition=Q(until__gt=F("start")), name="%(class)s_forward"),)


class Known(Dated):
    """A dated row with the time during which it was believed. A correction ends belief in one row and adds another."""

    known_from = models.DateTimeField()
    known_to = models.DateTimeField(default=ALWAYS)

    class Meta(Dated.Meta):
        abstract = True


class UnitName(Known):
    """The name of a unit from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=60, blank=True)

    class Meta(Known.Meta):
        indexes = (models.Index(fields=["unit", "known_to", "start"]),)


class Placement(Known):
    """The closure table of the tree, with dates: each ancestor of a unit, and the unit itself at depth 0."""

    ancestor = models.ForeignKey(Unit, models.PROTECT, related_name="below")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="above")
    depth = models.PositiveSmallIntegerField()

    class Meta(Known.Meta):
        indexes = (
            models.Index(fields=["ancestor", "known_to", "until", "start", "unit"]),
            models.Index(fields=["unit", "known_to", "until", "start", "ancestor", "depth"]),
        )


class UnitsMark(models.Model):
    """One row whose token changes with every change of units, their names and places, and only then.

    Database triggers write it (records.append_only), so no writer can forget it, and a rollback restores the token.
    What a process caches about units is valid while the token equals the one read with it.
    """

    uncompared_columns = (("token", "a mark that triggers make"),)

    token = models.UUIDField()
    hidden_from = models.BigIntegerField(null=True)  # units from this id on are still being imported

    def __str__(self) -> str:
        return str(self.token)


class Succession(models.Model):
    """The unit that takes over the open work of a closing unit on a day.

    ``goes`` names what does not go to ``heir``: under ``records`` unit ids by reference; under ``posts``, for each
    ended post, the id of the post that owns its work from then on, or None for the unit itself.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    day = models.DateField()
    heir = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    goes: models.JSONField[object] = models.JSONField(default=dict)
    why = models.CharField(max_length=200)
    done = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["day"], condition=Q(done=None), name="org_successions_ahead"),)

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.heir_id} {self.day}"
