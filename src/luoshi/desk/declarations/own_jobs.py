"""The scheduled jobs of the program itself, independent of lines of work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.desk.digests.actions import send_digests
from luoshi.desk.drafts.actions import remove_old_drafts
from luoshi.desk.previews.actions import making
from luoshi.desk.privacy.erasing.actions import erase_due
from luoshi.kernel.base.jobs import DAY, Job
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.files.actions.files import look_through_some, sweep_orphaned_files
from luoshi.kernel.history.actions import verify_in_pieces
from luoshi.kernel.worker.actions.housekeeping import clear_tasks, forget_keys, update_planner_statistics
from luoshi.org.accounts.actions.accounts import disable_unused
from luoshi.org.orders.actions.unit_closures import day_begins
from luoshi.org.tokens.actions.pace import forget_paces
from luoshi.org.tokens.actions.spacing import forget_spacings


def _begin_day(at: datetime) -> None:
    day_begins(timezone.localdate(at), at)


def _roll_out(at: datetime) -> Iterator[None]:
    return roll_out_all(timezone.localdate(at))


def _erase(at: datetime) -> Iterator[None]:
    while erase_due(timezone.localdate(at), at):
        yield


def _clear_sessions(at: datetime) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _sweep_files(at: datetime) -> None:
    sweep_orphaned_files(at)
    making.prune_previews(at)


def _look_through(at: datetime) -> Iterator[None]:
    return look_through_some(timezone.localdate(at))


def _verify(_at: datetime) -> Iterator[None]:
    return verify_in_pieces()


def _stop_unused(at: datetime) -> None:
    if not settings.DEMO:  # in a demo, people choose a role instead of signing in
        disable_unused(at)


def _update_statistics(_at: datetime) -> None:
    if connection.vendor == "sqlite":  # PostgreSQL's autovacuum does
        update_planner_statistics()


OWN = (
    Job("day", _("The day begins: names, closings, posts"), DAY, _begin_day),
    Job("duties", _("Due dates of the coming year"), DAY, _roll_out),
    Job("retention", _("Erase content past its term"), DAY, _erase, hour=2),
    Job("keys", _("Remove request keys older than 30 days"), DAY, forget_keys, hour=3),
    Job("accounts", _("Accounts that nobody has used for long are stopped"), DAY, _stop_unused, hour=3),
    Job("sessions", _("Remove ended sessions"), DAY, _clear_sessions, hour=3),
    Job("drafts", _("Remove drafts of forms older than two weeks"), DAY, remove_old_drafts, hour=3),
    Job("tasks", _("Remove finished tasks older than 30 days"), DAY, clear_tasks, hour=3),
    Job("paces", _("Remove request counts of past minutes"), DAY, forget_paces, hour=3),
    Job("spacings", _("Remove message counts of past days"), DAY, forget_spacings, hour=3),
    Job("statistics", _("Count the rows that queries are planned by"), timedelta(hours=1), _update_statistics),
    Job("digest", _("Send the daily digest"), DAY, send_digests, hour=settings.DIGEST_HOUR),
    Job("evidence", _("Read some stored files: all of them within a month"), DAY, _look_through, hour=4),
    Job("verify", _("Verify journal, rows and schema"), DAY, _verify, hour=4),
    Job("files", _("Remove files without an owner"), DAY, _sweep_files, hour=4),
)
