"""A clock for the tests of pages, that they turn."""

from __future__ import annotations

import axes.handlers.proxy
import pytest
from django.utils import timezone

from signing import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The application's time: it stands still until a test turns it."""
    made = Clock(timezone.now().replace(microsecond=0))
    monkeypatch.setattr(timezone, "now", made)
    monkeypatch.setattr(axes.handlers.proxy, "now", made)  # axes holds the function itself
    return made
