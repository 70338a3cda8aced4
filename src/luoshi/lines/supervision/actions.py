"""What follows from the findings of a check: the units that correct them may read it and say what they did."""

from __future__ import annotations

from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Party
from luoshi.lines.supervision.models import CheckFinding, SupervisoryCheck

CORRECTS = "corrects"


def let_correcting_units_in(took: Took[SupervisoryCheck]) -> None:
    """Make the units that correct a finding parties to the check; those of findings that are gone no longer are."""
    units = set(CheckFinding.objects.filter(record=took.record.pk).values_list("unit", flat=True))
    there = Party.objects.filter(record=took.record.pk, name=CORRECTS)
    there.exclude(unit__in=units).delete()
    new = units - set(there.values_list("unit", flat=True))
    Party.objects.bulk_create(Party(record=took.record, name=CORRECTS, unit_id=unit) for unit in sorted(new))
