"""A matter is not closed while a supporting unit owes its part, unless it is said why. Source: 02 §2.2 办结."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override

from assigned import act, at, finished, running, verified
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.years.actions.close import decide_year_end
from luoshi.desk.bulk.rules import pack_versions
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import event_of_entry
from luoshi.kernel.kinds.models import Party
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import lines_of, signed_in
from office import Office
from plans import published
from programs import program, said

BASE = "科普示范基地"
WHY = "配合部分已由牵头单位一并验收"


@pytest.fixture(autouse=True)
def _september(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(9, 22))
    with override("en"):
        yield


@pytest.fixture
def one(office: Office) -> Commitment:
    """Checked, to be closed; 县科技局 has not reported its part, 茶叶学会 says that it is not its part."""
    plan = published(office)
    found = plan.commitments.get(words__contains=BASE)
    for unit in ("bureau", "society"):
        Party.objects.create(record=found, name="support", unit=office.units[unit])
    office.person("tea", "茶干事", "society", Role.CLERK)
    found = running(office, plan, BASE, at(3, 23))
    act(office, found, "support_refuse", "tea", at(3, 24), reason="不涉及茶叶")
    return verified(office, finished(office, found, at(9, 20)), at(9, 21))


def test_closing_says_who_owes_what_and_takes_a_reason(office: Office, one: Commitment) -> None:
    url = f"/commitments/{one.pk}/close_it/"
    leader, asks = signed_in(office, "leader", "en"), program(office, "leader", at=at(9, 22))
    step = f"commitments/{one.pk}/steps/close_it"
    owed = "云岭县科学技术局: contribution not reported; 云岭县茶叶学会: objection to supporting, not answered"
    assert owed in leader.get(url).content.decode()
    refused = leader.post(url, {"seen": one.version, "mark": "A"})
    assert refused.status_code == 422 and f"Supporting units have not reported yet: {owed}." in refused.content.decode()
    told = asks.post(step, {"seen": one.version, "given": {"mark": "A"}})
    assert said(told) == (422, "incomplete") and owed in told.data["fields"]["without_parts"][0]
    assert Commitment.objects.get(pk=one.pk).state == "verified"

    assert leader.post(url, {"seen": one.version, "mark": "A", "without_parts": WHY}).status_code == 302
    closed = Commitment.objects.get(pk=one.pk)
    assert (closed.state, closed.without_parts) == ("closed", WHY)
    entry = Entry.objects.select_related("payload", "person").get(record=one.pk, step="close_it")
    assert ("Why it is closed without the supporting units' part", WHY) in event_of_entry(entry).given
    page = leader.get(one.get_absolute_url()).content.decode()
    assert page.count(WHY) >= 2 and page.count("not reported, closed without it") == 2
    again = act(office, closed, "reopen", "supervisor", at(9, 22), reason="未保持", until="2026-12-01")
    assert again.without_parts == ""


def test_it_closes_without_a_word_when_every_part_is_there_or_released(office: Office, one: Commitment) -> None:
    act(office, one, "report_part", "stranger", at(9, 21), words="已配合完成。")
    given = {"supporter": office.units["society"].pk, "decision": "release", "instead": "", "reason": "不涉及"}
    act(office, one, "support_settle", "supervisor", at(9, 21), **given)
    page = signed_in(office, "leader", "en").get(f"/commitments/{one.pk}/close_it/").content.decode()
    assert "without_parts" not in page
    closed = act(office, one, "close_it", "leader", at(9, 22), mark="A")
    assert (closed.state, closed.without_parts) == ("closed", "")
    assert act(office, closed, "remark", "leader", at(9, 22), words="再报一次", due="2026-11-30").state == "closed"


def test_a_new_word_on_it_closes_it_by_the_same_gate(office: Office, one: Commitment) -> None:
    with pytest.raises(RecordError, match="Supporting units have not reported yet"):
        act(office, one, "remark", "leader", at(9, 22), words="再报一次", due="2026-11-30")
    assert not Commitment.objects.filter(follows_on=one).exists()


def test_what_was_never_sent_out_asks_nobody_for_a_part(office: Office) -> None:
    plan = published(office)
    one = plan.commitments.get(words__contains=BASE)
    Party.objects.create(record=one, name="support", unit=office.units["bureau"])
    one = act(office, one, "was_done", "supervisor", at(9, 20), reason="已验收", day="")
    assert act(office, one, "close_it", "leader", at(9, 22), mark="A").state == "closed"


def test_in_bulk_each_row_is_asked_and_the_others_are_closed(office: Office, one: Commitment) -> None:
    plan = one.plan
    other = running(office, plan, "联席会议", at(3, 23))
    other = verified(office, finished(office, other, at(9, 20)), at(9, 21))
    leader = signed_in(office, "leader", "en")

    def close(*rows: Commitment, **given: str) -> str:
        head = {"bulk_step": "close_it", "bulk_will": str(len(rows)), "bulk_undoes": ""}
        sent = {**head, "bulk_rows": pack_versions({row.pk: row.version for row in rows}), "mark": "A", **given}
        answer = leader.post("/commitments/bulk/", sent, follow=True)
        return re.sub(r"\s+", " ", answer.content.decode())

    page = leader.post("/commitments/bulk/", {"step": "close_it", "row": [one.pk, other.pk]}).content.decode()
    assert "without it these stay open" in page
    words = close(one, other)
    assert "云岭县科学技术局: contribution not reported" in words
    assert dict(plan.commitments.values_list("pk", "state"))[one.pk] == "verified"
    assert Commitment.objects.get(pk=other.pk).state == "closed"
    close(Commitment.objects.get(pk=one.pk), without_parts=WHY)
    assert Commitment.objects.get(pk=one.pk).without_parts == WHY
    assert Commitment.objects.get(pk=other.pk).without_parts == ""
    book = b"".join(leader.post("/commitments/export/").streaming_content)  # type: ignore[attr-defined]
    assert any(WHY in map(str, line) for line in lines_of(book))


def test_at_the_years_close_too(office: Office, one: Commitment) -> None:
    def closing(**given: str) -> Any:
        actor = office.actor("supervisor", at(9, 22).date())
        return decide_year_end(one.plan, {one.pk: ("close", one.version)}, "年终收账", actor, at=at(9, 22), **given)

    with pytest.raises(RecordError, match=f"{one.number} 云岭县科学技术局: contribution not reported"):
        closing()
    keeper, url = signed_in(office, "supervisor", "en"), f"/plans/{one.plan_id}/year/"
    sent = {"seen": f"{one.pk}:{one.version}:0", f"row_{one.pk}": "close", "reason": "年终收账", "then": "look"}
    page = keeper.post(url, sent).content.decode()
    assert "contribution not reported" in page and 'name="without_parts"' in page
    ahead = keeper.post(url, {**sent, "without_parts": WHY}).content.decode()
    assert f'name="without_parts" value="{WHY}"' in ahead
    assert keeper.post(url, {**sent, "without_parts": WHY, "then": "do"}).status_code == 302
    closed = Commitment.objects.get(pk=one.pk)
    assert (closed.state, closed.without_parts) == ("closed", WHY)
