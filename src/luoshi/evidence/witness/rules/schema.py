"""A schema as named definitions, and the comparison of two schemas."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Schema = Mapping[str, str]  # "index records_by_decider" to its definition

_PAIRS = {"'": "'", '"': '"', "`": "`", "[": "]"}


@dataclass(frozen=True)
class Difference:
    """A thing that is ``gone``, ``foreign`` (the program did not make it) or ``other`` than the program made it."""

    thing: str
    how: str


def compare_schemas(expected: Schema, there: Schema) -> Iterator[Difference]:
    """Yield the differences between a database and what its migrations make, in order of the names."""
    for thing in sorted(expected.keys() | there.keys()):
        if thing not in there:
            yield Difference(thing, "gone")
        elif thing not in expected:
            yield Difference(thing, "foreign")
        elif expected[thing] != there[thing]:
            yield Difference(thing, "other")


def schema_digest(schema: Schema) -> str:
    """Return a digest of the whole schema."""
    return hashlib.sha256(json.dumps(sorted(schema.items()), ensure_ascii=False).encode()).hexdigest()


def table_parts(sql: str) -> str:
    """Return an SQLite CREATE TABLE statement with its columns and constraints sorted.

    A column added later comes last in one database and in its place in another; rows are read by column names anyway.
    """
    first = sql.find("(")
    if first < 0:
        return sql
    parts, last = _parts(sql, first + 1)
    return "\n".join([sql[:first].strip(), *sorted(parts), sql[last:].strip()])


def _parts(sql: str, at: int) -> tuple[list[str], int]:
    """Return the comma-separated parts of the bracket that is open at ``at``, and the position where it closes."""
    parts, begin, depth, closes = list[str](), at, 0, ""
    for place in range(at, len(sql)):
        sign = sql[place]
        if closes:
            closes = "" if sign == closes else closes
        elif sign in _PAIRS:
            closes = _PAIRS[sign]
        elif sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif sign in ",)" and not depth:
            parts.append(sql[begin:place].strip())
            begin = place + 1
            if sign == ")":
                return parts, place
    return [*parts, sql[begin:].strip()], len(sql)
