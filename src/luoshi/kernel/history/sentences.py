"""The journal's entries as sentences: who did what to which record, with which values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.system_steps import KEYS, SENTENCES, VALUES
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text, with_words
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.forms.row_forms import RowsField
from luoshi.kernel.kinds.forms.row_words import said_edit
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.registry import get_kind, per_snapshot
from luoshi.org.tree.models import FOREVER

LONGEST = 60  # maximum length of one value; the record's page shows it in full
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")  # the form in payloads
COUNTED = ("erased", "findings")  # shown by their number: ids of entries, findings


Pointed = tuple[int, str]  # id and name of a row, as entries hold them; for a record its number
Called = Mapping[Pointed, str]
NOBODY: Called = {}


class Values(dict[str, object]):
    """The values of a sentence: a missing one becomes "…", since the journal must be readable whatever it holds."""

    def __missing__(self, key: str) -> str:
        return "…"


def entry_sentence(entry: Entry, *, plain: bool, names: Mapping[str, str]) -> str:
    """Return an entry as one sentence. No query: person, record, payload and the erasing entry are loaded.

    Args:
        plain: The reader may know what the record is about; otherwise they see its number only.
        names: The names of subjects that are not records, keyed like "unit:5".
    """
    declared = declared_of(entry)
    given = given_of(entry) if plain else {}
    fills = Values({name: value for name, (_label, value) in given.items()})
    fills |= {"who": entry_actor_text(entry), "what": entry_subject_text(entry, plain, names)}
    step = declared.cycle.by_name.get(entry.step) if declared else None
    if step:
        fills["step"] = str(step.label)
        words: StrOrPromise = _of_step(step.before, given)
        said = {"unit"} if step.before else set()
        if entry.record and given.get("title", ("", ""))[1] == entry.record.title:
            said.add("title")
    else:
        fills["step"] = refused_step_label(entry) if entry.step == Entry.REFUSED else entry.step
        sort = entry.step.partition(".")[0] + "."
        words = SENTENCES.get(entry.step) or SENTENCES.get(sort) or _("%(who)s: %(step)s, %(what)s%(given)s.")
        said = {name for name in given if f"%({name})s" in str(words)}
    fills["given"] = _in_brackets(entry, given, said, plain)
    return str(words) % fills


def refused_step_label(entry: Entry) -> str:
    """Return the label of the step that was refused; it reveals nothing about a case beyond the names of steps."""
    _label, name = given_of(entry).get("step", ("", ""))
    try:
        step = get_kind(entry.subject.partition(":")[0]).cycle.by_name.get(name)
    except KeyError:
        step = None
    return str(step.label) if step else name or "…"


def _of_step(before: tuple[str, ...], given: Mapping[str, object]) -> str:
    if not before:
        return _("%(who)s entered %(what)s%(given)s.")
    if "unit" in given:
        return _("%(who)s handed %(what)s to %(unit)s: “%(step)s”%(given)s.")
    return _("%(who)s took the step “%(step)s” on %(what)s%(given)s.")


def _in_brackets(entry: Entry, given: Mapping[str, tuple[str, str]], said: set[str], plain: bool) -> str:
    if (day := erased_on(entry)) is not None:
        return _(" (content erased on %(day)s)") % {"day": day.isoformat()}
    if not plain:
        return ""
    rest = [
        _("%(label)s: %(value)s") % {"label": label, "value": Truncator(value).chars(LONGEST)}
        for name, (label, value) in given.items()
        if name not in said and value
    ]
    return _(" (%(given)s)") % {"given": _("; ").join(rest)} if rest else ""


def entry_actor_text(entry: Entry) -> str:
    """Return who acted, and on what basis if the post was not their own."""
    name = entry.person.name if entry.person else _("The program")
    if " mandate" in entry.actor:
        return _("%(name)s (recording for the leader)") % {"name": name}
    return _("%(name)s (as deputy)") % {"name": name} if " deputy" in entry.actor else name


def entry_subject_text(entry: Entry, plain: bool, names: Mapping[str, str]) -> str:
    """Return what was acted on: a record by number and title, anything else by name."""
    if entry.record is None:
        return names.get(entry.subject, entry.subject)
    number = entry.record.number or entry.subject
    return _("%(number)s “%(title)s”") % {"number": number, "title": entry.record.title} if plain else number


@dataclass(frozen=True)
class GivenValue:
    """A value that a step was given, in words: its label, and what stood there before if the entry says so."""

    name: str
    label: str
    text: str
    was: str | None = None
    column: bool = False  # of the record itself, as opposed to a further question or rows inside it


def given_of(entry: Entry, called: Called = NOBODY) -> dict[str, tuple[str, str]]:
    """Return what a step was given, by name: label and value for readers; empty if it was erased.

    Args:
        called: Names of referenced records, if they are to say more than the number that an entry holds.
    """
    return {value.name: (value.label, with_former(value.text, value.was)) for value in given_values(entry, called)}


def with_former(text: str, was: str | None) -> str:
    """Return a value with the one that stood there before; None if that is not known."""
    if was is None:
        return text
    return _("%(value)s (before: %(was)s)") % {"value": text or _("empty"), "was": was or _("empty")}


def given_values(entry: Entry, called: Called = NOBODY) -> Iterator[GivenValue]:
    """Yield the values that a step was given, in words; none if the entry was erased. ``called`` as in ``given_of``."""
    declared = declared_of(entry)
    known = step_labels(declared.name, entry.step) if declared else {}
    columns = {column.name: column for column in declared.record._meta.concrete_fields} if declared else {}
    data = _named(_data(entry), called) if called else _data(entry)
    stood: object = data.get("was")
    was: dict[str, object] = stood if isinstance(stood, dict) else {}
    for name, value in ({**dict.fromkeys(was), **data} if was else data).items():
        if was and name == "was":
            continue
        label, choices = known.get(name, (KEYS.get(name, name), {}))
        denied = name in was or getattr(columns.get(name), "null", False)  # changed to no, or no beside yes and unknown
        if (value is False and not denied) or value == FOREVER.isoformat():
            continue  # a box that is not ticked is no denial
        if name == "source" and entry.step.startswith("account."):
            label = KEYS["address"]
        if isinstance(choices, RowWords):
            yield GivenValue(name, str(label), choices.of(value, entry))
            continue
        choices = choices or VALUES.get(name, {})
        if isinstance(choices, CodeListWords):
            choices = choices.of(value, entry)
        if name in COUNTED and isinstance(value, list):
            value = len(value)
        before = as_text(was[name], choices, known) if name in was else None
        yield GivenValue(name, str(label), as_text(value, choices, known), before, name in columns)


def referenced_rows(entry: Entry) -> set[Pointed]:
    """Return the rows that an entry names by id and name (a record by its number)."""
    found: set[Pointed] = set()
    left: list[object] = [_data(entry)]
    while left:
        one = left.pop()
        if (key := _key(one)) is not None:
            found.add(key)
        elif isinstance(one, dict | list):
            left.extend(one.values() if isinstance(one, dict) else one)
    return found


def _key(value: object) -> Pointed | None:
    if isinstance(value, dict) and value.keys() == {"id", "name"}:
        pk, name = value["id"], value["name"]
        return (pk, name) if type(pk) is int and isinstance(name, str) else None
    return None


def _named(value: Any, called: Called) -> Any:
    if (key := _key(value)) is not None:
        return {**value, "name": called.get(key, key[1])}
    if isinstance(value, dict):
        return {name: _named(part, called) for name, part in value.items()}
    return [_named(part, called) for part in value] if isinstance(value, list) else value


def _data(entry: Entry) -> dict[str, object]:
    """Return the content of an entry; empty if erased, or altered past the program, which verification reports."""
    payload = getattr(entry, "payload", None)
    if payload is None or payload.data is None:
        return {}
    try:
        data = json.loads(payload.data)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def as_text(value: object, choices: Mapping[str, object], known: Mapping[str, tuple[object, object]]) -> str:
    """Return a payload value as shown to readers: a choice by its label, a row by its name, a list joined."""
    if isinstance(value, dict):
        if "name" in value or "file" in value:
            return str(value.get("name", value.get("file")))
        return _(", ").join(f"{KEYS.get(name, name)} {as_text(part, {}, known)}" for name, part in value.items())
    if isinstance(value, list):
        return _(", ").join(as_text(part, choices, known) for part in value)
    if value is None or isinstance(value, bool):
        return plain_text(value)
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return timezone.localtime(datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, str) and value in known and not choices:
        return str(known[value][0])  # the name of a field, as in a list of withheld fields
    return str(choices.get(str(value), value))


@per_snapshot()
def step_labels(name: str, step: str) -> dict[str, tuple[object, dict[str, object]]]:
    """Return the fields of a step of a kind by name: the label, and the labels of the choices. Not yet translated."""
    declared = get_kind(name)
    own: dict[str, tuple[object, dict[str, object]]] = {}
    for column in declared.record._meta.get_fields():
        if hasattr(column, "verbose_name"):
            called = dict(declared.record.CALLED.get(column.name, ())) or _of_list(declared, column.name)
            own[column.name] = (column.verbose_name, _choices(getattr(column, "choices", None)) or called)
    general: dict[str, tuple[object, dict[str, object]]] = {name: (label, {}) for name, label in KEYS.items()}
    row = declared.cycle.by_name.get(step)
    if row is None:  # not a step of the kind: its values are not the kind's fields either
        return own | general
    for field_name, field in form_fields(declared, row).items():
        before = own.get(field_name, ("", {}))
        if isinstance(field, RowsField):
            own[field_name] = (field.label, RowWords(field.part))
            continue
        found_out = hasattr(field, "queryset") or hasattr(field, "of_record")
        choices = {} if found_out else _choices(getattr(field, "choices", None))
        own[field_name] = (field.label or before[0] or field_name, choices or before[1])
    return general | own


class Worded(Protocol):
    """A field whose codes have words by unit and day."""

    def format_code(self, code: str, unit: int | None, day: date) -> str:
        """Return the word for a code in a unit on a day."""


class CodeListWords(dict[str, object]):
    """The labels of a field whose codes are named by unit and day: for an entry, as of the day of the entry."""

    def __init__(self, field: Worded) -> None:
        super().__init__({"": ""})  # must not be falsy: it stands for the labels of the field
        self.field = field

    def of(self, value: object, entry: Entry) -> dict[str, str]:
        """Return the label of a value in this entry."""
        unit = entry.record.unit_id if entry.record else None
        return {str(value): self.field.format_code(str(value), unit, timezone.localdate(entry.at))}


class RowWords(dict[str, object]):
    """The words for rows that a step was given: added, changed and removed ones."""

    def __init__(self, part: Rows) -> None:
        super().__init__({"": ""})  # must not be falsy: it stands for the words of the rows
        self.part = part

    def of(self, value: Any, entry: Entry) -> str:
        """Return what an entry says about the rows."""
        unit = entry.record.unit_id if entry.record else None
        return said_edit(self.part, value, unit, timezone.localdate(entry.at))


def _of_list(declared: CompiledKind, name: str) -> dict[str, object]:
    field = with_words(declared.record, name)
    return CodeListWords(field) if field else {}


def _choices(choices: Iterable[tuple[object, object]] | None) -> dict[str, object]:
    return {str(code): label for code, label in choices or () if not isinstance(label, list | tuple)}


def declared_of(entry: Entry) -> CompiledKind | None:
    """Return the declared kind of the entry's record; None if there is none."""
    try:
        return get_kind(entry.subject.partition(":")[0]) if entry.record_id else None
    except KeyError:
        return None


def erased_on(entry: Entry) -> date | None:
    """Return the day on which the entry's content was erased; None if it was not."""
    payload = getattr(entry, "payload", None)
    by = payload.erased_by if payload is not None and payload.data is None else None
    return timezone.localdate(by.at) if by else None
