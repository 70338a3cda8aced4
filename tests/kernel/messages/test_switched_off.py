"""Kinds of messages that a person switches off, what always comes, and messages counted by what they ask for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from appeal_factory import appeal
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.messages import REQUIRED, SENTENCES
from luoshi.kernel.messages.actions.messages import send_message, set_silenced, switchable_codes
from luoshi.kernel.messages.models import Message, SilencedMessage
from luoshi.kernel.messages.queries.messages import count_message_groups, count_unread_messages, inbox_messages
from luoshi.kernel.messages.rules.switching import may_switch_off
from luoshi.kernel.steps.actions.steps import take
from many_appeals import signed_in
from office import NOW, Office

PAGE, INFORMS = "/inbox/kinds/", "societies.decided"


def send(office: Office, code: str, who: str = "clerk", asks: str = "") -> None:
    number = Message.objects.count()
    values = dict.fromkeys(re.findall(r"%\((\w+)\)", str(SENTENCES[code])), "甲")
    send_message(code, values, people=[office.people[who].pk], occasion=f"test:{number}", at=NOW, asks=asks)


def codes(office: Office, view: str, who: str = "clerk") -> list[str]:
    return [message.code for message in inbox_messages(office.actor(who), view)]


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("societies.decided", True),
        ("units.entered", True),
        ("commitments.closed", True),
        ("commitments.issued", False),  # asks to accept
        ("commitments.pushed", False),  # chasing
        ("ledger.ladder.push", False),
        ("objections.answered", False),  # the answer that is owed
        ("account.reset", False),
        ("proposal.waits", False),
        ("digest", False),
    ],
)
def test_what_may_be_switched_off(code: str, allowed: bool) -> None:
    assert (code in switchable_codes()) is allowed


def test_the_rule_by_itself() -> None:
    assert may_switch_off("a.b", (), ())
    assert not may_switch_off("a.b", ("a.b",), ()) and not may_switch_off("a.b", (), ("a.b",))
    assert set(SENTENCES) >= REQUIRED and not REQUIRED & switchable_codes()


def test_what_was_switched_off_is_not_unread_and_not_lost(office: Office) -> None:
    for code in (INFORMS, "units.entered"):
        send(office, code)
    client = signed_in(office, "clerk", "en")
    on = sorted(switchable_codes() - {INFORMS})
    assert client.post(PAGE, {"on": on})["Location"] == PAGE
    assert codes(office, "unread") == ["units.entered"] and set(codes(office, "all")) == {INFORMS, "units.entered"}
    assert count_unread_messages(office.actor("clerk")) == 1
    form = client.get(PAGE).context["form"]
    assert set(form.fields["on"].initial) == set(on)
    send(office, INFORMS, "supervisor")  # one's own choice alone
    assert codes(office, "unread", "supervisor") == [INFORMS]
    client.post(PAGE, {"on": [*on, INFORMS]})
    assert codes(office, "unread") == ["units.entered", INFORMS] and not SilencedMessage.objects.exists()


def test_a_message_that_asks_for_a_step_comes_whatever_is_switched_off(office: Office) -> None:
    set_silenced([INFORMS], office.actor("clerk"))
    send(office, INFORMS, asks="take_in")
    assert codes(office, "asked") == [INFORMS] and count_unread_messages(office.actor("clerk")) == 1


@pytest.mark.parametrize("code", ["commitments.issued", "account.reset", "no.such"])
def test_what_always_comes_cannot_be_switched_off(office: Office, code: str) -> None:
    with pytest.raises(RecordError):
        set_silenced([INFORMS, code], office.actor("clerk"))
    assert not SilencedMessage.objects.exists()
    assert signed_in(office, "clerk").post(PAGE, {"on": [code]}).status_code == 422


def test_messages_are_counted_by_what_they_ask_for(office: Office) -> None:
    for title in ("路灯不亮", "座椅坏了", "水管漏水"):
        given = {"words": "巷口", "channel": "hotline", "speaker": "王小明", "unit": office.units["desk"].pk}
        record = appeal(office, title=title, **given)
        said = {"grade": "ordinary", "unit": office.units["kexie"].pk}
        take(record, "assign", office.actor("supervisor"), said, at=NOW)
    for _again in range(2):
        send(office, INFORMS)
    actor = office.actor("clerk")
    assert count_message_groups(actor, "unread") == [(("appeals", "answer", ""), 3), (("", "", INFORMS), 2)]
    client = signed_in(office, "clerk", "en")
    page = client.get("/inbox/")
    labels = {group["label"]: group["url"] for group in page.context["groups"]}
    (asked, _informs) = labels
    assert asked.endswith(" (3)") and asked.startswith("Appeals: ")
    only = client.get("/inbox/" + labels[asked])
    assert {row["number"] != "" for row in only.context["rows"]} == {True} and len(only.context["rows"]) == 3
    client.post(only.context["bulk_url"], {"step": "read", "every": "1"})
    assert codes(office, "unread") == [INFORMS] * 2  # those of the group alone
    assert len(client.get("/inbox/?about=nosuch:thing").context["rows"]) == 2  # no such group: all of them


def test_the_inbox_needs_no_more_queries_for_many_groups(office: Office, django_assert_max_num_queries: Any) -> None:
    def shown(client: Client) -> None:
        client.get("/inbox/")
        with django_assert_max_num_queries(18):
            assert client.get("/inbox/").status_code == 200

    client = signed_in(office, "clerk")
    many = sorted(switchable_codes())
    for code in many[:3]:
        send(office, code)
    shown(client)
    for code in many[3:12]:
        send(office, code)
    shown(client)
