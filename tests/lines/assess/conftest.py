"""What the tests of assessment share: English words, and a house of one day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from assessing import gone_through
from django.utils.translation import override

from housekeeping_office import House
from office import Office
from worlds import world


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


year_gone_through = world("year_gone_through", gone_through, on="office", module="")


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(2026, 11, 2)
    return made
