"""Keeps what names were said to mean, within a correction of rows: its entry in the journal is the correction's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.ledger.names.models import Alias
from luoshi.ledger.names.queries import aliases_of
from luoshi.ledger.names.rules.aliases import NameMeaning

Said = Mapping[str, NameMeaning | None]  # by the name in its plain form; None: nothing is said of it any more


def store_aliases(desk: int, said: Said) -> dict[str, Any]:
    """Write what names mean for a desk; what was and what is now, as ``Edit.names`` keeps it. Three statements."""
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


def restore_aliases(desk: int, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Make names mean what they did before a change, but for those of which others have said something else since."""
    now = aliases_of(desk)
    mine = {name: was for name, (was, said) in kept.items() if _kept(now.get(name)) == said}
    return store_aliases(desk, {name: NameMeaning(*was) if was else None for name, was in mine.items()})


def _kept(one: NameMeaning | None) -> list[Any] | None:
    return [one.unit, one.word] if one else None
