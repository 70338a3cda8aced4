"""``luoshi journal``: verify the journal or its export, export it, and print its head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import streams
from luoshi.cli.atomic_files import open_atomic_file, write_file_atomically
from luoshi.cli.language import translate_message
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from luoshi.evidence.journal.rules.proof import IntegrityFinding

SHOWN = 200  # findings listed one by one; a replaced journal has as many as entries
BROKEN = 3  # exit status: it was read, and is damaged
PAGE = ".verify.html"


def verify_journal_or_export(*, export: str | None, heads: str | None, language: str) -> int:
    """Verify the journal in the database, or an export, and print the findings; Django must be set up.

    Args:
        export: a file made by ``export`` to verify instead of the database.
        heads: a file of known heads, one per line as number and head.

    Returns:
        The exit status: 0 intact, 1 a file could not be read, 3 damaged.
    """
    from luoshi.evidence.journal.rules.export import ProofError, read_export, read_heads
    from luoshi.evidence.journal.rules.proof import check_sealed_lines

    named = heads or ""
    try:
        known = read_heads(Path(heads).read_text(encoding="utf-8-sig")) if heads else {}
        named = export or ""
        if not export:
            return _from_database(lambda: _verify(known, language), language)
        with Path(export).open("rb") as file:
            header, lines = read_export(file)
            return _tell(
                check_sealed_lines(lines, heads=known, size=header.size, head=header.head), header.size, known, language
            )
    except ProofError as error:
        streams.print_error_line(
            terminal_safe_text(named)
            + ": "
            + translate_message(language, f"proof.{error.code.replace('.', '_')}", **_safe(error.values))
        )
    except UnicodeDecodeError:
        streams.print_error_line(terminal_safe_text(named) + ": " + translate_message(language, "proof.unread"))
    except OSError as error:
        streams.print_error_line(
            terminal_safe_text(named) + ": " + translate_message(language, "proof.no_file", why=error.strerror or error)
        )
    return 1


def _verify(known: Mapping[int, str], language: str) -> int:
    from django.conf import settings
    from django.utils import translation

    from luoshi.evidence.journal.queries.seals import journal_tree
    from luoshi.kernel.history.queries.integrity import integrity_findings, older_than_noted

    with translation.override({"zh": "zh-hans"}.get(language, language)):  # states are named as on the pages
        found = chain(integrity_findings(known), older_than_noted(settings.DATA))
        return _tell(found, journal_tree().size, known, language)


def export_journal_file(file: str, *, with_page: bool, language: str) -> int:
    """Write the journal to a file atomically, with the page that verifies it; journal the export.

    Raises:
        PlaceError: it cannot be written there.
    """
    return _from_database(lambda: _export(Path(file), with_page, language), language)


def _export(path: Path, with_page: bool, language: str) -> int:
    from django.utils import timezone

    from luoshi.base.rights.rules.rights import PROGRAM
    from luoshi.evidence.journal.actions.seals import export_sealed_journal as write_export
    from luoshi.kernel.history.offline_verifier import render_verifier_page

    with open_atomic_file(path, private=True) as out:  # it contains the content of cases
        header = write_export(lambda text: out.write(text.encode()), PROGRAM, at=timezone.now())
    streams.print_line(
        translate_message(language, "journal.exported", count=header.size, path=terminal_safe_text(str(path)))
    )
    if with_page:
        beside = path.with_name(path.name + PAGE)
        write_file_atomically(beside, render_verifier_page().encode())
        streams.print_line(translate_message(language, "journal.page", path=terminal_safe_text(str(beside))))
    return 0


def print_journal_head(*, language: str) -> int:
    """Print the head as a line that ``verify --heads`` accepts, and its description to standard error."""
    return _from_database(lambda: _head(language), language)


def _head(language: str) -> int:
    from luoshi.evidence.journal.queries.seals import journal_head as head_now

    found = head_now()
    if found is None:
        streams.print_error_line(translate_message(language, "journal.no_head"))
        return 0
    streams.print_line(f"{found.number} {found.head}")
    streams.print_error_line(
        translate_message(language, "journal.head", number=found.number, day=found.day.isoformat())
    )
    return 0


def _from_database(work: Callable[[], int], language: str) -> int:
    from django.db import DatabaseError

    try:
        return work()
    except DatabaseError as error:
        why = terminal_safe_text((str(error).splitlines() or [type(error).__name__])[0])
        streams.print_error_line(translate_message(language, "journal.database", why=why))
        return 1


def describe_journal_finding(finding: IntegrityFinding, language: str) -> str:
    """Return a finding as a sentence that names the entry, the record or the trigger."""
    from luoshi.kernel.history.finding_sentences import finding_sentence

    return finding_sentence(finding.code, finding.number, _safe(finding.values), language)


def _tell(found: Iterable[IntegrityFinding], size: int, known: Mapping[int, str], language: str) -> int:
    broken = erased = 0
    compared: Mapping[str, object] = {}
    for finding in found:
        if finding.code == "compared":
            compared = finding.values
            continue
        broken += finding.is_broken
        erased += not finding.is_broken
        if broken + erased <= SHOWN:
            streams.print_line(("✗ " if finding.is_broken else "· ") + describe_journal_finding(finding, language))
    if broken + erased > SHOWN:
        streams.print_line(translate_message(language, "journal.more", count=broken + erased - SHOWN))
    if not known:
        streams.print_line(translate_message(language, "journal.no_heads"))
    streams.print_line(
        translate_message(
            language, "journal.broken" if broken else "journal.whole", count=broken or size, erased=erased
        )
    )
    if compared:
        from luoshi.evidence.witness.tables import not_compared

        streams.print_line(
            translate_message(language, "journal.looked_at", **compared, left=", ".join(sorted(not_compared())))
        )
    else:
        streams.print_line(translate_message(language, "journal.seals_alone"))
    return BROKEN if broken else 0


def _safe(values: Mapping[str, object]) -> dict[str, object]:
    return {name: terminal_safe_text(value) if isinstance(value, str) else value for name, value in values.items()}
