"""A line of work for as long as a test needs it: declared, and every register as it was before afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from luoshi.desk.declarations.registration import CLAIMED, register_line
from luoshi.desk.privacy.erasing.actions import FORGETS
from luoshi.evidence import append_only
from luoshi.kernel.base import jobs, messages
from luoshi.kernel.history import system_steps
from luoshi.kernel.history.queries.history import LABELS
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import current_snapshot, install_snapshot, make_kind

REGISTERS: list[Any] = [CLAIMED, messages.SENTENCES, messages.DIGEST, messages.DIGEST_URLS]
REGISTERS += [messages.FIGURES, jobs.JOBS, jobs.GIVEN_UP, append_only.KEPT, system_steps.SENTENCES, system_steps.KEYS]
REGISTERS += [LABELS, FORGETS, system_steps.VALUES]


@contextmanager
def declared(line: Line) -> Iterator[Line]:
    """The line, declared."""
    before, snapshot = [register.copy() for register in REGISTERS], current_snapshot()
    try:
        yield register_line(line)
    finally:
        install_snapshot(snapshot)
        for register, held in zip(REGISTERS, before, strict=True):
            register.clear()
            (register.update if isinstance(register, dict) else register.extend)(held)


def changed(kind: CompiledKind, **changes: Any) -> CompiledKind:
    """The kind that another one becomes with these changes of its declaration."""
    return make_kind(replace(kind.declaration, **changes))


@contextmanager
def instead(kind: CompiledKind) -> Iterator[None]:
    """This kind, in place of the declared one of its name."""
    before = current_snapshot()
    install_snapshot(before.with_kind(kind.declaration))
    try:
        yield
    finally:
        install_snapshot(before)
