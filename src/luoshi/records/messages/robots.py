"""A count and a link to a group by its robot in WeCom or DingTalk; off unless the office gives the robot's address.

Written here and not left to apprise, which takes each answer with status 200 for a yes: both services say no so.
Source: WeCom, 群机器人配置说明; DingTalk, 自定义机器人接入 and 安全设置 (sign).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from urllib.error import HTTPError, URLError
from urllib.parse import quote_plus, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils import timezone

from luoshi.records.messages.mail import NotSent

WAIT = 20  # seconds for the service's answer
MOST_BYTES = 64_000  # of its answer
BUSY = frozenset({-1, 45009, 45033, 130101, 130102, 410100})  # too many at once, or not just now
ROBOTS = ("wecom", "dingtalk")


def is_bad_robot_address(address: str) -> bool:
    """Whether an address is none that a robot can be reached by."""
    parts = urlsplit(address)
    return parts.scheme not in ("https", "http") or not parts.hostname or not parts.query


def sign_robot_address(address: str, secret: str, at: float) -> str:
    """The address of a DingTalk robot with the moment (seconds since 1970) and its signature; it holds for an hour."""
    if not secret:
        return address
    moment = str(round(at * 1000))
    made = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{address}&timestamp={moment}&sign={quote_plus(base64.b64encode(made))}"


def send_to_robot(robot: str, address: str, secret: str, subject: str, words: str) -> None:
    """Tell a robot's group.

    Args:
        secret: of a DingTalk robot that asks for signatures; "".

    Raises:
        NotSent: it certainly did not leave. Any other error: it may have. No error names the address.
    """
    if is_bad_robot_address(address):
        raise NotSent("not the address of a robot", again=False)
    url = sign_robot_address(address, secret, timezone.now().timestamp()) if robot == "dingtalk" else address
    body = {"msgtype": "text", "text": {"content": f"{subject}\n{words}".strip()}}
    sent = json.dumps(body, ensure_ascii=False).encode()
    asked = Request(url, sent, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310  its scheme was looked at
    try:
        with build_opener(_NoWayOn()).open(asked, timeout=WAIT) as answer:
            said = answer.read(MOST_BYTES)
    except HTTPError as error:
        raise NotSent(f"HTTP {error.code}", again=error.code >= 500 or error.code == 429) from None
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError | socket.gaierror):
            raise NotSent(type(error.reason).__name__) from None
        raise RuntimeError(type(error.reason).__name__) from None
    except OSError as error:
        raise RuntimeError(type(error).__name__) from None
    try:
        code = int(json.loads(said)["errcode"])
    except (ValueError, KeyError, TypeError):
        raise RuntimeError("the service did not confirm it") from None
    if code:
        raise NotSent(f"errcode {code}", again=code in BUSY)


class _NoWayOn(HTTPRedirectHandler):
    """What is meant for one address goes to no other."""

    def redirect_request(self, *given: object, **more: object) -> None:
        return None
