"""A clock that tests turn, and an office in which much has happened: fixtures for the folders that name them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import Any

import axes.handlers.proxy
import pytest
from django.test import override_settings
from django.utils import timezone

from hostile import Address, furnished
from office import Office
from signing import Clock
from worlds import world


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The application's time: it stands still until a test turns it."""
    made = Clock(timezone.now().replace(microsecond=0))
    monkeypatch.setattr(timezone, "now", made)
    monkeypatch.setattr(axes.handlers.proxy, "now", made)  # axes holds the function itself
    return made


def _much_happened(office: Office) -> tuple[Office, list[Address], Path]:
    """The office, every address of the application filled in, and the folder of the files that were received."""
    folder = Path(tempfile.mkdtemp(prefix="luoshi-furnished-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with override_settings(DATA=folder):
        return office, furnished(office), folder


much_happened = world("much_happened", _much_happened, on="office", module="")


@pytest.fixture
def furnished_office(
    much_happened: tuple[Office, list[Address], Path], settings: Any, tmp_path: Path
) -> tuple[Office, list[Address]]:
    """An office in which much has happened, with its files in a folder of the test alone, and every address."""
    office, every, folder = much_happened
    settings.DATA = shutil.copytree(folder, tmp_path / "data")
    return office, every
