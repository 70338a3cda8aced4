"""A document read anew as another kind of paper: people's rows stay, all others are as the new reading has them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.actions.documents import create_span
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure
from luoshi.plans.receiving.actions import rereading
from luoshi.plans.receiving.actions.receiving import take_in
from luoshi.plans.receiving.actions.rereading import RereadResult, read_as
from luoshi.plans.receiving.rules.row_matching import Present, read_anew
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import FIELDS, By, snapshot_value
from luoshi.plans.rows.rules.drafting import DraftRow
from luoshi.plans.rows.rules.papers import kinds_of
from luoshi.reading.model import KINDS
from luoshi.reading.read import read_text_document
from office import NOW, Office
from plans import UNNAMED, by, in_order, published, received, row_of, step

FIGURES = ["120人次", "26人", "300户", "3个", "40家", "6场"]
Said = list[tuple[Any, ...]]


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office, UNNAMED, title="云岭县科协工作", year=2026)


def rows_of(plan: Plan) -> Said:
    """All that a reading says of its rows: fields, units, figures."""
    names = [name for name in FIELDS if name != "part_id"]
    return [
        (
            *(snapshot_value(getattr(row, name)) for name in names),
            row.part and (row.part.start, row.part.title),
            [(unit.role, unit.name, unit.unit_id) for unit in row.units.all()],
            [
                (figure.quote, figure.value, figure.state, figure.role, figure.period, figure.doubts)
                for figure in row.figures.all()
            ],
        )
        for row in in_order(plan)
    ]


def as_kind(office: Office, plan: Plan, kind: str, was: str = "", who: str = "supervisor") -> RereadResult:
    return read_as(plan, 1, kind, was, by(office, who))


def test_a_paper_that_no_title_names_has_other_rows_as_another_kind(office: Office, plan: Plan) -> None:
    source, before = plan.sources.get(), rows_of(plan)
    assert (source.kind, source.kind_guessed, source.kind_said) == ("report", True, "")
    told = as_kind(office, plan, "plan")
    after, fresh = rows_of(plan), received(office, UNNAMED, title="云岭县2026年科协工作要点", year=2026)
    assert after != before and told.changed > 2 and told.stayed == 0
    assert plan.sources.get().read_as == "plan" and row_of(plan, "走访企业").state == PlanRow.WAITING
    roles = {row.span.quote: row.role for row in plan.rows.exclude(state=PlanRow.GONE)}
    found = read_text_document(UNNAMED, year=2026, kind="plan")
    assert {
        UNNAMED[statement.start : statement.end]: statement.role for statement in found.statements
    }.items() <= roles.items()
    assert fresh.rows.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_the_former_kind_gives_the_former_rows(office: Office, plan: Plan, kind: str) -> None:
    before = rows_of(plan)
    as_kind(office, plan, kind)
    as_kind(office, plan, "", kind)
    assert rows_of(plan) == before and plan.sources.get().kind_said == ""


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_those_of_a_paper_that_was_read_so_at_once(
    office: Office, plan: Plan, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_kind(office, plan, "speech" if kind != "speech" else "plan")
    as_kind(office, plan, kind, "speech" if kind != "speech" else "plan")
    monkeypatch.setattr(Source, "kind_given", kind)
    other = received(office, UNNAMED, title="云岭县科协工作", year=2026)
    assert [row[2:] for row in rows_of(plan)] == [row[2:] for row in rows_of(other)]


def test_every_figure_stands_on_one_row_whatever_the_kind(office: Office, plan: Plan) -> None:
    was = ""
    for kind in (*KINDS, ""):
        as_kind(office, plan, kind, was)
        was = kind
        there = RowFigure.objects.filter(row__plan=plan).exclude(row__state=PlanRow.GONE)
        assert sorted(there.values_list("quote", flat=True)) == FIGURES
        assert not RowFigure.objects.filter(row__plan=plan, row__state=PlanRow.GONE).exists()


def change(office: Office, plan: Plan) -> None:
    row = row_of(plan, "举办科技活动周")
    correct.change_row(plan, row.pk, row.version, {"words": "办好科技活动周", "lead": ["县科协"]}, by(office))


def drop(office: Office, plan: Plan) -> None:
    row = row_of(plan, "举办科技活动周")
    correct.drop_rows(plan, {row.pk: row.version}, "与另一行相同", by(office))


def confirm(office: Office, plan: Plan) -> None:
    row = row_of(plan, "新建科普示范基地")
    correct.confirm_rows(plan, {row.pk: row.version}, by(office))


def pass_over(office: Office, plan: Plan) -> None:
    row = row_of(plan, "新建科普示范基地")
    correct.pass_over(plan, {row.pk: row.version}, by(office))


def split(office: Office, plan: Plan) -> None:
    row = row_of(plan, "县科技局走访企业")
    correct.split_row(plan, row.pk, row.version, row.words.index("，") + 1, by(office))


def merge(office: Office, plan: Plan) -> None:
    some = [row_of(plan, words) for words in ("举办科技活动周", "流动科技馆")]
    correct.merge_rows(plan, {row.pk: row.version for row in some}, by(office))


def add(office: Office, plan: Plan) -> None:
    start = UNNAMED.index("青石镇走访")
    source = plan.sources.get()
    correct.add_plan_row(plan, "青石镇走访农户300户", by(office), source=source, start=start, end=start + 11)


def add_typed(office: Office, plan: Plan) -> None:
    correct.add_plan_row(plan, "另建科普馆一座", by(office))


@pytest.mark.parametrize("deed", [change, drop, confirm, pass_over, split, merge, add, add_typed])
@pytest.mark.parametrize("kind", ["plan", "report", "notice"])
def test_what_a_person_did_stays_and_all_else_is_the_new_reading(
    office: Office, plan: Plan, deed: Any, kind: str
) -> None:
    deed(office, plan)
    held = {int(pk) for edit in Edit.objects.all() for pk in edit.after}
    before = [told_row for told_row, row in zip(rows_of(plan), in_order(plan), strict=True) if row.pk in held]
    versions = dict(plan.rows.filter(pk__in=held).values_list("pk", "version"))
    told = as_kind(office, plan, kind)
    assert [told_row for told_row, row in zip(rows_of(plan), in_order(plan), strict=True) if row.pk in held] == before
    assert dict(plan.rows.filter(pk__in=held).values_list("pk", "version")) == versions
    of_document = PlanRow.objects.filter(pk__in=held).exclude(source=None).exclude(state=PlanRow.GONE)
    assert told.stayed == of_document.count()
    # Everything else, as a document shows that nobody touched.
    untouched = received(office, UNNAMED, title="云岭县科协工作", year=2026)
    as_kind(office, untouched, kind)
    others = [told_row[2:] for told_row, row in zip(rows_of(plan), in_order(plan), strict=True) if row.pk not in held]
    words = [row.words for row in in_order(plan) if row.pk not in held]
    expected = [
        told_row[2:]
        for told_row, row in zip(rows_of(untouched), in_order(untouched), strict=True)
        if row.words in words
    ]
    assert others == expected and len(words) == len(set(words))
    figures = RowFigure.objects.filter(row__plan=plan).values_list("quote", flat=True)
    assert sorted(figures) == FIGURES


def test_what_was_taken_back_is_no_persons_any_more(office: Office, plan: Plan) -> None:
    split(office, plan)
    correct.undo_last_edit(plan, by(office))
    assert as_kind(office, plan, "plan").stayed == 0
    assert row_of(plan, "走访企业").state == PlanRow.WAITING and "走访农户" in row_of(plan, "走访企业").words


def test_what_an_earlier_reader_parted_otherwise_is_put_right_and_no_figure_goes(office: Office, plan: Plan) -> None:
    source, exhibits = plan.sources.get(), row_of(plan, "流动科技馆")
    exhibits.figures.all().delete()  # not found then
    first, firms = row_of(plan, "新建科普示范基地"), row_of(plan, "走访企业")
    start = UNNAMED.index("新建科普示范基地3个")
    PlanRow.objects.filter(pk=first.pk).update(span=create_span(source.document, start, start + 10))
    lost = firms.figures.get(quote="300户")  # taken for one where this reader finds none
    RowFigure.objects.filter(pk=lost.pk).update(span=create_span(source.document, 0, 3), row=first)
    as_kind(office, plan, "plan")
    words = [row.words for row in in_order(plan)]
    assert "新建科普示范基地3个，培训农民120人次。" in words and "流动科技馆巡展6场" in "".join(words)
    quotes = RowFigure.objects.filter(row__plan=plan).exclude(row__state=PlanRow.GONE).values_list("quote", flat=True)
    assert sorted(quotes) == sorted([*FIGURES, "300户"])
    old = PlanRow.objects.get(pk=first.pk)
    assert (old.state, [figure.state for figure in old.figures.all()]) == (PlanRow.OUTSIDE, [RowFigure.BACKGROUND])
    correct.undo_last_edit(plan, by(office))
    assert PlanRow.objects.get(pk=first.pk).state == first.state
    assert not RowFigure.objects.filter(row__plan=plan, row__state=PlanRow.GONE).exists()


def test_undo_takes_it_back_whole(office: Office, plan: Plan) -> None:
    confirm(office, plan)
    before = rows_of(plan)
    as_kind(office, plan, "plan")
    assert rows_of(plan) != before
    correct.undo_last_edit(plan, by(office))
    assert rows_of(plan) == before and plan.sources.get().kind_said == ""
    correct.undo_last_edit(plan, by(office))  # and now what came before it
    assert row_of(plan, "新建科普示范基地").state != PlanRow.KEPT


def test_a_change_is_not_taken_back_into_another_reading(office: Office, plan: Plan) -> None:
    row = row_of(plan, "新建科普示范基地")
    correct.confirm_rows(plan, {row.pk: row.version}, by(office))
    office.person("deputy", "查副手", "desk", Role.SUPERVISOR, ["county"])
    as_kind(office, plan, "opinion", who="deputy")
    with pytest.raises(RecordError, match=r"read as|重读") as refused:
        correct.undo_last_edit(plan, by(office))
    assert refused.value.code == "changed" and row_of(plan, "新建科普示范基地").state == PlanRow.KEPT
    as_kind(office, plan, "", "opinion", who="deputy")
    correct.undo_last_edit(plan, by(office))
    assert row_of(plan, "新建科普示范基地").state == row.state


def test_two_pages_the_second_choice_is_refused_and_says_what_happened(office: Office, plan: Plan) -> None:
    as_kind(office, plan, "plan")
    rows, edits = rows_of(plan), Edit.objects.count()
    with pytest.raises(RecordError) as refused:
        as_kind(office, plan, "report")  # the page showed that nobody had said anything
    assert refused.value.code == "changed" and office.people["supervisor"].name in refused.value.what
    assert (rows_of(plan), Edit.objects.count()) == (rows, edits)
    as_kind(office, plan, "plan")  # what is so already is no conflict, and no second change
    assert Edit.objects.count() == edits


def test_a_row_that_the_new_reading_changed_is_not_confirmed_unseen(office: Office, plan: Plan) -> None:
    row = row_of(plan, "走访企业")
    as_kind(office, plan, "plan")
    with pytest.raises(RecordError) as refused:
        correct.confirm_rows(plan, {row.pk: row.version}, by(office))
    assert refused.value.code == "changed" and office.people["supervisor"].name in refused.value.what


def test_what_did_not_change_keeps_its_version(office: Office, plan: Plan) -> None:
    before = {row.pk: (row.version, said) for row, said in zip(in_order(plan), rows_of(plan), strict=True)}
    as_kind(office, plan, "plan")
    after = {row.pk: (row.version, said) for row, said in zip(in_order(plan), rows_of(plan), strict=True)}
    same = [pk for pk in before if pk in after and before[pk][1] == after[pk][1]]
    assert same and all(before[pk][0] == after[pk][0] for pk in same)
    assert all(before[pk][0] < after[pk][0] for pk in before if pk in after and pk not in same)


@pytest.mark.parametrize("who", ["stranger", "leader"])
def test_who_does_not_keep_the_plan_may_not_and_the_journal_says_so(office: Office, plan: Plan, who: str) -> None:
    before = rows_of(plan)
    with pytest.raises(RecordError) as refused:
        as_kind(office, plan, "plan", who=who)
    assert refused.value.code == "refused" and rows_of(plan) == before
    assert Entry.objects.filter(record=plan.pk, step=Entry.REFUSED).count() == 1


def test_it_is_journaled_with_both_kinds(office: Office, plan: Plan) -> None:
    as_kind(office, plan, "plan")
    entry = Entry.objects.get(record=plan.pk, step="row.kind")
    said = json.loads(entry.payload.data or "")
    assert (said["name"], said["was"], said["kind"]) == (plan.sources.get().document.name, "report", "plan")


def test_nothing_is_written_half(office: Office, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of(plan)

    def breaks(pairs: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(rereading, "restore_rows", breaks)
    with pytest.raises(OSError, match="disk"):
        as_kind(office, plan, "plan")
    assert rows_of(plan) == before and plan.sources.get().kind_said == ""
    assert not Edit.objects.exists() and not Entry.objects.filter(step="row.kind").exists()


@pytest.mark.parametrize(("place", "kind", "code"), [(2, "plan", "missing"), (1, "memo", "incomplete")])
def test_no_such_document_or_kind_is_told(office: Office, plan: Plan, place: int, kind: str, code: str) -> None:
    with pytest.raises(RecordError) as refused:
        read_as(plan, place, kind, "", by(office))
    assert refused.value.code == code


def test_a_document_that_is_not_read_yet_waits(office: Office, plan: Plan) -> None:
    Source.objects.update(state=Source.READING)
    with pytest.raises(RecordError) as refused:
        as_kind(office, plan, "plan")
    assert refused.value.code == "refused"


def test_a_published_plan_is_read_anew_only_in_an_amendment_and_giving_that_up_takes_it_back(office: Office) -> None:
    plan, later = published(office), NOW + timedelta(hours=1)
    with pytest.raises(RecordError):
        as_kind(office, plan, "report")
    step(office, plan, "amend", reason="补充一份文件")
    take_in(plan, UNNAMED, office.actor("supervisor"), at=later, name="补充安排")
    before = rows_of(plan)
    read_as(plan, 2, "plan", "", By(office.actor("supervisor"), later))
    assert rows_of(plan) != before
    step(office, plan, "give_up", reason="不改了")
    assert rows_of(plan) == before and {source.kind_said for source in plan.sources.all()} == {""}


def test_a_kind_that_the_title_says_comes_back_by_its_name(office: Office) -> None:
    plan = received(office)
    before = rows_of(plan)
    assert (plan.sources.get().kind, plan.sources.get().kind_guessed) == ("plan", False)
    as_kind(office, plan, "report")
    assert rows_of(plan) != before
    as_kind(office, plan, "plan", "report")
    assert rows_of(plan) == before and plan.sources.get().kind_said == ""


# The pure decisions


def draft(start: int, end: int, role: str = "task") -> DraftRow:
    return DraftRow(start, end, role, "waiting")


def test_drafts_go_to_the_rows_of_their_words() -> None:
    rows = [Present(1, 0, 5, False, False), Present(2, 5, 9, False, True), Present(3, 9, 12, True, False)]
    found = read_anew(rows, [draft(0, 5), draft(5, 9), draft(9, 12), draft(9, 12, "heading"), draft(12, 20)])
    assert (found.same, found.made, found.gone) == (((1, 0), (3, 3)), (2, 4), ())


def test_no_draft_takes_words_of_peoples_rows_together() -> None:
    rows = [Present(1, 0, 4, False, True), Present(2, 4, 9, False, True), Present(3, 20, 30, False, False)]
    found = read_anew(rows, [draft(0, 9), draft(2, 9), draft(0, 10)])
    assert (found.same, found.made, found.gone) == ((), (2,), (3,))


@pytest.mark.parametrize(
    ("own", "said", "guessed", "how", "others"),
    [
        ("plan", "", False, "title", ["report", "opinion", "notice", "speech", "article"]),
        ("plan", "", True, "guessed", ["plan", "report", "opinion", "notice", "speech", "article"]),
        ("plan", "plan", True, "said", ["", "report", "opinion", "notice", "speech", "article"]),
        ("plan", "report", True, "said", ["", "opinion", "notice", "speech", "article"]),
        ("plan", "report", False, "said", ["", "opinion", "notice", "speech", "article"]),
    ],
)
def test_every_other_kind_is_one_choice(own: str, said: str, guessed: bool, how: str, others: list[str]) -> None:
    found = kinds_of(own, said, guessed=guessed)
    assert (found.now, found.how, found.was) == (said or own, how, said)
    assert [sent for sent, _kind in found.others] == others
    assert {kind for sent, kind in found.others if sent} <= set(KINDS)
