"""Throw-away offices: a database and a data folder of their own, copied from one that was made once."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY_LEFT = 30.0  # seconds in which a killed client's PostgreSQL process must have noticed and ended


def begin(folder: Path, url: str) -> None:
    """Start Django with the application's real settings on a folder and, if given, a PostgreSQL server."""
    import django

    from luoshi.site.keys import create_missing_keys

    create_missing_keys(folder, {})
    os.environ |= {"DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "LUOSHI_DATA": str(folder)}
    os.environ["DATABASE_URL"] = url
    django.setup()


class World:
    """The offices of one run; ``use`` one, copy it, go on with another. All are gone when the run ends."""

    def __init__(self, folder: Path) -> None:
        from django.db import connection

        self.folder, self.vendor = folder, connection.vendor
        self.server = str(connection.settings_dict["NAME"])
        self.made: list[str] = []

    def use(self, name: str) -> None:
        """Go on with this office; connections to the last one end."""
        from django.conf import settings
        from django.db import connections

        connections.close_all()
        settings.DATA = self.folder / name
        settings.DATA.mkdir(exist_ok=True)
        connections.settings["default"]["NAME"] = self._database(name)

    def empty(self, name: str, migrated: Path | None = None) -> None:
        """Make an office with nothing in it but its tables and triggers, and use it; a copy of one, if there is one."""
        from django.conf import settings
        from django.core.management import call_command
        from django.utils import timezone

        from luoshi.evidence.witness.actions import after_migrating

        if migrated:
            settings.WITNESS_STRICTLY = True
            settings.JOURNAL_KEY = (migrated / "journal.key").read_bytes()
            (self.folder / name).mkdir()
            shutil.copy(migrated / "luoshi.sqlite3", self._database(name))
        if self.vendor == "postgresql":
            self._run(f'CREATE DATABASE "{self._database(name)}"')
        self.made.append(name)
        self.use(name)
        call_command("migrate", verbosity=0, interactive=False)
        after_migrating(timezone.now(), {})

    def copy(self, old: str, new: str) -> None:
        """Copy an office that nobody uses, and use the copy."""
        self.use(old)  # ends all connections, with which SQLite moves everything into the one file
        if self.vendor == "postgresql":
            self._run(f'CREATE DATABASE "{self._database(new)}" TEMPLATE "{self._database(old)}"')
        shutil.copytree(self.folder / old, self.folder / new)
        self.made.append(new)
        self.use(new)

    def drop(self, name: str) -> None:
        """Take an office away."""
        from django.db import connections

        connections.close_all()
        if self.vendor == "postgresql":
            self._run(f'DROP DATABASE IF EXISTS "{self._database(name)}" WITH (FORCE)')
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self.made.remove(name)

    def quiet(self) -> None:
        """Wait until no other process is connected: PostgreSQL ends a killed client's statement in its own time."""
        if self.vendor != "postgresql":
            return
        from django.db import connection

        ends = time.monotonic() + NOBODY_LEFT
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while time.monotonic() < ends:
            with connection.cursor() as cursor:
                cursor.execute(others)
                if cursor.fetchone() == (0,):
                    return
            time.sleep(0.005)
        raise TimeoutError("a killed client's process is still connected")

    def _database(self, name: str) -> str:
        if self.vendor == "postgresql":
            return f"luoshi_faults_{os.getpid()}_{name}"
        return str(self.folder / name / "luoshi.sqlite3")

    def _run(self, sql: str) -> None:
        import psycopg
        from django.db import connections

        said = connections.settings["default"]
        where = {"host": said["HOST"], "port": said["PORT"], "user": said["USER"], "password": said["PASSWORD"]}
        with psycopg.connect(
            dbname=self.server, autocommit=True, **{name: host for name, host in where.items() if host}
        ) as server:
            server.execute(sql)  # type: ignore[call-overload]


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """A world that is gone afterwards, whatever happened."""
    made = World(folder)
    try:
        yield made
    finally:
        for name in list(made.made):
            made.drop(name)
