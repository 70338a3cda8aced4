"""A new office takes few migrations, and one that stands anywhere between two versions takes those it lacks."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import CreateModel, Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from luoshi.base.database.create_tables import CreateTables
from luoshi.base.database.single_migrations import Key, load_single_migrations, single_migration_keys

# Each operation outside of CreateTables makes Django render nearly all models: a fifth of a second of a first start.
MOST_OPERATIONS = 20
OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("luoshi.")}


@pytest.fixture(autouse=True)
def with_migrations(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}  # the tests' own database is made without them


def describe_state(state: ProjectState) -> dict[Key, Any]:
    """Return what decides of tables, without the order of columns."""
    return {
        key: (
            {name: field.deconstruct()[1:] for name, field in model.fields.items()},
            {option: value for option, value in model.options.items() if option not in ("indexes", "constraints")},
            {str(index.deconstruct()) for option in ("indexes", "constraints") for index in model.options[option]},
        )
        for key, model in state.models.items()
    }


def test_a_new_office_takes_few_operations_one_by_one() -> None:
    graph = MigrationLoader(None).graph
    operations = [
        f"{migration} {operation.describe()}"
        for key, migration in sorted(graph.nodes.items())
        if isinstance(migration, Migration) and key[0] in OURS
        for operation in migration.operations
        if not isinstance(operation, CreateTables)
    ]
    assert len(operations) <= MOST_OPERATIONS, f"run tools/squash.py:\n{chr(10).join(operations)}"
    assert not [operation for operation in operations if isinstance(operation, CreateModel)]


@pytest.mark.parametrize(
    "had",
    [*(0, 40, 60, 80, 100), *("org", "registers", "calls", "awards", "ledger", "review")],
    ids=lambda had: f"{had} percent" if isinstance(had, int) else f"{had} and what it needs",
)
def test_an_office_takes_what_it_lacks_and_ends_at_the_same_tables(
    had: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    single = load_single_migrations(None)
    keys = single_migration_keys(single)
    # Migrations of apps not ours come first: every office had them when it began, at 0.1.0.
    ends = sorted(keys, key=lambda key: (key[0] in OURS, key[0] != had, key))
    plan = list(dict.fromkeys(key for end in ends for key in single.graph.forwards_plan(end)))
    if isinstance(had, int):
        had_keys = plan[: len(plan) * had // 100]
    else:
        had_keys = plan[: 1 + max(place for place, key in enumerate(plan) if key[0] == had)]
    whole = [key for key, migration in single.replacements.items() if set(migration.replaces) <= set(had_keys)]
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: dict.fromkeys([*had_keys, *whole]))
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    assert executor.loader.detect_conflicts() == {}
    taken = [migration for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    lacking = [key for migration in taken for key in (migration.replaces or [(migration.app_label, migration.name)])]
    assert sorted(lacking) == sorted(plan[len(had_keys) :])
    assert describe_state(executor.loader.project_state()) == describe_state(single.project_state(sorted(keys)))
