"""Start the application: upgrade the database, offer the first administrator's link, run worker and web server."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.urls import get_resolver
from django.utils import timezone, translation

from luoshi.base.database.locks import Lock
from luoshi.evidence import append_only
from luoshi.evidence.journal import head_note
from luoshi.evidence.witness.actions import after_migrating, migrate_witnessed, schema_at_start
from luoshi.evidence.witness.queries.rows import WatchingError
from luoshi.site import server_address
from luoshi.site.backup import queries
from luoshi.site.backup.actions import database_upgrades
from luoshi.site.backup.errors import BackupError
from luoshi.site.demo import folder
from luoshi.site.keys import read_keys
from luoshi.site.processes import count_page_processes, keep_running

if TYPE_CHECKING:
    from luoshi.site.connections.server import Server

NAMED = 20  # schema objects listed at the start


class Tell(Protocol):
    """Print a message for the person who started the program."""

    def __call__(self, message: str, /, **values: object) -> None: ...


def serve_application(host: str, port: int, *, working: bool, processes: int = 0, tell: Tell) -> int:
    """Serve requests until stopped. Return the exit status: 1 if the database or port is not available.

    Args:
        working: also do the background work.
        processes: how many answer pages (luoshi.site.processes); 0: as many as fit the database and the cores.
    """
    if not prepare_database(tell):
        return 1
    from luoshi.site.connections.server import open_listening_socket, open_server
    from luoshi.site.wsgi import application

    count = count_page_processes(processes, connection.vendor)
    try:
        if count:
            listening = open_listening_socket(host, port)
            port = listening.getsockname()[1]
        else:
            server = open_server(application, host, port)
            port = server.effective_port
    except OSError as error:
        tell("office.port_taken", host=host, port=port, why=error.strerror or error)
        return 1
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/"  # noqa: S104
    if settings.DEMO:
        tell("office.demo_on", folder=settings.DATA, address=address + "demo/")
        tell("office.demo_own")
    _offer_first_link(address, tell)
    tell("office.serving", address=address)
    server_address.write_server_address(settings.DATA, settings.ADDRESS or address.rstrip("/"), host, port)
    _load_everything()
    try:
        if count:
            connections.close_all()  # each process opens its own

            def answer_pages() -> None:
                open_server(application, host, port, listening=listening, processes=count).run()

            roles: dict[str, Callable[[], object]] = {f"pages {number + 1}": answer_pages for number in range(count)}
            if working:
                roles["background work"] = _work_until_interrupted
            keep_running(roles)
        else:
            _serve_with_threads(server, working=working)
    except KeyboardInterrupt:
        pass
    finally:
        server_address.take_away(settings.DATA)
        tell("office.stopped")
    return 0


def _serve_with_threads(server: Server, *, working: bool) -> None:
    """Answer pages and do the background work in this process."""
    stop = threading.Event()
    over = _work_beside(stop) if working else None
    try:
        server.run()
    finally:
        stop.set()
        if over:
            over.wait(10)


def _load_everything() -> None:
    """Load what the first requests would, and exclude it from garbage collection: a full one takes 0.1 s and more."""
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def _work_until_interrupted() -> None:
    """Do the background work in this process until a signal; what was begun is finished, or left to the next worker."""
    stop = threading.Event()
    over = _work_beside(stop)
    try:
        _wait(over)
    except KeyboardInterrupt:
        stop.set()
        _wait(over)


def run_background_worker(*, tell: Tell) -> int:
    """Run the background worker until stopped; what was begun is finished, or left to the next worker.

    A signal interrupts only this thread, which just waits: no transaction is cut off. A second signal stops at once.

    Returns the exit status: 1 if the database is not available, or the worker died.
    """
    if not prepare_database(tell):
        return 1
    stop = threading.Event()
    over = _work_beside(stop)
    tell("office.working")
    try:
        _wait(over)
    except KeyboardInterrupt:
        tell("office.stopping")
        stop.set()
        _wait(over)
    tell("office.stopped")
    return 0 if stop.is_set() else 1


def _wait(over: threading.Event) -> None:
    while not over.wait(1.0):  # with a timeout, because otherwise Windows ignores Ctrl-C
        pass


def prepare_database(tell: Tell) -> bool:
    """Upgrade the database, one process at a time, and install the triggers; create a demonstration's data.

    Afterwards the database knows the keys.
    """
    from luoshi.site.key_checks.actions import keep_checks

    if settings.DEMO and not folder.claim_demo_folder(settings.DATA):
        tell("office.demo_elsewhere", folder=settings.DATA)
        return False
    try:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        tell("office.folder", folder=settings.DATA, why=error.strerror or error)
        return False
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT pg_advisory_lock({Lock.SERVERS.value})")
        held = queries.holds_data()
        waiting = database_upgrades.count_pending_migrations()
        if held and not settings.DEMO and not _as_noted(tell, first=bool(waiting)):
            return False
        _bring_up(waiting, held, tell)
        if columns := keep_checks(read_keys(settings.DATA, os.environ)):
            tell("office.keys_other", columns=", ".join(columns), folder=settings.DATA)
            return False
        if settings.DEMO:
            _make_demonstration(tell)
        after_migrating(timezone.now(), {})
        if held and waiting:
            _tell_schema(tell)
        if held:
            head_note.write_head_note(settings.DATA)
    except BackupError as error:
        tell(f"backup.{error.code}", **error.values)
        return False
    except WatchingError:
        tell("office.watching", folder=settings.DATA)
        return False
    except DatabaseError as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        if connection.vendor == "sqlite":
            tell("office.database_file", file=settings.DATABASES["default"]["NAME"], why=why)
        else:
            tell("office.database", why=why)
        return False
    finally:
        connections.close_all()  # this releases the lock
    return True


def _bring_up(waiting: int, held: bool, tell: Tell) -> None:
    """Migrate the tables to this version; if they are current, report differences before installing triggers again."""
    if not waiting:
        if held:
            _tell_schema(tell)
        if append_only.missing_append_triggers():
            append_only.install_append_triggers()
        return
    tell("office.preparing")
    if held and not settings.DEMO:
        _upgrade(tell)
    else:
        migrate_witnessed(timezone.now())
        tell("office.migrated", count=waiting)


def _tell_schema(tell: Tell) -> None:
    """Report schema objects that differ from what the program made, before repairing those that can be repaired."""
    if found := schema_at_start(timezone.now()):
        tell("office.schema", count=len(found), names=", ".join(found[:NAMED]))


def _as_noted(tell: Tell, *, first: bool) -> bool:
    """Return True if the database is not older than noted in the data folder; otherwise print so, and what to do.

    Args:
        first: the first start of a new version: the one before may have noted nothing.
    """
    found = head_note.compare_head_note(settings.DATA)
    values = {"noted": found.noted, "number": found.number, "day": found.day, "file": settings.DATA / head_note.NAME}
    if found.how == "unknown":
        if not first:
            tell("office.unknown_age", **values)
    elif found.how != "same":
        tell(f"office.{found.how}", **values)
        return False
    return True


def _upgrade(tell: Tell) -> None:
    """Migrate an office's tables, with a backup to return to."""
    found = database_upgrades.upgrade_database(lambda name: tell(f"backup.doing_{name}"))
    tell("office.migrated", count=found.changes)
    tell("backup.kept_before", path=found.kept)
    if found.findings:
        tell("backup.found", count=len(found.findings))


def _make_demonstration(tell: Tell) -> None:
    from luoshi.org.tree.models import Unit
    from luoshi.site.demo.county_builder import build_demo_county

    if not Unit.objects.exists():
        tell("office.demo_making")
        with translation.override(settings.LANGUAGE_CODE):
            build_demo_county(timezone.localdate(), lambda share: tell("office.demo_share", share=share))


def _work_beside(stop: threading.Event) -> threading.Event:
    """Start the worker in a thread; return an event that is set when it has ended.

    An event, not the thread: a signal that interrupts ``join`` makes Python 3.11 take the thread for ended.
    """
    from luoshi.kernel.worker.worker import run_worker

    over = threading.Event()

    def work() -> None:
        try:
            run_worker(stop)
        finally:
            over.set()

    threading.Thread(target=work, name="luoshi-work", daemon=True).start()
    return over


def _offer_first_link(address: str, tell: Tell) -> None:
    from luoshi.org.accounts.actions.accounts import first_link

    if path := first_link(timezone.now()):
        tell("office.first", address=(settings.ADDRESS or address.rstrip("/")) + path)


def print_reset_link(account: str, *, tell: Tell) -> int:
    """Print a link that resets the account's password; return 1 if there is no such account.

    It begins with LUOSHI_ADDRESS, else with the address of the server running on this data folder; if none runs, only
    the path is printed, with a note on what to put before it.
    """
    from luoshi.org.accounts.actions import accounts

    path = accounts.create_reset_link(account, timezone.now())
    if path is None:
        tell("office.no_account", name=account)
        return 1
    if address := settings.ADDRESS or server_address.find_running_server(settings.DATA):
        tell("office.reset_link", address=address + path)
    else:
        tell("office.reset_path", path=path)
    return 0
