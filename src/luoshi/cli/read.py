"""``luoshi read``: from the command line's wishes to results in files or on standard output."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

from luoshi.cli import streams, wishes
from luoshi.cli.inputs import Input, gather, stems
from luoshi.cli.job import ENDINGS, Choices, Job, Outcome, bytes_of
from luoshi.cli.language import explain
from luoshi.cli.place import PlaceError, ready, write
from luoshi.cli.progress import shown
from luoshi.cli.telling import Teller
from luoshi.cli.usage import UsageError
from luoshi.writing.width import safe, terminal

LISTED = 40  # documents in the summary table; more are told in one line
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
    jobs: int,
    with_text: bool,
    language: str,
) -> int:
    """Read ``files`` and write what was asked for; exit status 0, or 1 if a file could not be read or written.

    Raises:
        UsageError: options that are wrong or do not go together.
    """
    if jobs < 1:
        raise UsageError("usage.jobs", value=jobs)
    if together and out is None:
        raise UsageError("usage.needs_out", option="--together")
    choices = Choices(
        wishes.formats(formats, out), out, together, wishes.year_in_range(year), issuer, wishes.kind(kind, language),
        with_text, language,
        terminal() if out is None and sys.stdout.isatty() else None,
    )  # fmt: skip
    wishes.named(files)
    inputs, others = gather(files, skip=out)
    taken = wishes.sources_in(inputs, out, choices.formats)
    run = _Run(choices, language, stems([Input(TOGETHER, TOGETHER)], taken=taken)[0])
    run.skipped(others)
    if not inputs:
        run.nothing(files)
        return 1
    try:
        if out is not None:
            ready(out)
        if any(one.path == "-" for one in inputs) and sys.stdin is not None and sys.stdin.isatty():
            run.tell("run.typing")
        # Closed here, not by the end of the interpreter: its workers end while there is still someone to end them.
        with closing(shown(_outcomes(inputs, choices, jobs), inputs, language)) as done:
            if out is None:
                run.print_all(done, alone=len(files) == len(inputs) == 1 and not inputs[0].walked)
            else:
                run.write_all(done)
        streams.flush()
    except PlaceError as error:
        streams.tell(explain(language, error.code, error.values))
        return 1
    return 1 if run.failed else 0


def _outcomes(inputs: list[Input], choices: Choices, workers: int) -> Generator[Outcome, None, None]:
    from luoshi.cli.pool import outcomes

    names = stems(inputs, taken=wishes.sources_in(inputs, choices.folder, choices.formats))
    jobs = [Job(order, one, stem, choices) for order, (one, stem) in enumerate(zip(inputs, names, strict=True))]
    return outcomes(jobs, min(workers, len(jobs)))


class _Run(Teller):
    def __init__(self, choices: Choices, language: str, together: str) -> None:
        super().__init__(language)
        self.choices, self.together = choices, together

    def print_all(self, done: Iterator[Outcome], *, alone: bool) -> None:
        """Results on standard output, each as it is ready: JSON of one named file alone as an object, else a list."""
        name = self.choices.formats[0]
        if name in ("html", "xlsx"):
            reports = [outcome.report for outcome in self.good(done) if outcome.report is not None]
            if reports:
                streams.put(bytes_of(name, reports, self.choices))
            return
        opening, between, ending = {
            "json": ("" if alone else "[\n", ",\n", "\n" if alone else "\n]\n"),
            "md": ("", "\n\n---\n\n", "\n"),
            "table": ("", "\n\n", "\n"),
        }[name]
        count = 0
        for outcome in self.good(done):
            streams.put(((between if count else opening) + outcome.parts[name]).encode("utf-8", "replace"))
            count += 1
        if count or (name == "json" and not alone):
            streams.put((ending if count else "[]\n").encode())

    def write_all(self, done: Iterator[Outcome]) -> None:
        """Results in files: one a document and format, or one a format for all documents together."""
        good = list(self.good(done))
        if self.choices.together and good:
            self._write_together(good)
        if not streams.listens():  # as of a service: the results are there, and so is the exit status
            return
        try:
            self._summarize(good)
            streams.flush()
        except PlaceError as error:
            raise PlaceError("out.stdout_summary", **error.values) from None

    def _summarize(self, good: list[Outcome]) -> None:
        if good and len(good) <= LISTED:
            from luoshi.writing.table import summary

            streams.show("\n".join(summary([self._summary(one) for one in good], self.say, width=terminal())))
        files = [path for outcome in good for path in outcome.written]
        streams.show(self.say("run.read", count=len(good), failed=self.failed))
        if self.choices.together or len(files) <= 3:
            for path in files:
                streams.show(self.say("run.wrote", path=safe(path)))
        else:
            streams.show(self.say("run.wrote_many", count=len(files), folder=safe(str(self.choices.folder))))

    def _summary(self, outcome: Outcome) -> tuple[str, str, str, dict[str, int]]:
        return outcome.shown, outcome.kind, outcome.title, outcome.counts or {}

    def _write_together(self, good: list[Outcome]) -> None:
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
            write(path, data)
            good[-1].written.append(str(path))
