"""The names of the files in a container, read in a separate process through ``reading.load.workers``."""

from __future__ import annotations

import io
import unicodedata
import zipfile

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.zip_container import decode_entry_name

LONGEST = 160  # characters of a name


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
    """Return a name as its creator saw it, without invisible characters."""
    seen = "".join(char for char in decode_entry_name(info) if unicodedata.category(char)[0] != "C")
    return seen if len(seen) <= LONGEST else f"…{seen[1 - LONGEST :]}"
