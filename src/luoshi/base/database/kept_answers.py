"""Answers that the database gave to a request that only reads: what it asks twice is asked once.

A page is put together by many rooms, and several of them ask the same. Nothing is kept from one request to the next,
nor in a request that may write.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

T = TypeVar("T")

_ANSWERS: ContextVar[dict[Hashable, object] | None] = ContextVar("kept_answers", default=None)


@contextmanager
def keep_answers() -> Iterator[None]:
    """Keep answers until the block ends: around a request that only reads."""
    token = _ANSWERS.set({})
    try:
        yield
    finally:
        _ANSWERS.reset(token)


def keeps_answers() -> bool:
    """Whether answers are kept: in a request that only reads."""
    return _ANSWERS.get() is not None


def keep_answer(key: Hashable, ask: Callable[[], T]) -> T:
    """Return what ``ask`` returned for this key before in this request, or ask now."""
    kept = _ANSWERS.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    return cast("T", kept[key])
