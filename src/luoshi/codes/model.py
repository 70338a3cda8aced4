"""What a check of a code says, and how a code is brought into its plain form first."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

# Blanks, and the marks that cannot be seen but come along when a code is copied from a page or a sheet.
_UNSEEN = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class CodeRemark:
    """Something to say of a code: a message id with its values."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A code in its plain form, and what is to be said of it.

    ``errors`` say why it cannot be right; ``warnings`` only ask for a second look; ``suggestion`` is a code that
    passes and differs by letters easily mistaken.
    """

    value: str
    errors: tuple[CodeRemark, ...] = ()
    warnings: tuple[CodeRemark, ...] = ()
    suggestion: str | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing speaks against it; warnings do not."""
        return not self.errors


def compact_code(text: str) -> str:
    """The code without blanks, half-width, in capitals."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_ascii_digits(text: str) -> bool:
    """Whether it is ASCII digits and nothing else (``str.isdigit`` also takes ² and ٣)."""
    return text.isascii() and text.isdigit()
