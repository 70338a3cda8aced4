"""Instructions: entered on any record, passed on, answered in time, seen; by right; named only to who may read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from assigned import issued
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.instructions.models import Instruction
from luoshi.lines.instructions.queries import instructions_about
from office import NOW, TODAY, Office
from plans import published

BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def entered(office: Office, about: str = "", who: str = "supervisor", **given: Any) -> Instruction:
    said = {
        "about": about,
        "whose": "顾长川",
        "words": "请抓紧研究，提出具体举措。",
        "given": TODAY.isoformat(),
        "by": (TODAY + timedelta(10)).isoformat(),
        "unit": str(office.units["kexie"].pk),
        "decider": "",
    }
    done = begin(get_kind("instructions"), office.actor(who), {**said, **given}, at=NOW)
    return done.record  # type: ignore[return-value]


def go(office: Office, one: Instruction, step: str, who: str, **given: Any) -> Instruction:
    return take(one, step, office.actor(who), given, at=NOW).record  # type: ignore[return-value]


def test_from_the_leader_s_words_to_seen_each_is_told_what_is_theirs(office: Office) -> None:
    matter = issued(office, published(office), BASE)
    one = entered(office, matter.number)
    assert (one.state, one.about_id, one.opener_id) == ("given", matter.pk, office.people["supervisor"].pk)
    one = go(office, one, "pass_on", "supervisor")
    (owed,) = Occurrence.objects.filter(duty__record=one.pk)
    assert (owed.due, one.due, one.state) == (TODAY + timedelta(10), TODAY + timedelta(10), "passed")
    assert Message.objects.filter(record=one.pk, asks="answer", post=office.posts["clerk"], done=None).exists()
    one = go(office, one, "answer", "clerk", answer="已研究，方案附后。")
    assert one.state == "answered"
    one = go(office, one, "return", "supervisor", reason="请补充时限。")
    one = go(office, one, "answer", "clerk", answer="已补充。")
    one = go(office, one, "close", "supervisor")
    assert (one.state, one.closed) == ("closed", NOW)
    assert [found.pk for found in instructions_about(matter, office.actor("clerk"), TODAY)] == [one.pk]
    assert instructions_about(matter, office.actor("stranger"), TODAY) == []


def test_what_is_counted_of_instructions(office: Office) -> None:
    closed, answered, passed, withdrawn = (entered(office, words=f"第{at}件。") for at in range(4))
    for instruction in (closed, answered, passed):
        go(office, instruction, "pass_on", "supervisor")
    for instruction in (closed, answered):
        go(office, instruction, "answer", "clerk", answer="已办。")
    go(office, closed, "close", "supervisor"), go(office, withdrawn, "withdraw", "supervisor", reason="重复")
    names = ("instructions", "closed", "answered")
    found = compute_figures(
        get_kind("instructions"), names, FigureSpan(TODAY, TODAY), office.actor("supervisor"), TODAY
    )[()]
    assert [found[name].round_value(0) for name in names[:2]] == [3, 1]
    assert str(found["answered"].round_value(1)) == "66.7"


def test_a_leader_writes_in_their_own_name_and_both_who_wrote_and_who_entered_are_kept(office: Office) -> None:
    office.person("chief", "顾长川", "county", Role.LEADER, charges=["kexie"])
    one = entered(office, who="chief")
    assert (one.decider_id, one.opener_id) == (office.posts["chief"].pk, office.people["chief"].pk)
    one = go(office, one, "pass_on", "supervisor")
    go(office, one, "answer", "clerk", answer="已办。")
    assert Message.objects.filter(record=one.pk, asks="close", post=office.posts["chief"]).exists()
    assert go(office, one, "close", "chief").state == "closed"


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_neither_the_unit_nor_another_enters_or_passes_one_on(office: Office, who: str) -> None:
    with pytest.raises(RecordError):
        entered(office, who=who)
    one = entered(office)
    for step in ("pass_on", "close", "withdraw"):
        with pytest.raises(RecordError):
            go(office, one, step, who, reason="x")


@pytest.mark.parametrize(
    "wrong",
    [{"about": "事2026-9999"}, {"given": "2099-01-01"}, {"by": "2020-01-01"}, {"words": ""}, {"unit": "没有"}],
)
def test_what_is_wrong_is_said_at_its_field(office: Office, wrong: dict[str, str]) -> None:
    with pytest.raises(RecordError) as caught:
        entered(office, **wrong)
    assert list(caught.value.fields) == list(wrong)


def test_it_is_on_nothing_that_who_enters_it_may_not_read(office: Office) -> None:
    matter = issued(office, published(office), BASE)
    office.person("narrow", "局督查", "bureau", Role.SUPERVISOR, ["bureau"])
    with pytest.raises(RecordError) as caught:
        entered(office, matter.number, "narrow", unit=str(office.units["bureau"].pk))
    assert list(caught.value.fields) == ["about"]
    assert entered(office, "", "narrow", unit=str(office.units["bureau"].pk)).state == "given"


def test_it_begins_on_a_record_s_page_and_is_shown_there(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    matter = issued(office, published(office), BASE)
    client.force_login(office.people["supervisor"].user)
    address = f"/instructions/new/?about={quote(matter.number)}"
    assert address in client.get(matter.get_absolute_url()).content.decode()
    form = client.get(address).content.decode()
    assert matter.number in form and matter.title in form and f'value="{matter.unit}' in form
    assert client.get("/instructions/new/?about=事2026-9999").status_code == 200
    one = entered(office, matter.number)
    assert one.words in client.get(matter.get_absolute_url()).content.decode()
    assert matter.title in client.get(one.get_absolute_url()).content.decode()
    client.force_login(office.people["clerk"].user)
    assert client.get(address).status_code == 404
