"""As which kind of paper a document was read, and as which it may be read instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from luoshi.reading.model import KINDS

How = Literal["title", "guessed", "said"]


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a page shows.

    Attributes:
        now: the kind in force; ``how`` it came to be: its title says it, it was guessed, or a person said it.
        was: what a person said; "" where nobody did.
        others: those to choose, by what is sent: the kind, or "" for what the words themselves show.
    """

    now: str
    how: How
    was: str
    others: tuple[tuple[str, str], ...]


def kinds_of(own: str, said: str, *, guessed: bool) -> Kinds:
    """The choices of a document whose own words show the kind ``own``, where a person says ``said``, or nothing.

    Each kind but the one in force is one choice, and going back to the document's own is that kind's; a kind that was
    guessed may be confirmed, which it is when it is said.
    """
    now = said or own
    others: list[tuple[str, str]] = [("" if said and kind == own else kind, kind) for kind in KINDS if kind != now]
    if guessed and now == own:  # confirmed, or to be confirmed
        others.insert(0, ("" if said else own, own))
    return Kinds(now, "said" if said else "guessed" if guessed else "title", said, tuple(others))
