"""What a clerk does with rows: whole or not at all, never over another's, and undone as if it had not been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow, RowFigure
from luoshi.plans.base.queries import plan_row_counts, row_by_row
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import FIELDS, OF_FIGURE, By, snapshot_row
from office import NOW, Office
from plans import PUBLISH, by, decided, in_order, received, row_of, step


@pytest.fixture
def plan(office: Office) -> Plan:
    return received(office)


def whole(plan: Plan) -> list[Any]:
    """All that a clerk can change, without versions."""
    found = []
    for row in in_order(plan):
        units = [(unit.role, unit.name, unit.unit_id) for unit in row.units.all()]
        figures = sorted(
            (figure.pk, *(str(getattr(figure, name)) for name in OF_FIGURE)) for figure in row.figures.all()
        )
        found.append((row.pk, *(str(getattr(row, name)) for name in FIELDS), units, figures))
    return found


def test_every_figure_is_in_exactly_one_place_and_the_counts_follow(office: Office, plan: Plan) -> None:
    before = plan_row_counts(plan)
    assert before.figures == before.asked + before.background + before.undecided
    assert before.asked == 0 and before.open_count > 0
    decided(office, plan)
    after = plan_row_counts(plan)
    assert (after.open_count, after.undecided, after.figures) == (0, 0, before.figures)
    assert after.asked + after.background == after.figures and after.asked == 6


def test_the_counts_of_the_head_are_those_of_the_rows(office: Office, plan: Plan) -> None:
    rows = in_order(plan)
    correct.confirm_rows(plan, {rows[0].pk: rows[0].version}, by(office))
    correct.drop_rows(plan, {rows[1].pk: rows[1].version}, "与另一条重复", by(office))
    rows[2].figures.update(state=RowFigure.WAITING)
    made = correct.add_plan_row(plan, "建成农村科普馆1座", by(office)).made[0]
    correct.undo_last_edit(plan, by(office))  # what was added is gone: nothing counts it
    assert PlanRow.objects.get(pk=made.pk).state == PlanRow.GONE
    rows = [row for row in in_order(plan) if row.state != PlanRow.GONE]
    places: dict[str, int] = {"asked": 0, "background": 0, "undecided": 0}
    for row in rows:
        for figure in row.figures.all():
            asked = row.state == PlanRow.KEPT and figure.state == RowFigure.ASKED
            places["undecided" if row.state == PlanRow.WAITING or row.look else "asked" if asked else "background"] += 1
    found = plan_row_counts(plan)
    assert {name: getattr(found, name) for name in places} == places
    by_state = {state: sum(row.state == state for row in rows) for state in ("waiting", "kept", "dropped", "outside")}
    assert {name: getattr(found, name) for name in by_state} == by_state
    assert (found.rows, found.look) == (len(rows), sum(row.look for row in rows))


def test_a_row_by_itself_is_the_same_as_among_others(office: Office, plan: Plan) -> None:
    for pk, row in row_by_row(plan, [row.pk for row in in_order(plan)]).items():
        alone = row_by_row(plan, [pk])[pk]
        assert snapshot_row(alone) == snapshot_row(row) and alone.plan == plan
        assert (
            list(alone.units.filter(row=pk).order_by("place", "pk")) == list(row.units.all()) == list(alone.units.all())
        )
        assert alone.figures.count() == alone.figures.exclude(pk=0).count() == len(row.figures.all())


def test_a_row_of_another_plan_is_not_found_in_this_one(office: Office, plan: Plan) -> None:
    other = received(office)
    assert row_by_row(other, [in_order(plan)[0].pk]) == {}


def test_a_change_gives_the_rows_as_they_were_written(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    work = correct.change_row(
        plan, row.pk, row.version, {"support": ["青石镇"], "words": "建成农村科普馆2座"}, by(office)
    )
    assert [snapshot_row(line) for line in work.after.values()] == [snapshot_row(row_of(plan, "建成农村科普馆2座"))]
    assert work.edit == Edit.objects.latest("pk") and list(work.after) == [row.pk]


def test_confirming_is_journaled_with_the_words(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    correct.confirm_rows(plan, {row.pk: row.version}, by(office))
    assert row_of(plan, "农村科普馆").state == PlanRow.KEPT
    entry = Entry.objects.latest("pk")
    assert (entry.step, entry.subject) == ("row.confirm", plan.reference) and "农村科普馆" in entry.payload.data


def test_doubt_free_rows_confirmed_together_say_so_in_the_journal(office: Office, plan: Plan) -> None:
    rows = list(plan.rows.filter(state=PlanRow.WAITING)[:2])
    correct.confirm_rows(plan, {row.pk: row.version for row in rows}, by(office), part=rows[0].part)
    entry = Entry.objects.latest("pk")
    assert entry.step == "row.confirm_part" and '"count":2' in entry.payload.data and "阵地建设" in entry.payload.data


@pytest.mark.parametrize("count", [3, 100])
def test_a_hundred_rows_together_and_their_undo_need_no_more_statements_than_three(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    tasks = (f"县科协新建科普画廊{n}处，开展活动不少于{n + 1}场，6月底前完成。" for n in range(2, count + 2))
    plan = received(office, "云岭县2026年科普工作要点\n一、阵地\n" + "\n".join(tasks))
    rows = list(plan.rows.filter(state=PlanRow.WAITING))
    RowFigure.objects.filter(row__in=rows).update(state=RowFigure.WAITING)
    before = whole(plan)
    with django_assert_max_num_queries(20):
        correct.confirm_rows(plan, {row.pk: row.version for row in rows}, by(office), part=rows[0].part)
    assert len(rows) == count and not RowFigure.objects.filter(row__in=rows, state=RowFigure.WAITING).exists()
    with django_assert_max_num_queries(22):
        correct.undo_last_edit(plan, by(office))
    assert whole(plan) == before and {row.version for row in plan.rows.filter(words__contains="科普画廊")} == {3}


def test_rows_that_became_others_in_several_ways_are_all_taken_back(office: Office, plan: Plan) -> None:
    """Words, dates, units and figures differ from row to row: what is alike is written at once, the rest by row."""
    before = whole(plan)
    rows = [row for row in in_order(plan) if row.figures.exists()][:3]
    work = correct.merge_rows(plan, {row.pk: row.version for row in rows}, by(office))
    first = next(iter(work.after.values()))
    correct.change_row(plan, first.pk, first.version, {"lead": ["县科协"], "words": "改写", "due": None}, by(office))
    correct.undo_last_edit(plan, by(office))
    correct.undo_last_edit(plan, by(office))
    assert whole(plan) == before


def test_a_row_is_dropped_only_with_a_reason(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    with pytest.raises(RecordError, match=r"why|原因|理由"):
        correct.drop_rows(plan, {row.pk: row.version}, "  ", by(office))
    correct.drop_rows(plan, {row.pk: row.version}, "与另一行相同", by(office))
    assert row_of(plan, "农村科普馆").reason == "与另一行相同"


def test_two_clerks_never_overwrite_each_other(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    correct.change_row(plan, row.pk, row.version, {"words": "建设农村科普馆2座。"}, by(office))
    with pytest.raises(RecordError) as refused:
        correct.drop_rows(plan, {row.pk: row.version}, "重复", by(office))
    assert refused.value.code == "changed" and "杜察云" in refused.value.what
    assert row_of(plan, "科普馆2座").state == PlanRow.WAITING


def test_one_changed_row_stops_the_whole_change(office: Office, plan: Plan) -> None:
    rows = list(plan.rows.filter(state=PlanRow.WAITING))
    correct.confirm_rows(plan, {rows[0].pk: rows[0].version}, by(office))
    with pytest.raises(RecordError):
        correct.confirm_rows(plan, {row.pk: row.version for row in rows}, by(office))
    assert plan.rows.filter(state=PlanRow.KEPT).count() == 1


def test_units_as_typed_are_matched_and_what_is_not_found_says_so(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    correct.change_row(plan, row.pk, row.version, {"lead": ["县科协"], "support": ["县文旅局"]}, by(office))
    row = row_of(plan, "农村科普馆")
    named = [(unit.role, unit.name, unit.unit_id) for unit in row.units.order_by("place", "pk")]
    assert named == [("lead", "县科协", office.units["kexie"].pk), ("support", "县文旅局", None)]
    assert "unit_unknown" in row.doubts
    correct.change_row(plan, row.pk, row.version, {"support": ["云岭县科学技术局"]}, by(office))
    assert "unit_unknown" not in row_of(plan, "农村科普馆").doubts


def test_a_figure_is_put_right(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    figure = row.figures.get(quote="1座")
    values = {"figures": {figure.pk: {"value": Decimal("2"), "indicator": "农村科普馆", "state": "asked"}}}
    correct.change_row(plan, row.pk, row.version, values, by(office), keep=True)
    figure.refresh_from_db()
    assert (figure.value, figure.indicator, figure.doubts) == (2, "农村科普馆", [])
    other = row_of(plan, "培训").figures.first()
    with pytest.raises(RecordError):
        correct.change_row(plan, row.pk, row.version + 1, {"figures": {other.pk: {"value": 1}}}, by(office))


def test_splitting_gives_each_figure_to_the_words_it_stands_in(office: Office, plan: Plan) -> None:
    row = row_of(plan, "新建科普示范基地")
    correct.split_row(plan, row.pk, row.version, row.words.index("更新"), by(office))
    first, second = row_of(plan, "新建科普示范基地"), row_of(plan, "更新展品")
    assert (first.words, second.words) == ("新建科普示范基地3个", "更新展品120件。")
    assert [figure.quote for figure in first.figures.all()] == ["3个"]
    assert [figure.quote for figure in second.figures.all()] == ["120件"]
    assert [unit.name for unit in second.units.all()] == ["县科协"] and second.due == first.due
    assert second.span.quote.startswith("更新展品120件")


def test_splitting_a_row_with_two_dates_gives_each_half_its_own(office: Office) -> None:
    plan = received(office, "云岭县2026年工作要点\n一、水利\n（一）5月底前完成水毁工程修复26处，11月底前完成渠道清淤65公里。（牵头单位：县科协）\n")  # fmt: skip # noqa: E501
    row = row_of(plan, "水毁工程")
    assert (row.due, "several_dues" in row.doubts) == (date(2026, 5, 31), True)
    made = correct.split_row(plan, row.pk, row.version, row.words.index("11月底前"), by(office)).made[0]
    row.refresh_from_db()
    assert [(half.due, half.doubts) for half in (row, made)] == [(date(2026, 5, 31), []), (date(2026, 11, 30), [])]


def test_a_row_with_two_dates_of_any_kind_says_that_it_holds_the_first(office: Office) -> None:
    plan = received(office, "云岭县2026年工作要点\n一、水利\n（一）县科协上半年完成招标2个，年底前完成疏浚3公里。\n")
    row = row_of(plan, "招标")
    assert (row.due, "several_dues" in row.doubts) == (date(2026, 6, 30), True)


def test_splitting_keeps_the_date_of_a_half_that_names_none(office: Office) -> None:
    plan = received(office, "云岭县2026年工作要点\n一、水利\n（一）5月底前修复水毁工程26处，11月底前清淤渠道65公里、疏浚河道3公里。（牵头单位：县科协）\n")  # fmt: skip # noqa: E501
    row = row_of(plan, "水毁工程")
    made = correct.split_row(plan, row.pk, row.version, row.words.index("疏浚"), by(office)).made[0]
    row.refresh_from_db()
    assert (row.due, made.due) == (date(2026, 5, 31), date(2026, 5, 31)) and "several_dues" in row.doubts


@pytest.mark.parametrize("place", [0, 500])
def test_a_split_that_leaves_a_row_without_words_is_refused(office: Office, plan: Plan, place: int) -> None:
    row = row_of(plan, "新建科普示范基地")
    with pytest.raises(RecordError):
        correct.split_row(plan, row.pk, row.version, place, by(office))
    assert row_of(plan, "新建科普示范基地").version == row.version


def test_merging_keeps_words_units_figures_and_the_earlier_date_of_both(office: Office, plan: Plan) -> None:
    one, two = row_of(plan, "新建科普示范基地"), row_of(plan, "农村科普馆")
    for row, due in ((one, date(2026, 11, 30)), (two, date(2026, 6, 30))):
        PlanRow.objects.filter(pk=row.pk).update(due=due)
    correct.merge_rows(plan, {two.pk: two.version, one.pk: one.version}, by(office))
    merged = row_of(plan, "新建科普示范基地")
    assert "农村科普馆" in merged.words and merged.figures.count() == 3
    assert merged.due == date(2026, 6, 30)  # the earlier of both: nothing is owed later than it was
    assert PlanRow.objects.get(pk=two.pk).state == PlanRow.GONE
    assert {unit.unit for unit in merged.units.all()} == {office.units["kexie"], office.units["town"]}


def test_marked_words_become_a_row_and_their_figures_come_along(office: Office, plan: Plan) -> None:
    source = plan.sources.get()
    start = source.document.text.index("受众4.2万人次")
    correct.add_plan_row(plan, "受众4.2万人次", by(office), source=source, start=start, end=start + 8)
    row = plan.rows.get(words="受众4.2万人次")
    assert row.state == PlanRow.WAITING and [figure.quote for figure in row.figures.all()] == ["4.2万人次"]
    assert row.span.quote == "受众4.2万人次"


def test_a_place_that_is_not_there_makes_no_row(office: Office, plan: Plan) -> None:
    count = plan.rows.count()
    with pytest.raises(RecordError):
        correct.add_plan_row(plan, "新建", by(office), source=plan.sources.get(), start=10**6, end=10**6 + 2)
    assert plan.rows.count() == count


def test_words_with_a_marking_are_refused_and_nothing_is_written(office: Office, plan: Plan) -> None:
    row = row_of(plan, "农村科普馆")
    with pytest.raises(RecordError) as refused:
        correct.change_row(plan, row.pk, row.version, {"words": "机密★1年 建设科普馆"}, by(office))
    assert refused.value.code == "marked"
    assert not Edit.objects.exists() and not Entry.objects.filter(step="row.change").exists()


@pytest.mark.parametrize("who", ["clerk", "stranger", "leader", "auditor", "admin"])
def test_only_who_keeps_the_plan_corrects_it(office: Office, plan: Plan, who: str) -> None:
    row = row_of(plan, "农村科普馆")
    with pytest.raises(RecordError):
        correct.confirm_rows(plan, {row.pk: row.version}, by(office, who))
    assert row_of(plan, "农村科普馆").state == PlanRow.WAITING


def test_a_published_plan_is_not_corrected(office: Office, plan: Plan) -> None:
    step(office, decided(office, plan), "publish", **PUBLISH)
    row = row_of(plan, "农村科普馆")
    with pytest.raises(RecordError, match=r"amend|修订|调整"):
        correct.drop_rows(plan, {row.pk: row.version}, "重复", by(office))


def test_a_row_of_another_plan_is_not_there(office: Office, plan: Plan) -> None:
    other = row_of(received(office), "农村科普馆")
    with pytest.raises(RecordError) as refused:
        correct.confirm_rows(plan, {other.pk: other.version}, by(office))
    assert refused.value.code == "missing"


ACTS: dict[str, Callable[[Plan, list[PlanRow], By, int], Any]] = {
    "confirm": lambda plan, rows, who, n: correct.confirm_rows(plan, {r.pk: r.version for r in rows[:n]}, who),
    "drop": lambda plan, rows, who, n: correct.drop_rows(plan, {rows[0].pk: rows[0].version}, "重复", who),
    "pass": lambda plan, rows, who, n: correct.pass_over(plan, {rows[0].pk: rows[0].version}, who),
    "again": lambda plan, rows, who, n: correct.reopen_rows(plan, {rows[0].pk: rows[0].version}, who),
    "change": lambda plan, rows, who, n: correct.change_row(
        plan, rows[0].pk, rows[0].version, {"words": f"改为第{n}稿", "lead": ["县科协", "甲局"], "due": None}, who
    ),
    "split": lambda plan, rows, who, n: correct.split_row(plan, rows[0].pk, rows[0].version, n, who),
    "merge": lambda plan, rows, who, n: correct.merge_rows(plan, {r.pk: r.version for r in rows[: n + 1]}, who),
    "add": lambda plan, rows, who, n: correct.add_plan_row(
        plan, plan.sources.get().document.text[n : n + 9], who, source=plan.sources.get(), start=n, end=n + 9
    ),
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 30), st.integers(1, 9)), max_size=6))
def test_all_that_was_done_can_be_undone_step_by_step(office: Office, asked: list[tuple[str, int, int]]) -> None:
    plan = received(office)
    states = [whole(plan)]
    for name, first, n in asked:
        rows = in_order(plan)[first % 6 :] or in_order(plan)
        try:
            ACTS[name](plan, rows, by(office), n)
        except RecordError:
            assert whole(plan) == states[-1], "a refused change changed something"
            continue
        states.append(whole(plan))
    for state in reversed(states[:-1]):
        correct.undo_last_edit(plan, by(office))
        assert whole(plan) == state
    with pytest.raises(RecordError):
        correct.undo_last_edit(plan, by(office))


def test_no_figure_is_ever_lost(office: Office, plan: Plan) -> None:
    figures = set(RowFigure.objects.filter(row__plan=plan).values_list("pk", flat=True))
    rows = in_order(plan)
    correct.merge_rows(plan, {row.pk: row.version for row in rows[2:5]}, by(office))
    row = in_order(plan)[2]
    correct.split_row(plan, row.pk, row.version, 5, by(office))
    alive = RowFigure.objects.filter(row__plan=plan).exclude(row__state=PlanRow.GONE)
    assert set(alive.values_list("pk", flat=True)) == figures


def test_what_another_went_on_from_is_not_undone(office: Office, plan: Plan) -> None:
    office.person("second", "杜二", "desk", next(iter(office.actor("supervisor").roles)), ["county"])
    row = row_of(plan, "农村科普馆")
    correct.confirm_rows(plan, {row.pk: row.version}, by(office))
    correct.drop_rows(plan, {row.pk: row.version + 1}, "重复", by(office, "second"))
    with pytest.raises(RecordError) as refused:
        correct.undo_last_edit(plan, by(office))
    assert refused.value.code == "changed" and row_of(plan, "农村科普馆").state == PlanRow.DROPPED


def test_a_request_sent_twice_is_done_once(office: Office, plan: Plan) -> None:
    row, once = row_of(plan, "农村科普馆"), uuid4()
    correct.confirm_rows(plan, {row.pk: row.version}, By(office.actor("supervisor"), NOW, once))
    assert plan.edits.filter(once=once).count() == 1
