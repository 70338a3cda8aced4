"""The field in which one chooses another record by typing its number, one of its codes, its title, or pinyin initials.

On a page the words may be any part of a title if only one record fits; if several do, the form comes back with these to
choose from. A program names a record by its number, a code, or a whole name that only one record has, since it sees no
choices before it sends. A record that the actor may not see gets the same message as one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.models import Record
from luoshi.org.units.choosers import ChooserInput

_NOT_FOUND = gettext_lazy("“%(words)s” was not found, or cannot be chosen here.")
HINT = gettext_lazy("number, title or its initials")
LONGEST = 200  # characters that are read
MOST = 20  # records offered at once
FEW = 6  # kinds named before the others are counted


class RecordLink(Protocol):
    """A link to a record (``links.Linked``), as far as a record is chosen for it."""

    @property
    def name(self) -> str:
        """Its name on the model that has it."""
        ...

    @property
    def attname(self) -> str:
        """The name of its column there."""
        ...

    @property
    def where(self) -> When | None:
        """The condition for records that can be chosen."""
        ...

    @property
    def several(self) -> bool:
        """Whether it may lead to records of several kinds."""
        ...

    @property
    def kinds(self) -> Sequence[CompiledKind]:
        """The kinds to whose records it leads."""
        ...

    def offered_kinds(self) -> Sequence[CompiledKind]:
        """The kinds whose records can be chosen."""
        ...

    @property
    def address_name(self) -> str:
        """Its name in addresses."""
        ...


@dataclass(frozen=True)
class RecordsOf:
    """The records of a kind themselves, as if something linked to them without a condition."""

    kind: CompiledKind
    name: str = "record"
    attname: str = "record_id"
    where: When | None = None
    address_name: str = ""
    several: ClassVar[bool] = False

    @property
    def kinds(self) -> Sequence[CompiledKind]:
        return (self.kind,)

    def offered_kinds(self) -> Sequence[CompiledKind]:
        return self.kinds


@dataclass(frozen=True)
class Looking:
    """A search for a record to link to: the link, the actor and the day.

    Attributes:
        narrowed: only records that meet the link's condition; a list may be filtered by any record.
    """

    link: RecordLink
    actor: Actor
    day: date
    narrowed: bool = True


@dataclass(frozen=True)
class ChooserResult:
    """The records found, at most ``MOST``, and whether there are more."""

    records: list[Any]
    more: bool = False


@dataclass
class Finders:
    """The functions that find records; higher layers register them here at start-up.

    Attributes:
        named: finds records with exactly this number or code or, if there are none, with exactly this name.
        fitting: the same, and if there are none, records whose words or initials match.
        yes: returns the condition on a model's rows for which a ``When`` certainly holds on a day.
        holding: for a kind's records, returns the rows that say who holds something on a day, as
            ``Relation.by_entry`` names it, with the paths from a row to the record and to the account of the holder.
    """

    named: Callable[[Looking, str], ChooserResult] | None = None
    fitting: Callable[[Looking, str], ChooserResult] | None = None
    yes: Callable[[When, Any, date], Q] = lambda condition, model, day: Q()
    holding: Callable[[str, str, date], tuple[Any, str, str]] | None = None


FINDERS = Finders()


class TypedWords(str):
    """Words that a person typed on a page; they may be any part of a title."""


def _numbers(found: ChooserResult) -> dict[str, str]:
    numbers = _(", ").join(record.number for record in found.records)
    return {"numbers": numbers + " …" if found.more else numbers}


def chooser_label(record: Any) -> str:
    """Return a record's label in the box: number and title."""
    return f"{record.number} {record.title}".strip()


def labels_of(kinds: Sequence[CompiledKind]) -> str:
    """Return the names of the lists in which records are chosen, the first few of many."""
    said = _(", ").join(str(kind.label) for kind in kinds[:FEW])
    return said if len(kinds) <= FEW else _("%(lists)s and %(n)d others") % {"lists": said, "n": len(kinds) - FEW}


class LinkInput(ChooserInput):
    """A text box that suggests records while typing; without scripts, a plain box with choices where several fit."""

    several: tuple[Any, ...] = ()  # the records that the sent words may mean

    def __init__(self, link: RecordLink, *, narrowed: bool = True) -> None:
        super().__init__({"placeholder": HINT})
        self.link, self.narrowed = link, narrowed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context, kinds = super().get_context(name, value, attrs), self.link.offered_kinds()
        asked = {"to": self.link.address_name} if self.narrowed or self.link.several else {}
        asked |= {} if self.narrowed or not asked else {"all": "1"}
        by = f"?{urlencode(asked)}" if asked else ""
        offered = [(record.number, chooser_label(record), str(record.unit)) for record in self.several]
        context["widget"] |= {
            "source": reverse("records:choose", args=[kinds[0].name]) + by if kinds else "",
            "list_label": labels_of(kinds),
            "several": offered,
            "pick_name": f"{name}_pick",
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = data.get(f"{name}_pick") or super().value_from_datadict(data, files, name)
        return TypedWords(sent) if hasattr(data, "getlist") and isinstance(sent, str) else sent  # sent by a page's form

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_pick" not in data


if TYPE_CHECKING:
    Base = forms.ModelChoiceField[Record]  # Django's is no generic class while it runs
else:
    Base = forms.ModelChoiceField


class LinkField(Base):
    """A linked record, chosen by typing."""

    looking: Looking | None = None
    exact = False  # input from a program's address: number, code or whole name, never a part of a title
    record: Any = None  # the record that has the link now: its present link may stay even if the user may not see it

    def __init__(self, link: RecordLink, *, narrowed: bool = True, **kwargs: Any) -> None:
        self.link, self.narrowed = link, narrowed
        super().__init__(Record.objects.none(), **{**kwargs, "widget": LinkInput(link, narrowed=narrowed)})

    def named_by(self) -> str:
        """Return the identifiers by which sheets and programs name a record, as text for people."""
        kinds = self.link.offered_kinds()
        if self.link.several:
            said = _("a number, code, whole name or abbreviation, of one of the lists “%(lists)s”")
            return said % {"lists": labels_of(kinds)}
        return _("a number, code, whole name or abbreviation, of the list “%(list)s”") % {"list": kinds[0].label}

    def example_number(self) -> str:
        """Return a number such as its records have."""
        kinds = self.link.offered_kinds()
        return f"{kinds[0].prefix}2026-0001" if kinds else ""

    def of_record(self, record: Record | None, name: str, actor: Actor, day: date) -> None:
        """Set the actor on whose behalf records are searched, the day, and the record that has the link."""
        self.looking = Looking(self.link, actor, day, self.narrowed)
        self.record = record

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or hasattr(value, "number"):
            return value or None
        words = str(value).strip()[:LONGEST]
        if (now := self.present(words)) is not None:
            return now
        typed = isinstance(value, TypedWords) and not self.exact
        return self._only(self._find_records("fitting" if typed else "named", words), words, typed=typed)

    def present(self, words: str) -> Record | None:
        """Return the record linked now if these words name it; otherwise None."""
        now = self._now()
        return now if now is not None and words in (now.number, chooser_label(now)) else None

    def _find_records(self, way: str, words: str, *, narrowed: bool = True) -> ChooserResult:
        find = getattr(FINDERS, way)
        if find is None or self.looking is None:
            raise RuntimeError("nobody said on whose behalf a linked record is looked for")
        found: ChooserResult = find(replace(self.looking, narrowed=self.narrowed and narrowed), words)
        return found

    def _only(self, found: ChooserResult, words: str, *, typed: bool) -> Any:
        if len(found.records) == 1:
            return found.records[0]
        shown = {"words": words[:40]}
        if not found.records:
            raise ValidationError(_NOT_FOUND, "missing", shown)
        if not typed:  # a program sees no choices: the refusal names the numbers
            raise ValidationError(_("Several match “%(words)s”: %(numbers)s."), "several", shown | _numbers(found))
        if isinstance(self.widget, LinkInput):
            self.widget.several = tuple(found.records)
        if found.more:
            raise ValidationError(_("Many match “%(words)s”: choose one, or type more."), "several", shown)
        raise ValidationError(_("Several match “%(words)s”: choose one."), "several", shown)

    def unclear_name(self, words: str, *, several: bool) -> str:
        """Return the sentence about a name that no record, or more than one, has."""
        said = _("Several match “%(words)s”: choose one.") if several else _NOT_FOUND
        return str(said) % {"words": words[:40]}

    def _now(self) -> Any:
        """Return the record linked now, whose number the form showed."""
        if self.record is None or not getattr(self.record, self.link.attname, None):
            return None
        return getattr(self.record, self.link.name, None)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) or bool(initial)

    def prepare_value(self, value: Any) -> Any:
        """Return number and title for the box; only the number of a record that the actor may not read."""
        if value in self.empty_values or isinstance(value, str):
            return value
        record = value if hasattr(value, "number") else self._now()
        if record is None:
            return ""
        read = self._find_records("named", record.number, narrowed=False).records
        return (
            chooser_label(record) if any(readable_record.pk == record.pk for readable_record in read) else record.number
        )

    def example(self, record: Any, around: Any) -> str:
        """Return the number of the newest record that may be chosen, except the record itself."""
        model = Record if self.link.several else self.link.kinds[0].record
        rows = model._default_manager.filter(erased=None).exclude(pk=record and record.pk)
        if self.link.several:
            rows = rows.filter(kind__in=[kind.name for kind in self.link.offered_kinds()]).exclude(number="")
        if self.link.where is not None and self.looking is not None:
            rows = rows.filter(FINDERS.yes(self.link.where, rows.model, self.looking.day))
        return rows.order_by("-pk").values_list("number", flat=True).first() or ""
