"""Somebody signs up on the pages, and the office opens them and answers."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from housekeeping_office import House, ten
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.signups import queries
from luoshi.parts.signups.models import SignUp
from office import Office

DAY = date(2026, 9, 24)
CONSENT = "云岭县科协只为办理您的申请使用姓名和联系方式，办结两年后删除（示例）。"
TYPED = {
    "name": "幻阳光",
    "contact": "guang@mail.invalid",
    "belongs": "幻风筝厂",
    "purpose": "申报科普项目",
    "agree": "on",
}


def moving(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(DAY.year, DAY.month, DAY.day)
    return made


def says(house: House, value: Any, text: str, unit: str | None = "kexie") -> None:
    of = house.office.units[unit] if unit else None
    set_value(value, of, text, DAY, "云科协发〔2026〕3号", house.office.actor("admin"), at=ten(DAY))


def opens(house: House, at_once: str = "否") -> None:
    says(house, queries.OPEN, "是")
    says(house, queries.CONSENT, CONSENT)
    says(house, queries.AT_ONCE, at_once)


def somebody() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(strip_tags(answer.text.replace("</", " </"))))


def asks(client: Client, house: House, status: int = 200, **more: str) -> str:
    """The page after the form: what goes along with it, "" where it was not taken."""
    given = {**TYPED, "unit": str(house.office.units["kexie"].pk), **more}
    answer = client.post("/join/", given)
    assert answer.status_code == status, words(answer)
    found = re.search(r'name="sealed" value="([^"]*)"', answer.text)
    return unescape(found[1]) if found else ""


def code_of(sent: list[tuple[str, str]]) -> str:
    found = re.search(r"\b(\d{6})\b", sent[-1][1])
    assert found
    return found[1]


def enters(client: Client, sealed: str, code: str) -> Any:
    return client.post("/join/code/", {"sealed": sealed, "code": code})


def signed_up(house: House, sent: list[tuple[str, str]], **more: str) -> SignUp:
    client = somebody()
    sealed = asks(client, house, **more)
    answer = enters(client, sealed, code_of(sent))
    assert "Your contact is verified" in words(answer)
    return SignUp.objects.latest("pk")


def does(house: House, one: SignUp, step: str, who: str = "clerk", **given: Any) -> Any:
    fresh = SignUp.objects.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, DAY), given, at=ten(DAY)).record
