"""Which tables refer to a record at all: a page then asks only those that do.

A record's page consists of some thirty cards, most of which have nothing to show. Asked one by one they cost a
statement each; here the first question of a request asks for all of them in one statement.
"""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from django.db.models import Exists, Model, QuerySet

from luoshi.base.database.kept_answers import keep_answer, keeps_answers
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.links import Linked, links_into
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.kernel.kinds.registry import get_kind, kind_of, per_snapshot

# A model, a foreign key of it or a path of them that ends at a record, and what else holds of the rows.
Source: TypeAlias = tuple[type[Model], str, tuple[tuple[str, object], ...]]


class Reference:
    """A foreign key, or a path of them, by which rows of a model may refer to a record.

    It is a constant beside the query that asks for these rows. Its columns must be indexed: every page of a record that
    it may lead to looks it up.

    Args:
        conditions: what else holds of the rows, as for ``filter``.
    """

    declared: ClassVar[list[Reference]] = []

    def __init__(self, model: type[Model], path: str, **conditions: object) -> None:
        self.source: Source = (model, path, tuple(conditions.items()))
        self.declared.append(self)

    def may_exist(self, record: Record) -> bool:
        """Return False if no row refers to the record. True is certain only in a request that only reads.

        One query a record and request, for all that may refer to it; none in requests that may write.
        """
        return _may_exist(record, self.source)

    def leads_to(self, model: type[Model]) -> bool:
        """Whether it may lead to records of a model."""
        end, path, _conditions = self.source
        for name in path.split("__"):
            related = end._meta.get_field(name).related_model
            assert isinstance(related, type), (self.source, name)
            end = related
        return issubclass(model, end)


def may_be_linked_to(record: Record, link: Linked) -> bool:
    """Return the same for a link to the record that its page shows."""
    return _may_exist(record, (link.model, link.name, ()))


def may_have_rows(record: Record, part: Rows) -> bool:
    """Return the same for rows of the record's own kind."""
    return _may_exist(record, (row_model(part), "record", ()))


def _may_exist(record: Record, source: Source) -> bool:
    if not keeps_answers():
        return True
    return keep_answer((_may_exist, record.pk), lambda: _ask(record)).get(source, True)


def _ask(record: Record) -> dict[Source, bool]:
    sources, statement = _statement(kind_of(record).name, len(Reference.declared))
    (found,) = statement.rows(record=record.pk) or [()]
    return dict(zip(sources, found, strict=bool(found)))


@per_snapshot()
def _statement(kind_name: str, _declared: int) -> tuple[list[Source], SqlStatement[tuple[bool, ...]]]:
    """Return what may refer to records of a kind, and the statement that asks for it, a column each.

    Args:
        _declared: the number of references that are declared; modules that are loaded later declare more.
    """
    kind = get_kind(kind_name)
    sources = [reference.source for reference in Reference.declared if reference.leads_to(kind.record)]
    sources += [(link.model, link.name, ()) for link in links_into(kind.record) if link.back]
    sources += [(row_model(part), "record", ()) for part in kind.every(Rows)]
    sources = list(dict.fromkeys(sources))

    def build() -> QuerySet[Record, tuple[bool, ...]]:
        slot = ValueSlot.number("record")
        rows = (model._base_manager.filter(**{path: slot}, **dict(rest)) for model, path, rest in sources)
        return Record._base_manager.filter(pk=slot).values_list(*map(Exists, rows))

    return sources, SqlStatement(build)
