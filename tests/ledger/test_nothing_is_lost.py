"""件件有着落: every statement that was read stays in the ledger, dropped with a reason, or waiting in sight, always."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from luoshi.ledger.actions import correct
from luoshi.ledger.actions.editing import By
from luoshi.ledger.actions.receiving import receive_plan
from luoshi.ledger.models import Commitment, Plan, Printed, Row
from luoshi.ledger.queries.rows import counts
from luoshi.reading.read import read
from luoshi.records.errors import RecordError
from office import NOW, Office
from plans import PUBLISH, by, decided, in_order, received, step

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*(ROOT / "samples").glob("[0-9]*.*"), *(ROOT / "gold" / "docs").glob("*.txt")])
SHARED = ROOT.parent / "shared" / "gold" / "seeds"  # not ours to copy; tried where they are at hand
STATES = {Row.WAITING, Row.KEPT, Row.DROPPED, Row.OUTSIDE}


def lost(plan: Plan) -> list[str]:
    """Statements, of which a part is in no row any more that still counts."""
    found = []
    for source in plan.sources.select_related("document"):
        text = source.document.text
        covered = bytearray(len(text))
        for row in in_order(plan):
            if row.source_id == source.pk and row.span:
                assert row.state in STATES and (row.reason or row.state != Row.DROPPED)
                covered[row.span.start : row.span.end] = b"\1" * (row.span.end - row.span.start)
        reading = read(text, year=plan.year, joined=document_joined(source))
        found += [
            text[one.start : one.end]
            for one in reading.statements
            if not all(covered[at] for at in range(one.start, one.end) if text[at].strip(" ；;，,、。\n"))
        ]
    return found


def document_joined(source: Any) -> Any:
    return source.document.pure.joined


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_sample_goes_its_way_from_received_to_published(
    office: Office, path: Path, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    given = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    data = path.read_bytes()
    words, files = ("", [SimpleUploadedFile(path.name, data)]) if path.suffix != ".html" else (read_html(path), [])
    plan = receive_plan(files, words, given, office.actor("supervisor"), at=NOW).plan
    assert lost(plan) == []
    before = counts(plan)
    assert before.rows == before.waiting + before.kept + before.dropped + before.outside
    decided(office, plan)
    after = counts(plan)
    assert (after.rows, after.open) == (before.rows, 0) and lost(plan) == []
    if not after.kept:  # a bulletin that promises nothing: there is nothing to publish, and it says so
        with pytest.raises(RecordError):
            step(office, plan, "publish", **PUBLISH)
        return
    step(office, plan, "publish", **PUBLISH)
    assert Commitment.objects.filter(plan=plan).count() == Printed.objects.filter(edition__plan=plan).count()
    assert set(Commitment.objects.filter(plan=plan).values_list("row", flat=True)) == set(
        plan.rows.filter(state=Row.KEPT).values_list("pk", flat=True)
    )


def read_html(path: Path) -> str:
    from luoshi.reading.load import load_path

    return load_path(path).text


QUICK = [Phase.explicit, Phase.reuse, Phase.generate]  # to shrink an example here takes minutes
Act = Callable[[Plan, list[Row], By, int, int], Any]
ACTS: dict[str, Act] = {
    "confirm": lambda plan, rows, who, a, b: correct.confirm(plan, {rows[a].pk: rows[a].version}, who),
    "drop": lambda plan, rows, who, a, b: correct.drop(plan, {rows[a].pk: rows[a].version}, "重复", who),
    "pass": lambda plan, rows, who, a, b: correct.pass_over(plan, {rows[a].pk: rows[a].version}, who),
    "again": lambda plan, rows, who, a, b: correct.reconsider(plan, {rows[a].pk: rows[a].version}, who),
    "change": lambda plan, rows, who, a, b: correct.change(
        plan, rows[a].pk, rows[a].version, {"words": f"改写{b}", "support": ["县科协"]}, who
    ),
    "split": lambda plan, rows, who, a, b: correct.split(plan, rows[a].pk, rows[a].version, b + 1, who),
    "merge": lambda plan, rows, who, a, b: correct.merge(
        plan, {one.pk: one.version for one in (rows[a], rows[b % len(rows)])}, who
    ),
    "add": lambda plan, rows, who, a, b: correct.add(
        plan, words(plan)[3 * a : 3 * a + b + 1], who, source=plan.sources.get(place=1), start=3 * a, end=3 * a + b + 1
    ),
    "undo": lambda plan, rows, who, a, b: correct.undo(plan, who),
}


def words(plan: Plan) -> str:
    return plan.sources.get(place=1).document.text


@settings(max_examples=20, phases=QUICK, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 30), st.integers(0, 30)), max_size=9))
def test_whatever_is_done_to_rows_no_statement_is_lost(office: Office, asked: list[tuple[str, int, int]]) -> None:
    plan = received(office)
    figures = counts(plan).figures
    for name, a, b in asked:
        rows = in_order(plan)
        with suppress(RecordError):
            ACTS[name](plan, rows, by(office), a % len(rows), b)
        now = counts(plan)
        assert lost(plan) == [] and now.figures == figures
        assert now.rows == now.waiting + now.kept + now.dropped + now.outside
        assert now.figures == now.asked + now.background + now.undecided
    decided(office, plan)
    assert lost(plan) == []


def test_rows_of_different_documents_are_not_merged(office: Office) -> None:
    from luoshi.ledger.actions.receiving import take_in

    plan = received(office)
    take_in(plan, "云岭县补充通知\n县科协新建科普画廊5处。", office.actor("supervisor"), at=NOW)
    rows = [plan.rows.filter(source__place=place, state=Row.WAITING).first() for place in (1, 2)]
    with pytest.raises(RecordError):
        correct.merge(plan, {row.pk: row.version for row in rows if row}, by(office))
    assert lost(plan) == []


if SEEDS := sorted(SHARED.rglob("*.txt")):

    @pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
    def test_no_statement_of_a_seed_is_lost(office: Office, path: Path) -> None:
        given = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters", "title": path.stem}
        plan = receive_plan([], path.read_text(encoding="utf-8"), given, office.actor("supervisor"), at=NOW).plan
        assert lost(plan) == []
