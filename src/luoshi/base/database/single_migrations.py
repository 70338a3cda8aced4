"""The migrations one by one, apart from those that replace many of them at once."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

Key = tuple[str, str]
"""App label and name of a migration."""


def load_single_migrations(connection: BaseDatabaseWrapper | None) -> MigrationLoader:
    """Return a loader whose graph has every migration as a separate node, as existing offices have applied them.

    Migrations that replace others are no nodes of it. Later ones depend on them by name, and would otherwise have the
    tables made twice: here they depend on the last of those that are replaced.

    Args:
        connection: the database whose applied migrations are read; None: none is applied.
    """
    loader = MigrationLoader(connection, replace_migrations=False)
    single = single_migration_keys(loader)
    for key, made in loader.replacements.items():
        if key not in single:
            loader.graph.remove_replacement_node(key, made.replaces)
    return loader


def single_migration_keys(loader: MigrationLoader) -> set[Key]:
    """Return the migrations on the disk without those that replace others which are also on the disk.

    A new database records the replacing and the replaced migrations; only the replaced ones say how far it has come.
    """
    there = loader.disk_migrations
    return {key for key, made in there.items() if not made.replaces or not set(made.replaces) <= there.keys()}
