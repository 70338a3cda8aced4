"""Process one document: open, read, write.

Runs in this process or in a worker, so inputs and results are plain data.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from luoshi.cli import faults
from luoshi.cli.atomic_files import PlaceError, system_error_name, write_file_atomically
from luoshi.cli.columns import BETWEEN, ColumnAnswer, answer_tables, explain_strays
from luoshi.cli.inputs import DocumentInput
from luoshi.cli.language import LANGUAGES, load_message_catalogue, translate_message

if TYPE_CHECKING:
    from luoshi.reading.model import Kind, LoadedDocument, Reading
    from luoshi.writing.model import DocumentReport

ENDINGS = {"json": "json", "xlsx": "xlsx", "html": "html", "md": "md", "table": "txt"}


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices made on the command line."""

    formats: tuple[str, ...]
    folder: Path | None = None  # None: one format, to standard output
    together: bool = False
    year: int | None = None
    issuer: str | None = None
    kind: Kind | None = None
    columns: tuple[ColumnAnswer, ...] = ()
    with_text: bool = False
    cleared: bool = False  # a person says that no page of a scan bears a marking of secrecy
    searchable: bool = False  # of each scan a PDF with its text is written too
    language: str = "zh"
    width: int | None = None  # columns of the terminal; None: no limit


@dataclass(frozen=True, slots=True)
class DocumentJob:
    """One input, and the stem of its files if each document gets its own."""

    order: int
    input: DocumentInput
    stem: str
    choices: Choices
    alone: bool = False  # the only document of the run


@dataclass(slots=True)
class JobOutcome:
    """The result of a job. Exactly one of ``counts``, ``error`` and ``fault`` is set."""

    order: int
    shown: str
    kind: str = ""
    title: str = ""
    counts: dict[str, int] | None = None
    notes: tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...] = ()
    rendered: str = ""  # for standard output
    parts: dict[str, str] = field(default_factory=dict)  # of files for all documents together, by format
    report: DocumentReport | None = None  # if needed for all documents together
    written: list[str] = field(default_factory=list)
    # Values of --columns that name no table of this document, and the heads of its tables.
    strays: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    error: tuple[str, dict[str, str | int]] | None = None
    fault: faults.LoggedFault | None = None


def open_input(
    one: DocumentInput,
    *,
    cleared: bool = False,
    pages_in: str = "",
    pictures: list[tuple[bytes, int, int]] | None = None,
) -> LoadedDocument:
    """Open a file, or standard input for ``-``; what is a picture of text is recognised.

    Args:
        one: the file, or the first of the pictures that are its pages.
        cleared: as in ``luoshi.ocr.read_scans``.
        pages_in: the language in which a bar of the pages of a scan is shown; "" for none.
        pictures: receives the pages of a scan, as in ``luoshi.ocr.read_scans``.

    Raises:
        ReadError: as in ``luoshi.reading.load`` and ``luoshi.ocr``; ``load.no_input`` if standard input is closed.
    """
    from luoshi.reading.errors import ReadError
    from luoshi.reading.load import DEFAULT, load_document, read_file

    if one.walked and os.path.isdir(one.path):
        raise ReadError("load.shut_folder")
    if one.path != "-":
        # A pipe or device named explicitly is intended; one found in a folder could block for ever.
        data = read_file(Path(one.path), regular=one.walked)
    elif sys.stdin is None:
        raise ReadError("load.no_input")
    else:
        data = sys.stdin.buffer.read(DEFAULT.bytes + 1)
    name = "stdin" if one.path == "-" else Path(one.path).name
    try:
        document = load_document(name, data)
    except ReadError as error:
        if error.code != "load.scanned":
            raise
        return _recognise(one, data, cleared, pages_in, pictures)
    without_text = any(note.code == "load.pages_without_text" for note in document.notes)
    return _recognise(one, data, cleared, pages_in, pictures) if without_text and _recognises() else document


def _recognises() -> bool:
    from importlib.util import find_spec

    if find_spec("numpy") is None:
        return False
    from luoshi.ocr import can_read_scans

    return can_read_scans()


def _recognise(
    one: DocumentInput, data: bytes, cleared: bool, pages_in: str, pictures: list[tuple[bytes, int, int]] | None
) -> LoadedDocument:
    from luoshi.reading.errors import ReadError
    from luoshi.reading.load import read_file

    if not _recognises():
        raise ReadError("load.needs_ocr")
    from luoshi.cli.page_progress import show_pages
    from luoshi.ocr import read_scans

    files = [(Path(one.path).name, data), *((Path(path).name, read_file(Path(path))) for path in one.further)]
    with show_pages(pages_in) if pages_in else nullcontext() as report_page:
        return read_scans(files, cleared=cleared, report_page=report_page, pictures=pictures)


def parse_document(
    document: LoadedDocument, choices: Choices, columns: Mapping[tuple[str, ...], int | None] = MappingProxyType({})
) -> Reading:
    """Read an opened document with the given year, issuer and kind; ``columns`` as in ``read_text_document``."""
    from luoshi.reading.read import read_text_document
    from luoshi.reading.recognised import mark_unsure_text

    reading = read_text_document(
        document.text,
        year=choices.year,
        issuer=choices.issuer,
        kind=choices.kind,
        joined=document.joined,
        columns=columns,
    )
    mark_unsure_text(reading, document.unsure)
    return reading


def process_job(job: DocumentJob) -> JobOutcome:
    """Do one job. Errors of the document are in the outcome; only PlaceError is raised.

    Raises:
        PlaceError: the result cannot be written, which is no fault of this document.
    """

    def work(outcome: JobOutcome) -> None:
        pictures: list[tuple[bytes, int, int]] | None = [] if job.choices.searchable else None
        document = open_input(
            job.input,
            cleared=job.choices.cleared,
            pages_in=job.choices.language if job.alone else "",
            pictures=pictures,
        )
        document = replace(document, name=job.input.shown)
        columns = answer_document_columns(outcome, document, job.choices.columns, alone=job.alone)
        _fill(outcome, job, document, parse_document(document, job.choices, columns))
        if pictures:
            _write_searchable(outcome, job, document, pictures)

    return guard_outcome(JobOutcome(job.order, job.input.shown), work)


def answer_document_columns(
    outcome: JobOutcome, document: LoadedDocument, answers: tuple[ColumnAnswer, ...], *, alone: bool = False
) -> dict[tuple[str, ...], int | None]:
    """Return the task columns of a document's tables by ``--columns``; note the values that fit none of them.

    Raises:
        ReadError: the document is ``alone`` in its run and has no such table.
    """
    if not answers:
        return {}
    from luoshi.reading.errors import ReadError
    from luoshi.reading.read import read_table_heads

    tables = read_table_heads(document.text)
    columns, strays = answer_tables(tables, answers)
    outcome.strays = tuple(answer.words for answer in strays)
    outcome.heads = tuple(BETWEEN.join(heads) for heads in tables)
    if strays and alone:
        code, values = explain_strays(outcome.strays, outcome.heads)
        raise ReadError(code, **values)
    return columns


def guard_outcome(outcome: JobOutcome, work: Callable[[JobOutcome], None]) -> JobOutcome:
    """Run ``work`` on the outcome; errors of the document are recorded in it.

    Raises:
        PlaceError: as ``work``.
    """
    from luoshi.reading.errors import ReadError

    try:
        work(outcome)
    except ReadError as error:
        outcome.error = (error.code, dict(error.values))
    except PlaceError:
        raise
    except OSError as error:
        outcome.error = ("load.os", {"why": system_error_name(error)})
    except (MemoryError, RecursionError):
        outcome.error = ("load.too_long", {})
    except Exception as error:
        outcome.fault = faults.log_fault(error, outcome.shown)
    return outcome


def _fill(outcome: JobOutcome, job: DocumentJob, document: LoadedDocument, reading: Reading) -> None:
    from luoshi.cli.compose import compose_ledger_report

    made = compose_ledger_report(document, reading)
    choices = job.choices
    if choices.folder is None or choices.together:
        for name in choices.formats:
            if name in ("json", "md", "table"):
                outcome.parts[name] = text_of(name, made, document, reading, choices)
        if set(choices.formats) & {"html", "xlsx"}:
            outcome.report = made
    else:
        for name in choices.formats:
            path = choices.folder / f"{job.stem}.{ENDINGS[name]}"
            if name in ("html", "xlsx"):
                data = bytes_of(name, [made], choices)
            else:
                data = (text_of(name, made, document, reading, choices) + "\n").encode("utf-8", "replace")
            write_file_atomically(path, data)
            outcome.written.append(str(path))
    outcome.kind, outcome.title, outcome.notes = made.kind, made.title or "", made.notes
    outcome.counts = made.counts


def _write_searchable(
    outcome: JobOutcome, job: DocumentJob, document: LoadedDocument, pictures: list[tuple[bytes, int, int]]
) -> None:
    """Write the pages of a scan with their text as a PDF into the folder of the results."""
    from luoshi.ocr.searchable import make_searchable_pdf

    assert job.choices.folder is not None
    path = job.choices.folder / f"{job.stem}.pdf"
    write_file_atomically(path, make_searchable_pdf(document, pictures))
    outcome.written.append(str(path))


def text_of(name: str, made: DocumentReport, document: LoadedDocument, reading: Reading, choices: Choices) -> str:
    """Return a document as json, md or table, without a final newline."""
    words = partial(translate_message, choices.language)
    if name == "json":
        from luoshi.cli.compose import reading_as_json
        from luoshi.writing.exact_json import dump_exact_json

        return dump_exact_json(reading_as_json(document, reading, with_text=choices.with_text))
    if name == "md":
        from luoshi.writing.markdown import render_ledger_markdown

        return render_ledger_markdown(made, words)
    from luoshi.writing.table import render_ledger_table

    return render_ledger_table(made, words, width=choices.width)


def bytes_of(name: str, reports: list[DocumentReport], choices: Choices) -> bytes:
    """Return documents as one html page or one xlsx workbook."""
    if name == "xlsx":
        from luoshi.writing.sheets import build_ledger_workbook

        return build_ledger_workbook(reports, partial(translate_message, choices.language))
    from luoshi.writing.html import render_ledger_page

    return render_ledger_page(
        reports, {language: load_message_catalogue(language) for language in LANGUAGES}, choices.language
    ).encode("utf-8", "replace")
