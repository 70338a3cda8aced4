"""A sealed journal as an office's would be, and what can be done to its export, with what must then be found."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from luoshi.evidence.journal.rules.export import Header, write_export
from luoshi.evidence.journal.rules.merkle import Peaks
from luoshi.evidence.journal.rules.proof import IntegrityFinding, SealedLine, canonical_json, entry_leaf, payload_hash

SIZE, ERASED, ERASER = 50, 7, 20
STEPS = ("file", "accept", "answer", "close")
PEOPLE = ("person:3 post:12", "person:8 post:31 deputy", "person:15 post:4")


def salt(number: int) -> bytes:
    return hashlib.sha256(f"salt {number}".encode()).digest()[:16]


def told(number: int, payload: object, **more: object) -> SealedLine:
    """An entry that is not sealed yet."""
    data = canonical_json(payload)
    line = SealedLine(
        number=number,
        entry=str(1000 + 3 * number),
        at=f"2026-03-{1 + number % 28:02}T09:{number % 60:02}:00+08:00",
        actor=PEOPLE[number % 3],
        subject=f"appeals:{1 + number // 4}",
        step=STEPS[number % 4],
        payload_hash=payload_hash(salt(number), data),
        leaf="",
        head="",
        payload=data.decode(),
        salt=salt(number).hex(),
    )
    return replace(line, **more)


def sealed(lines: list[SealedLine]) -> list[SealedLine]:
    """The same entries with numbers, leaves and heads as the sealer gives them."""
    tree, made = Peaks(), []
    for number, line in enumerate(lines, start=1):
        tree = tree.append(bytes.fromhex(entry_leaf(line)))
        made.append(replace(line, number=number, leaf=entry_leaf(line), head=tree.head().hex()))
    return made


def journal(size: int = SIZE) -> list[SealedLine]:
    """A whole journal; the payload of entry 7 was erased by entry 20."""
    lines = [
        told(at, {"题名": f"第{at}件：村道“最后一公里”\u2028", "due": "2026-04-30", "数量": at})
        for at in range(1, size + 1)
    ]
    if size >= ERASER:
        lines[ERASER - 1] = told(
            ERASER, {"erased": [lines[ERASED - 1].entry], "法条": "个人信息保护法第四十七条"}, step="erase"
        )
        lines[ERASED - 1] = replace(lines[ERASED - 1], payload=None, salt=None, erased="2026-03-21", erased_by=ERASER)
    return sealed(lines)


WHOLE = journal()
HEAD = WHOLE[-1].head
ERASURE = IntegrityFinding("erased", ERASED, {"on": "2026-03-21", "by": ERASER})
FORGED = told(23, {"题名": "补记：已于三月办结"}, entry="9999", step="close")
FORGED = replace(FORGED, leaf=entry_leaf(FORGED), head="ab" * 32)


@dataclass(frozen=True)
class Case:
    """A tampered export: its lines, what is known besides, and all that must be found."""

    lines: list[SealedLine]
    findings: list[IntegrityFinding]
    heads: dict[int, str] = field(default_factory=dict)
    size: int = SIZE
    head: str = HEAD

    @property
    def header(self) -> Header:
        return Header(self.size, self.head, "2026-05-01T08:00:00+08:00", "云岭县委督查室")


def changed(number: int, **how: object) -> list[SealedLine]:
    """The whole journal with one line changed."""
    return [replace(line, **how) if line.number == number else line for line in WHOLE]


def without(*numbers: int) -> list[SealedLine]:
    return [line for line in WHOLE if line.number not in numbers]


def renumbered(lines: list[SealedLine]) -> list[SealedLine]:
    return [replace(line, number=at) for at, line in enumerate(lines, start=1)]


def moved(first: int, second: int) -> list[SealedLine]:
    """Two lines in each other's place in the file."""
    lines = list(WHOLE)
    lines[first - 1], lines[second - 1] = lines[second - 1], lines[first - 1]
    return lines


def exchanged(first: int, second: int, **kept: str) -> list[SealedLine]:
    """Two entries in each other's place, their numbers put right; ``kept`` names what stayed."""
    lines = moved(first, second)
    return [
        replace(line, number=at, **{name: getattr(WHOLE[at - 1], name) for name in kept})
        for at, line in enumerate(lines, start=1)
    ]


def replaced(number: int, *, seal: bool) -> list[SealedLine]:
    """Another payload with the right hash, so another entry; ``seal``: its leaf too is made anew."""
    data = canonical_json({"题名": "已满意"})
    line = replace(WHOLE[number - 1], payload=data.decode(), payload_hash=payload_hash(salt(number), data))
    line = replace(line, leaf=entry_leaf(line)) if seal else line
    return [line if entry.number == number else entry for entry in WHOLE]


REWRITTEN = sealed(replaced(33, seal=False))


def found(code: str, number: int, **values: int | str) -> IntegrityFinding:
    return IntegrityFinding(code, number, values)


CASES: dict[str, Callable[[], Case]] = {
    "whole": lambda: Case(WHOLE, [ERASURE]),
    "whole_with_known_heads": lambda: Case(WHOLE, [ERASURE], {10: WHOLE[9].head, SIZE: HEAD[:32]}),
    "empty": lambda: Case([], [], size=0, head=hashlib.sha256(b"").hexdigest()),
    "altered_payload": lambda: Case(changed(23, payload='{"题名":"已办结"}'), [ERASURE, found("altered", 23)]),
    "altered_salt": lambda: Case(changed(23, salt="zz"), [ERASURE, found("altered", 23)]),
    "altered_entry": lambda: Case(changed(23, actor="person:99"), [ERASURE, found("entry_altered", 23)]),
    "altered_with_its_hash": lambda: Case(replaced(23, seal=False), [ERASURE, found("entry_altered", 23)]),
    "altered_with_its_seal": lambda: Case(replaced(23, seal=True), [ERASURE, found("head", 23)]),
    "two_altered_with_their_seals": lambda: Case(
        replaced(23, seal=True)[:40] + replaced(41, seal=True)[40:], [ERASURE, found("head", 23), found("head", 41)]
    ),
    "altered_head": lambda: Case(changed(23, head="ab" * 32), [ERASURE, found("head", 23)]),
    "altered_head_and_later_one_with_its_seal": lambda: Case(
        changed(23, head="ab" * 32)[:27] + replaced(28, seal=True)[27:],
        [ERASURE, found("head", 23), found("head", 28)],
    ),
    "altered_leaf": lambda: Case(changed(23, leaf="no leaf"), [ERASURE, found("head", 23), found("entry_altered", 23)]),
    "dropped": lambda: Case(without(23), [ERASURE, found("dropped", 23, to=23)]),
    "dropped_more": lambda: Case(
        without(1, 2, 30, 31, 32), [ERASURE, found("dropped", 1, to=2), found("dropped", 30, to=32)]
    ),
    "dropped_and_altered_later": lambda: Case(
        [line for line in replaced(41, seal=True) if line.number != 23],
        [ERASURE, found("head", 41), found("dropped", 23, to=23)],
    ),
    "dropped_and_renumbered": lambda: Case(
        renumbered(without(23)), [ERASURE, found("head", 23), found("truncated", 50, to=50)]
    ),
    "swapped": lambda: Case(moved(23, 24), [found("swapped", 23, other=24), ERASURE]),
    "swapped_far": lambda: Case(
        moved(23, 27), [found("swapped", 24, other=27), found("swapped", 23, other=26), ERASURE]
    ),
    "swapped_very_far": lambda: Case(
        moved(2, 49),
        [found("swapped", 3, other=49), found("swapped", 2, other=48), ERASURE],
    ),
    "swapped_and_renumbered": lambda: Case(exchanged(23, 24), [ERASURE, found("swapped", 23, other=24)]),
    "swapped_and_renumbered_under_their_heads": lambda: Case(
        exchanged(23, 24, head=""), [ERASURE, found("swapped", 23, other=24)]
    ),
    "inserted_twice_the_number": lambda: Case([*WHOLE[:23], FORGED, *WHOLE[23:]], [ERASURE, found("inserted", 23)]),
    "inserted_before_the_sealed_one": lambda: Case(
        [*WHOLE[:22], FORGED, *WHOLE[22:]], [ERASURE, found("inserted", 23)]
    ),
    "inserted_much_later": lambda: Case([*WHOLE, replace(FORGED, number=3)], [found("inserted", 3), ERASURE]),
    "inserted_and_renumbered": lambda: Case(
        renumbered([*WHOLE[:22], FORGED, *WHOLE[22:]]),
        [ERASURE, found("inserted", 23), found("beyond", 51, size=50)],
    ),
    "inserted_at_the_end": lambda: Case(
        [*WHOLE, replace(FORGED, number=51)], [ERASURE, found("head", 51), found("beyond", 51, size=50)]
    ),
    "truncated": lambda: Case(WHOLE[:45], [ERASURE, found("truncated", 46, to=50)]),
    "truncated_and_a_known_head_is_later": lambda: Case(
        WHOLE[:45], [ERASURE, found("truncated", 46, to=48)], {48: WHOLE[47].head}, size=45, head=WHOLE[44].head
    ),
    "another_header": lambda: Case(WHOLE, [ERASURE, found("header", 50, head="cd" * 32, found=HEAD)], head="cd" * 32),
    "rewritten": lambda: Case(
        REWRITTEN,
        [ERASURE, found("rewritten", 40, known=WHOLE[39].head, found=REWRITTEN[39].head, since=30)],
        {20: WHOLE[19].head, 30: WHOLE[29].head, 40: WHOLE[39].head, 45: WHOLE[44].head},
        head=REWRITTEN[-1].head,
    ),
    "rewritten_and_nothing_known": lambda: Case(REWRITTEN, [ERASURE], head=REWRITTEN[-1].head),
    "payload_missing": lambda: Case(changed(23, payload=None, salt=None), [ERASURE, found("missing", 23, by=0)]),
    "erasure_without_an_entry": lambda: Case(
        changed(23, payload=None, salt=None, erased="2026-03-30", erased_by=60), [ERASURE, found("missing", 23, by=60)]
    ),
    "erasure_by_an_entry_that_does_not_say_so": lambda: Case(
        changed(23, payload=None, salt=None, erased="2026-03-30", erased_by=24), [ERASURE, found("missing", 23, by=24)]
    ),
    "erasure_before_the_entry": lambda: Case(
        changed(23, payload=None, salt=None, erased="2026-03-30", erased_by=20), [ERASURE, found("missing", 23, by=20)]
    ),
    "erasing_entry_altered": lambda: Case(
        changed(20, payload='{"erased":["1021","1030"]}'),
        [found("altered", 20), found("missing", 7, by=20)],
    ),
}


def tampered(rng: random.Random) -> Case:
    """A journal to which up to three things were done at random; what must be found is left open."""
    size = rng.randrange(1, 140)
    lines = journal(size)
    outside = {
        number: lines[number - 1].head if number <= size else "ef" * 32 for number in rng.sample(range(1, size + 3), 2)
    }
    heads, head = rng.choice([{}, outside]), lines[-1].head
    for _ in range(rng.randrange(4)):
        lines = rng.choice(DEEDS)(lines, rng) or lines
    return Case(lines, [], heads, rng.choice([size, len(lines)]), rng.choice([head, lines[-1].head]))


def one_changed(lines: list[SealedLine], rng: random.Random) -> list[SealedLine]:
    name = rng.choice(["actor", "at", "payload_hash", "leaf", "head", "payload", "salt", "erased"])
    at = rng.randrange(len(lines))
    return [*lines[:at], replace(lines[at], **{name: rng.choice(["x", "", "ab" * 32])}), *lines[at + 1 :]]


def two_moved(lines: list[SealedLine], rng: random.Random) -> list[SealedLine]:
    made, at = list(lines), rng.randrange(len(lines))
    other = rng.choice([rng.randrange(len(lines)), min(at + 1, len(lines) - 1)])
    made[at], made[other] = made[other], made[at]
    return made


def one_inserted(lines: list[SealedLine], rng: random.Random) -> list[SealedLine]:
    line = rng.choice([rng.choice(lines), replace(FORGED, number=rng.randrange(1, len(lines) + 4))])
    at = rng.randrange(len(lines) + 1)
    return [*lines[:at], line, *lines[at:]]


def some_dropped(lines: list[SealedLine], rng: random.Random) -> list[SealedLine]:
    at = rng.randrange(len(lines))
    return lines[:at] + lines[at + rng.choice([1, 1, 3, 200]) :]


DEEDS: list[Callable[[list[SealedLine], random.Random], list[SealedLine]]] = [
    one_changed,
    two_moved,
    one_inserted,
    some_dropped,
    lambda lines, rng: renumbered(lines),
    lambda lines, rng: sealed(lines),
]


FILE = list(write_export(CASES["whole"]().header, WHOLE))
LINE = FILE[22]
THROUGH_WINDOWS = ("\ufeff" + FILE[0] + "\n" + "".join(FILE[1:])).replace("\n", "\r\n").encode()
NO_HEADS = (HEAD, "0 " + HEAD, "5 " + HEAD[:31], f"5 {HEAD}0", "x " + HEAD, "10 " + "ab" * 32, "５ " + HEAD)


def damaged(line: str | bytes) -> bytes:
    """The export with another line 23."""
    return b"".join(
        [
            *(item.encode() for item in FILE[:22]),
            line if isinstance(line, bytes) else line.encode(),
            *(item.encode() for item in FILE[23:]),
        ]
    )


def at_23(name: str) -> tuple[str, dict[str, int | str]]:
    return "export.field", {"line": 23, "field": name}


# What a file is, and with what it must be refused.
DAMAGED: dict[str, tuple[bytes, tuple[str, dict[str, int | str]]]] = {
    "empty": (b"", ("export.empty", {})),
    "blank": ("\ufeff\n \r\n".encode(), ("export.empty", {})),
    "no_journal": ("单位,事项\n".encode(), ("export.header", {})),
    "a_picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, ("export.header", {})),
    "a_list": (b"[1]\n", ("export.header", {})),
    "other_format": (b'{"format":"other","version":1}\n', ("export.header", {})),
    "no_version": (b'{"format":"luoshi-journal"}\n', ("export.version", {"version": ""})),
    "later_version": (FILE[0].replace('"version":1', '"version":2').encode(), ("export.version", {"version": "2"})),
    "header_without_size": (FILE[0].replace(',"size":50', "").encode(), ("export.field", {"line": 1, "field": "size"})),
    "header_of_text": (
        FILE[0].replace('"size":50', '"size":"50"').encode(),
        ("export.field", {"line": 1, "field": "size"}),
    ),
    "cut_line": (damaged(LINE[:40] + "\n"), ("export.line", {"line": 23})),
    "a_number": (damaged("5\n"), ("export.line", {"line": 23})),
    "null": (damaged("null\n"), ("export.line", {"line": 23})),
    "deep": (damaged("[" * 100_000 + "\n"), ("export.line", {"line": 23})),
    "not_utf_8": (damaged(LINE.encode("gb18030")), ("export.line", {"line": 23})),
    "unknown_field": (damaged(LINE.replace('"actor"', '"aktor"')), at_23("aktor")),
    "field_of_every_object": (damaged(LINE.replace('"actor"', '"constructor"')), at_23("constructor")),
    "missing_field": (damaged(LINE.replace(',"step":"answer"', "")), at_23("step")),
    "null_payload": (
        damaged(LINE[: LINE.index('"payload":') + 10] + "null" + LINE[LINE.index(',"payload_hash"') :]),
        at_23("payload"),
    ),
    "number_zero": (damaged(LINE.replace('"number":22', '"number":0')), at_23("number")),
    "number_true": (damaged(LINE.replace('"number":22', '"number":true')), at_23("number")),
    "number_huge": (damaged(LINE.replace('"number":22', '"number":9007199254740992')), at_23("number")),
    "half_a_character": (damaged(LINE.replace('"step":"answer"', '"step":"\\ud800"')), at_23("step")),
}
