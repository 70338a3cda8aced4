"""Zips as people and programs make them: names of Chinese Windows, of a Mac, links, passwords, lies."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

LOCKED, UTF8 = 0x1, 0x800


class RawName(zipfile.ZipInfo):
    """An entry whose name is written in these bytes, without saying in which encoding."""

    def __init__(self, octets: bytes) -> None:
        super().__init__(octets.hex())
        self.octets = octets

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.octets, self.flag_bits & ~UTF8


def raw_zip(files: Mapping[bytes, bytes]) -> bytes:
    """A zip whose names are written in these bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for octets, data in files.items():
            entry = RawName(octets)
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, data)
    return out.getvalue()


def zipped(*files: tuple[str, bytes], mode: int = 0, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files; a name may come twice. ``mode``: that of a file on Unix, for all of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as pack:
        for number, (name, data) in enumerate(files):
            entry = zipfile.ZipInfo(f"entry{number}")
            entry.filename = name  # as it is, also what a ZipInfo would put right
            entry.compress_type, entry.external_attr = method, mode << 16
            pack.writestr(entry, data)
    return out.getvalue()


def locked(data: bytes) -> bytes:
    """The same zip, of which the first entry says that it has a password."""
    changed = bytearray(data)
    changed[changed.index(b"PK\x03\x04") + 6] |= LOCKED
    changed[changed.index(b"PK\x01\x02") + 8] |= LOCKED
    return bytes(changed)
