"""The names of the files in a container, read in a separate process through ``reading.load.workers``."""

from __future__ import annotations

import contextlib
import io
import unicodedata
import zipfile

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits

LONGEST = 160  # characters of a name
_UTF8 = 0x800  # flag of a name in UTF-8


def names(data: bytes, limits: FileLimits, *, most: int) -> tuple[dict[str, object], bytes]:
    """Return ``{"names": [[name, bytes]], "count"}``: the first ``most`` files, and the total. Nothing is unpacked.

    Raises:
        ReadError: ``load.damaged``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            files = [member for member in pack.infolist() if not member.is_dir()]
            return {"names": [[_name(file), file.file_size] for file in files[:most]], "count": len(files)}, b""
    except Exception as error:  # zipfile does not specify what it raises on broken input
        raise ReadError("load.damaged", format="zip") from error


def _name(info: zipfile.ZipInfo) -> str:
    """Return a name as its creator saw it: Chinese Windows uses its own encoding for names without declaring it."""
    name = info.filename
    if not info.flag_bits & _UTF8 and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    seen = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    return seen if len(seen) <= LONGEST else f"…{seen[1 - LONGEST :]}"
