"""What all tests share: how a missing tool is met, and how hypothesis searches."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("LUOSHI_CI") == "1"

# In CI the same examples every time: a run that was green stays green. At a desk new ones each time.
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "desk")


def _need_tool(name: str, remedy: str) -> str:
    found = shutil.which(name)
    if found is None:
        give_up = pytest.fail if IN_CI else pytest.skip
        give_up(f"{name} is not installed: {remedy}")
    return found


@pytest.fixture(scope="session")
def need_tool() -> Callable[[str, str], str]:
    """A function: the path of a program, ``need_tool("soffice", "apt-get install libreoffice-writer")``.

    Where it is missing the test is skipped, saying how to get it; in CI (``LUOSHI_CI=1``) it fails.
    """
    return _need_tool
