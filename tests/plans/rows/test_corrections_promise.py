"""What ``take`` promises of every step, each correction of rows promises too: it is a second way of changing state.

The corrections are found in the code: a new one is tried here by itself, unless it asks for what no sample is given of.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

import luoshi
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.base.queries import row_by_row, row_versions
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import FIELDS, OF_FIGURE, By
from luoshi.plans.rows.actions.name_resolution import NameStatement
from luoshi.plans.sheets.queries import changes_of
from luoshi.plans.sheets.rules.changes import IssuedSheet, Returned
from office import NOW, Office
from plans import PUBLISH, by, decided, in_order, received, step

ROOT = Path(luoshi.__file__).resolve().parent
OTHERS = ("clerk", "stranger", "leader", "auditor", "admin")
DOORS = {"edit_plan_rows", "keep_edit", "write_new_reading"}
# Asks for a document with a table: tried in plans/receiving/test_task_columns.py.
TRIED_ELSEWHERE = {"answer_task_columns"}
# Who shows no version that could be stale. Each with its reason.
SHOW_NONE = {
    "add_plan_row": "makes a row; of the one that it takes figures from it reads the version itself",
    "undo_last_edit": "takes the versions from the change that it takes back",
}


def corrections() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the ledger that changes rows: by ``edit_plan_rows``, or with an edit of its own.

    Also where it leaves that to a helper beside it.
    """
    for path in sorted((ROOT / "plans").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        calls = {
            name: {name_node.id for name_node in ast.walk(node) if isinstance(name_node, ast.Name)}
            for name, node in functions.items()
        }
        private = {name for name in functions if name.startswith("_") and calls[name] & DOORS}
        module = ".".join(("luoshi", *path.relative_to(ROOT).with_suffix("").parts))
        for name in functions:
            if name.startswith("_") or name in DOORS or name in TRIED_ELSEWHERE:
                continue
            if calls[name] & {*DOORS, *private}:
                yield name, getattr(import_module(module), name)


CORRECTIONS = dict(corrections())


@pytest.fixture
def plan(office: Office) -> Plan:
    """A plan of which one row was dropped, so that there is something to take back."""
    made = received(office)
    row = in_order(made)[0]
    correct.drop_rows(made, {row.pk: row.version}, "重复", by(office))
    return made


def samples(plan: Plan, actor: Actor, *, stale: bool = False) -> dict[str, Any]:
    """A value for each parameter that a correction may ask for; ``stale``: of a page that others have changed since."""
    rows = in_order(plan)[1:]
    first = next((row for row in rows if row.state == PlanRow.WAITING), rows[0])
    others = [row for row in rows if row.pk != first.pk]
    second = next((row for row in others if row.state != PlanRow.WAITING), others[0])
    old = 1 if stale else 0
    lines = [Returned(9, None, {"task": "组织科普宣传周活动", "lead": "县科协"})]
    issued = IssuedSheet(plan.pk, 0, "", {}, {})
    return {
        "plan": plan,
        "by": By(actor, NOW),
        "actor": actor,
        "at": NOW,
        "seen": {first.pk: first.version - old, second.pk: second.version},
        "row": first.pk,
        "version": first.version - old,
        "values": {"words": "改写的条目", "due": date(2026, 11, 30)},
        "told": {"县科协": NameStatement()},
        "lead": ["云岭县科学技术局"],
        "words": "补录的条目",
        "reason": "重复",
        "at_place": 4,
        "lines": lines,
        "issued": issued,
        "answers": {},
        "agreed": "stale" if stale else changes_of(plan, lines, issued).digest,
        "name": "台账.xlsx",
        "place": 1,
        "kind": "report",
        "was": "opinion" if stale else "",
    }


def call(name: str, plan: Plan, actor: Actor, *, stale: bool = False) -> Any:
    known, given = samples(plan, actor, stale=stale), {}
    for parameter in inspect.signature(CORRECTIONS[name]).parameters.values():
        if parameter.default is inspect.Parameter.empty:
            assert parameter.name in known, f"{name} asks for {parameter.name}: give a sample of it here"
            given[parameter.name] = known[parameter.name]
    return CORRECTIONS[name](**given)


def contents(plan: Plan) -> list[Any]:
    """All that a correction can change, and what it leaves behind."""
    rows = []
    for row in plan.rows.order_by("pk"):
        units = [(unit.role, unit.name, unit.unit_id) for unit in row.units.order_by("place")]
        figures = [
            (figure.pk, *(str(getattr(figure, name)) for name in OF_FIGURE)) for figure in row.figures.order_by("pk")
        ]
        rows.append((row.pk, row.version, *(str(getattr(row, name)) for name in FIELDS), units, figures))
    return [rows, Edit.objects.count(), Entry.objects.exclude(step=Entry.REFUSED).count()]


def test_they_are_found() -> None:
    assert {
        "confirm_rows",
        "drop_rows",
        "change_row",
        "split_row",
        "merge_rows",
        "add_plan_row",
        "undo_last_edit",
        "bring_back",
        "read_as",
        "set_together",
        "default_lead",
        "say_names",
    } <= set(CORRECTIONS)


@pytest.mark.parametrize("name", CORRECTIONS)
def test_it_is_open_to_who_keeps_the_plan_and_each_attempt_of_others_is_in_the_journal(
    office: Office, plan: Plan, name: str
) -> None:
    before = contents(plan)
    for who in OTHERS:
        with pytest.raises(RecordError) as caught:
            call(name, plan, office.actor(who))
        refused = Entry.objects.filter(step=Entry.REFUSED, subject=plan.reference, person=office.people[who]).count()
        assert (caught.value.code, refused) == (("missing", 0) if name == "undo_last_edit" else ("refused", 1))
    assert contents(plan) == before


@pytest.mark.parametrize("name", CORRECTIONS)
def test_nobody_corrects_rows_for_another_by_a_mandate(office: Office, plan: Plan, name: str) -> None:
    actor = office.actor("supervisor")
    before = contents(plan)
    with pytest.raises(RecordError) as caught:
        call(name, plan, actor.with_seats(actor.seats, 1))
    assert (caught.value.code, contents(plan)) == ("refused", before)


@pytest.mark.parametrize("name", CORRECTIONS)
def test_it_is_open_only_while_the_plan_is_being_corrected(office: Office, plan: Plan, name: str) -> None:
    plan = step(office, decided(office, plan), "publish", **PUBLISH)
    before = contents(plan)
    with pytest.raises(RecordError) as caught:
        call(name, plan, office.actor("supervisor"))
    assert (caught.value.code, contents(plan)) == ("refused", before)


@pytest.mark.parametrize("name", CORRECTIONS)
def test_it_is_one_act_in_the_journal_and_one_that_can_be_taken_back(office: Office, plan: Plan, name: str) -> None:
    last, edits = Entry.objects.latest("pk").pk, plan.edits.count()
    call(name, plan, office.actor("supervisor"))
    (entry,) = Entry.objects.filter(pk__gt=last)
    assert entry.step.startswith("row.") and entry.subject == plan.reference
    assert (entry.person, entry.at) == (office.people["supervisor"], NOW)
    edit = plan.edits.latest("pk")
    assert (plan.edits.count(), edit.person, edit.at) == (edits + 1, entry.person, entry.at)


@pytest.mark.parametrize("name", CORRECTIONS)
def test_the_plan_is_locked_in_its_transaction_before_a_row_is_read(
    office: Office, plan: Plan, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []
    within = transaction.get_connection
    depth = len(within().savepoint_ids)

    def noted(what: str, of: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any, **more: Any) -> Any:
            seen.append((what, len(within().savepoint_ids) > depth))
            return of(*args, **more)

        return asked

    monkeypatch.setattr(Plan, "get_locked", noted("lock", Plan.get_locked))
    monkeypatch.setattr("luoshi.plans.rows.actions.editing.row_by_row", noted("rows", row_by_row))
    monkeypatch.setattr(
        "luoshi.plans.sheets.actions.roundtrip.row_versions", noted("rows", row_versions)
    )  # it reads rows before
    call(name, plan, office.actor("supervisor"))
    assert seen[0] == ("lock", True) and ("rows", True) in seen


@pytest.mark.parametrize("name", CORRECTIONS)
def test_without_its_entry_in_the_journal_nothing_of_it_is_there(
    office: Office, plan: Plan, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(plan)
    monkeypatch.setattr("luoshi.plans.rows.actions.editing.journal_act", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call(name, plan, office.actor("supervisor"))
    assert contents(plan) == before


@pytest.mark.parametrize("name", CORRECTIONS)
def test_what_others_changed_since_the_page_was_shown_stays(office: Office, plan: Plan, name: str) -> None:
    if name in SHOW_NONE:
        assert {"seen", "version", "agreed"}.isdisjoint(inspect.signature(CORRECTIONS[name]).parameters)
        return
    before = contents(plan)
    with pytest.raises(RecordError) as caught:
        call(name, plan, office.actor("supervisor"), stale=True)
    assert (caught.value.code, contents(plan)) == ("changed", before)


@pytest.mark.parametrize("name", CORRECTIONS)
def test_every_row_that_it_changes_gets_a_new_version(office: Office, plan: Plan, name: str) -> None:
    rows = {row[0]: (row[1], row[2:]) for row in contents(plan)[0]}
    call(name, plan, office.actor("supervisor"))
    now = {row[0]: (row[1], row[2:]) for row in contents(plan)[0]}
    changed = {pk for pk, (_version, said) in now.items() if pk not in rows or rows[pk][1] != said}
    assert changed and all(now[pk][0] > (rows[pk][0] if pk in rows else 0) for pk in changed)
