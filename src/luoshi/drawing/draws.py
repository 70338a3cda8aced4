"""A verifiable random draw: a published pool, a committed secret, and numbers that nobody knew beforehand.

The order follows draft-thomson-elegy-vrs (HKDF-SHA-256 by label). Numbers are written as in RFC 3797 section 4: those
of a source in order, each followed by a point, the source closed by a slash. Removing a label moves no other label.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 20  # digits of a random number


@dataclass(frozen=True)
class DrawResult:
    """The labels drawn, in order, and those passed over, with the reason."""

    taken: tuple[str, ...]
    passed: tuple[tuple[str, str], ...] = ()


def hash_repeatedly(secret: bytes, times: int) -> bytes:
    """Hash the secret ``times`` times. The last hash is published; the one before it is revealed."""
    for _time in range(times):
        secret = hashlib.sha256(secret).digest()
    return secret


def parse_source_numbers(text: str) -> list[list[int]]:
    """Return the numbers of each source, one source a line.

    Raises:
        ValueError: no number at all, an empty source, or a part that is not a number.
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
    """Return the numbers as one canonical line. Source: RFC 3797 section 4.1."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def shuffle_labels(labels: Iterable[str], code: bytes, chance: str) -> list[str]:
    """Return all labels in the order determined by code and chance.

    Source: draft-thomson-elegy-vrs; RFC 5869 (HKDF with SHA-256, one block).
    """
    mixed = hmac.digest(code, chance.encode("ascii"), "sha256")
    return sorted(labels, key=lambda label: (hmac.digest(mixed, label.encode() + b"\x01", "sha256"), label))


def draw_sample(labels: Collection[str], size: int, code: bytes, chance: str, barred: Mapping[str, str]) -> DrawResult:
    """Draw the first ``size`` labels that are not barred, and list those passed over on the way, with the reason."""
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
    """Return the hash that freezes a draw: its pool, its size, and the sources of its numbers."""
    said = "\n".join([str(size), sources, *pool])
    return hashlib.sha256(said.encode()).hexdigest()


def is_draw_valid(said: Mapping[str, Any]) -> bool:
    """Check whether the published data and the drawn labels agree, recomputed from ``said`` alone.

    Args:
        said: ``pool``, ``size``, ``sources``, ``pool_sha256`` and ``secret_sha256``; after the draw also ``secret``,
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
