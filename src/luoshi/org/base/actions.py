"""Journal that text with the marking of a state secret was refused: who, when, how many bytes, and not a word of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.uploads import journal_marked_upload
from luoshi.evidence.received.rules.markings import in_typed
from luoshi.org.base.screened_forms import MARKED, sent_words


def journal_if_marked(form: forms.Form, sent: QueryDict, actor: Actor, *, at: datetime) -> None:
    """Journal that marked text was refused, if it was: who, when, how many bytes; not a word of it."""
    if getattr(form, "marked", False):
        journal_marked_submission(sent, actor, at=at)


def journal_marked_submission(sent: QueryDict, actor: Actor, *, at: datetime) -> None:
    """Journal that a submission (a ``QueryDict``) was refused for its marking: who, when, how many bytes."""
    words = (word for name in sent for word in sent_words(sent, name) if name != "csrfmiddlewaretoken")
    journal_marked_upload(actor, sum(len(word.encode("utf-8", "replace")) for word in words), at=at)


def refuse_marked_cells(
    rows: Iterable[tuple[int, Iterable[str | None]]], size: int, actor: Actor, *, at: datetime
) -> None:
    """Screen every cell that would be kept, by row number, before anything of the file is written.

    Raises:
        OrgError: ``marked``; the refusal is journaled with the file's size in bytes and not a word of it.
    """
    for number, words in rows:
        if any(word and in_typed(word) for word in words):
            journal_marked_upload(actor, size, at=at)
            raise OrgError("marked", str(MARKED), where=_("row %(row)d") % {"row": number})
