"""An office where signing up can be tried: nothing leaves, no bound holds unless a test sets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.translation import override
from signing_up import moving

from housekeeping_office import House
from luoshi.org.tokens.actions import pace
from luoshi.parts.signups import actions
from office import Office


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA, settings.ADDRESS = tmp_path, "https://office.invalid"
    settings.MAIL_URL = "smtp://mail.invalid?from=office@mail.invalid"
    settings.ASKS_PER_MINUTE = settings.CODES_PER_MINUTE = settings.OPEN_PER_MINUTE = 0
    settings.CODES_PER_DAY = settings.CODES_OF_ADDRESS = 0  # tests that try these bounds set them
    cache.clear()
    with override("en"):
        yield
    cache.clear()
    pace._counts.clear()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What left: to whom, and the words."""
    found: list[tuple[str, str]] = []
    for way in ("mail", "sms"):
        monkeypatch.setitem(actions.CARRIERS, way, lambda to, subject, words: found.append((to, words)))
    return found


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    return moving(office, monkeypatch)
