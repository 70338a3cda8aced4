"""A line of work for as long as a test needs it: declared, and every register as it was before afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from luoshi.desk.declarations.registration import CLAIMED, register_line
from luoshi.desk.privacy.erasing.actions import FORGETS
from luoshi.evidence import append_only
from luoshi.kernel.base import jobs, messages
from luoshi.kernel.history import system_steps
from luoshi.kernel.history.queries.history import LABELS
from luoshi.kernel.kinds import registry as kinds
from luoshi.kernel.kinds.lines import Line

REGISTERS: list[Any] = [kinds.LINES, kinds.KINDS, CLAIMED, messages.SENTENCES, messages.DIGEST, messages.DIGEST_URLS]
REGISTERS += [messages.FIGURES, jobs.JOBS, jobs.GIVEN_UP, append_only.KEPT, system_steps.SENTENCES, system_steps.KEYS]
REGISTERS += [LABELS, FORGETS, system_steps.VALUES]


@contextmanager
def declared(line: Line) -> Iterator[Line]:
    """The line, declared."""
    before = [one.copy() for one in REGISTERS]
    try:
        yield register_line(line)
    finally:
        for register, held in zip(REGISTERS, before, strict=True):
            register.clear()
            (register.update if isinstance(register, dict) else register.extend)(held)
