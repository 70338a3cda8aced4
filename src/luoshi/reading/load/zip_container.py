"""Read untrusted zip containers by part and count every byte, so that a zip bomb is refused at no cost."""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import zipfile
import zlib
from typing import IO

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits

_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")
_STEP = 1 << 16
_UTF8 = 0x800  # flag of a name in UTF-8
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError, IndexError)


class Pack:
    """The parts of a zip container by name. Names are looked up exactly, then ignoring case.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``.
    """

    def __init__(self, data: bytes, format: str, limits: FileLimits) -> None:
        self.format = format
        self.limits = limits
        self._left = limits.expanded
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (*_BROKEN, UnicodeError, RecursionError) as error:
            raise ReadError("load.damaged", format=format) from error
        except Exception as error:  # struct.error and the like: zipfile guarantees nothing about broken input
            raise ReadError("load.damaged", format=format) from error
        if len(infos) > limits.entries:
            raise ReadError("load.too_large", what="entries", limit=limits.entries)
        # Some Windows programs write backslashes.
        self._infos = {info.filename.replace("\\", "/"): info for info in infos}
        self._folded = {name.lower(): name for name in self._infos}

    def names(self) -> list[str]:
        """Return the names of all parts, as packed."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._folded

    def refuse_bombs(self) -> None:
        """Refuse a container that says of itself that more is packed into it than the limits allow.

        Needed before another program unpacks it, whose output is not counted here.

        Raises:
            ReadError: ``load.too_large``.
        """
        if sum(info.file_size for info in self._infos.values()) > self.limits.expanded or any(
            self._is_bomb(info) for info in self._infos.values()
        ):
            raise ReadError("load.too_large", what="expanded", limit=self.limits.expanded)

    def _is_bomb(self, info: zipfile.ZipInfo) -> bool:
        return info.file_size > 1_000_000 and info.file_size > info.compress_size * self.limits.ratio

    def read(self, name: str) -> bytes:
        """Return the bytes of a part that is to be parsed to a tree.

        Raises:
            ReadError: ``load.damaged``, also if there is no such part.
        """
        with self.open(name) as stream:
            try:
                data = stream.read(self.limits.part + 1)
            except _BROKEN as error:
                raise ReadError("load.damaged", format=self.format) from error
        if len(data) > self.limits.part:
            raise ReadError("load.too_large", what="expanded", limit=self.limits.part)
        return data

    def open(self, name: str) -> IO[bytes]:
        """Return a part as a stream that refuses to give more than the limits allow."""
        info = self._infos.get(name) or self._infos.get(self._folded.get(name.lower(), ""))
        if info is None:
            raise ReadError("load.damaged", format=self.format)
        if info.flag_bits & 0x1:
            raise ReadError("load.encrypted", format=self.format)
        if self._is_bomb(info):
            raise ReadError("load.too_large", what="expanded", limit=self.limits.expanded)
        try:
            stream = self._zip.open(info)
        except (*_BROKEN, RuntimeError) as error:
            raise ReadError("load.damaged", format=self.format) from error
        # The size in the directory is only a claim, so the output is counted too.
        return io.BufferedReader(_Counted(stream, self), _STEP)

    def spend(self, size: int) -> None:
        """Subtract ``size`` bytes from the container's expansion limit."""
        self._left -= size
        if self._left < 0:
            raise ReadError("load.too_large", what="expanded", limit=self.limits.expanded)


class _Counted(io.RawIOBase):
    """A stream that counts its bytes and turns a broken stream into the reader's error."""

    def __init__(self, stream: IO[bytes], pack: Pack) -> None:
        self._stream = stream
        self._pack = pack

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except _BROKEN as error:
            raise ReadError("load.damaged", format=self._pack.format) from error
        self._pack.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


def decode_entry_name(info: zipfile.ZipInfo) -> str:
    """Return an entry's name as its creator saw it.

    A name that is not marked as UTF-8 is in the encoding of the system that made it: UTF-8 on a Mac, GBK on a Chinese
    Windows. Bytes that are right as UTF-8 are hardly ever meant as GBK. Source: PKWARE APPNOTE 6.3.10, appendix D.
    """
    name = info.filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        octets = name.encode("cp437")
    except UnicodeError:  # a name of another field of the entry, decoded already
        return name
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeError):
            return octets.decode(encoding)
    return name


def resolve_part_name(base: str, target: str) -> str:
    """Return the part name that ``target`` means in the part ``base``: absolute, or beside it."""
    octets = _ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), target.encode("utf-8", "replace"))
    target = octets.decode("utf-8", "replace").replace("\\", "/")
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    return posixpath.normpath(path).lstrip("/")
