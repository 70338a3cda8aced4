"""The status of backups, and problems of journal and evidence, in words.

For the administrator's home page and for ``luoshi doctor``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import LabelledFact, Light
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal import head_note
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.journal.queries.seals import back_in_time
from luoshi.evidence.journal.queries.verified import last_verified
from luoshi.kernel.files.queries import file_check_summary
from luoshi.kernel.history.pages import back_in_time_words
from luoshi.kernel.messages.models import Outgoing
from luoshi.site.backup import rules, state
from luoshi.site.key_checks.queries import list_key_places

NEVER = 24  # the hour that means no backup


@dataclass(frozen=True)
class BackupStatus:
    """One statement on backups; ``weight``: ``fine``, ``note`` (not done) or ``wrong``."""

    label: str
    words: str
    weight: str


def backup_facts(actor: Actor, at: datetime) -> list[LabelledFact]:
    """Return the status for the home page: only for administrators, and not in a demonstration."""
    if Role.ADMINISTRATOR not in actor.roles or settings.DEMO:
        return []
    lights = {
        "fine": Light("done", _("in order")),
        "note": Light("waiting", _("still to do")),
        "wrong": Light("late", _("amiss")),
    }
    told = (
        *key_statuses(),
        *backup_statuses(at),
        last_verification(at),
        *integrity_problems(timezone.localdate(at)),
        *outbox_problems(),
    )
    return [LabelledFact(status.label, status.words, light=lights[status.weight]) for status in told]


def key_statuses() -> Iterator[BackupStatus]:
    """Yield where the keys of seals, rows and protected fields stand, and each that is lost or unfit. One query."""
    label, places = _("Key files"), list_key_places(settings.DATA, os.environ)
    words = {
        "lost": _("%(path)s is missing. Put it back from a backup before the next start."),
        "unfit": _("%(path)s contains something other than keys. Put its copy back from a backup."),
        "other": _("%(path)s lacks the key under which the database was written. Put its copy back from a backup."),
        "open": _("Others can read %(path)s: only its owner may (chmod 600)."),
    }
    wrong = [place for place in places if place.state in words]
    for place in wrong:
        yield BackupStatus(label, words[place.state] % {"path": place.path}, "wrong")
    if not wrong:
        names = {"names": "、".join(place.name for place in places), "folder": settings.DATA}
        yield BackupStatus(label, _("%(names)s stand in %(folder)s, readable by their owner alone.") % names, "fine")


def last_verification(at: datetime) -> BackupStatus:
    """Return when journal, rows and schema were last verified, and the findings. One query."""
    label, last = _("Verification"), last_verified(at)
    if last.at is None:
        return BackupStatus(
            label, _("None has finished yet: the background work verifies everything each night."), "note"
        )
    values = {"at": _shown(last.at), "count": last.broken, "size": last.size}
    if last.broken:
        words = _("%(at)s: problems found: %(count)d. See the journal's page, or luoshi journal verify.")
        return BackupStatus(label, words % values, "wrong")
    if rules.is_old(last.at, at):
        words = _("%(at)s: older than two days. Check whether the background work is running.")
        return BackupStatus(label, words % values, "wrong")
    words = _("%(at)s: the journal up to number %(size)d, the rows and the schema are as the program wrote them.")
    return BackupStatus(label, words % values, "fine")


def integrity_problems(day: date) -> Iterator[BackupStatus]:
    """Yield problems with the journal's order and with evidence files, if any. Three queries."""
    if words := back_in_time_words(back_in_time()):
        yield BackupStatus(_("Journal"), words, "wrong")
    if found := file_check_summary(day).damaged:
        words = _("Files of evidence that the daily check found altered: %(names)s")
        yield BackupStatus(_("Evidence"), words % {"names": ", ".join(sha256[:12] for sha256 in found)}, "wrong")


def outbox_problems() -> Iterator[BackupStatus]:
    """Yield what could not be sent, with the last reply of the other side, if any. One query."""
    tried = Q(state=Outgoing.WAITING, attempts__gt=0)
    rows = list(
        Outgoing.objects.filter(Q(state=Outgoing.FAILED) | tried).order_by("-since", "-pk").values("state", "why")
    )
    failed = sum(row["state"] == Outgoing.FAILED for row in rows)
    label, last = _("Sending of messages"), rows[0]["why"] if rows else ""
    if failed:
        words = _("%(count)d messages could not be sent; the last answer: %(why)s. See what leaves by e-mail.")
        yield BackupStatus(label, words % {"count": failed, "why": last}, "wrong")
    elif rows:
        words = _("%(count)d messages wait to be sent again; the last answer: %(why)s.")
        yield BackupStatus(label, words % {"count": len(rows), "why": last}, "note")


def backup_statuses(at: datetime) -> Iterator[BackupStatus]:
    """Yield the status of the last backup, its copy and the last drill. At most one query."""
    said = state.read_state_file(settings.DATA)
    yield _made(said, at)
    if copied := said.get("copied"):
        yield _copied(copied)
    yield _drilled(said.get("drill") or {})


def database_age_status() -> BackupStatus:
    """Return whether the database is the one that the data folder remembers, and not an older copy. Three queries."""
    found = head_note.compare_head_note(settings.DATA)
    values = {"number": found.number, "noted": found.noted, "day": found.day}
    words = {
        "same": _("The database is as recent as the data folder's record (journal number %(number)d)."),
        "behind": _(
            "The database is older than the data folder's record: it ends with journal number %(number)d (%(day)s), "
            "but there were %(noted)d. It is an older copy, or was copied without its -wal file: put the right one "
            "back, or restore a backup."
        ),
        "other": _(
            "At number %(noted)d the database's journal differs from the data folder's record: the database belongs "
            "to another office, or was rewritten."
        ),
        "unknown": _(
            "There is no note beside the database of how recent it should be; it ends with journal number %(number)d "
            "(%(day)s). Compare that with a journal head on paper."
        ),
    }[found.how] % values
    return BackupStatus(_("Database"), words, {"same": "fine", "unknown": "note"}.get(found.how, "wrong"))


def _made(said: dict[str, Any], at: datetime) -> BackupStatus:
    label, made, tried = _("Last backup"), said.get("made") or {}, said.get("tried") or {}
    then = _moment(made.get("at"))
    if tried.get("error") and (then is None or (_moment(tried.get("at")) or then) >= then):
        values = {"at": _shown(_moment(tried["at"])), "why": _why(tried), "last": _shown(then) or _("none")}
        return BackupStatus(label, _("The backup of %(at)s failed: %(why)s Last one: %(last)s.") % values, "wrong")
    if then is None:
        return _none(label, at)
    values = {"at": _shown(then), "size": _size(int(made.get("size", 0))), "count": made.get("faults", 0)}
    if made.get("faults"):
        words = _("%(at)s, %(size)s; %(count)d files of evidence are missing or altered: see luoshi doctor.")
        return BackupStatus(label, words % values, "wrong")
    if rules.is_old(then, at):
        return BackupStatus(label, _("%(at)s, %(size)s: older than two days. Run luoshi backup.") % values, "wrong")
    return BackupStatus(label, _("%(at)s, %(size)s, complete.") % values, "fine")


def _none(label: str, at: datetime) -> BackupStatus:
    if settings.BACKUP_HOUR == NEVER:
        return BackupStatus(label, _("Nightly backups are switched off: LUOSHI_BACKUP_HOUR is 24."), "note")
    first = Entry.objects.aggregate(first=Min("at"))["first"]
    if first and rules.is_old(first, at):
        return BackupStatus(
            label, _("There is none. Run luoshi backup; the background work makes one each night."), "wrong"
        )
    return BackupStatus(label, _("There is none yet: the background work makes one each night."), "note")


def _copied(copied: dict[str, Any]) -> BackupStatus:
    values = {"folder": copied.get("folder", ""), "at": _shown(_moment(copied.get("at"))), "why": copied.get("error")}
    if copied.get("error"):
        words = _("%(at)s: it was not copied to %(folder)s (%(why)s). Check that folder or share.")
        return BackupStatus(_("Copy of the backup"), words % values, "wrong")
    return BackupStatus(_("Copy of the backup"), _("%(folder)s, read back and identical.") % values, "fine")


def _drilled(drill: dict[str, Any]) -> BackupStatus:
    label = _("Last drill")
    if not drill:
        return BackupStatus(label, _("Never: run luoshi drill to prove that the last backup can be restored."), "note")
    values = {"at": _shown(_moment(drill.get("at"))), "file": drill.get("file", "")}
    if drill.get("status"):
        return BackupStatus(
            label, _("%(at)s: %(file)s did not pass the drill. Run luoshi drill and read its report.") % values, "wrong"
        )
    return BackupStatus(label, _("%(at)s: %(file)s can be restored completely.") % values, "fine")


def _why(tried: dict[str, Any]) -> str:
    words = {
        "space": _("there is not enough disk space."),
        "place": _("its folder is not writable (%(why)s).") % {"why": tried.get("why", "")},
        "newer_database": _("the database belongs to a newer version of the program."),
        "value": _("a row contains an impossible value; run luoshi backup to see which."),
    }
    return words.get(tried["error"]) or _("run luoshi backup to see why (%(why)s).") % {
        "why": tried.get("why") or tried["error"]
    }


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _shown(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def _size(size: int) -> str:
    for unit, worth in (("GB", 10**9), ("MB", 10**6)):
        if size >= worth:
            return f"{size / worth:.1f} {unit}"
    return f"{size / 1000:.0f} KB"
