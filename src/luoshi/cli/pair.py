"""``luoshi match`` and ``luoshi compare``: from the command line's wishes to the answers in files or on a screen."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from luoshi.cli import streams, wishes
from luoshi.cli.inputs import Input, stems
from luoshi.cli.job import ENDINGS, Outcome
from luoshi.cli.language import LANGUAGES, catalogue, explain, say
from luoshi.cli.pair_inputs import documents, reader, unlike
from luoshi.cli.place import PlaceError, name_of, no_temporary, ready, write
from luoshi.cli.progress import shown
from luoshi.cli.telling import Teller
from luoshi.writing.width import safe, terminal

if TYPE_CHECKING:
    from luoshi.matching.composed import Opened
    from luoshi.matching.words import Lexicon
    from luoshi.reading.model import Kind
    from luoshi.writing.pair_model import Answer, Pair

Command = Literal["match", "compare"]
FOUND = 3  # exit status where an answer is one of those that --fail-on names
FAILING: dict[Command, tuple[str, ...]] = {
    "match": ("not-met", "no-figure", "uncertain"),
    "compare": ("missing", "lower", "uncertain"),
}
LARGEST = 2_000_000  # bytes of an office's own words


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    command: Command
    first: str
    others: tuple[str, ...]
    formats: tuple[str, ...]
    out: Path | None
    year: int | None
    kind: Kind | None
    words: str | None
    fail_on: tuple[str, ...]
    with_text: bool
    language: str
    width: int | None


def answer(
    command: Command,
    first: str,
    others: Sequence[str],
    *,
    formats: str,
    out: Path | None,
    year: int | None,
    kind: str | None,
    words: str | None,
    fail_on: Sequence[str],
    with_text: bool,
    language: str,
) -> int:
    """Set documents side by side and write the answers.

    Exit status: 0, 1 if a file could not be read or written (then nothing is written), 3 if ``fail_on`` found one.

    Raises:
        UsageError: options that are wrong or do not go together.
    """
    wish = Wish(
        command, first, tuple(others), wishes.formats(formats, out), out, wishes.year_in_range(year),
        wishes.kind(kind, language), words, wishes.among(fail_on, "--fail-on", FAILING[command]), with_text, language,
        terminal() if out is None and sys.stdout.isatty() else None,
    )  # fmt: skip
    wishes.named([first, *others, *([] if words is None else [words])])
    try:
        return _Run(wish).status()
    except PlaceError as error:
        streams.tell(explain(language, error.code, error.values))
        return 1


class _Run(Teller):
    def __init__(self, wish: Wish) -> None:
        super().__init__(wish.language)
        self.wish = wish

    def status(self) -> int:
        """Do all of it."""
        wish = self.wish
        inputs = documents(wish.first, wish.others, skip=wish.out, run=self)
        lexicon = self._lexicon() if inputs else None
        if not inputs or self.failed:
            return 1
        if wish.out is not None:
            ready(wish.out)
        found = self._opened(inputs)
        if len(found) < len(inputs):
            self.tell("pair.not_done", count=self.failed)
            return 1
        opened = unlike(found, inputs, self)
        if len(opened) < 2:
            self.nothing(wish.others)
            return 1
        pair = _set_side_by_side(wish.command, opened, lexicon)
        self._give(pair, inputs)
        return self._judge(pair)

    def _opened(self, inputs: list[Input]) -> list[Opened]:
        found: dict[int, Opened] = {}
        read = reader(found, self.wish.year, self.wish.kind, 0 if self.wish.command == "match" else 1)

        def outcomes() -> Generator[Outcome, None, None]:
            for at, one in enumerate(inputs):
                if one.path == "-" and sys.stdin is not None and sys.stdin.isatty():
                    self.tell("run.typing")
                yield read(at, one)

        with closing(shown(outcomes(), inputs, self.language)) as done:
            for _ in self.good(done):
                pass
        return [found[at] for at in sorted(found)]

    def _lexicon(self) -> Lexicon | None:
        """The office's own words with the standard ones; what is wrong with their file is told and counted."""
        path = self.wish.words
        if path is None:
            return None
        from luoshi.matching.words import extended

        try:
            return extended(_table(path))
        except _WordsError as error:
            self.bad(Path(path).name, error.code, error.values)
        except OSError as error:
            known = {"FileNotFoundError": "load.missing", "IsADirectoryError": "load.folder"}
            self.bad(Path(path).name, known.get(type(error).__name__, "load.os"), {"why": name_of(error)})
        except ValueError as error:
            self.bad(Path(path).name, "words.entry", {"entry": str(error)})
        return None

    def _give(self, pair: Pair, inputs: Sequence[Input]) -> None:
        wish = self.wish
        made = {name: rendered(name, pair, wish) for name in wish.formats}
        if wish.out is None:
            streams.put(made[wish.formats[0]])
            streams.flush()
            return
        # Named after the plan in question: in the one command it comes first, in the other second.
        (stem,) = stems([inputs[0 if wish.command == "match" else 1]])
        taken = wishes.sources_in(inputs, wish.out, wish.formats)
        (stem,) = stems([Input(f"{stem}-{wish.command}.x", "")], taken=taken)
        paths = [wish.out / f"{stem}.{ENDINGS[name]}" for name in made]
        for path, data in zip(paths, made.values(), strict=True):
            write(path, data)
        if not streams.listens():
            return
        from luoshi.writing.pair_terms import summary

        try:
            streams.show(summary(pair, self.say))
            for path in paths:
                streams.show(self.say("run.wrote", path=safe(str(path))))
            streams.flush()
        except PlaceError as error:
            raise PlaceError("out.stdout_summary", **error.values) from None

    def _judge(self, pair: Pair) -> int:
        """The exit status, and a line for each kind of answer that makes it 3."""
        status = 0
        for kind in self.wish.fail_on:
            count = sum(fails(one, kind) for one in pair.answers)
            if count:
                self.tell("pair.failed", option=f"--fail-on {kind}", count=count, status=FOUND)
                status = FOUND
        return status


def fails(one: Answer, kind: str) -> bool:
    """Whether an answer is of a kind that ``--fail-on`` names."""
    return not one.certain if kind == "uncertain" else one.status == kind.replace("-", "_")


def _set_side_by_side(command: Command, opened: Sequence[Opened], lexicon: Lexicon | None) -> Pair:
    from luoshi.matching.composed import compared_pair, matched_pair

    first, *others = (one.paper for one in opened)
    if command == "compare":
        from luoshi.matching.compare import compare

        return compared_pair(compare(first, others[0], lexicon), opened)
    from luoshi.matching.match import match

    return matched_pair(match(first, others, lexicon), opened)


def rendered(name: str, pair: Pair, wish: Wish) -> bytes:
    """The answers in one format.

    Raises:
        PlaceError: a workbook needs room for temporary files and finds none.
    """
    words = partial(say, wish.language)
    if name == "json":
        from luoshi.writing.exact import dumps
        from luoshi.writing.pair_json import form

        text = dumps(form(pair, {one: partial(say, one) for one in LANGUAGES}, with_text=wish.with_text))
    elif name == "xlsx":
        from luoshi.writing.pair_sheets import workbook

        try:
            return workbook(pair, words)
        except OSError as error:
            raise no_temporary(error) from None
    elif name == "html":
        from luoshi.writing.pair_html import page

        text = page(pair, {one: catalogue(one) for one in LANGUAGES}, wish.language)
    elif name == "md":
        from luoshi.writing.pair_text import markdown

        text = markdown(pair, words)
    else:
        from luoshi.writing.pair_text import table

        text = table(pair, words, width=wish.width)
    return (text.rstrip("\n") + "\n").encode("utf-8", "replace")


class _WordsError(Exception):
    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def _table(path: str) -> dict[str, Any]:
    """The table of an office's own words.

    Raises:
        _WordsError: no TOML.
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
