"""The units of a day, as the names in documents refer to them."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock
from uuid import UUID

from luoshi.org.tree.queries import names_at, placements_on, tree_version_token
from luoshi.plans.names.models import Alias
from luoshi.plans.names.rules.aliases import Called, NameMeaning
from luoshi.plans.names.rules.names import Everyone, KnownUnit, NameResolver

KEPT = 32  # cached views (keeper and issuer); the units themselves are cached for one day at a time
TRIES = 5
_lock = Lock()
_units: dict[date, tuple[UUID, Everyone]] = {}
_seen: OrderedDict[tuple[int, date, str], tuple[UUID, NameResolver]] = OrderedDict()


def names_for(unit: int, day: date, issuer: str = "") -> Called:
    """Return the resolver of names for the unit that keeps a plan.

    It uses the unit's aliases, then the tree and the names of that day.

    Two queries while no unit, name or place has changed; otherwise the units are read again, which takes three more and
    50 ms per thousand. The database assigns a new token to every change, whoever makes it, and rolls it back with the
    transaction; so no change can be missed, and no uncommitted one is seen.

    Args:
        issuer: who issued the document, as printed: 县 and 局 in it then refer to the issuer's own.
    """
    return Called(_by_the_tree(unit, day, issuer), aliases_of(unit))


def aliases_of(desk: int) -> dict[str, NameMeaning]:
    """Return the aliases defined for a unit's plans, by normalised name. One query."""
    rows = Alias.objects.filter(desk=desk).order_by("name").values_list("name", "unit_id", "word")
    return {name: NameMeaning(unit, word) for name, unit, word in rows}


def _by_the_tree(unit: int, day: date, issuer: str) -> NameResolver:
    token = tree_version_token()
    with _lock:
        known = _seen.get((unit, day, issuer))
        if known and known[0] == token:
            _seen.move_to_end((unit, day, issuer))
            return known[1]
    token, everyone = _everyone(token, day)
    names = NameResolver(everyone, unit, issuer)
    if token:
        with _lock:
            _seen[unit, day, issuer] = (token, names)
            while len(_seen) > KEPT:
                _seen.popitem(last=False)
    return names


def _everyone(token: UUID | None, day: date) -> tuple[UUID | None, Everyone]:
    """Return the units of a day with the token under which they were read; None if they must not be cached."""
    with _lock:
        known = _units.get(day)
    if known and known[0] == token:
        return known
    for _try in range(TRIES):
        found = _read(day)
        after = tree_version_token()
        if after == token:  # else units changed between the queries, and the result mixes two states
            break
        token = after
    else:
        return None, found
    if token:
        with _lock:
            _units.clear()
            _units[day] = (token, found)
    return token, found


def _read(day: date) -> Everyone:
    alone = set(placements_on(day).filter(depth=0).order_by().values_list("unit_id", flat=True))
    above = dict(placements_on(day).filter(depth=1).order_by().values_list("unit_id", "ancestor_id"))
    called = names_at(day).order_by("unit__code", "unit_id")
    rows = called.values_list("unit_id", "name", "short", "unit__division")
    return Everyone(
        KnownUnit(pk, name, short, above.get(pk), division) for pk, name, short, division in rows if pk in alone
    )
