"""The journal as a file: JSON Lines, a header and then one line per sealed entry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from luoshi.evidence.journal.rules.proof import SHORTEST_HEAD, SealedLine, canonical_json

FORMAT, VERSION = "luoshi-journal", 1
LARGEST = 2**53 - 1  # largest number that a browser reads exactly
TEXTS = ("entry", "at", "actor", "subject", "step", "payload_hash", "leaf", "head")
OPTIONAL = {"payload": str, "salt": str, "erased": str, "erased_by": int}
BLANK = " \t\u3000\ufeff"
KNOWN_HEAD = re.compile(f"([0-9]{{1,15}})[{BLANK},:：，]+([0-9a-f][0-9a-f{BLANK}-]*)")
HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair
T = TypeVar("T", int, str)


class ProofError(Exception):
    """A file that cannot be verified. ``code`` names the error, ``values`` fills its sentence; lines count from 1.

    ==============  ==============================================================
    export.empty    the file is empty
    export.header   the first line is not the header of a journal
    export.version  the ``version`` is unknown
    export.line     the ``line`` is damaged: not a JSON object
    export.field    in the ``line`` this ``field`` is missing, wrong or unknown
    heads.line      the ``line`` is not a number and a head
    ==============  ==============================================================
    """

    def __init__(self, code: str, **values: int | str) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: what the file should hold, when it was made and for which office."""

    size: int  # how many entries
    head: str  # after the last of them
    made_at: str  # ISO 8601 with offset
    office: str


def write_export(header: Header, lines: Iterable[SealedLine]) -> Iterator[str]:
    """Yield the file as lines, each with its line end, to be written as UTF-8."""
    first = {"format": FORMAT, "version": VERSION, "size": header.size, "head": header.head}
    yield _text(first | {"made_at": header.made_at, "office": header.office})
    for line in lines:
        told = {"number": line.number} | {name: getattr(line, name) for name in TEXTS}
        more = {name: value for name in OPTIONAL if (value := getattr(line, name)) is not None}
        yield _text(told | more)


def read_export(lines: Iterable[str | bytes]) -> tuple[Header, Iterator[SealedLine]]:
    """Return the header and an iterator over the entries.

    Args:
        lines: As an open file gives them, best a binary one, so that damaged bytes are reported with their line. Never
            use ``str.splitlines``, which also splits inside a payload.

    Raises:
        ProofError: The file is not a journal; from the iterator: a line is damaged.
    """
    numbered = ((at, line) for at, line in enumerate(lines, start=1) if not _blank(line))
    at, first = next(numbered, (0, ""))
    if not at:
        raise ProofError("export.empty")
    try:
        told = _object(first, at)
    except ProofError:
        raise ProofError("export.header") from None
    if told.get("format") != FORMAT:
        raise ProofError("export.header")
    version = told.get("version")
    if type(version) is not int or version != VERSION:
        raise ProofError("export.version", version=str(version) if type(version) is int else "")
    size = _field(told, "size", int, at)
    head, made_at, office = (_field(told, name, str, at) for name in ("head", "made_at", "office"))
    return Header(size, head, made_at, office), (_line(_object(text, at), at) for at, text in numbered)


def read_heads(text: str) -> dict[int, str]:
    """Parse heads as copied from papers: one per line, the number and then at least 32 digits, possibly in groups.

    Raises:
        ProofError: A line is something else, or gives another head for a number already listed.
    """
    found: dict[int, str] = {}
    for at, line in enumerate(re.split("\r\n?|\n", text), start=1):
        words = line.strip(BLANK).lower()
        if not words:
            continue
        told = KNOWN_HEAD.fullmatch(words)
        number, head = (int(told[1]), re.sub(f"[{BLANK}-]", "", told[2])) if told else (0, "")
        if number < 1 or not SHORTEST_HEAD <= len(head) <= 64 or found.setdefault(number, head) != head:
            raise ProofError("heads.line", line=at)
    return found


def _text(told: dict[str, object]) -> str:
    return canonical_json(told).decode() + "\n"


def _blank(line: str | bytes) -> bool:
    return not (line if isinstance(line, str) else line.decode(errors="replace")).strip(BLANK + "\r\n")


def _object(line: str | bytes, at: int) -> dict[str, object]:
    try:
        told = json.loads((line if isinstance(line, str) else line.decode()).strip(BLANK + "\r\n"))
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise ProofError("export.line", line=at)
    return told


def _line(told: dict[str, object], at: int) -> SealedLine:
    for name in told:
        if name != "number" and name not in TEXTS and name not in OPTIONAL:
            raise ProofError("export.field", line=at, field=name)
    number = _field(told, "number", int, at)
    if number < 1:
        raise ProofError("export.field", line=at, field="number")
    texts = {name: _field(told, name, str, at) for name in TEXTS}
    more = {name: _field(told, name, kind, at) for name, kind in OPTIONAL.items() if name in told}
    return SealedLine(number=number, **texts, **more)  # type: ignore[arg-type]  # each by its kind in OPTIONAL


def _field(told: dict[str, object], name: str, kind: type[T], at: int) -> T:
    value = told.get(name)
    if type(value) is not kind or not _carried(value):
        raise ProofError("export.field", line=at, field=name)
    return value


def _carried(value: object) -> bool:
    """Return whether browsers and UTF-8 carry this value unchanged."""
    if isinstance(value, int):
        return 0 <= value <= LARGEST
    return HALF.search(str(value)) is None
