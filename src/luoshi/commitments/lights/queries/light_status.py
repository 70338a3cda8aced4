"""The state of many commitments on a day: as a database expression, and with reasons for a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Model, Q, QuerySet, Value, When

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.lateness import date_standing_condition
from luoshi.commitments.lights.models import CurrentLight
from luoshi.commitments.lights.queries.current_lights import general_table, tables_of
from luoshi.commitments.lights.queries.due_status import IN_TIME, standing_so
from luoshi.commitments.lights.queries.expression import light_conditions
from luoshi.commitments.lights.queries.measures import FACTS, annotate_measures, missed_occurrences
from luoshi.commitments.lights.rules import light_status as rules
from luoshi.commitments.lights.rules.due_status import UNSENT as NOT_SENT
from luoshi.commitments.lights.rules.lights import DATED, UNKNOWN, LightRuleTable
from luoshi.commitments.lights.rules.measures import MeasureFacts, month_number
from luoshi.commitments.lights.rules.page_lights import LATE as LATE_LIGHT
from luoshi.commitments.lights.rules.page_lights import (
    NEAR_DATES,
    PAGE_LIGHTS,
    PAST_DATES,
    STEADY,
    good_colour,
    map_light,
)
from luoshi.commitments.lights.rules.page_lights import SOON as SOON_LIGHT
from luoshi.dates.lateness import LATE as LATE_DATE
from luoshi.kernel.kinds.models import Record
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment

NEEDED = ("pk", "desk_id", *FACTS)
ALIKE = 4000  # cached at once: dates and states of a list repeat often


def with_stands(rows: QuerySet[Model], day: date) -> QuerySet[Any]:
    """Annotate commitments with ``stand``, one of ``light_status.CODES``. At most three queries before evaluation."""
    return by_tables(rows, tables_in_use(day), day)


def with_page_lights(rows: QuerySet[Model], day: date) -> QuerySet[Any]:
    """Annotate commitments with ``light``, one of ``page_lights.PAGE_LIGHTS``. At most three queries before that."""
    return by_tables(rows, tables_in_use(day), day, page_lights=True)


def tables_in_use(day: date) -> list[tuple[LightRuleTable, list[int] | None]]:
    """Return each table in force, with the supervising units that use it; None: all. Asked once a page."""
    return keep_answer(("light tables", day), lambda: _tables_in_use(day))


def _tables_in_use(day: date) -> list[tuple[LightRuleTable, list[int] | None]]:
    if (general := general_table(day)) is not None:
        return [(general, None)]
    desks = set(CurrentLight.objects.order_by().values_list("desk", flat=True).distinct())
    found: dict[LightRuleTable, list[int]] = {}
    for desk, used in tables_of(desks or {0}, day).items():
        found.setdefault(used.table, []).append(desk)
    return list(found.items())


def by_tables(
    rows: QuerySet[Any],
    tables: Sequence[tuple[LightRuleTable, list[int] | None]],
    day: date,
    *,
    page_lights: bool = False,
) -> QuerySet[Record]:
    """Annotate with given tables, each for the supervising units listed; None: for all.

    Args:
        page_lights: annotates ``light``, as pages show it, instead of ``stand``.
    """  # fmt: skip
    cases = []
    for table, desks in tables:
        rows, fields = annotate_measures(rows, table, day)
        case = page_light_case if page_lights else stand_case
        cases.append((desks, case(table, fields, day)))
    whole = cases[-1][1]
    if len(cases) > 1:
        some = [When(desk__in=sorted(desks or ()), then=case) for desks, case in cases[:-1]]
        whole = Case(*some, default=whole, output_field=CharField())
    found: QuerySet[Record] = rows.annotate(**{"light" if page_lights else "stand": whole})
    return found


def stand_case(table: LightRuleTable, fields: Mapping[str, str], day: date) -> Case:
    """Return the state of each row, as ``rules.light_status.reckon_stand`` defines it."""
    cases, rest = _stand_conditions(table, fields, day)
    return Case(*(When(held, then=Value(code)) for held, code in cases), default=Value(rest), output_field=CharField())


def page_light_case(table: LightRuleTable, fields: Mapping[str, str], day: date) -> Case:
    """Return the light of each row on pages: ``rules.page_lights.map_light``, over the same conditions."""
    good = good_colour(table)
    cases, rest = _stand_conditions(table, fields, day)
    # What is over has no date that is owed, so dates may come first.
    dated = [
        (standing_so(day, *PAST_DATES), LATE_LIGHT),
        (standing_so(day, *NEAR_DATES), SOON_LIGHT),
        (Q(state__in=at.BACK), STEADY),
    ]
    lights = [*dated, *((held, map_light(code, good=good)) for held, code in cases)]
    return Case(
        *(When(held, then=Value(light)) for held, light in lights),
        default=Value(map_light(rest, good=good)),
        output_field=CharField(),
    )


def _stand_conditions(table: LightRuleTable, fields: Mapping[str, str], day: date) -> tuple[list[tuple[Q, str]], str]:
    """Return the conditions of the states, of which the first that holds decides, and the state of the rest."""
    colours, unmeasured, rest = light_conditions(table, fields, day)
    early = Q(begins__gt=month_number(day)) & (Q(pressing=None) | Q(pressing__gte=day))
    unreported = date_standing_condition("report_due", day, LATE_DATE, in_period="report_due_in_period") & Q(
        state__in=at.OWED
    )
    told = ~unreported
    elsewhere = Q(binds__lt=day) if rules.uses_report_dates(table) else None
    cases = [
        (Q(state__in=at.DONE) & IN_TIME, rules.IN_TIME),
        (Q(state__in=at.DONE, done__isnull=False), rules.LATE),
        (Q(state__in=at.DONE), rules.CLOSED),
        (Q(state__in=at.ENDED), rules.ENDED),
        (Q(state=at.SUSPENDED), rules.PAUSED),
        (standing_so(day, NOT_SENT), rules.UNSENT),
        (Q(state__in=rules.WAITS) | early, rules.GREY),
    ]
    for colour, held in colours:
        if colour in rules.GRAVE:
            cases.append((held & (told | elsewhere) if elsewhere is not None else held, colour))
    cases.append((unreported, rules.MISSING))
    cases += [(held, colour) for colour, held in colours if colour not in rules.GRAVE]
    if unmeasured is not None:
        cases += [
            (unmeasured & Q(state__in=at.BACK), rules.BACK),
            (unmeasured & _clear(table, fields), rules.CLEAR),
            (unmeasured, UNKNOWN),
        ]
    elif rest == UNKNOWN:
        cases.append((Q(state__in=at.BACK), rules.BACK))
    return cases, rest


def _clear(table: LightRuleTable, fields: Mapping[str, str]) -> Q:
    """Match commitments that have reported and have no open due date: only the date is missing."""
    found = Q(pressing=None, reported__isnull=False)
    for name in set(table.measures).difference(DATED):
        found &= Q(**{f"{fields[name]}__isnull": False})
    return found


def progress_states(commitments: Collection[Commitment], day: date) -> dict[int, rules.Stand]:
    """Return the state of each of these commitments, with the reasons. At most three queries."""
    rows = [tuple(getattr(commitment, name) for name in NEEDED) for commitment in commitments]
    return dict(zip((row[0] for row in rows), StandReader(day).of(rows), strict=True))


class StandReader:
    """Reads the state of commitments on a day from the columns ``NEEDED``, in batches for a long list.

    Tables are cached by desk, and results by identical facts.
    """

    def __init__(self, day: date) -> None:
        self._day = day
        self._tables: dict[int, LightRuleTable] = {}
        self._known: dict[tuple[Any, ...], rules.Stand] = {}

    def of(self, rows: Sequence[tuple[Any, ...]]) -> list[rules.Stand]:
        """Return the state of each of these rows, in order. At most three queries; one if no desk is new."""
        if new := {desk for _pk, desk, *_facts in rows} - self._tables.keys():
            self._tables |= {desk: used.table for desk, used in tables_of(new, self._day).items()}
        counted = any("misses" in self._tables[desk].measures for desk in {desk for _pk, desk, *_facts in rows})
        misses = _misses([pk for pk, *_rest in rows], self._day) if counted else {}
        found = []
        for pk, desk, *facts in rows:
            missed_dates = misses.get(pk, 0) if counted else None
            key = (desk, missed_dates, *facts)
            if (known := self._known.get(key)) is None:
                if len(self._known) >= ALIKE:
                    self._known.clear()
                told = MeasureFacts(**dict(zip(FACTS, facts, strict=True)), misses=missed_dates)
                known = self._known[key] = rules.reckon_stand(self._tables[desk], told, self._day)
            found.append(known)
        return found


def as_commitments(records: Collection[Record]) -> list[Commitment]:
    """Return these as commitments. Plain records, from a list over kinds, need one more query."""
    known = {record.pk: record for record in records if isinstance(record, Commitment)}
    if others := [record.pk for record in records if record.pk not in known]:
        known |= Commitment.objects.in_bulk(others)
    return list(known.values())


def _misses(pks: Iterable[int], day: date) -> dict[int, int]:
    rows = missed_occurrences(day).filter(duty__record__in=list(pks)).order_by()
    return dict(rows.values_list("duty__record").annotate(n=Count("pk")))


def filter_by_light(rows: QuerySet[Any], code: str, day: date) -> QuerySet[Any]:
    """Return the commitments with this light on pages, or in this state: saved addresses name either."""
    if code == LATE_LIGHT:  # dates alone decide
        return rows.filter(standing_so(day, *PAST_DATES))
    if code in PAGE_LIGHTS:
        return with_page_lights(rows, day).filter(light=code)
    return with_stands(rows, day).filter(stand=code)
