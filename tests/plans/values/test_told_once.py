"""A figure is told once: what a form told counts for the plan's promise, and what a report told stands in the form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assigned import act, at, running
from figures_told import defined, entry, told
from forms_issued import cells_of, form_of, sent, task_of
from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.queries import reached_by_figures
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.fact_store.actions import open_fact_questions, settle_fact_question
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.actions import reassign_indicator
from luoshi.facts.indicators.models import Definition
from luoshi.kernel.history.queries.history import record_events
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.indicator_terms.actions import record_term_meaning
from luoshi.plans.indicator_terms.queries import undefined_terms
from luoshi.plans.values.queries import current_targets, latest_target_values
from many_appeals import signed_in
from office import NOW, TODAY, Office
from plans import by, published

BASE = "科普示范基地"
SAID = {"words": "已建成一些。", "obstacles": "无", "following": "继续"}
JANUARY, FEBRUARY, MARCH = 3_2026_0101, 3_2026_0201, 3_2026_0301
DAY = at(3, 31)
KEXIE = "云岭县科学技术协会"


@pytest.fixture(autouse=True)
def _on_the_last_of_march(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: DAY)
    with override("en"):
        yield


@pytest.fixture
def one(office: Office) -> Commitment:
    """Three bases are to be built; what a base is the office has defined."""
    plan = published(office)
    bases = defined(office, BASE)
    asked = {term.words: term for term in undefined_terms(office.actor("supervisor"), TODAY)}[BASE]
    record_term_meaning(asked.desk, asked.key, bases, by(office))
    return running(office, plan, BASE)


def bases() -> Definition:
    return Definition.objects.get(title=BASE)


def worked() -> int:
    """All that waits to be done, once each, as the worker does it; returns how many."""
    some = list(DBTaskResult.objects.ready())
    for record in some:
        record.task.func(*record.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=record.pk).delete()
    return len(some)


def now(one: Commitment) -> Commitment:
    return Commitment.objects.get(pk=one.pk)


def test_what_a_form_told_since_january_is_what_is_reached(office: Office, one: Commitment) -> None:
    key = bases().indicator_id or 0
    task = task_of(form_of(office, bases()), KEXIE)
    told(office, key, "kexie", JANUARY, 1), told(office, key, "kexie", FEBRUARY, 0)
    sent(office, task, **{BASE: "1"})
    value = latest_target_values(current_targets(one), {one.pk: one.unit_id})[current_targets(one)[0].pk]
    assert (value.value, value.period, value.name) == (2, 7_2026_0331, "报2026-0001 科普月报 March 2026")
    assert now(one).reached is None
    worked()
    assert now(one).reached == 6666  # two of three
    assert Entry.objects.filter(record=one.pk, step="figures_came").count() == 1
    said = [
        str(value) for event in record_events(now(one)) for _label, value in event.given if event.step == "figures_came"
    ]
    assert any("2个" in sentence for sentence in said), said
    told(office, key, "kexie", MARCH, 2), worked(), worked()
    assert now(one).reached == 10_000
    assert Entry.objects.filter(record=one.pk, step="figures_came").count() == 2


def test_the_report_asks_nothing_that_the_form_told(office: Office, one: Commitment) -> None:
    key = bases().indicator_id or 0
    task = task_of(form_of(office, bases()), KEXIE)
    told(office, key, "kexie", JANUARY, 1), told(office, key, "kexie", FEBRUARY, 0)
    sent(office, task, **{BASE: "1"})
    clerk, name = signed_in(office, "clerk", "en"), f"value_{current_targets(one)[0].pk}"
    for page in (f"/commitments/{one.pk}/report/", f"/mine/report/?row={one.pk}"):
        shown = clerk.get(page).content.decode()
        assert "filled in: reported on 2026-04-21 in 报2026-0001 科普月报 March 2026" in shown, page
        assert 'value="2"' in shown
    # Another value of the same is a question; the same is no work.
    with pytest.raises(RecordError) as refused:
        act(office, one, "report", "clerk", DAY, **SAID, **{name: "1"})
    assert "2个 was reported" in str(refused.value.fields)
    act(office, one, "report", "clerk", DAY, **SAID, **{name: "2"})
    assert now(one).reached == 6666 and Progress.objects.get().figures == 1


def test_nothing_new_may_be_said_beside_what_stands_filled_in(office: Office, one: Commitment) -> None:
    name = f"value_{current_targets(one)[0].pk}"
    act(office, one, "report", "clerk", at(3, 24), **SAID, **{name: "1"})
    for report, value in ((JANUARY, 1), (FEBRUARY, 0), (MARCH, 1)):
        told(office, bases().indicator_id or 0, "kexie", report, value)
    one = now(one)
    row = {"row": one.pk, f"r{one.pk}-once": str(uuid4()), f"r{one.pk}-seen": one.version}
    given = {f"r{one.pk}-nothing": "同上", f"r{one.pk}-{name}": "2"}
    answer = signed_in(office, "clerk", "en").post("/mine/report/", {**row, **given})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert Progress.objects.latest("pk").kind == Progress.NOTHING
    changed = {
        **row,
        f"r{one.pk}-once": str(uuid4()),
        f"r{one.pk}-seen": now(one).version,
        **given,
        f"r{one.pk}-{name}": "3",
    }
    assert signed_in(office, "clerk", "en").post("/mine/report/", changed).status_code == 422


def test_what_a_report_told_to_date_stands_in_the_form_less_what_came_before(office: Office, one: Commitment) -> None:
    key, task = bases().indicator_id or 0, task_of(form_of(office, bases()), KEXIE)
    told(office, key, "kexie", JANUARY, 1), told(office, key, "kexie", FEBRUARY, 0)
    act(office, one, "report", "clerk", at(3, 31), **SAID, **{f"value_{current_targets(one)[0].pk}": "3"})
    clerk, names = signed_in(office, "clerk", "en"), cells_of(task)
    page = clerk.get(f"/fill/?task={task.pk}&period=2026-03-01").content.decode()
    cell = page[page.index(f'name="{names[BASE]}"') :][:400]
    assert 'value="2"' in cell, cell
    assert one.title[:8] in page  # whose value it is
    # Another value says why; with its reason it counts, for it was told last.
    with pytest.raises(RecordError) as refused:
        sent(office, task, **{BASE: "1"})
    assert "reports 3个 for the year to date: explain the difference" in str(refused.value.fields)
    sent(office, task, notes={f"of_year:{names[BASE]}": "年报口径不同"}, **{BASE: "1"})
    worked()
    assert now(one).reached == 6666


def test_a_report_of_an_earlier_time_does_not_take_back_what_was_reached_since(office: Office, one: Commitment) -> None:
    key, name = bases().indicator_id or 0, f"value_{current_targets(one)[0].pk}"
    told(office, key, "kexie", 7_2026_0630, 3)
    act(office, one, "report", "clerk", DAY, **SAID, **{name: "1"})
    assert now(one).reached == 10_000


def test_an_amended_target_is_counted_anew(office: Office, one: Commitment) -> None:
    from luoshi.commitments.reporting.actions.recounting import schedule_recount
    from luoshi.facts.base.models.target import Target

    act(office, one, "report", "clerk", at(3, 31), **SAID, **{f"value_{current_targets(one)[0].pk}": "3"})
    assert now(one).reached == 10_000
    Target.objects.filter(pk=current_targets(one)[0].pk).update(value=Decimal(6), quote="6个")
    schedule_recount([one.pk]), worked()
    assert now(one).reached == 5000


def test_whoever_promised_what_proves_to_be_another_indicator_follows_what_was_told_of_that(office: Office) -> None:
    plan, defined_one = published(office), defined(office, BASE)
    one = running(office, plan, BASE)
    local, key = current_targets(one)[0].indicator_id, defined_one.indicator_id or 0
    told(office, local, "bureau", 7_2026_0331, 1), told(office, key, "kexie", 7_2026_0331, 3)
    worked()
    assert now(one).reached is None
    asked = {term.words: term for term in undefined_terms(office.actor("supervisor"), TODAY)}[BASE]
    record_term_meaning(asked.desk, asked.key, defined_one, by(office)), worked()
    assert now(one).reached == 10_000


TELL = st.tuples(st.sampled_from(["form", "theirs"]), st.integers(1, 3), st.integers(0, 3))
REPORT = st.tuples(st.just("report"), st.booleans(), st.integers(0, 3))
BACK = st.tuples(st.just("back"), st.integers(0, 9))
OTHER = st.tuples(st.just("asked"), st.booleans(), st.integers(0, 3))
MOVE = st.tuples(st.just("transfer"), st.sampled_from(["kexie", "bureau"]))
DONE = st.tuples(st.sampled_from(["finish", "unfinish", "return", "rework"]), st.integers(0, 3))
JOIN = st.tuples(st.just("join"), st.integers(1, 3), st.integers(0, 3))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=st.lists(st.one_of(TELL, REPORT, REPORT, BACK, OTHER, DONE, MOVE, JOIN), min_size=1, max_size=9))
def test_what_is_kept_as_reached_is_what_a_recount_says(office: Office, one: Commitment, acts: list[Any]) -> None:
    """Any order of forms, reports, values taken back, questions that are settled and indicators that are joined."""
    with transaction.atomic():
        _any_order(office, one, acts)
        transaction.set_rollback(True)


def _any_order(office: Office, one: Commitment, acts: list[Any]) -> None:
    key = bases().indicator_id or 0
    for item in acts:
        if item[0] in ("form", "theirs"):
            told(office, key, "kexie" if item[0] == "form" else "bureau", 3_2026_0001 + 100 * item[1], item[2])
        elif item[0] == "report":
            given = {f"value_{current_targets(one)[0].pk}": str(item[2]), "differs": "核对后更正"}
            _try(office, one, "report", at(2, 28) if item[1] else DAY, **SAID, **given)
        elif item[0] == "back":
            reports = list(Progress.objects.filter(commitment=one, taken_back=None).order_by("pk"))
            if reports:
                report = reports[item[1] % len(reports)].pk
                _try(office, one, "take_back_report", DAY, report=report, reason="有误")
        elif item[0] in ("finish", "unfinish", "rework"):
            said = {"words": "完成。", f"value_{current_targets(one)[0].pk}": str(item[1]), "differs": "核对后更正"}
            _try(office, one, item[0], DAY, **{"finish": said, "unfinish": {"reason": "还差"}}.get(item[0], {}))
        elif item[0] == "transfer":
            new = office.units[item[1]].pk
            _try(office, one, "transfer", DAY, "supervisor", unit=new, reason="职责调整")
            who = "clerk" if item[1] == "kexie" else "stranger"
            _try(office, one, "accept", DAY, who, owner=office.posts[who].pk)
        elif item[0] == "return":
            _try(office, one, "return", DAY, "supervisor", reason="佐证不足", limit="2026-10-20")
        elif item[0] == "asked":
            there = Fact.objects.filter(indicator=key, ended=None, value__isnull=False).first()
            if there is not None:
                other = FactValue(FactKey(key, there.unit_id, there.period), Decimal(item[2]))
                open_fact_questions([(there.pk, other)], entry(office))
                for asked in Question.objects.filter(stays=there, settled=None):
                    settle_fact_question(asked.pk, office.actor("supervisor"), other=item[1], at=NOW)
        else:
            local = Indicator.objects.create(name="基地")
            told(office, local.pk, "kexie", 3_2026_0001 + 100 * item[1], item[2])
            reassign_indicator(local.pk, key, entry(office))
        worked()
        stored = now(one)
        assert stored.done or reached_by_figures([stored]).get(stored.pk, stored.reached) == stored.reached, item


def _try(office: Office, one: Commitment, step: str, when: Any, who: str = "clerk", **given: Any) -> None:
    try:
        with transaction.atomic():
            act(office, one, step, who, when, **given)
    except RecordError:
        pass


def test_what_is_done_stays_as_it_was_reported(office: Office, one: Commitment) -> None:
    act(office, one, "finish", "clerk", DAY, words="已全部完成。", **{f"value_{current_targets(one)[0].pk}": "3"})
    assert now(one).reached == 10_000
    told(office, bases().indicator_id or 0, "kexie", 7_2026_1231, 1), worked()
    assert now(one).reached == 10_000 and not Entry.objects.filter(step="figures_came").exists()


def test_values_of_another_unit_or_of_another_year_change_nothing(office: Office, one: Commitment) -> None:
    key = bases().indicator_id or 0
    told(office, key, "bureau", 7_2026_0331, 3), told(office, key, "kexie", 7_2025_1231, 3)
    told(office, key, "kexie", 3_2025_0101, 3), worked()
    assert now(one).reached is None
