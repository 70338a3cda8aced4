"""The outbox: what leaves the system leaves at most once, says a count and a link, and shows what became of it."""

from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given as each
from hypothesis import strategies as st

from appeal_factory import appeal
from luoshi.base.record_errors import RecordError
from luoshi.desk.digests.actions import send_digests
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.messages import mail
from luoshi.kernel.messages.actions import outbox
from luoshi.kernel.messages.actions.outbox import (
    NotSent,
    give_up_sending,
    mail_text,
    send_after_commit,
    send_again,
    send_next,
)
from luoshi.kernel.messages.models import Outgoing
from luoshi.kernel.messages.rules.backoff import WAITS, wait_after
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import Person
from office import NOW, Office

ASKED = {"title": "反映某干部家事", "words": "周末孩子没有去处", "channel": "hotline", "speaker": "王小明"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """What left by the channel "robot"; an exception put first in it is raised instead."""
    out: list[Any] = []

    def send(person: Person, subject: str, words: str) -> None:
        if out and isinstance(out[0], Exception):
            raise out.pop(0)
        out.append((person.name, subject, words))

    monkeypatch.setitem(outbox.CHANNELS, "robot", send)
    return out


def post(office: Office, name: str = "clerk", occasion: str = "a") -> Outgoing | None:
    values = {"waiting": 3, "late": 1}
    return send_after_commit("robot", office.people[name], "digest", values, occasion=occasion, at=NOW)


def states() -> list[tuple[str, int]]:
    return list(Outgoing.objects.order_by("pk").values_list("state", "attempts"))


@pytest.mark.django_db(transaction=True)
def test_what_was_put_out_is_sent_once(real_office: Office, sent: list[Any]) -> None:
    assert post(real_office) and not post(real_office)
    assert send_next("w", NOW) and send_next("w", NOW) is None
    assert [name for name, _, _ in sent] == ["柯干事"] and states() == [("sent", 1)]


@pytest.mark.django_db(transaction=True)
def test_eight_who_send_at_once_send_each_letter_once(real_office: Office, sent: list[Any]) -> None:
    for number in range(12):
        post(real_office, occasion=str(number))

    def work(name: str) -> None:
        from django.db import connection

        try:
            while send_next(name, NOW):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(sent) == 12 and states() == [("sent", 1)] * 12


@pytest.mark.django_db(transaction=True)
def test_what_certainly_failed_is_tried_again_ever_later_and_at_last_given_up(
    real_office: Office, sent: list[Any]
) -> None:
    post(real_office)
    while (row := Outgoing.objects.get()).state == "waiting":
        sent.insert(0, NotSent("the server says no"))
        assert send_next("w", row.after - timedelta(seconds=1)) is None  # not before
        assert send_next("w", row.after) and sent == []
    assert states() == [("failed", len(WAITS) + 1)]
    assert Outgoing.objects.get().why == "the server says no"


@pytest.mark.django_db(transaction=True)
def test_what_cannot_succeed_is_not_tried_again(real_office: Office, sent: list[Any]) -> None:
    post(real_office)
    sent.insert(0, NotSent("no such person", again=False))
    send_next("w", NOW)
    assert states() == [("failed", 1)]


@pytest.mark.django_db(transaction=True)
def test_where_no_one_knows_whether_it_left_it_is_perhaps_sent_and_only_a_person_sends_it_again(
    real_office: Office, sent: list[Any]
) -> None:
    post(real_office)
    sent.insert(0, smtplib.SMTPServerDisconnected("gone in the middle"))
    send_next("w", NOW)
    assert states() == [("perhaps", 1)] and send_next("w", NOW + timedelta(days=9)) is None
    row = Outgoing.objects.get()
    with pytest.raises(RecordError, match=r"administrator|管理员"):
        send_again([row.pk], real_office.actor("auditor"), at=NOW)
    assert send_again([row.pk], real_office.actor("admin"), at=NOW) == 1
    assert send_again([row.pk], real_office.actor("admin"), at=NOW) == 0  # it waits already
    send_next("w", NOW)
    assert states() == [("sent", 1)] and len(sent) == 1
    assert [(entry.subject, entry.step) for entry in Entry.objects.order_by("-pk")[:1]] == [
        (f"outgoing:{row.pk}", "outgoing.again")
    ]


@pytest.mark.django_db(transaction=True)
def test_a_worker_given_up_for_dead_may_still_end_what_it_had_in_hand(
    real_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outbox.CHANNELS, "robot", lambda *_: give_up_sending("another", NOW))
    post(real_office)
    send_next("w", NOW)
    assert states() == [("sent", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_demonstration_sends_nothing(real_office: Office, sent: list[Any], settings: Any) -> None:
    post(real_office)
    settings.DEMO = True
    assert post(real_office, "head") is None and send_next("w", NOW) is None
    assert sent == [] and states() == [("waiting", 0)]


def test_nothing_is_sent_inside_a_transaction(office: Office, sent: list[Any]) -> None:
    post(office)
    assert send_next("w", NOW) is None and sent == []


def test_a_letter_says_counts_and_a_link(office: Office, settings: Any) -> None:
    settings.ADDRESS = "https://luoshi.yunling.example"
    row = post(office)
    assert row
    subject, words = mail_text(row)
    assert subject == "落实：今日待办提醒。"
    assert words.splitlines() == ["待您办理: 3", "逾期: 1", "", "https://luoshi.yunling.example/"]


def test_the_digest_leaves_by_mail_where_it_is_switched_on_for_those_with_an_address(
    office: Office, settings: Any
) -> None:
    given = {**ASKED, "unit": office.units["desk"].pk}
    record = appeal(office, **given)
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    take(record, "assign", office.actor("supervisor"), given, at=NOW)
    Person.objects.filter(pk=office.people["clerk"].pk).update(email="ke@yunling.example")
    settings.MAIL_URL, settings.ADDRESS = "smtp://mail.yunling.example", "https://luoshi.yunling.example"
    list(send_digests(NOW))
    rows = [(outgoing.person.name, outgoing.channel, mail_text(outgoing)) for outgoing in Outgoing.objects.all()]
    assert [(name, channel) for name, channel, _ in rows] == [("柯干事", "mail")]
    assert "家事" not in str(rows) and "王小明" not in str(rows) and "诉2026" not in str(rows)


@each(st.integers(-3, 30))
def test_each_wait_is_longer_than_the_one_before_until_it_is_given_up(attempts: int) -> None:
    now, then = wait_after(attempts), wait_after(attempts + 1)
    assert (now is not None) is (0 < attempts <= len(WAITS))
    assert not (now and then) or then > now


def test_the_page_is_the_administrators_and_the_auditor_may_read_it(office: Office) -> None:
    Outgoing.objects.filter(pk=getattr(post(office), "pk", 0)).update(state="perhaps")
    clients = {}
    for name in office.people:
        clients[name] = Client()
        clients[name].force_login(office.people[name].user)
    found = {name: client.get("/outbox/").status_code for name, client in clients.items()}
    assert found == {name: 200 if name in ("admin", "auditor") else 404 for name in found}
    page = clients["admin"].get("/outbox/?state=perhaps").content.decode()
    assert "可能已发送" in page and "柯干事" in page and "重新发送" in page
    assert "重新发送" not in clients["auditor"].get("/outbox/").content.decode()
    sent = {"row": [str(Outgoing.objects.get().pk)], "step": "again"}
    assert clients["auditor"].post("/outbox/again/", sent).status_code == 403
    assert states() == [("perhaps", 0)]
    clients["admin"].post("/outbox/again/", sent)
    assert states() == [("waiting", 0)]


# E-mail itself, against a server of our own that says what a test wants.


class Server(threading.Thread):
    """A mail server for one letter: answers RCPT and DATA as it is told, and hangs up where it is told ""."""

    def __init__(self, rcpt: str, end: str) -> None:
        super().__init__(daemon=True)
        self.rcpt, self.end, self.got = rcpt, end, b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.listening.getsockname()[1]}?plain=1&from=luoshi%40yunling.example"

    def run(self) -> None:
        with self.listening, self.listening.accept()[0] as line, line.makefile("rb") as reads:
            line.sendall(b"220 ready\r\n")
            for command in reads:
                word = command[:4].upper()
                answer = {b"RCPT": self.rcpt, b"DATA": "354 go on", b"QUIT": "221 bye"}.get(word, "250 ok")
                line.sendall(answer.encode() + b"\r\n")
                if word == b"DATA":
                    for part in reads:
                        if part == b".\r\n":
                            break
                        self.got += part
                    if not self.end:
                        return
                    line.sendall(self.end.encode() + b"\r\n")
                if word == b"QUIT":
                    return


@pytest.fixture
def server() -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def start(rcpt: str = "250 ok", end: str = "250 taken") -> Server:
        made.append(Server(rcpt, end))
        made[-1].start()
        return made[-1]

    yield start
    for thread in made:
        thread.join(timeout=5)


def test_a_letter_arrives(server: Callable[..., Server]) -> None:
    one = server()
    mail.send_mail_message(one.url, "ke@yunling.example", "落实：今日", "待您办理: 3\n")
    one.join(timeout=5)
    found = message_from_bytes(one.got)
    assert str(make_header(decode_header(found["Subject"]))) == "落实：今日"
    assert (found["To"], found["From"]) == ("ke@yunling.example", "luoshi@yunling.example")
    assert found.get_payload(decode=True).decode().strip() == "待您办理: 3"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("answers", "again"),
    [({"rcpt": "550 unknown"}, False), ({"rcpt": "450 later"}, True), ({"end": "554 spam"}, False)],
)
def test_a_refused_letter_certainly_did_not_leave(
    server: Callable[..., Server], answers: dict[str, str], again: bool
) -> None:
    with pytest.raises(NotSent) as caught:
        mail.send_mail_message(server(**answers).url, "ke@yunling.example", "s", "w")
    assert caught.value.again is again


def test_a_line_that_breaks_after_the_letter_leaves_doubt(server: Callable[..., Server]) -> None:
    with pytest.raises(smtplib.SMTPServerDisconnected):
        mail.send_mail_message(server(end="").url, "ke@yunling.example", "s", "w")


@pytest.mark.parametrize(
    ("url", "to", "again"),
    [
        ("smtp://127.0.0.1:1?plain=1", "ke@yunling.example", True),
        ("carrier-pigeon://roof", "ke@yunling.example", False),
        ("smtp://127.0.0.1:1", "", False),
    ],
)
def test_without_a_server_or_an_address_nothing_has_left(url: str, to: str, again: bool) -> None:
    with pytest.raises(NotSent) as caught:
        mail.send_mail_message(url, to, "s", "w")
    assert caught.value.again is again


def test_a_trial_keeps_letters_in_a_folder(tmp_path: Path) -> None:
    mail.send_mail_message(f"file://{tmp_path.as_posix()}", "ke@yunling.example", "s", "waiting: 3")
    (kept,) = tmp_path.iterdir()
    assert "ke@yunling.example" in kept.read_text()
