"""Formats that only an office program knows, by way of LibreOffice: converted in an empty folder, then read here."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import Draft

_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
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


def program() -> str | None:
    """Where LibreOffice is on this machine, None when it is not."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if os.path.isfile(place)), None)


def read(format: str, data: bytes, draft: Draft) -> None:
    """Put the words of a file of this format into ``draft``.

    Raises:
        ReadError: ``load.needs_office``; ``load.no_room``; ``load.too_slow``; ``load.not_converted`` when LibreOffice
            makes nothing of it; what the reader of the converted file says.
    """
    office = program()
    if office is None:
        raise ReadError("load.needs_office", format=format)
    target = "xlsx" if format in _SHEETS else "docx"
    try:
        with tempfile.TemporaryDirectory(prefix="luoshi-", ignore_cleanup_errors=True) as folder:
            converted = _convert(office, data, format, target, Path(folder), draft.limits.seconds)
    except OSError as error:
        raise ReadError(
            "load.no_room", format=format, why=errno.errorcode.get(error.errno or 0, type(error).__name__)
        ) from error
    if len(converted) > 4 * draft.limits.bytes:
        raise ReadError("load.too_large", what="expanded", limit=4 * draft.limits.bytes)
    try:
        if target == "xlsx":
            from luoshi.reading.load import workbook

            workbook.read(converted, draft)
        else:
            from luoshi.reading.load import word

            word.read(converted, draft)
    except ReadError as error:
        raise ReadError(error.code, **{k: format if k == "format" else v for k, v in error.values.items()}) from error
    draft.note("load.converted", format=format)


def _convert(office: str, data: bytes, format: str, target: str, folder: Path, seconds: int) -> bytes:
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
    _run(command, folder, format, seconds)
    result = out / f"source.{target}"
    if not result.is_file():  # it also ends like this, without a word, where its Writer or Calc is not installed
        raise ReadError("load.not_converted", format=format)
    return result.read_bytes()


def _run(command: list[str], folder: Path, format: str, seconds: int) -> None:
    """Run a program with all it starts, and end it with all it started when time is up."""
    process = subprocess.Popen(
        command,
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


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
