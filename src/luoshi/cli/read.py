"""``luoshi read``: from the options to results in files or on standard output."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from luoshi.cli import option_values, streams
from luoshi.cli.atomic_files import PlaceError, ensure_writable_folder, write_file_atomically
from luoshi.cli.columns import StrayColumns, parse_columns_option
from luoshi.cli.inputs import DocumentInput, assign_file_stems, collect_inputs, join_pictures
from luoshi.cli.job import ENDINGS, Choices, DocumentJob, JobOutcome, bytes_of
from luoshi.cli.language import explain_error
from luoshi.cli.progress import show_progress
from luoshi.cli.teller import Teller
from luoshi.cli.usage import UsageError
from luoshi.writing.width import terminal_columns, terminal_safe_text

LISTED = 40  # documents in the summary table; further ones are summed up in one line
TOGETHER = "ledger"


def read_all(
    files: list[str],
    *,
    formats: str,
    out: Path | None,
    together: bool,
    year: int | None,
    issuer: str | None,
    kind: str | None,
    columns: list[str],
    jobs: int,
    with_text: bool,
    apart: bool = False,
    cleared: bool = False,
    searchable: bool = False,
    language: str,
) -> int:
    """Read ``files`` and write the results; return exit status 0, or 1 if a file could not be read or written.

    Raises:
        UsageError: options are invalid or do not go together.
    """
    if jobs < 1:
        raise UsageError("usage.jobs", value=jobs)
    if together and out is None:
        raise UsageError("usage.needs_out", option="--together")
    if searchable and out is None:
        raise UsageError("usage.needs_out", option="--searchable")
    choices = Choices(
        option_values.parse_format_option(formats, out), out, together, option_values.year_in_range(year), issuer,
        option_values.parse_kind_option(kind, language), parse_columns_option(columns),
        with_text, cleared, searchable, language,
        terminal_columns() if out is None and sys.stdout.isatty() else None,
    )  # fmt: skip
    option_values.check_file_names(files)
    inputs, others = collect_inputs(files, skip=out)
    inputs = inputs if apart else join_pictures(inputs)
    taken = option_values.sources_in(inputs, out, _endings(choices))
    run = _ReadRun(choices, language, assign_file_stems([DocumentInput(TOGETHER, TOGETHER)], taken=taken)[0])
    run.report_skipped(others)
    if not inputs:
        run.report_empty(files)
        return 1
    try:
        if out is not None:
            ensure_writable_folder(out)
        if any(document.path == "-" for document in inputs) and sys.stdin is not None and sys.stdin.isatty():
            run.tell("run.typing")
        # Closed here, not at interpreter exit: its workers are ended while they still can be.
        with closing(show_progress(_outcomes(inputs, choices, jobs), inputs, language)) as done:
            if out is None:
                run.print_all(done, alone=len(files) == len(inputs) == 1 and not inputs[0].walked)
            else:
                run.write_all(done)
        run.report_strays()
        streams.flush_stdout()
    except PlaceError as error:
        streams.print_error_line(explain_error(language, error.code, error.values))
        return 1
    return 1 if run.failed else 0


def _endings(choices: Choices) -> tuple[str, ...]:
    """Return the formats of the files that will be written."""
    return (*choices.formats, "pdf") if choices.searchable else choices.formats


def _outcomes(inputs: list[DocumentInput], choices: Choices, workers: int) -> Generator[JobOutcome, None, None]:
    from luoshi.cli.pool import process_jobs

    names = assign_file_stems(inputs, taken=option_values.sources_in(inputs, choices.folder, _endings(choices)))
    jobs = [
        DocumentJob(order, document, stem, choices, alone=len(inputs) == 1)
        for order, (document, stem) in enumerate(zip(inputs, names, strict=True))
    ]
    return process_jobs(jobs, min(workers, len(jobs)))


class _ReadRun(Teller):
    def __init__(self, choices: Choices, language: str, together: str) -> None:
        super().__init__(language)
        self.choices, self.together = choices, together
        self.strays = StrayColumns()

    def good(self, done: Iterable[JobOutcome]) -> Iterator[JobOutcome]:
        """Yield the outcomes with a result, as ``Teller.good``, and note which columns their tables have."""
        for outcome in super().good(done):
            self.strays.add_document(outcome.strays, outcome.heads)
            yield outcome

    def report_strays(self) -> None:
        """Report the values of ``--columns`` that fitted no table of any document, which is an error."""
        if stray := self.strays.explain():
            self.tell(stray[0], **stray[1])
            self.failed += 1

    def print_all(self, done: Iterator[JobOutcome], *, alone: bool) -> None:
        """Print results as they are ready: JSON of a single named file as an object, else as a list."""
        name = self.choices.formats[0]
        if name in ("html", "xlsx"):
            reports = [outcome.report for outcome in self.good(done) if outcome.report is not None]
            if reports:
                streams.write_stdout_bytes(bytes_of(name, reports, self.choices))
            return
        opening, between, ending = {
            "json": ("" if alone else "[\n", ",\n", "\n" if alone else "\n]\n"),
            "md": ("", "\n\n---\n\n", "\n"),
            "table": ("", "\n\n", "\n"),
        }[name]
        count = 0
        for outcome in self.good(done):
            streams.write_stdout_bytes(
                ((between if count else opening) + outcome.parts[name]).encode("utf-8", "replace")
            )
            count += 1
        if count or (name == "json" and not alone):
            streams.write_stdout_bytes((ending if count else "[]\n").encode())

    def write_all(self, done: Iterator[JobOutcome]) -> None:
        """Write results to files: one per document and format, or one per format for all documents together."""
        good = list(self.good(done))
        if self.choices.together and good:
            self._write_together(good)
        if not streams.has_stdout():  # as in a service: the results are written, and the exit status is set
            return
        try:
            self._summarize(good)
            streams.flush_stdout()
        except PlaceError as error:
            raise PlaceError("out.stdout_summary", **error.values) from None

    def _summarize(self, good: list[JobOutcome]) -> None:
        if good and len(good) <= LISTED:
            from luoshi.writing.table import render_summary_table

            streams.print_line(
                "\n".join(
                    render_summary_table(
                        [self._summary(outcome) for outcome in good], self.say, width=terminal_columns()
                    )
                )
            )
        files = [path for outcome in good for path in outcome.written]
        streams.print_line(self.say("run.read", count=len(good), failed=self.failed))
        if self.choices.together or len(files) <= 3:
            for path in files:
                streams.print_line(self.say("run.wrote", path=terminal_safe_text(path)))
        else:
            streams.print_line(
                self.say("run.wrote_many", count=len(files), folder=terminal_safe_text(str(self.choices.folder)))
            )

    def _summary(self, outcome: JobOutcome) -> tuple[str, str, str, dict[str, int]]:
        return outcome.shown, outcome.kind, outcome.title, outcome.counts or {}

    def _write_together(self, good: list[JobOutcome]) -> None:
        folder = self.choices.folder or Path()
        reports = [outcome.report for outcome in good if outcome.report is not None]
        for name in self.choices.formats:
            path = folder / f"{self.together}.{ENDINGS[name]}"
            if name in ("html", "xlsx"):
                data = bytes_of(name, reports, self.choices)
            else:
                parts = [outcome.parts[name] for outcome in good]
                joined = "[\n" + ",\n".join(parts) + "\n]" if name == "json" else "\n\n".join(parts)
                data = (joined + "\n").encode("utf-8", "replace")
            write_file_atomically(path, data)
            good[-1].written.append(str(path))
