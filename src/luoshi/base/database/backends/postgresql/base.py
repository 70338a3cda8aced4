"""Django's PostgreSQL backend with hooks before each commit."""

from __future__ import annotations

from django.db.backends.postgresql import base

from luoshi.base.database.backends import Watched


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    """The backend's class; Django looks it up by this name."""
