"""The database that the environment names."""

from __future__ import annotations

from collections.abc import Mapping

import dj_database_url

from luoshi.site.demo import folder
from luoshi.site.signin.bounds import SettingError

ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


def resolve_database_url(surroundings: Mapping[str, str]) -> str:
    """Return its URL: DATABASE_URL, else the SQLite file in the data folder.

    A demonstration ignores an office's database.
    """
    named = "" if folder.is_demo_requested(surroundings) else surroundings.get("DATABASE_URL", "")
    return named or f"sqlite:///{(folder.data_folder(surroundings) / folder.DATABASE).as_posix()}"


def parse_url(url: str) -> dj_database_url.DBConfig:
    """Parse a database URL into Django's settings.

    Raises:
        SettingError: it names no database that this program supports.
    """
    try:
        database = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except ValueError:
        raise SettingError("database", name="DATABASE_URL") from None
    if database.get("ENGINE") not in ENGINES:
        raise SettingError("database", name="DATABASE_URL")
    return database
