"""The field of a record that takes its value from a list, and the box in which one chooses it."""

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

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.code_lists import queries
from luoshi.records.code_lists.definitions import List
from luoshi.records.kinds.rows import Row

LENGTH = 40  # characters of a code

if TYPE_CHECKING:
    _Code = models.CharField[str, str]
else:
    _Code = models.CharField


class Listed(_Code):
    """The code of an item of a list; pages, lists, sheets and answers show its word on the day of the record.

    Migrations know it as the plain column that it is: none imports a list, and none follows from a list's change.
    """

    def __init__(self, code_list: List, verbose_name: Any = None, **kwargs: Any) -> None:
        self.code_list = code_list
        super().__init__(verbose_name, **{"max_length": LENGTH, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self) -> Any:
        _name, _path, args, kwargs = super().deconstruct()
        return type(self)(self.code_list, *args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("max_length", None)
        said = {"label": capfirst(self.verbose_name), "required": not self.blank, "help_text": self.help_text}
        return ListedChoice(self.code_list, **{**said, **kwargs})

    def said(self, code: str, unit: int | None, day: date) -> str:
        """The word for a code as it is called in a unit on a day."""
        return queries.code_word(self.code_list, code or "", unit, day)

    def said_now(self, code: str) -> str:
        """The word for a code as it is called for all today."""
        return self.said(code, None, timezone.localdate())

    def other_than(self, code: str) -> str:
        """Another code of the list, of those that the program itself begins with; the same where it has no other."""
        return next((other_code for other_code in self.code_list.items if other_code != code), code)

    def ranks_now(self) -> dict[str, int]:
        """The place of each code in the order in force for all today: lists are sorted by it."""
        return queries.code_ranks(self.code_list, None, timezone.localdate())


class ListedChoice(forms.Field):
    """An item of a list, of those in force on the day for the record's unit; its code or its word is taken.

    A record that bears an item which was taken out meanwhile keeps it: it is offered to that record alone.
    """

    widget = forms.Select
    max_length, min_length = 200, None  # of what is sent: a word is longer than a code

    def __init__(self, code_list: List, **kwargs: Any) -> None:
        self.code_list = code_list
        self.unit: int | None = None
        self.day: date | None = None
        self.kept = ""  # the code that the record bears already
        super().__init__(**kwargs)

    def of_record(self, record: Any, name: str, actor: Actor, day: date) -> None:
        """Offer what is in force on the day for the record's unit; where it begins, for the actor's if there is one."""
        units, whose = {seat.unit for seat in actor.seats}, record.record if isinstance(record, Row) else record
        self.unit = whose.unit_id or (units.pop() if len(units) == 1 else None)
        self.day = day
        self.kept = str(getattr(record, name, "") or "")
        widget: Any = self.widget
        widget.choices = lambda: [("", _("choose")), *self.offers()]  # asked for only where it is shown

    def offers(self) -> list[tuple[str, str]]:
        """Code and word of what may be chosen, in its order."""
        day = self.day or timezone.localdate()
        found = [(listing.code, listing.word) for listing in queries.items_in_force(self.code_list, self.unit, day)]
        if self.kept and self.kept not in dict(found):
            found.append((self.kept, queries.code_word(self.code_list, self.kept, self.unit, day)))
        return found

    def prepare_value(self, value: Any) -> Any:
        """What was sent as a word stands in the box as its code."""
        return self._code(str(value)) or value if value else value

    def clean(self, value: Any) -> str:
        text = "" if value is None else str(value).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return ""
        if (code := self._code(text)) is None:
            raise ValidationError(
                _("“%(text)s” is not in the list “%(list)s” today. It holds: %(words)s."),
                code="invalid_choice",
                params={"text": text[:LENGTH], "list": self.code_list.label, "words": self._words()},
            )
        return code

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another item is chosen."""
        return (self._code(str(data or "")) or "") != (initial or "")

    @property
    def told(self) -> str:
        """What programs are told that they may send."""
        return translate("A code or a word of the list %(name)s, of those in force.") % {"name": self.code_list.name}

    def example(self, record: Any, around: Any) -> str:
        """The first item of the list."""
        return next((code for code, _word in self.offers()), "")

    def _code(self, text: str) -> str | None:
        if self.kept and text == self.kept:
            return text
        return queries.match_code(self.code_list, text, self.unit, self.day or timezone.localdate())

    def _words(self) -> str:
        words = [word for _code, word in self.offers()]
        return "、".join(words[:20]) + ("…" if len(words) > 20 else "")


class KnownChoice(ListedChoice):
    """Any item that the list ever held: a list of records is narrowed by what old ones bear, too."""

    def __init__(self, code_list: List, **kwargs: Any) -> None:
        super().__init__(code_list, **kwargs)
        widget: Any = self.widget
        widget.choices = lambda: [("", _("all")), *self.offers()]

    def offers(self) -> list[tuple[str, str]]:
        """Every code with its word of today, what is in force first."""
        return list(queries.code_choices(self.code_list, timezone.localdate()).items())

    def _code(self, text: str) -> str | None:
        return text if text in dict(self.offers()) else super()._code(text)
