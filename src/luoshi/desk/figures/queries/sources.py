"""The rows that a figure counts, and where its paths lead in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import In

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.conditions.queries.paths import LinkSource as Behind
from luoshi.kernel.conditions.queries.paths import Misfit, concrete_field, find_link_source, follow_links
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.rights.queries.sealing import not_sealed
from luoshi.kernel.unique.queries import uncounted_doubles

OWN = "of_record_"  # prefix of a record's fields in queries of the rows inside it


@dataclass(frozen=True)
class FigureRowSource:
    """The rows that a figure counts: records of its kind, rows inside them, or records that link to them.

    Attributes:
        kind: The kind that has the figure.
        name: The head of paths to the rows; "": the records themselves.
        behind: Where the rows are; None if they are the records themselves.
        even_void: Whether records in a void state count too.
    """

    kind: CompiledKind
    name: str = ""
    behind: Behind | None = None
    even_void: bool = False

    @property
    def model(self) -> Any:
        """The model of the rows that are scanned."""
        return self.behind.model if self.behind else self.kind.record

    @property
    def via(self) -> str:
        """The rows' link to the records; "" if they are the records themselves."""
        return self.behind.via if self.behind else ""

    @property
    def inside(self) -> bool:
        """Whether the rows are inside the records."""
        return self.behind is not None and self.behind.kind is None

    def locate_path(self, path: str) -> tuple[Any, tuple[str, ...]]:
        """Return the model at which a path begins, and its names from there."""
        head, *rest = path.split(".")
        if self.name and head == self.name:
            return self.model, tuple(rest)
        return self.kind.record, (head, *rest)

    def field(self, path: str) -> Any:
        """Return the field that a path leads to.

        Raises:
            Misfit: It leads nowhere.
        """
        model, names = self.locate_path(path)
        if not names:
            raise Misfit(f"{path} is what is counted, and no field of it")
        if self.inside and model is not self.model and len(names) > 1:
            raise Misfit(f"{path}: rows inside a record are counted by what they, or the record itself, say")
        return concrete_field(follow_links(model, names[:-1]), names[-1])

    def column(self, path: str) -> str:
        """Return the name of a path in queries of the rows."""
        model, names = self.locate_path(path)
        if model is self.model:
            return "__".join(names)
        if self.inside and concrete_field(self.kind.record, names[0]).model is not Record:
            return "__".join((OWN + names[0], *names[1:]))
        return "__".join((self.via, *names))

    @property
    def owner(self) -> str:
        """The rows' column that holds the record's id."""
        return self.via or "pk"

    def visible_rows(self, actor: Actor | None, day: date) -> QuerySet[Record]:
        """Return the rows that the actor may see, of records that they may see; all without an actor."""
        own = _of(self.kind, actor, day, even_void=self.even_void)
        if self.behind is None:
            return own.order_by()
        other = self.behind.kind
        rows = _of(other, actor, day) if other else self._inside(self.behind)
        return rows.filter(In(F(self.via), own.order_by().values("pk").query)).order_by()

    def _inside(self, behind: Behind) -> QuerySet[Record]:
        """Return rows inside records, with the kind's own fields of their record under ``OWN`` names."""
        one = self.kind.record._default_manager.filter(pk=OuterRef(behind.via))
        own = {OWN + to.name: Subquery(one.values(to.name)[:1]) for to in self.kind.own_fields}
        return behind.rows().alias(**own)

    def of_records(self, asked: Q) -> Q:
        """Turn a condition on the records into one on the rows."""
        if self.behind is None:
            return asked
        records = self.kind.record._default_manager.filter(asked, kind=self.kind.name)
        return Q(In(F(self.via), records.order_by().values("pk").query))


def _of(kind: CompiledKind, actor: Actor | None, day: date, *, even_void: bool = False) -> QuerySet[Record]:
    if actor is None:
        rows: QuerySet[Record] = kind.record._default_manager.filter(not_sealed(kind, day))
    else:
        rows = readable_records(kind, actor, day)
    rows = rows.filter(kind=kind.name).exclude(uncounted_doubles(kind))
    return rows.exclude(state__in=kind.void) if kind.void and not even_void else rows


def figure_row_source(kind: CompiledKind, figure: Figure) -> FigureRowSource:
    """Return the source of the rows that a figure counts.

    Raises:
        Misfit: It names rows of two types, or rows that do not belong to the kind's records.
    """
    own = {field.name for field in kind.record._meta.get_fields()}
    heads = dict.fromkeys(column.split(".")[0] for column in figure.columns)
    others = [head for head in heads if head not in own]
    if not others:
        return FigureRowSource(kind, even_void=figure.even_void)
    if len(others) > 1:
        raise Misfit(f"{' and '.join(others)} are rows of two sorts: a figure counts those of one")
    return FigureRowSource(kind, others[0], find_link_source(others[0], kind.record, ""), figure.even_void)


def counted_path(source: FigureRowSource, figure: Figure) -> str:
    """Return the path to what is summed or counted as distinct; "" if rows are counted."""
    return "" if figure.of == source.name else figure.of
