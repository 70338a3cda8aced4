"""Several clerks at one plan: no change is lost or written over another's, an edition holds what was decided."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest

from faults.threads import EIGHT, at_once, of
from ledger_books import chosen, plan_of, workbook
from luoshi.base.database.batched_writes import StepPace
from luoshi.commitments.years.actions import close as year
from luoshi.commitments.years.actions.rollover import begin_next
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.base.queries import plan_row_counts
from luoshi.plans.editions.models.edition import Edition, Printed
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.receiving.actions.receiving import add_documents, read_source, receive_plan
from luoshi.plans.receiving.actions.rereading import read_as
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from luoshi.plans.sheets.actions import work as working
from luoshi.plans.sheets.actions.work import work_later
from luoshi.plans.sheets.pages import sheets
from many_appeals import signed_in
from office import NOW, Office
from plans import PUBLISH, TEXT, UNNAMED, by, decided, in_order, published, received, row_of, step


def test_eight_deciding_one_row_decide_it_once(real_office: Office) -> None:
    plan = received(real_office)
    row = row_of(plan, "农村科普馆")

    def decide(number: int) -> object:
        if number % 2:
            return correct.drop_rows(plan, {row.pk: row.version}, f"理由{number}", by(real_office))
        return correct.confirm_rows(plan, {row.pk: row.version}, by(real_office))

    assert of(at_once(decide)) == {"done": 1, "changed": EIGHT - 1}
    fresh = PlanRow.objects.get(pk=row.pk)
    assert (fresh.version, fresh.state == PlanRow.DROPPED) == (row.version + 1, bool(fresh.reason))
    assert Edit.objects.filter(plan=plan).count() == 1
    assert Entry.objects.filter(subject=plan.reference, step__in=["row.drop", "row.confirm"]).count() == 1


def test_eight_clerks_at_rows_of_their_own_all_get_through(real_office: Office) -> None:
    plan = received(real_office, TEXT + "".join(f"县科协新建科普画廊{n}处。\n" for n in range(2, 12)))
    rows = list(plan.rows.filter(state=PlanRow.WAITING))[:EIGHT]
    assert len(rows) == EIGHT
    at_once(lambda n: correct.confirm_rows(plan, {rows[n].pk: rows[n].version}, by(real_office)))
    assert plan.rows.filter(state=PlanRow.KEPT).count() == EIGHT == Edit.objects.filter(plan=plan).count()


def test_the_same_request_at_once_changes_a_row_once(real_office: Office) -> None:
    plan, once = received(real_office), uuid4()
    row = row_of(plan, "农村科普馆")
    asked = By(real_office.actor("supervisor"), NOW, once)
    found = of(at_once(lambda number: correct.confirm_rows(plan, {row.pk: row.version}, asked)))
    assert found == {"done": 1, "changed": EIGHT - 1} and Edit.objects.filter(once=once).count() == 1


def test_a_document_read_by_eight_has_its_rows_once(real_office: Office) -> None:
    given = {"origin": "document", "unit": real_office.units["desk"].pk, "rhythm": "quarters"}
    plan = receive_plan([], TEXT, given, real_office.actor("supervisor"), at=NOW).plan
    rows = plan.rows.count()
    other = Source.objects.create(plan=plan, document=plan.sources.get().document, place=2, at=NOW)
    at_once(lambda number: read_source(Source.objects.get(pk=other.pk), at=NOW))
    assert plan.rows.count() == 2 * rows


def test_eight_choosing_a_kind_read_the_document_anew_once(real_office: Office) -> None:
    plan = received(real_office, UNNAMED, title="云岭县科协工作", year=2026)
    kinds = ("plan", "opinion", "notice", "speech")
    found = of(at_once(lambda number: read_as(plan, 1, kinds[number % 4], "", by(real_office))))
    said = plan.sources.get().kind_said
    assert found == {"done": 2, "changed": EIGHT - 2} and said in kinds  # two ask for the same, and it is done once
    assert Edit.objects.filter(plan=plan).count() == Entry.objects.filter(step="row.kind").count() == 1
    again = received(real_office, UNNAMED, title="云岭县科协工作", year=2026)
    read_as(again, 1, said, "", by(real_office))
    rows = [[(row.words, row.role, row.state) for row in in_order(edited_plan)] for edited_plan in (plan, again)]
    assert rows[0] == rows[1]


def test_rows_decided_while_the_document_is_read_anew_stay_as_they_were_decided(real_office: Office) -> None:
    plan = received(real_office, UNNAMED, title="云岭县科协工作", year=2026)
    rows = [row for row in in_order(plan) if row.state == PlanRow.WAITING][:2]

    def act(number: int) -> object:
        if number < len(rows):
            return correct.drop_rows(plan, {rows[number].pk: rows[number].version}, "重复", by(real_office))
        return read_as(plan, 1, "plan", "", by(real_office)) if number == EIGHT - 1 else None

    at_once(act)
    assert plan.sources.get().kind_said == "plan"
    dropped = {pk for edit in plan.edits.filter(name="drop") for pk in edit.after}
    for row in plan.rows.filter(pk__in=[row_before.pk for row_before in rows]):
        # Whoever was first: dropped it stays, and who came later was told.
        assert (row.state == PlanRow.DROPPED) == (str(row.pk) in dropped)
    assert sorted(row.words for row in in_order(plan)) == sorted({row.words for row in in_order(plan)})


def test_a_document_added_by_the_same_request_eight_times_is_there_once(real_office: Office) -> None:
    plan, once = received(real_office), uuid4()
    who, words = real_office.actor("supervisor"), "县科协新建科普画廊5处。"
    found = at_once(lambda number: add_documents(plan, [], words, who, at=NOW, once=once).sources[0].pk)
    assert len(set(found)) == 1 and sorted(plan.sources.values_list("place", flat=True)) == [1, 2]
    assert Document.objects.count() == 2 and Entry.objects.filter(step="row.source").count() == 1
    assert plan.rows.filter(words__contains="科普画廊").count() == 1


def test_eight_documents_added_at_once_are_all_there(real_office: Office) -> None:
    plan, who = received(real_office), real_office.actor("supervisor")
    at_once(lambda number: add_documents(plan, [], f"县科协新建科普画廊{number + 2}处。", who, at=NOW, once=uuid4()))
    assert sorted(plan.sources.values_list("place", flat=True)) == list(range(1, EIGHT + 2))


def test_eight_publishing_at_once_make_one_edition(real_office: Office) -> None:
    plan = decided(real_office, received(real_office))
    found = at_once(lambda number: take(plan, "publish", real_office.actor("supervisor"), PUBLISH, at=NOW))
    assert of(found) == {"done": 1, "refused": EIGHT - 1}
    kept = plan_row_counts(plan).kept
    assert (Edition.objects.count(), Printed.objects.count(), Commitment.objects.count()) == (1, kept, kept)
    assert Entry.objects.filter(step="list").count() == kept


def test_what_is_changed_while_it_is_published_is_in_the_edition_or_refused(real_office: Office) -> None:
    plan = decided(real_office, received(real_office))
    row = row_of(plan, "农村科普馆")

    def act(number: int) -> object:
        if number == 0:
            return take(plan, "publish", real_office.actor("supervisor"), PUBLISH, at=NOW)
        return correct.change_row(
            plan, row.pk, row.version, {"words": f"建设农村科普馆{number}座。"}, by(real_office), keep=True
        )

    at_once(act)
    fresh = PlanRow.objects.get(pk=row.pk)
    assert Commitment.objects.get(row=row).words == fresh.words
    assert Printed.objects.get(commitment__row=row).said["words"] == fresh.words


def test_taken_back_and_amended_at_once_is_one_of_the_two(real_office: Office) -> None:
    plan = published(real_office)

    def act(number: int) -> object:
        name = "take_back" if number % 2 else "amend"
        return step(real_office, plan, name, reason="有误")

    assert of(at_once(act)) == {"done": 1, "refused": EIGHT - 1}
    fresh = Plan.objects.get(pk=plan.pk)
    listed = Commitment.objects.filter(state="listed").count()
    assert (fresh.state, fresh.edition, bool(listed)) in [("draft", 0, False), ("amending", 1, True)]


def test_eight_ending_the_year_end_each_commitment_once(real_office: Office) -> None:
    plan = published(real_office)
    choices = {commitment.pk: ("close", commitment.version) for commitment in plan.commitments.all()}
    who = real_office.actor("supervisor")
    found = at_once(lambda number: year.decide_year_end(plan, choices, "年终", who, at=NOW).total())
    assert Counter(found) == {len(choices): 1, 0: EIGHT - 1}
    assert Entry.objects.filter(step="lapse").count() == len(choices) == plan.commitments.filter(state="lapsed").count()
    closed = at_once(lambda number: take(plan, "close", who, {"reason": "年终"}, at=NOW))
    assert of(closed) == {"done": 1, "refused": EIGHT - 1}


def test_a_commitment_ended_one_way_is_not_ended_another_way_too(real_office: Office) -> None:
    plan = published(real_office)
    one, who = plan.commitments.order_by("pk")[0], real_office.actor("supervisor")
    ways = ("close", "carry", "make_standing")
    at_once(lambda number: year.decide_year_end(plan, {one.pk: (ways[number % 3], one.version)}, "年终", who, at=NOW))
    taken = Entry.objects.filter(record=one.pk, step__in=("lapse", "carry", "make_standing"))
    assert taken.count() == 1 and Commitment.objects.get(pk=one.pk).version == one.version + 1


def test_eight_beginning_the_next_year_begin_it_once_by_one_request(real_office: Office) -> None:
    plan, once = published(real_office), uuid4()
    who = real_office.actor("supervisor")
    year.decide_year_end(
        plan,
        {commitment.pk: ("close", commitment.version) for commitment in plan.commitments.all()},
        "年终",
        who,
        at=NOW,
    )
    given = {"title": "云岭县2027年科普工作要点", "year": 2027}
    found = at_once(lambda number: begin_next(plan, given, "all", who, at=NOW, once=once).pk)
    assert len(set(found)) == 1 and Plan.objects.filter(follows=plan).count() == 1


def test_eight_workers_at_one_sheet_bring_it_in_once(real_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "AT_ONCE", 0)
    plan = plan_of(real_office)
    client = signed_in(real_office, "clerk")
    there = chosen(client, plan, workbook())
    client.post(there, {"agreed": client.get(there).context["agreed"]})
    work = SheetWork.objects.latest("pk")
    at_once(lambda number: work_later.call(work.pk, work.run))
    work.refresh_from_db()
    assert (work.state, work.count) == (SheetWork.DONE, plan.rows.count()) and plan.sources.count() == 1


def test_two_workers_who_both_find_nothing_written_yet_write_it_once(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "AT_ONCE", 0)
    plan = plan_of(real_office)
    client = signed_in(real_office, "clerk")
    there = chosen(client, plan, workbook())
    client.post(there, {"agreed": client.get(there).context["agreed"]})
    work = SheetWork.objects.latest("pk")

    def between() -> StepPace:
        """Another worker takes its first two steps after this one has looked and before it begins to write."""
        monkeypatch.setattr(working, "StepPace", StepPace)
        other = working._carried_out(SheetWork.objects.get(pk=work.pk))
        next(other)
        next(other)
        return StepPace()

    monkeypatch.setattr(working, "StepPace", between)
    work_later.call(work.pk, work.run)
    assert Source._base_manager.filter(batch=work).count() == 1
    work_later.call(work.pk, work.run)
    work.refresh_from_db()
    assert (work.state, work.count, plan.sources.count()) == (SheetWork.DONE, plan.rows.count(), 1)
