"""A value that somebody told: never changed, only superseded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.base.rules import cells
from luoshi.org.base.fields import Fixed
from luoshi.org.tree.models import Unit
from luoshi.records.journal.models import Entry

TOTAL = 0  # the breakdown of what is not broken down


class Fact(models.Model):
    """The value of an indicator for a unit and a period, as an entry of the journal brought it.

    At most one counts for a key. Another value ends it first and is inserted then, so that the constraint decides
    between two who tell at once. Person, moment and evidence are those of the entry that told it: ``told``, where an
    entry of another sort brought it here (another value was taken back, two indicators are one), else ``entry``.

    The columns stand in this order, and foreign keys have no index, because there are millions: some 58 bytes each on
    SQLite, 184 on PostgreSQL.
    """

    VALUE, NIL, NOT_APPLICABLE, BELOW = cells.VALUE, cells.NIL, cells.NOT_APPLICABLE, cells.BELOW

    value = Fixed(null=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    told = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    ended = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    period = models.IntegerField()  # dates.period_codes
    breakdown = models.IntegerField(default=TOTAL)
    # Why there is no value: nothing to tell (零报告), not applicable, below the threshold of what is told.
    state = models.SmallIntegerField(default=VALUE)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "period", "unit", "breakdown"],
                condition=Q(ended=None),
                name="fact_that_counts",
            ),
            models.CheckConstraint(
                condition=Q(state=0, value__isnull=False) | Q(~Q(state=0), value=None), name="fact_has_value_or_reason"
            ),
        )
        # What counted once: little, and asked for by its key alone.
        indexes = (
            models.Index(
                fields=["indicator", "period", "unit"], condition=Q(ended__isnull=False), name="facts_formerly"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.period}: {self.value}"


class Question(models.Model):
    """Two values of one key that differ: somebody says which is right. The one that counts meanwhile is ``stays``."""

    stays = models.ForeignKey(Fact, models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Fact, models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)  # by which they met
    settled = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = (models.Index(fields=["stays"], condition=Q(settled=None), name="facts_open_questions"),)

    def __str__(self) -> str:
        return f"{self.stays_id} ≠ {self.other_id}"
