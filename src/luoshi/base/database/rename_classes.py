"""A migration operation that renames the classes of several models, whose tables keep their names."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from luoshi.base.database.unrendered_apps import set_unrendered_apps


class RenameClasses(Operation):
    """Rename models in the state of an app; in the database only Django's lists of models and permissions change.

    ``RenameModel`` would look at every relation of every model in the database and render nearly all models anew, for
    each class: for twenty of them a new office would take 12 s longer.

    Args:
        names: the new names by the old ones. Each model needs its ``db_table`` from then on.
    """

    reversible = True
    reduces_to_sql = False  # the lists are changed row by row

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = dict(names)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        was_rendered = state.__dict__.pop("apps", None) is not None
        for old, new in self.names.items():
            options = state.models[app_label, old.lower()].options
            state.rename_model(app_label, old, new)
            state.models[app_label, new.lower()].options = {"db_table": f"{app_label}_{old.lower()}", **options}
        if was_rendered:  # a state that is only computed is never rendered: with models, each later operation would be
            set_unrendered_apps(state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._rename_content_types(app_label, schema_editor, self.names)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._rename_content_types(app_label, schema_editor, {new: old for old, new in self.names.items()})

    def describe(self) -> str:
        return "Rename classes: " + ", ".join(f"{old} to {new}" for old, new in self.names.items())

    def _rename_content_types(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, names: Mapping[str, str]
    ) -> None:
        """Rename the models in the lists that ``post_migrate`` fills; a new office has not filled them yet."""
        connection = schema_editor.connection
        needed = {ContentType._meta.db_table, Permission._meta.db_table}
        if not self.allow_migrate_model(connection.alias, ContentType) or needed - set(
            connection.introspection.table_names()
        ):
            return
        listed = ContentType.objects.using(connection.alias).filter(app_label=app_label)
        models = {content_type.model: content_type for content_type in listed}
        for old, new in ((old.lower(), new.lower()) for old, new in names.items()):
            if old in models and new not in models:
                listed.filter(pk=models[old].pk).update(model=new)
                for permission in Permission.objects.using(connection.alias).filter(content_type=models[old].pk):
                    permission.codename = permission.codename.removesuffix(old) + new
                    permission.save(update_fields=["codename"])
        ContentType.objects.clear_cache()
