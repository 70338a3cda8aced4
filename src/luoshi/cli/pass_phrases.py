"""The pass phrase of a backup: from the settings, else from the terminal or a line of standard input.

Never from an argument: other users of the machine can see arguments, and shells store them.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import streams
from luoshi.cli.language import translate_message
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from luoshi.site.backup.archive import Phrases

TRIES = 3  # attempts


def decryption_phrases(language: str) -> Phrases:
    """Return what is tried for an encrypted file: known pass phrases first, then the user's input."""
    known: list[str] = []

    def phrases(path: Path) -> Iterator[str]:
        from luoshi.site.backup.archive import own_phrases

        yield from (own := list(own_phrases(path)))
        yield from list(known)
        for tried in range(TRIES if _is_terminal() else 1):
            if tried or own or known:
                streams.print_error_line(
                    translate_message(language, "backup.phrase_again", path=terminal_safe_text(str(path)))
                )
            if not (
                phrase := _read(translate_message(language, "backup.ask_phrase", path=terminal_safe_text(str(path))))
            ):
                return
            known.append(phrase)
            yield phrase

    return phrases


def choose_pass_phrase(language: str) -> str:
    """Ask for the pass phrase of a new backup; twice at a terminal.

    Raises:
        BackupError: ``phrase_length``, or ``phrases_differ``.
    """
    from luoshi.site.backup.errors import BackupError
    from luoshi.site.backup.rules import PHRASE_LENGTHS

    low, high = PHRASE_LENGTHS
    phrase = _read(translate_message(language, "backup.ask_new", low=low))
    if not (low <= len(phrase) <= high and phrase.isprintable()):
        raise BackupError("phrase_length", low=low, high=high)
    if _is_terminal() and _read(translate_message(language, "backup.ask_twice")) != phrase:
        raise BackupError("phrases_differ")
    return phrase


def _is_terminal() -> bool:
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def _read(question: str) -> str:
    """Read a line without surrounding blanks; "" if there is no input."""
    try:
        if _is_terminal():
            return getpass.getpass(question).strip()
        return sys.stdin.buffer.readline(10_000).decode("utf-8-sig").strip()
    except (OSError, EOFError, ValueError, AttributeError):  # closed or missing
        return ""
