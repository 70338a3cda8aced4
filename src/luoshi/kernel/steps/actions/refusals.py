"""Refused attempts that are journaled: for lack of a permission, or by a need that says so.

Nothing else of them is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import is_kept_apart
from luoshi.kernel.switches.words import switched_off_words, switched_on_by
from luoshi.org.tree.models import Unit


class JournaledRefusal(RecordError):
    """A refusal that is journaled; ``subject`` is its object as the journal names it."""

    def __init__(self, subject: Record | str, code: str, what: str, *, given: Mapping[str, object] = {}, **said: Any):
        super().__init__(code, what, **said)
        self.subject, self.given = subject, dict(given)


class NotTheirs(JournaledRefusal):
    """An attempt without permission."""


def switched_off(kind: CompiledKind, subject: Record | str) -> NotTheirs:
    """Return the refusal of any step in a line that the office has switched off."""
    return NotTheirs(subject, "refused", switched_off_words(kind), where=str(subject), remedy=switched_on_by())


def not_theirs(record: Record, step: Step, actor: Actor | None = None) -> NotTheirs:
    """Return the refusal of a step that the actor may not take, or that nobody may: its line is switched off."""
    if kind_of(record).read_only:
        return switched_off(kind_of(record), record)
    if actor is not None and is_kept_apart(step, record, actor):
        return NotTheirs(
            record,
            "refused",
            _("You entered it yourself: “%(step)s” is for somebody else.") % {"step": step.label},
            where=str(record),
            remedy=_("Ask a colleague who may take it."),
        )
    return NotTheirs(
        record,
        "refused",
        _("You may not take the step “%(step)s”.") % {"step": step.label},
        where=str(record),
        remedy=_("Ask the unit or post that has the matter now."),
    )


def not_seen(record: Record) -> NotTheirs:
    """Return the refusal for a record that the actor may not see, worded as if it did not exist."""
    return NotTheirs(record, "missing", _("There is no such matter, or you may not see it."))


def not_here(kind: CompiledKind, unit: Unit | None) -> NotTheirs:
    """Return the refusal to open a record of the kind in this unit; None: in any unit, as under a leader's mandate."""
    if kind.read_only:
        return switched_off(kind, kind.name)
    return NotTheirs(
        kind.name,
        "refused",
        _("You may not enter this for this unit."),
        where=str(unit or ""),
        remedy=_("Choose a unit that you work for, or ask it to enter the matter."),
        given={"unit": unit} if unit else {},
    )


@contextmanager
def refusals_journaled(step: str, actor: Actor, at: datetime) -> Iterator[None]:
    """Journal a ``JournaledRefusal`` once the work inside is rolled back, and re-raise it."""
    try:
        yield
    except JournaledRefusal as error:
        journal_refusal(error, step, actor, at)
        raise


def journal_refusal(error: JournaledRefusal, step: str, actor: Actor, at: datetime) -> None:
    """Journal a refused attempt in its own transaction."""
    with transaction.atomic():
        journal_act(error.subject, Entry.REFUSED, actor, {"step": step, **error.given}, at=at)


def keep_unseen(kind: CompiledKind, pk: int, step: Step, actor: Actor, at: datetime) -> None:
    """Journal an attempt on a record that the actor may not see; do nothing if it does not exist."""
    record = kind.record._default_manager.filter(pk=pk).first()
    if record is not None:
        journal_refusal(not_seen(record), step.name, actor, at)
