"""Reported values: never changed, only superseded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.base.forms.fields import Fixed
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.base.rules import cells
from luoshi.org.tree.models import Unit

TOTAL = 0  # the breakdown of the undivided value


class Fact(models.Model):
    """The value of an indicator for a unit and a period, reported by a journal entry.

    At most one fact per key is current (``ended`` is null). A new value ends the current fact before it is inserted, so
    the unique constraint decides between two concurrent reports. Person, moment and evidence come from the reporting
    entry: ``told`` if set (another value was withdrawn, or two indicators were merged, so ``entry`` only moved the fact
    here), else ``entry``.

    The columns have this order, and foreign keys no index, because there are millions of rows: some 58 bytes each on
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
    # Why there is no value: nil report (零报告), not applicable, or below the reporting threshold.
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
        # Superseded facts: few, and looked up by key only.
        indexes = (
            models.Index(
                fields=["indicator", "period", "unit"], condition=Q(ended__isnull=False), name="facts_formerly"
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.unit_id} {self.period}: {self.value}"


class Question(models.Model):
    """Two differing values of one key, of which somebody must choose the right one; ``stays`` counts meanwhile."""

    stays = models.ForeignKey(Fact, models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Fact, models.PROTECT, related_name="+", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)  # where the two met
    settled = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = (models.Index(fields=["stays"], condition=Q(settled=None), name="facts_open_questions"),)

    def __str__(self) -> str:
        return f"{self.stays_id} ≠ {self.other_id}"
