"""Whether all that there is is tried (``--full``, as ``make test-all`` does), or a sample of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

import pytest

SAID = "LUOSHI_FULL"
# Asked when modules of tests are imported; a worker is told by whoever started it.
FULL = os.environ.get(SAID) == "1" or "--full" in sys.argv


def sampled(values: Iterable[Any], each: int) -> list[Any]:
    """For ``parametrize``: the first and every ``each``-th value after it always, the others with ``--full``."""
    return [pytest.param(one, marks=pytest.mark.full if at % each else ()) for at, one in enumerate(values)]
