"""A row of a table in its one form, alike on both databases, and the MACs under which it is known again.

MACs are HMAC-SHA-256 (RFC 2104, FIPS 198-1), cut to 96 bits for a row: whoever has the database and not the key can
neither make one nor try out what an erased value was.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

ROW = 12  # bytes of a row's MAC
TAG = 2  # bytes that tell which column changed; the row's MAC tells that one did


@dataclass(frozen=True)
class Shape:
    """A table as it is compared: its key, and its columns with the sort of their values, in order.

    Sorts: text, whole, flag, day, moment, decimal, json, bytes, uuid.
    """

    table: str
    key: str
    columns: tuple[tuple[str, str], ...]
    id: str = field(init=False, compare=False)
    _as: tuple[Callable[[Any], Any], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = json.dumps([self.table, self.key, self.columns], separators=(",", ":"))
        object.__setattr__(self, "id", hashlib.sha256(named.encode()).hexdigest()[:12])
        object.__setattr__(self, "_as", tuple(_SORTS[sort] for _name, sort in self.columns))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _sort in self.columns)

    def plain(self, values: Sequence[Any]) -> list[Any]:
        """A row's values as a database gives them, in the form that all databases share: text, whole numbers, None."""
        return [None if value is None else make(value) for make, value in zip(self._as, values, strict=True)]

    def of(self, row: Mapping[str, Any]) -> list[Any]:
        """The same of a row by names of columns, as PostgreSQL's ``to_jsonb`` gives it."""
        return self.plain(
            [
                json.dumps(row[name]) if sort == "json" and row[name] is not None else row[name]
                for name, sort in self.columns
            ]
        )


def mac(key: bytes, shape: Shape, plain: Sequence[Any]) -> str:
    """The MAC of a row in its one form, base64."""
    said = json.dumps([shape.id, *plain], ensure_ascii=False, separators=(",", ":"))
    return b64encode(hmac.digest(key, said.encode("utf-8", "surrogatepass"), "sha256")[:ROW]).decode()


def tags(key: bytes, shape: Shape, plain: Sequence[Any]) -> str:
    """For each column a short sign of its value, base64: so that a difference can be named by its column."""
    made = bytearray()
    for (name, _sort), value in zip(shape.columns, plain, strict=True):
        made += b"\0\0" if value is None else _tag(key, f"{shape.table}.{name}={value}")
    return b64encode(bytes(made)).decode()


def differing(key: bytes, shape: Shape, plain: Sequence[Any], told: str) -> list[str]:
    """The columns whose values are not those of which ``tags`` told; none where all look alike, or it tells nothing."""
    was, now = b64decode(told), b64decode(tags(key, shape, plain))
    if len(was) != len(now):
        return []
    return [
        name for at, name in enumerate(shape.names) if was[TAG * at : TAG * at + TAG] != now[TAG * at : TAG * at + TAG]
    ]


def signed(key: bytes, *parts: Any) -> str:
    """A MAC of 256 bits over plain values in their order, hex."""
    said = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, said.encode("utf-8", "surrogatepass"), "sha256").hex()


def fingerprint(shapes: Iterable[Shape]) -> str:
    """One name for how all tables are compared: another as soon as a table or column comes, goes or changes."""
    return hashlib.sha256("".join(sorted(one.id for one in shapes)).encode()).hexdigest()[:24]


def read_json(text: str) -> Any:
    """JSON with numbers that are not whole as text: none is ever rounded."""
    return json.loads(text, parse_float=str)


def _tag(key: bytes, said: str) -> bytes:
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=TAG, key=key[:64]).digest()


def _moment(value: Any) -> str:
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite keeps UTC without saying so
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)[:10]


def _decimal(value: Any) -> str:
    made = Decimal(str(value))
    return "0" if not made else str(made.normalize())


def _json(value: Any) -> str | None:
    found = read_json(value)
    return None if found is None else json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _bytes(value: Any) -> str:
    if isinstance(value, str):
        return value.removeprefix("\\x")
    return bytes(value).hex()


_SORTS: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "whole": int,
    "flag": bool,
    "day": _day,
    "moment": _moment,
    "decimal": _decimal,
    "json": _json,
    "bytes": _bytes,
    "uuid": lambda value: UUID(str(value)).hex,
}
