"""A kind without some of its optional fields: those that link to what the office does not use. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Field

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.models import RecordModel, RowModel
from luoshi.kernel.kinds.language.parts import Face, Part, Quick
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step


@dataclass(frozen=True)
class UnusedKinds:
    """The kinds that stand nowhere: their names, and the labels of their models."""

    names: frozenset[str]
    labels: frozenset[str]

    def are_all_of(self, column: Field[object, object]) -> bool:
        """Whether a column leads to records of such kinds only."""
        if hasattr(column, "leads_nowhere"):  # a link, which may lead to records of several kinds
            return bool(column.leads_nowhere(self.labels, self.names))
        return getattr(getattr(column.related_model, "_meta", None), "label_lower", "") in self.labels


def optional_links(model: type[RecordModel] | type[RowModel], unused: UnusedKinds) -> frozenset[str]:
    """Return the names of a model's optional links that lead to records of unused kinds only."""
    return frozenset(
        column.name for column in model._meta.concrete_fields if column.blank and unused.are_all_of(column)
    )


def without_links_to(kind: CompiledKind, unused: UnusedKinds) -> CompiledKind:
    """Return the kind without its optional links, and those of its rows, that lead to records of these kinds only.

    They stand in no list, form, sheet, filter or answer of a program; the columns remain. The kind itself is returned
    if it has none.
    """
    names = optional_links(kind.record, unused)
    parts = tuple(_part_without(part, names, unused) for part in kind.parts)
    if not names and parts == kind.parts:
        return kind
    return replace(
        kind,
        columns=_without(kind.columns, names),
        shows=_without(kind.shows, names),
        filters=_without(kind.filters, names),
        cycle=kind.cycle.with_steps(_step_without(step, names) for step in kind.cycle.all_steps),
        parts=parts,
        left_out=names,
        complete=kind,
    )


def _step_without(step: Step, names: Collection[str]) -> Step:
    asks, sets, must, folds = (_without(given, names) for given in (step.asks, step.sets, step.must, step.folds))
    return replace(step, asks=asks, sets=sets, must=must, folds=folds)


def _part_without(part: Part, names: frozenset[str], unused: UnusedKinds) -> Part:
    if isinstance(part, Face) and not names.isdisjoint((*part.columns, *part.asks)):
        return replace(part, columns=_without(part.columns, names), asks=_without(part.asks, names))
    if isinstance(part, Quick) and not names.isdisjoint(part.asks):
        return replace(part, asks=_without(part.asks, names), again=_without(part.again, names))
    if isinstance(part, Rows) and (links := optional_links(part.model, unused)):
        return replace(part, fields=_without(part.form_columns, links), must=_without(part.must, links))
    return part


def _without(given: Collection[str], names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in given if name not in names)
