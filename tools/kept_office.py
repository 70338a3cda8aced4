"""Makes the small offices of this version that the tests keep: what later versions must be able to bring up to date.

    python tools/kept_office.py [FOLDER]      a data folder on SQLite, and a backup from PostgreSQL; default: tests/data

An invented office with units, people, a plan with commitments in several states, appeals with protected words,
evidence, a unit moved, everything sealed. Run it once before a version is released, and keep what it makes: older
files stay.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
for place in ("src", "tests", "tests/kernel", "tests/lines"):
    sys.path.insert(0, str(ROOT / place))

SERVER = os.environ.get("LUOSHI_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres")
NAME = "luoshi_kept_office"


def main() -> None:
    """Make both, each in a process of its own, since Django knows one set of settings."""
    if sys.argv[1:2] == ["--inside"]:
        inside()
        return
    import psycopg

    from luoshi import __version__
    from luoshi.site import keys

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "data"
    target.mkdir(parents=True, exist_ok=True)
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            keys.create_missing_keys(data, {})
            around = {**os.environ, "LUOSHI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
            around["DATABASE_URL"] = ""
            if kind == "postgresql":
                around["DATABASE_URL"] = urlsplit(SERVER)._replace(path=f"/{NAME}").geturl()
                with psycopg.connect(SERVER, autocommit=True) as server:
                    server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
                    server.execute(f"CREATE DATABASE {NAME}")
            subprocess.run([sys.executable, __file__, "--inside"], env=around, check=True)
            made = target / f"{__version__}.{kind}.zip"
            made.unlink(missing_ok=True)
            if kind == "sqlite":
                packed(data, made)
            else:
                shutil.copy(data / "office.zip", made)
                with psycopg.connect(SERVER, autocommit=True) as server:
                    server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
            print(f"{made}: {made.stat().st_size // 1024} KB")


def packed(data: Path, made: Path) -> None:
    """A data folder as one file, without what every start makes anew."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for path in sorted(data.rglob("*")):
            if path.is_file() and path.name != "office.zip":
                out.write(path, path.relative_to(data))


def inside() -> None:
    """The office, in the database that the surroundings name."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, connections, transaction
    from django.utils import timezone, translation

    from luoshi.evidence.journal import head_note
    from luoshi.evidence.journal.actions.seals import seal_all
    from luoshi.site import serving
    from luoshi.site.backup.actions.backup_creation import create_backup

    translation.activate("zh-hans")
    settings.DATA.mkdir(parents=True, exist_ok=True)
    assert serving.prepare_database(lambda *_, **__: None)
    with transaction.atomic():
        filled()
    seal_all()
    head_note.write_head_note(settings.DATA)
    if connection.vendor == "postgresql":
        for _done in create_backup(settings.DATA / "office.zip", at=timezone.localtime(), with_keys=True, told=False):
            pass
    else:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    connections.close_all()


def filled() -> None:
    """What people did there."""
    from django.conf import settings

    import office
    from assigned import at, finished, issued, running, told, verified
    from entries import appeal
    from luoshi.base.rights.rules.rights import PROGRAM
    from luoshi.org.units import actions as units
    from plans import published
    from sent_files import answer, assigned, sent

    settings.API_PER_MINUTE = settings.POSTS_PER_MINUTE = 0
    built = office.build()
    plan = published(built)
    one = running(built, plan, "新建科普示范基地")
    told(built, one, at(4, 20))
    verified(built, finished(built, running(built, plan, "联席会议")))
    issued(built, plan, "科技培训")
    answer(built, assigned(built), sent(), sent("照片说明.txt", "开放日照片，共三张"))
    appeal(built)
    units.move_unit(
        built.units["society"], built.units["bureau"], office.TODAY + timedelta(days=30), PROGRAM, at=office.NOW
    )


if __name__ == "__main__":
    main()
