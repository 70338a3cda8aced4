"""Settings for tests on SQLite: those of the application, with data in a folder of this run alone."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["LUOSHI_DATA"] = tempfile.mkdtemp(prefix="luoshi-tests-")
os.environ.pop("DATABASE_URL", None)
os.environ["LUOSHI_JOURNAL_KEY"] = "of-tests-alone" * 4  # one for all workers: they share databases that were made once
atexit.register(shutil.rmtree, os.environ["LUOSHI_DATA"], ignore_errors=True)

from luoshi.site.keys import create_missing_keys  # noqa: E402

create_missing_keys(Path(os.environ["LUOSHI_DATA"]), os.environ)
(Path(os.environ["LUOSHI_DATA"]) / "static").mkdir()

from luoshi.site.settings import *  # noqa: E402, F403
from luoshi.site.settings import DATA, DATABASES, INSTALLED_APPS  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "linked.apps.Linked"]  # kinds of tests alone

# A file, not memory: threads that race for a step must meet in one database. Power cuts are tested elsewhere.
DATABASES["default"]["TEST"] = {"NAME": str(DATA / "tests.sqlite3")}
DATABASES["default"]["OPTIONS"]["init_command"] = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA recursive_triggers=ON;"
)
WITNESS_STRICTLY = True
LINES_EVERY = None  # where it is not what is tested: a page that reads it would have a query more
API_PER_MINUTE = POSTS_PER_MINUTE = 0  # tests send much in no time; where it is not what is tested
HEAVY_PAGES = 2  # as in the application: tests ask one after the other, so that it bounds them only where they race
SECOND_FACTOR = "off"  # where it is not what is tested
WHITENOISE_AUTOREFRESH = True  # each new client looks for the file that is asked for, not through all of them (6 ms)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Walks over all pages ask more often than any visitor; what is too often is tried where it is set (test_open.py).
OPEN_PER_MINUTE = ASKS_PER_MINUTE = 0
