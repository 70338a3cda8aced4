"""The least number of protected records for which a figure is shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.registry import confidential_links
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested


def parse_least_count(text: str) -> int:
    """Parse a number of records from 2 to 100.

    Raises:
        ValueError: it is none.
    """
    if not text.strip().isdecimal() or not 2 <= int(text) <= 100:
        raise ValueError(_("A whole number from 2 to 100."))
    return int(text)


SMALL = DeclaredParameter(
    "figures.least",
    _("Smallest number of protected records for which a figure is shown"),
    parse_least_count,
    group=_("Figures of protected records"),
    unset=_("A figure of protected records is shown only to those who may read all the records it counts."),
    suggested=(Suggested("5", _("Luoshi's suggestion; the office knows how easily people can be recognised")),),
)


def protected_figures(kind: CompiledKind) -> bool:
    """Whether a kind has figures and protected fields or links to confidential records."""
    return bool(kind.every(Figure)) and bool(kind.masks or confidential_links(kind.record))
