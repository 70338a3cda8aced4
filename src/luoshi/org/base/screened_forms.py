"""Checks of all typed text: no marking of a state secret is accepted, and no invisible character."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from luoshi.base.texts.invisible_characters import clean_invisible_characters
from luoshi.base.texts.unseen_sentences import unseen_sentence
from luoshi.evidence.received.rules.markings import in_typed

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
            if any(in_typed(word) for word in sent_words(self.data, sent)):
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
        found = list(sent_words(form.data, sent))
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
        for word in sent_words(form.data, form.add_prefix(name)):
            if said := unseen_sentence(word, line=line):
                form.add_error(name, ValidationError(said, code="unseen"))
                break


def sent_words(data: Any, name: str) -> Iterable[str]:
    """Return the texts that were sent under a name."""
    found = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
    return [words for words in found if isinstance(words, str)]
