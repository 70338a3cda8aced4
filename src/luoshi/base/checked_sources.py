"""Whether the declarations of these very sources were found right by an earlier start.

Checking all declarations takes about as long as loading them, and comes to the same result until a source changes. So
what was found right is noted beside the compiled files, with the state of all sources, as Python does for those: it
compares the same time and size. After the start, and where nothing can be written, everything is checked.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

import django
from django.apps import apps

_NAME = "declarations.checked"


def must_check_declarations() -> bool:
    """Return False while the program starts with sources whose declarations an earlier start found right."""
    return apps.ready or not _were_checked()


def note_checked_declarations() -> None:
    """Note that all declarations were found right, if the program is starting; a folder not writable is no error."""
    if apps.ready or sys.dont_write_bytecode:
        return
    place = _place()
    temporary = place.with_name(f"{_NAME}.{os.getpid()}")
    with contextlib.suppress(OSError):
        temporary.write_text(_state_of_sources(), encoding="ascii")
        temporary.replace(place)


@cache
def _were_checked() -> bool:
    try:
        return _place().read_text(encoding="ascii") == _state_of_sources()
    except (OSError, ValueError):
        return False


def _place() -> Path:
    """Where the compiled file of the package would lie, also under PYTHONPYCACHEPREFIX."""
    import luoshi

    return Path(cache_from_source(str(Path(luoshi.__file__).resolve()))).with_name(_NAME)


@cache
def _state_of_sources() -> str:
    """A digest of the program's and its lines' sources by path, time and size, and of what else decides."""
    digest = hashlib.sha256()
    digest.update(repr((sys.version, django.VERSION)).encode())
    folders = {str(Path(__file__).resolve().parents[1])}
    for config in apps.get_app_configs():
        digest.update(config.name.encode())
        if os.path.exists(os.path.join(config.path, "line.py")):  # a line, perhaps an office's own
            folders.add(_top_folder(config.path))
    for folder in sorted(folders):
        for path, changed, size in _sources(folder):
            digest.update(f"{path}\0{changed}\0{size}\n".encode())
    return digest.hexdigest()


def _top_folder(path: str) -> str:
    """The folder of the outermost package that a package's folder lies in."""
    folder = os.path.realpath(path)
    while os.path.exists(os.path.join(os.path.dirname(folder), "__init__.py")):
        folder = os.path.dirname(folder)
    return folder


def _sources(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield path, time of change in nanoseconds and bytes of each Python source, in the order of their names."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _sources(entry.path)
        elif entry.name.endswith(".py"):
            stat = entry.stat()
            yield entry.path, stat.st_mtime_ns, stat.st_size
