"""What follows a step gets values; the journal is written, shown and verified, and nothing is computed from it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

import luoshi
from assigned import at
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published

ROOT = Path(luoshi.__file__).resolve().parent
# Who may touch what entries say. Each with its reason.
READERS = {
    "evidence/journal/models.py": "the table itself",
    "evidence/journal/actions/journal.py": "writes it",
    "desk/privacy/erasing/actions.py": "empties it where the law asks",
    "evidence/journal/rules/proof.py": "verifies it",
    "evidence/journal/rules/export.py": "reads an exported journal, to verify it",
    "evidence/journal/queries/seals.py": "reads it in order, to verify and to export",
    "kernel/history/queries/verification.py": "verifies it",
    "evidence/witness/queries/differences.py": "says what differed when rows were taken up anew",
    "kernel/history/sentences.py": "shows it in sentences",
    "kernel/history/queries/history.py": "shows a record's timeline",
    "kernel/history/queries/subjects.py": "shows the timeline of what is no record",
    "kernel/history/queries/entries.py": "shows the journal's page",
    "evidence/journal/queries/verified.py": "shows on that page how the last verification ended",
    "desk/leaders/queries.py": "shows a leader the last words of a unit, as they stand in the timeline",
    "commitments/statistics/rates/queries.py": "shows what happened last",
    "commitments/statistics/audit/queries.py": "shows the auditor who moved which date when; wants a table of moves",
    "commitments/light_tables/queries/past_lights.py": "how a matter stood on a past day; likewise",
}
OF_PAYLOADS = re.compile(r"(^|__)payload(__|$)")


def touches(source: str) -> Iterator[str]:
    """The places of a module that touch what entries say, as "line: what"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "payload":
            yield f"{node.lineno}: .payload"
        elif isinstance(node, ast.alias | ast.Name) and (named := getattr(node, "id", getattr(node, "name", ""))) in (
            "Payload",
            "given_of",
            "given_values",
        ):
            yield f"{node.lineno}: {named}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and OF_PAYLOADS.search(node.value):
            yield f"{node.lineno}: {node.value!r}"
        elif isinstance(node, ast.keyword) and node.arg and OF_PAYLOADS.search(node.arg):
            yield f"{node.lineno}: {node.arg}="


@pytest.mark.parametrize(
    "source",
    [
        "json.loads(entry.payload.data)",
        "from luoshi.kernel.models import Payload",
        "from luoshi.kernel.history.sentences import given_of",
        "from luoshi.kernel.history.sentences import given_values",
        "rows.values_list('step', 'payload__data')",
        "rows.filter(payload__data__contains='due')",
        "rows.select_related('person', 'payload')",
    ],
)
def test_each_way_to_what_entries_say_is_seen(source: str) -> None:
    assert len(list(touches(source))) == 1


def test_nothing_is_computed_from_the_journal() -> None:
    every = [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts]
    found = {path.relative_to(ROOT).as_posix(): list(touches(path.read_text("utf-8"))) for path in every}
    found = {path: places for path, places in found.items() if places}
    assert {path: places for path, places in found.items() if path not in READERS} == {}
    assert sorted(READERS) == sorted(found), "a reason for what no longer reads it"


def columns(model: type[Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields} | {"_state"}


def test_no_model_has_a_place_that_is_no_column() -> None:
    """What is hung on a model to hand something on is seen by nobody who reads its fields."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("luoshi.")]
    found = []
    for model in ours:
        plain = {name for name, kept in vars(model).items() if not callable(kept) and not hasattr(kept, "__get__")}
        declared = {"uncompared", "uncompared_columns"}  # for verify, of the table and not of a row
        found += [
            f"{model.__name__}.{name}" for name in plain - declared if not name.startswith("_") and not name.isupper()
        ]
    assert found == []


WAY: tuple[tuple[str, str, tuple[int, int], dict[str, Any]], ...] = (
    ("issue", "supervisor", (3, 20), {"urgency": "plain"}),
    ("accept", "clerk", (3, 21), {"owner": "clerk"}),
    ("report", "clerk", (3, 30), {"words": "已建成1个。", "obstacles": "用地", "following": "协调用地"}),
    ("ask_extension", "clerk", (4, 1), {"wish": "2026-10-31", "cause": "雨季", "progress": "主体完工"}),
    ("grant", "supervisor", (4, 2), {"until": "2026-10-31", "word_of": "林分管"}),
    ("finish", "clerk", (9, 20), {"words": "已全部完成。"}),
    ("return", "supervisor", (9, 21), {"reason": "差一个", "limit": "2026-11-10"}),
    ("rework", "clerk", (9, 22), {}),
    ("suspend", "supervisor", (9, 23), {"word_of": "林分管", "reason": "缓建"}),
    ("resume", "supervisor", (9, 24), {"reason": "复工", "until": "2026-11-20"}),
    ("make_standing_now", "supervisor", (9, 25), {"word_of": "林分管", "reason": "长期", "every": "P3M"}),
    ("transfer", "supervisor", (9, 26), {"reason": "职责调整", "unit": "town"}),
)


def test_each_step_writes_its_record_once_and_hangs_nothing_on_it(office: Office) -> None:
    one = Commitment.objects.get(plan=published(office), words__contains="科普示范基地")
    names = {"owner": lambda name: office.posts[name].pk, "unit": lambda name: office.units[name].pk}
    for step, who, day, given in WAY:
        given = {name: names[name](value) if name in names else value for name, value in given.items()}
        before = Entry.objects.filter(record=one.pk).count()
        with CaptureQueriesContext(connection) as sent:
            taken = take(one, step, office.actor(who, at(*day).date()), given, at=at(*day))
        entries = Entry.objects.filter(record=one.pk).count() - before
        for table in (Record, Commitment):
            writes = [sql["sql"] for sql in sent if f'UPDATE "{table._meta.db_table}"' in str(sql["sql"])]
            assert len(writes) <= entries, (step, writes)
        assert set(vars(taken.record)) <= columns(Commitment), step
        assert set(vars(taken.entry)) <= columns(Entry), step
        one = Commitment.objects.get(pk=one.pk)
    assert one.state == "issued"
