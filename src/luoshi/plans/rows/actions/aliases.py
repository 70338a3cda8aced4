"""Stores what names mean, as part of a correction of rows and under its journal entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.plans.names.models import Alias
from luoshi.plans.names.queries import aliases_of
from luoshi.plans.names.rules.aliases import NameMeaning

Said = Mapping[str, NameMeaning | None]  # by normalised name; None: the meaning is removed


def store_aliases(desk: int, said: Said) -> dict[str, Any]:
    """Store what names mean for a desk; return the old and new meanings, as ``Edit.names`` holds them.

    Three statements.
    """
    before = aliases_of(desk)
    Alias.objects.filter(desk=desk, name__in=list(said)).delete()
    Alias.objects.bulk_create(
        [
            Alias(desk_id=desk, name=name, unit_id=meaning.unit, word=meaning.word)
            for name, meaning in said.items()
            if meaning
        ]
    )
    return {name: [_kept(before.get(name)), _kept(meaning)] for name, meaning in said.items()}


def restore_aliases(desk: int, kept: Mapping[str, Any]) -> dict[str, object]:
    """Restore the meanings from before a change, except for names that others have redefined since."""
    now = aliases_of(desk)
    mine = {name: was for name, (was, said) in kept.items() if _kept(now.get(name)) == said}
    return store_aliases(desk, {name: NameMeaning(*was) if was else None for name, was in mine.items()})


def _kept(one: NameMeaning | None) -> list[object] | None:
    return [one.unit, one.word] if one else None
