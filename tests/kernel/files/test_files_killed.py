"""Whatever kills the program while a file is kept, nothing half-written is seen, and what is left is swept away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from luoshi.kernel.files.actions.files import sweep_orphaned_files
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.kinds.models import Record
from office import NOW, Office
from sent_files import answer, assigned, on_disk, place, sent

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


# Where the other process ends itself, without a word and without clearing up.
DEATHS = {
    "half written": """
real = os.fdopen
class Half:
    def __init__(self, file): self.file = file
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def write(self, data):
        self.file.write(data[: len(data) // 2]); self.file.flush(); os._exit(9)
store.os.fdopen = lambda handle, mode: Half(real(handle, mode))
""",
    "not on the disk": "store.os.fsync = lambda handle: os._exit(9)",
    "not renamed": "store.os.replace = lambda a, b: os._exit(9)",
    "without a row": "store.fsync_folder = lambda place: os._exit(9)",
    "not committed": "stages.close_message_requests = lambda *_: os._exit(9)",
}
SETUP = """
import django
django.setup()
"""
CHILD = """
import os, sys
from datetime import datetime
from django.core.files.uploadedfile import SimpleUploadedFile
from luoshi.org.actors.models import User
from luoshi.org.actors.queries import actor_of
from luoshi.evidence import store
from luoshi.kernel.steps.actions import stages, steps
from luoshi.kernel.kinds.models import Record
{death}
at = datetime.fromisoformat("{at}")
actor = actor_of(User.objects.get(username="clerk").person, at.date())
files = dict(files=[SimpleUploadedFile("佐证.txt", "活动室已开放".encode())])
steps.take(Record.objects.get(pk={pk}), "answer", actor, dict(answer="列入计划"), at=at, files=files)
"""


def address() -> str:
    """The tests' own database, for another process."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    return f"postgres://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


def forked(code: str, settings: Any) -> int:
    """What a copy of this process ends with, that runs the code; it shares no connection with us."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            exec(code, {})
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def started(code: str, settings: Any) -> int:
    """What a program ends with that runs the code in the application's real settings."""
    keys = {"LUOSHI_SECRET_KEY": "x" * 50, "LUOSHI_FIELD_KEYS": " ".join(settings.FIELD_KEYS)}
    here = {
        "LUOSHI_DATA": str(settings.DATA),
        "DATABASE_URL": address(),
        "DJANGO_SETTINGS_MODULE": "luoshi.site.settings",
    }
    source = str(Path(__file__).parents[3] / "src")
    around = os.environ | keys | here | {"PYTHONPATH": source}
    return subprocess.run([sys.executable, "-c", SETUP + code], env=around).returncode


@pytest.mark.control("8.1.4.9", "killed at any point nothing half is seen")
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(forked, marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows knows no fork")),
        pytest.param(started, marks=pytest.mark.full),
    ],
)
@pytest.mark.parametrize("point", DEATHS)
def test_killed_at_any_point_nothing_half_is_seen_and_the_next_try_works(
    real_office: Office, settings: Any, point: str, program: Callable[[str, Any], int]
) -> None:
    record = assigned(real_office)
    assert program(CHILD.format(death=DEATHS[point], at=NOW.isoformat(), pk=record.pk), settings) == 9
    rows = (Evidence.objects.count(), Attachment.objects.count(), Record.objects.get(pk=record.pk).state)
    assert rows == (0, 0, "assigned")
    left = {name: data for name, data in on_disk().items() if not name.startswith("incoming/")}
    assert left == (
        {place("活动室已开放"): "活动室已开放".encode()} if point in ("without a row", "not committed") else {}
    )
    answer(real_office, record, sent())
    assert sweep_orphaned_files(datetime.now(UTC) + 2 * DAY) == (0 if left else 1)
    assert on_disk() == {place("活动室已开放"): "活动室已开放".encode()}
