"""Inputs on the command line: files, folders, standard input; and the names of their output files."""

from __future__ import annotations

import glob
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

# Endings that a folder walk accepts; a file named explicitly is opened whatever its ending.
# fmt: off
DOCUMENTS = frozenset((
    "txt", "text", "md", "markdown", "html", "htm", "shtml", "xhtml", "mht", "mhtml", "docx", "docm", "dotx", "dotm",
    "doc", "dot", "wps", "wpt", "rtf", "odt", "xlsx", "xlsm", "xltx", "xlsb", "xls", "xlt", "et", "ett", "ods", "pdf",
    "ofd",
))
# fmt: on
PICTURES = frozenset(("png", "jpg", "jpeg", "tif", "tiff", "webp", "bmp", "gif"))
_LAST_NUMBER = re.compile("[0-9]{1,12}(?=[^0-9]*$)")
LONGEST = 180  # bytes of a stem: most file systems allow 255 with ending and suffix


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """One document to read. ``shown`` is its name in outputs: never an absolute path of someone's machine."""

    path: str  # "-" for standard input
    shown: str
    walked: bool = False  # found in a folder, not named explicitly
    further: tuple[str, ...] = ()  # paths of the pictures of its later pages


def collect_inputs(arguments: Sequence[str], *, skip: Path | None = None) -> tuple[list[DocumentInput], list[str]]:
    """Return the documents named by the arguments, in order, and the files of a walk that are no documents by name.

    Folders are walked in the order of names, without hidden files, lock files (``~$…``) and the folder ``skip``
    (for results). A file named explicitly is always included. A file named twice is read once. A folder that cannot be
    opened is among the documents: reading it reports that.
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


def join_pictures(inputs: Iterable[DocumentInput]) -> list[DocumentInput]:
    """Return the documents, with pictures named alike but for their last number as pages of one, in order of it.

    ``page1.png`` and ``page2.png`` are two pages; ``photo.jpg`` is a document of one.
    """
    found: dict[object, list[tuple[int, DocumentInput]]] = {}
    for order, document in enumerate(inputs):
        stem, ending = os.path.splitext(document.path)
        number = _LAST_NUMBER.search(stem)
        joins = number is not None and ending[1:].lower() in PICTURES and not document.walked
        key = (stem[: number.start()], stem[number.end() :], ending.lower()) if number and joins else order
        found.setdefault(key, []).append((int(number[0]) if number and joins else 0, document))
    joined = []
    for pages in found.values():
        (_, first), *later = sorted(pages, key=lambda page: page[0])
        joined.append(replace(first, further=tuple(page.path for _, page in later)))
    return joined


def _name(path: str) -> str:
    return os.path.basename(path.rstrip("/" + os.sep)) or path


def _expanded(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the arguments with patterns such as ``*.docx`` expanded: shells do that, except on Windows."""
    for argument in arguments:
        patterned = sys.platform == "win32" and any(char in argument for char in "*?") and not os.path.exists(argument)
        yield from (sorted(glob.glob(argument)) or [argument]) if patterned else [argument]


def _walk(folder: str, skip: Path | None) -> Iterator[str]:
    """Yield files, those of a folder before those of its subfolders; for a folder that cannot be opened, its path."""
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
    """Return a file stem for each input, unique on any file system and the same in every run.

    The second ``plan`` becomes ``plan-2``. Stems that differ only in case or in Unicode composition count as equal.
    ``taken`` are stems that must not be used, such as those of sources in the output folder.
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
