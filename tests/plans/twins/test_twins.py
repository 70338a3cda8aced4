"""The same task in two plans: proposed by the machine, linked by a person, counted once, never lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from asked import FEW, MANY, queries
from faults.threads import EIGHT, at_once
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import record_events
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.actions import correct
from luoshi.plans.twins.actions.twins import link_twins, reject_twins, unlink_twins
from luoshi.plans.twins.models import Twin
from luoshi.plans.twins.queries import twins
from luoshi.plans.twins.rules import count_twin_surplus, group_twin_links
from many_appeals import signed_in
from office import TODAY, Office
from plans import PUBLISH, by, published, received, step

OWN = """云岭县科协2026年工作计划
一、科普
建设科普示范基地3个，更新展品120件。（牵头单位：县科协；完成时限：11月底前）
县科协按季度召开联席会议。
举办青少年科技创新大赛1场。（牵头单位：县科协；完成时限：10月底前）
"""
THIRD = """云岭县2026年民生实事工作要点
一、科普
新建科普示范基地3个，更新展品120件。（牵头单位：县科协；完成时限：12月底前）
"""


@pytest.fixture
def plans(office: Office) -> tuple[Plan, Plan]:
    """The county's plan and the association's own."""
    return published(office), published(office, OWN, unit=office.units["kexie"].pk)


def of(plan: Plan, words: str) -> Commitment:
    return plan.commitments.get(words__contains=words)


def base(plans: tuple[Plan, ...]) -> tuple[Commitment, ...]:
    """The commitment on exhibition bases in each plan."""
    return tuple(of(plan, "科普示范基地") for plan in plans)


def steps(commitment: Commitment) -> list[str]:
    return [words for words in Entry.objects.filter(record=commitment.pk).order_by("pk").values_list("step", flat=True)
            if words.startswith("twin.")]  # fmt: skip


@pytest.mark.parametrize(
    ("links", "found"),
    [
        ([], {}),
        ([(1, 2)], {1: 1, 2: 1}),
        ([(3, 4), (1, 2), (2, 4)], {1: 1, 2: 1, 3: 1, 4: 1}),
        ([(5, 6), (1, 9)], {5: 5, 6: 5, 1: 1, 9: 1}),
    ],
)
def test_groups_are_what_hangs_together(links: list[tuple[int, int]], found: dict[int, int]) -> None:
    assert group_twin_links(links) == found
    assert count_twin_surplus([], found) == 0
    assert count_twin_surplus(list(found), found) == len(found) - len(set(found.values()))


def test_likely_twins_are_proposed_with_both_sentences_and_never_linked(
    office: Office, plans: tuple[Plan, Plan]
) -> None:
    county, own = plans
    found = twins.likely_twins(own, office.actor("supervisor"), TODAY)
    assert {(twin.ours.words[:4], twin.other.plan_id) for twin in found} >= {("建设科普", county.pk)}
    first = next(twin for twin in found if "基地" in twin.ours.words)
    assert (first.ours, first.other) == base((own, county))
    assert [reason.code for reason in first.likely.reasons][1:] == ["same_lead", "same_figures"]
    assert "".join(piece for piece, _both in first.our_words) == first.ours.words
    assert any(both and "科普示范基地" in piece for piece, both in first.other_words)
    assert not any("大赛" in twin.ours.words for twin in found)
    assert Twin.objects.count() == 0


def test_before_publishing_rows_are_set_beside_other_plans(office: Office) -> None:
    county = published(office)
    own = received(office, OWN, unit=office.units["kexie"].pk)
    assert twins.likely_twins(own, office.actor("supervisor"), TODAY) == []
    row = own.rows.get(words__contains="科普示范基地")
    correct.confirm_rows(own, {row.pk: row.version}, by(office))
    (found,) = twins.likely_twins(own, office.actor("supervisor"), TODAY)
    assert (found.ours, found.other) == (row, of(county, "科普示范基地"))


def test_another_years_plan_and_what_one_may_not_see_are_not_proposed(office: Office) -> None:
    own = published(office, OWN, unit=office.units["kexie"].pk)
    later = published(office, THIRD.replace("2026", "2027"), year=2027)
    assert later.year == 2027
    assert twins.likely_twins(own, office.actor("supervisor"), TODAY) == []
    county = published(office)
    assert twins.likely_twins(own, office.actor("clerk"), TODAY) != []
    assert twins.likely_twins(county, office.actor("stranger"), TODAY) == []


def test_a_link_changes_nothing_of_either_and_both_histories_tell_of_it(
    office: Office, plans: tuple[Plan, Plan]
) -> None:
    one, other = base(plans)
    before = [Commitment.objects.filter(pk=record.pk).values().get() for record in (one, other)]
    link_twins(other, one, by(office))
    assert [Commitment.objects.filter(pk=record.pk).values().get() for record in (one, other)] == before
    assert one.due != other.due
    assert steps(one) == steps(other) == ["twin.link"]
    said = record_events(one)[-1]
    assert other.number in str(said.given) and said.label == "同一任务"
    assert twins.live_twin_commitments(one) == [other] and twins.live_twin_commitments(other) == [one]


def test_unlinking_loses_nothing(office: Office, plans: tuple[Plan, Plan]) -> None:
    one, other = base(plans)
    link_twins(one, other, by(office))
    ended = unlink_twins(other, one, by(office, "clerk"))
    kept = Twin.objects.get()
    assert (kept.pk, kept.person, kept.ended_by) == (ended.pk, office.people["supervisor"], office.people["clerk"])
    assert (twins.live_twin_commitments(one), twins.live_twin_commitments(other)) == ([], [])
    assert steps(one) == steps(other) == ["twin.link", "twin.unlink"]
    assert {pair.other for pair in twins.likely_twins(plans[1], office.actor("supervisor"), TODAY)} >= {one}
    with pytest.raises(RecordError, match="已经撤回"):
        unlink_twins(one, other, by(office))
    again = link_twins(one, other, by(office))
    assert again.pk != ended.pk and twins.live_twin_commitments(one) == [other]
    assert Twin.objects.filter(ended=None).count() == 1 < Twin.objects.count()


def test_what_is_not_the_same_is_not_proposed_again_until_that_is_taken_back(
    office: Office, plans: tuple[Plan, Plan]
) -> None:
    one, other = base(plans)
    actor = office.actor("supervisor")
    reject_twins(one, other, by(office))
    assert one not in {pair.other for pair in twins.likely_twins(plans[1], actor, TODAY)}
    assert (
        twins.live_twin_commitments(one) == []
        and twins.count_distinct_tasks(Commitment.objects.all())[0] == Commitment.objects.count()
    )
    assert [said.twin.same for said in twins.plan_twin_decisions(plans[0], actor, TODAY, same=False)] == [False]
    unlink_twins(one, other, by(office))
    assert one in {pair.other for pair in twins.likely_twins(plans[1], actor, TODAY)}
    reject_twins(one, other, by(office))
    link_twins(one, other, by(office))  # a second look
    assert twins.live_twin_commitments(one) == [other]
    assert steps(one) == ["twin.apart", "twin.unlink", "twin.apart", "twin.link"]


def test_it_is_said_by_who_supervises_one_and_sees_both(office: Office, plans: tuple[Plan, Plan]) -> None:
    one, other = base(plans)
    refused = {"leader": "refused", "stranger": "missing", "collector": "missing", "auditor": "refused",
               "admin": "missing", "outside": "missing"}  # fmt: skip
    for who, code in refused.items():
        for act in (link_twins, reject_twins, unlink_twins):
            with pytest.raises(RecordError) as error:
                act(one, other, by(office, who))
            assert (who, error.value.code) == (who, code)
    assert Twin.objects.count() == 0 and steps(one) == []
    assert Counter(Entry.objects.filter(step="refused").values_list("person__name", flat=True)) == {
        office.people[who].name: 3 for who in refused
    }
    for who in ("supervisor", "head", "clerk"):
        link_twins(one, other, by(office, who))
        unlink_twins(one, other, by(office, who))


def test_what_cannot_be_one_task_is_refused_with_the_reason(office: Office, plans: tuple[Plan, Plan]) -> None:
    county, own = plans
    one, other = base(plans)
    contest = of(own, "大赛")
    later = published(office, THIRD.replace("2026", "2027"), year=2027).commitments.get()
    for first, second, words in (
        (other, contest, "两项"),
        (one, one, "同一事项"),
        (one, later, "不同年度"),
    ):
        with pytest.raises(RecordError, match=words) as error:
            link_twins(first, second, by(office))
        assert error.value.code == "guarded"
    link_twins(one, other, by(office))
    with pytest.raises(RecordError, match=f"{other.number}|{contest.number}"):
        link_twins(contest, one, by(office))
    withdrawn = of(county, "科技培训")
    Commitment.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    with pytest.raises(RecordError, match="撤出计划"):
        link_twins(withdrawn, contest, by(office))
    assert Twin.objects.count() == 1


def test_three_plans_make_one_task_and_it_counts_once(office: Office, plans: tuple[Plan, Plan]) -> None:
    third = published(office, THIRD)
    one, other, last = base((*plans, third))
    everything = Commitment.objects.all()
    items = everything.count()
    assert twins.count_distinct_tasks(everything) == (items, items)
    link_twins(one, other, by(office))
    link_twins(other, last, by(office))
    assert twins.count_distinct_tasks(everything) == (items, items - 2)
    assert twins.count_distinct_tasks(everything.exclude(pk=other.pk)) == (
        items - 1,
        items - 2,
    )  # one through the third
    assert twins.count_distinct_tasks(everything.filter(pk=last.pk)) == (1, 1)
    assert twins.count_distinct_tasks(everything.none()) == (0, 0)
    assert set(twins.live_twin_commitments(one)) == {other, last}
    for act in (link_twins, reject_twins):
        with pytest.raises(RecordError, match="已经是同一任务"):
            act(one, last, by(office))
    Commitment.objects.filter(pk=other.pk).update(state="withdrawn")
    assert twins.live_twin_commitments(one) == [last]
    unlink_twins(one, other, by(office))
    assert twins.live_twin_commitments(one) == []


def test_eight_who_link_the_same_pair_make_one_link(real_office: Office) -> None:
    plans = published(real_office), published(real_office, OWN, unit=real_office.units["kexie"].pk)
    one, other = base(plans)
    who = ["supervisor", "clerk", "head"]
    made = at_once(lambda n: link_twins(*((one, other) if n % 2 else (other, one)), by(real_office, who[n % 3])).pk)
    assert len(set(made)) == 1 and Twin.objects.count() == 1
    assert steps(one) == steps(other) == ["twin.link"]


def test_eight_links_at_once_never_make_two_of_one_plan_one_task(real_office: Office) -> None:
    """Each link alone is fine; any two of them would join two commitments of the association's plan."""
    text = "云岭县科协2026年工作计划\n一、节会\n" + "\n".join(
        f"举办{name}1场。（牵头单位：县科协；完成时限：10月底前）"
        for name in ["茶节", "桃节", "李节", "梅节", "杏节", "橘节", "柚节", "梨节"]
    )
    own = published(real_office, text, unit=real_office.units["kexie"].pk)
    county = published(real_office)
    one, several = of(county, "科普示范基地"), list(own.commitments.order_by("pk"))
    assert len(several) == EIGHT
    found = at_once(lambda n: link_twins(several[n], one, by(real_office)))
    assert Counter(outcome if isinstance(outcome, str) else "made" for outcome in found) == {
        "made": 1,
        "guarded": EIGHT - 1,
    }
    assert Twin.objects.count() == 1


def test_links_that_meet_only_through_others_are_made_one_after_the_other(real_office: Office) -> None:
    """The two touch no record in common; together they would join two commitments of the association's plan."""
    text = "云岭县科协2026年工作计划\n一、节会\n" + "\n".join(
        f"举办{name}1场。（牵头单位：县科协；完成时限：10月底前）" for name in ["茶节", "桃节"]
    )
    own = published(real_office, text, unit=real_office.units["kexie"].pk)
    first, second = own.commitments.order_by("pk")
    here, there = (of(published(real_office), "科普示范基地") for _plan in range(2))
    link_twins(here, there, by(real_office))
    made = threading.Event()

    def press(number: int) -> object:
        if number:
            made.wait(30)
            return link_twins(second, there, by(real_office))
        with transaction.atomic():  # the first is made and not committed when the second begins
            twin = link_twins(first, here, by(real_office))
            made.set()
            time.sleep(0.5)
        return twin

    assert Counter(outcome if isinstance(outcome, str) else "made" for outcome in at_once(press, 2)) == {
        "made": 1,
        "guarded": 1,
    }


def many(office: Office, count: int) -> tuple[Plan, Plan]:
    """Two plans with ``count`` tasks that are likely the same."""
    names = [
        f"{character}{two}{three}"
        for character in "云青红白黑金银铜"
        for two in "山水石林溪谷"
        for three in "茶桃李梅杏橘柚梨"
    ]
    made = []
    for title, verb, unit in (("工作要点", "新建", "desk"), ("科协工作要点", "建成", "kexie")):
        lines = [f"{verb}{name}科普驿站1座。（牵头单位：县科协；完成时限：9月底前）" for name in names[:count]]
        plan = received(office, f"云岭县2026年{title}\n一、阵地建设\n" + "\n".join(lines), unit=office.units[unit].pk)
        correct.confirm_rows(plan, {row.pk: row.version for row in plan.rows.filter(state=PlanRow.WAITING)}, by(office))
        made.append(step(office, plan, "publish", **PUBLISH))
    return made[0], made[1]


@pytest.mark.parametrize("count", [FEW, MANY])  # a query for each of 12 is beyond any of these bounds
def test_more_twins_need_no_more_queries(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    plan, other = many(office, count)
    assert (plan.commitments.count(), other.commitments.count()) == (count, count)
    actor = office.actor("supervisor")
    with django_assert_max_num_queries(9):
        found = twins.likely_twins(plan, actor, TODAY)
    assert len(found) >= count
    with django_assert_max_num_queries(3):
        assert all(pair.may for pair in twins.decidable_twin_pairs(found, actor, TODAY))
    rows = zip(plan.commitments.order_by("place"), other.commitments.order_by("place"), strict=True)
    Twin.objects.bulk_create(
        Twin(one=commitment, other=two, person=office.people["clerk"], at=by(office).at) for commitment, two in rows
    )
    with django_assert_max_num_queries(5):
        assert twins.count_distinct_tasks(Commitment.objects.all()) == (2 * count, count)
    with django_assert_max_num_queries(6):
        assert len(twins.plan_twin_decisions(plan, actor, TODAY, same=True)) == count
    first = plan.commitments.select_related("plan").order_by("place")[0]
    with django_assert_max_num_queries(3):
        assert len(twins.live_twin_commitments(first)) == 1


def test_the_page_shows_both_sentences_with_the_words_in_common_and_their_sources(
    office: Office, plans: tuple[Plan, Plan]
) -> None:
    county, own = plans
    one, other = base(plans)
    client = signed_in(office, "clerk")
    page = client.get(f"/plans/{own.pk}/twins/").text
    for words in ("可能是同一任务", one.number, other.number, county.title, own.title, "2026-11-30", "2026-09-30",
                  "牵头单位相同：云岭县科学技术协会", "数字相同：3个、120件"):  # fmt: skip
        assert words in page
    assert page.count("<mark>") >= 2 and Twin.objects.count() == 0
    sent = client.post(f"/plans/{own.pk}/twins/link/", {"one": other.pk, "other": one.pk, "page": "1"}, follow=True)
    assert "已认定为同一任务" in sent.text and "柯干事于" in sent.text
    assert twins.live_twin_commitments(one) == [other]
    for record, its in ((one, other), (other, one)):
        detail = client.get(record.get_absolute_url()).text
        assert "其他计划中的同一任务" in detail and its.get_absolute_url() in detail and its.plan.title in detail
    listed = signed_in(office, "supervisor").get("/commitments/").text
    items, tasks = twins.count_distinct_tasks(Commitment.objects.all())
    assert tasks == items - 1 and f"共 {items} 项；同一任务只计一次，计 {tasks} 项" in listed
    around = client.get(own.get_absolute_url()).text
    assert "已认定 1 对" in around and f"/plans/{own.pk}/twins/" in around and f"/plans/{own.pk}/compare/" in around
    both = {"one": one.pk, "other": other.pk}
    assert "已撤回" in client.post(f"/plans/{own.pk}/twins/unlink/", both, follow=True).text
    assert "今后不再提示" in client.post(f"/plans/{own.pk}/twins/apart/", both, follow=True).text
    assert "恢复提示" in client.get(f"/plans/{own.pk}/twins/").text
    assert "其他计划中的同一任务" not in client.get(one.get_absolute_url()).text


def test_the_page_offers_nothing_that_is_refused_and_finds_only_what_is_there(
    office: Office, plans: tuple[Plan, Plan]
) -> None:
    county, own = plans
    one, other = base(plans)
    page = signed_in(office, "auditor").get(f"/plans/{own.pk}/twins/").text
    assert "可能是同一任务" in page and "行，共" not in page and '<button class="button button--main" aria' not in page
    sent = signed_in(office, "auditor").post(f"/plans/{own.pk}/twins/link/", {"one": one.pk, "other": other.pk})
    assert (sent.status_code, Twin.objects.count()) == (403, 0) and "督查单位认定" in sent.text
    clerk, stranger = signed_in(office, "clerk"), signed_in(office, "stranger")
    assert stranger.get(f"/plans/{own.pk}/twins/").status_code == 404
    assert stranger.post(f"/plans/{county.pk}/twins/link/", {"one": one.pk, "other": other.pk}).status_code == 404
    for given in ({}, {"one": "x", "other": other.pk}, {"one": "9" * 30, "other": other.pk}, {"one": one.pk}):
        assert clerk.post(f"/plans/{own.pk}/twins/link/", given).status_code == 404
    assert clerk.post(f"/plans/{own.pk}/twins/marry/", {"one": one.pk, "other": other.pk}).status_code == 404
    assert clerk.get(f"/plans/{own.pk}/twins/link/").status_code == 405
    draft = received(office, OWN, unit=office.units["kexie"].pk)
    assert clerk.get(f"/plans/{draft.pk}/twins/").status_code == 200
    assert signed_in(office, "auditor").get(f"/plans/{draft.pk}/twins/").status_code == 404


def test_the_page_of_more_pairs_needs_no_more_queries(office: Office) -> None:
    client, found = signed_in(office, "supervisor"), []
    for count, before in ((FEW, 0), (MANY, FEW)):
        plan, _other = many(office, count)
        pages = [f"/plans/{plan.pk}/twins/", "/commitments/"]
        found.append([queries(lambda page=page: client.get(page)) for page in pages])
        assert client.get(pages[0]).text.count("pair__acts") >= count
        assert f"共 {2 * (count + before)} 项" in client.get(pages[1]).text
    assert found[0] == found[1] and max(found[1]) <= 32
