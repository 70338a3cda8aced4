"""Telling one person by apprise: off by default, never a group, a count and a link, at most once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from appeal_factory import filed
from luoshi.desk.digests.actions import send_digests
from luoshi.kernel.messages import notices
from luoshi.kernel.messages.actions.outbox import send_after_commit, send_next
from luoshi.kernel.messages.models import Outgoing
from luoshi.kernel.messages.queries.channels import notices_are_on, reached_by
from luoshi.org.actors.models import Person
from office import NOW, Office


class Service:
    """A service that listens on this machine; it answers with ``status``."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told.got.append((self.path, json.loads(body)))
                self.send_response(told.status)
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"json://127.0.0.1:{self.server.server_port}/to/{{account}}"


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    made = Service()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    settings.APPRISE_URL, settings.ADDRESS = made.address, "https://luoshi.example"
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("jsons://gateway.example/{account}", ""),
        ("mailtos://user:pass@example.cn?to={email}", ""),
        ("twilio://SID:TOKEN@+8610/{phone}", ""),
        ("dingtalk://token/{phone}", "scheme"),
        ("wecombot://key?to={account}", "scheme"),
        ("feishu://{account}", "scheme"),
        ("slack://a/b/c/{account}", "scheme"),
        ("jsons://gateway.example/all", "person"),
        ("jsons://gateway.example/{account}/{room}", "person"),
        ("nonsense", "scheme"),
        ("", "scheme"),
    ],
)
def test_only_an_address_of_one_person_is_used(address: str, wrong: str) -> None:
    assert notices.notice_address_fault(address) == wrong


def test_it_is_off_by_default_and_for_whatever_may_be_a_group(office: Office, settings: Any) -> None:
    settings.ADDRESS = "https://luoshi.example"
    person = office.people["clerk"]
    for address in ("", "dingtalk://token/{phone}", "jsons://gateway.example/all"):
        settings.APPRISE_URL = address
        assert reached_by(person) == [] and not notices_are_on()
    settings.APPRISE_URL = "jsons://gateway.example/{account}"
    assert reached_by(person) == ["apprise"]
    settings.ADDRESS = ""
    assert reached_by(person) == []


def test_who_has_no_such_address_is_not_told_so(office: Office, settings: Any) -> None:
    settings.APPRISE_URL, settings.ADDRESS = "mailtos://u:p@example.cn?to={email}", "https://luoshi.example"
    person = office.people["clerk"]
    assert reached_by(person) == [] and notices.personal_address(settings.APPRISE_URL, person) == ""
    Person.objects.filter(pk=person.pk).update(email="ke+gan@example.cn")
    person.refresh_from_db()
    assert notices.personal_address(settings.APPRISE_URL, person) == "mailtos://u:p@example.cn?to=ke%2Bgan%40example.cn"


@pytest.mark.django_db(transaction=True)
def test_the_digest_says_counts_and_the_link_to_one_person_once(real_office: Office, service: Service) -> None:
    filed(real_office, 2)
    for _time in range(2):
        list(send_digests(NOW))
    while send_next("w", NOW):
        pass
    asked = [path for path, _said in service.got]
    assert "/to/supervisor" in asked and len(asked) == len(set(asked))
    assert set(Outgoing.objects.values_list("channel", "state")) == {("apprise", "sent")}
    for _path, said in service.got:
        words = f"{said['title']} {said['message']}"
        assert "https://luoshi.example/" in words and "活动室" not in words and "孩子" not in words


@pytest.mark.django_db(transaction=True)
def test_what_the_service_does_not_confirm_was_perhaps_sent_and_is_not_sent_again(
    real_office: Office, service: Service
) -> None:
    service.status = 500
    send_after_commit("apprise", real_office.people["clerk"], "digest", {"waiting": 3}, occasion="a", at=NOW)
    while send_next("w", NOW):
        pass
    assert len(service.got) == 1
    assert list(Outgoing.objects.values_list("state", "attempts")) == [("perhaps", 1)]


@pytest.mark.django_db(transaction=True)
def test_who_lost_their_address_meanwhile_is_shown_as_not_sent(real_office: Office, service: Service) -> None:
    real_office.people["clerk"].user.delete()
    send_after_commit("apprise", real_office.people["clerk"], "digest", {"waiting": 3}, occasion="a", at=NOW)
    assert send_next("w", NOW) and not service.got
    assert list(Outgoing.objects.values_list("state", "attempts")) == [("failed", 1)]
