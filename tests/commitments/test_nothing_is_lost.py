"""件件有着落: every statement that was read stays in the ledger, dropped with a reason, or waiting in sight, always."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from full import FULL, sampled
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowFigure
from luoshi.plans.base.queries import plan_row_counts, row_by_row
from luoshi.plans.editions.models.edition import Printed
from luoshi.plans.editions.queries.editions import publication_readiness
from luoshi.plans.receiving.actions.receiving import add_documents, receive_plan, take_in
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from office import NOW, Office
from plans import PUBLISH, TEXT, by, decided, in_order, received, row_of, step
from whereabouts import Whereabouts, whereabouts

ROOT = Path(__file__).parents[2]
LABELLED = [path for folder in ("docs", "own", "match", "own-match") for path in (ROOT / "gold" / folder).glob("*.txt")]
DOCUMENTS = [*sorted((ROOT / "samples").glob("[0-9]*.*")), *sorted(LABELLED)]


@pytest.fixture
def two(office: Office) -> Office:
    """The office with a second clerk who may correct the same plans."""
    office.person("second", "杜二察", "desk", Role.SUPERVISOR, ["county"])
    return office


@pytest.mark.parametrize("path", sampled(DOCUMENTS, 10), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_document_goes_its_way_from_received_to_published(
    two: Office, path: Path, settings: Any, tmp_path: Path
) -> None:
    """Two clerks change it at random in between, each on a page of their own."""
    office, settings.DATA = two, tmp_path
    values = {"origin": "document", "unit": office.units["desk"].pk, "rhythm": "quarters"}
    data = path.read_bytes()
    words, files = ("", [SimpleUploadedFile(path.name, data)]) if path.suffix != ".html" else (read_html(path), [])
    plan = receive_plan(files, words, values, office.actor("supervisor"), at=NOW).plan
    found = whereabouts(plan)
    desk, chance = Desk(office, plan, found), Random(path.name)
    for _ in range(CHANGES):
        desk.do(chance.choice(CLERKS), chance.choice(NAMES), chance.randrange(200), chance.randrange(31))
        found.check()
    decided(office, plan)
    for row in publication_readiness(plan).without_lead:  # kept by chance, with nobody who answers for it
        correct.change_row(plan, row.pk, row.version, {"lead": ["云岭县科学技术协会"], "each": False}, by(office))
    found.check()
    after = plan_row_counts(plan)
    assert (after.rows, after.open_count) == (found.rows, 0)
    if not after.kept:  # a bulletin that promises nothing: there is nothing to publish, and it says so
        with pytest.raises(RecordError):
            step(office, plan, "publish", **PUBLISH)
        return
    step(office, plan, "publish", **PUBLISH, undated=True)  # some bulletins have words of a time and no date
    found.check()
    assert Commitment.objects.filter(plan=plan).count() == Printed.objects.filter(edition__plan=plan).count()
    assert set(Commitment.objects.filter(plan=plan).values_list("row", flat=True)) == set(
        plan.rows.filter(state=PlanRow.KEPT).values_list("pk", flat=True)
    )


def read_html(path: Path) -> str:
    from luoshi.reading.load import load_path

    return load_path(path).text


QUICK = [Phase.explicit, Phase.reuse, Phase.generate]  # to shrink an example here takes minutes
MORE = "县科协新建科普画廊若干处，6月底前完成。\n"  # 若干 is no figure to the reader: it can be overlooked
SECOND = "云岭县补充通知\n一、补充事项\n县科协新建科普画廊5处。\n青石镇开展科普宣传不少于8场，覆盖群众2000人次。\n"
Act = Callable[[Plan, list[PlanRow], By, int, int], Any]


def seen(*rows: PlanRow) -> dict[int, int]:
    return {row.pk: row.version for row in rows}


def confirm_part(plan: Plan, rows: list[PlanRow], who: By, a: int, b: int) -> Any:
    some = [row for row in rows if row.part_id == rows[a].part_id and row.state == PlanRow.WAITING]
    return correct.confirm_rows(plan, seen(*some), who, part=rows[a].part, together=True)


def change_figure(plan: Plan, rows: list[PlanRow], who: By, a: int, b: int) -> Any:
    """Any bound with any upper end, also such as cannot be; a state; a period."""
    figures = list(rows[a].figures.all())
    if not figures:
        raise RecordError("missing", "no figure")
    said = {
        "bound": ("eq", "ge", "range")[b % 3],
        "value": Decimal(b),
        "upper": (None, Decimal(b + 1), Decimal(b - 1))[b // 3 % 3],
        "period": ("", "year", "2026/2030")[b % 3],
        "state": (RowFigure.ASKED, RowFigure.BACKGROUND)[b % 2],
    }
    return correct.change_row(plan, rows[a].pk, rows[a].version, {"figures": {figures[b % len(figures)].pk: said}}, who)


def add(plan: Plan, rows: list[PlanRow], who: By, a: int, b: int) -> Any:
    source = plan.sources.get(place=1 + a % plan.sources.count())
    text = source.document.text
    return correct.add_plan_row(plan, text[3 * a : 3 * a + b + 1], who, source=source, start=3 * a, end=3 * a + b + 1)


def change(**values: Any) -> Act:
    return lambda plan, rows, who, a, b: correct.change_row(
        plan, rows[a].pk, rows[a].version, values, who, keep=b % 2 == 0
    )


ACTS: dict[str, Act] = {
    "confirm": lambda plan, rows, who, a, b: correct.confirm_rows(plan, seen(rows[a]), who),
    "confirm_part": confirm_part,
    "drop": lambda plan, rows, who, a, b: correct.drop_rows(plan, seen(rows[a]), "重复", who),
    "pass": lambda plan, rows, who, a, b: correct.pass_over(plan, seen(rows[a]), who),
    "again": lambda plan, rows, who, a, b: correct.reopen_rows(plan, seen(rows[a]), who),
    "reword": change(words="改写", support=["县科协"]),
    "lead": change(lead=["县科协", "甲局"], each=True),
    "due": change(due=NOW.date(), every="P3M", times=2),
    "figure": change_figure,
    "overlooked": lambda plan, rows, who, a, b: correct.change_row(
        plan,
        row_of(plan, "若干处").pk,
        row_of(plan, "若干处").version,
        {"figure": {"quote": "若干", "value": Decimal(b), "unit": "处"}},
        who,
    ),
    "split": lambda plan, rows, who, a, b: correct.split_row(plan, rows[a].pk, rows[a].version, b + 1, who),
    "merge": lambda plan, rows, who, a, b: correct.merge_rows(plan, seen(rows[a], rows[b % len(rows)]), who),
    "merge three": lambda plan, rows, who, a, b: correct.merge_rows(plan, seen(*rows[a : a + 3]), who),
    "add": add,
    "undo": lambda plan, rows, who, a, b: correct.undo_last_edit(plan, who),
}
CLERKS = ("supervisor", "second")
CHANGES = 10  # of a whole document
PLACE = st.integers(0, 30)
NAMES = ["second document", *sorted(ACTS), "undo", "split", "merge"]  # what rows come and go by, more often


@settings(
    max_examples=40 if FULL else 12,
    phases=QUICK,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(CLERKS), st.sampled_from(NAMES), PLACE, PLACE), max_size=12))
def test_whatever_is_done_to_rows_no_statement_is_lost(two: Office, asked: list[tuple[str, str, int, int]]) -> None:
    plan = received(two, TEXT + MORE)
    found = whereabouts(plan)
    desk = Desk(two, plan, found)
    for who, name, a, b in asked:
        desk.do(who, name, a, b)
        found.check()
    decided(two, plan)
    found.check()
    assert not plan_row_counts(plan).open_count


class Desk:
    """Two clerks at one plan. Each acts on the rows as their own page showed them last, which may be long ago."""

    def __init__(self, office: Office, plan: Plan, found: Whereabouts) -> None:
        self.office, self.plan, self.found = office, plan, found
        self.pages = {who: in_order(plan) for who in CLERKS}

    def do(self, who: str, name: str, a: int, b: int) -> None:
        """One change, if it is not refused; what it says of itself is told to who follows the statements.

        To change a row that is not as their page shows it would write over another's: refused, and nothing written.
        """
        if name == "second document":
            if self.plan.sources.count() < 3:
                self.found.received(
                    add_documents(self.plan, [], SECOND, self.office.actor(who), at=NOW, again=True).sources[0]
                )
            return
        rows = self.pages[who]
        now = dict(self.plan.rows.values_list("pk", "version"))
        try:
            work = ACTS[name](self.plan, rows, by(self.office, who), a % len(rows), b)
        except (RecordError, PlanRow.DoesNotExist):
            assert dict(self.plan.rows.values_list("pk", "version")) == now
            self.pages[who] = in_order(self.plan)
        else:
            self.found.done(name.split()[0], work, who)
            if name not in ("undo", "overlooked", "add"):  # which look at the rows as they are
                shown = {str(row.pk): row.version for row in rows}
                assert all(shown[pk] == now[int(pk)] for pk, was in work.edit.before.items() if was is not None)
            if b % 3:  # else the page is left as it was, also of what this very clerk has changed
                self.pages[who] = in_order(self.plan)


def test_each_of_these_changes_is_one_that_is_made(two: Office) -> None:
    """The random ones may all be refused; here each is taken, in this order."""
    plan = received(two, TEXT + MORE)
    found = whereabouts(plan)
    desk = Desk(two, plan, found)
    order = ["second document", "overlooked", "undo", "overlooked", "lead", "due", "reword", "figure", "split", "merge"]
    order += ["undo", "merge three", "add", "again", "drop", "pass", "confirm", "confirm_part", "undo"]
    for name in order:
        before = (plan.edits.count(), plan.sources.count())
        at = 1 if name in ("figure", "split", "merge", "merge three") else 5
        desk.pages["supervisor"] = in_order(plan)
        desk.do("supervisor", name, at, 0 if name == "figure" else 3)
        assert (plan.edits.count(), plan.sources.count()) != before, name
        found.check()
    assert {name.split()[0] for name in ACTS} <= {name.split()[0] for name in order}


@pytest.mark.parametrize("name", sorted(ACTS.keys() - {"undo", "add", "overlooked"}))
def test_a_change_of_a_row_that_another_has_changed_is_refused(two: Office, name: str) -> None:
    """Of each kind of change; what is seen here is what the random ones rest on."""
    plan = received(two)
    found = whereabouts(plan)
    desk = Desk(two, plan, found)
    at = next(at for at, row in enumerate(desk.pages["second"]) if "农村科普馆" in row.words)
    mine = desk.pages["second"][at]
    correct.change_row(plan, mine.pk, mine.version, {"words": "青石镇建设农村科普馆2座。"}, by(two))
    before = plan.edits.count()
    with pytest.raises(RecordError) as told:
        ACTS[name](plan, desk.pages["second"], by(two, "second"), at, at + 1 if name == "merge" else 0)
    assert (told.value.code, plan.edits.count()) == ("changed", before)


@pytest.mark.parametrize("fault", ["gone", "swallowed", "cut", "no reason", "figure"])
def test_a_statement_that_is_lost_is_seen_to_be(office: Office, fault: str) -> None:
    """What would be wrong if a change lost something: the check says so."""
    plan = received(office)
    found = whereabouts(plan)
    one, two, three = [row for row in in_order(plan) if row.state == PlanRow.WAITING][:3]
    if fault == "gone":
        PlanRow.objects.filter(pk=one.pk).update(state=PlanRow.GONE)
    elif fault == "swallowed":  # between two that were merged: their joint span lies over it
        found.done("merge", correct.merge_rows(plan, seen(one, three), by(office)))
        found.check()
        PlanRow.objects.filter(pk=two.pk).update(state=PlanRow.GONE)
        made = PlanRow.objects.create(
            plan=plan, state=PlanRow.KEPT, role="task", words="x", place=1
        )  # the number is right
        assert plan_row_counts(plan).rows == found.rows and made.pk
    elif fault == "cut":
        PlanRow.objects.filter(pk=one.pk).update(span=two.span)
    elif fault == "no reason":
        PlanRow.objects.filter(pk=one.pk).update(state=PlanRow.DROPPED)
    else:
        one.figures.first().delete()
    with pytest.raises(AssertionError):
        found.check()


def test_what_is_passed_over_as_no_task_has_that_as_its_reason(office: Office) -> None:
    plan = received(office)
    row = row_of(plan, "农村科普馆")
    correct.pass_over(plan, seen(row), by(office))
    row = row_by_row(plan, [row.pk])[row.pk]
    assert (row.state, row.reason) == (PlanRow.OUTSIDE, PlanRow.PERSON)
    correct.reopen_rows(plan, seen(row), by(office))
    assert PlanRow.objects.get(pk=row.pk).reason == ""


def test_rows_of_different_documents_are_not_merged(office: Office) -> None:
    plan = received(office)
    take_in(plan, "云岭县补充通知\n县科协新建科普画廊5处。", office.actor("supervisor"), at=NOW)
    found = whereabouts(plan)
    rows = [plan.rows.filter(source__place=place, state=PlanRow.WAITING).first() for place in (1, 2)]
    with pytest.raises(RecordError):
        correct.merge_rows(plan, seen(*(row for row in rows if row)), by(office))
    found.check()
