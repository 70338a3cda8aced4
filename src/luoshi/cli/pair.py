"""``luoshi match`` and ``luoshi compare``: from the options to the answers in files or on screen."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from luoshi.cli import option_values, streams
from luoshi.cli.atomic_files import (
    PlaceError,
    ensure_writable_folder,
    system_error_name,
    write_file_atomically,
)
from luoshi.cli.columns import ColumnAnswer, StrayColumns, parse_columns_option
from luoshi.cli.inputs import DocumentInput, assign_file_stems
from luoshi.cli.job import ENDINGS, JobOutcome
from luoshi.cli.language import LANGUAGES, explain_error, load_message_catalogue, translate_message
from luoshi.cli.pair_inputs import collect_pair_inputs, drop_duplicate_documents, make_pair_reader
from luoshi.cli.progress import show_progress
from luoshi.cli.teller import Teller
from luoshi.writing.width import terminal_columns, terminal_safe_text

if TYPE_CHECKING:
    from luoshi.matching.pair_builder import PairedDocument
    from luoshi.matching.words import Lexicon
    from luoshi.reading.model import Kind
    from luoshi.writing.pair_model import DocumentPair, PairAnswer

Command = Literal["match", "compare"]
FOUND = 3  # exit status if an answer is one of those named by --fail-on
FAILING: dict[Command, tuple[str, ...]] = {
    "match": ("not-met", "no-figure", "uncertain"),
    "compare": ("missing", "lower", "uncertain"),
}
LARGEST = 2_000_000  # bytes of an office's own words


@dataclass(frozen=True, slots=True)
class Wish:
    """The options of one call."""

    command: Command
    first: str
    others: tuple[str, ...]
    formats: tuple[str, ...]
    out: Path | None
    year: int | None
    kind: Kind | None
    columns: tuple[ColumnAnswer, ...]
    words: str | None
    fail_on: tuple[str, ...]
    with_text: bool
    language: str
    width: int | None


def answer_document_pairs(
    command: Command,
    first: str,
    others: Sequence[str],
    *,
    formats: str,
    out: Path | None,
    year: int | None,
    kind: str | None,
    columns: Sequence[str],
    words: str | None,
    fail_on: Sequence[str],
    with_text: bool,
    language: str,
) -> int:
    """Compare documents and write the answers.

    Exit status: 0, 1 if a file could not be read or written (then nothing is written), 3 if ``fail_on`` matched.

    Raises:
        UsageError: options are invalid or do not go together.
    """
    wish = Wish(
        command, first, tuple(others), option_values.parse_format_option(formats, out), out,
        option_values.year_in_range(year),
        option_values.parse_kind_option(kind, language), parse_columns_option(columns), words,
        option_values.parse_repeated_option(fail_on, "--fail-on", FAILING[command]), with_text, language,
        terminal_columns() if out is None and sys.stdout.isatty() else None,
    )  # fmt: skip
    option_values.check_file_names([first, *others, *([] if words is None else [words])])
    try:
        return _PairRun(wish).status()
    except PlaceError as error:
        streams.print_error_line(explain_error(language, error.code, error.values))
        return 1


class _PairRun(Teller):
    def __init__(self, wish: Wish) -> None:
        super().__init__(wish.language)
        self.wish = wish
        self.strays = StrayColumns()

    def status(self) -> int:
        """Run the command and return its exit status."""
        wish = self.wish
        inputs = collect_pair_inputs(wish.first, wish.others, skip=wish.out, run=self)
        lexicon = self._lexicon() if inputs else None
        if not inputs or self.failed:
            return 1
        if wish.out is not None:
            ensure_writable_folder(wish.out)
        found = self._read_documents(inputs)
        if len(found) < len(inputs):
            self.tell("pair.not_done", count=self.failed)
            return 1
        if stray := self.strays.explain():
            self.tell(stray[0], **stray[1])
            return 1
        opened = drop_duplicate_documents(found, inputs, self)
        if len(opened) < 2:
            self.report_empty(wish.others)
            return 1
        pair = _set_side_by_side(wish.command, opened, lexicon)
        self._give(pair, inputs)
        return self._judge(pair)

    def _read_documents(self, inputs: list[DocumentInput]) -> list[PairedDocument]:
        found: dict[int, PairedDocument] = {}
        wish = self.wish
        read = make_pair_reader(found, wish.year, wish.kind, 0 if wish.command == "match" else 1, wish.columns)

        def outcomes() -> Generator[JobOutcome, None, None]:
            for at, document in enumerate(inputs):
                if document.path == "-" and sys.stdin is not None and sys.stdin.isatty():
                    self.tell("run.typing")
                yield read(at, document)

        with closing(show_progress(outcomes(), inputs, self.language)) as done:
            for outcome in self.good(done):
                self.strays.add_document(outcome.strays, outcome.heads)
        return [found[at] for at in sorted(found)]

    def _lexicon(self) -> Lexicon | None:
        """Return the standard words with the office's own; errors in the office's file are reported and counted."""
        path = self.wish.words
        if path is None:
            return None
        from luoshi.matching.words import extend_lexicon

        try:
            return extend_lexicon(_table(path))
        except _WordsError as error:
            self.bad(Path(path).name, error.code, error.values)
        except OSError as error:
            known = {"FileNotFoundError": "load.missing", "IsADirectoryError": "load.folder"}
            self.bad(Path(path).name, known.get(type(error).__name__, "load.os"), {"why": system_error_name(error)})
        except ValueError as error:
            self.bad(Path(path).name, "words.entry", {"entry": str(error)})
        return None

    def _give(self, pair: DocumentPair, inputs: Sequence[DocumentInput]) -> None:
        wish = self.wish
        made = {name: render_pair(name, pair, wish) for name in wish.formats}
        if wish.out is None:
            streams.write_stdout_bytes(made[wish.formats[0]])
            streams.flush_stdout()
            return
        # Named after the plan concerned: it comes first in one command, second in the other.
        (stem,) = assign_file_stems([inputs[0 if wish.command == "match" else 1]])
        taken = option_values.sources_in(inputs, wish.out, wish.formats)
        (stem,) = assign_file_stems([DocumentInput(f"{stem}-{wish.command}.x", "")], taken=taken)
        paths = [wish.out / f"{stem}.{ENDINGS[name]}" for name in made]
        for path, data in zip(paths, made.values(), strict=True):
            write_file_atomically(path, data)
        if not streams.has_stdout():
            return
        from luoshi.writing.pair_terms import pair_summary_sentence

        try:
            streams.print_line(pair_summary_sentence(pair, self.say))
            for path in paths:
                streams.print_line(self.say("run.wrote", path=terminal_safe_text(str(path))))
            streams.flush_stdout()
        except PlaceError as error:
            raise PlaceError("out.stdout_summary", **error.values) from None

    def _judge(self, pair: DocumentPair) -> int:
        """Return the exit status; print a line for each kind of answer that makes it 3."""
        status = 0
        for kind in self.wish.fail_on:
            count = sum(is_failing_answer(answer, kind) for answer in pair.answers)
            if count:
                self.tell("pair.failed", option=f"--fail-on {kind}", count=count, status=FOUND)
                status = FOUND
        return status


def is_failing_answer(one: PairAnswer, kind: str) -> bool:
    """Return True if an answer is of a kind that ``--fail-on`` names."""
    return not one.certain if kind == "uncertain" else one.status == kind.replace("-", "_")


def _set_side_by_side(command: Command, opened: Sequence[PairedDocument], lexicon: Lexicon | None) -> DocumentPair:
    from luoshi.matching.pair_builder import compared_pair, matched_pair

    first, *others = (document.paper for document in opened)
    if command == "compare":
        from luoshi.matching.compare import compare_plans

        return compared_pair(compare_plans(first, others[0], lexicon), opened)
    from luoshi.matching.match import match_plan_to_reports

    return matched_pair(match_plan_to_reports(first, others, lexicon), opened)


def render_pair(name: str, pair: DocumentPair, wish: Wish) -> bytes:
    """Return the answers in one format.

    Raises:
        PlaceError: there is no space for a workbook's temporary files.
    """
    words = partial(translate_message, wish.language)
    if name == "json":
        from luoshi.writing.exact_json import dump_exact_json
        from luoshi.writing.pair_json import pair_to_json

        text = dump_exact_json(
            pair_to_json(
                pair,
                {language: partial(translate_message, language) for language in LANGUAGES},
                with_text=wish.with_text,
            )
        )
    elif name == "xlsx":
        from luoshi.writing.pair_sheets import build_pair_workbook

        return build_pair_workbook(pair, words)
    elif name == "html":
        from luoshi.writing.pair_html import render_pair_page

        text = render_pair_page(
            pair, {language: load_message_catalogue(language) for language in LANGUAGES}, wish.language
        )
    elif name == "md":
        from luoshi.writing.pair_text import render_pair_markdown

        text = render_pair_markdown(pair, words)
    else:
        from luoshi.writing.pair_text import render_pair_table

        text = render_pair_table(pair, words, width=wish.width)
    return (text.rstrip("\n") + "\n").encode("utf-8", "replace")


class _WordsError(Exception):
    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _table(path: str) -> dict[str, object]:
    """Load the table of an office's own words.

    Raises:
        _WordsError: it is not TOML.
        OSError: no such file.
    """
    with open(path, "rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _WordsError("load.too_large", what="bytes", limit=LARGEST)
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _WordsError("words.not_text") from None
    except tomllib.TOMLDecodeError as error:
        raise _WordsError("words.not_toml", place=str(error)) from None
