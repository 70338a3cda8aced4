"""Decode bytes to text: choose among the encodings of Chinese offices for a file without a label.

Short files are the usual failure: 联通 in GBK taken for UTF-8, two UTF-16 characters taken for ASCII. So each possible
decoding is weighed by how much it looks like Chinese or ASCII writing.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose BOM is its prefix
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_PLAIN_ASCII = re.compile(rb"[\t\n\v\f\r\x1a\x1b -~]*")
_BINARY = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_CHARSET = re.compile(rb"""(?:charset|encoding)\s{0,99}=\s{0,99}["']?\s{0,99}([A-Za-z0-9_:-]{2,20})""", re.I)
# Labels that are too narrow: GB 2312 pages contain GBK characters, and gb18030 reads both.
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "utf8": "utf-8"}
_SAMPLE = 16_384  # bytes weighed; enough for a reliable answer
_SHORT = 600  # bytes; a longer text that is valid UTF-8 is UTF-8
_WIDE = re.compile("[^\0-\x7f]+")
_GOOD = 35  # weight per character, in hundredths, that makes an unlabelled text credible
_WORN = 200  # at most one character in so many may be unreadable


class Decoded(NamedTuple):
    """``text`` without byte order mark; ``lost`` counts the places that could not be decoded."""

    text: str
    encoding: str
    lost: int


def declared_charset(data: bytes) -> str | None:
    """Return the encoding declared in the first 4 KiB of a page, as a Python name; None if there is none."""
    head = data[:4096]
    if b"<meta" not in head.lower() and not head.lstrip().startswith(b"<?xml"):
        return None
    found = _CHARSET.search(head)
    name = found[1].decode("ascii").lower() if found else None
    return _ALIASES.get(name, name) if name else None


@cache
def _common() -> frozenset[str]:
    """Return the 3,755 characters of GB 2312 level 1: nearly all of any official text."""
    cells = ((lead, trail) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    return frozenset("".join(bytes(cell).decode("gb2312", "ignore") for cell in cells))


def _weight(text: str, only: re.Pattern[str] | None = None) -> int:
    """Rate how much a text looks like Chinese or ASCII writing, 0 to 100; negative if it is not text at all.

    Args:
        only: the characters that count; all if not given.
    """
    total = 0
    common = _common()
    text = "".join(only.findall(text)) if only else text
    for char in text:
        if char in common or "\u3000" <= char <= "\u3017" or "\uff01" <= char <= "\uff5e":
            total += 100
        elif " " <= char <= "~" or char in "\t\r\n":
            total += 55
        elif "\u4e00" <= char <= "\u9fff":
            total += 25
        elif char in "—–“”‘’…·×÷±°§℃①②③④⑤⑥⑦⑧⑨⑩★○●■□△▲√":
            total += 90
        elif char == "\ufffd" or char < " " or "\ue000" <= char <= "\uf8ff" or "\ud800" <= char <= "\udfff":
            total -= 200
        elif "\x7f" <= char <= "\x9f":
            total -= 50
        else:
            total += 10
    return total // len(text) if text else 0


def decode_bytes(data: bytes, *, declared: str | None = None) -> Decoded | None:
    """Return the text of these bytes, None if they are not text in any known encoding.

    Args:
        declared: the encoding that the file declares, as in an HTML meta element; used if it decodes.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding) or _worn(data[len(mark) :], (encoding,), trusted=True)
    if declared and (found := _strict(data, declared)):
        return found
    if _PLAIN_ASCII.fullmatch(data):
        return Decoded(data.decode("ascii"), "ascii", 0)
    zeros = data[:_SAMPLE].count(0)
    if not zeros and (utf8 := _strict(data, "utf-8")):
        # Valid UTF-8 is rarely a coincidence, but in a short file another decoding may be clearly better.
        rival = _strict(data, "gb18030") if len(data) < _SHORT else None
        return rival if rival and _weight(rival.text, _WIDE) > max(60, _weight(utf8.text, _WIDE) + 25) else utf8
    names = ["gb18030"] if not zeros else []
    names += ["utf-16-le", "utf-16-be"] if len(data) % 2 == 0 else []
    options = [option for name in names if (option := _strict(data, name))]
    scored = [(_weight(option.text[: _SAMPLE // 2]), -rank, option) for rank, option in enumerate(options)]
    best = max(scored, default=None, key=lambda item: item[:2])
    if best and best[0] >= _GOOD:
        return best[2]
    return _worn(data, ("utf-8", "gb18030") if not zeros else ("utf-16-le", "utf-16-be"), trusted=False)


def _strict(data: bytes, encoding: str) -> Decoded | None:
    """Return the text if every byte decodes and no control character of binary files occurs."""
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if _BINARY.search(text) else Decoded(text, encoding, 0)


def _worn(data: bytes, encodings: tuple[str, ...], *, trusted: bool) -> Decoded | None:
    """Return the best decoding of a text with a few broken bytes, each shown as U+FFFD."""
    readings = [Decoded(text := data.decode(name, "replace"), name, text.count("\ufffd")) for name in encodings]
    best = min(readings, key=lambda reading: reading.lost)
    few = best.lost <= max(4, len(best.text) // _WORN)
    if not few or best.lost * 2 > len(best.text) or _BINARY.search(best.text):
        return None
    return best if trusted or _weight(best.text[:_SAMPLE].replace("\ufffd", "")) >= 50 else None
