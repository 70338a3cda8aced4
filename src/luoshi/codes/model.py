"""The result of checking a code, and the normalisation before it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

# Blanks and invisible characters that come along when a code is copied from a page or a sheet.
_UNSEEN = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class CodeRemark:
    """A remark on a code: a message id with its values."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A normalised code and the remarks on it.

    ``errors`` say why it cannot be right; ``warnings`` only ask for a second look; ``suggestion`` is a code that passes
    the check and differs only in letters that are easily mistaken.
    """

    value: str
    errors: tuple[CodeRemark, ...] = ()
    warnings: tuple[CodeRemark, ...] = ()
    suggestion: str | None = None

    @property
    def valid(self) -> bool:
        """Check whether the code has no errors; warnings are allowed."""
        return not self.errors


def compact_code(text: str) -> str:
    """Return the code without blanks, half-width, in capitals."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_ascii_digits(text: str) -> bool:
    """Check whether the text is ASCII digits and nothing else (``str.isdigit`` also takes ² and ٣)."""
    return text.isascii() and text.isdigit()
