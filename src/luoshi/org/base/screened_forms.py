"""Checks of all typed text: no marking of a state secret is accepted, and no invisible character."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.invisible_characters import clean_invisible_characters
from luoshi.base.texts.unseen_sentences import unseen_sentence
from luoshi.org.base import ports

CleanedValues: TypeAlias = dict[str, Any]  # what a valid form gave, by field: only the form knows each type
MARKED = _("This has the marking of a state secret (绝密, 机密 or 秘密). Nothing was stored.")


class ScreenedForm(forms.Form):
    """A form whose typed text is screened before it does anything.

    Attributes:
        marked: something typed bears a marking: it is not shown again, and the browser drops its draft.
    """

    required_css_class = "required"
    marked = False

    def full_clean(self) -> None:
        clean_words(self)
        super().full_clean()

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        for name in self.fields:
            sent = self.add_prefix(name)
            if any(ports.is_marked(word) for word in _words(self.data, sent)):
                emptied: Any = self.data.copy()  # type: ignore[attr-defined]
                emptied[sent] = ""
                self.data = emptied
                self.marked = True
                self.add_error(name, ValidationError(MARKED, code="marked"))
        refuse_unseen(self)


def clean_words(form: forms.BaseForm, but: Collection[str] = ()) -> None:
    """Clean all text submitted to a form, by ``clean_invisible_characters``: what is shown again is clean too.

    For every form that takes text, before anything looks at it.

    Args:
        but: fields that hold a document's text, which its reader cleans.
    """
    changed: dict[str, list[str] | str] = {}
    for name, field in form.fields.items() if form.is_bound else ():
        if not isinstance(field, forms.CharField) or isinstance(field.widget, forms.PasswordInput) or name in but:
            continue
        sent = form.add_prefix(name)
        several = hasattr(form.data, "getlist")
        found = list(_words(form.data, sent))
        line = not isinstance(field.widget, forms.Textarea | forms.HiddenInput)
        fresh = [clean_invisible_characters(words) for words in found]
        fresh = [
            " ".join(words.split("\n")) if line and "\n" not in was else words
            for was, words in zip(found, fresh, strict=True)
        ]
        if fresh != found:
            changed[sent] = fresh if several else fresh[0]
    if not changed:
        return
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    for sent, fresh_words in changed.items():
        if isinstance(fresh_words, list):
            data.setlist(sent, fresh_words)
        else:
            data[sent] = fresh_words
    form.data = data


def refuse_unseen(form: forms.BaseForm, but: Collection[str] = ()) -> None:
    """Add an error to each text field that contains an invisible character: ``first_unseen``.

    For every form that takes text; passwords are not inspected.

    Args:
        but: fields that hold a document's text, which its reader cleans.
    """
    for name, field in form.fields.items():
        widget = field.widget
        if not isinstance(field, forms.CharField) or isinstance(widget, forms.PasswordInput) or name in but:
            continue
        line = not isinstance(widget, forms.Textarea | forms.HiddenInput)
        for word in _words(form.data, form.add_prefix(name)):
            if said := unseen_sentence(word, line=line):
                form.add_error(name, ValidationError(said, code="unseen"))
                break


def _words(data: Any, name: str) -> Iterable[str]:
    found = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
    return [words for words in found if isinstance(words, str)]


def journal_if_marked(form: forms.Form, sent: QueryDict, actor: Actor, *, at: datetime) -> None:
    """Journal that marked text was refused, if it was: who, when, how many bytes; not a word of it."""
    if getattr(form, "marked", False):
        journal_marked_submission(sent, actor, at=at)


def journal_marked_submission(sent: QueryDict, actor: Actor, *, at: datetime) -> None:
    """Journal that a submission (a ``QueryDict``) was refused for its marking: who, when, how many bytes."""
    words = (word for name in sent for word in _words(sent, name) if name != "csrfmiddlewaretoken")
    ports.journal_marked_refusal(actor, sum(len(word.encode("utf-8", "replace")) for word in words), at=at)
