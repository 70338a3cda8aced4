"""A count and a link sent to a group by its robot in WeCom or DingTalk; off unless the robot's address is set.

Not left to apprise, which takes every answer with status 200 as success: both services also refuse with it.

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

from luoshi.kernel.messages.mail import NotSent

WAIT = 20  # seconds to wait for the service
MOST_BYTES = 64_000  # of the service's answer
BUSY = frozenset({-1, 45009, 45033, 130101, 130102, 410100})  # rate limit, or temporarily unavailable
ROBOTS = ("wecom", "dingtalk")


def is_bad_robot_address(address: str) -> bool:
    """Return whether an address cannot be that of a robot."""
    parts = urlsplit(address)
    return parts.scheme not in ("https", "http") or not parts.hostname or not parts.query


def sign_robot_address(address: str, secret: str, at: float) -> str:
    """Return the address of a DingTalk robot with time (seconds since 1970) and signature; it is valid for an hour."""
    if not secret:
        return address
    moment = str(round(at * 1000))
    made = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{address}&timestamp={moment}&sign={quote_plus(base64.b64encode(made))}"


def send_to_robot(robot: str, address: str, secret: str, subject: str, words: str) -> None:
    """Send a message to a robot's group.

    Args:
        secret: The secret of a DingTalk robot that requires signatures, otherwise "".

    Raises:
        NotSent: It certainly did not leave. Any other error: it may have. No error contains the address.
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
    """Refuse redirects: a message for one address goes to no other."""

    def redirect_request(self, *given: object, **more: object) -> None:
        return None
