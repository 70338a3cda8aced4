"""Gaps in a line's declaration that do not stop it from starting: what users would miss, and unused declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.desk.declarations.office import LOADED
from luoshi.desk.privacy.erasing.actions import can_be_emptied
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.language.parts import Answer
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.links import links_of
from luoshi.kernel.kinds.registry import kinds_of_line, list_kinds

CHINESE = "zh-hans"


def declaration_gaps(line: Line) -> Iterator[str]:
    """Yield a sentence for each gap of a line, in the active language; none if it is complete."""
    if without := _without_chinese(line):
        yield _("without Chinese: %(words)s") % {"words": ", ".join(without)}
    yield from _unread(line)
    for kind in kinds_of_line(line):
        for said in _lacks(kind):
            yield _("kind %(kind)s: %(lack)s") % {"kind": kind.name, "lack": said}


def _unread(line: Line) -> Iterator[str]:
    """Yield the office's lists and parameters of the line that no field takes and nothing reads."""
    packages = {kind.record.__module__.rpartition(".")[0] for kind in line.kinds}
    for of in (LOADED[package] for package in sorted(packages & LOADED.keys())):
        taken = {code_list.name for kind in list_kinds() for code_list in kind.code_lists()}
        read = {parameter.name for kind in list_kinds() for parameter in kind.values}
        for name in sorted(of.lists.keys() - taken):
            yield _("no field uses the list %(name)s") % {"name": name}
        for name in sorted(of.values.keys() - read):
            yield _("the value %(name)s is not used: name it in a part, or in parameters=") % {"name": name}


def _lacks(kind: CompiledKind) -> Iterator[str]:
    own = [field for field in kind.own_fields if _own(field)]
    steps = kind.cycle.all_steps
    asked = {name for step in steps for name in (*step.sets, *step.puts, *(name for name, _from in step.carries))}
    asked |= {name for step in steps if step.name != RIGHT for name in form_fields(kind, step)}
    asked |= {name for computation in kind.every(Computed) for name in computation.fields}
    shown = {*kind.columns, *kind.shows, *kind.masked_fields, *kind.hidden, *kind.named_by}
    shown |= {answer.name for answer in kind.every(Answer)}  # in a card
    for field in own:
        if field.name not in asked:
            yield _("no step asks for %(field)s: nobody can fill it in") % {"field": field.name}
        if field.name not in shown:
            yield _("%(field)s is shown nowhere: name it in shows") % {"field": field.name}
        if kind.erasable and not can_be_emptied(field):
            yield _("%(field)s could not be erased: allow null (null=True)") % {"field": field.name}
    left = {state for step in steps for state in step.before if step.after not in ("", state)}
    for state in kind.cycle.states:
        if state not in left and state not in kind.cycle.closed:
            yield _("nothing leads out of the state %(state)s, and it is not closed") % {"state": state}
    named = {who for step in steps for who in step.who} | {*kind.rights.sees, *kind.corrects}
    named |= {who for protection in kind.protections for who in (*protection.who, *protection.to)}
    for relation in kind.rights.relations:
        if relation.name not in named:
            yield _("the relation %(relation)s can neither read nor do anything") % {"relation": relation.name}
    if not kind.named_by and "title" not in asked:
        yield _("its records have no title: ask for it in the first step, or set titled=")
    if kind.number is None:
        yield _("its records have no numbers: give it a prefix")
    duties = {name for step in steps for name in step.answers} | set(_answered_over_links(kind))
    for owed in kind.duties_by_name.values():
        if owed.name not in duties and not owed.of_rows:  # rows meet theirs by a day of their own
            yield _("no step answers the duty %(duty)s") % {"duty": owed.name}


def _answered_over_links(kind: CompiledKind) -> Iterator[str]:
    """Yield the duties of a kind that steps of linked records fulfil: ``answers="body.inspection"``."""
    for other in list_kinds():
        links = links_of(other.record)
        for step in other.cycle.all_steps:
            for answer in step.answers:
                way, _dot, duty = answer.rpartition(".")
                if way in links and any(led.name == kind.name for led in links[way].kinds):
                    yield duty


def _own(field: Any) -> bool:
    """Whether people fill it in, as opposed to fields that only the program sets."""
    return bool(field.editable and not field.primary_key)


def _without_chinese(line: Line) -> list[str]:
    """List the English texts that the line shows to people and its catalogue does not translate, without repetition."""
    said = list(_words(line))
    with override(CHINESE):
        left = [text for text in said if str(text) and not any("\u4e00" <= char <= "\u9fff" for char in str(text))]
    with override("en"):
        return sorted({str(text) for text in left})


def _words(line: Line) -> Iterator[object]:
    """Yield all texts that a line shows to people, not yet translated."""
    yield from (line.label, *line.messages.values(), *line.labels.values())
    for kind in kinds_of_line(line):
        yield from (kind.label, kind.one, *kind.cycle.states.values(), *kind.messages.values())
        yield from (step.label for step in kind.cycle.all_steps)
        yield from (relation.label for relation in kind.rights.relations)
        yield from (field.verbose_name for field in kind.own_fields if _own(field))
        yield from (getattr(part, "label", "") for part in kind.parts)
        for rows in kind.every(Rows):
            yield from (field.verbose_name for field in rows.model._meta.local_concrete_fields if _own(field))
        yield from (cell.label for part in kind.every(Coverage) for cell in part.cells)
        for listed in kind.code_lists():
            yield from (listed.label, *(listed.label_of(code) for code in listed.items))
        yield from (words for parameter in kind.values for words in (parameter.label, parameter.unset))
