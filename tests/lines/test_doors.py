"""By whatever door a record of a kind comes to be, it is refused alike and leaves the same.

The form, the API, a sheet of one row and of many, a consequence of another step: of every kind that there is, with the
examples of its declaration. ``make test`` tries kinds that between them have all that beginnings declare; ``--full``
tries every kind.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django import forms
from django.db import transaction

from cast import Cast
from every_kind import opener_of
from examples import apart, as_program, mover, values
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import begin_many, check_many, open_many
from luoshi.evidence.journal.models import Entry, Payload
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields, opens_by_sheet
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of, list_kinds
from luoshi.kernel.steps.actions.checks import check_values
from luoshi.kernel.steps.actions.steps import begin
from matrix_kept import done_entries, undone
from office import NOW
from states import builders, opened

TOLD = "records.Message record"
NEVER = Need(Is(state="nowhere"), "This is never so.")
# Those that begin with a file, with something to draw from, with something that is shown to the public.
APART = ("foreign_tables", "draws", "objections")
BY_SHEET = [
    kind.name for kind in list_kinds() if opens_by_sheet(kind) and kind.cycle.first.who and kind.name not in APART
]


def declares(kind: CompiledKind) -> set[str]:
    """What the beginning of such a record has to do besides writing it, each sort of it once."""
    step = kind.cycle.first
    parts = {sort.__name__ for sort in (Computed, Rows, Files, Unique) if kind.every(sort)}
    said = {name for name in ("needs", "answers", "starts", "follows", "touches", "on") if getattr(step, name)}
    of_kind = ("number", "titled", "masks", "duties_by_name", "validity")
    return parts | said | {name for name in of_kind if getattr(kind, name)}


def covering() -> set[str]:
    """Kinds that between them declare all that any does, each of which adds something."""
    left, chosen = {part for name in BY_SHEET for part in declares(get_kind(name))}, set()
    while left:
        best = max(BY_SHEET, key=lambda name: len(declares(get_kind(name)) & left))
        chosen.add(best)
        left -= declares(get_kind(best))
    return chosen


EACH = [pytest.param(name, marks=() if name in covering() else pytest.mark.full) for name in BY_SHEET]


@pytest.fixture(autouse=True)
def _at_that_moment(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


class Doors:
    """Every way to a record of a kind: each opens one of new examples, the last of two where it takes many."""

    def __init__(self, kind: CompiledKind, cast: Cast) -> None:
        builders()
        if any(getattr(example, "__name__", "") == "newest_person" for example in kind.cycle.first.example.values()):
            persons = get_kind("persons")
            opened(persons, cast, mover(persons, "open"))  # whom such an example names
        self.kind, self.cast, self.step = kind, cast, kind.cycle.first
        opener_of(kind, cast)
        self.who = mover(kind, "open")
        cast.enters(self.who)
        self.given()  # whoever is named in examples is there from now on, whatever is taken back

    def each(self) -> Iterator[tuple[str, Callable[[], Record]]]:
        yield "begin", self.begin
        yield "api", self.api
        yield "sheet", lambda: self.sheet(1)
        yield "long sheet", lambda: self.sheet(2)
        yield "consequence", self.consequence

    def given(self) -> dict[str, Any]:
        return values(self.kind, self.step, self.cast)

    def begin(self) -> Record:
        given, files = apart(self.given())
        return begin(self.kind, self.cast.actor(self.who), given, at=NOW, files=files).record

    def api(self) -> Record:
        answer = self.cast.program(self.who).post(self.kind.name, {"given": as_program(self.given())})
        if answer.status_code != 201:
            raise RecordError("refused", str(answer.data))
        found: Record = self.kind.record._default_manager.latest("pk")
        return found

    def sheet(self, count: int) -> Record:
        rows = [self.row() for _row in range(count)]
        return begin_many(self.kind, self.cast.actor(self.who), rows, at=NOW)[-1]

    def row(self) -> dict[str, Any]:
        """Examples as a sheet has them: without files and rows."""
        given, _files = apart(self.given())
        inside = {part.name for part in self.kind.every(Rows)}
        return {name: value for name, value in given.items() if name not in inside}

    def consequence(self) -> Record:
        given, files = apart(self.given())
        actor = self.cast.actor(self.who)
        told = check_values(self.kind, self.step, given, files, self.kind.record(), actor, NOW)
        with transaction.atomic():
            return open_many(self.kind, [told], actor, at=NOW)[0]

    def checked(self) -> dict[str, Any]:
        (found,) = check_many(self.kind, self.cast.actor(self.who), [self.row()], at=NOW)
        return {**found.wrong}


def left_by(record: Record) -> dict[str, Any]:
    """What a beginning left, as far as no sheet must lack it: what hangs on the record, and what its entry says."""
    kind = kind_of(record)
    lacking = {part.name for part in kind.every(Rows)} | {
        name for name, field in form_fields(kind, kind.cycle.first).items() if isinstance(field, forms.FileField)
    }
    apart = {part.model._meta.label for part in kind.every(Rows)} | {"records.Attachment", "records.Once"}
    hangs = {
        f"{relation.related_model._meta.label} {relation.field.name}": relation.related_model._base_manager.filter(
            **{relation.field.name: record.pk}
        ).count()
        for relation in Record._meta.related_objects
        if relation.related_model._meta.label not in apart
    }
    entries = done_entries().filter(record=record.pk)
    said = [json.loads(payload.data or "{}") for payload in Payload.objects.filter(entry__in=entries).order_by("entry")]
    stored = type(record)._default_manager.get(pk=record.pk)
    return {
        "hangs": Counter(hangs),
        "entries": [journal_entry.step for journal_entry in entries.order_by("pk")],
        "said": [sorted(payload.keys() - lacking - {"withheld"}) for payload in said],
        "state": (stored.state, stored.version, stored.due, bool(stored.number), bool(stored.title), stored.batch_id),
    }


@pytest.mark.parametrize("name", EACH)
def test_every_door_refuses_and_leaves_what_begin_does(db: None, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    declared, cast = get_kind(name), Cast()
    found: dict[str, Any] = {}
    for door, opens in Doors(declared, cast).each():
        with undone():
            found[door] = left_by(opens())
    of_program = found["consequence"]["hangs"]
    of_program[TOLD] = found["begin"]["hangs"][
        TOLD
    ]  # from no post of its own, so none is left out of those who are told
    assert {door: left for door, left in found.items() if left != found["begin"]} == {}

    step = declared.cycle.first
    monkeypatch.setitem(step.__dict__, "needs", (*step.needs, NEVER))
    doors, count = Doors(declared, cast), Record.objects.count()
    for door, opens in doors.each():
        with undone():
            made = Record.objects.filter(kind=name).count()
            with pytest.raises(RecordError) as refused:
                opens()
            sentences = " ".join(
                [str(refused.value), *(sentence for some in refused.value.fields.values() for sentence in some)]
            )
            assert "This is never so." in sentences, door
            assert Record.objects.filter(kind=name).count() == made, door
    with undone():
        assert doors.checked() == {"": ["This is never so."]}
    assert Record.objects.count() == count and not Entry.objects.filter(step=Entry.REFUSED).exists()
