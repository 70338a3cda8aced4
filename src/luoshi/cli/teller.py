"""Messages of a running command on standard error, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os.path import splitext

from luoshi.cli import faults, streams
from luoshi.cli.job import JobOutcome
from luoshi.cli.language import explain_error, translate_message
from luoshi.writing.width import terminal_safe_text

KINDS = 8  # most file endings listed for skipped files


class Teller:
    """Prints messages in the user's language and counts errors."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.failed, self.faults = 0, set[str]()

    def say(self, message: str, /, **values: object) -> str:
        return translate_message(self.language, message, **values)

    def tell(self, message: str, /, **values: object) -> None:
        streams.print_error_line(self.say(message, **values))

    def report_skipped(self, others: Sequence[str]) -> None:
        """Report files in a folder that are no documents by name."""
        if others:
            endings = sorted({splitext(path)[1].lower() for path in others})
            self.tell("run.skipped", count=len(others), endings=terminal_safe_text(" ".join(endings[:KINDS])))

    def report_empty(self, files: Sequence[str]) -> None:
        """Report that the named inputs contain nothing to read."""
        self.tell("run.nothing", folder=", ".join(terminal_safe_text(name) for name in files))

    def note(self, file: str, code: str, values: Iterable[tuple[str, object]]) -> None:
        """Report a note on a file."""
        words = self.say(code, **{key: _plain(value) for key, value in values})
        self.tell("run.note", file=terminal_safe_text(file), words=words)

    def bad(self, file: str, code: str, values: dict[str, str | int]) -> None:
        """Report that a file could not be read or written, and count it."""
        words = explain_error(self.language, code, {key: _plain(value) for key, value in values.items()})
        self.tell("run.bad_file", file=terminal_safe_text(file), words=words)
        self.failed += 1

    def good(self, done: Iterable[JobOutcome]) -> Iterator[JobOutcome]:
        """Yield the outcomes with a result, printing their notes; print one line for each other outcome."""
        for outcome in done:
            if outcome.error is not None:
                self.bad(outcome.shown, *outcome.error)
            elif outcome.fault is not None:
                again = outcome.fault.number in self.faults
                self.faults.add(outcome.fault.number)
                words = faults.describe_fault(outcome.fault, self.language, again=again)
                self.tell("run.bad_file", file=terminal_safe_text(outcome.shown), words=words)
                self.failed += 1
            else:
                for code, pairs in outcome.notes:
                    self.note(outcome.shown, code, pairs)
                yield outcome


def _plain(value: object) -> object:
    return terminal_safe_text(value) if isinstance(value, str) else value
