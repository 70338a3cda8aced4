"""Convert formats that only an office program knows with LibreOffice, in an empty folder, and read the result.

Every conversion goes through ``convert_with_libreoffice``: one program at a time for each caller, with its own profile
and bounded time, memory and output size. It ends together with every process it started.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.limits import FileLimits

_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
INSTALL, ADDRESS = "apt-get install libreoffice-writer libreoffice-calc", "https://www.libreoffice.org"
_SHEETS = frozenset({"et", "ett", "xls", "xlsb", "xls-xml"})
# LibreOffice must not run the macros of an untrusted file, fetch its links, or look for updates.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""
_BEGIN = """
import json, os, resource, sys
for name, most in json.loads(sys.argv[1]).items():
    what = getattr(resource, "RLIMIT_" + name)
    hard = resource.getrlimit(what)[1]
    if hard == resource.RLIM_INFINITY or hard > most:
        resource.setrlimit(what, (most, most))
os.execv(sys.argv[2], sys.argv[2:])
"""


def find_libreoffice() -> str | None:
    """Return the path of LibreOffice on this machine, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.path.isfile(place)), None)


def target_of(format: str) -> Literal["docx", "xlsx"]:
    """Return the format to which a file of this format is converted for reading."""
    return "xlsx" if format in _SHEETS else "docx"


def convert_with_libreoffice(
    format: str, data: bytes, target: Literal["docx", "xlsx", "pdf"], limits: FileLimits
) -> bytes:
    """Convert a file to another format: ``docx`` or ``xlsx`` for reading, ``pdf`` for viewing.

    Raises:
        ReadError: ``load.needs_office``; ``load.no_room``; ``load.too_slow``; ``load.too_large``;
            ``load.not_converted`` if LibreOffice produces nothing.
    """
    office = find_libreoffice()
    if office is None:
        raise ReadError("load.needs_office", format=format)
    try:
        with tempfile.TemporaryDirectory(prefix="luoshi-", ignore_cleanup_errors=True) as folder:
            return _convert(office, data, format, target, Path(folder), limits)
    except OSError as error:
        raise ReadError(
            "load.no_room", format=format, why=errno.errorcode.get(error.errno or 0, type(error).__name__)
        ) from error


def read_via_libreoffice(format: str, data: bytes, draft: TextDraft) -> None:
    """Put the words of a file of this format into ``draft``.

    Raises:
        ReadError: as ``convert_with_libreoffice``, or as the reader of the converted file.
    """
    target = target_of(format)
    converted = convert_with_libreoffice(format, data, target, draft.limits)
    try:
        if target == "xlsx":
            from luoshi.reading.load import workbook

            workbook.read_xlsx_workbook(converted, draft)
        else:
            from luoshi.reading.load import word

            word.read_word_document(converted, draft)
    except ReadError as error:
        raise ReadError(error.code, **{k: format if k == "format" else v for k, v in error.values.items()}) from error
    draft.note("load.converted", format=format)


def _convert(office: str, data: bytes, format: str, target: str, folder: Path, limits: FileLimits) -> bytes:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    # LibreOffice detects the format by content; the extension only gives the kind.
    source = folder / f"source.{'xls' if format == 'xls-xml' else format}"
    source.write_bytes(data)
    out = folder / "out"
    command = [
        office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo", "--nolockcheck",
        "--nodefault", "--convert-to", target, "--outdir", str(out), str(source),
    ]  # fmt: skip
    _run(command, folder, format, limits)
    result = out / f"source.{target}"
    if not result.is_file():  # also the silent result if its Writer or Calc is not installed
        raise ReadError("load.not_converted", format=format)
    most = 4 * limits.bytes
    if result.stat().st_size > most:
        raise ReadError("load.too_large", what="expanded", limit=most)
    return result.read_bytes()


def _run(command: list[str], folder: Path, format: str, limits: FileLimits) -> None:
    """Run a program, and end it with all its child processes when time is up."""
    seconds = limits.seconds
    process = subprocess.Popen(
        _bounded(command, limits),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise ReadError("load.too_slow", format=format, seconds=seconds) from error
    except BaseException:
        _end(process)
        raise


def _bounded(command: list[str], limits: FileLimits) -> list[str]:
    """Return the command wrapped in a program that first limits itself, where possible; children inherit limits."""
    if not sys.executable or find_spec("resource") is None:  # not on Windows
        return command
    bounds = json.dumps({"AS": limits.memory, "FSIZE": 8 * limits.bytes, "CORE": 0})
    return [sys.executable, "-S", "-c", _BEGIN, bounds, *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
