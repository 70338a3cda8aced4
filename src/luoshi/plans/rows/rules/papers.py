"""The kind of paper a document was read as, and the alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from luoshi.reading.model import KINDS

How = Literal["title", "guessed", "said"]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds shown on a page.

    Attributes:
        now: the kind in force; ``how`` it was determined: by its title, by a guess, or by a person.
        was: what a person said; "" if nobody did.
        others: the choices, by the value sent: a kind, or "" for the one found from the words themselves.
    """

    now: str
    how: How
    was: str
    others: tuple[tuple[str, str], ...]


def kinds_of(own: str, said: str, *, guessed: bool) -> Kinds:
    """Return the choices for a document whose own words show the kind ``own``; a person may have chosen ``said``.

    Each kind except the one in force is one choice; choosing the document's own kind undoes the person's choice. A
    guessed kind may be confirmed by choosing it.
    """
    now = said or own
    others: list[tuple[str, str]] = [("" if said and kind == own else kind, kind) for kind in KINDS if kind != now]
    if guessed and now == own:  # confirmed, or to be confirmed
        others.insert(0, ("" if said else own, own))
    return Kinds(now, "said" if said else "guessed" if guessed else "title", said, tuple(others))
