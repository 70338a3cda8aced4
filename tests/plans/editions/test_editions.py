"""Editions: fixed for ever, amended without losing what was reported, taken back until somebody goes on from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from assigned import finished, running, verified
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.target import Target
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.orders.actions.unit_closures import merge_units
from luoshi.org.orders.rules import Estate
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.editions.models.edition import Edition, Printed
from luoshi.plans.editions.queries.editions import (
    FIELDS,
    changes_ahead,
    edition_before,
    edition_changes,
    edition_in_force,
)
from luoshi.plans.rows.actions import correct
from luoshi.plans.rows.actions.editing import By
from many_appeals import signed_in
from office import NOW, TODAY, Office
from plans import PUBLISH, by, decided, published, received, row_of, step

BUREAU, KEXIE = "云岭县科学技术局", "云岭县科学技术协会"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the actions say is read here in English, whatever the office's language."""
    with override("en"):
        yield


def change(office: Office, plan: Plan, row_words: str, **values: Any) -> None:
    row = row_of(plan, row_words)
    correct.change_row(plan, row.pk, row.version, values, by(office), keep=True)


def amended(office: Office, plan: Plan, **of: dict[str, Any]) -> Any:
    """The plan with an amendment published that changes rows, each named by words of it."""
    plan = step(office, plan, "amend", reason="上级调整任务")
    for words, values in of.items():
        change(office, plan, words, **values)
    return step(office, plan, "reissue", **PUBLISH)


def of(plan: Plan, words: str) -> Commitment:
    return plan.commitments.get(words__contains=words)


def entries(commitment: Commitment) -> list[str]:
    return list(Entry.objects.filter(record=commitment.pk).order_by("pk").values_list("step", flat=True))


def told(office: Office, who: str) -> set[tuple[str, int | None]]:
    return set(Message.objects.filter(post=office.posts[who]).values_list("code", "record_id"))


def test_publishing_fixes_an_edition_with_each_row_as_it_was_printed(office: Office) -> None:
    plan = published(office)
    assert (plan.state, Plan.objects.get(pk=plan.pk).edition) == ("published", 1)
    edition = plan.editions.get()
    assert (edition.number, edition.approver, edition.basis) == (1, "林分管", "云办发〔2026〕1号")
    assert edition.head["title"] == plan.title and edition.head["unit"] == "云岭县督查室"
    rows = list(edition.rows.order_by("place"))
    assert [row.said["words"] for row in rows] == [
        commitment.words for commitment in plan.commitments.order_by("place")
    ]
    assert len(rows) == plan.rows.filter(state="kept").count() > 3


@pytest.mark.parametrize("what", ["update", "delete"])
@pytest.mark.parametrize("model", [Edition, Printed])
def test_the_database_refuses_to_change_or_delete_what_was_published(office: Office, model: Any, what: str) -> None:
    published(office)
    before = list(model.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic():
        if what == "delete":
            model.objects.all()._raw_delete("default")
        elif model is Edition:
            model.objects.update(basis="另一份文件")
        else:
            model.objects.update(said={"words": "另一句话"})
    assert list(model.objects.values()) == before


def test_what_was_printed_cannot_be_changed_under_cover_of_taking_it_back(office: Office) -> None:
    plan = published(office)
    entry = plan.entries.latest("pk")
    for more in ({"head": {}}, {"approver": "别人"}, {"number": 7}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Edition.objects.update(taken_back=entry, **more)
    Edition.objects.update(taken_back=entry)
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.update(taken_back=None)


def test_an_amendment_keeps_each_commitment_and_its_history_and_overwrites_no_edition(office: Office) -> None:
    plan = published(office)
    first = list(Printed.objects.order_by("pk").values())
    before = {commitment.row_id: commitment.pk for commitment in plan.commitments.all()}
    changed, other = of(plan, "科普示范基地"), of(plan, "农村科普馆")
    words = "新建科普示范基地3个以上，更新展品120件。"
    plan = amended(office, plan, 科普示范基地={"words": words, "due": date(2026, 10, 31)})
    assert {commitment.row_id: commitment.pk for commitment in plan.commitments.all()} == before
    now = Commitment.objects.get(pk=changed.pk)
    assert (now.words, now.due.isoformat(), now.edition) == (words, "2026-10-31", 2)
    assert now.first_due == changed.first_due and entries(now) == ["list", "amend"]
    assert entries(other) == ["list"]  # what the amendment leaves alone gets no entry
    assert list(Printed.objects.filter(edition__number=1).order_by("pk").values()) == first
    assert [edition.number for edition in plan.editions.order_by("number")] == [1, 2]


def test_an_amendment_that_changes_nothing_moves_no_commitment(office: Office) -> None:
    plan = published(office)
    row_of(plan, "科技培训").figures.update(value=None, upper=None)  # a figure too large to be kept exactly
    before = list(Entry.objects.filter(subject__startswith="commitments:").values_list("pk", flat=True))
    plan = amended(office, plan)
    touched = Entry.objects.filter(subject__startswith="commitments:").exclude(pk__in=before)
    assert {entry.record_id for entry in touched} <= {of(plan, "科技培训").pk}
    again = list(Entry.objects.values_list("pk", flat=True))
    amended(office, plan)
    assert not Entry.objects.exclude(pk__in=again).filter(subject__startswith="commitments:").exists()


def test_an_amendment_that_takes_the_date_away_leaves_nothing_owed_by_it(office: Office) -> None:
    plan = published(office)
    one = running(office, plan, "科普示范基地")
    assert one.until == one.planned == date(2026, 9, 30)
    amended(office, plan, 科普示范基地={"due": None, "every": "P1M", "times": 1})
    now = of(plan, "科普示范基地")
    owed = Occurrence.objects.filter(duty__record=one.pk, duty__name="deliver", settled=None, dropped=None)
    assert (now.until, now.planned, now.every, owed.count()) == (None, None, "P1M", 0)


def test_a_target_that_an_amendment_changes_is_ended_not_overwritten(office: Office) -> None:
    plan = published(office)
    commitment = of(plan, "科普示范基地")
    old = list(commitment.targets.order_by("place").values_list("quote", "value", "edition"))
    plan = step(office, plan, "amend", reason="上级调整任务")
    row = row_of(plan, "科普示范基地")
    figure = row.figures.get(quote__startswith="3")
    correct.change_row(plan, row.pk, row.version, {"figures": {figure.pk: {"value": 5}}}, by(office), keep=True)
    step(office, plan, "reissue", **PUBLISH)
    ended = Target.objects.filter(record=commitment, ended=2).order_by("place")
    assert list(ended.values_list("quote", "value", "edition")) == old
    running = Target.objects.filter(record=commitment, ended=None).order_by("place")
    assert [int(target.value) for target in running] == [5, 120] and {target.edition for target in running} == {2}


def test_an_amendment_tells_those_it_touches_and_nobody_else(office: Office) -> None:
    plan = published(office)
    assert told(office, "head") == told(office, "stranger") == set()
    base, training = of(plan, "科普示范基地"), of(plan, "科技培训")
    assert training.unit.name == BUREAU
    amended(office, plan, 科技培训={"lead": [KEXIE]}, 科普示范基地={"support": ["青石镇"]})
    assert told(office, "stranger") == {("ledger.moved", training.pk)}
    assert told(office, "head") == {("ledger.amended", training.pk), ("ledger.amended", base.pk)}
    assert told(office, "collector") == set()  # a collector of 青石镇 stands in no relation to it
    supports = Party.objects.filter(record=base.pk, name="support").values_list("unit__name", flat=True)
    assert list(supports) == ["青石镇"]


def test_a_unit_that_begins_to_support_is_told_of_it(office: Office) -> None:
    plan = published(office)
    training = of(plan, "农村科普馆")
    amended(office, plan, 农村科普馆={"support": [KEXIE]})
    assert told(office, "head") == {("ledger.amended", training.pk)}


def test_a_row_taken_out_by_an_amendment_is_withdrawn_with_its_history(office: Office) -> None:
    plan = published(office)
    gone = of(plan, "科普示范基地")
    plan = step(office, plan, "amend", reason="上级取消")
    row = row_of(plan, "科普示范基地")
    correct.drop_rows(plan, {row.pk: row.version}, "上级取消", by(office))
    plan = step(office, plan, "reissue", **PUBLISH)
    assert Commitment.objects.get(pk=gone.pk).state == "withdrawn" and entries(gone) == ["list", "withdraw"]
    assert told(office, "head") == {("ledger.withdrawn", gone.pk)}
    second = plan.editions.get(number=2)
    assert not second.rows.filter(commitment=gone).exists()
    found = edition_changes(second, edition_before(second))
    assert [(found_change.how, found_change.number) for found_change in found] == [("withdrawn", gone.number)]


def test_a_unit_that_was_merged_meanwhile_gets_no_work_back_by_an_amendment(office: Office) -> None:
    plan = published(office)
    training = of(plan, "科技培训")
    merge_units([office.units["bureau"]], office.units["kexie"], TODAY, Estate(None), office.actor("admin"), at=NOW)
    assert Commitment.objects.get(pk=training.pk).unit == office.units["kexie"]
    plan = step(office, plan, "amend", reason="机构改革")
    with pytest.raises(RecordError, match=r"云岭县科学技术局 has been closed, but still leads .*科技") as error:
        step(office, plan, "reissue", **PUBLISH)
    assert "Choose the present lead unit" in error.value.remedy
    change(office, plan, "科技培训", lead=[KEXIE])
    step(office, plan, "reissue", **PUBLISH)
    now = Commitment.objects.get(pk=training.pk)
    assert now.unit == office.units["kexie"] and now.state == "listed"
    assert [
        (found_change.how, found_change.number)
        for found_change in edition_changes(plan.editions.get(number=2), plan.editions.get(number=1))
    ] == [("changed", training.number)]


def test_what_was_closed_stays_closed_whatever_an_amendment_says_of_it(office: Office) -> None:
    plan = published(office)
    done = verified(office, finished(office, running(office, plan, "科普示范基地")))
    take(done, "close", office.actor("supervisor"), {"reason": "已完成"}, at=NOW, within=True)
    amended(office, plan, 科普示范基地={"words": "新建科普示范基地4个。"})
    now = Commitment.objects.get(pk=done.pk)
    assert (now.state, now.words) == ("closed", done.words)


def test_what_will_change_is_what_then_has_changed(office: Office) -> None:
    plan = published(office)
    assert changes_ahead(plan) == []
    plan = step(office, plan, "amend", reason="上级调整任务")
    change(office, plan, "科普示范基地", words="新建科普示范基地4个。", support=["青石镇"])
    row = row_of(plan, "联席会议")
    correct.drop_rows(plan, {row.pk: row.version}, "不再召开", by(office))
    correct.add_plan_row(plan, "编印科普手册2000册", by(office), values={"lead": [BUREAU]}, state="kept")
    ahead = changes_ahead(plan)
    assert [(ahead_change.how, ahead_change.words[:8]) for ahead_change in ahead] == [
        ("changed", "新建科普示范基地"), ("new", "编印科普手册20"), ("withdrawn", ahead[-1].words[:8])
    ]  # fmt: skip
    assert {side.label: (side.old, side.new) for side in ahead[0].sides if side.changed} == {
        str(FIELDS["words"]): ("新建科普示范基地3个，更新展品120件。", "新建科普示范基地4个。"),
        str(FIELDS["supports"]): ("", "青石镇"),
    }
    plan = step(office, plan, "reissue", **PUBLISH)
    second = plan.editions.get(number=2)
    then = edition_changes(second, edition_before(second))
    assert [(then_change.how, then_change.sides) for then_change in then] == [
        (ahead_change.how, ahead_change.sides) for ahead_change in ahead
    ]


def test_giving_an_amendment_up_leaves_rows_as_the_edition_in_force_has_them(office: Office) -> None:
    plan = step(office, published(office), "amend", reason="上级调整任务")
    words = row_of(plan, "科普示范基地").words
    later = By(office.actor("supervisor"), NOW + timedelta(hours=1))
    row = row_of(plan, "科普示范基地")
    correct.change_row(plan, row.pk, row.version, {"words": "新建科普示范基地9个。"}, later, keep=True)
    plan = step(office, plan, "give_up", reason="上级撤回")
    assert row_of(plan, "科普示范基地").words == words and changes_ahead(plan) == []


def test_a_publication_taken_back_leaves_its_edition_and_can_be_put_right_and_published_again(office: Office) -> None:
    plan = published(office)
    pks = set(plan.commitments.values_list("pk", flat=True))
    plan = step(office, plan, "take_back", reason="误发布")
    assert plan.state == "draft" and Plan.objects.get(pk=plan.pk).edition == 0
    assert plan.editions.get().taken_back.step == "take_back" and edition_in_force(plan) is None
    assert {commitment.state for commitment in plan.commitments.all()} == {"withdrawn"}
    change(office, plan, "科普示范基地", words="新建科普示范基地4个。")
    plan = step(office, plan, "publish", **PUBLISH)
    assert [(edition.number, edition.taken_back is None) for edition in plan.editions.order_by("number")] == [
        (1, False),
        (2, True),
    ]
    assert set(plan.commitments.values_list("pk", flat=True)) == pks
    assert {commitment.state for commitment in plan.commitments.all()} == {"listed"}
    assert ("ledger.again", of(plan, "科普示范基地").pk) in told(office, "head")
    assert edition_before(plan.editions.get(number=2)) is None


def test_an_amendment_taken_back_puts_the_edition_before_it_in_force_again(office: Office) -> None:
    plan = published(office)
    words = of(plan, "科普示范基地").words
    plan = amended(office, plan, 科普示范基地={"words": "新建科普示范基地4个。"})
    plan = step(office, plan, "take_back_amendment", reason="数字有误")
    assert plan.state == "amending" and Plan.objects.get(pk=plan.pk).edition == 1
    assert of(plan, "科普示范基地").words == words
    assert plan.editions.get(number=2).taken_back is not None
    assert (
        row_of(plan, "科普示范基地").words == "新建科普示范基地4个。"
    )  # what was typed is still there to be put right
    plan = step(office, plan, "reissue", **PUBLISH)
    third = plan.editions.get(number=3)
    assert edition_before(third).number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("amend", [False, True])
def test_a_publication_is_not_taken_back_once_a_commitment_has_gone_on(office: Office, amend: bool) -> None:
    plan = amended(office, published(office), 科普示范基地={"words": "新建4个。"}) if amend else published(office)
    one = of(plan, "新建4个" if amend else "科普示范基地")
    take(one, "make_standing", office.actor("supervisor"), {"reason": "长期坚持"}, at=NOW, within=True)
    before = list(Commitment.objects.order_by("pk").values())
    with pytest.raises(RecordError, match="1 commitment has progressed since"):
        step(office, plan, "take_back_amendment" if amend else "take_back", reason="误发布")
    assert list(Commitment.objects.order_by("pk").values()) == before
    assert Plan.objects.get(pk=plan.pk).state == "published"
    assert not Edition.objects.exclude(taken_back=None).exists()


def test_an_amendment_is_taken_back_however_far_that_has_gone_which_it_left_alone(office: Office) -> None:
    plan = published(office)
    other = of(plan, "农村科普馆")
    take(other, "make_standing", office.actor("supervisor"), {"reason": "长期坚持"}, at=NOW, within=True)
    words = of(plan, "科普示范基地").words
    plan = amended(office, plan, 科普示范基地={"words": "新建4个。"})
    step(office, plan, "take_back_amendment", reason="误发布")
    assert (of(plan, "科普示范基地").words, of(plan, "农村科普馆").state) == (words, "standing")


def test_a_plan_with_open_rows_is_not_published_and_says_which(office: Office) -> None:
    plan = received(office)
    with pytest.raises(RecordError, match="rows are still to be decided"):
        step(office, plan, "publish", **PUBLISH)
    assert not Edition.objects.exists() and not Commitment.objects.exists()
    decided(office, plan)
    row = row_of(plan, "科技培训")
    correct.change_row(plan, row.pk, row.version, {"lead": []}, by(office), keep=True)
    with pytest.raises(RecordError, match=r"no single clear lead unit: .*科技"):
        step(office, plan, "publish", **PUBLISH)


STEPS = ["amend", "take_back", "close"]


@pytest.mark.parametrize("who", ["stranger", "clerk", "leader", "auditor", "outside"])
@pytest.mark.parametrize("name", STEPS)
def test_only_who_keeps_a_plan_moves_it(office: Office, who: str, name: str) -> None:
    plan = published(office)
    with pytest.raises(RecordError) as error:
        step(office, plan, name, who, reason="不该由我")
    assert error.value.code in ("refused", "missing")
    assert Plan.objects.get(pk=plan.pk).state == "published"


def test_a_unit_named_in_a_plan_reads_it_and_one_that_is_not_sees_nothing(office: Office) -> None:
    text = "关于科普馆的批示\n请县科协研究，6月底前建成农村科普馆1座。\n"
    plan = published(office, text, origin="remark")
    assert {commitment.unit.name for commitment in plan.commitments.all()} == {KEXIE}
    urls = [f"/plans/{plan.pk}/", f"/plans/{plan.pk}/editions/1/", f"/plans/{plan.pk}/editions/1/changes/",
            f"/plans/{plan.pk}/print/", f"/plans/{plan.pk}/editions/1/print/"]  # fmt: skip
    for who, status in {"supervisor": 200, "clerk": 200, "head": 200, "stranger": 404, "outside": 404}.items():
        client = signed_in(office, who)
        assert {client.get(url).status_code for url in urls} == {status}, who
    for url in ("amend/", "take_back/", "close/"):
        assert signed_in(office, "clerk").get(f"/plans/{plan.pk}/{url}").status_code in (403, 404)
    for url in ("year/", "next/"):
        assert signed_in(office, "clerk").get(f"/plans/{plan.pk}/{url}").status_code in (403, 404)


def test_before_publication_nobody_but_its_keeper_sees_a_plan(office: Office) -> None:
    plan = decided(office, received(office))
    assert signed_in(office, "supervisor").get(f"/plans/{plan.pk}/").status_code == 200
    assert signed_in(office, "clerk").get(f"/plans/{plan.pk}/").status_code == 404
    plan = step(office, plan, "publish", **PUBLISH)
    assert signed_in(office, "clerk").get(f"/plans/{plan.pk}/").status_code == 200
    step(office, plan, "take_back", reason="误发布")
    assert signed_in(office, "clerk").get(f"/plans/{plan.pk}/").status_code == 404
