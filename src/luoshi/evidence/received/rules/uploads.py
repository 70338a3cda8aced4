"""The files accepted from users: identified by content, within limits, under a harmless name.

Nothing here opens more of a file than necessary, and nothing in a container is written to a path of its own.

Source: GB/T 22239-2019, 8.1.4.4; sheet 09.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
# Also accepted as documents: files of older or other office programs.
OFFICE = {
    "doc": "application/msword",
    "wps": "application/vnd.ms-works",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "xls": "application/vnd.ms-excel",
    "et": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
SCAN = "scan"  # what a document waits for whose pages are pictures
# Also accepted as documents: pictures of pages as scanners make them; jpg and png are in ``MEDIA``.
PAGE_PICTURES = {"tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "bmp": "image/bmp"}
# Also accepted as evidence, but never read: they are returned unchanged. Nothing in them is ever run.
EVIDENCE = {name: OFFICE[name] for name in ("doc", "wps", "xls")} | {"zip": "application/zip", "mp4": "video/mp4"}
ANY_MEDIA = {**MEDIA, **OFFICE, **EVIDENCE, **PAGE_PICTURES}
# By content: today's WPS and Word save current formats under the old names too.
_HOLDS = {"doc": ("ole", "rtf", "docx"), "wps": ("ole", "rtf", "docx"), "xls": ("ole", "xlsx"), "et": ("ole", "xlsx")}
SHOWN_AS_PICTURE = frozenset({"image/jpeg", "image/png"})
SHOWN_IN_PLACE = SHOWN_AS_PICTURE | {EVIDENCE["mp4"]}  # by the browser
PACKED = frozenset({"docx", "xlsx", "ofd", "ods", "odt"})
# The format in which the same program can save an accepted file.
_OLD = {"doc": "docx", "wps": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx", "et": "xlsx", "ods": "xlsx"}
_OLD |= {"docm": "docx", "dotx": "docx", "dot": "docx", "xlsm": "xlsx", "xlsb": "xlsx", "xltx": "xlsx", "csv": "xlsx"}
_OLD |= {"ppt": "pdf", "pptx": "pdf", "dps": "pdf", "bmp": "jpg", "gif": "png", "tif": "jpg", "tiff": "jpg"}
_OLD |= {"heic": "jpg", "webp": "jpg"}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_FILMS = (b"heic", b"heix", b"mif1", b"avif", b"crx ")  # pictures in the same container format
_MARKUP = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|script|svg|iframe|meta|table)\b", re.I)
_MACROS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("xl/macrosheets/", "xl/dialogsheets/", "word/activex/", "xl/activex/", "basic/", "scripts/")
_OLD_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "VBA_PROJECT_CUR"))
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.I)
_UNFIT = re.compile(r'[<>:"/\\|?*]')
_STEP = 1 << 16
_NESTED = 64_000_000  # bytes of a nested container
_DEEPEST = 2  # a workbook in a document in a document; no real report is deeper


@dataclass(frozen=True)
class Bounds:
    """The limits of a file's size and of its unpacked content."""

    size: int = 50_000_000  # bytes
    expanded: int = 400_000_000  # bytes out of a container, including nested ones
    ratio: int = 400  # for a part larger than a megabyte; the same as the reader's
    entries: int = 20_000


@dataclass(frozen=True)
class UploadFault:
    """Why a file is refused: a code, and values for its sentence.

    Codes: ``empty``, ``too_large``, ``not_taken`` (the type of file), ``save_as`` (with ``instead``), ``disguised``
    (the content does not match the name), ``macros``, ``encrypted``, ``bomb``, ``damaged``.
    """

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)


class _Stop(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def clean_name(name: str, longest: int = 100) -> str:
    """Return a file name that is safe to show and save.

    It has no folders, no control or direction characters, no names that Windows reserves for devices, and at most
    ``longest`` characters; "file" if nothing is left.
    """
    leaf = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(char for char in leaf if unicodedata.category(char)[0] != "C")
    words = " ".join(_UNFIT.sub("_", visible).split()).strip(". ")
    stem, dot, end = words.rpartition(".")
    if not dot:
        stem, end = words, ""
    end = end[:10]
    stem = stem[: longest - len(end) - 1].rstrip(". ") or "file"
    if _RESERVED.match(stem):
        stem = "_" + stem
    return f"{stem}.{end}" if end else stem


def upload_extension(name: str) -> str:
    """Return the extension of a name in lower case; "" if it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def instead_of(named: str) -> str:
    """Return the format in which the same program can save a file of this type."""
    return _OLD[named]


def upload_fault(name: str, data: bytes, size: int, bounds: Bounds, *, document: bool = False) -> UploadFault | None:
    """Return why a file with this cleaned name and content is refused; None if it is accepted.

    Args:
        size: Its size in bytes; ``data`` may be missing if it exceeds the limit.
        document: It is sent to be read, so that the types in ``OFFICE`` and ``PAGE_PICTURES`` are accepted too.
    """
    named = upload_extension(name)
    if size > bounds.size:
        return UploadFault("too_large", {"limit": bounds.size // 1_000_000})
    if not data.strip(b"\0 \t\r\n"):
        return UploadFault("empty")
    if named not in MEDIA and named not in (OFFICE | PAGE_PICTURES if document else EVIDENCE):
        return (
            UploadFault("save_as", {"named": named, "instead": _OLD[named]})
            if named in _OLD
            else UploadFault("not_taken")
        )
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        return UploadFault("encrypted")
    found = type_of(data)
    if found == "zip" and named in PACKED:
        return UploadFault("damaged")
    if named == "zip" and data.startswith(b"PK"):
        return _in_container(data, bounds)
    if found not in _HOLDS.get(named, ({"jpeg": "jpg", "csv": "txt", "tiff": "tif"}.get(named, named),)):
        return UploadFault("disguised", {"named": named})
    if found == "ole" and any(macro in data for macro in _OLD_MACROS):
        return UploadFault("macros")
    if found in PACKED:
        return _in_container(data, bounds)
    return None


def type_of(data: bytes) -> str:
    """Return the type of a file by its content.

    One of ``MEDIA`` (csv as txt), ``PAGE_PICTURES``, ``OFFICE`` (older ones as "ole") or "mp4"; "zip" for other or
    broken containers, or "".
    """
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "tif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"BM") and int.from_bytes(data[2:6], "little") == len(data):
        return "bmp"
    if data.startswith(b"PK"):
        return _container(data)
    if data.startswith(_OLE):
        return "ole"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data[4:8] == b"ftyp" and data[8:12] not in _NO_FILMS:
        return "mp4"
    return "txt" if _is_text(data) else ""


def _container(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            names = {name.replace("\\", "/").lower() for name in pack.namelist()}
    except Exception:  # zipfile does not specify what it raises on broken input
        return "zip"
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return "docx"
        if any(name.startswith("xl/") for name in names) and "xl/workbook.bin" not in names:
            return "xlsx"
    if {"mimetype", "content.xml"} <= names:
        return "ods" if b"opendocument.spreadsheet" in data[:200] else "odt"
    return "zip"


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        return False
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not _MARKUP.match(text[:1000]) and not text.startswith(("{\\rtf", "%!PS", "MIME-Version:"))
    return False


def _in_container(data: bytes, bounds: Bounds) -> UploadFault | None:
    try:
        _open(data, bounds, bounds.expanded, 0)
    except _Stop as stop:
        return UploadFault(stop.code)
    return None


def _open(data: bytes, bounds: Bounds, left: int, depth: int) -> int:
    """Check a container and those nested in it; return how many bytes may still be unpacked.

    The sizes in its directory are only claims, so the unpacked bytes are counted.
    """
    try:
        pack = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise _Stop("damaged") from error
    with pack:
        if len(pack.infolist()) > bounds.entries:
            raise _Stop("bomb")
        for info in pack.infolist():
            if info.flag_bits & 0x1:
                raise _Stop("encrypted")
            low = info.filename.replace("\\", "/").lower()
            if low.rpartition("/")[2] in _MACROS or low.startswith(_MACRO_FOLDERS):
                raise _Stop("macros")
            inner, left = _expanded(pack, info, bounds, left)
            if inner:
                if depth == _DEEPEST:
                    raise _Stop("bomb")
                left = _open(inner, bounds, left, depth + 1)
    return left


def _expanded(pack: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: Bounds, left: int) -> tuple[bytes, int]:
    """Return the bytes of an entry that is itself a container, else b""; and how much may still be unpacked."""
    kept: list[bytes] = []
    size = 0
    try:
        with pack.open(info) as stream:
            while piece := stream.read(_STEP):
                size += len(piece)
                if size > left or (size > 1_000_000 and size > info.compress_size * bounds.ratio):
                    raise _Stop("bomb")
                if kept and size > _NESTED:
                    raise _Stop("bomb")
                if kept or (size == len(piece) and piece.startswith(b"PK\x03\x04")):
                    kept.append(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise _Stop("damaged") from error
    return b"".join(kept), left - size
