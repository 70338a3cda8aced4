"""A group is told a count and a link by its robot: off at first, as WeCom and DingTalk speak, at most once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from appeal_factory import appeal
from luoshi.desk.digests.actions import send_digests
from luoshi.kernel.messages import robots
from luoshi.kernel.messages.actions.outbox import send_after_commit, send_next
from luoshi.kernel.messages.mail import NotSent
from luoshi.kernel.messages.models import Outgoing
from luoshi.kernel.messages.queries.channels import robots_on
from office import NOW, Office

SECRET = "SEC000invented"


class Service:
    """A stand-in for both services: it looks at what they look at, and answers as they do."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any]] = []
        self.code: int | None = None  # what it says whatever comes
        self.status = 200
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                said = json.loads(data) if "json" in self.headers["Content-Type"] else None
                outer.got.append((self.path, said))
                code = outer.answer(self.path, said) if outer.code is None else outer.code
                body = json.dumps({"errcode": code, "errmsg": "ok" if not code else "no"}).encode()
                self.send_response(outer.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_given: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{self.server.server_port}"
        self.wecom = f"{host}/cgi-bin/webhook/send?key=invented-key"
        self.dingtalk = f"{host}/robot/send?access_token=invented-token"

    def answer(self, path: str, said: Any) -> int:
        asked = {name: found[0] for name, found in parse_qs(urlsplit(path).query).items()}
        if (
            not said
            or said.get("msgtype") != "text"
            or not said["text"]["content"]
            or len(said["text"]["content"]) > 2048
        ):
            return 40008
        if path.startswith("/cgi-bin/webhook/send"):
            return 0 if asked.get("key") == "invented-key" else 93000
        if asked.get("access_token") != "invented-token":
            return 300001
        moment = asked.get("timestamp", "0")
        made = hmac.new(SECRET.encode(), f"{moment}\n{SECRET}".encode(), hashlib.sha256).digest()
        fresh = abs(time.time() * 1000 - int(moment)) < 3_600_000
        return 0 if fresh and asked.get("sign") == base64.b64encode(made).decode() else 310000


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_nothing_goes_to_a_group_before_the_office_names_a_robot(office: Office, settings: Any) -> None:
    settings.ADDRESS = "https://luoshi.example"
    appeal(office)
    list(send_digests(NOW))
    assert (robots_on(), Outgoing.objects.count()) == ([], 0)
    settings.WECOM_ROBOT = "wecom://key"  # no address of a robot
    assert robots_on() == []


@pytest.mark.django_db(transaction=True)
def test_both_groups_are_told_counts_and_the_link_once_a_day(
    real_office: Office, service: Service, settings: Any
) -> None:
    settings.ADDRESS, settings.WECOM_ROBOT = "https://luoshi.example", service.wecom
    settings.DINGTALK_ROBOT, settings.DINGTALK_SECRET = service.dingtalk, SECRET
    record = appeal(real_office, title="增设科普活动室")
    type(record).objects.filter(pk=record.pk).update(due="2026-01-05")
    for _time in range(2):
        list(send_digests(NOW))
    while send_next("w", NOW):
        pass
    assert sorted(Outgoing.objects.values_list("channel", "state", "person")) == [
        ("dingtalk", "sent", None),
        ("wecom", "sent", None),
    ]
    for _path, said in service.got:
        words = said["text"]["content"]
        assert "https://luoshi.example/" in words and "1" in words and "活动室" not in words and "杜察云" not in words
    assert len(service.got) == 2


@pytest.mark.parametrize(
    ("code", "status", "state", "why"),
    [
        (45009, 200, "waiting", "errcode 45009"),  # WeCom: too many in a minute
        (93000, 200, "failed", "errcode 93000"),  # WeCom: no such key
        (310000, 200, "failed", "errcode 310000"),  # DingTalk: the signature is wrong
        (0, 502, "waiting", "HTTP 502"),
        (0, 404, "failed", "HTTP 404"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_the_service_refuses_is_shown_and_tried_again_where_that_helps(
    service: Service, settings: Any, code: int, status: int, state: str, why: str
) -> None:
    settings.ADDRESS, settings.WECOM_ROBOT = "https://luoshi.example", service.wecom
    service.code, service.status = code, status
    send_after_commit("wecom", None, "digest.group", {"open": 3, "late": 1}, occasion="a", at=NOW)
    assert send_after_commit("wecom", None, "digest.group", {"open": 3}, occasion="a", at=NOW) is None
    send_next("w", NOW)
    assert list(Outgoing.objects.values_list("state", "why")) == [(state, why)]


def test_a_wrong_or_missing_signature_is_refused_and_the_right_one_taken(service: Service) -> None:
    for secret in ("", "another"):
        with pytest.raises(NotSent, match="310000"):
            robots.send_to_robot("dingtalk", service.dingtalk, secret, "落实", "未结 3 件")
    robots.send_to_robot("dingtalk", service.dingtalk, SECRET, "落实", "未结 3 件")


def test_what_nobody_confirmed_was_perhaps_sent_and_no_error_names_the_address(service: Service) -> None:
    service.code = "x"  # type: ignore[assignment]
    with pytest.raises(RuntimeError, match="did not confirm") as perhaps:
        robots.send_to_robot("wecom", service.wecom, "", "落实", "未结 3 件")
    service.server.shutdown()
    service.server.server_close()
    with pytest.raises(NotSent) as refused:
        robots.send_to_robot("wecom", service.wecom, "", "落实", "未结 3 件")
    assert "invented-key" not in f"{perhaps.value} {refused.value}"
