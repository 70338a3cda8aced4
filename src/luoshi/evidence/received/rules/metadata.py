"""Remove the names and places that programs and cameras write into files.

For kinds of record whose speaker is protected: a file that others open must not reveal who made it, with what, or
where.

Source: sheet 09, 9.4; ISO/IEC 10918-1 and CIPA DC-008 (JPEG, Exif); PNG third edition; ISO/IEC 29500; ISO 32000.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

# By the ending of the name: nothing is in plain text; what is not here is refused where names must be removed.
NAMELESS = frozenset({"jpg", "jpeg", "png", "docx", "xlsx", "ofd", "pdf", "txt", "csv"})
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform
_PNG_KEPT = {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP", b"acTL", b"fcTL", b"fdAT"}
_ORIENTATION = 0x0112

_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
    b'.org/package/2006/metadata/core-properties"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"/>'
)
_CUSTOM = _APP.replace(b"extended-properties", b"custom-properties")
_EMPTIED = {"docprops/core.xml": _CORE, "docprops/app.xml": _APP, "docprops/custom.xml": _CUSTOM}
# Those who commented on, changed or last saved it; the folder, and thus the account, of a workbook. A namespace prefix
# before an attribute's name is not matched: it stays, and matching it would cost its length at each position.
_ATTRIBUTE = re.compile(
    rb"((?:author|initials|userId|providerId|displayName|userName|lastModifiedBy)\s*=\s*)"
    rb"(\"[^\"<]*\"|'[^'<]*')"
)
_ELEMENT = re.compile(rb"(<(?:\w+:)?(?:author|Author|Creator|lastModifiedBy)\b[^<>]*>)[^<]*(?=</)")
_FOLDER = re.compile(rb"<(?:\w+:)?absPath\b[^<>]*/>")

_PDF_NAMES = rb"/(?:Author|Creator|Producer|Title|Subject|Keywords|Company|Manager|LastSavedBy|SourceModified)"
_PDF_PART = rb"(?:\\.|[^\\()])"
_PDF_ENTRY = re.compile(
    _PDF_NAMES + rb"\s{0,9}(\((?:" + _PDF_PART + rb"|\(" + _PDF_PART + rb"*\))*\)|<[0-9A-Fa-f\s]*>)", re.S
)
_PDF_LEFT = re.compile(rb"/(?:Author|Company|Manager|LastSavedBy)\b(?!\s{0,9}(?:\(\s*\)|<\s*>))")
_PDF_OBJECTS = re.compile(rb"/Type\s{0,9}/ObjStm\b[^>]{0,300}>>\s{0,9}stream(\r\n|\n)")
_PDF_UNPACKED = 64_000_000


class Unstripped(Exception):
    """The names in this file cannot be removed."""


def strip_metadata(type: str, data: bytes) -> bytes:
    """Return the file without what identifies its author; its words and pictures stay.

    Args:
        type: As ``uploads.type_of`` returns it.

    Raises:
        Unstripped: The file has names that cannot be removed.
    """
    ways = {"jpg": _jpeg, "png": _png, "docx": _office, "xlsx": _office, "ofd": _office, "pdf": _pdf}
    try:
        return ways[type](data) if type in ways else data
    except (struct.error, IndexError, zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise Unstripped(type) from error


def _jpeg(data: bytes) -> bytes:
    """Keep the segments of the picture, and only the orientation of Exif; drop everything after the picture's end."""
    out, at = [data[:2]], 2
    while at < len(data):
        if data[at] != 0xFF:
            raise ValueError(at)
        code = data[at + 1]
        if code == 0xFF:  # fill byte
            at += 1
        elif code == 0xD9:
            return b"".join([*out, b"\xff\xd9"])
        elif code == 0x01 or 0xD0 <= code <= 0xD7:
            out.append(data[at : at + 2])
            at += 2
        else:
            end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
            segment = data[at:end]
            if code == 0xE1 and segment[4:10] == b"Exif\0\0":
                out.append(_side_up(segment[10:]))
            elif code in _JPEG_KEPT or not (0xE0 <= code <= 0xEF or code == 0xFE):
                out.append(segment)
            at = end
            if code == 0xDA:
                scan = _scan_end(data, at)
                out.append(data[at:scan])
                at = scan
    raise ValueError("no end of image")


def _scan_end(data: bytes, at: int) -> int:
    """Return the end of the coded data: a marker that is neither a stuffed byte nor a restart."""
    while True:
        at = data.index(b"\xff", at)
        code = data[at + 1]
        if code == 0 or 0xD0 <= code <= 0xD7:
            at += 2
        elif code == 0xFF:
            at += 1
        else:
            return at


def _side_up(tiff: bytes) -> bytes:
    """Return an Exif segment with only the orientation, b"" if there is none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return b""
        start = struct.unpack(order + "I", tiff[4:8])[0]
        for at in range(struct.unpack(order + "H", tiff[start : start + 2])[0]):
            tag, kind, count, value = struct.unpack(order + "HHIH", tiff[start + 2 + 12 * at : start + 12 + 12 * at])
            if (tag, kind, count) == (_ORIENTATION, 3, 1) and 1 < value <= 8:
                field = struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
                body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + field + b"\0\0\0\0"
                return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    except struct.error:
        pass
    return b""


def _png(data: bytes) -> bytes:
    """Keep critical chunks and those that colours and animation need; drop everything after the end."""
    out, at = [data[:8]], 8
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at : at + 12 + size]
        if len(chunk) < 12 + size:
            raise ValueError("cut off")
        if not name[0] & 0x20 or name in _PNG_KEPT:
            out.append(chunk)
        if name == b"IEND":
            return b"".join(out)
        at += 12 + size
    raise ValueError("no end")


def _office(data: bytes) -> bytes:
    """Return the package with empty properties and without the names of commenters and editors."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as pack, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in pack.infolist():
            low = info.filename.replace("\\", "/").lower()
            part = pack.read(info)
            if low in _EMPTIED:
                part = _EMPTIED[low]
            elif low.endswith(".xml"):
                part = _nameless(part)
            elif part.startswith(b"\xff\xd8\xff"):
                part = _jpeg(part)
            fresh = zipfile.ZipInfo(info.filename)  # without date and system
            fresh.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(fresh, part)
    return out.getvalue()


def _nameless(part: bytes) -> bytes:
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError("UTF-16")
    part = _ATTRIBUTE.sub(lambda found: found[1] + b'""', part)
    return _ELEMENT.sub(lambda found: found[1], _FOLDER.sub(b"", part))


def _pdf(data: bytes) -> bytes:
    """Return the file with the names blanked out, at the same length so that its cross-reference table stays valid."""
    made = bytearray(_PDF_ENTRY.sub(_blank, _without_packets(data)))
    past = 0
    for start in [found.end() for found in _PDF_OBJECTS.finditer(made)]:
        if start >= past:
            past = made.find(b"endstream", start)
            if past < 0:
                raise Unstripped("pdf")
            made[start:past] = _blank_packed(bytes(made[start:past]))
    if _PDF_LEFT.search(made):
        raise Unstripped("pdf")
    return bytes(made)


def _without_packets(data: bytes) -> bytes:
    """Return the file with its XMP packets blanked out."""
    pieces, at = [], 0
    while (start := data.find(b"<?xpacket begin=", at)) >= 0 and (end := data.find(b"<?xpacket end=", start)) >= 0:
        pieces += [data[at:start], b" " * (end - start)]
        at = end
    return b"".join([*pieces, data[at:]])


def _blank(found: re.Match[bytes]) -> bytes:
    whole, value = found[0], found[1]
    return whole[: -len(value)] + value[:1] + b" " * (len(value) - 2) + value[-1:]


def _blank_packed(stream: bytes) -> bytes:
    """Return compressed objects with the names blanked out, at the same length."""
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(stream, _PDF_UNPACKED)
    except zlib.error:
        return stream  # not deflated: its plain text was processed already
    blank = _PDF_ENTRY.sub(_blank, plain)
    if _PDF_LEFT.search(blank):
        raise Unstripped("pdf")
    if blank == plain:
        return stream
    packed, room = zlib.compress(blank, 9), len(stream) - len(reader.unused_data)
    if not reader.eof or len(packed) > room:
        raise Unstripped("pdf")
    return packed.ljust(room, b"\0") + stream[room:]
