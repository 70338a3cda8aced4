"""Settings of the application. An office sets them in the environment: LUOSHI_* and DATABASE_URL.

Importing them writes nothing: folders and keys are made by the commands ``luoshi serve`` and ``work``.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from pkgutil import iter_modules

from luoshi import lines, parts
from luoshi.site.backup.rules import PHRASE_LENGTHS
from luoshi.site.connections.settings import *  # noqa: F403
from luoshi.site.databases import parse_url, resolve_database_url
from luoshi.site.demo import folder
from luoshi.site.keys import journal_key, read_keys
from luoshi.site.signin.bounds import bounded_integer_setting, line_of_file, one_of, public_address_setting
from luoshi.site.signin.settings import *  # noqa: F403
from luoshi.site.signin.settings import APPS as SIGN_IN_APPS

# While 2,000 modules are imported, there is much to go through and next to nothing to collect: at Python's own
# thresholds (700, 10, 10) this takes a fifth of the start.
gc.set_threshold(20_000, 10, 10)

DATA = folder.data_folder(os.environ)
DEMO = folder.is_demo_requested(os.environ)
OFFICE = {
    # At the head of exports too, so that these identify themselves.
    "name": os.environ.get("LUOSHI_OFFICE", folder.OFFICE["name"] if DEMO else "") + ("（演示数据）" if DEMO else ""),
    "helpline": os.environ.get("LUOSHI_HELPLINE", folder.OFFICE["helpline"] if DEMO else ""),
    "hours": os.environ.get("LUOSHI_HOURS", folder.OFFICE["hours"] if DEMO else ""),
    "complaints": os.environ.get("LUOSHI_COMPLAINTS", folder.OFFICE["complaints"] if DEMO else ""),
}
# The public address, for links in messages; a mail server (smtp://user:password@host:587?from=…), or none.
ADDRESS = public_address_setting(os.environ, "LUOSHI_ADDRESS")
MAIL_URL = "" if DEMO else os.environ.get("LUOSHI_MAIL_URL", "")
# A service to notify individual people (apprise), with {email}, {phone} or {account} in its URL, or none: see
# records/messages/notices.py.
APPRISE_URL = "" if DEMO else os.environ.get("LUOSHI_APPRISE_URL", "")
# Group robots that post a count and a link each day, by their webhook URLs, or none; a DingTalk robot with signatures
# also needs a secret. See records/messages/robots.py.
WECOM_ROBOT = "" if DEMO else os.environ.get("LUOSHI_WECOM_ROBOT", "")
DINGTALK_ROBOT = "" if DEMO else os.environ.get("LUOSHI_DINGTALK_ROBOT", "")
DINGTALK_SECRET = "" if DEMO else os.environ.get("LUOSHI_DINGTALK_SECRET", "")
DIGEST_HOUR = bounded_integer_setting(os.environ, "LUOSHI_DIGEST_HOUR", 8, 0, 23)
_KEYS = read_keys(DATA, os.environ)
SECRET_KEY, FIELD_KEYS = _KEYS["secret.key"], _KEYS["field.keys"].split()
WITNESS_STRICTLY = False  # tests refuse what would not be witnessed on PostgreSQL
JOURNAL_KEY = journal_key(_KEYS)
# The nightly backup: its folder ("": backups in the data folder), a second folder or share, the hour (24: none is
# made), and for how many days, weeks and months the last backup of each is kept.
BACKUP_FOLDER, BACKUP_COPY = os.environ.get("LUOSHI_BACKUP_FOLDER", ""), os.environ.get("LUOSHI_BACKUP_COPY", "")
BACKUP_HOUR = bounded_integer_setting(os.environ, "LUOSHI_BACKUP_HOUR", 1, 0, 24)
BACKUP_KEEP = (
    bounded_integer_setting(os.environ, "LUOSHI_BACKUP_DAYS", 7, 1, 366),
    bounded_integer_setting(os.environ, "LUOSHI_BACKUP_WEEKS", 4, 0, 520),
    bounded_integer_setting(os.environ, "LUOSHI_BACKUP_MONTHS", 12, 0, 120),
)
# Encrypts every backup; "": none is. A path is set, so that the pass phrase is not in the environment.
BACKUP_PASSPHRASE = line_of_file(os.environ, "LUOSHI_BACKUP_PASSPHRASE_FILE", *PHRASE_LENGTHS)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LUOSHI_HOSTS", "localhost 127.0.0.1 [::1]").split()
# Behind TLS (LUOSHI_HTTPS=1) cookies are sent only encrypted; on the machine itself, plain.
HTTPS = one_of(os.environ, "LUOSHI_HTTPS", "0", ("0", "1")) == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    *SIGN_IN_APPS,
    "django_tasks",
    "django_tasks_db",
    "luoshi.base",
    "luoshi.evidence",
    "luoshi.org",
    "luoshi.kernel",
    "luoshi.desk",
    "luoshi.desk.approvals",
    "luoshi.boards",  # stands first in its area of the menu
    "luoshi.facts",
    "luoshi.facts.returns",
    "luoshi.plans",
    "luoshi.commitments",
    "luoshi.papers",
    *(f"luoshi.parts.{module.name}" for module in iter_modules(parts.__path__)),  # components shared by several lines
    *(f"luoshi.lines.{module.name}" for module in iter_modules(lines.__path__)),  # each package there is a line
    "luoshi.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "luoshi.site.middleware.CompressedPages",
    "luoshi.site.assets.JoinedFiles",
    "luoshi.site.assets.HashedFiles",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "luoshi.site.middleware.KeptKinds",
    "luoshi.site.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "luoshi.site.middleware.Surroundings",
    "luoshi.site.signin.middleware.Sessions",
    "luoshi.site.connections.sending.MaySend",
    "luoshi.site.middleware.Paced",
    "luoshi.site.heavy.Bounded",
    "luoshi.site.navigation.middleware.Habits",
    *(["luoshi.site.demo.middleware.Named"] if DEMO else []),
]
LINES_EVERY = 1.0  # seconds after which a process reads again which lines of work are switched off
FORM_RENDERER = "luoshi.base.forms.bound_fields.LaidForms"
ROOT_URLCONF = "luoshi.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        # The templates of a topic are in its folder.
        "DIRS": sorted(Path(lines.__file__).parents[1].rglob("templates")),
        "OPTIONS": {
            "builtins": ["luoshi.site.templatetags.tables", "luoshi.site.templatetags.fields"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "luoshi.site.context.frame",
            ],
        },
    }
]
WSGI_APPLICATION = "luoshi.site.wsgi.application"

DATABASES = {"default": parse_url(resolve_database_url(os.environ))}
DATABASES["default"]["ENGINE"] = DATABASES["default"]["ENGINE"].replace(
    "django.db.backends", "luoshi.base.database.backends"
)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a writing transaction waits for the lock when it begins, not in the middle.
    # FULL: a committed step survives a power cut. recursive_triggers: REPLACE cannot slip past append-only triggers.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    }
else:
    # A connection prepares statements sent five times: only base.database.statements binds values in the server.
    # The search path is fixed here, whatever the database or the role has set; an office's own URL takes precedence.
    # No JIT: of a page's statement it takes longer to compile (0.7 s of 1.0 s) than to run.
    _GIVEN = DATABASES["default"].get("OPTIONS", {})
    _PINNED = "-c search_path=public -c datestyle=ISO -c bytea_output=hex -c jit=off"
    _PINNED = f"{_PINNED} {_GIVEN.get('options', '')}".strip()
    DATABASES["default"]["OPTIONS"] = {**_GIVEN, "prepare_threshold": 5, "options": _PINNED}
ATOMIC_REQUESTS = False
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.User"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "luoshi.site.assets.HashedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "luoshi.site.errors.forged"
if HTTPS:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# Files stay in memory until they are checked: a file marked secret must not reach the disk.
FILE_UPLOAD_HANDLERS = ["luoshi.evidence.received.pages.Memory"]
UPLOAD_LIMIT = (
    bounded_integer_setting(os.environ, "LUOSHI_UPLOAD_MEGABYTES", 50, 1, 100_000) * 1_000_000
)  # bytes of one file
API_PER_MINUTE = bounded_integer_setting(
    os.environ, "LUOSHI_API_PER_MINUTE", 600, 0, 1_000_000
)  # requests of one token; 0: no limit
POSTS_PER_MINUTE = bounded_integer_setting(
    os.environ, "LUOSHI_POSTS_PER_MINUTE", 300, 0, 1_000_000
)  # forms of one person; 0: no limit
# Heavy pages (searches, exports, figures) of one person that run at once in a process, and the seconds that others
# wait for a place; 0: no limit.
HEAVY_PAGES = bounded_integer_setting(os.environ, "LUOSHI_HEAVY_PAGES", 2, 0, 64)
HEAVY_SECONDS = bounded_integer_setting(os.environ, "LUOSHI_HEAVY_SECONDS", 15, 0, 120)
# Per address that is not signed in: pages read, and questions by number; 0: no limit.
OPEN_PER_MINUTE = bounded_integer_setting(os.environ, "LUOSHI_OPEN_PER_MINUTE", 120, 0, 1_000_000)
CODES_PER_MINUTE = bounded_integer_setting(os.environ, "LUOSHI_CODES_PER_MINUTE", 5, 0, 1000)  # attempts per sign-up
# Codes sent per day, with growing waits: to one contact, and requested from one address; 0: no limit.
CODES_PER_DAY = bounded_integer_setting(os.environ, "LUOSHI_CODES_PER_DAY", 10, 0, 1000)
CODES_OF_ADDRESS = bounded_integer_setting(os.environ, "LUOSHI_CODES_OF_ADDRESS", 100, 0, 1_000_000)
SIGNUPS_OF_ADDRESS = bounded_integer_setting(
    os.environ, "LUOSHI_SIGNUPS_OF_ADDRESS", 50, 1, 1_000_000
)  # pending at once at a unit
ASKS_PER_MINUTE = bounded_integer_setting(os.environ, "LUOSHI_ASKS_PER_MINUTE", 10, 0, 1_000_000)
REQUEST_LIMIT = 2 * UPLOAD_LIMIT  # bytes of one whole request
SCAN_COMMAND = os.environ.get("LUOSHI_SCAN_COMMAND", "")  # a virus scanner: called with a path, 0 accepts the file

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"untraced": {"()": "luoshi.base.database.outages.Untraced"}},
    "handlers": {
        "stream": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "line",
            "filters": ["untraced"],
        }
    },
    "loggers": {
        "django": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
        "apprise": {"handlers": [], "level": "CRITICAL", "propagate": False},  # it logs people's addresses
        "axes": {"handlers": ["stream"], "level": "ERROR", "propagate": False},  # the journal records each failure
        "allauth": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
        "django_tasks": {"handlers": ["stream"], "level": "WARNING", "propagate": False},
        "luoshi": {"handlers": ["stream"], "level": "INFO", "propagate": False},
        "waitress.queue": {"level": "ERROR"},  # it logs a line for each waiting request
    },
}
