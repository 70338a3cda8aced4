"""The databases that a bench measures on: SQLite and, where there is a server, PostgreSQL, each made for the run."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from luoshi.site import keys

ROOT = Path(__file__).resolve().parent.parent
# A folder that stays, with the database that was made in it (on PostgreSQL one of its name), for the next run.
KEPT = os.environ.get("LUOSHI_BENCH_KEPT", "")
SERVER = os.environ.get("LUOSHI_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres")


@contextmanager
def database(kind: str) -> Iterator[dict[str, str] | None]:
    """The surroundings of a new, empty database of this kind; None, and said so, where there is no server.

    With ``KEPT`` it is the one that stays, which may be full.
    """
    with nullcontext(KEPT) if KEPT else tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        base = {"LUOSHI_DATA": folder, "DJANGO_SETTINGS_MODULE": "luoshi.site.settings", "DATABASE_URL": ""}
        keys.create_missing_keys(Path(folder), {})
        if kind == "sqlite":
            yield base
            return
        import psycopg

        name = f"luoshi_bench_{Path(KEPT).name or os.getpid()}"
        try:
            server = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError as error:
            print(f"postgresql: left out, {error}")
            yield None
            return
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f"CREATE DATABASE {name}")
        try:
            yield base | {"DATABASE_URL": urlsplit(SERVER)._replace(path=f"/{name}").geturl()}
        finally:
            if not KEPT:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def on_each(
    script: str, said: str | None, inside: Callable[..., None], parts: Sequence[str] = (), **sizes: int
) -> None:
    """Run ``inside`` on each database in a process of its own, since Django knows one set of settings.

    Args:
        script: the bench's own file, and what it says of itself.
        inside: is called with the database's kind and each size by name.
        parts: of what it measures, where one may ask for some of it alone: given as ``parts``, all unless asked.
        sizes: what may be asked otherwise, as ``--name``, with what it is if nobody asks.
    """
    parser = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    if parts:
        parser.add_argument("parts", nargs="*", choices=[*parts, []], help="all of them where none is named")
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), help="on this one alone")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = vars(parser.parse_args())
    here, alone = asked.pop("inside"), asked.pop("on")
    if parts:
        asked["parts"] = asked["parts"] or list(parts)
    if here:
        inside(here, **asked)
        return
    told = [*asked.pop("parts", []), *(word for name, size in asked.items() for word in (f"--{name}", str(size)))]
    for kind in [alone] if alone else ["sqlite", "postgresql"]:
        with database(kind) as surroundings:
            if surroundings is not None:
                command = [sys.executable, script, *told, "--inside", kind]
                subprocess.run(command, env={**os.environ, **surroundings}, check=True)


def with_kinds_of_tests(*folders: str) -> None:
    """The program with the kinds of tests/linked, and all tables from the models, as tests make them.

    Args:
        folders: beneath ``tests``, whose modules the bench uses besides those of ``tests`` itself.
    """
    from django.conf import settings

    sys.path[:0] = [str(ROOT / "tests"), *(str(ROOT / "tests" / folder) for folder in folders)]
    settings.INSTALLED_APPS += ["linked.apps.Linked"]
    settings.ALLOWED_HOSTS += ["testserver"]
    make_tables()


def make_tables() -> None:
    """Set Django up and make all tables of its empty database from the models, without migrations, as tests do."""
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from luoshi.kernel.search import grams_index

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.schema_editor() as schema:
        grams_index.create_grams_index(None, schema)
