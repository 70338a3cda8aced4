"""A schema as a list of named things with what each is, and in what two of them differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Schema = Mapping[str, str]  # "index records_by_decider" to its definition

_PAIRS = {"'": "'", '"': '"', "`": "`", "[": "]"}


@dataclass(frozen=True)
class Difference:
    """A thing that is ``gone``, ``foreign`` (nothing of the program made it) or ``other`` than the program made it."""

    thing: str
    how: str


def compare_schemas(expected: Schema, there: Schema) -> Iterator[Difference]:
    """In what a database differs from what its migrations make, in order of the names."""
    for thing in sorted(expected.keys() | there.keys()):
        if thing not in there:
            yield Difference(thing, "gone")
        elif thing not in expected:
            yield Difference(thing, "foreign")
        elif expected[thing] != there[thing]:
            yield Difference(thing, "other")


def schema_digest(schema: Schema) -> str:
    """One name for all of it."""
    return hashlib.sha256(json.dumps(sorted(schema.items()), ensure_ascii=False).encode()).hexdigest()


def table_parts(sql: str) -> str:
    """A CREATE TABLE of SQLite with its columns and constraints in the order of their words.

    A column that came later stands last in one database and in its place in another: rows are read by names.
    """
    first = sql.find("(")
    if first < 0:
        return sql
    parts, last = _parts(sql, first + 1)
    return "\n".join([sql[:first].strip(), *sorted(parts), sql[last:].strip()])


def _parts(sql: str, at: int) -> tuple[list[str], int]:
    """What stands between the commas of a bracket that is open at ``at``, and where it is closed."""
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
