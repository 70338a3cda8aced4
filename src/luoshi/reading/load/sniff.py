"""Detect a file's format, from its content first and its name second."""

from __future__ import annotations

import re
from typing import NamedTuple

from luoshi.reading.errors import ReadError
from luoshi.reading.load.encoding import Decoded, declared_charset, decode_bytes
from luoshi.reading.load.limits import FileLimits

# Formats whose content is never plain text: such a name with unknown content means a damaged file.
BINARY_NAMES = frozenset(
    "docx docm dotx dotm doc dot wps wpt pdf xlsx xlsm xltx xls xlt et ett ofd odt ods xlsb".split()  # noqa: SIM905
)
PICTURES = frozenset({"png", "jpeg", "gif", "bmp", "tiff", "webp", "heic"})

_PICTURE_MAGIC = (
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"})  # telephones; no free decoder
_MAGIC = (
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\0", "sqlite"),
    (b"%!PS", "postscript"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_HEAD = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>])", re.I | re.S
)
_HTML_TAG = re.compile(r"<(?:html|head|body|table|meta|div|p|br|span|title|tr|td|h[1-6]|ul|li)[\s>/]", re.I)


class DetectedFormat(NamedTuple):
    """The format, and for text formats the decoded text."""

    format: str
    text: Decoded | None = None


def extension_of_name(name: str) -> str:
    """Return the part of a file name after its last dot, in lower case; "" if there is none."""
    leaf = name.replace("\\", "/").rpartition("/")[2]
    return leaf.rpartition(".")[2].lower() if "." in leaf else ""


def detect_file_format(name: str, data: bytes, limits: FileLimits) -> DetectedFormat:
    """Return the format of a file.

    Raises:
        ReadError: ``load.encrypted``, ``load.damaged``, ``load.unsupported``, ``load.scanned``, ``load.not_text``.
    """
    named = extension_of_name(name)
    if b"%PDF-" in data[:1024]:
        return DetectedFormat("pdf")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return DetectedFormat(_zipped(data, named, limits))
    if data.startswith(_OLE):
        return DetectedFormat(_compound(data, named))
    if data.startswith(b"{\\rtf"):
        return DetectedFormat("rtf")
    if picture := picture_format(data):
        raise ReadError("load.scanned", format=picture, pages=1)
    for magic, format in _MAGIC:
        if data.startswith(magic):
            raise ReadError("load.unsupported", format=format)
    if data.startswith(b"MZ") and b"\0" in data[:256]:
        raise ReadError("load.unsupported", format="program")
    if named in {"xls", "xlt", "et"} and data[:2] in {b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"}:
        return DetectedFormat("xls")  # a bare BIFF stream without container
    return _written(data, named)


def picture_format(data: bytes) -> str | None:
    """Return the format of a picture by its first bytes; None for anything else."""
    for magic, format in _PICTURE_MAGIC:
        if data.startswith(magic):
            return format
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "bmp"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        return "heic"
    return None


def _zipped(data: bytes, named: str, limits: FileLimits) -> str:
    """Return which of the zip-based formats this is."""
    from luoshi.reading.load.zip_container import Pack

    pack = Pack(data, named or "zip", limits)
    names = {name.lower() for name in pack.names()}
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" in names or "_rels/.rels" in names:
        if any(name.startswith("word/") for name in names):
            return "docx"
        if "xl/workbook.bin" in names:
            return "xlsb"
        if any(name.startswith("xl/") for name in names):
            return "xlsx"
        if any(name.startswith("ppt/") for name in names):
            raise ReadError("load.unsupported", format="pptx")
        if named in {"docx", "docm", "dotx", "xlsx", "xlsm"}:  # parts under other names; the package will tell
            return "docx" if named.startswith("do") else "xlsx"
    if {"mimetype", "content.xml"} <= names:
        if "meta-inf/manifest.xml" in names and b"encryption-data" in pack.read("META-INF/manifest.xml"):
            raise ReadError("load.encrypted", format=named or "odt")
        return "ods" if b"opendocument.spreadsheet" in data[:200] else "odt"
    raise ReadError("load.unsupported", format="zip")


def _compound(data: bytes, named: str) -> str:
    """Return which of the OLE compound formats this is; stream names are in its directory as UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\0\0" in data

    if holds("EncryptedPackage"):
        raise ReadError("load.encrypted", format=named or "docx")
    book = holds("Workbook") or holds("Book")
    if book and (named in {"xls", "xlt", "et", "ett"} or not holds("WordDocument")):
        return "xls"
    if holds("WordDocument"):
        # The file information block begins a sector; bit 0x0100 of its flags says that the text is encrypted.
        for at in range(512, min(len(data), 4_000_000), 512):
            if data[at : at + 2] == b"\xec\xa5" and data[at + 11 : at + 12] and data[at + 11] & 0x01:
                raise ReadError("load.encrypted", format=named or "doc")
        return "wps" if named in {"wps", "wpt"} else "doc"
    if holds("PowerPoint Document"):
        raise ReadError("load.unsupported", format="ppt")
    if named in {"wps", "doc", "et", "xls", "dot", "wpt", "ett"}:
        return named  # streams of old programs, which LibreOffice may know
    raise ReadError("load.unsupported", format="ole")


def _written(data: bytes, named: str) -> DetectedFormat:
    """Detect the format of a file that must be some kind of text."""
    declared = None
    if b"<" in data[:512]:
        declared = declared_charset(data)
    text = decode_bytes(data, declared=declared)
    if text is None or (text.lost and named in BINARY_NAMES):
        if named in BINARY_NAMES:
            raise ReadError("load.damaged", format=named)
        raise ReadError("load.not_text", format=named)
    head = text.text[:4096].lstrip("\ufeff")
    if _HTML_HEAD.match(head) or (named in {"html", "htm", "xhtml", "shtml"} and _HTML_TAG.search(text.text[:100_000])):
        return DetectedFormat("html", text)
    if head.lstrip().startswith("<"):
        if "w:wordDocument" in head or "pkg:package" in head:
            return DetectedFormat("doc")
        if "urn:schemas-microsoft-com:office:spreadsheet" in head:
            return DetectedFormat("xls-xml")
        if named not in {"txt", "md"} and _HTML_TAG.search(head):
            return DetectedFormat("html", text)  # exported by web systems as .xls or .doc
    if head.startswith("MIME-Version:") and "multipart/related" in head:
        return DetectedFormat("mhtml")
    return DetectedFormat("md" if named in {"md", "markdown"} else "txt", text)
