"""Check option values before anything is opened. One set of rules for all commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli.inputs import DocumentInput
from luoshi.cli.job import ENDINGS
from luoshi.cli.language import translate_message
from luoshi.cli.usage import UsageError
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from luoshi.reading.model import Kind

FIRST_YEAR, LAST_YEAR = 1900, 2100


def year_in_range(year: int | None) -> int | None:
    """Return the year if it is valid.

    Raises:
        UsageError: it is not between 1900 and 2100.
    """
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError("usage.year", value=year, first=FIRST_YEAR, last=LAST_YEAR)
    return year


def parse_kind_option(wanted: str | None, language: str) -> Kind | None:
    """Return the requested kind of paper: by its JSON name, by its word in the results, or by half of that word.

    Raises:
        UsageError: it is none of the kinds.
    """
    if wanted is None:
        return None
    from luoshi.reading.model import KINDS

    given = wanted.strip().lower()
    for name in KINDS:
        chinese = translate_message("zh", f"kind.{name}")
        if given in (name, translate_message("en", f"kind.{name}").lower()) or (len(given) > 1 and given in chinese):
            return name
    if not given:
        raise UsageError("usage.no_value", option="--kind")
    raise UsageError("usage.kind", value=terminal_safe_text(wanted), known=translate_message(language, "usage.kinds"))


def parse_format_option(wanted: str, out: Path | None) -> tuple[str, ...]:
    """Return the requested formats; by default json for files and pipes, a table on a terminal.

    Raises:
        UsageError: one is unknown, or there is no folder for several, or a terminal would get a page or a workbook.
    """
    if not wanted:
        return ("json" if out is not None or not sys.stdout.isatty() else "table",)
    names = tuple(dict.fromkeys(name.strip().lower() for name in wanted.replace("，", ",").split(",") if name.strip()))
    for name in names or (wanted,):
        if name not in ENDINGS:
            raise UsageError("usage.format", value=name, known=", ".join(ENDINGS))
    if out is None and (len(names) > 1 or (names[0] in ("xlsx", "html") and sys.stdout.isatty())):
        raise UsageError("usage.needs_out", option="--format " + ",".join(names))
    return names


def parse_repeated_option(wanted: Iterable[str], option: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the names given by a repeatable option, in the order of ``known``; commas also separate names.

    Raises:
        UsageError: a name is unknown.
    """
    names = [name.strip().lower().replace("_", "-") for words in wanted for name in words.replace("，", ",").split(",")]
    for name in names:
        if name not in known:
            raise UsageError("usage.among", option=option, value=name, known=", ".join(known))
    return tuple(name for name in known if name in names)


def check_file_names(files: Iterable[str]) -> None:
    """Raise UsageError if a name is empty, as from a variable without a value."""
    if not all(files):
        raise UsageError("usage.empty_name")


def sources_in(inputs: Iterable[DocumentInput], folder: Path | None, names: Iterable[str]) -> list[str]:
    """Return stems that would overwrite a source: those of inputs in the folder with an ending of these formats."""
    if folder is None:
        return []
    place = os.path.realpath(folder)
    endings = {f".{ENDINGS.get(name, name)}" for name in names}
    paths = [Path(os.path.realpath(document.path)) for document in inputs if document.path != "-"]
    return [path.stem for path in paths if str(path.parent) == place and path.suffix.lower() in endings]
