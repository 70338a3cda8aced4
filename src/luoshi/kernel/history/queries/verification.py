"""Verify the journal in the database: the findings of `check_sealed_lines`, and those about other tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Case, CharField, Count, F, Max, OuterRef, Q, Subquery, Value, When

from luoshi.evidence import append_only
from luoshi.evidence.journal.models import Entry, Payload, Seal, Sealing, Unsealed
from luoshi.evidence.journal.queries.seals import ONE, guard_reading, stored_entries
from luoshi.evidence.journal.rules.merkle import Peaks
from luoshi.evidence.journal.rules.proof import (
    SHORTEST_HEAD,
    IntegrityFinding,
    SealedLine,
    check_sealed_lines,
    entry_mac,
    erased_in,
    named_subject,
    payload_hash,
    peaks_mac,
    utc_timestamp,
)
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import declared_kinds
from luoshi.org.unit_import.queries import wrongly_unseen


def journal_findings(heads: Mapping[int, str] | None = None) -> Iterator[IntegrityFinding]:
    """Yield all findings about the journal in the database; it is intact if they are nothing but erasures.

    One pass over the sealed entries as of one moment, in bounded memory; then one query per other part. A part that
    cannot be read gives ``unread`` with ``part`` and ``why``, and ends no other. Besides those of `IntegrityFinding`,
    the codes are, with a number where there is one:

    ===========  ======================================================================================
    gone         there is a seal of this number and no entry; ``entry``: its id
    crossed      the entry refers to another person or record than the sealed ones
    smuggled     the ``entry`` has no seal and waits for none: it was inserted past the program
    unguarded    the ``trigger`` that keeps a table append-only is missing or differs
    beyond_last  the ``record`` has a version that no entry made: it was changed past the program
    other_state  the ``record`` is in the state ``found``, but its last step led to ``expected``
    unseen       the ``record`` is hidden, though no import is writing it or took it out
    forged       the ``entry`` waits for its seal without the program's MAC: it is never sealed
    peaks        the tree of the sealer is damaged, gone, or not the program's
    ===========  ======================================================================================

    Args:
        heads: Heads kept outside, in hex, by their number.

    Raises:
        ValueError: A known head is shorter than 32 digits.
    """
    if any(len(head) < SHORTEST_HEAD for head in (heads or {}).values()):
        raise ValueError(f"a known head has less than {SHORTEST_HEAD} digits")
    parts: dict[str, Callable[[], Iterator[IntegrityFinding]]] = {
        "records_seal": lambda: _of_seals(heads),
        "records_entry": _smuggled,
        "records_unsealed": _forged,
        "append-only": lambda: (
            IntegrityFinding("unguarded", 0, {"trigger": name}) for name in append_only.missing_append_triggers()
        ),
        "records_record": _beyond_last,
        "records_record.state": lambda: (finding for kind in declared_kinds() for finding in _other_state(kind)),
        "records_record.batch_id": _unseen,
    }
    for name, read in parts.items():
        yield from guard_reading(name, read)


def _of_seals(heads: Mapping[int, str] | None) -> Iterator[IntegrityFinding]:
    known, sound = _tree()
    if not sound:
        yield IntegrityFinding("peaks", 0)
    told: dict[str, Any] = {"size": known.size, "head": known.head().hex()} if known else {}
    gone: dict[int, str] = {}  # at most as many as the lines held back
    erasers: dict[int, tuple[SealedLine, int, str]] = {}
    crossed: list[int] = []

    def lines() -> Iterator[SealedLine]:
        for entry in stored_entries():
            if entry.gone:
                gone[entry.line.number] = entry.line.entry
            if entry.crossed:
                crossed.append(entry.line.number)
            if entry.eraser is not None and entry.line.payload is None:
                erasers[entry.line.number] = (entry.line, entry.eraser, entry.line.erased or "")
            yield entry.line

    for finding in check_sealed_lines(lines(), heads=heads, **told):
        yield from (IntegrityFinding("crossed", number) for number in crossed)
        crossed.clear()
        number = finding.number
        if finding.code == "entry_altered" and number in gone:
            yield IntegrityFinding("gone", number, {"entry": gone[number]})
        elif finding.code == "missing" and number in gone:
            del gone[number]
        elif finding.code == "missing" and number in erasers and _erases(*erasers[number][:2]):
            yield IntegrityFinding("erased", number, {"on": erasers.pop(number)[2], "by": 0})
        else:
            yield finding
    yield from (IntegrityFinding("crossed", number) for number in crossed)


def _tree() -> tuple[Peaks | None, bool]:
    """Return the sealer's tree, None if it is damaged; and whether it bears the program's MAC."""
    row = Sealing.objects.filter(pk=ONE).first()
    if row is None:
        return Peaks(), not Seal.objects.exists()
    try:
        return Peaks.from_bytes(bytes(row.peaks)), row.mac == peaks_mac(settings.JOURNAL_KEY, bytes(row.peaks))
    except ValueError:
        return None, False


def _erases(line: SealedLine, eraser: int) -> bool:
    """Return whether an entry that itself waits for its seal says that it erased the payload of this line."""
    said = Payload.objects.filter(pk=eraser, data__isnull=False).select_related("entry").first()
    if said is None or said.data is None:
        return False
    whole = payload_hash(bytes(said.salt or b"").ljust(16, b"\0")[:16], said.data.encode()) == said.entry.payload_hash
    return whole and line.entry in erased_in(said.data)


def _smuggled() -> Iterator[IntegrityFinding]:
    past = Entry.objects.filter(seal=None).exclude(pk__in=Unsealed.objects.values("pk")).order_by("pk")
    for pk in past.values_list("pk", flat=True).iterator():
        yield IntegrityFinding("smuggled", 0, {"entry": str(pk)})


def _forged() -> Iterator[IntegrityFinding]:
    """Yield the waiting entries that do not bear the program's MAC."""
    columns = ("pk", "mac", "entry__at", "entry__actor", "entry__subject", "entry__version", "entry__step")
    waits = Unsealed.objects.filter(entry__seal=None).order_by("pk")
    for pk, mac, at, actor, subject, version, step, digest in waits.values_list(
        *columns, "entry__payload_hash"
    ).iterator():
        made = entry_mac(settings.JOURNAL_KEY, utc_timestamp(at), actor, named_subject(subject, version), step, digest)
        if made != mac:
            yield IntegrityFinding("forged", 0, {"entry": str(pk)})


def _beyond_last() -> Iterator[IntegrityFinding]:
    rows = Record.objects.annotate(last=Max("entries__version")).filter(Q(last=None) | Q(version__gt=F("last")))
    for record in rows.order_by("pk").only("kind", "number").iterator():
        yield IntegrityFinding("beyond_last", 0, {"record": record.number or record.reference})


def _unseen() -> Iterator[IntegrityFinding]:
    """Yield hidden rows that no import accounts for: once an import ends, its rows are either valid or removed.

    Only an existing import hides rows, and no more than it wrote.
    """
    for model in apps.get_models():
        rightly = vars(model).get("RIGHTLY_UNSEEN")  # not inherited from ``Record``: those rows are checked there
        if rightly is None:
            continue
        hidden = model._base_manager.filter(rightly).values("pk")
        names = ("kind", "number") if issubclass(model, Record) else ("pk",)
        rows = model._base_manager.exclude(batch=None).exclude(pk__in=hidden)
        for row in rows.order_by("pk").only(*names).iterator():
            name = row.number or row.reference if isinstance(row, Record) else f"{model._meta.db_table} {row.pk}"
            yield IntegrityFinding("unseen", 0, {"record": name})
    yield from (IntegrityFinding("unseen", 0, {"record": code}) for code in wrongly_unseen())
    yield from _hiding_more()


def _hiding_more() -> Iterator[IntegrityFinding]:
    """Yield running imports that hide more or fewer rows than they wrote; those of ended imports are named singly."""
    rows = (
        Record._base_manager.filter(Record.RIGHTLY_UNSEEN)
        .exclude(batch=None)
        .order_by("batch")
        .values("batch")
        .annotate(count=Count("pk"))
    )
    hides = dict(rows.values_list("batch", "count"))
    runs = Record._meta.get_field("batch").related_model
    for pk, written in runs._base_manager.filter(pk__in=hides).order_by("pk").values_list("pk", "written"):
        if hides[pk] != written:
            yield IntegrityFinding("unseen_more", 0, {"import": str(pk), "written": written, "count": hides[pk]})


def _other_state(kind: CompiledKind) -> Iterator[IntegrityFinding]:
    """Yield the records of a kind that are not in the state to which their last declared step led."""
    led = {name: step.after for name, step in kind.cycle.by_name.items() if step.after and not step.onward}
    if not led:
        return
    several = [name for name, step in kind.cycle.by_name.items() if step.onward]  # the journal does not tell where
    steps = Entry.objects.filter(record=OuterRef("pk"), step__in=[*led, *several]).order_by("-version", "-pk")
    after = [When(last=name, then=Value(state)) for name, state in led.items()]
    rows = Record.objects.filter(kind=kind.name).annotate(last=Subquery(steps.values("step")[:1]))
    rows = rows.annotate(led=Case(*after, output_field=CharField())).exclude(led=None).exclude(state=F("led"))
    for record in rows.order_by("pk").iterator():
        states = {"found": record.state, "expected": record.led}
        called = {name: str(kind.cycle.states.get(state, state)) for name, state in states.items()}
        values = {"record": record.number or record.reference, **called}
        yield IntegrityFinding("other_state", 0, values)
