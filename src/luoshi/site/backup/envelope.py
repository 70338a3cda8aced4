"""Encrypt a file with a pass phrase in the age format (age-encryption.org/v1), which any age program can open.

The content is encrypted in pieces, each bound to its position and the last one marked. So truncation, changes and
reordering are noticed, and any position can be read alone: no plain text is written to a disk.
"""

from __future__ import annotations

import hmac
import io
import os
import re
from base64 import b64decode, b64encode
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

INTRO = b"age-encryption.org/v1\n"
PIECE = 1 << 16  # bytes of content in a piece
TAG = 16  # bytes that encryption adds to a piece
NONCE = 16  # bytes before the first piece
WORK = 17  # trying a phrase takes 2 ** 17 times 1 kB of memory (128 MB), and half a second
HARDEST = 20  # above this a file could take a gigabyte of memory before its origin is known
_HEAD = re.compile(
    re.escape(INTRO) + rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n--- ([A-Za-z0-9+/]{43})\n"
)
_LONGEST = 200  # maximum bytes of a head


class EnvelopeError(ValueError):
    """The encrypted content was truncated or changed, or is not encrypted with a pass phrase."""


class PhraseError(ValueError):
    """The pass phrase does not fit the file."""


def is_encrypted(file: IO[bytes]) -> bool:
    """Return True if a file is in the age format; it is read from its beginning."""
    file.seek(0)
    found = file.read(len(INTRO)) == INTRO
    file.seek(0)
    return found


class Encrypting(io.RawIOBase):
    """A file object that encrypts what is written; the result is complete only after ``finish``."""

    def __init__(self, file: IO[bytes], phrase: str) -> None:
        self._file, self._left, self._number = file, bytearray(), 0
        key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(NONCE)
        wrapped = ChaCha20Poly1305(_stretched(phrase, salt, WORK)).encrypt(bytes(12), key, None)
        head = INTRO + b"-> scrypt %s %d\n%s\n---" % (_text(salt), WORK, _text(wrapped))
        self._cipher = ChaCha20Poly1305(_derived(key, nonce, b"payload"))
        file.write(head + b" " + _mark(key, head) + b"\n" + nonce)

    def writable(self) -> bool:
        """Return True: it only writes, sequentially."""
        return True

    def write(self, data: Any, /) -> int:
        """Take bytes; a piece is written when more follow, because the last one is marked."""
        self._left += data
        while len(self._left) > PIECE:
            self._write_piece(bytes(self._left[:PIECE]), last=False)
            del self._left[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Write the last piece."""
        self._write_piece(bytes(self._left), last=True)
        self._left.clear()

    def _write_piece(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, None))
        self._number += 1


class Decrypting(io.RawIOBase):
    """The seekable content of an encrypted file.

    Raises:
        EnvelopeError: on opening, or on reading a piece that was changed.
        PhraseError: on opening.
    """

    def __init__(self, file: IO[bytes], phrase: str) -> None:
        head = read_envelope_head(file)
        salt, work, wrapped, mark = head.groups()
        try:
            stretched = _stretched(phrase, _bytes(salt), int(work))
            key = ChaCha20Poly1305(stretched).decrypt(bytes(12), _bytes(wrapped), None)
        except InvalidTag:
            raise PhraseError from None
        if not hmac.compare_digest(mark, _mark(key, head[0][: head.start(4) - 1])):
            raise EnvelopeError
        file.seek(head.end())
        self._file, self._first, self._at = file, head.end() + NONCE, 0
        self._cipher = ChaCha20Poly1305(_derived(key, file.read(NONCE), b"payload"))
        length = file.seek(0, os.SEEK_END) - self._first
        self._count = -(-length // (PIECE + TAG))
        self._size = length - self._count * TAG
        self._kept = -1, b""
        if length < TAG or (self._count > 1 and self._size <= (self._count - 1) * PIECE):
            raise EnvelopeError
        self._piece(self._count - 1)  # if it really is marked as the last piece, nothing was cut off or added

    def readable(self) -> bool:
        """Return True: it only reads."""
        return True

    def seekable(self) -> bool:
        """Return True: it can be read from any position."""
        return True

    def tell(self) -> int:
        """Return the next position."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to a position in the content."""
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer, at most to the end of a piece."""
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, PIECE)
        part = self._piece(number)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        """Close the underlying file, too."""
        if not self.closed:
            self._kept = -1, b""
            self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._kept[0] != number:
            self._file.seek(self._first + number * (PIECE + TAG))
            nonce = _nonce(number, last=number == self._count - 1)
            try:
                self._kept = number, self._cipher.decrypt(nonce, self._file.read(PIECE + TAG), None)
            except InvalidTag:
                raise EnvelopeError from None
        return self._kept[1]


def read_envelope_head(file: IO[bytes]) -> re.Match[bytes]:
    """Return the head before the content.

    Raises:
        EnvelopeError: no pass phrase opens such a file, or trying one would take too much memory.
    """
    file.seek(0)
    head = _HEAD.match(file.read(_LONGEST))
    if head is None or int(head[2]) > HARDEST:
        raise EnvelopeError
    return head


def _stretched(phrase: str, salt: bytes, work: int) -> bytes:
    told = b"age-encryption.org/v1/scrypt" + salt
    return Scrypt(salt=told, length=32, n=1 << work, r=8, p=1).derive(phrase.encode())


def _derived(key: bytes, salt: bytes, name: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=name).derive(key)


def _mark(key: bytes, head: bytes) -> bytes:
    return _text(hmac.digest(_derived(key, b"", b"header"), head, "sha256"))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4))
