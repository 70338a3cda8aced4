"""The model field that takes its value from a code list, and its form field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.code_lists import queries
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.kinds.models import Record, Row

LENGTH = 40  # characters of a code

if TYPE_CHECKING:
    _Code = models.CharField[str, str]
else:
    _Code = models.CharField


class Listed(_Code):
    """The code of a list item; pages, lists, sheets and API responses show its word on the day of the record.

    Migrations treat it as a plain column: none imports a list, and no change of a list needs one.
    """

    def __init__(self, code_list: List, verbose_name: StrOrPromise | None = None, **kwargs: Any) -> None:
        self.code_list = code_list
        super().__init__(verbose_name, **{"max_length": LENGTH, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self) -> Listed:
        _name, _path, args, kwargs = super().deconstruct()
        return type(self)(self.code_list, *args, **kwargs)

    def formfield(self, **kwargs: Any) -> ListedChoice:
        kwargs.pop("max_length", None)
        said = {"label": capfirst(self.verbose_name), "required": not self.blank, "help_text": self.help_text}
        return ListedChoice(self.code_list, **{**said, **kwargs})

    def format_code(self, code: str, unit: int | None, day: date) -> str:
        """Return the word for a code in a unit on a day."""
        return queries.code_word(self.code_list, code or "", unit, day)

    def said_now(self, code: str) -> str:
        """Return the word for a code that holds for all today."""
        return self.format_code(code, None, timezone.localdate())

    def other_than(self, code: str) -> str:
        """Return another declared code of the list; the same one if there is no other."""
        return next((other_code for other_code in self.code_list.items if other_code != code), code)

    def ranks_now(self) -> dict[str, int]:
        """Return the rank of each code in the order that holds for all today, for sorting."""
        return queries.code_ranks(self.code_list, None, timezone.localdate())


class ListedChoice(forms.Field):
    """An item of a list in force on the day for the record's unit, entered as code or word.

    A record whose item was removed meanwhile keeps it: only that record is offered it.
    """

    widget = forms.Select
    max_length, min_length = 200, None  # of the input: a word is longer than a code

    def __init__(self, code_list: List, **kwargs: Any) -> None:
        self.code_list = code_list
        self.unit: int | None = None
        self.day: date | None = None
        self.kept = ""  # the record's present code
        super().__init__(**kwargs)

    def of_record(self, record: Record | Row, name: str, actor: Actor, day: date) -> None:
        """Offer the items in force on the day for the record's unit or, for a new record, the actor's only unit."""
        units, whose = {seat.unit for seat in actor.seats}, record.record if isinstance(record, Row) else record
        self.unit = whose.unit_id or (units.pop() if len(units) == 1 else None)
        self.day = day
        self.kept = str(getattr(record, name, "") or "")
        widget: Any = self.widget
        widget.choices = lambda: [("", _("choose")), *self.offers()]  # read only when it is rendered

    def offers(self) -> list[tuple[str, str]]:
        """Return the codes and words to choose from, in order."""
        day = self.day or timezone.localdate()
        found = [(listing.code, listing.word) for listing in queries.items_in_force(self.code_list, self.unit, day)]
        if self.kept and self.kept not in dict(found):
            found.append((self.kept, queries.code_word(self.code_list, self.kept, self.unit, day)))
        return found

    def other_words(self) -> list[str]:
        """Return the further words that stand for an item on offer."""
        day = self.day or timezone.localdate()
        return [
            word
            for item in queries.items_in_force(self.code_list, self.unit, day)
            for word in queries.other_words(item)
        ]

    def prepare_value(self, value: object) -> object:
        """Return the code for a word that was sent, so that the select box shows it."""
        return self._code(str(value)) or value if value else value

    def clean(self, value: object) -> str:
        text = "" if value is None else str(value).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        if (code := self._code(text)) is None:
            raise ValidationError(
                _("“%(text)s” is not in the list “%(list)s” today. Choices: %(words)s."),
                code="invalid_choice",
                params={"text": text[:LENGTH], "list": self.code_list.label, "words": self._words()},
            )
        return code

    def has_changed(self, initial: object, data: object) -> bool:
        """Return whether another item is chosen."""
        return (self._code(str(data or "")) or "") != (initial or "")

    @property
    def allowed_values(self) -> str:
        """The values that API clients may send, as a sentence."""
        return translate("A code or a word in force from the list %(name)s.") % {"name": self.code_list.name}

    def example(self, record: Record, around: object) -> str:
        """Return the first item of the list as an example."""
        return next((code for code, _word in self.offers()), "")

    def _code(self, text: str) -> str | None:
        if self.kept and text == self.kept:
            return text
        return queries.match_code(self.code_list, text, self.unit, self.day or timezone.localdate())

    def _words(self) -> str:
        words = [word for _code, word in self.offers()]
        return "、".join(words[:20]) + ("…" if len(words) > 20 else "")


class KnownChoice(ListedChoice):
    """Any item that the list ever had: lists of records are filtered by removed items too."""

    def __init__(self, code_list: List, **kwargs: Any) -> None:
        super().__init__(code_list, **kwargs)
        widget: Any = self.widget
        widget.choices = lambda: [("", _("all")), *self.offers()]

    def offers(self) -> list[tuple[str, str]]:
        """Return every code with today's word, those in force first."""
        return list(queries.code_choices(self.code_list, timezone.localdate()).items())

    def _code(self, text: str) -> str | None:
        return text if text in dict(self.offers()) else super()._code(text)
