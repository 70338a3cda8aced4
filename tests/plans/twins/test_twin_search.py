"""A long search for twins: begun by a person, carried out by the worker, shown as it goes, never linking anything."""

from __future__ import annotations

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.actions import correct
from luoshi.plans.twins.actions import search as twin_search
from luoshi.plans.twins.actions.search import search_later, start_twin_search
from luoshi.plans.twins.actions.twins import link_twins, reject_twins, unlink_twins
from luoshi.plans.twins.models import Twin, TwinProposal, TwinSearch
from luoshi.plans.twins.queries import search as searches
from luoshi.plans.twins.queries import twins
from many_appeals import signed_in
from office import NOW, TODAY, Office
from plans import PUBLISH, by, published, received, step

KINDS = ["科普驿站", "农家书屋", "文化广场", "养老食堂", "充电车棚", "应急仓库", "健身步道", "便民菜店"]


def planned(office: Office, title: str, verb: str, unit: str, *, out: bool = True) -> Plan:
    lines = [f"{verb}青石镇{name}1座。（牵头单位：县科协；完成时限：9月底前）" for name in KINDS]
    text = f"云岭县2026年{title}\n一、阵地建设\n" + "\n".join(lines)
    plan = received(office, text, unit=office.units[unit].pk)
    correct.confirm_rows(plan, {row.pk: row.version for row in plan.rows.filter(state=PlanRow.WAITING)}, by(office))
    return step(office, plan, "publish", **PUBLISH) if out else plan


@pytest.fixture
def plans(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Plan, Plan]:
    """Two plans with the same tasks, in a year that is too long for a request."""
    monkeypatch.setattr(searches, "AT_ONCE", 3)
    return planned(office, "工作要点", "新建", "desk"), planned(office, "科协工作要点", "建成", "kexie")


def searched(office: Office, plan: Plan, who: str = "supervisor") -> TwinSearch:
    found = start_twin_search(plan, office.actor(who), at=NOW)
    search_later.call(found.pk, found.run)
    return TwinSearch.objects.get(plan=plan)


def shown(office: Office, plan: Plan, who: str = "supervisor") -> list[tuple[int, int]]:
    found = TwinSearch.objects.get(plan=plan)
    pairs = searches.pairs_of(found, searches.proposed_twin_ids(found, plan, office.actor(who), TODAY))
    return [(pair.ours.pk, pair.other.pk) for pair in pairs]


def tasks() -> int:
    return DBTaskResult.objects.filter(task_path__endswith=".search_later").count()


def kept(plan: Plan) -> list[Any]:
    rows = TwinProposal.objects.filter(search__plan=plan).order_by("place", "-share", "other")
    return list(rows.values_list("place", "one", "row", "other", "share", "reasons"))


def test_what_is_found_in_the_background_is_what_a_request_would_find(office: Office, plans: tuple[Plan, Plan]) -> None:
    own = plans[1]
    found = searched(office, own)
    assert (found.state, found.ours, found.others, found.reached) == (TwinSearch.DONE, 8, 8, 8)
    at_once = twins.likely_twins(own, office.actor("supervisor"), TODAY)
    assert shown(office, own) == [(twin.ours.pk, twin.other.pk) for twin in at_once] and len(at_once) >= 8
    pairs = searches.pairs_of(found, searches.proposed_twin_ids(found, own, office.actor("supervisor"), TODAY))
    assert [(pair.likely.share, pair.likely.reasons) for pair in pairs] == [
        (twin.likely.share, twin.likely.reasons) for twin in at_once
    ]
    assert Twin.objects.count() == 0


def test_the_page_asks_for_the_search_and_shows_how_far_it_is(office: Office, plans: tuple[Plan, Plan]) -> None:
    own, browser = plans[1], signed_in(office, "supervisor")
    page = f"/plans/{own.pk}/twins/"
    text = browser.get(page).text
    assert "查找其他计划" in text and "pair__acts" not in text and TwinSearch.objects.count() == 0
    assert browser.post(f"{page}search/", follow=True).status_code == 200
    assert tasks() == 1
    text = browser.get(page).text
    assert "data-going" in text and "等候" in text
    found = TwinSearch.objects.get()
    TwinSearch.objects.update(state=TwinSearch.RUNNING, ours=8, others=8, reached=3)
    assert "已将 8 项中的 3 项" in browser.get(page).text
    search_later.call(found.pk, found.run)
    text = browser.get(page).text
    assert "data-going" not in text and text.count("pair__acts") == len(shown(office, own)) >= 8
    assert "发生变化" not in text
    entry = Entry.objects.get(step="twin.search")
    assert entry.record_id == own.pk and Twin.objects.count() == 0


def test_asked_for_twice_it_is_one_search(office: Office, plans: tuple[Plan, Plan]) -> None:
    first = start_twin_search(plans[1], office.actor("supervisor"), at=NOW)
    again = start_twin_search(plans[1], office.actor("clerk"), at=NOW)
    assert (again.pk, again.run) == (first.pk, first.run) and tasks() == 1


def test_what_was_said_is_not_proposed_again_until_it_is_taken_back(office: Office, plans: tuple[Plan, Plan]) -> None:
    own = plans[1]
    searched(office, own)
    before = shown(office, own)
    for say in (link_twins, reject_twins):
        one, other = (Commitment.objects.get(pk=pk) for pk in before[0])
        say(one, other, by(office))
        assert before[0] not in shown(office, own)
        unlink_twins(one, other, by(office))
        assert shown(office, own) == before


def test_only_what_one_may_see_is_shown(office: Office, plans: tuple[Plan, Plan]) -> None:
    county, own = plans
    searched(office, own)
    Commitment.objects.filter(plan=county).update(unit=office.units["society"], desk=office.units["society"])
    assert set(shown(office, own, "supervisor")) > set(shown(office, own, "collector"))


def test_a_search_that_was_broken_off_goes_on_and_finds_the_same(
    office: Office, plans: tuple[Plan, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = plans[1]
    searched(office, own)
    whole = kept(own)
    monkeypatch.setattr(twin_search, "BATCH", 2)
    write, calls = twin_search._kept, []

    def dies(*given: Any) -> bool:
        calls.append(given[1:3])
        if len(calls) == 4:
            raise KeyboardInterrupt  # as a process that is killed: nothing of its own is done any more
        return write(*given)

    monkeypatch.setattr(twin_search, "_kept", dies)
    found = start_twin_search(own, office.actor("supervisor"), at=NOW)
    with pytest.raises(KeyboardInterrupt):
        search_later.call(found.pk, found.run)
    half = TwinSearch.objects.get(plan=own)
    assert (half.state, half.reached) == (TwinSearch.RUNNING, 4) and kept(own) == [
        place for place in whole if place[0] < 4
    ]
    calls[:] = [()] * 10
    search_later.call(found.pk, found.run)
    assert calls[10:] == [(4, 4), (4, 6), (6, 8), (8, 8)]
    assert kept(own) == whole and TwinSearch.objects.get(plan=own).state == TwinSearch.DONE
    search_later.call(found.pk, found.run)  # the same task once more
    assert kept(own) == whole


def test_where_something_changed_meanwhile_it_begins_anew(office: Office, plans: tuple[Plan, Plan]) -> None:
    own = plans[1]
    found = start_twin_search(own, office.actor("supervisor"), at=NOW)
    TwinSearch.objects.update(state=TwinSearch.RUNNING, reached=4, ours=8, others=8, mark="of another day")
    search_later.call(found.pk, found.run)
    assert {place[0] for place in kept(own)} == set(range(8))


@pytest.mark.parametrize("what", ["published", "withdrawn", "unit"])
def test_the_page_says_where_the_search_is_out_of_date(office: Office, plans: tuple[Plan, Plan], what: str) -> None:
    county, own = plans
    searched(office, own)
    browser, page = signed_in(office, "supervisor"), f"/plans/{own.pk}/twins/"
    assert "发生变化" not in browser.get(page).text
    if what == "published":
        published(office)
    else:
        one = county.commitments.order_by("pk")[:1].get()
        one.state, one.version = ("withdrawn" if what == "withdrawn" else one.state), one.version + 1
        one.save()
    assert "发生变化" in browser.get(page).text
    again = searched(office, own)
    assert again.run == 2 and "发生变化" not in browser.get(page).text


def test_a_late_task_of_an_earlier_search_changes_nothing(office: Office, plans: tuple[Plan, Plan]) -> None:
    own = plans[1]
    first = searched(office, own)
    start_twin_search(own, office.actor("supervisor"), at=NOW)
    search_later.call(first.pk, first.run)
    found = TwinSearch.objects.get(plan=own)
    assert (found.run, found.state, found.reached, kept(own)) == (2, TwinSearch.WAITING, 0, [])


def test_a_search_that_the_program_fails_in_says_so_and_may_be_begun_again(
    office: Office, plans: tuple[Plan, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = plans[1]
    with monkeypatch.context() as broken:
        broken.setattr(twin_search, "twin_search_sides", lambda plan: 1 / 0)
        assert searched(office, own).state == TwinSearch.FAILED
    text = signed_in(office, "supervisor").get(f"/plans/{own.pk}/twins/").text
    assert "未能完成" in text and "重新查找" in text
    assert searched(office, own).state == TwinSearch.DONE


def test_rows_before_publication_are_searched_for_their_keeper(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "AT_ONCE", 3)
    planned(office, "工作要点", "新建", "desk")
    own = planned(office, "科协工作要点", "建成", "kexie", out=False)
    searched(office, own)
    at_once = twins.likely_twins(own, office.actor("supervisor"), TODAY)
    assert shown(office, own) == [(twin.ours.pk, twin.other.pk) for twin in at_once] and len(at_once) >= 8
    assert "pair__foot" in signed_in(office, "supervisor").get(f"/plans/{own.pk}/twins/").text
    with pytest.raises(RecordError, match="无权"):
        start_twin_search(own, office.actor("auditor"), at=NOW)
    row = own.rows.filter(state=PlanRow.KEPT).order_by("place")[:1].get()
    correct.drop_rows(own, {row.pk: row.version}, "与另一条重复", by(office))
    assert row.pk not in {pk for pk, _other in shown(office, own)}
    published_now = step(office, own, "publish", **PUBLISH)
    assert shown(office, published_now) == []  # found for its rows: its commitments are searched for anew


def test_who_may_not_see_the_plan_begins_no_search(office: Office, plans: tuple[Plan, Plan]) -> None:
    page = f"/plans/{plans[0].pk}/twins/search/"
    assert signed_in(office, "stranger").post(page).status_code == 404
    assert signed_in(office, "supervisor").get(page).status_code == 405
    assert TwinSearch.objects.count() == 0


def test_the_page_of_a_long_search_is_bounded(
    office: Office, plans: tuple[Plan, Plan], django_assert_max_num_queries: Any
) -> None:
    searched(office, plans[1])
    browser = signed_in(office, "supervisor")
    browser.get(f"/plans/{plans[1].pk}/twins/")
    with django_assert_max_num_queries(40):
        assert browser.get(f"/plans/{plans[1].pk}/twins/").text.count("pair__acts") >= 8
