"""Names in declarations: several in one string, with blanks between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from luoshi.base.labels import Label as Label

Names = str | Sequence[str]  # several names: one string with blanks between them, or a sequence


def split_names(words: Names) -> tuple[str, ...]:
    """Return the names as a tuple."""
    return tuple(words.split()) if isinstance(words, str) else tuple(words)


def arrow(before: Iterable[str], after: str = "") -> str:
    """Return the arrow of a step from several states: ``arrow(OPEN, "closed")``."""
    return f"{' '.join(before)} > {after}".strip()


class NameList:
    """A field of a declaration that takes ``Names`` and holds them as a tuple: ``who: NameList = NameList()``.

    A dataclass passes what it is given to ``__set__``, so that no declaration is changed after it is made.

    Args:
        default: the names if none are given; None: some must be given.
    """

    def __init__(self, default: Names | None = ()) -> None:
        self.default = None if default is None else split_names(default)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object | None, owner: type) -> tuple[str, ...]:
        if instance is None:  # a dataclass asks the class for the default
            if self.default is None:
                raise AttributeError(self.name)
            return self.default
        found: tuple[str, ...] = instance.__dict__[self.name]
        return found

    def __set__(self, instance: object, value: Names) -> None:
        instance.__dict__[self.name] = split_names(value)
