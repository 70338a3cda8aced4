"""Starts the application: database up to date, first administrator's link, background work, web server."""

from __future__ import annotations

import gc
import threading
from typing import Protocol

import waitress
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from luoshi.org.base.locks import Lock
from luoshi.records.base import append_only
from luoshi.site.demo import folder


class Tell(Protocol):
    """Says a message to whoever started the program."""

    def __call__(self, message: str, /, **values: object) -> None: ...


def serve(host: str, port: int, *, working: bool, tell: Tell) -> int:
    """Answer requests until stopped. Returns the exit status: 1 where database or port cannot be had."""
    if not prepare(tell):
        return 1
    from luoshi.site.wsgi import application

    try:
        server = waitress.create_server(
            application,
            host=host,
            port=port,
            threads=8,
            ident=None,
            clear_untrusted_proxy_headers=not settings.PROXIES,
            # Beyond inbuf_overflow waitress writes requests to the disk: marked files must not get there.
            inbuf_overflow=settings.REQUEST_LIMIT + 1,
            max_request_body_size=settings.REQUEST_LIMIT,
        )
    except OSError as error:
        tell("office.port_taken", host=host, port=port, why=error.strerror or error)
        return 1
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{server.effective_port}/"  # noqa: S104
    if settings.DEMO:
        tell("office.demo_on", folder=settings.DATA, address=address + "demo/")
        tell("office.demo_own")
    _offer_first_link(address, tell)
    tell("office.serving", address=address)
    stop = threading.Event()
    over = _work_beside(stop) if working else None
    # What is there now stays: a full collection of garbage looks through it in the middle of a request, 0.1 s and more.
    gc.collect()
    gc.freeze()
    try:
        server.run()
    finally:
        stop.set()
        if over:
            over.wait(10)
        tell("office.stopped")
    return 0


def work(*, tell: Tell) -> int:
    """Do the background work until stopped; what was begun is finished, or left to the next worker.

    A signal meets this thread alone, which only waits: no transaction is torn apart. Another signal ends at once.
    Returns the exit status: 1 where the database cannot be had, or the worker died.
    """
    if not prepare(tell):
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
    while not over.wait(1.0):  # with an end, or Windows would let no Ctrl-C through
        pass


def prepare(tell: Tell) -> bool:
    """Bring the database up to date, one process at a time, and lay the triggers; make a demonstration's data."""
    if settings.DEMO and not folder.claim(settings.DATA):
        tell("office.demo_elsewhere", folder=settings.DATA)
        return False
    settings.DATA.mkdir(parents=True, exist_ok=True)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT pg_advisory_lock({Lock.SERVERS.value})")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            tell("office.preparing")
            call_command("migrate", verbosity=0, interactive=False)
            tell("office.migrated", count=len(waiting))
        elif append_only.missing():
            append_only.lay()
        if settings.DEMO:
            _make_demonstration(tell)
    except DatabaseError as error:
        tell("office.database", why=str(error).splitlines()[0] if str(error) else type(error).__name__)
        return False
    finally:
        connections.close_all()  # with it the lock goes
    return True


def _make_demonstration(tell: Tell) -> None:
    from luoshi.org.tree.models import Unit
    from luoshi.site.demo.making import make

    if not Unit.objects.exists():
        tell("office.demo_making")
        with translation.override(settings.LANGUAGE_CODE):
            make(timezone.localdate(), lambda share: tell("office.demo_share", share=share))


def _work_beside(stop: threading.Event) -> threading.Event:
    """Start the background work in a thread; what is set when it is over.

    An event and not the thread itself: a signal that breaks into ``join`` makes Python 3.11 take the thread for ended.
    """
    from luoshi.records.worker.worker import run

    over = threading.Event()

    def work() -> None:
        try:
            run(stop)
        finally:
            over.set()

    threading.Thread(target=work, name="luoshi-work", daemon=True).start()
    return over


def _offer_first_link(address: str, tell: Tell) -> None:
    from luoshi.org.accounts.actions.accounts import first_link

    if path := first_link(timezone.now()):
        tell("office.first", address=(settings.ADDRESS or address.rstrip("/")) + path)


def reset_link(account: str, *, tell: Tell) -> int:
    """Print a link by which the account's password is set anew; 1 where there is no such account."""
    from luoshi.org.accounts.actions import accounts

    path = accounts.reset_link(account, timezone.now())
    if path is None:
        tell("office.no_account", name=account)
        return 1
    tell("office.reset_link", address=(settings.ADDRESS or "http://localhost:8000") + path)
    return 0
