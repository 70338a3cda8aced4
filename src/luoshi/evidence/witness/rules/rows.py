"""A table row in a normal form, the same on both databases, and the MACs that identify it.

MACs are HMAC-SHA-256 (RFC 2104, FIPS 198-1), cut to 96 bits for a row: without the key nobody who has the database can
forge one, or guess an erased value by trial.
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
from functools import partial
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

K = TypeVar("K")
V = TypeVar("V")
RowKey: TypeAlias = int | str
Plain: TypeAlias = str | int | list[str] | None  # a value in normal form; a list: of what the program never writes
ROW = 12  # bytes of a row's MAC
TAG = 2  # bytes of a column's tag, which names the changed column; the row's MAC proves a change


@dataclass(frozen=True)
class Shape:
    """A table as it is compared: its key, and its columns in order with the types of their values.

    Types: text, whole, flag, day, moment, json, bytes, uuid; and decimal, which no current table has any more.
    """

    table: str
    key: str
    columns: tuple[tuple[str, str], ...]
    id: str = field(init=False, compare=False)
    _as: tuple[_Sort, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = json.dumps([self.table, self.key, self.columns], separators=(",", ":"))
        object.__setattr__(self, "id", hashlib.sha256(named.encode()).hexdigest()[:12])
        object.__setattr__(self, "_as", tuple(_SORTS[sort] for _name, sort in self.columns))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _sort in self.columns)

    def sqlite_values(self, values: Sequence[object]) -> list[Plain]:
        """Return a row's values as SQLite stores them, by storage class, in the normal form of all databases."""
        return [_plain(make.stored, value) for make, value in zip(self._as, values, strict=True)]

    def postgresql_values(self, values: Sequence[str | None]) -> list[Plain]:
        """Return the same from values as PostgreSQL prints them."""
        return [_plain(make.printed, value) for make, value in zip(self._as, values, strict=True)]

    def of(self, row: Mapping[str, object]) -> list[Plain]:
        """Return the same from a row by column names, as PostgreSQL's ``to_jsonb`` gives it."""
        values = [row.get(name) for name in self.names]
        return [_plain(make.jsonb, value) for make, value in zip(self._as, values, strict=True)]

    def odd(self, plain: Sequence[Plain]) -> list[str]:
        """Return the columns whose storage class or spelling the program never writes."""
        return [name for name, value in zip(self.names, plain, strict=True) if isinstance(value, list)]


def _plain(make: Callable[[V], Plain], value: V | None) -> Plain:
    """Return the normal form of a value; for one that does not fit the column, a list of its class and exact text."""
    if value is None:
        return None
    try:
        return make(value)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        text = value.hex() if isinstance(value, bytes) else value if isinstance(value, str) else repr(value)
        return [type(value).__name__, text]


def row_mac(key: bytes, shape: Shape, plain: Sequence[Plain]) -> str:
    """Return the MAC of a row in normal form, base64."""
    said = json.dumps([shape.id, *plain], ensure_ascii=False, separators=(",", ":"))
    return b64encode(hmac.digest(key, said.encode("utf-8", "surrogatepass"), "sha256")[:ROW]).decode()


def column_tags(key: bytes, shape: Shape, plain: Sequence[Plain]) -> str:
    """Return a short tag of each column's value, base64, so that a difference can be named by its column."""
    made = bytearray()
    for (name, _sort), value in zip(shape.columns, plain, strict=True):
        made += b"\0\0" if value is None else _tag(key, f"{shape.table}.{name}={value}")
    return b64encode(bytes(made)).decode()


def differing_columns(key: bytes, shape: Shape, plain: Sequence[Plain], told: str) -> list[str]:
    """Return the columns whose values differ from the given ``column_tags``.

    The list is empty if all tags are equal or the tags do not fit.
    """
    was, now = b64decode(told), b64decode(column_tags(key, shape, plain))
    if len(was) != len(now):
        return []
    return [
        name for at, name in enumerate(shape.names) if was[TAG * at : TAG * at + TAG] != now[TAG * at : TAG * at + TAG]
    ]


def mac_of_values(key: bytes, *parts: object) -> str:
    """Return a 256-bit MAC over plain values in their order, hex."""
    said = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, said.encode("utf-8", "surrogatepass"), "sha256").hex()


def shapes_fingerprint(shapes: Iterable[Shape]) -> str:
    """Return a digest of how all tables are compared: it changes as soon as a table or column does."""
    return hashlib.sha256("".join(sorted(shape.id for shape in shapes)).encode()).hexdigest()[:24]


def read_json(text: str) -> Any:
    """Parse JSON; keep each number but integers of usual length as its exact text, so that none is rounded."""
    return json.loads(text, parse_float=_exact, parse_int=_whole_number)


def _exact(text: str) -> dict[str, str]:
    return {_NUMBER: text}


def _whole_number(text: str) -> int | dict[str, str]:
    return int(text) if len(text) <= 40 else _exact(text)


def _tag(key: bytes, said: str) -> bytes:
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=TAG, key=key[:64]).digest()


def _is(kind: type[K], value: object) -> K:
    """Return the value if its class is exactly this one; otherwise raise."""
    if not isinstance(value, kind) or type(value) is not kind:
        raise TypeError(type(value).__name__)
    return value


def _same(value: str, spelled: str) -> str:
    """Return the value if it is spelled as the program spells it; otherwise raise."""
    if value != spelled:
        raise ValueError(value)
    return value


def _flag(value: object) -> bool:
    if _is(int, value) not in (0, 1):
        raise ValueError(value)
    return bool(value)


def _day(value: object) -> str:
    text = _is(str, value)
    return _same(text, date.fromisoformat(text).isoformat())


def _moment(value: object) -> str:
    """Normalise a UTC time that is stored without a zone, as Django does on SQLite."""
    text = _is(str, value)
    at = datetime.fromisoformat(text)
    _same(text, str(at.replace(tzinfo=None)))
    return at.replace(tzinfo=UTC).isoformat(timespec="microseconds")


def _zoned(value: object) -> str:
    at = datetime.fromisoformat(_is(str, value))
    if at.tzinfo is None:
        raise ValueError(value)
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _decimal(value: object) -> str:
    """Normalise a decimal of tables in earlier versions: SQLite stored decimals in several forms."""
    made = Decimal(str(value[_NUMBER] if isinstance(value, dict) else value))
    return "0" if not made else str(made.normalize())


def _json_stored(value: object) -> str:
    text = _is(str, value)
    _same(text, json.dumps(json.loads(text)))
    return _json_printed(text)


def _json_printed(value: str) -> str:
    if f"\\u{ord(_NUMBER):04x}" in value:  # the mark for a number's text must not occur in the text
        raise ValueError(value)
    return _json(read_json(value))


def _json(found: object) -> str:
    if found is None:  # a column without a value is NULL
        raise ValueError(found)
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hex(value: object) -> str:
    text = _is(str, value)
    if not text.startswith("\\x"):
        raise ValueError(value)
    return bytes.fromhex(text[2:]).hex()


def _undashed(value: object) -> str:
    text = _is(str, value)
    return _same(text, UUID(text).hex)


def _dashed(value: object) -> str:
    text = _is(str, value)
    made = UUID(text)
    _same(text, str(made))
    return made.hex


@dataclass(frozen=True)
class _Sort:
    """How a value of one type gets its normal form: from SQLite, as PostgreSQL prints it, and from JSON."""

    stored: Callable[[object], Plain]
    printed: Callable[[str], Plain]
    jsonb: Callable[[object], Plain]


_NUMBER = "\0"
_SORTS: dict[str, _Sort] = {
    "text": _Sort(partial(_is, str), partial(_is, str), partial(_is, str)),
    "whole": _Sort(partial(_is, int), lambda value: int(_same(value, str(int(value)))), partial(_is, int)),
    "flag": _Sort(_flag, lambda value: _flag({"t": 1, "f": 0}.get(value, value)), partial(_is, bool)),
    "day": _Sort(_day, _day, _day),
    "moment": _Sort(_moment, _zoned, _zoned),
    "decimal": _Sort(_decimal, _decimal, _decimal),
    "json": _Sort(_json_stored, _json_printed, _json),
    "bytes": _Sort(lambda value: _is(bytes, value).hex(), _hex, _hex),
    "uuid": _Sort(_undashed, _dashed, _dashed),
}
