"""A supporting unit accepts or says that it is not theirs; the desk insists, releases it or names another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from assigned import act, at, issued, running
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.assigning.supporting.models import Support
from luoshi.commitments.assigning.supporting.queries import current_supporters
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.models import Party
from luoshi.kernel.messages.models import Message
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import Office
from plans import published

BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def one(office: Office) -> Commitment:
    """A commitment under way at 县科协, supported by 县科技局 and 茶叶学会."""
    plan = published(office)
    found = plan.commitments.get(words__contains=BASE)
    for unit in ("bureau", "society"):
        Party.objects.get_or_create(record=found, name="support", unit=office.units[unit])
    office.person("tea", "茶干事", "society", Role.CLERK)
    return running(office, plan, BASE)


def said(one: Commitment) -> dict[str, tuple[str, str]]:
    return {
        str(row.unit): (row.said.state, row.said.words) if row.said else ("", "") for row in current_supporters(one)
    }


def units(one: Commitment) -> set[str]:
    return {str(row.unit) for row in Party.objects.filter(record=one.pk, name="support").select_related("unit")}


def test_each_supporting_unit_says_by_itself_that_it_supports_it(office: Office, one: Commitment) -> None:
    act(office, one, "support_take", "tea")
    assert said(one)["云岭县茶叶学会"] == ("taken", "")
    with pytest.raises(RecordError, match="already answered so"):
        act(office, one, "support_take", "tea")
    page = signed_in(office, "supervisor", "en").get(f"/commitments/{one.pk}/").content.decode()
    assert "Supports it" in page and "nothing yet" in page
    told = Message.objects.filter(record=one.pk, code="commitments.support_taken").values_list("post", flat=True)
    assert set(told) == {office.posts["head"].pk, office.posts["clerk"].pk}


def test_not_theirs_goes_to_the_desk_which_insists(office: Office, one: Commitment) -> None:
    act(office, one, "support_refuse", "tea", reason="不涉及茶叶")
    assert said(one)["云岭县茶叶学会"] == ("refused", "不涉及茶叶")
    asked = Message.objects.get(record=one.pk, code="commitments.not_supported")
    assert (asked.post, asked.asks, asked.done) == (office.posts["supervisor"], "support_settle", None)
    act(office, one, "support_settle", "supervisor", supporter=office.units["society"].pk, decision="insist",
        reason="请予支持")  # fmt: skip
    asked.refresh_from_db()
    assert asked.done is not None and said(one)["云岭县茶叶学会"] == ("insisted", "请予支持")
    told = Message.objects.get(record=one.pk, code="commitments.support_insisted")
    assert told.post == office.posts["tea"]
    act(office, one, "support_take", "tea")
    assert said(one)["云岭县茶叶学会"][0] == "taken" and Support.objects.filter(commitment=one).count() == 3


def test_released_it_is_out_and_another_takes_its_place_also_after_an_amendment(
    office: Office, one: Commitment
) -> None:
    from luoshi.plans.rows.actions import correct
    from plans import PUBLISH, by, row_of, step

    act(office, one, "support_refuse", "tea", reason="不涉及茶叶")
    one = act(office, one, "support_settle", "supervisor", supporter=office.units["society"].pk, decision="release",
              instead=office.units["town"].pk, reason="改由镇里支持")  # fmt: skip
    assert "云岭县茶叶学会" not in units(one) and "青石镇" in units(one) and "青石镇" in one.supports
    assert Message.objects.filter(record=one.pk, code="commitments.support_released", post=office.posts["tea"]).exists()
    with pytest.raises(RecordError):
        act(office, one, "support_take", "tea")
    plan = step(office, one.plan, "amend", reason="调整")
    row = row_of(plan, BASE)
    correct.change_row(plan, row.pk, row.version, {"support": ["茶叶学会"]}, by(office), keep=True)
    step(office, plan, "reissue", **PUBLISH)
    assert "云岭县茶叶学会" not in units(one) and "青石镇" in units(one)


def test_too_late_it_is_not_sent_back(office: Office) -> None:
    from datetime import date

    Parameter.objects.create(name="ledger.accept_days", value="3", start=date(2026, 1, 1), source="办法")
    plan = published(office)
    found = plan.commitments.get(words__contains=BASE)
    Party.objects.get_or_create(record=found, name="support", unit=office.units["society"])
    office.person("tea", "茶干事", "society", Role.CLERK)
    one = issued(office, plan, BASE)
    with pytest.raises(RecordError, match="The time for returning it ended"):
        act(office, one, "support_refuse", "tea", at(6, 1), reason="不涉及")
    assert not Support.objects.exists()


def test_the_desk_answers_only_who_refused_and_names_no_lead(office: Office, one: Commitment) -> None:
    act(office, one, "support_refuse", "tea", reason="不涉及茶叶")
    tea, bureau = office.units["society"].pk, office.units["bureau"].pk
    for given, words in (
        ({"supporter": bureau, "decision": "insist"}, "Supporting unit"),
        ({"supporter": tea, "decision": "insist", "instead": bureau}, "no other unit is needed"),
        ({"supporter": tea, "decision": "release", "instead": one.unit_id}, "This unit leads it"),
    ):
        with pytest.raises(RecordError, match=words):
            act(office, one, "support_settle", "supervisor", reason="答复", **given)
    assert said(one)["云岭县茶叶学会"][0] == "refused"
    for who in ("clerk", "stranger"):
        with pytest.raises(RecordError):
            act(office, one, "support_settle", who, reason="答复", supporter=tea, decision="insist")
