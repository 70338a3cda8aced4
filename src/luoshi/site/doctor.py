"""Check an installation for problems that would otherwise be noticed only when they do harm."""

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

from luoshi.commitments.lights.queries.present_lights import list_wrong_rows
from luoshi.desk.figures.pictures import drawing as pictures
from luoshi.evidence import append_only, store
from luoshi.evidence.journal.queries.seals import back_in_time, unsealed_backlog
from luoshi.kernel.files.models import Evidence
from luoshi.kernel.files.queries import file_check_summary
from luoshi.kernel.history.pages import back_in_time_words, seal_alarm_text
from luoshi.kernel.messages.queries import background_work
from luoshi.kernel.unique.queries import outdated_rules
from luoshi.site import keys
from luoshi.site.backup import backup_status


@dataclass(frozen=True)
class DoctorFinding:
    """One sentence, and whether it reports an error or a note: not wrong, but not done either."""

    words: str
    wrong: bool = False
    note: bool = False

    @property
    def weight(self) -> str:
        """``fine``, ``note`` or ``wrong``."""
        return "wrong" if self.wrong else "note" if self.note else "fine"


def examine_installation() -> list[DoctorFinding]:
    """List the findings of every check that changes nothing."""
    found: list[DoctorFinding] = []
    for check in CHECKS:
        try:
            found += check()
        except (DatabaseError, OSError) as error:
            found.append(
                DoctorFinding(_("A check could not be made: %(why)s") % {"why": str(error).splitlines()[0]}, True)
            )
    return found


def _database() -> Iterator[DoctorFinding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield DoctorFinding(_("The database lacks %(n)d changes: start luoshi serve once.") % {"n": len(waiting)}, True)
    else:
        yield DoctorFinding(_("The database (%(kind)s) is up to date.") % {"kind": connection.vendor})


def _triggers() -> Iterator[DoctorFinding]:
    if gone := append_only.missing_append_triggers():
        yield DoctorFinding(_("The append-only triggers are missing: %(names)s") % {"names": ", ".join(gone)}, True)
    else:
        yield DoctorFinding(_("The journal is append-only: all triggers exist."))


def _sealing() -> Iterator[DoctorFinding]:
    unsealed = unsealed_backlog(timezone.now())
    if words := seal_alarm_text(unsealed):
        yield DoctorFinding(words, True)
    else:
        yield DoctorFinding(_("The journal is sealed; entries waiting for their seals: %(n)d.") % {"n": unsealed.count})


def _keys() -> Iterator[DoctorFinding]:
    if keys.missing_key_files(keys.read_keys(settings.DATA, os.environ)):
        yield DoctorFinding(_("There are no keys: start luoshi serve once, or restore them from a backup."), True)
        return
    for name in (file.name for file in keys.FILES):
        path: Path = settings.DATA / name
        if path.exists() and path.stat().st_mode & 0o077 and hasattr(path, "owner"):
            yield DoctorFinding(_("Others can read the key file %(name)s: chmod 600 it.") % {"name": name}, True)
            return
    yield DoctorFinding(_("Only their owner can read the keys."))


def _room() -> Iterator[DoctorFinding]:
    folder: Path = settings.DATA
    if not os.access(folder, os.W_OK):
        yield DoctorFinding(_("The data folder %(folder)s is not writable.") % {"folder": folder}, True)
    free = shutil.disk_usage(folder).free
    values = {"free": f"{free / 1e9:.1f}"}
    if free < ROOM:
        words = _(
            "Only %(free)s GB are free for the data: free some space, because nothing can be saved on a full disk."
        )
        yield DoctorFinding(words % values, True)
    else:
        yield DoctorFinding(_("%(free)s GB are free for the data.") % values)


def _translations() -> Iterator[DoctorFinding]:
    rooms = Path(__file__).resolve().parent.parent
    stale = [
        path.parent.parent.parent.parent.name
        for path in rooms.rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        if not path.with_suffix(".mo").exists()
    ]
    if stale:
        words = _("Translations are not compiled (%(rooms)s): python tools/translations.py")
        yield DoctorFinding(words % {"rooms": ", ".join(sorted(stale))}, True)
    else:
        yield DoctorFinding(_("The Chinese and English texts are complete."))


def _worker() -> Iterator[DoctorFinding]:
    state = background_work.worker_state()
    beat = timezone.localtime(state.beat).strftime("%Y-%m-%d %H:%M:%S") if state.beat else _("no heartbeat yet")
    if state.alive:
        yield DoctorFinding(_("The background work is running (last heartbeat %(beat)s).") % {"beat": beat})
    else:
        words = _("The background work is not running (last heartbeat %(beat)s): start luoshi serve, or luoshi work.")
        # Not running after an orderly stop is no error; after an unexplained end it is.
        yield DoctorFinding(words % {"beat": beat}, wrong=bool(state.holder), note=not state.holder)


def _evidence() -> Iterator[DoctorFinding]:
    count, missing = 0, []
    for sha256, size in Evidence.objects.order_by("pk").values_list("sha256", "size").iterator(chunk_size=2000):
        count += 1
        if not store.has_content(sha256, size):
            missing.append(sha256[:12])
    if missing:
        words = _("%(n)d of %(count)d files of evidence are missing or cut short: %(names)s")
        names = ", ".join(missing[:NAMED]) + ("…" if len(missing) > NAMED else "")
        yield DoctorFinding(words % {"n": len(missing), "count": count, "names": names}, True)
    else:
        yield DoctorFinding(_("All %(count)d files of evidence are there.") % {"count": count})
    found = file_check_summary(timezone.localdate())
    if found.damaged:
        words = _("Files of evidence that the daily check found altered: %(names)s")
        yield DoctorFinding(words % {"names": ", ".join(sha256[:12] for sha256 in found.damaged)}, True)
    if found.behind:
        words = _("Files of evidence not checked for a month: %(n)d. The background work will check them.")
        yield DoctorFinding(words % {"n": found.behind}, note=True)


def _times() -> Iterator[DoctorFinding]:
    if words := back_in_time_words(back_in_time(None)):
        yield DoctorFinding(words, True)
    else:
        yield DoctorFinding(_("The entries of the journal are in chronological order."))


def _backups() -> Iterator[DoctorFinding]:
    for status in (
        backup_status.database_age_status(),
        backup_status.last_verification(timezone.now()),
        *backup_status.backup_statuses(timezone.now()),
    ):
        yield DoctorFinding(f"{status.label}: {status.words}", status.weight == "wrong", status.weight == "note")


def _office() -> Iterator[DoctorFinding]:
    settable = {
        "name": (_("The office's name"), "LUOSHI_OFFICE"),
        "helpline": (_("The helpline"), "LUOSHI_HELPLINE"),
        "complaints": (_("The address for suggestions and complaints"), "LUOSHI_COMPLAINTS"),
    }
    unset = [setting for name, setting in settable.items() if not settings.OFFICE.get(name)]
    for label, variable in unset:
        yield DoctorFinding(
            _("%(what)s is not set: set %(variable)s.") % {"what": label, "variable": variable}, note=True
        )
    if not unset:
        yield DoctorFinding(_("Every page names the office, its helpline, and where to complain."))


def _drawing() -> Iterator[DoctorFinding]:
    drawn = pictures.can_draw_chinese()
    if drawn:
        yield DoctorFinding(_("Charts can be drawn, with Chinese characters."))
    elif drawn is None:
        yield DoctorFinding(_("Charts cannot be drawn: pages and documents show tables instead."), note=True)
    else:
        words = _(
            "No font has Chinese characters: documents show a table in place of each chart. Install %(packages)s."
        )
        yield DoctorFinding(words % {"packages": pictures.FONTS}, note=True)


def _doubles() -> Iterator[DoctorFinding]:
    if old := [f"{kind.label} ({' '.join(unique.fields)})" for kind, unique in outdated_rules()]:
        words = _("Duplicates are checked by an outdated declaration (%(names)s): start luoshi serve once.")
        yield DoctorFinding(words % {"names": ", ".join(old)}, True)


def _lights() -> Iterator[DoctorFinding]:
    wrong = list_wrong_rows(timezone.localdate())
    if wrong:
        words = _("Stored lights differ from their commitments, so counts by light are wrong: %(n)d, such as %(ids)s.")
        some = ", ".join(map(str, wrong[:NAMED])) + ("…" if len(wrong) > NAMED else "")
        yield DoctorFinding(words % {"n": len(wrong), "ids": some}, True)
    else:
        yield DoctorFinding(_("The stored lights of all commitments are right."))


ROOM = 2_000_000_000  # free bytes below which to make room: some weeks of an office's evidence
NAMED = 5  # missing files listed by name
CHECKS: list[Callable[[], Iterator[DoctorFinding]]] = [
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
    _lights,
]
