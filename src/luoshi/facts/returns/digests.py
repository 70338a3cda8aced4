"""The hash by which an audit recognises the figures of a return. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from luoshi.facts.fact_store.rules import FactValue


def hash_told_values(told: Iterable[FactValue]) -> str:
    """Hash values in the order of their keys with SHA-256: equal rows give equal hashes."""
    lines = [
        " ".join(
            map(
                str,
                (*fact_value.key, "" if fact_value.value is None else int(fact_value.value * 10_000), fact_value.state),
            )
        )
        for fact_value in sorted(told, key=lambda one: one.key)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
