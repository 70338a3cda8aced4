"""Freezes the pool of a draw, and draws from it: the same steps for whatever is drawn."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from luoshi.base.forms.fields import decrypt_text
from luoshi.desk.draws.models import RandomDraw
from luoshi.desk.draws.queries import barred_lines
from luoshi.drawing.draws import (
    DrawResult,
    canonical_numbers_line,
    draw_sample,
    hash_draw_pool,
    hash_repeatedly,
    parse_source_numbers,
)
from luoshi.kernel.duties.actions.took import Took

SECRET_BYTES = 32


def freeze_pool(
    took: Took[RandomDraw], pool: Sequence[str], size: int, barred: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Freeze a pool under its hash, with the hash of a secret, before anybody knows the numbers; return both.

    Args:
        barred: labels of the pool that cannot be drawn, each with the reason; they are frozen with it.
    """
    draw = took.record
    secret = secrets.token_bytes(SECRET_BYTES)
    took.set_fields(size=size, pool="\n".join(pool), count=len(pool), secret=secret.hex())
    took.write()
    digest = hash_draw_pool(pool, size, draw.sources, barred_lines(barred or {}))
    return {"digest": digest, "promise": hash_repeatedly(secret, 1).hex(), "size": size, "count": len(pool)}


def draw_labels(draw: RandomDraw, size: int, barred: Mapping[str, str]) -> DrawResult:
    """Draw so many labels of the frozen pool from its secret and the numbers together."""
    code = bytes.fromhex(decrypt_text(draw.secret))
    chance = canonical_numbers_line(parse_source_numbers(draw.numbers))
    return draw_sample(draw.pool.splitlines(), size, code, chance, barred)


def reveal_secret(took: Took[RandomDraw], found: DrawResult) -> dict[str, object]:
    """Reveal the secret and keep who was passed over; return what the journal says of it."""
    draw = took.record
    took.set_fields(revealed=draw.secret, passed="\n".join(f"{label}\t{state}" for label, state in found.passed))
    took.write()
    return {
        "key": canonical_numbers_line(parse_source_numbers(draw.numbers)),
        "secret": draw.secret,
        "drawn": list(found.taken),
        "passed": [label for label, _state in found.passed],
    }
