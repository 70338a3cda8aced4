"""The canonical bytes of a journal entry, and the verification of a list of sealed entries.

`check_sealed_lines` has a twin in ``journal/proof.js``, which verifies an export without Luoshi. Change both together:
a test in the browser holds both to the same findings.
"""

from __future__ import annotations

import hmac
import json
import re
from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from luoshi.evidence.journal.rules import merkle
from luoshi.evidence.journal.rules.merkle import Peaks

SALT_BYTES = 16
SHORTEST_HEAD = 32  # hex digits of a head required as proof: 128 bits, infeasible to forge
WINDOW = 32  # lines held back: within them, swapped entries are told from dropped ones
GAPS = 1000  # ranges of absent numbers remembered, so that memory stays bounded
HEX = re.compile("(?:[0-9a-f]{2})*")
DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SealedLine:
    """One sealed entry and its seal. Hashes and salt are in lower-case hex.

    The payload is present with its salt, or it was erased by the entry numbered ``erased_by``, whose own payload names
    this entry: ``{"erased": [entry, …]}``.
    """

    number: int  # the seal's, from 1
    entry: str  # the entry's id
    at: str  # ISO 8601 with offset
    actor: str
    subject: str  # "appeals:12", or empty
    step: str
    payload_hash: str
    leaf: str
    head: str
    payload: str | None = None  # canonical JSON
    salt: str | None = None
    erased: str | None = None  # ISO date
    erased_by: int | None = None


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """A finding about one number.

    ===============  ==========================================================================================
    altered          the payload is not the one that was sealed
    entry_altered    the data around the payload (who, when, which step) is not what was sealed
    missing          the payload is absent and no entry proves its erasure; ``by``: the number that should, or 0
    erased           the payload was erased ``on`` a date ``by`` the entry of that number; nothing is broken
    dropped          there are no entries from this number up to ``to``
    swapped          this entry and the ``other`` are not in the order in which they were sealed
    inserted         this line is no sealed entry: its number occurs twice, or the tree continues without it
    head             this entry does not lead from the head before it to its own: altered with its seal, or another
                     one dropped or inserted just before it. Comparison resumes at the next power of two
    rewritten        the head is not the one ``known`` from outside: history was rewritten after number ``since``
    truncated        the end is cut off: the entries from this number up to ``to`` are known to have existed
    beyond           this entry and the following exceed the ``size`` that the header states
    header           the last head is not the one that the header states
    ===============  ==========================================================================================
    """

    code: str
    number: int
    values: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def is_broken(self) -> bool:
        """Whether the journal is not intact; an erasure that the journal itself proves does not count."""
        return self.code not in ("erased", "compared")


def canonical_json(value: object) -> bytes:
    """Return a value as canonical JSON: sorted keys, no blanks, UTF-8.

    Args:
        value: Made of str, int, bool, None, lists and dicts with str keys. Pass dates and decimals as text.

    Raises:
        TypeError: Anything else; a float would not come out alike everywhere.
        ValueError: Text with half a surrogate pair, which UTF-8 cannot carry.
    """
    _plain(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def payload_hash(salt: bytes, payload: bytes) -> str:
    """Return the hash that an entry keeps of its payload, in hex.

    It is salted because the entry outlives an erasure: from an unsalted hash a name or a number could be found by
    trying all candidates. The salt is erased with the payload.

    Raises:
        ValueError: The salt does not have 16 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return sha256(salt + payload).hexdigest()


def entry_bytes(*, entry: str, at: str, actor: str, subject: str, step: str, payload_hash: str) -> bytes:
    """Return the bytes of an entry that are sealed; `merkle.hash_leaf` of them is its leaf.

    They do not contain the entry's number, which is its position in the tree.
    """
    return canonical_json(
        {"entry": entry, "at": at, "actor": actor, "subject": subject, "step": step, "payload_hash": payload_hash}
    )


def entry_mac(key: bytes, at: str, actor: str, subject: str, step: str, payload_hash: str) -> str:
    """Return the MAC of a waiting entry in hex: HMAC-SHA-256 (RFC 2104) of everything but its id.

    The database assigns the id. No two entries are otherwise equal, since each payload is salted.
    """
    return hmac.digest(key, canonical_json([at, actor, subject, step, payload_hash]), "sha256").hex()


def peaks_mac(key: bytes, peaks: bytes) -> str:
    """Return the MAC of the sealer's tree in hex: an intruder who inserts an entry with its seal cannot forge it."""
    return hmac.digest(key, b"peaks" + peaks, "sha256").hex()


def utc_timestamp(at: datetime | str) -> str:
    """Return a moment as sealed: in UTC to the microsecond, equal on both databases; return invalid text unchanged."""
    if isinstance(at, str):
        try:
            at = datetime.fromisoformat(at)
        except ValueError:
            return str(at)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite keeps UTC without saying so
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def named_subject(subject: str, version: int | None) -> str:
    """Return a subject as sealed: with the record's version after the step, so that the version is sealed too."""
    return subject if version is None else f"{subject} version:{version}"


def entry_leaf(line: SealedLine) -> str:
    """Return the leaf that the entry of this line should have, in hex."""
    sealed = ("entry", "at", "actor", "subject", "step", "payload_hash")
    return merkle.hash_leaf(entry_bytes(**{name: getattr(line, name) for name in sealed})).hex()


def check_sealed_lines(
    lines: Iterable[SealedLine],
    *,
    heads: Mapping[int, str] | None = None,
    size: int | None = None,
    head: str | None = None,
) -> Iterator[IntegrityFinding]:
    """Yield the findings about sealed entries, which should be complete from number 1.

    The entries are intact if all findings are erasures. One pass; memory is O(log n) plus the erasures that wait for
    their proof. A complete rewriting with new seals is found only by known heads.

    Args:
        heads: Heads kept outside, in hex, by their number; at least the first 32 digits of each.
        size: The expected number of entries, if known.
        head: The expected last head, if known.

    Raises:
        ValueError: A known head is shorter than 32 digits.
    """
    known = dict(heads or {})
    if short := [number for number, known_head in known.items() if len(known_head) < SHORTEST_HEAD]:
        raise ValueError(f"the known head of number {short[0]} has less than {SHORTEST_HEAD} digits")
    walk = _SealWalk(known, size, head)
    for line in lines:
        yield from walk.take(line)
    yield from walk.end()


class _SealWalk:
    """One pass over the lines: sort them by number, then follow the tree."""

    def __init__(self, known: dict[int, str], size: int | None, head: str | None) -> None:
        self.known, self.size, self.head = known, size, head
        self.window: list[SealedLine] = []  # by number, equal ones in the order of arrival
        self.highest = self.before = 0  # highest number so far; number of the previous line in the file
        self.expected = 1
        self.gaps: list[tuple[int, int]] = []  # absent numbers below the expected one, first and last of each range
        self.tree: Peaks | None = Peaks()  # None: no longer known
        self.last: SealedLine | None = None
        self.agreed, self.rewritten = 0, False
        self.erasures: dict[int, list[SealedLine]] = {}  # waiting for the entry that proves them

    def take(self, line: SealedLine) -> Iterator[IntegrityFinding]:
        """Take the next line in the order of the file."""
        twice = False
        if line.number <= self.highest:
            twice = any(kept_line.number == line.number for kept_line in self.window)
            if not twice and line.number < self.expected and self._gap(line.number) is None:
                yield IntegrityFinding("inserted", line.number)
                return
            if not twice and line.number < self.before:
                yield IntegrityFinding("swapped", line.number, {"other": self.before})
        if not twice:
            self.highest, self.before = max(self.highest, line.number), line.number
        insort(self.window, line, key=_number)
        if len(self.window) > WINDOW:
            yield from self._settle()

    def end(self) -> Iterator[IntegrityFinding]:
        """Yield the findings that need all lines."""
        while self.window:
            yield from self._settle()
        yield from (IntegrityFinding("dropped", first, {"to": last}) for first, last in self.gaps)
        for waiting in self.erasures.values():
            yield from (_missing(line) for line in waiting)
        last = self.expected - 1
        should = max([self.size or 0, *self.known])
        if should > last:
            yield IntegrityFinding("truncated", last + 1, {"to": should})
        if self.size is not None and self.size < last:
            yield IntegrityFinding("beyond", self.size + 1, {"size": self.size})
        found = self.last.head if self.last else merkle.EMPTY.hex()
        if self.head is not None and self.size in (None, last) and found != self.head:
            yield IntegrityFinding("header", last, {"head": self.head, "found": found})

    def _settle(self) -> Iterator[IntegrityFinding]:
        """Process the held line with the lowest number."""
        line = self.window.pop(0)
        while self.window and self.window[0].number == line.number:
            other = self.window.pop(0)
            if _follows(self.tree, line) is None and _follows(self.tree, other) is not None:
                line, other = other, line
            yield IntegrityFinding("inserted", other.number)
        if line.number < self.expected:
            self._fill(line.number)
            yield from self._own(line)
            return
        gap = line.number > self.expected
        if gap:
            self.gaps.append((self.expected, line.number - 1))
            if len(self.gaps) > GAPS:
                first, last = self.gaps.pop(0)
                yield IntegrityFinding("dropped", first, {"to": last})
        self.expected = line.number + 1
        yield from self._follow(line, gap)

    def _follow(self, line: SealedLine, gap: bool) -> Iterator[IntegrityFinding]:
        """Continue the tree from the previous head to that of this line, or report why it does not lead there."""
        if self.tree is None:
            self.tree = self._found_again(line)
        elif grown := _follows(self.tree, line):
            self.tree = grown
        elif gap:
            self.tree = None  # the dropped entry's leaf is in all later heads
        else:
            following = self.window[0] if self.window else None
            if following and following.number == self.expected and (after := _exchanged(self.tree, line, following)):
                yield IntegrityFinding("swapped", line.number, {"other": following.number})
                yield from self._own(line)
                line = self.window.pop(0)
                self.expected += 1
                self.tree = after
            elif following and _follows(self.tree, following):
                yield IntegrityFinding("inserted", line.number)
                return
            else:
                yield IntegrityFinding("head", line.number)
                grown = _grown(self.tree, line.leaf)
                only_its_head = grown and following and _follows(grown, following)
                self.tree = grown if only_its_head else None
        self.last = line
        yield from self._own(line)

    def _own(self, line: SealedLine) -> Iterator[IntegrityFinding]:
        """Yield the findings that need only this line and the heads kept outside."""
        if entry_leaf(line) != line.leaf:
            yield IntegrityFinding("entry_altered", line.number)
        proved = line.payload is not None and _matches(line)
        if line.payload is not None and not proved:
            yield IntegrityFinding("altered", line.number)
        elif line.payload is None and line.erased is not None and (line.erased_by or 0) > line.number:
            self.erasures.setdefault(line.erased_by or 0, []).append(line)
        elif line.payload is None:
            yield _missing(line)
        if waiting := self.erasures.pop(line.number, None):
            named = erased_in(line.payload) if proved else frozenset()
            for erasure in waiting:
                told = IntegrityFinding("erased", erasure.number, {"on": erasure.erased or "", "by": line.number})
                yield told if erasure.entry in named else _missing(erasure)
        known = self.known.get(line.number)
        if known is None:
            return
        if line.head.startswith(known):
            self.agreed, self.rewritten = line.number, False
        elif not self.rewritten:  # reported once: later heads differ too
            self.rewritten = True
            yield IntegrityFinding("rewritten", line.number, {"known": known, "found": line.head, "since": self.agreed})

    def _found_again(self, line: SealedLine) -> Peaks | None:
        """Return the tree if the previous line completed a perfect one, whose head is then the only other root."""
        last = self.last
        if last is None or not (DIGEST.fullmatch(last.head) and DIGEST.fullmatch(line.leaf)):
            return None
        roots = (bytes.fromhex(last.head), bytes.fromhex(line.leaf))
        if merkle.hash_node(*roots).hex() != line.head:
            return None
        below = 1 << (line.number - 1).bit_length() - 1  # numbers may have been shifted: the nearest power of two
        nearer = below if line.number - 1 - below <= 2 * below - (line.number - 1) else 2 * below
        return Peaks(nearer + 1, roots)

    def _gap(self, number: int) -> int | None:
        """Return the index of the range of absent numbers that contains this one."""
        return next((at for at, (first, last) in enumerate(self.gaps) if first <= number <= last), None)

    def _fill(self, number: int) -> None:
        """Remove a number that arrived late from the absent ones."""
        at = self._gap(number)
        if at is not None:
            first, last = self.gaps[at]
            self.gaps[at : at + 1] = [part for part in ((first, number - 1), (number + 1, last)) if part[0] <= part[1]]


def _plain(value: object) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(name, str):
                raise TypeError(f"a key is text, not {type(name).__name__}")
            _plain(part)
    elif isinstance(value, list):
        for part in value:
            _plain(part)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} has no canonical form: give it as text")


def _number(line: SealedLine) -> int:
    return line.number


def _missing(line: SealedLine) -> IntegrityFinding:
    return IntegrityFinding("missing", line.number, {"by": line.erased_by or 0})


def _matches(line: SealedLine) -> bool:
    """Return whether the payload matches the hash that the entry keeps."""
    salt = line.salt or ""
    if len(salt) != 2 * SALT_BYTES or not HEX.fullmatch(salt):
        return False
    return payload_hash(bytes.fromhex(salt), (line.payload or "").encode()) == line.payload_hash


def _grown(tree: Peaks, leaf: str) -> Peaks | None:
    return tree.append(bytes.fromhex(leaf)) if DIGEST.fullmatch(leaf) else None


def _follows(tree: Peaks | None, line: SealedLine) -> Peaks | None:
    """Return the tree with this line's leaf if its head is that of this line, otherwise None."""
    grown = tree and _grown(tree, line.leaf)
    return grown if grown and grown.head().hex() == line.head else None


def _exchanged(tree: Peaks, line: SealedLine, following: SealedLine) -> Peaks | None:
    """Return the tree with both leaves if they were swapped, else None; their heads may have been left in place."""
    first = _grown(tree, following.leaf)
    both = first and _grown(first, line.leaf)
    if not first or not both:
        return None
    made = [first.head().hex(), both.head().hex()]
    return both if made in ([line.head, following.head], [following.head, line.head]) else None


def erased_in(payload: str | None) -> frozenset[str]:
    """Return the entries that the payload of an erasing entry names."""
    try:
        told = json.loads(payload or "")
    except (ValueError, RecursionError):
        return frozenset()
    names = told.get("erased") if isinstance(told, dict) else None
    return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()
