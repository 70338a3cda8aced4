"""Cue properties of a sentence that are computed once, on demand."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class found_once(Generic[T]):
    """A property computed once, because several rules use most cues and each is a search."""

    def __init__(self, find: Callable[[Any], T]) -> None:
        self.find = find
        self.name = find.__name__
        self.__doc__ = find.__doc__

    def __get__(self, cues: Any, owner: type) -> T:
        value = cues.__dict__[self.name] = self.find(cues)
        return value


class CueForm:
    """A cue found by one expression, searched once: anywhere in the words or only at their start.

    ``needs`` are strings of which the match contains at least one; finding them costs a tenth of a search.
    """

    def __init__(self, form: re.Pattern[str], opens: bool = False, needs: tuple[str, ...] = ()) -> None:
        self.form, self.opens, self.needs = form, opens, needs

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, cues: Any, owner: type) -> bool:
        words = cues.words
        found = not self.needs
        for part in self.needs:
            if part in words:
                found = True
                break
        if found:
            look = self.form.match if self.opens else self.form.search
            found = look(words) is not None
        cues.__dict__[self.name] = found
        return found
