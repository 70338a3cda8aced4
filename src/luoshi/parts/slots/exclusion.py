"""The constraint by which PostgreSQL itself refuses two slots of a thing that overlap; SQLite has one writer."""

from __future__ import annotations

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# A range of one number compares things by a range's own operator: no extension (btree_gist) must be installed.
EXCLUDE = (
    "CONSTRAINT {name} EXCLUDE USING gist (int8range({of}, {of}, '[]') WITH &&, tstzrange({first}, {last}) WITH &&)"
)


class NoOverlap(models.BaseConstraint):
    """No two rows with the same value of ``of`` have a moment of ``[first, last)`` in common; on PostgreSQL only.

    Elsewhere the lock that writers take has to do: forms and the step's own check refuse on every database.

    Attributes:
        of, first, last: columns of the table.
    """

    def __init__(self, *, of: str, first: str, last: str, name: str) -> None:
        self.of, self.first, self.last = of, first, last
        super().__init__(name=name)

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Return what the definition of the table says of it; "" on other databases."""
        if schema_editor is None or schema_editor.connection.vendor != "postgresql":
            return ""
        quoted = {key: schema_editor.quote_name(value) for key, value in self._names().items()}
        return EXCLUDE.format(**quoted)

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Return the statement that adds it to a table; "" on other databases."""
        said = self.constraint_sql(model, schema_editor)
        return f"ALTER TABLE {self._table(model, schema_editor)} ADD {said}" if said else ""

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Return the statement that takes it away; "" on other databases."""
        if schema_editor is None or not self.constraint_sql(model, schema_editor):
            return ""
        return f"ALTER TABLE {self._table(model, schema_editor)} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, *args: object, **kwargs: object) -> None:
        """Leave it to the step, which looks at the slots under the lock of the thing."""

    def deconstruct(self) -> tuple[str, tuple[object, ...], dict[str, object]]:
        """Return what migrations write of it."""
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, **self._names()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]

    def _names(self) -> dict[str, str]:
        return {"of": self.of, "first": self.first, "last": self.last, "name": self.name}

    def _table(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        assert model is not None and schema_editor is not None
        return str(schema_editor.quote_name(model._meta.db_table))
