"""Settings for the same tests on PostgreSQL: LUOSHI_TEST_POSTGRESQL, or the local server at its standard port."""

import os

import dj_database_url

from settings_sqlite import *  # noqa: F403

URL = os.environ.get("LUOSHI_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres")
DATABASES = {"default": dj_database_url.parse(URL, engine="luoshi.base.database.backends.postgresql")}
# Prepared as in the application; no commit waits for the disk, which no test takes away.
DATABASES["default"]["OPTIONS"] = {"prepare_threshold": 5, "options": "-c search_path=public -c synchronous_commit=off"}
DATABASES["default"]["TEST"] = {"NAME": f"luoshi_tests_{os.getpid()}"}
