"""Migrations of an office that begins: all tables of an app at once, and the tables that its models describe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from luoshi.base.database.create_tables import CreateTables
from prepared import SOON, surroundings

KEY = ("id", models.BigAutoField(primary_key=True))
OPERATIONS = [
    migrations.CreateModel("Shelf", [KEY, ("name", models.CharField(max_length=20))]),
    migrations.CreateModel("Volume", [KEY, ("shelf", models.ForeignKey("org.Shelf", models.CASCADE))]),
    migrations.AddField("shelf", "first", models.ForeignKey("org.Volume", models.SET_NULL, null=True)),
    migrations.AddIndex("volume", models.Index(fields=["shelf", "id"], name="volume_by_shelf")),
    migrations.AddConstraint("shelf", models.UniqueConstraint(fields=["name"], name="shelf_once")),
]


# As at a first start: migrations make the tables, and what is compared is the whole schema, column by column.
BEGIN = """
import json
import django
django.setup()
from luoshi.site.serving import prepare_database
assert prepare_database(lambda *_, **__: None)
from django.db import connection
from luoshi.evidence.witness.queries.schema import list_schema_differences
found = [[difference.thing, difference.how] for difference in list_schema_differences()]
print(json.dumps({"tables": len(connection.introspection.table_names()), "differences": found}))
"""


@pytest.fixture
def empty_database() -> Iterator[dict[str, str]]:
    """The surroundings that name an empty database of the kind that is tested."""
    if connection.vendor == "sqlite":
        yield {}
        return
    import psycopg

    name, url = f"luoshi_begins_{os.getpid()}", str(configured.URL)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_new_office_takes_the_tables_of_each_app_at_once(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}  # the tests' own database is made without migrations
    loader = MigrationLoader(None)
    squashed = {key: made.replaces for key, made in loader.disk_migrations.items() if made.replaces}
    assert ("records", "0001_squashed_0018_moved_tasks") in squashed and len(squashed) > 15
    assert squashed.keys() <= loader.graph.nodes.keys()
    assert {key for replaced in squashed.values() for key in replaced} & loader.graph.nodes.keys() == set()


@pytest.mark.database
def test_migrations_make_the_tables_that_the_models_describe(
    tmp_path: Path, empty_database: dict[str, str], settings: Any
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "journal.key").write_bytes(settings.JOURNAL_KEY)
    began = {**surroundings(data), **empty_database}
    done = subprocess.run([sys.executable, "-c", BEGIN], env=began, capture_output=True, text=True, timeout=SOON)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["differences"] == []
    assert found["tables"] > 200


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
