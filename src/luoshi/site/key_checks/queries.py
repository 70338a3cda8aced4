"""Find what the available keys cannot read, and where each key file stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.apps import apps

from luoshi.base.forms.fields import EncryptedText, Undecrypted
from luoshi.site.keys import FILES, KeysError, print_of, read_keys
from luoshi.site.models import KeyCheck

KeyState = Literal["there", "variable", "lost", "unfit", "other", "open"]


@dataclass(frozen=True)
class KeyPlace:
    """Where a key file stands.

    ``state``: ``there``; ``variable``: an environment variable has it; ``lost``: missing or empty; ``unfit``: it cannot
    be read as keys; ``other``: it lacks a key with which the database was written; ``open``: others may read it.
    """

    name: str
    path: Path
    state: KeyState


def list_key_places(data: Path, surroundings: Mapping[str, str]) -> list[KeyPlace]:
    """List every key file with its state now, not at the start. One query.

    Args:
        data: the data folder.
        surroundings: the environment variables.
    """
    known: dict[str, set[str]] = {}
    for name, mark in KeyCheck.objects.exclude(print="").values_list("file", "print"):
        known.setdefault(name, set()).add(mark)
    found: dict[str, str] | None
    try:
        found = read_keys(data, surroundings)
    except KeysError:
        found = None
    places = []
    for file in FILES:
        path, told = data / file.name, bool(surroundings.get(file.variable, "").strip())
        state: KeyState = "variable" if told else "there"
        if not told and not (path.is_file() and path.stat().st_size):
            state = "lost"
        elif found is None:
            state = state if told or _fits(path, file.fit) else "unfit"
        elif known.get(file.name, set()) - {print_of(file.name, key) for key in found[file.name].split()}:
            state = "other"
        elif not told and path.stat().st_mode & 0o077:
            state = "open"
        places.append(KeyPlace(file.name, path, state))
    return places


def _fits(path: Path, fit: Callable[[str], object]) -> bool:
    try:
        for key in path.read_text(encoding="utf-8").split():
            fit(key)
    except (OSError, ValueError):
        return False
    return True


def unreadable_columns() -> list[str]:
    """List the encrypted columns ("table.column") whose first value no key decrypts. One query per column."""
    found = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, EncryptedText):
                rows = model._default_manager.exclude(**{field.name: ""}).order_by("pk")
                if isinstance(rows.values_list(field.name, flat=True).first(), Undecrypted):
                    found.append(f"{model._meta.db_table}.{field.column}")
    return found
