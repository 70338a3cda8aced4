"""The message that says where an invisible character is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.texts.invisible_characters import first_unseen


def unseen_sentence(words: str, *, line: bool = True) -> str:
    """Return the error sentence if this text contains an invisible character; else ""."""
    found = first_unseen(words, line=line)
    if found is None:
        return ""
    if not found.behind:
        return _("It begins with an invisible character (%(code)s): type the words again.") % {"code": found.code}
    said = _("There is an invisible character (%(code)s) after “%(words)s”: type these words again.")
    return said % {"words": found.behind, "code": found.code}
