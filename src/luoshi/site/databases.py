"""Which database the surroundings name."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.site.demo import folder


def chosen(surroundings: Mapping[str, str]) -> str:
    """Its URL: DATABASE_URL, else the SQLite file in the data folder. A demonstration never meets an office's."""
    named = "" if folder.wanted(surroundings) else surroundings.get("DATABASE_URL", "")
    return named or f"sqlite:///{(folder.data_folder(surroundings) / folder.DATABASE).as_posix()}"
