"""Rules for what a closing unit leaves behind. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Posts = Literal["merge", "move", "end"]


@dataclass(frozen=True, slots=True)
class Estate:
    """What a unit leaves goes to these units and posts; a unit founded by the same order is named by its code.

    Attributes:
        heir: the unit that takes over the open items, or None if there are none.
        each: other units for single open items, by reference.
        posts: "move": the posts continue in the heir, with their holders; "merge": the same, and posts of one title are
            merged; "end": they end.
        owner: the post that takes over what an ended post owns; None: its unit does.
    """

    heir: int | str | None
    each: Mapping[str, int | str] = field(default_factory=dict)
    posts: Posts = "move"
    owner: int | None = None


def assign_heirs(
    open_things: Iterable[tuple[str, int, int | None]], closing: Iterable[int], goes: Mapping[str, object], heir: int
) -> dict[str, tuple[int, int | None]]:
    """Return who takes over each open item: (reference, unit, post) → by reference, new unit and new post.

    An item of a unit that continues stays there and only changes its post. ``goes`` is as in ``models.Succession``.
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
            owner = None if apart else posts[str(post)]  # an item handed over separately goes to a unit alone
        found[reference] = (to, owner)
    return found


def line_of_heirs(heirs: Mapping[int, int], unit: int) -> Iterable[int]:
    """Yield a unit, then its heir, the heir's heir and so on; each once, even if they form a cycle."""
    seen: set[int] = set()
    here: int | None = unit
    while here is not None and here not in seen:
        seen.add(here)
        yield here
        here = heirs.get(here)
