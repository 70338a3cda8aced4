"""Checks an installation: what would else be found only when it hurts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.records.base import append_only, store
from luoshi.records.files.models import Evidence
from luoshi.records.files.queries import looked
from luoshi.records.journal.pages import alarm, back_in_time_words
from luoshi.records.journal.queries.seals import back_in_time, waiting
from luoshi.records.messages.queries import work
from luoshi.records.pictures import drawing as pictures
from luoshi.records.unique.queries import outdated
from luoshi.site import keys
from luoshi.site.backup import standing


@dataclass(frozen=True)
class Finding:
    """One sentence; whether it says that something is wrong, or is a note: nothing wrong, but not done either."""

    words: str
    wrong: bool = False
    note: bool = False

    @property
    def weight(self) -> str:
        """``fine``, ``note`` or ``wrong``."""
        return "wrong" if self.wrong else "note" if self.note else "fine"


def examine() -> list[Finding]:
    """Everything that can be checked without changing anything."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check()
        except (DatabaseError, OSError) as error:
            found.append(Finding(_("A check could not be made: %(why)s") % {"why": str(error).splitlines()[0]}, True))
    return found


def _database() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(_("The database lacks %(n)d changes: start luoshi serve once.") % {"n": len(waiting)}, True)
    else:
        yield Finding(_("The database (%(kind)s) is up to date.") % {"kind": connection.vendor})


def _triggers() -> Iterator[Finding]:
    if gone := append_only.missing():
        yield Finding(_("The append-only triggers are missing: %(names)s") % {"names": ", ".join(gone)}, True)
    else:
        yield Finding(_("The journal can only be added to: all triggers are there."))


def _sealing() -> Iterator[Finding]:
    unsealed = waiting(timezone.now())
    if words := alarm(unsealed):
        yield Finding(words, True)
    else:
        yield Finding(_("The journal is sealed; entries waiting for their seals: %(n)d.") % {"n": unsealed.count})


def _keys() -> Iterator[Finding]:
    if keys.lacking(keys.read_keys(settings.DATA, os.environ)):
        yield Finding(_("There are no keys: start luoshi serve once, or put them back from a backup."), True)
        return
    for name in (one.name for one in keys.FILES):
        path: Path = settings.DATA / name
        if path.exists() and path.stat().st_mode & 0o077 and hasattr(path, "owner"):
            yield Finding(_("Others can read the key file %(name)s: chmod 600 it.") % {"name": name}, True)
            return
    yield Finding(_("The keys are readable by their owner alone."))


def _room() -> Iterator[Finding]:
    folder: Path = settings.DATA
    if not os.access(folder, os.W_OK):
        yield Finding(_("The data folder %(folder)s cannot be written.") % {"folder": folder}, True)
    free = shutil.disk_usage(folder).free
    values = {"free": f"{free / 1e9:.1f}"}
    if free < ROOM:
        words = _("Only %(free)s GB are free for the data: make room, for on a full disk nothing is saved.")
        yield Finding(words % values, True)
    else:
        yield Finding(_("%(free)s GB are free for the data.") % values)


def _translations() -> Iterator[Finding]:
    rooms = Path(__file__).resolve().parent.parent
    stale = [
        path.parent.parent.parent.parent.name
        for path in rooms.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        if not path.with_suffix(".mo").exists()
    ]
    if stale:
        words = _("Translations are not compiled (%(rooms)s): python tools/translations.py")
        yield Finding(words % {"rooms": ", ".join(sorted(stale))}, True)
    else:
        yield Finding(_("The Chinese and English words are there."))


def _worker() -> Iterator[Finding]:
    state = work.worker()
    beat = timezone.localtime(state.beat).strftime("%Y-%m-%d %H:%M:%S") if state.beat else _("no heartbeat yet")
    if state.alive:
        yield Finding(_("The background work goes on (last heartbeat %(beat)s).") % {"beat": beat})
    else:
        words = _("Nobody does the background work (last heartbeat %(beat)s): start luoshi serve, or luoshi work.")
        # Left in order, as when the program is stopped, it is nothing wrong; without a word it is.
        yield Finding(words % {"beat": beat}, wrong=bool(state.holder), note=not state.holder)


def _evidence() -> Iterator[Finding]:
    count, missing = 0, []
    for sha256, size in Evidence.objects.order_by("pk").values_list("sha256", "size").iterator(chunk_size=2000):
        count += 1
        if not store.holds(sha256, size):
            missing.append(sha256[:12])
    if missing:
        words = _("%(n)d of %(count)d files of evidence are missing or cut short: %(names)s")
        names = ", ".join(missing[:NAMED]) + ("…" if len(missing) > NAMED else "")
        yield Finding(words % {"n": len(missing), "count": count, "names": names}, True)
    else:
        yield Finding(_("All %(count)d files of evidence are there.") % {"count": count})
    found = looked(timezone.localdate())
    if found.damaged:
        words = _("Files of evidence that are not what they were, as the daily reading found: %(names)s")
        yield Finding(words % {"names": ", ".join(one[:12] for one in found.damaged)}, True)
    if found.behind:
        words = _("Files of evidence that were not read through for a month: %(n)d. The background work does it.")
        yield Finding(words % {"n": found.behind}, note=True)


def _times() -> Iterator[Finding]:
    if words := back_in_time_words(back_in_time(None)):
        yield Finding(words, True)
    else:
        yield Finding(_("The entries of the journal follow one another in time."))


def _backups() -> Iterator[Finding]:
    for one in (standing.age(), standing.verified(timezone.now()), *standing.standing(timezone.now())):
        yield Finding(f"{one.label}: {one.words}", one.weight == "wrong", one.weight == "note")


def _office() -> Iterator[Finding]:
    settable = {
        "name": (_("The office's name"), "LUOSHI_OFFICE"),
        "helpline": (_("The helpline"), "LUOSHI_HELPLINE"),
        "complaints": (_("The address for suggestions and complaints"), "LUOSHI_COMPLAINTS"),
    }
    unset = [one for name, one in settable.items() if not settings.OFFICE.get(name)]
    for label, variable in unset:
        yield Finding(_("%(what)s is not set: set %(variable)s.") % {"what": label, "variable": variable}, note=True)
    if not unset:
        yield Finding(_("Every page names the office, its helpline, and where to complain."))


def _drawing() -> Iterator[Finding]:
    drawn = pictures.chinese()
    if drawn:
        yield Finding(_("Pictures are drawn, with Chinese characters."))
    elif drawn is None:
        yield Finding(_("No picture can be drawn: pages and papers show tables in their place."), note=True)
    else:
        words = _("No font has Chinese characters: papers show a table in place of each picture. Install %(packages)s.")
        yield Finding(words % {"packages": pictures.FONTS}, note=True)


def _doubles() -> Iterator[Finding]:
    if old := [f"{kind.label} ({' '.join(unique.fields)})" for kind, unique in outdated()]:
        words = _(
            "What must not be there twice is compared by an older declaration (%(names)s): start luoshi serve once."
        )
        yield Finding(words % {"names": ", ".join(old)}, True)


ROOM = 2_000_000_000  # free bytes under which it is time to make room: some weeks of an office's evidence
NAMED = 5  # missing files that are named
CHECKS: list[Callable[[], Iterator[Finding]]] = [
    _database,
    _triggers,
    _sealing,
    _times,
    _worker,
    _evidence,
    _room,
    _backups,
    _keys,
    _office,
    _translations,
    _drawing,
    _doubles,
]
