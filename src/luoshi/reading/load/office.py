"""Formats that only an office program knows, by way of LibreOffice: converted in an empty folder, then read here.

Whatever is converted goes through ``convert_with_libreoffice``: one program at a time for each who calls it, with a
profile of its own
and bounded time, memory and size of what it writes; it ends with all that it has started.
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
# What LibreOffice must not do with a stranger's file: run its macros, fetch what it links to, look for updates.
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
    """Where LibreOffice is on this machine, None when it is not."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.path.isfile(place)), None)


def target_of(format: str) -> Literal["docx", "xlsx"]:
    """What a file of this format is converted to, to be read."""
    return "xlsx" if format in _SHEETS else "docx"


def convert_with_libreoffice(
    format: str, data: bytes, target: Literal["docx", "xlsx", "pdf"], limits: FileLimits
) -> bytes:
    """A file of one format as one of another: ``docx`` or ``xlsx`` to be read, ``pdf`` to be looked at.

    Raises:
        ReadError: ``load.needs_office``; ``load.no_room``; ``load.too_slow``; ``load.too_large``;
            ``load.not_converted`` when LibreOffice makes nothing of it.
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
        ReadError: as ``convert_with_libreoffice``; what the reader of the converted file says.
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
    # LibreOffice goes by the content; of the extension it needs no more than the kind.
    source = folder / f"source.{'xls' if format == 'xls-xml' else format}"
    source.write_bytes(data)
    out = folder / "out"
    command = [
        office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo", "--nolockcheck",
        "--nodefault", "--convert-to", target, "--outdir", str(out), str(source),
    ]  # fmt: skip
    _run(command, folder, format, limits)
    result = out / f"source.{target}"
    if not result.is_file():  # it also ends like this, without a word, where its Writer or Calc is not installed
        raise ReadError("load.not_converted", format=format)
    most = 4 * limits.bytes
    if result.stat().st_size > most:
        raise ReadError("load.too_large", what="expanded", limit=most)
    return result.read_bytes()


def _run(command: list[str], folder: Path, format: str, limits: FileLimits) -> None:
    """Run a program with all it starts, and end it with all it started when time is up."""
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
    """The same command, begun by a program that first bounds itself, where the system can: what follows inherits it."""
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
