"""The lines of official tables, with the texts that the reader may know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Case, F, QuerySet, When
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.queries.coverage import answer_cells, coverages_of
from luoshi.desk.figures.queries.figures import figures_of
from luoshi.kernel.code_lists.queries import code_ranks
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.conditions.queries.faults import condition_faults
from luoshi.kernel.conditions.queries.values import EVERYBODY, in_force
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import parameters_of
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.links import links_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import find_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.search.links.queries import LinkedRecord, linked_records_by_id
from luoshi.kernel.unique.queries import uncounted_doubles
from luoshi.org.actors.queries import descendant_unit_ids

STEP = 500  # records of which the texts are read together


def official_tables_of(kind: CompiledKind) -> dict[str, OfficialTable]:
    """Return a kind's official tables by name."""
    return {table.name: table for table in kind.every(OfficialTable)}


def tables_below(table: OfficialTable) -> list[tuple[CompiledKind, OfficialTable]]:
    """List the tables that stand below one, with their kinds, of the lines that are not switched off."""
    named = [(find_kind(kind), which) for kind, _dot, which in (name.partition(".") for name in table.also)]
    return [(kind, official_tables_of(kind)[which]) for kind, which in named if kind is not None and not kind.off]


def table_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield the faults of a kind's official tables, once all kinds are declared."""
    names = {field.name for field in kind.record._meta.concrete_fields}
    for table in kind.every(OfficialTable):
        where = f"official table {table.name}: "
        for name in (*table.shows, *table.order):
            if name not in names:
                yield f"{where}no field {name}"
            elif name in {*kind.masked_fields, *kind.hidden}:
                yield f"{where}{name} is protected: no table that is handed on says it"
        if kind.is_access_logged:
            yield f"{where}views of these records are logged one by one: they are in no table"
        if table.where is not None:
            yield from (f"{where}{fault}" for fault in condition_faults(table.where, kind, open_to_all=True))
        of = coverages_of(kind).get(table.coverage)
        if table.coverage and (of is None or of.rows):
            yield f"{where}the kind has no coverage {table.coverage} of its own records"
        yield from (f"{where}no figure {name}" for name in table.figures if name not in figures_of(kind))
        for name in table.also:
            other, _dot, which = name.partition(".")
            below = find_kind(other)
            if below is None or which not in official_tables_of(below):
                yield f"{where}no official table {name}"


def table_heads(kind: CompiledKind, table: OfficialTable) -> list[str]:
    """Return the heads of its columns: the place, the fields, the cells of the coverage, the source."""
    cells = [str(cell.label) for cell in of.cells] if (of := _coverage(kind, table)) else []
    return [_("No."), *(fields.field_label(kind, name) for name in table.shows), *cells, _("Source (record)")]


def unset_values(table: OfficialTable, unit: int | None, day: date) -> list[str]:
    """Return the labels of values that the condition reads and nobody has set: no record certainly meets it."""
    read = {parameter.name: parameter for parameter in parameters_of(table.where)}
    return [str(value.label) for value in read.values() if in_force(value, unit or EVERYBODY, day) is None]


def table_records(
    kind: CompiledKind, table: OfficialTable, actor: Actor, today: date, day: date, unit: int | None = None
) -> QuerySet[Record]:
    """Return the records of a table on a day that the actor may read, in its order."""
    rows = readable_records(kind, actor, today).filter(kind=kind.name, erased=None)
    rows = rows.exclude(uncounted_doubles(kind)).exclude(state__in=[*kind.void])
    if table.where is not None:
        rows = rows.filter(definitely_true(table.where, kind.record, day))
    if unit is not None:
        rows = rows.filter(In(F("unit"), descendant_unit_ids([unit], day).query))
    return rows.select_related("unit").order_by(*_order(kind, table, day), "number", "pk")


def table_lines(
    kind: CompiledKind, table: OfficialTable, records: Sequence[Record], actor: Actor, today: date, day: date
) -> Iterator[list[str]]:
    """Yield the texts of each line, without its place; linked records by what the actor may know of them."""
    of, links = _coverage(kind, table), [name for name in table.shows if name in links_of(kind.record)]
    words = {True: _("yes"), False: _("no"), None: _("unknown")}
    for first in range(0, len(records), STEP):
        some = records[first : first + STEP]
        named = linked_records_by_id(
            {pk for record in some for name in links if (pk := getattr(record, f"{name}_id"))}, actor, today
        )
        told = answer_cells(kind, of, [record.pk for record in some], day) if of else {}
        for record in some:
            texts = [
                _linked(named.get(getattr(record, f"{name}_id"))) if name in links else fields.field_text(record, name)
                for name in table.shows
            ]
            cells = [words[told[record.pk][cell.name]] for cell in of.cells] if of else []
            yield [*texts, *cells, record.number]


def _order(kind: CompiledKind, table: OfficialTable, day: date) -> Iterator[str | Case]:
    """Yield what sorts the lines: codes in the order of their list on the day, not of the alphabet."""
    for name in table.order:
        of = getattr(kind.fields.get(name), "code_list", None)
        if of is None:
            yield name
            continue
        ranks = code_ranks(of, None, day)
        yield Case(*(When(**{name: code}, then=rank) for code, rank in ranks.items()), default=len(ranks))


def _coverage(kind: CompiledKind, table: OfficialTable) -> Coverage | None:
    return coverages_of(kind).get(table.coverage)


def _linked(found: LinkedRecord | None) -> str:
    return "" if found is None else found.title or found.number
