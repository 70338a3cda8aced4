"""Migrations of an office that begins: one for each app, all tables at once, as one by one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from luoshi.base.database.create_tables import CreateTables

KEY = ("id", models.BigAutoField(primary_key=True))
OPERATIONS = [
    migrations.CreateModel("Shelf", [KEY, ("name", models.CharField(max_length=20))]),
    migrations.CreateModel("Volume", [KEY, ("shelf", models.ForeignKey("org.Shelf", models.CASCADE))]),
    migrations.AddField("shelf", "first", models.ForeignKey("org.Volume", models.SET_NULL, null=True)),
    migrations.AddIndex("volume", models.Index(fields=["shelf", "id"], name="volume_by_shelf")),
    migrations.AddConstraint("shelf", models.UniqueConstraint(fields=["name"], name="shelf_once")),
]


def test_an_office_that_begins_migrates_each_app_once() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("luoshi.")}
    loader = MigrationLoader(None)
    begun: dict[str, list[str]] = {}
    for label, name in loader.graph.nodes:
        if label in ours:
            begun.setdefault(label, []).append(name)
    assert {label: names for label, names in begun.items() if len(names) > 1} == {}


@pytest.mark.django_db(transaction=True)
def test_tables_created_at_once_have_all_that_was_added_and_go_again() -> None:
    began = ProjectState()
    state, operation = began.clone(), CreateTables(OPERATIONS)
    operation.state_forwards("org", state)
    with connection.schema_editor() as editor:
        operation.database_forwards("org", editor, began, state)
    try:
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, "org_shelf")
            assert {column.name for column in described} == {"id", "name", "first_id"}
            held = {
                name: set(constraint["columns"])
                for table in ("org_shelf", "org_volume")
                for name, constraint in connection.introspection.get_constraints(cursor, table).items()
            }
        assert held["shelf_once"] == {"name"} and held["volume_by_shelf"] == {"shelf_id", "id"}
        shelf, volume = state.apps.get_model("org", "Shelf"), state.apps.get_model("org", "Volume")
        first = volume.objects.create(shelf=shelf.objects.create(name="A"))
        assert shelf.objects.update(first=first) == 1
    finally:
        with connection.schema_editor() as editor:
            editor.execute("UPDATE org_shelf SET first_id = NULL")
            editor.execute("DELETE FROM org_volume")
        with connection.schema_editor() as editor:
            operation.database_backwards("org", editor, state, began)
    assert not {"org_shelf", "org_volume"} & set(connection.introspection.table_names())
