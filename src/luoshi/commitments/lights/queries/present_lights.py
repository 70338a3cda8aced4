"""Commitments counted by their present light: by the stored one where it holds, else by one found at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Count, Exists, F, Min, Q, QuerySet, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import RowNumber

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.row_types import AnyRows
from luoshi.base.database.statements import DatabaseRow
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.derived_rows import OF_COMMITMENT, OF_RECORD
from luoshi.commitments.lights.models import CurrentLight, LightsMark
from luoshi.commitments.lights.queries.due_status import matter_case, missed_date_case
from luoshi.commitments.lights.queries.light_status import by_tables, tables_in_use
from luoshi.commitments.lights.queries.outdated_lights import FoundLight, find_lights, find_outdated_lights
from luoshi.commitments.lights.rules.light_changes import tables_basis
from luoshi.commitments.lights.rules.lights import LightRuleTable
from luoshi.commitments.lights.rules.page_lights import LATE, PAGE_LIGHTS
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.plans.base.models.commitment import Commitment

LightCounter: TypeAlias = Counter[tuple[Any, ...]]
CODES = ("matter", "stand", "light")
TablesInUse = Sequence[tuple[LightRuleTable, list[int] | None]]


def readable_lights(actor: Actor, day: date) -> QuerySet[CurrentLight]:
    """Return the rows of the commitments that the actor may read; their columns are named like a commitment's."""
    return CurrentLight.objects.filter(readable_condition(get_kind("commitments"), actor, day))


def light_rows(commitments: AnyRows) -> QuerySet[CurrentLight]:
    """Return the rows of these commitments; rows of ``CurrentLight`` themselves are returned as they are."""
    if commitments.model is CurrentLight:
        return commitments
    return CurrentLight.objects.filter(pk__in=commitments.order_by().values("pk"))


def lights_hold(tables: TablesInUse, day: date) -> bool:
    """Check whether the stored lights that are not outdated are those of a day, by these tables. One query."""
    return _marks(tables, day).exists()


def _marks(tables: TablesInUse, day: date) -> QuerySet[LightsMark]:
    return LightsMark.objects.filter(day__lte=day, until__gt=day, basis=tables_basis(tables))


def with_all_codes(rows: QuerySet[Commitment], tables: TablesInUse, day: date) -> AnyRows:
    """Annotate commitments with ``matter``, ``stand`` and ``light`` as found from their own columns."""
    return by_tables(by_tables(rows, tables, day), tables, day, page_lights=True).annotate(matter=matter_case(day))


def count_by_light(rows: AnyRows, day: date, *names: str, **expressions: Combinable) -> LightCounter:
    """Count commitments, or rows of ``CurrentLight``, as ``PresentLights.count`` does."""
    return PresentLights(light_rows(rows), day).count(*names, **expressions)


def ids_with_light(allowed: Q, code: str, day: date) -> AnyRows:
    """Return the ids of the commitments, of those that a condition allows, that have a light on pages, or a state.

    Two queries at first, as ``PresentLights``; the ids are read by the statement that uses them.

    Args:
        allowed: on columns that a commitment and its row of ``CurrentLight`` share.
        code: of ``page_lights.PAGE_LIGHTS``, or of ``light_status.CODES``.
    """
    return PresentLights(CurrentLight.objects.filter(allowed), day).ids_with(code)


def list_wrong_rows(day: date) -> list[int]:
    """List the ids of commitments whose row is missing, has a wrong copy, or holds another light than found anew.

    Two queries over all commitments, and those for the tables.
    """
    tables = tables_in_use(day)
    codes = CODES if lights_hold(tables, day) else ()
    columns = [*OF_RECORD, *OF_COMMITMENT, *codes]
    rows = CurrentLight._base_manager.order_by().values_list("pk", "outdated", *columns)
    stored = {pk: (outdated, values) for pk, outdated, *values in rows.iterator()}
    anew = with_all_codes(Commitment._base_manager.order_by("pk"), tables, day).values_list("pk", *columns)
    wrong = []
    for pk, *values in anew.iterator():
        outdated, known = stored.pop(pk, (False, []))
        compared = len(columns) - len(codes) if outdated else len(columns)
        if known[:compared] != values[:compared]:
            wrong.append(pk)
    return [*wrong, *stored]


class PresentLights:
    """The lights of some commitments on a day. Two queries at first; two more if offices have tables of their own.

    In a request that only reads, these are sent once for all that ask.

    Stored lights are read where they hold. The others are found from the commitments themselves: one by one if they are
    few (``outdated_lights``), else by conditions in SQL.

    Args:
        rows: of ``CurrentLight``; permissions and filters are in it.
    """

    def __init__(self, rows: QuerySet[CurrentLight], day: date) -> None:
        self._rows, self._day = rows.order_by(), day
        self._tables = tables_in_use(day)
        outdated = Exists(CurrentLight._base_manager.filter(outdated=True))
        marks = _marks(self._tables, day).annotate(any_outdated=outdated).values_list("any_outdated", flat=True)
        self._few: dict[int, FoundLight] | None = {}  # lights of all that are outdated; None: there are many
        if mark := keep_answer((PresentLights, tables_basis(self._tables), day), lambda: list(marks)):
            self._holding, self._outdated = self._rows.filter(outdated=False), self._rows.filter(outdated=True)
            if mark[0]:
                found = find_outdated_lights(day)
                self._few = None if found is None else dict(found)
        else:  # the stored lights are of another day, or by other rules or holidays
            self._few, self._holding, self._outdated = None, self._rows.none(), self._rows

    def _find_anew(self) -> AnyRows:
        """Return the commitments whose stored light does not hold, with the codes found from their own columns."""
        rows = Commitment.objects.order_by().filter(pk__in=self._outdated.values("pk"))
        return with_all_codes(rows, self._tables, self._day)

    def _sources(self) -> Sequence[AnyRows]:
        """Return the rows on which statements find lights: those stored, and all others unless they are few."""
        return (self._holding, self._find_anew()) if self._few is None else (self._holding,)

    def _list_few(self, *names: str, **expressions: Combinable) -> list[tuple[FoundLight, DatabaseRow]]:
        """Return the lights of the few that are outdated, each with these values. One query if there are any."""
        if not self._few:
            return []
        rows = list(self._outdated.annotate(**expressions).values_list("pk", *names))
        if new := [pk for pk, *_values in rows if pk not in self._few]:  # by a step in this very moment
            self._few |= find_lights(new, self._day)
        return [(self._few[pk], tuple(values)) for pk, *values in rows if pk in self._few]  # else it is gone meanwhile

    def ids_with(self, code: str) -> AnyRows:
        """Return the ids of those that have a light on pages, or a state. No query."""
        name = "light" if code in PAGE_LIGHTS else "stand"
        found: AnyRows = self._holding.filter(**{name: code}).values("pk")
        if self._few is None:
            return found.union(self._find_anew().filter(**{name: code}).values("pk"), all=True)
        few = [pk for pk, light in self._few.items() if getattr(light, name) == code]
        return found.union(self._outdated.filter(pk__in=few).values("pk"), all=True) if few else found

    def count_late_by_unit(self) -> dict[int, tuple[int, date]]:
        """Return for each unit with late commitments how many, and the earliest date missed. As many as ``count``."""
        found: dict[int, tuple[int, date]] = {}
        groups = []
        for rows in self._sources():
            late = rows.filter(light=LATE).annotate(missed=missed_date_case(self._day))
            groups += late.values_list("unit").annotate(n=Count("pk"), since=Min("missed"))
        groups += [(unit, 1, light.on) for light, (unit,) in self._list_few("unit") if light.light == LATE]
        for unit, count, since in groups:
            known, first = found.get(unit, (0, since))
            found[unit] = known + count, min(first, since)
        return found

    def list_first_late(self, most: int) -> dict[int, list[int]]:
        """Return for each unit the ids of at most ``most`` late ones, the longest late first. As many as ``count``."""
        found: dict[int, list[tuple[date, int]]] = {}
        place = Window(RowNumber(), partition_by=F("unit"), order_by=[F("missed").asc(), F("pk").asc()])
        some = []
        for rows in self._sources():
            late = rows.filter(light=LATE).annotate(missed=missed_date_case(self._day), at=place).filter(at__lte=most)
            some += late.values_list("unit", "missed", "pk")
        few = self._list_few("unit", "commitment")
        some += [(unit, light.on, pk) for light, (unit, pk) in few if light.light == LATE]
        for unit, missed, pk in some:
            found.setdefault(unit, []).append((missed, pk))
        return {unit: [pk for _missed, pk in sorted(late)[:most]] for unit, late in found.items()}

    def count(self, *names: str, **expressions: Combinable) -> LightCounter:
        """Count by columns, among them ``matter``, ``stand`` and ``light``. One query; one more if any are outdated.

        Args:
            names: the columns, and names of ``expressions``.
            expressions: further values, of columns that a commitment and its row of ``CurrentLight`` share.
        """
        found: LightCounter = Counter()
        for rows in self._sources():
            for *values, count in rows.annotate(**expressions).values_list(*names).annotate(n=Count("pk")):
                found[tuple(values)] += count
        plain = [name for name in names if name not in CODES]
        for light, values in self._list_few(*plain, **expressions):
            of_row = dict(zip(plain, values, strict=True))
            found[tuple(getattr(light, name) if name in CODES else of_row[name] for name in names)] += 1
        return found

    def list_first(self, lights: Collection[str], most: int) -> dict[str, list[Commitment]]:
        """Return of each of these lights at most ``most`` commitments, those with the earliest open due date first.

        A query for each light and one more; one more if any are outdated.
        """
        order = (F("pressing").asc(nulls_last=True), F("pk").asc())
        first = self._holding.order_by(*order)
        light_of = {
            pk: light for light in lights for pk in first.filter(light=light).values_list("pk", flat=True)[:most]
        }
        if self._few is None:
            rank = Window(RowNumber(), partition_by=F("light"), order_by=order)
            anew = self._find_anew().annotate(rank=rank).filter(rank__lte=most)
            light_of |= dict(anew.values_list("pk", "light"))
        few = self._list_few("commitment", "pressing")
        for light in lights:
            of_light = [(pressing or date.max, pk) for found_light, (pk, pressing) in few if found_light.light == light]
            light_of |= {pk: light for _pressing, pk in sorted(of_light)[:most]}
        found: dict[str, list[Commitment]] = {light: [] for light in lights}
        for commitment in Commitment.objects.select_related("unit").filter(pk__in=light_of).order_by(*order):
            if len(found[light_of[commitment.pk]]) < most:
                found[light_of[commitment.pk]].append(commitment)
        return found
