"""The files in a zip beside a sheet: which entries are taken under which names, and their bytes within limits. Pure.

Nothing is written to a path of the zip's: entries become names and bytes. ``unpack_files`` runs in a worker.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from luoshi.evidence.received.rules import markings
from luoshi.evidence.received.rules.uploads import clean_name
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.zip_container import decode_entry_name

MOST_FILES = 200  # in a zip: each is scanned while the person waits
MOST_ENTRIES = 5_000  # folders and files that are not taken among them
NAMED = 100  # entries not taken that are named
_STEP = 1 << 16
_LARGE = 1_000_000  # bytes from which a ratio says something
_LOCKED = 0x1 | 0x40 | 0x2000  # flags of an entry with a password, strong encryption, a masked directory
_DRIVE = re.compile(r"[A-Za-z]:")
_SEPARATOR = re.compile(r"[;；\r\n]+")
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError, IndexError)


def split_file_names(cell: str) -> list[str]:
    """Return the names of files in a cell, each once: between ; or ； or in lines of their own; folders left out."""
    names = (clean_name(part) for part in _SEPARATOR.split(cell) if part.strip())
    return list(dict.fromkeys(names))


def fold_file_name(name: str) -> str:
    """Normalize a name for comparison: letters of any case, and full-width characters as half-width."""
    return unicodedata.normalize("NFKC", name).casefold()


def unpack_files(data: bytes, limits: FileLimits) -> tuple[dict[str, object], bytes]:
    """Return the files packed in a zip, or why it is refused.

    Sizes in the zip's directory are only claims: the unpacked bytes are counted, a piece at a time.

    Args:
        limits: ``bytes`` of one file, ``expanded`` of all together, ``ratio``, and ``entries``: how many files.

    Returns:
        ``{"fault"}``: "damaged", "packing" (a method of packing that is not read), "encrypted", "bomb", "many" (files)
        or "expanded" (more bytes together than allowed); or ``{"files": [[name, bytes]], "skipped", "marked"}`` and
        the bytes of the files one after the other. A file that is too large has no bytes and one more than allowed.
        ``skipped``: the entries not taken because they are links or lead out of the zip, as [name, "link" or "path"].
        ``marked``: a name has a secrecy marking; then there is nothing else.
    """
    try:
        pack = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # zipfile does not specify what it raises on broken input
        return {"fault": "damaged"}, b""
    with pack:
        try:
            return _unpack(pack, limits)
        except _Refused as refused:
            return {"fault": refused.fault}, b""


class _Refused(Exception):
    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def _unpack(pack: zipfile.ZipFile, limits: FileLimits) -> tuple[dict[str, object], bytes]:
    infos = pack.infolist()
    if len(infos) > MOST_ENTRIES:
        raise _Refused("many")
    chosen, skipped = list[tuple[str, zipfile.ZipInfo]](), list[list[str]]()
    for path, info in _iterate_files(infos):
        if markings.in_name(path):
            return {"files": [], "skipped": [], "marked": True}, b""
        if why := _reason_to_skip(path, info):
            skipped.append([clean_name(path), why])
        else:
            chosen.append((clean_name(path), info))
    if len(chosen) > limits.entries:
        raise _Refused("many")
    if any(info.flag_bits & _LOCKED for _name, info in chosen):
        raise _Refused("encrypted")
    files, body, left = list[list[object]](), list[bytes](), limits.expanded
    for name, info in chosen:
        content, size = _read(pack, info, limits, left)
        left -= size
        files.append([name, size])
        body.append(content)
    return {"files": files, "skipped": skipped[:NAMED], "marked": False}, b"".join(body)


def _iterate_files(infos: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield the entries that people put there, with their paths: no folders, nothing hidden or left by a system."""
    for info in infos:
        path = decode_entry_name(info).replace("\\", "/")
        parts = [part for part in path.split("/") if part not in ("", ".", "..")]
        if path.endswith("/") or not parts or any(part.startswith(".") or part == "__MACOSX" for part in parts):
            continue
        if parts[-1].lower() not in _LEFT_BY_SYSTEMS:
            yield path, info


def _reason_to_skip(path: str, info: zipfile.ZipInfo) -> str:
    """Return why an entry is not taken: "link" (also a device or a pipe), "path"; "" if it is taken."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "link"
    return "path" if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/") else ""


def _read(pack: zipfile.ZipFile, info: zipfile.ZipInfo, limits: FileLimits, left: int) -> tuple[bytes, int]:
    """Return the bytes of an entry and how many; none, and one more than allowed, of a file that is too large."""
    pieces, size = list[bytes](), 0
    try:
        with pack.open(info) as stream:
            while piece := stream.read(_STEP):
                size += len(piece)
                if size > _LARGE and size > info.compress_size * limits.ratio:
                    raise _Refused("bomb")
                if size > limits.bytes:
                    return b"", limits.bytes + 1
                if size > left:
                    raise _Refused("expanded")
                pieces.append(piece)
    except NotImplementedError as error:
        raise _Refused("packing") from error
    except _BROKEN as error:
        raise _Refused("damaged") from error
    return b"".join(pieces), size
