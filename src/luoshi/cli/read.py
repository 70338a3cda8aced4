"""``luoshi read``: from the command line's wishes to results in files or on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from luoshi.cli import faults, streams
from luoshi.cli.command import UsageError
from luoshi.cli.inputs import Input, gather, stems
from luoshi.cli.job import ENDINGS, Choices, Job, Outcome, bytes_of
from luoshi.cli.language import explain, say
from luoshi.cli.place import PlaceError, ready, write
from luoshi.cli.progress import shown
from luoshi.writing.width import safe, terminal

FIRST_YEAR, LAST_YEAR = 1900, 2100
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
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError("usage.year", value=year, first=FIRST_YEAR, last=LAST_YEAR)
    names = _formats(formats, out)
    on_terminal = sys.stdout.isatty()
    if out is None and (len(names) > 1 or together):
        raise UsageError("usage.needs_out", option="--together" if together else "--format " + ",".join(names))
    if out is None and names[0] in ("xlsx", "html") and on_terminal:
        raise UsageError("usage.needs_out", option=f"--format {names[0]}")
    choices = Choices(
        names, out, together, year, issuer, with_text, language,
        terminal() if out is None and on_terminal else None,
    )  # fmt: skip
    if not all(files):
        raise UsageError("usage.empty_name")
    inputs, others = gather(files, skip=out)
    run = _Run(choices, language, stems([Input(TOGETHER, TOGETHER)], taken=_sources_in(inputs, choices))[0])
    if others:
        endings = sorted({os.path.splitext(path)[1].lower() for path in others})
        run.tell("run.skipped", count=len(others), endings=safe(" ".join(endings[:8])))
    if not inputs:
        run.tell("run.nothing", folder=", ".join(safe(name) for name in files))
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


def _formats(wanted: str, out: Path | None) -> tuple[str, ...]:
    """The formats asked for; without a wish json for files and pipes, a table on a terminal."""
    if not wanted:
        return ("json" if out is not None or not sys.stdout.isatty() else "table",)
    names = tuple(dict.fromkeys(name.strip().lower() for name in wanted.replace("，", ",").split(",") if name.strip()))
    for name in names or (wanted,):
        if name not in ENDINGS:
            raise UsageError("usage.format", value=name, known=", ".join(ENDINGS))
    return names


def _outcomes(inputs: list[Input], choices: Choices, workers: int) -> Generator[Outcome, None, None]:
    from luoshi.cli.pool import outcomes

    names = stems(inputs, taken=_sources_in(inputs, choices))
    jobs = [Job(order, one, stem, choices) for order, (one, stem) in enumerate(zip(inputs, names, strict=True))]
    return outcomes(jobs, min(workers, len(jobs)))


def _sources_in(inputs: Iterable[Input], choices: Choices) -> list[str]:
    """Stems that would overwrite a source: those of inputs in the folder written to with an ending we write."""
    if choices.folder is None:
        return []
    folder = os.path.realpath(choices.folder)
    endings = {f".{ENDINGS[name]}" for name in choices.formats}
    paths = [Path(os.path.realpath(one.path)) for one in inputs if one.path != "-"]
    return [path.stem for path in paths if str(path.parent) == folder and path.suffix.lower() in endings]


class _Run:
    def __init__(self, choices: Choices, language: str, together: str) -> None:
        self.choices, self.language, self.together = choices, language, together
        self.failed, self.faults = 0, set[str]()

    def say(self, message: str, **values: object) -> str:
        return say(self.language, message, **values)

    def tell(self, message: str, **values: object) -> None:
        streams.tell(self.say(message, **values))

    def _good(self, done: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes that have a result; for each other one a line on standard error."""
        for outcome in done:
            name = safe(outcome.shown)
            if outcome.error is not None:
                code, values = outcome.error
                words = explain(self.language, code, {key: _plain(value) for key, value in values.items()})
                self.tell("run.bad_file", file=name, words=words)
                self.failed += 1
            elif outcome.fault is not None:
                again = outcome.fault.number in self.faults
                self.faults.add(outcome.fault.number)
                self.tell("run.bad_file", file=name, words=faults.words(outcome.fault, self.language, again=again))
                self.failed += 1
            else:
                for code, pairs in outcome.notes:
                    words = self.say(code, **{key: _plain(value) for key, value in pairs})
                    self.tell("run.note", file=name, words=words)
                yield outcome

    def print_all(self, done: Iterator[Outcome], *, alone: bool) -> None:
        """Results on standard output, each as it is ready: JSON of one named file alone as an object, else a list."""
        name = self.choices.formats[0]
        if name in ("html", "xlsx"):
            reports = [outcome.report for outcome in self._good(done) if outcome.report is not None]
            if reports:
                streams.put(bytes_of(name, reports, self.choices))
            return
        opening, between, ending = {
            "json": ("" if alone else "[\n", ",\n", "\n" if alone else "\n]\n"),
            "md": ("", "\n\n---\n\n", "\n"),
            "table": ("", "\n\n", "\n"),
        }[name]
        count = 0
        for outcome in self._good(done):
            streams.put(((between if count else opening) + outcome.parts[name]).encode("utf-8", "replace"))
            count += 1
        if count or (name == "json" and not alone):
            streams.put((ending if count else "[]\n").encode())

    def write_all(self, done: Iterator[Outcome]) -> None:
        """Results in files: one a document and format, or one a format for all documents together."""
        good = list(self._good(done))
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


def _plain(value: object) -> object:
    return safe(value) if isinstance(value, str) else value
