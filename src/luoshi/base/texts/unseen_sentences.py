"""The sentence that says where an invisible character stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.texts.invisible_characters import first_unseen


def unseen_sentence(words: str, *, line: bool = True) -> str:
    """Return the error sentence if this text contains an invisible character; else ""."""
    found = first_unseen(words, line=line)
    if found is None:
        return ""
    if not found.behind:
        return _("It begins with a character that nobody sees (%(code)s): type the words anew.") % {"code": found.code}
    said = _("Behind “%(words)s” stands a character that nobody sees (%(code)s): type these words anew.")
    return said % {"words": found.behind, "code": found.code}
