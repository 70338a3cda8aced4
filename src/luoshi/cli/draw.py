"""``luoshi draw``: recompute a random draw from its file, without a database."""

from __future__ import annotations

from pathlib import Path

from luoshi.cli import streams
from luoshi.cli.language import translate_message
from luoshi.drawing.draws import DrawProof, find_draw_faults, parse_draw_proof
from luoshi.writing.width import terminal_safe_text

MOST_BYTES = 50_000_000
BROKEN = 3  # exit status: it was read, and does not hold


class _Unread(Exception):
    """A file that cannot be read or is no draw; the message says why."""


def run_draw_command(what: str, file: str, *, published: str, language: str) -> int:
    """Verify a draw's file; print what was recomputed, or each thing that does not agree.

    Args:
        what: ``verify``.
        published: the file as it was published before the numbers were known; "": not compared.

    Returns:
        The exit status: 0 it holds, 1 a file could not be read, 2 the command was not understood, 3 it does not hold.
    """
    if what != "verify" or not file:
        streams.print_error_line(translate_message(language, "draw.usage"))
        return 2
    try:
        proof = _read(file, language)
        before = _read(published, language) if published else None
    except _Unread as error:
        streams.print_error_line(str(error))
        return 1
    faults = find_draw_faults(proof, before)
    for fault in faults:
        streams.print_line("✗ " + translate_message(language, f"draw.{fault}"))
    if faults:
        return BROKEN
    words = "draw.holds" if proof.secret else "draw.not_drawn"
    count, passed = len(proof.pool), len(proof.passed_over)
    streams.print_line(translate_message(language, words, count=count, size=proof.size, passed=passed))
    for place, label in enumerate(proof.drawn, start=1):
        streams.print_line(f"{place:>5}  {terminal_safe_text(label)}")
    for label, state in proof.passed_over:
        shown = {"label": terminal_safe_text(label), "state": terminal_safe_text(state)}
        streams.print_line(translate_message(language, "draw.passed_over", **shown))
    if not published:
        streams.print_line(translate_message(language, "draw.alone", digest=proof.pool_sha256))
    return 0


def _read(file: str, language: str) -> DrawProof:
    """Raises: _Unread."""
    named = terminal_safe_text(file) + ": "
    try:
        path = Path(file)
        if path.stat().st_size > MOST_BYTES:
            raise _Unread(named + translate_message(language, "draw.too_large"))
        return parse_draw_proof(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise _Unread(named + translate_message(language, "draw.no_draw", name="UTF-8")) from None
    except ValueError as error:
        raise _Unread(named + translate_message(language, "draw.no_draw", name=str(error))) from None
    except OSError as error:
        raise _Unread(named + translate_message(language, "draw.no_file", why=error.strerror or error)) from None
