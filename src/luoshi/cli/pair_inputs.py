"""The documents of a pair: their files, their names, and what is unusual about them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from luoshi.cli.columns import ColumnAnswer, explain_guess
from luoshi.cli.inputs import DocumentInput, collect_inputs
from luoshi.cli.job import Choices, JobOutcome, answer_document_columns, guard_outcome, open_input, parse_document
from luoshi.cli.teller import Teller
from luoshi.cli.usage import UsageError
from luoshi.matching.pair_builder import PairedDocument
from luoshi.reading.model import Kind, ReaderNote


def collect_pair_inputs(first: str, others: Sequence[str], *, skip: Path | None, run: Teller) -> list[DocumentInput]:
    """Return the first document and the others, with different names; the files of a folder are among the others.

    A file named twice is taken once, with a note to the user.

    Args:
        skip: the folder of results, which a walk skips.

    Raises:
        UsageError: both sides would be read from standard input.
    """
    if first == "-" and "-" in others:
        raise UsageError("usage.stdin_twice")
    seen: set[str] = set()
    for name in others:
        if name in seen and not os.path.isdir(name):
            run.tell("pair.twice", file=PurePath(name).name)
        seen.add(name)
    found, passed = collect_inputs(others, skip=skip)
    run.report_skipped(passed)
    if not found:
        run.report_empty(others)
        return []
    head = DocumentInput(first, os.path.basename(first.rstrip("/" + os.sep)) or first)
    return distinguish_input_names([head, *found])


def distinguish_input_names(inputs: Sequence[DocumentInput]) -> list[DocumentInput]:
    """Return the inputs with equal names distinguished by their folders or, if that fails, by a number."""
    shown = [document.shown for document in inputs]
    counted = Counter(shown)
    for name in [name for name, count in counted.items() if count > 1]:
        same = [at for at, document in enumerate(inputs) if document.shown == name]
        parts = {at: PurePath(os.path.abspath(inputs[at].path)).parts[1:] for at in same if inputs[at].path != "-"}
        for length in range(2, max(map(len, parts.values()), default=0) + 1):
            longer = {at: PurePath(*own[-length:]).as_posix() for at, own in parts.items()}
            if len(set(longer.values())) == len(longer):
                for at, words in longer.items():
                    shown[at] = words
                break
    used: set[str] = set()
    for at, name in enumerate(shown):
        count = 1
        while shown[at] in used:
            count += 1
            shown[at] = f"{name} ({count})"
        used.add(shown[at])
    return [replace(document, shown=name) for document, name in zip(inputs, shown, strict=True)]


def make_pair_reader(
    found: dict[int, PairedDocument],
    year: int | None,
    kind: Kind | None,
    ruled: int,
    answers: tuple[ColumnAnswer, ...] = (),
) -> Callable[[int, DocumentInput], JobOutcome]:
    """Return a function that reads the document at a position and puts it into ``found``.

    Args:
        year: given by the user: it applies to the document at position ``ruled``, and to others that name none.
        kind: likewise, but only for that document: the others are of other kinds.
        answers: which columns hold the tasks, for the tables of all documents.
    """

    def read(at: int, one: DocumentInput) -> JobOutcome:
        def work(outcome: JobOutcome) -> None:
            document = replace(open_input(one), name=one.shown)
            given = Choices((), year=year, kind=kind) if at == ruled else Choices(())
            columns = answer_document_columns(outcome, document, answers)
            reading = parse_document(document, given, columns)
            if year is not None and reading.year is None:
                reading = parse_document(document, Choices((), year=year), columns)
            found[at] = PairedDocument(document, reading)
            outcome.notes = (
                *((note.code, tuple(note.values.items())) for note in document.notes),
                *(explain_guess(guess) for guess in reading.guesses if not guess.answered),
            )

        return guard_outcome(JobOutcome(at, one.shown), work)

    return read


def drop_duplicate_documents(
    opened: Sequence[PairedDocument], inputs: Sequence[DocumentInput], run: Teller
) -> list[PairedDocument]:
    """Drop documents that add nothing: copies of a report, and the plan itself found in a folder.

    A plan named as its own report stays, with a note: the user may mean another file.
    """
    kept = [opened[0]]
    seen: dict[str, str] = {}
    for paired_document, given in zip(opened[1:], inputs[1:], strict=True):
        document = paired_document.document
        if document.sha256 == opened[0].document.sha256:
            run.note(document.name, "pair.left_out" if given.walked else "pair.itself", ())
            if not given.walked:
                kept.append(replace(paired_document, notes=(ReaderNote("pair.itself"),)))
        elif document.sha256 in seen:
            run.note(document.name, "pair.copy", [("other", seen[document.sha256])])
        else:
            kept.append(paired_document)
        seen.setdefault(document.sha256, document.name)
    return kept
