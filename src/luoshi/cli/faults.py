"""Program errors: the user gets one line with a number to report, the traceback goes to a log file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from luoshi import __version__
from luoshi.cli.language import translate_message


@dataclass(frozen=True, slots=True)
class LoggedFault:
    """``number`` is the same for the same bug; ``log`` is "" if no log could be written."""

    number: str
    log: str


def log_fault(error: BaseException, doing: str) -> LoggedFault:
    """Log the traceback of ``error`` and return its number. Never raises."""
    steps = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(step.filename).name}:{step.name}:{step.lineno}" for step in steps]
    trace = "|".join([type(error).__name__, *places])
    number = "L-" + hashlib.sha256(trace.encode("utf-8", "replace")).hexdigest()[:6].upper()
    entry = (
        f"{datetime.now().astimezone().isoformat(timespec='seconds')} {number} luoshi {__version__} "
        f"python {platform.python_version()} {sys.platform}\n{doing}\n{''.join(traceback.format_exception(error))}\n"
    )
    for place in (_folder, lambda: Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: no home folder
            folder = place()
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "luoshi.log"
            with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(entry)
            return LoggedFault(number, str(path))
    return LoggedFault(number, "")


def describe_fault(fault: LoggedFault, language: str, *, again: bool = False) -> str:
    """Return the message for the user; ``again`` if the same fault was reported for another file."""
    if again:
        return translate_message(language, "run.fault_again", number=fault.number)
    return translate_message(
        language, "run.fault" if fault.log else "run.fault_unlogged", number=fault.number, log=fault.log
    )


def _folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "Luoshi"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "luoshi"
