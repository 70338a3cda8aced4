"""What the program writes of a year: the day for which it counts, and how many villages of each town are reached."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.compiled.kind import CheckedPart
from luoshi.kernel.kinds.language.conditions import Valid
from luoshi.lines.soil import queries
from luoshi.lines.soil.area_rules import counted_day, green_areas
from luoshi.lines.soil.models import SoilVillage, SoilYear, YearArea, YearTown
from luoshi.lines.soil.reached import NOW_WHOLE, REACHED

_ = words_now(__name__)

THERE = Valid("begun", "to_day")
COUNTED = {"reached": REACHED & THERE, "whole": NOW_WHOLE & THERE}


@dataclass(frozen=True)
class TownCounts(CheckedPart):
    """The steps that count a year, and its corrections, write how many villages of its towns are reached."""

    def written_columns(self, rows: str) -> tuple[str, ...]:
        """Return the columns of the towns that it writes."""
        return tuple(COUNTED) if rows == "towns" else ()


def count_year(took: Took[SoilYear]) -> None:
    """Set the day in its own year for which a year counts, and count on it what the program knows itself."""
    year = took.record
    took.set_fields(counted_on=counted_day(year.year, year.day))
    sown, covered = green_areas(YearArea.objects.filter(record=year.pk).order_by("pk"))
    towns = count_towns(year)
    took.set_fields(
        greens_sown=sown,
        greens_covered=covered,
        **{name: sum(getattr(town, name) for town in towns) if towns else None for name in ("villages", *COUNTED)},
        households=None if year.counted_on is None else queries.households_served(year.unit_id, year.counted_on),
    )


def recount_corrected_year(took: Took[SoilYear]) -> None:
    """Count a year anew if a correction moved the day for which it counts; one of words counts nothing anew."""
    if not took.was.keys().isdisjoint({"year", "day"}):
        count_year(took)


def count_towns(year: SoilYear) -> list[YearTown]:
    """Write how many villages of each town are reached, and served as a whole, on the day. Two queries, and one more.

    Returns:
        The towns; none without a day.

    Raises:
        RecordError: ``guarded``: of a town more villages are reached than it is said to have; it is named.
    """
    towns = list(YearTown.objects.filter(record=year.pk).select_related("town"))
    day = year.counted_on
    if not towns or day is None:
        return []
    for name, condition in COUNTED.items():
        met = SoilVillage.objects.filter(definitely_true(condition, SoilVillage, day), erased=None)
        found = list(met.filter(town__in=[town.town_id for town in towns]).values_list("town", flat=True))
        for town in towns:
            setattr(town, name, found.count(town.town_id))
    for town in towns:
        if max(town.reached or 0, town.whole or 0) > town.villages:
            words = _("%(town)s has more villages that are served than administrative villages: check the number.")
            raise RecordError("guarded", words % {"town": town.town.title}, where=str(year))
    YearTown.objects.bulk_update(towns, [*COUNTED])
    return towns
