"""Background work that waited before functions moved is found under their new names."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

moved = import_module("luoshi.kernel.migrations.0018_moved_tasks")
WAITED = {
    "luoshi.ledger.receiving.actions.receiving.read_later",
    "luoshi.ledger.sheets.actions.work.work_later",
    "luoshi.ledger.twins.actions.search.search_later",
    "luoshi.ledger.reporting.actions.recounting.recount",
    "luoshi.ledger.reporting.actions.reports.answer_twins",
    "luoshi.records.leaves.actions.making.make_later",
    "luoshi.records.many.actions.runs.finish_later",
    "luoshi.records.many.actions.staged.write_later",
    "luoshi.records.parameters.actions.compute_later",
    "luoshi.records.witness.actions.verify_later",
    "luoshi.org.unit_import.actions.staged.write_later",
}


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_found_under_its_new_name_and_by_the_old_version_again() -> None:
    for path in WAITED:
        DBTaskResult.objects.create(task_path=path, args_kwargs={"args": [], "kwargs": {}}, backend_name="default")
    with connection.schema_editor() as editor:
        moved.name_anew(moved.MOVED)(apps, editor)
    paths = set(DBTaskResult.objects.values_list("task_path", flat=True))
    assert len(paths) == len(WAITED) and all(import_string(path).module_path == path for path in paths)
    with connection.schema_editor() as editor:
        moved.name_anew([(now, was) for was, now in moved.MOVED])(apps, editor)
    assert set(DBTaskResult.objects.values_list("task_path", flat=True)) == WAITED
