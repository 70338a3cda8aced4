"""The holders of records, read from the rows or records that name them; and vacancies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, F, Model, Q, QuerySet
from django.db.models.lookups import In
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.workdays import ONE_DAY
from luoshi.kernel.code_lists.queries import code_choices
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.conditions.queries.paths import LinkSource
from luoshi.kernel.duties.queries.duties import DutyStanding
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.holders.rules import (
    HoldingPeriod,
    Vacancy,
    days_open,
    find_vacancies,
    is_vacancy_overdue,
    of_period,
)
from luoshi.kernel.holders.sources import holder_source, holding_on, holding_rows
from luoshi.kernel.kinds.compiled.duties import what_is_held
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import stored_value_text
from luoshi.kernel.kinds.language.conditions import Valid
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds, per_snapshot
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.search.links.queries import linked_records_by_id
from luoshi.org.actors.queries import descendant_unit_ids


@per_snapshot()
def affected_holder_parts(kind: CompiledKind) -> tuple[tuple[CompiledKind, Held], ...]:
    """List the parts in which a step of the kind may leave too many holders: its own, or those it is a source of."""
    own = [(kind, part) for part in kind.every(Held) if part.rows and part.can_refuse]
    others = [(other, part) for other in list_kinds() for part in other.every(Held) if part.of == kind.name]
    return (*own, *((other, part) for other, part in others if part.can_refuse))


def _renewed(part: Held, source: LinkSource) -> bool:
    """Whether earlier terms of the holders are kept besides the latest."""
    asked = source.kind.validity if source.kind else None
    return asked is not None and asked.is_asked_by(Valid(part.first, part.last))


def held_of(record: Record, part: Held) -> list[HoldingPeriod]:
    """Return all holdings of one record, past ones included, by first day. One query, two if terms are renewed.

    Once in a request that only reads.
    """
    return list(keep_answer((held_of, record.pk, part.name), lambda: _ask_held(record, part)))


def _ask_held(record: Record, part: Held) -> list[HoldingPeriod]:
    kind = kind_of(record)
    return holdings_by_record(kind, part, kind.record._default_manager.filter(pk=record.pk)).get(record.pk, [])


def holdings_by_record(kind: CompiledKind, part: Held, records: QuerySet[Model]) -> dict[int, list[HoldingPeriod]]:
    """Return all holdings of these records, by record id. One query, two if terms are renewed."""
    source = holder_source(kind, part)
    return _read(
        part, source, holding_rows(part, source).filter(**{f"{source.via}__in": records.order_by().values("pk")})
    )


def holdings_of_row(kind: CompiledKind, part: Held, row: int) -> dict[int, list[HoldingPeriod]]:
    """Return the holdings of one record of kind ``of``, by linked record. One query, two if terms are renewed."""
    source = holder_source(kind, part)
    return _read(part, source, holding_rows(part, source).filter(pk=row))


def held_by_persons(kind: CompiledKind, part: Held, persons: Collection[Any]) -> dict[int, list[HoldingPeriod]]:
    """Return what these persons hold, of all records, by record id. One query, two if terms are renewed."""
    source = holder_source(kind, part)
    return _read(part, source, holding_rows(part, source).filter(**{f"{part.who}__in": sorted(persons)}))


def _read(part: Held, source: LinkSource, rows: QuerySet[Model]) -> dict[int, list[HoldingPeriod]]:
    names = [source.via, "pk", part.who, part.role, part.first, part.last]
    columns = [source.model._meta.get_field(name).attname if name not in ("pk", "") else "pk" for name in names]
    found: dict[int, list[HoldingPeriod]] = {}
    terms: dict[int, tuple[int, HoldingPeriod]] = {}
    for record, pk, who, role, first, last in rows.order_by(part.first, "pk").values_list(*columns):
        if record is not None:
            one = HoldingPeriod(pk, who, role if part.role else "", first, last)
            found.setdefault(record, []).append(one)
            terms[pk] = (record, one)
    if terms and _renewed(part, source):
        kept = Term.objects.filter(record__in=rows.order_by().values("pk")).order_by("first", "pk")
        for pk, first, last in kept.values_list("record", "first", "last"):
            if pk in terms:
                record, one = terms[pk]
                found[record].append(HoldingPeriod(pk, one.who, one.role, first, last))
    return found


def with_holders(record: Record, owed: Sequence[DutyStanding], actor: Actor, day: date) -> list[DutyStanding]:
    """Return a record's duties, with the holder of each period if they have holders. Five queries each at most."""
    kind = kind_of(record)
    found = []
    for duty in owed:
        part, code = what_is_held(kind, kind.duties_by_name[duty.name].holder)
        if part is not None:
            held = [term for term in held_of(record, part) if not code or term.role == code]
            periods = [(due.first, due.last) for due in (standing.due for standing in duty.standings)]
            theirs = {first: of_period(held, first, last) for first, last in periods if first and last}
            names = holder_names(kind, part, [term for term in theirs.values() if term], actor, day)
            duty = replace(duty, who={first: _named(term, names) for first, term in theirs.items()})
        found.append(duty)
    return found


def _named(one: HoldingPeriod | None, names: Mapping[tuple[int, Any], tuple[str, str] | None]) -> str:
    if one is None:
        return ""
    found = names[one.id, one.who]
    return found[0] if found else gettext("a person whom you may not see")


class Open(NamedTuple):
    """A vacancy of a record.

    Attributes:
        record: its id.
        days: the days without a holder, up to the last day that was asked for.
        late: whether it is overdue; None: the parameter that decides this is not set.
    """

    record: int
    number: str
    title: str
    unit: int
    role: str
    vacancy: Vacancy
    days: int
    late: bool | None


@dataclass(frozen=True)
class VacancySpan:
    """A span of days, both included, for a unit with its subtree, or for all units."""

    first: date
    last: date
    unit: int | None = None


def open_ones(kind: CompiledKind, part: Held, actor: Actor, today: date, asked: VacancySpan) -> list[Open]:
    """Return the vacancies with a day in the span, of records that the actor may see: the longest first.

    Records closed by the first day are left out. The parameter that decides when a vacancy is overdue is the one in
    force on the last day for the record's unit. At most six queries, however many records there are.
    """
    return _opened(kind, part, _records(kind, part, actor, today, asked), asked)


def open_of(record: Record, part: Held, day: date, held: Sequence[HoldingPeriod]) -> list[Open]:
    """Return the vacancies of one record on a day. At most four queries.

    Args:
        held: all holdings of the record, past ones included.
    """
    kind = kind_of(record)
    rows = kind.record._default_manager.filter(_must(kind, part, day), pk=record.pk)
    return _opened(kind, part, rows, VacancySpan(day, day), {record.pk: held})


def _opened(
    kind: CompiledKind,
    part: Held,
    rows: QuerySet[Any],
    asked: VacancySpan,
    there: Mapping[int, Sequence[HoldingPeriod]] | None = None,
) -> list[Open]:
    columns = ["pk", "number", "title", "unit_id", "opened", "closed", *([part.since] if part.since else [])]
    every = list(rows.values_list(*columns))
    if not every:
        return []
    there = holdings_by_record(kind, part, rows) if there is None else there
    fill = (
        parameter_values(part.fill, {unit for _pk, _no, _title, unit, *_days in every}, asked.last) if part.fill else {}
    )
    found = []
    for pk, number, title, unit, opened, closed, *since in every:
        held = there.get(pk, [])
        begins = _begins(opened, since[0] if since else None, held)
        ends = timezone.localdate(closed) - ONE_DAY if closed else None
        for role, least in part.needed_by_role.items():
            mine = [holding for holding in held if holding.role == role]
            for vacancy in find_vacancies(mine, least, begins, ends, first=asked.first, last=asked.last):
                late = (
                    None if part.fill and unit not in fill else is_vacancy_overdue(vacancy, asked.last, fill.get(unit))
                )
                found.append(Open(pk, number, title, unit, role, vacancy, days_open(vacancy, asked.last), late))
    return sorted(found, key=lambda one: (-one.days, one.number, one.record, one.role))


def _begins(opened: datetime, since: date | None, held: Sequence[HoldingPeriod]) -> date:
    """Return the day from which a holder is needed."""
    if since is not None:
        return since
    return min([timezone.localdate(opened), *(holding.first for holding in held)])


def _must(kind: CompiledKind, part: Held, day: date) -> Q:
    """Filter the records that need a holder."""
    asked = Q(erased=None)
    return asked & definitely_true(part.only, kind.record, day) if part.only is not None else asked


def _records(kind: CompiledKind, part: Held, actor: Actor, today: date, asked: VacancySpan) -> QuerySet[Record]:
    """Filter the records that may have a vacancy in the span; the database excludes those that certainly have none."""
    rows = readable_records(kind, actor, today).filter(_must(kind, part, asked.last), kind=kind.name).order_by()
    rows = rows.filter(Q(closed=None) | Q(closed__date__gt=asked.first))
    if asked.unit is not None:
        rows = rows.filter(In(F("unit"), descendant_unit_ids([asked.unit], asked.last).query))
    return rows.filter(_short(kind, part, asked.first) | _changed(kind, part, asked))


def _short(kind: CompiledKind, part: Held, day: date) -> Q:
    """Filter records with fewer holders on the day than needed."""
    source = holder_source(kind, part)
    there = holding_on(part, source, day)
    found = []
    for role, least in part.needed_by_role.items():
        rows = there.filter(**{part.role: role}) if part.role else there
        many = rows.values(source.via).annotate(holders=Count(part.who, distinct=True)).filter(holders__gte=least)
        found.append(~Q(In(F("pk"), many.filter(**{f"{source.via}__isnull": False}).values(source.via).query)))
    return reduce(or_, found, Q(pk__in=[]))


def _changed(kind: CompiledKind, part: Held, asked: VacancySpan) -> Q:
    """Filter records where a need begins or a tenure ends within the span: only there can a vacancy begin."""
    if asked.first == asked.last:
        return Q(pk__in=[])
    source, ended = holder_source(kind, part), (asked.first - ONE_DAY, asked.last)
    rows = holding_rows(part, source).filter(**{f"{source.via}__isnull": False}).order_by()
    ends = Q(**{f"{part.last}__range": ended})
    if _renewed(part, source):
        ends |= Q(pk__in=Term.objects.filter(last__range=ended).values("record"))
    begun = f"{part.since}__range" if part.since else "opened__date__range"
    begins = Q(**{begun: (asked.first, asked.last)})
    if part.since:
        begins |= Q(**{f"{part.since}__isnull": True, "opened__date__range": (asked.first, asked.last)})
    return begins | Q(In(F("pk"), rows.filter(ends).values(source.via).query))


def roles_of(kind: CompiledKind, part: Held, day: date) -> dict[str, str]:
    """Return the roles by code, in order; {"": ""} if there is only one thing to hold."""
    if not part.role:
        return {"": ""}
    source = holder_source(kind, part)
    column: Any = source.model._meta.get_field(part.role)
    found = code_choices(column.code_list, day) if hasattr(column, "code_list") else dict(column.flatchoices)
    made = {str(code): str(word) for code, word in found.items() if code != ""}
    return made | {role: role for role in part.needed_by_role if role not in made}


def holder_field_label(kind: CompiledKind, part: Held, name: str) -> str:
    """Return the label of a field of the holdings."""
    return str(capfirst(holder_source(kind, part).model._meta.get_field(name).verbose_name))


def holder_names(
    kind: CompiledKind, part: Held, held: Collection[HoldingPeriod], actor: Actor, day: date
) -> dict[tuple[int, object], tuple[str, str] | None]:
    """Return name and address of the holders, by row and holder; None: the actor may not see the row.

    At most three queries.
    """
    source = holder_source(kind, part)
    rows: set[int] = {holding.id for holding in held}
    if source.kind and rows:
        rows = set(readable_records(source.kind, actor, day).filter(pk__in=rows).values_list("pk", flat=True))
    column: Any = source.model._meta.get_field(part.who)
    entries: Mapping[Any, Any] = {}
    if column.is_relation:
        keys: Any = {holding.who for holding in held if holding.id in rows}
        entries = linked_records_by_id(keys, actor, day)
    found: dict[tuple[int, Any], tuple[str, str] | None] = {}
    for holding in held:
        if holding.id not in rows:
            found[holding.id, holding.who] = None
        elif column.is_relation:
            found[holding.id, holding.who] = (str(entries[holding.who]), entries[holding.who].url)
        else:
            found[holding.id, holding.who] = (stored_value_text(source.model, part.who, holding.who), "")
    return found
