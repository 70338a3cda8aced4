"""What the tests of signing in share: a clock that they turn, and the ways in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.http import HttpResponse
from django.test import Client

from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import User

PASSWORD = "Yunling-2026"
NEW = "Qingshi-72-cha"


@dataclass
class Clock:
    """The time as the application sees it; ``on`` turns it forward."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


def sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    """Send account and password from the sign-in page."""
    query = more.pop("query", "")
    return client.post(f"/sign-in/{query}", {"username": name, "password": password}, **more)


def who(client: Client) -> str:
    """Whose home page this client gets; nobody's where it is led elsewhere."""
    page = client.get("/")
    return str(page.context["person"]["name"]) if page.status_code == 200 else ""


def code(user: User, at: datetime) -> str:
    """What the person's app shows at this moment."""
    app = Authenticator.objects.get(user=user, type="totp")
    return code_of(decrypt(app.data["secret"]), at)


def code_of(secret: str, at: datetime) -> str:
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def journaled(prefix: str = "account") -> list[tuple[str, str, Mapping[str, Any]]]:
    """Subject, step and payload of the entries about accounts, oldest first."""
    rows = Entry.objects.filter(subject__startswith=prefix).select_related("payload").order_by("pk")
    return [(row.subject, row.step, json.loads(row.payload.data or "{}")) for row in rows]


def steps() -> list[str]:
    return [step for _, step, _ in journaled() if step != "account.open"]
