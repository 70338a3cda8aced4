"""A migration operation that creates all tables of an app from one state of its models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.db.models import Model

from luoshi.base.database.unrendered_apps import set_unrendered_apps


class CreateTables(Operation):
    """Create the tables of many models at once.

    After every operation Django renders again the models related to the changed one, and nearly all are related: one
    by one, 400 tables take more than a minute. Here all models are put into the state first, and each table is created
    as the last of ``operations`` leaves its model, with all its columns, indexes and constraints. Only these models
    are rendered, and those that they refer to.

    Args:
        operations: what ``makemigrations`` writes for an app that begins: its models, then what is added to them.
    """

    reversible = True
    reduces_to_sql = True
    serialization_expand_args: ClassVar[list[str]] = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        was_rendered = state.__dict__.pop("apps", None) is not None
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if was_rendered:  # a state that is only computed is never rendered
            set_unrendered_apps(state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        apps = self._render_models(app_label, to_state)
        for operation in self._list_created():
            model = apps.get_model(app_label, operation.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        apps = self._render_models(app_label, from_state)
        for operation in reversed(self._list_created()):
            model = apps.get_model(app_label, operation.name)
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Create {len(self._list_created())} tables"

    def _list_created(self) -> list[CreateModel]:
        return [operation for operation in self.operations if isinstance(operation, CreateModel)]

    def _render_models(self, app_label: str, state: ProjectState) -> StateApps:
        """Render the models that are created and all that they lead to, apart from the state."""
        models: dict[tuple[str, str], ModelState] = {}
        left = [(app_label, operation.name_lower) for operation in self._list_created()]
        while left:
            key = left.pop()
            if key not in models and key in state.models:
                models[key] = state.models[key]
                left += _list_referred(*key, state.models[key])
        return StateApps(list(state.real_apps), models)


def _list_referred(app_label: str, name: str, model: ModelState) -> Iterator[tuple[str, str]]:
    """Yield the keys of the models that this one inherits from or that its fields refer to."""
    referred: list[str | type[Model]] = [base for base in model.bases if isinstance(base, str)]
    for field in model.fields.values():
        if field.remote_field:
            referred.append(field.remote_field.model)
            referred += [through] if (through := getattr(field.remote_field, "through", None)) else []
    for reference in referred:
        yield resolve_relation(reference, app_label, name)
