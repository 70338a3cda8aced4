"""Django's SQLite, looked at before each commit."""

from __future__ import annotations

from django.db.backends.sqlite3 import base

from luoshi.org.backends import Watched


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    """Found by Django under this name."""
