"""A draw that anybody can check: a published pool, a promised secret, and numbers that nobody knew beforehand.

The order follows draft-thomson-elegy-vrs (HKDF-SHA-256 by label), the writing of the numbers RFC 3797 section 4: each
source's numbers in order, each followed by a point, the source closed by a stroke. Leaving one out moves no other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 20  # digits of a number of chance


@dataclass(frozen=True)
class DrawResult:
    """Who was drawn, in order, and who was passed over with why."""

    taken: tuple[str, ...]
    passed: tuple[tuple[str, str], ...] = ()


def hash_repeatedly(secret: bytes, times: int) -> bytes:
    """The secret hashed so many times; what is published is the last, what is revealed the one before."""
    for _time in range(times):
        secret = hashlib.sha256(secret).digest()
    return secret


def parse_source_numbers(text: str) -> list[list[int]]:
    """The numbers of each source, a line each.

    Raises:
        ValueError: no number at all, an empty source, or what is no number.
    """
    found = []
    for line in text.strip().splitlines():
        parts = [part for part in re.split(r"[\s,，、;；|+]+", line.strip()) if part]
        if not parts or not all(part.isascii() and part.isdecimal() and len(part) <= LONGEST for part in parts):
            raise ValueError(line)
        found.append([int(part) for part in parts])
    if not found:
        raise ValueError(text)
    return found


def canonical_numbers_line(sources: Iterable[Iterable[int]]) -> str:
    """The numbers as one canonical line. Source: RFC 3797 section 4.1."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def shuffle_labels(labels: Iterable[str], code: bytes, chance: str) -> list[str]:
    """All labels in the order that code and chance give them.

    Source: draft-thomson-elegy-vrs; RFC 5869 (HKDF with SHA-256, one block).
    """
    mixed = hmac.digest(code, chance.encode("ascii"), "sha256")
    return sorted(labels, key=lambda label: (hmac.digest(mixed, label.encode() + b"\x01", "sha256"), label))


def draw_sample(labels: Collection[str], size: int, code: bytes, chance: str, barred: Mapping[str, str]) -> DrawResult:
    """The first so many of the order that are not barred; those passed over on the way, with why."""
    taken: list[str] = []
    passed = []
    for label in shuffle_labels(labels, code, chance):
        if len(taken) == size:
            break
        if label in barred:
            passed.append((label, barred[label]))
        else:
            taken.append(label)
    return DrawResult(tuple(taken), tuple(passed))


def hash_draw_pool(pool: Sequence[str], size: int, sources: str) -> str:
    """The hash that freezes a draw: what it is drawn from, how many, and where the numbers are to come from."""
    said = "\n".join([str(size), sources, *pool])
    return hashlib.sha256(said.encode()).hexdigest()


def is_draw_valid(said: Mapping[str, Any]) -> bool:
    """Whether what was published and what was drawn fit together, computed anew from nothing else.

    Args:
        said: ``pool``, ``size``, ``sources``, ``pool_sha256`` and ``secret_sha256``; once it is drawn also ``secret``,
            ``numbers``, ``drawn``, and ``passed_over``, each with ``number`` and ``state``.
    """
    if hash_draw_pool(said["pool"], said["size"], said["sources"]) != said["pool_sha256"]:
        return False
    if "secret" not in said:
        return True
    code = bytes.fromhex(said["secret"])
    if hashlib.sha256(code).hexdigest() != said["secret_sha256"]:
        return False
    passed = {passed_number["number"]: passed_number["state"] for passed_number in said["passed_over"]}
    again = draw_sample(
        said["pool"], said["size"], code, canonical_numbers_line(parse_source_numbers(said["numbers"])), passed
    )
    return list(again.taken) == said["drawn"] and dict(again.passed) == passed
