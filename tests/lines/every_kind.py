"""Tries of one kind, whichever it is: its rights, hostile words in its forms and filters, cuts, long lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import lxml.html
from django import forms
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, UniqueConstraint
from django.test.utils import CaptureQueriesContext

from asked import FEW, MANY
from cast import AT, OTHERS, Cast, called
from cpu import apart
from details_tried import details_tried
from examples import form_of, mover, posted, values
from filters_tried import filters_tried
from full import FULL
from hostile import QUESTIONS, SCRIPT, SHORT, harmless
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Payload
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Act, Duty, Occurrence
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import matrix_places
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.messages.models import Message
from matrix_cover import covering
from matrix_kept import done_entries, undone
from matrix_tries import Tries
from states import Records, possible, records_in_every_state

TRIED: set[type] = set()  # classes of fields that were given every hostile word
FORM = "application/x-www-form-urlencoded"
SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT")  # a test is one transaction
PAGES = 60  # rows of more than one page
# Where protected values are read in plain, the list asks for them where its records stand, and its bar does so too.
STANDING = ('FROM "org_placement"', 'FROM "records_party"')
TYPED = forms.Textarea, forms.TextInput


@dataclass
class Stand:
    """A kind, the people around its records, and a record in each of its states."""

    kind: CompiledKind
    cast: Cast
    records: Records = field(default_factory=dict)

    @property
    def listed(self) -> set[str]:
        """The fields that its list shows."""
        return {"title", *self.kind.columns}

    def of(self, step: Step) -> list[Record]:
        """The records from which a step starts; none where it begins one."""
        found = [self.records.get(f"{state}/{step.name}") or self.records.get(state) for state in step.before]
        return [tried_record for tried_record in found if tried_record]


def opener_of(kind: CompiledKind, cast: Cast) -> str:
    """One more person who may open; no cell, since who opened a record stands to it in a way of their own."""
    unit, role = "side", Role.COLLECTOR
    if kind.cycle.first.who:
        who = mover(kind, "open")
        role, stand = next(
            (role, stand) for role in Role for stand in matrix_places(kind) if called(role, stand) == who
        )
        unit = AT.get(stand, stand)
    return cast.person("opener", "登记人", unit, role)


def standing(kind: CompiledKind, cast: Cast) -> Stand:
    """The kind with a record in each of its states.

    Raises:
        AssertionError: no way leads to a state, so that its steps would go untried.
    """
    records = records_in_every_state(kind, cast, opener_of(kind, cast))
    reached = {name.partition("/")[0] for name in records}
    assert reached == set(kind.cycle.states), f"no way leads to {set(kind.cycle.states) - reached}"
    return Stand(kind, cast, records)


def sampled(tries: Tries) -> None:
    """Try the sample of a kind's cells, and what they may do who opened its records, have them or decide on them."""
    declared = tries.kind
    for cell in covering(declared):
        tries.cell(cell)
    for who, theirs in by_themselves(declared, tries.cast, tries.records).items():
        for step in declared.cycle.steps:
            if not theirs.isdisjoint(step.who):
                tries.step(who, step.name, True, True)
        kept_out = [step.name for step in declared.cycle.steps if theirs.isdisjoint(step.who)]
        if kept_out and who in OTHERS:  # who opened it has rights by role and place besides
            tries.step(who, kept_out[0], False, True)


def by_themselves(kind: CompiledKind, cast: Cast, records: Records) -> dict[str, set[str]]:
    """Those who stand to all of the records as the person or post they are, with the relations in which they do so."""
    ids, office = {record.pk for record in records.values()}, cast.office
    owners, deciders, openers = (
        set(Record.objects.filter(pk__in=ids).values_list(name, flat=True)) for name in ("owner", "decider", "opener")
    )
    found: dict[str, set[str]] = {}
    for who in [words for words in (*OTHERS, "opener") if words in office.posts]:
        post, person = {office.posts[who].pk}, {office.people[who].pk}
        theirs = {
            relation.name
            for relation in kind.rights.relations
            if (relation.owner and owners == post)
            or (relation.decides and deciders == post)
            or (relation.opener and openers == person)
        }
        found |= {who: theirs} if not theirs.isdisjoint(kind.rights.sees) else {}
    return found


def tried(stand: Stand, *, api: bool = True) -> dict[str, Any]:
    """What was found wrong with the kind, by what was tried: ``SOUND`` where nothing was."""
    rights = Tries(stand.cast, stand.kind, stand.records, api=api, whole=False)
    sampled(rights)
    few, many = (long(stand, count, api) for count in (FEW, MANY))
    return {
        "rights": rights.wrong,
        "scripts": scripts(stand),
        "broken": broken(stand),
        "left by halves": halved(stand),
        "due dates": due_dates(stand),
        "filters": filters_tried(stand.kind, stand.cast, list(stand.records.values())),
        "more queries for more rows": [
            (queries, more) for queries, more in zip(few, many, strict=True) if more > queries
        ],
        "sent twice": [sent for count in (MANY, PAGES) for sent in repeated(stand, count)],
        "details": details_tried(stand.kind, stand.cast, stand.records.values()),
    }


SOUND: dict[str, Any] = {
    "rights": [], "scripts": [], "broken": [], "left by halves": [], "due dates": [], "filters": [],
    "more queries for more rows": [], "sent twice": [], "details": [],
}  # fmt: skip


# ---- due dates


def due_dates(stand: Stand) -> list[str]:
    """Due dates that the list of the kind does not show: it has no column for them, or another day is in it."""
    dues = dict(stand.kind.record._base_manager.exclude(due=None).values_list("pk", "due"))
    if not stand.kind.falls_due:
        return [f"{pk} is due on {due}, of a kind that never falls due" for pk, due in dues.items()]
    reader = mover(stand.kind, "read")
    stand.cast.enters(reader)
    table = stand.cast.client(reader).get(f"/{stand.kind.name}/").context["table"]
    shown = {int(row.key): row.cells[-1].text for row in table.rows}
    return [f"{pk} is due on {due}" for pk, due in dues.items() if shown.get(pk, due.isoformat()) != due.isoformat()]


# ---- hostile words


def asked(stand: Stand) -> Iterator[tuple[Step, Record | None, str, str]]:
    """Each step that a person may take on a page: from where, its address, and who."""
    for step in stand.kind.cycle.opens:
        usual = step is stand.kind.cycle.first
        names = {relation.name for relation in stand.kind.rights.relations if relation.names}
        if {*step.who} - names and step_form(stand.kind, step) is not None:  # who names himself has a page of his own
            who = mover(stand.kind, "open" if usual else step.name)
            yield step, None, f"/{stand.kind.name}/new/" + ("" if usual else f"{step.name}/"), who
    for step in stand.kind.cycle.steps:
        records = stand.of(step)
        if records and step_form(stand.kind, step) is not None and possible(stand.kind, step):
            yield step, records[0], f"{records[0].get_absolute_url()}{step.name}/", mover(stand.kind, step.name)


def injected(words: str) -> list[str]:
    """What of a page's words became more than words."""
    page = lxml.html.document_fromstring(words.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    found = page.xpath("//*[@onerror or @onload or @src='x'] | //*[starts-with(@href, 'javascript:')]")
    return [lxml.html.tostring(element).decode() for element in found] + ["49{%now%}"] * ("49{%now%}" in words)


def fits(one: forms.Field) -> str | None:
    """The longest script that a box for words takes; None where it is no such box."""
    plain = type(one) is forms.CharField and isinstance(one.widget, TYPED)
    most = getattr(one, "max_length", None) or len(SCRIPT)
    return next((words for words in (SCRIPT, SHORT) if plain and len(words) <= most), None)


def scripts(stand: Stand) -> list[Any]:
    """What went wrong when each step was given scripts for words, and its record was looked at then."""
    wrong: list[Any] = []
    for step, record, path, who in asked(stand):
        stand.cast.enters(who)
        form = form_of(stand.kind, step, stand.cast, record)
        typed = {name: words for name, field_class in form.fields.items() if (words := fits(field_class))}
        given = {**values(stand.kind, step, stand.cast, record=record), **typed}
        if not typed:
            continue
        with undone():
            answer = stand.cast.client(who).post(path, {**posted(given), "seen": record.version if record else ""})
            there = answer["Location"] if answer.status_code == 302 else path
            listed = FULL or record is None or not stand.listed.isdisjoint(typed)
            for at in (there, f"/{stand.kind.name}/") if listed else (there,):
                words = harmless(stand.cast.client(who).get(at), at)
                wrong += [(step.name, at, finding) for finding in injected(words)]
            wrong += [(step.name, finding) for finding in injected(harmless(answer, path) or "<p></p>")]
    return wrong


def warmed(kind: CompiledKind, cast: Cast) -> None:
    """Ask a list and its API once, and leave nothing of it."""
    reader = mover(kind, "read")
    with transaction.atomic(), undone():
        cast.enters(reader)
        cast.client(reader).get(f"/{kind.name}/")
        cast.program(reader).get(kind.name)


def broken(stand: Stand) -> list[str]:
    """Forms and filters at which words that nobody should be asked for led to an error of the program.

    Each class of fields is given all such words once in a run, every other field two.
    """
    found: list[str] = []
    for step, record, path, who in asked(stand):
        stand.cast.enters(who)
        client, fields = stand.cast.client(who), form_of(stand.kind, step, stand.cast, record).fields
        for whose, words_found in _words(fields, posted(values(stand.kind, step, stand.cast, record=record))):
            with whose, undone():
                found += _harm(client.post(path, _encoded(words_found), FORM), (path, words_found))
    reader, path = mover(stand.kind, "read"), f"/{stand.kind.name}/"
    stand.cast.enters(reader)
    client = stand.cast.client(reader)
    shown = client.get(path).context.get("filters") or {}
    for whose, words_found in _words(shown["form"].fields if shown.get("form") else {}, {}):
        with whose:
            found += _harm(client.get(f"{path}?{_encoded(words_found)}"), (path, words_found))
    return found


def _words(
    fields: dict[str, forms.Field], usual: dict[str, Any]
) -> Iterator[tuple[AbstractContextManager[None], dict[str, Any]]]:
    """What fields are given, and on whose account: all of them two words, those of a class not met before every word.

    Boxes for words take most of them, alone; all other classes are asked together: each reads what it was given.
    """
    for words in (QUESTIONS[0], QUESTIONS[9]) if fields else ():
        yield nullcontext(), usual | dict.fromkeys(fields, words)
    new = {type(field_class): name for name, field_class in reversed(fields.items()) if type(field_class) not in TRIED}
    TRIED.update(new)
    boxes = [name for field_class, name in new.items() if field_class is forms.CharField]
    for names in (*([box] for box in boxes), [name for name in new.values() if name not in boxes]):
        yield from ((apart(), usual | dict.fromkeys(names, words)) for words in QUESTIONS if names)


def _encoded(given: dict[str, Any]) -> str:
    texts = {name: value for name, value in given.items() if not hasattr(value, "read")}
    plain = {
        name: text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text for name, text in texts.items()
    }
    return urlencode(plain, doseq=True)


def _harm(answer: Any, where: object) -> list[str]:
    try:
        harmless(answer, where)
    except AssertionError as error:
        return [str(error)[:400]]
    return []


# ---- cuts


class Cut(Exception):
    """What befalls a step at its last write."""


def halved(stand: Stand) -> list[str]:
    """Steps that left something behind when they were cut off at their last write, all else having been written."""
    left: list[str] = []
    for step, record, path, who in asked(stand):
        stand.cast.enters(who)
        given = values(stand.kind, step, stand.cast, record=record)
        client = stand.cast.client(who)
        with undone():
            before = written(stand.kind)
            with patch.object(Took, "write", side_effect=Cut), suppress(Cut):
                client.post(path, {**posted(given), "seen": record.version if record else ""})
            left += [step.name] * (written(stand.kind) != before)
    return left


def written(kind: CompiledKind) -> list[Any]:
    """The records of a kind as they are, and how many rows there are of all that steps write besides."""
    return [
        sorted(kind.record._base_manager.values_list()),
        done_entries().count(),
        Payload.objects.filter(entry__in=done_entries()).count(),
        *(model._base_manager.count() for model in (Duty, Occurrence, Act, Message, Party, Attachment)),
    ]


# ---- many records


def long(stand: Stand, count: int, api: bool) -> list[int]:
    """Queries of its list with so many rows on a page more, by page and by API."""
    reader = mover(stand.kind, "read")
    stand.cast.enters(reader)
    client, program = stand.cast.client(reader), stand.cast.program(reader)
    asks = [lambda: client.get(f"/{stand.kind.name}/"), lambda: program.get(f"{stand.kind.name}?limit=100")]
    found: list[int] = []
    with undone():
        more(stand, count)
        for ask in asks if api else asks[:1]:
            ask()
            with CaptureQueriesContext(connection) as queries:
                answer = ask()
            shown = len(answer.data["rows"]) if ask is asks[1] else answer.content.decode().count('scope="row"')
            assert answer.status_code == 200 and shown >= count
            counted = ask is asks[0] and 'class="pager' in answer.content.decode()  # where there is a second page
            found.append(len(queries) - counted)
    return found


def repeated(stand: Stand, count: int) -> list[tuple[str, str]]:
    """Statements that one request for its list sent more than once, of a reader and of those whose list has a bar.

    With the same values or with others: what differs by row, by link or by tab is asked for all of them together.
    """
    acts = ["read", *(step.name for step in stand.kind.cycle.steps if step.bulk)]
    found: list[tuple[str, str]] = []
    with undone():
        more(stand, count)
        for who in sorted({mover(stand.kind, act) for act in acts}):
            stand.cast.enters(who)
            client = stand.cast.client(who)
            client.get(f"/{stand.kind.name}/")
            sent: Counter[str] = Counter()

            def noted(execute: Any, sql: str, *rest: Any, sent: Counter[str] = sent) -> Any:
                plain = any(part.plain for part in stand.kind.protections) and any(table in sql for table in STANDING)
                sent[sql] += not plain and not sql.startswith(SAVEPOINTS)
                return execute(sql, *rest)

            with connection.execute_wrapper(noted):
                assert client.get(f"/{stand.kind.name}/").status_code == 200
            found += [(who, sql) for sql, times in sent.items() if times > 1]
    return found


def more(stand: Stand, count: int) -> None:
    """So many more records like the first; where there is one for each of something else, as many as were made."""
    one = next(iter(stand.records.values()))
    try:
        with transaction.atomic():
            for number in range(count):
                copied(one, f"{count}-{number}")
    except IntegrityError:
        if count > FEW:
            records_in_every_state(stand.kind, stand.cast, "opener")


def copied(record: Record, number: str) -> None:
    """One more row like this record's, with the same parties."""
    parties = list(Party.objects.filter(record=record.pk).values_list("name", "unit"))
    made = type(record)._base_manager.get(pk=record.pk)
    made.pk = made.id = None
    made._state.adding = True
    made.number = f"{made.number[:1]}{number}"
    for column in made._meta.concrete_fields:
        if column.unique and column.null:  # what only one of them may be of
            setattr(made, column.name, None)
    for bound in made._meta.constraints:
        alone = bound.fields if isinstance(bound, UniqueConstraint) and len(bound.fields) == 1 else ()
        for name in alone:
            text = made._meta.get_field(name)
            if isinstance(text, CharField) and text.blank:
                setattr(made, name, "")
    made.save()
    Party.objects.bulk_create(Party(record_id=made.pk, name=name, unit_id=unit) for name, unit in parties)
