"""What becomes of that which a closing unit leaves behind. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Posts = Literal["merge", "move", "end"]


@dataclass(frozen=True, slots=True)
class Estate:
    """Where it goes: by ids of units and posts, a unit that the same order founds by its code.

    Attributes:
        heir: the unit that takes over what is open, or None where nothing is.
        each: another unit for single open things, by reference.
        posts: "move": the posts go on in the heir, with who holds them; "merge": the same, those of one title become
            one post; "end": they end.
        owner: the post that takes over what an ended post owns; None: its unit does.
    """

    heir: int | str | None
    each: Mapping[str, int | str] = field(default_factory=dict)
    posts: Posts = "move"
    owner: int | None = None


def assign_heirs(
    open_things: Iterable[tuple[str, int, int | None]], closing: Iterable[int], goes: Mapping[str, object], heir: int
) -> dict[str, tuple[int, int | None]]:
    """With whom each open thing goes on: (reference, its unit, its post) → reference, new unit, new post.

    A thing of a unit that goes on keeps it and only changes its post. ``goes`` is as ``models.Succession`` keeps it.
    """
    records, posts = goes.get("records") or {}, goes.get("posts") or {}
    assert isinstance(records, Mapping) and isinstance(posts, Mapping)
    ending = set(closing)
    found = {}
    for reference, unit, post in open_things:
        apart = records.get(reference)
        to = (apart or heir) if unit in ending else unit
        owner = post
        if post is not None and str(post) in posts:
            owner = None if apart else posts[str(post)]  # given away apart from the rest, it goes to a unit alone
        found[reference] = (to, owner)
    return found


def line_of_heirs(heirs: Mapping[int, int], unit: int) -> Iterable[int]:
    """A unit, then its heir, the heir's heir and so on; each once, also where they run in a circle."""
    seen: set[int] = set()
    here: int | None = unit
    while here is not None and here not in seen:
        seen.add(here)
        yield here
        here = heirs.get(here)
