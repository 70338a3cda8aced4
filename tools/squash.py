"""Writes for each app the migration that makes all its tables at once for a new office, from its single migrations.

    python tools/squash.py [APP…]      default: every app of ours with more than one migration

Offices that stand keep their single migrations (``replaces``). Run it before a release, and when
``tests/base/test_squashed_migrations.py`` says that a first start takes too many steps. Steps over rows (``RunPython``)
that a new office need not take are marked ``elidable=True``; all others are kept. An app that was squashed before keeps
the name of that migration: offices have recorded it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.db.migrations import Migration, RunPython, RunSQL  # noqa: E402
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.graph import MigrationGraph  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.operations.base import Operation  # noqa: E402
from django.db.migrations.questioner import MigrationQuestioner  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.db.migrations.writer import MigrationWriter  # noqa: E402

from luoshi.base.database.create_tables import CreateTables  # noqa: E402
from luoshi.base.database.single_migrations import Key, load_single_migrations, single_migration_keys  # noqa: E402

# Where not all of an app can be made at once: awards need the first tables of calls, and are needed by 0003.
LAST = {"calls": "0008_contest_works"}


# All migrations of apps not ours that offices of 0.1.0 have. They come before most of ours: after each of them Django
# renders the models that there are, and then there are few.
FOREIGN: dict[str, list[Key]] = {
    "records": [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("axes", "0010_accessattemptexpiration"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
}


def main(labels: Sequence[str]) -> None:
    """Write the squashed migrations of these apps."""
    loader = load_single_migrations(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("luoshi.")}
    for label in labels or sorted(ours):
        keys = list_single_keys(loader, label)
        if len(keys) > 1:
            migration = squash_migrations(loader, keys, name_squashed(loader, keys))
            path = Path(MigrationWriter(migration).path)
            path.write_text(format_migration(migration), encoding="utf-8")
            print(path.relative_to(ROOT))


def list_single_keys(loader: MigrationLoader, label: str) -> list[Key]:
    """List the single migrations of an app that are squashed, in their order."""
    single = sorted(key for key in single_migration_keys(loader) if key[0] == label)
    ends = [(label, LAST[label])] if label in LAST else single
    plan = dict.fromkeys(key for end in ends for key in loader.graph.forwards_plan(end))
    return [key for key in plan if key in single]


def name_squashed(loader: MigrationLoader, keys: Sequence[Key]) -> str:
    """Name the migration that replaces these; one that replaces some of them already keeps its name."""
    for (label, name), migration in loader.replacements.items():
        if label == keys[0][0] and keys[0] in migration.replaces:
            return name
    return f"{keys[0][1][:4]}_squashed_{keys[-1][1]}"


def squash_migrations(loader: MigrationLoader, keys: Sequence[Key], name: str) -> Migration:
    """Return a migration that makes what these single ones of one app leave behind."""
    label = keys[0][0]
    before = {parent for key in keys for parent in loader.disk_migrations[key].dependencies if parent[0] != label}
    attributes = {
        "replaces": list(keys),
        "initial": True,
        "dependencies": list_last_keys(loader, [*before, *FOREIGN.get(label, [])]),
        "operations": [CreateTables(list_table_operations(loader, keys)), *list_kept_operations(loader, keys)],
    }
    return cast(Migration, type("Migration", (Migration,), attributes)(name, label))


def list_last_keys(loader: MigrationLoader, keys: Iterable[Key]) -> list[Key]:
    """Return those of these migrations that no other of them in the same app follows."""
    wanted = set(keys)
    passed = {
        key
        for wanted_key in wanted & loader.graph.nodes.keys()  # the others are such as ("sites", "__first__")
        for key in loader.graph.forwards_plan(wanted_key)
        if key[0] == wanted_key[0] and key != wanted_key
    }
    return sorted(wanted - passed)


def list_table_operations(loader: MigrationLoader, keys: Sequence[Key]) -> list[Operation]:
    """Return what ``makemigrations`` would write for an app that begins with the tables that these leave behind."""
    label = keys[0][0]
    ends = [keys[-1]] if label in LAST else sorted(single_migration_keys(loader))
    begins = MigrationQuestioner(specified_apps={label})
    detector = MigrationAutodetector(ProjectState(), loader.project_state(ends), begins)
    changes = detector.changes(MigrationGraph())
    return [operation for migration in changes[label] for operation in migration.operations]


def list_kept_operations(loader: MigrationLoader, keys: Sequence[Key]) -> list[Operation]:
    """Return the steps over rows or in SQL that a new database needs too."""
    return [
        operation
        for key in keys
        for operation in loader.disk_migrations[key].operations
        if isinstance(operation, RunPython | RunSQL) and not operation.elidable
    ]


def format_migration(migration: Migration) -> str:
    """Write a migration as Python, under a line that says what it is."""
    said = f'"""All tables of {migration.app_label} at once, for an office that begins; those that stand were brought '
    written = MigrationWriter(migration, include_header=False).as_string()
    return f'{said}here by what this replaces."""\n\n{written}'


if __name__ == "__main__":
    main(sys.argv[1:])
