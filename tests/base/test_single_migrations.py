"""The migrations one by one, by which the tables of an earlier state are made again: none has what others replace."""

from __future__ import annotations

from typing import Any

from luoshi.base.database.single_migrations import load_single_migrations, single_migration_keys
from luoshi.site.backup.queries import leaf_migrations


def test_no_migration_leads_to_one_that_replaces_others(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}  # the tests' own database is made without them
    loader = load_single_migrations(None)
    single = single_migration_keys(loader)
    replacing = loader.replacements.keys() - single
    assert len(single) > 100 and replacing
    plan = {key for leaf in leaf_migrations(sorted(single)) for key in loader.graph.forwards_plan(leaf)}
    assert single <= plan and not plan & replacing
