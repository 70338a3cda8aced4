"""A verifiable random draw: a published pool, a committed secret, and numbers that nobody knew beforehand.

The order follows draft-thomson-elegy-vrs (HKDF-SHA-256 by label). Numbers are written as in RFC 3797 section 4: those
of a source in order, each followed by a point, the source closed by a slash. Removing a label moves no other label.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

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


def hash_draw_pool(pool: Sequence[str], size: int, sources: str, barred: Sequence[str] = ()) -> str:
    """Return the hash that freezes a draw: its pool, its size, the sources of its numbers, and whom it bars.

    Args:
        barred: a line for each label that cannot be drawn: the label and the reason, tab-separated.
    """
    said = "\n".join([str(size), sources, *pool, *([""] if barred else []), *barred])
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class DrawProof:
    """Everything from which a draw is recomputed; up to ``secret_sha256`` it is published before the numbers are known.

    Attributes:
        secret: the revealed secret in hexadecimal digits; "" while nothing is drawn, and then nothing else is known.
        passed_over: the labels that were passed over on the way, each with its state.
        barred: the labels that were frozen as barred, each with the reason.
    """

    pool: tuple[str, ...]
    size: int
    sources: str
    pool_sha256: str
    secret_sha256: str
    secret: str = ""
    numbers: str = ""
    drawn: tuple[str, ...] = ()
    passed_over: tuple[tuple[str, str], ...] = ()
    barred: tuple[tuple[str, str], ...] = ()

    @property
    def announced_values(self) -> tuple[object, ...]:
        """What is published before the numbers are known."""
        return self.pool, self.size, self.sources, self.pool_sha256, self.secret_sha256, self.barred


def is_draw_valid(said: Mapping[str, object]) -> bool:
    """Return whether the values of a proof, by the names in its file, agree."""
    try:
        return not find_draw_faults(build_draw_proof(said))
    except ValueError:
        return False


def find_draw_faults(proof: DrawProof, published: DrawProof | None = None) -> list[str]:
    """Recompute a draw from its proof alone and name what does not agree; nothing if it holds.

    Args:
        published: the proof as it was published before anybody knew the numbers.

    Returns:
        Of ``published`` (something announced was changed), ``pool`` (the announced hash is not that of pool, size and
        sources), ``secret`` (the revealed secret is not the announced one), ``numbers`` (no numbers), ``passed`` (one
        that was passed over was not in the way) and ``drawn`` (other labels, or in another order).
    """
    faults = ["published"] if published and proof.announced_values != published.announced_values else []
    barred = [f"{label}\t{reason}" for label, reason in proof.barred]
    if hash_draw_pool(proof.pool, proof.size, proof.sources, barred) != proof.pool_sha256:
        faults.append("pool")
    if not proof.secret:
        return faults
    code, passed = bytes.fromhex(proof.secret), dict(proof.passed_over)
    if hashlib.sha256(code).hexdigest() != proof.secret_sha256:
        faults.append("secret")
    try:
        chance = canonical_numbers_line(parse_source_numbers(proof.numbers))
    except ValueError:
        return [*faults, "numbers"]
    again = draw_sample(proof.pool, proof.size, code, chance, passed)
    faults += ["passed"] if dict(again.passed) != passed else []
    faults += ["drawn"] if again.taken != proof.drawn else []
    return faults


def parse_draw_proof(text: str) -> DrawProof:
    """Return the proof that a file holds.

    Raises:
        ValueError: it is no such file; says which name is missing or has something else than it should.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("JSON") from None
    if not isinstance(said, dict):
        raise ValueError("JSON")
    return build_draw_proof(said)


def build_draw_proof(said: Mapping[str, object]) -> DrawProof:
    """Return the proof of which these are the values, by the names in the file.

    Raises:
        ValueError: says which name is missing or has something else than it should.
    """
    announced = (
        _texts(said, "pool"),
        _size(said),
        _text(said, "sources"),
        _hexadecimal(said, "pool_sha256"),
        _hexadecimal(said, "secret_sha256"),
    )
    barred = _labels_with_reasons(said, "barred") if "barred" in said else ()
    if "secret" not in said and "drawn" not in said:
        return DrawProof(*announced, barred=barred)
    return DrawProof(
        *announced,
        _hexadecimal(said, "secret"),
        _text(said, "numbers"),
        _texts(said, "drawn"),
        _labels_with_reasons(said, "passed_over"),
        barred,
    )


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise ValueError(name)
    return value


def _hexadecimal(said: Mapping[str, object], name: str) -> str:
    value = _text(said, name)
    if not re.fullmatch(r"(?:[0-9a-f]{2})+", value):
        raise ValueError(name)
    return value


def _size(said: Mapping[str, object]) -> int:
    value = said.get("size")
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("size")
    return value


def _texts(said: Mapping[str, object], name: str) -> tuple[str, ...]:
    values = said.get(name)
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(name)
    return tuple(values)


def _labels_with_reasons(said: Mapping[str, object], name: str) -> tuple[tuple[str, str], ...]:
    values = said.get(name)
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ValueError(name)
    try:
        return tuple((_text(value, "number"), _text(value, "state")) for value in values)
    except ValueError:
        raise ValueError(name) from None
