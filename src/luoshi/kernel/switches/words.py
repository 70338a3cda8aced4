"""What is said about a line that is switched off."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import current_snapshot


def switched_off_words(kind: CompiledKind) -> str:
    """Return why no step of a kind can be taken: its line is switched off."""
    line = current_snapshot().line_of(kind)
    return _(
        "“%(line)s” is switched off in this office: what is there can be read, searched and exported, but not changed."
    ) % {"line": line.label}


def switched_on_by() -> str:
    """Return who can switch a line on again, and where."""
    return _("An administrator can switch it on again under Getting started, Lines of work in use.")


def missing_line(line: Line, where: str) -> OrgError:
    """Return the refusal of an address of a line that is switched off and has no records."""
    what = _("“%(line)s” is switched off in this office.") % {"line": line.label}
    return OrgError("missing", what, where=where, remedy=switched_on_by())
