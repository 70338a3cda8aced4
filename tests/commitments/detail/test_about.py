"""What commitments are about: said one by one or for many, carried over, and shown on the page of what they serve."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from assigned import act, issued, running
from luoshi.base.record_errors import RecordError
from luoshi.commitments.detail.queries import commitments_about
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.instructions.models import Instruction
from luoshi.plans.base.models.commitment import Commitment
from office import NOW, TODAY, Office
from plans import published

BASE, MEETING = "科普示范基地", "联席会议"


def _place(office: Office, title: str = "云岭科技园") -> Any:
    given = {"title": title, "sort": "venue", "unit": office.units["kexie"].pk}
    return begin(get_kind("places"), office.actor("supervisor"), given, at=NOW).record


def _page(client: Client, office: Office, who: str, address: str) -> str:
    client.force_login(office.people[who].user)
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.text)


def test_its_page_shows_the_commitments_about_it_with_light_targets_and_what_was_reached(office, client):
    park, one = _place(office), running(office, published(office), BASE)
    act(office, one, "say_about", "supervisor", about=park.number)
    assert Commitment.objects.get(pk=one.pk).about_id == park.pk
    page = _page(client, office, "supervisor", park.get_absolute_url())
    card = page.partition('id="commitments-about"')[2]
    assert one.number in card and "3个" in card and "120件" in card and "灯" in card
    assert f"/commitments/?about={park.number[:1]}" in page or "about=%" in card
    assert f"{park.number} 云岭科技园" in _page(client, office, "supervisor", one.get_absolute_url())
    assert one.number not in _page(client, office, "stranger", park.get_absolute_url())
    assert list(commitments_about(park, office.actor("stranger"), TODAY)) == []


def test_only_the_supervising_office_says_it_and_only_of_what_it_may_see(office):
    park, one = _place(office), issued(office, published(office), BASE)
    for who, about in (("clerk", park.number), ("supervisor", "地2026-0099"), ("supervisor", one.number)):
        with pytest.raises(RecordError):
            act(office, one, "say_about", who, about=about)
    assert Commitment.objects.get(pk=one.pk).about_id is None


@pytest.mark.parametrize("count", [1, 4])
def test_the_card_needs_no_more_queries_for_more_commitments(office, client, count, django_assert_max_num_queries):
    park, plan = _place(office), published(office)
    Commitment.objects.filter(pk__in=plan.commitments.order_by("pk").values("pk")[:count]).update(about=park.pk)
    client.force_login(office.people["supervisor"].user)
    with django_assert_max_num_queries(63):
        page = client.get(park.get_absolute_url()).text
    assert page.partition('id="commitments-about"')[2].count('href="/commitments/') >= count


def test_a_merger_takes_what_is_about_it_along(office):
    plan = published(office)
    one, other = issued(office, plan, BASE), issued(office, plan, MEETING)
    given = {"about": one.number, "whose": "顾长川", "words": "请抓紧。", "given": TODAY.isoformat()}
    given |= {"by": TODAY.isoformat(), "unit": str(office.units["kexie"].pk), "decider": ""}
    begin(get_kind("instructions"), office.actor("supervisor"), given, at=NOW)
    act(office, one, "merge", "supervisor", reason="合并", word_of="林分管", into=other.pk)
    assert Instruction.objects.get().about_id == other.pk
    with pytest.raises(RecordError) as refused:
        begin(get_kind("instructions"), office.actor("supervisor"), given, at=NOW)
    assert list(refused.value.fields) == ["about"]
