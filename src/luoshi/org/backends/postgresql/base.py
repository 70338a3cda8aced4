"""Django's PostgreSQL, looked at before each commit."""

from __future__ import annotations

from django.db.backends.postgresql import base

from luoshi.org.backends import Watched


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    """Found by Django under this name."""
