"""How a list says things in little room: units by short names, numbers with thousands. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

_PLACE = re.compile(r"[省市县区旗州盟]")  # the last character of the name of a place that has offices
_BENEATH = re.compile(r".+(?:镇|乡|街道|村|社区|街)$")  # a place within it, which is called by its own name
_NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<whole>[0-9]+)(?P<rest>\.[0-9]+)?")
_SHOWN = re.compile(r"[-−]?[0-9,]+(?:\.(?P<decimals>[0-9]+))?")
SHORTEST = 2  # characters


class ListedUnit(NamedTuple):
    """A unit's name, its abbreviation in the tree ("": it has none) and its code."""

    name: str
    short: str = ""
    code: str = ""


def common_place(names: Iterable[str]) -> str:
    """Return the place with whose name most of these names begin, and more than one; "" if there is none.

    Of places that are equally frequent it is the longest: 黔山州云岭县 and not 黔山州.
    """
    found: Counter[str] = Counter()
    for name in set(names):
        found.update(name[: sign.end()] for sign in _PLACE.finditer(name) if SHORTEST <= sign.end() < len(name))
    shared = [(count, len(place), place) for place, count in found.items() if count > 1]
    return max(shared)[2] if shared else ""


def cut_place(name: str, place: str) -> str:
    """Return a unit's name without the name of the place: 云岭县财政局 is 县财政局, and 云岭县青石镇 is 青石镇."""
    rest = name[len(place) :]
    if not place or not name.startswith(place) or len(rest) < SHORTEST:
        return name
    return rest if _BENEATH.match(rest) else place[-1] + rest


def shorten_unit_names(units: Mapping[int, ListedUnit], office: str = "") -> dict[int, str]:
    """Return by id what a list calls these units: two of them never get the same name.

    A unit is called by its abbreviation in the tree; without one, by its name without the place that the names share.
    Where two would be called the same, both are called by their whole names, and where these are equal, with their
    codes.

    Args:
        office: The name of the office, which has its place in it too: a list of one unit has no other.
    """
    place = common_place([office, *(unit.name for unit in units.values())])
    choices = {
        pk: [
            *filter(None, [unit.short or cut_place(unit.name, place)]),
            unit.name,
            f"{unit.name} {unit.code}",
            f"{unit.name} #{pk}",
        ]
        for pk, unit in units.items()
    }
    level = dict.fromkeys(choices, 0)
    while True:
        called = {pk: names[level[pk]] for pk, names in choices.items()}
        same = Counter(called.values())
        unclear = [pk for pk, name in called.items() if same[name] > 1 and level[pk] < len(choices[pk]) - 1]
        if not unclear:
            return called
        for pk in unclear:
            level[pk] += 1


def group_digits(text: str) -> str:
    """Return a number with commas between thousands, its decimals untouched; whatever is no number stays as it is."""
    found = _NUMBER.fullmatch(text)
    return f"{found['sign']}{int(found['whole']):,}{found['rest'] or ''}" if found else text


def align_decimals(texts: Sequence[str]) -> list[str]:
    """Return a column's numbers with as many decimals as the longest has: 88.9 below 91.375 is 88.900."""
    decimals = [len(found["decimals"] or "") if (found := _SHOWN.fullmatch(text)) else None for text in texts]
    most = max((count for count in decimals if count is not None), default=0)
    return [
        text if count is None or count == most else f"{text}{'' if count else '.'}{'0' * (most - count)}"
        for text, count in zip(texts, decimals, strict=True)
    ]


TITLE = "title"  # the column that no list is without


def choose_columns(asked: Iterable[str], offered: Sequence[str]) -> tuple[str, ...]:
    """Return the asked columns that are offered, each once, in the order asked; the title is always one of them."""
    chosen = [name for name in dict.fromkeys(asked) if name in offered]
    return tuple(chosen if TITLE in chosen else [TITLE, *chosen])


def move_column(names: Sequence[str], name: str, up: bool) -> tuple[str, ...]:
    """Return the columns with one of them moved one place to the front, or to the end; at the ends it stays."""
    order = list(names)
    if name in order:
        at = order.index(name)
        other = at - 1 if up else at + 1
        if 0 <= other < len(order):
            order[at], order[other] = order[other], order[at]
    return tuple(order)
