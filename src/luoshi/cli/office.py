"""What the application's commands do. Django is imported here, and only when one of them is called."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import streams
from luoshi.cli.language import explain, say

if TYPE_CHECKING:
    from luoshi.site.serving import Tell

MARKS = {"fine": "✓ ", "note": "! ", "wrong": "✗ "}
NEEDED = ("django", "waitress", "whitenoise", "cryptography")


def start(
    data: str,
    language: str,
    *,
    demo: bool = False,
    begins: bool = False,
    signs: bool = False,
    keyless: bool = False,
    empty: bool = False,
) -> bool:
    """Set the surroundings and start Django; False, and said why, where that cannot be.

    Args:
        empty: there need be no office yet, and nothing is made; nor does a restore that was broken off matter.
        begins: where there is no office yet its folder and keys are made; else nothing is made.
        signs: it cannot do without keys.
        keyless: it can, and goes on also where the keys are not those of the database.
    """
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        streams.tell(say(language, "office.missing"))
        return False
    from luoshi.site.backup.errors import BackupError
    from luoshi.site.backup.state import refuse
    from luoshi.site.demo import folder
    from luoshi.site.keyed.begun import refuse_others
    from luoshi.site.keys import KeysError, make, require
    from luoshi.site.signin.bounds import SettingError

    if demo:
        data = data or os.environ.get("LUOSHI_DATA") or "data-demo"
        # Before keys are made: they have no place in what is another's folder.
        place = Path(data).resolve()
        if folder.foreign(place) or not folder.claim(place):
            streams.tell(say(language, "office.demo_elsewhere", folder=place))
            return False
        os.environ["LUOSHI_DEMO"] = "1"
        os.environ.pop("DATABASE_URL", None)  # demonstration data never meets an office's database
    if data:
        os.environ["LUOSHI_DATA"] = str(Path(data).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    place = folder.data_folder(os.environ)
    try:
        if not empty:
            refuse(place, os.environ)
        if not begins and not empty and not _begun(language):
            return False
        if not keyless and not empty:
            refuse_others(place, os.environ)
        if begins:
            make(place, os.environ)
        if signs:
            require(place, os.environ)
        import django

        django.setup()
    except SettingError as error:
        streams.tell(explain(language, f"setting.{error.code}", error.values))
        return False
    except KeysError as error:
        streams.tell(explain(language, f"keys.{error.code}", error.values))
        return False
    except BackupError as error:
        streams.tell(explain(language, f"backup.{error.code}", error.values))
        return False
    from django.utils import translation

    translation.activate("zh-hans" if language == "zh" else "en")
    return True


def _begun(language: str) -> bool:
    """Whether there is an office to look at; said where there is none. To ask SQLite for its file would make it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        streams.tell(say(language, "office.not_begun", file=database["NAME"]))
        return False
    return True


def _own_begun(data: str) -> bool:
    """Whether somebody's own data is named, or lies where it lies by default."""
    from luoshi.site.demo import folder

    named = data or os.environ.get("LUOSHI_DATA") or os.environ.get("DATABASE_URL")
    return bool(named) or folder.foreign(folder.data_folder({}))


def serve(host: str, port: int, data: str, *, demo: bool, look: bool, working: bool, language: str) -> int:
    """Bring the database up to date, then answer requests until stopped.

    Args:
        look: own data where there is any; else the demonstration, in its own folder.
    """
    demo = demo or (look and not _own_begun(data))
    if not start(data, language, demo=demo, begins=True):
        return 1
    from luoshi.site import serving

    return serving.serve(host, port, working=working, tell=telling(language))


def work(data: str, *, language: str) -> int:
    """Do the background work until stopped."""
    if not start(data, language, begins=True):
        return 1
    from luoshi.site import serving

    return serving.work(tell=telling(language))


def doctor(data: str, *, language: str) -> int:
    """Check the installation."""
    if not start(data, language):
        return 1
    from luoshi.site.doctor import examine

    findings = examine()
    for finding in findings:
        streams.show(MARKS[finding.weight] + finding.words)
    return int(any(finding.wrong for finding in findings))


def journal(what: str, file: str, export: str, heads: str, *, with_page: bool, data: str, language: str) -> int:
    """Verify or export the journal, or print its head."""
    if what not in ("verify", "export", "head"):
        streams.tell(say(language, "office.what", value=what))
        return 2
    if what == "export" and not file:
        streams.tell(say(language, "office.need_file"))
        return 2
    from luoshi.cli import journal as commands

    if what == "verify" and export:  # needs neither the application nor its settings
        return commands.verify(export=export, heads=heads or None, language=language)
    if not start(data, language, keyless=True):
        return 1
    if what == "verify":
        return commands.verify(export=None, heads=heads or None, language=language)
    if what == "export":
        return commands.export(file, with_page=with_page, language=language)
    return commands.head(language=language)


def reset_link(account: str, data: str, *, language: str) -> int:
    """Print a one-time link by which an account's password is set anew."""
    if not start(data, language, signs=True):
        return 1
    from luoshi.site import serving

    return serving.reset_link(account, tell=telling(language))


def telling(language: str) -> Tell:
    """A function that says a message in this language."""

    def tell(message: str, /, **values: object) -> None:
        streams.show(say(language, message, **values))

    return tell
