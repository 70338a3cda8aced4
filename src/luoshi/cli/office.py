"""The application's commands. Django is imported here, and only when one of them is called."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import streams
from luoshi.cli.language import explain_error, translate_message

if TYPE_CHECKING:
    from luoshi.site.serving import Tell

MARKS = {"fine": "✓ ", "note": "! ", "wrong": "✗ "}
NEEDED = ("django", "waitress", "whitenoise", "cryptography")


def start_django(
    data: str,
    language: str,
    *,
    demo: bool = False,
    begins: bool = False,
    signs: bool = False,
    keyless: bool = False,
    empty: bool = False,
) -> bool:
    """Set the environment and start Django; return False, after printing the reason, if that is impossible.

    Args:
        empty: no office need exist yet, and nothing is made; an interrupted restore does not matter either.
        begins: if there is no office yet, make its folder and keys; otherwise make nothing.
        signs: it needs the keys.
        keyless: it does not need keys, and continues even if the keys do not belong to the database.
    """
    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        streams.print_error_line(translate_message(language, "office.missing"))
        return False
    from luoshi.base.garbage import put_off_collections
    from luoshi.site.backup.errors import BackupError
    from luoshi.site.backup.state import refuse_unusable_data
    from luoshi.site.demo import folder
    from luoshi.site.key_checks.startup_checks import refuse_others
    from luoshi.site.keys import KeysError, create_missing_keys, require_keys
    from luoshi.site.signin.bounds import SettingError

    if demo:
        data = data or os.environ.get("LUOSHI_DATA") or "data-demo"
        # Before keys are made: they do not belong in another program's folder.
        place = Path(data).resolve()
        if folder.has_office_data(place) or not folder.claim_demo_folder(place):
            streams.print_error_line(translate_message(language, "office.demo_elsewhere", folder=place))
            return False
        os.environ["LUOSHI_DEMO"] = "1"
        os.environ.pop("DATABASE_URL", None)  # demonstration data must never get into an office's database
    if data:
        os.environ["LUOSHI_DATA"] = str(Path(data).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.site.settings")
    place = folder.data_folder(os.environ)
    try:
        if not empty:
            refuse_unusable_data(place, os.environ)
        if not begins and not empty and not _begun(language):
            return False
        if not keyless and not empty:
            refuse_others(place, os.environ)
        if begins:
            create_missing_keys(place, os.environ)
        if signs:
            require_keys(place, os.environ)
        import django

        with put_off_collections():
            django.setup()
    except SettingError as error:
        streams.print_error_line(explain_error(language, f"setting.{error.code}", error.values))
        return False
    except KeysError as error:
        streams.print_error_line(explain_error(language, f"keys.{error.code}", error.values))
        return False
    except BackupError as error:
        streams.print_error_line(explain_error(language, f"backup.{error.code}", error.values))
        return False
    from django.utils import translation

    translation.activate("zh-hans" if language == "zh" else "en")
    return True


def _begun(language: str) -> bool:
    """Return True if an office exists; report it otherwise. Opening SQLite's file would create it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        streams.print_error_line(translate_message(language, "office.not_begun", file=database["NAME"]))
        return False
    return True


def _own_begun(data: str) -> bool:
    """Return True if own data is configured, or exists in the default place."""
    from luoshi.site.demo import folder

    named = data or os.environ.get("LUOSHI_DATA") or os.environ.get("DATABASE_URL")
    return bool(named) or folder.has_office_data(folder.data_folder({}))


def run_serve_command(
    host: str, port: int, data: str, *, demo: bool, look: bool, working: bool, language: str, processes: int = 0
) -> int:
    """Upgrade the database, then serve requests until stopped.

    Args:
        processes: how many answer pages; 0: as many as fit the database and the cores.
        look: use own data if there is any; else the demonstration, in its own folder.
    """
    demo = demo or (look and not _own_begun(data))
    if not start_django(data, language, demo=demo, begins=True):
        return 1
    from luoshi.site import serving

    return serving.serve_application(host, port, working=working, processes=processes, tell=message_teller(language))


def run_work_command(data: str, *, language: str) -> int:
    """Run the background worker until stopped."""
    if not start_django(data, language, begins=True):
        return 1
    from luoshi.site import serving

    return serving.run_background_worker(tell=message_teller(language))


def run_doctor_command(data: str, *, language: str) -> int:
    """Check the installation."""
    if not start_django(data, language):
        return 1
    from luoshi.site.doctor import examine_installation

    findings = examine_installation()
    for finding in findings:
        streams.print_line(MARKS[finding.weight] + finding.words)
    return int(any(finding.wrong for finding in findings))


def run_journal_command(
    what: str, file: str, export: str, heads: str, *, with_page: bool, data: str, language: str
) -> int:
    """Verify or export the journal, or print its head."""
    if what not in ("verify", "export", "head"):
        streams.print_error_line(translate_message(language, "office.what", value=what))
        return 2
    if what == "export" and not file:
        streams.print_error_line(translate_message(language, "office.need_file"))
        return 2
    from luoshi.cli import journal as commands

    if what == "verify" and export:  # needs neither the application nor its settings
        return commands.verify_journal_or_export(export=export, heads=heads or None, language=language)
    if not start_django(data, language, keyless=True):
        return 1
    if what == "verify":
        return commands.verify_journal_or_export(export=None, heads=heads or None, language=language)
    if what == "export":
        return commands.export_journal_file(file, with_page=with_page, language=language)
    return commands.print_journal_head(language=language)


def run_reset_link_command(account: str, data: str, *, language: str) -> int:
    """Print a one-time link that resets an account's password."""
    if not start_django(data, language, signs=True):
        return 1
    from luoshi.site import serving

    return serving.print_reset_link(account, tell=message_teller(language))


def message_teller(language: str) -> Tell:
    """Return a function that prints a message in this language."""

    def tell(message: str, /, **values: object) -> None:
        streams.print_line(translate_message(language, message, **values))

    return tell
