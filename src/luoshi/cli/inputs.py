"""What a command line names: files, folders, standard input; and the names of what is written for them."""

from __future__ import annotations

import glob
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# What a walk takes up; a file that is named itself is opened whatever it is called.
# fmt: off
DOCUMENTS = frozenset((
    "txt", "text", "md", "markdown", "html", "htm", "shtml", "xhtml", "mht", "mhtml", "docx", "docm", "dotx", "dotm",
    "doc", "dot", "wps", "wpt", "rtf", "odt", "xlsx", "xlsm", "xltx", "xlsb", "xls", "xlt", "et", "ett", "ods", "pdf",
    "ofd",
))
# fmt: on
LONGEST = 180  # bytes of a stem: most file systems hold 255 with ending and suffix


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """One document to read. ``shown`` is what outputs call it: never an absolute path of someone's machine."""

    path: str  # "-" for standard input
    shown: str
    walked: bool = False  # found in a folder, not named


def collect_inputs(arguments: Sequence[str], *, skip: Path | None = None) -> tuple[list[DocumentInput], list[str]]:
    """The documents that arguments name, in their order, and files of a walk that are no documents by their name.

    Folders are walked in the order of names, without hidden files, lock files (``~$…``) and the folder ``skip``
    (where results go). What is named itself is always taken. A file named twice is read once. A folder that cannot be
    opened is among the documents: reading it says so.
    """
    found: dict[str, DocumentInput] = {}
    others: list[str] = []
    for argument in _expanded(arguments):
        if argument == "-":
            found.setdefault("-", DocumentInput("-", "-"))
        elif os.path.isdir(argument):
            for path in _walk(argument, skip):
                if os.path.isdir(path):
                    shown = Path(os.path.relpath(path, argument)).as_posix()
                    found.setdefault(
                        os.path.abspath(path), DocumentInput(path, _name(path) if shown == "." else shown, True)
                    )
                    continue
                ending = os.path.splitext(path)[1][1:].lower()
                if ending and ending not in DOCUMENTS:
                    others.append(path)
                    continue
                shown = Path(os.path.relpath(path, argument)).as_posix()
                found.setdefault(os.path.abspath(path), DocumentInput(path, shown, walked=True))
        else:
            found.setdefault(os.path.abspath(argument), DocumentInput(argument, _name(argument)))
    return list(found.values()), others


def _name(path: str) -> str:
    return os.path.basename(path.rstrip("/" + os.sep)) or path


def _expanded(arguments: Sequence[str]) -> Iterator[str]:
    """The arguments, with ``*.docx`` as the files it stands for: shells do that, the one of Windows does not."""
    for argument in arguments:
        patterned = sys.platform == "win32" and any(char in argument for char in "*?") and not os.path.exists(argument)
        yield from (sorted(glob.glob(argument)) or [argument]) if patterned else [argument]


def _walk(folder: str, skip: Path | None) -> Iterator[str]:
    """Files, each folder's own before those of the folders in it; of a folder that cannot be opened its own path."""
    shut: list[OSError] = []
    for base, folders, names in os.walk(folder, onerror=shut.append):
        while shut:
            yield shut.pop(0).filename
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and not (skip and _same(os.path.join(base, name), skip))
        )
        for name in sorted(names):
            if not name.startswith((".", "~$")):
                yield os.path.join(base, name)
    yield from (error.filename for error in shut)


def _same(path: str, other: Path) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def assign_file_stems(inputs: Sequence[DocumentInput], *, taken: Iterable[str] = ()) -> list[str]:
    """A file stem for each input, no two alike on any file system, the same ones on every run.

    The second ``plan`` becomes ``plan-2``. Stems that differ only in case or in Unicode composition count as alike.
    ``taken`` are stems that must not be used, such as those of sources in the folder written to.
    """
    wanted = [_stem(document) for document in inputs]
    used = {_folded(name) for name in taken}
    kept = used | {_folded(name) for name in wanted}
    found = []
    for name in wanted:
        free, count = name, 1
        if _folded(free) in used:
            while _folded(free) in kept:
                count += 1
                free = f"{name}-{count}"
        used.add(_folded(free))
        kept.add(_folded(free))
        found.append(free)
    return found


def _stem(one: DocumentInput) -> str:
    name = "stdin" if one.path == "-" else Path(one.path).stem
    while len(name.encode("utf-8", "surrogateescape")) > LONGEST:
        name = name[:-1]
    return name or "document"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
