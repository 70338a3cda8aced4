"""Switch lines of work on and off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import current_snapshot
from luoshi.kernel.switches.models import LineSwitch
from luoshi.kernel.switches.queries import install_line_uses, needs_of_lines, switchable_lines, switched_off_lines
from luoshi.kernel.switches.rules import list_missing_needs


def set_lines_in_use(names: Collection[str], actor: Actor, *, at: datetime) -> list[Line]:
    """Switch on the lines of these names, and switch off all others that can be; return the lines that changed.

    A line with records is only read from then on, one without stands nowhere; both come back as they were. Each change
    is journaled. This process knows it after the commit, the others before they change anything, and within a second.

    Raises:
        OrgError: ``refused``: the actor is no administrator; ``incomplete``: a name is unknown, or a line is used
            without one that it builds on.
    """
    if Role.ADMINISTRATOR not in actor.roles or actor.behalf:
        raise OrgError("refused", _("Only an administrator can switch lines of work on and off."))
    lines = {line.name: line for line in switchable_lines()}
    if unknown := sorted(set(names) - lines.keys()):
        raise OrgError("incomplete", _("There is no such line of work: %(names)s.") % {"names": ", ".join(unknown)})
    _refuse_missing_needs(names)
    with transaction.atomic():
        before = lines.keys() - switched_off_lines(current_snapshot())
        changed = [line for name, line in lines.items() if (name in before) != (name in names)]
        known = set(LineSwitch.objects.values_list("line", flat=True))
        LineSwitch.objects.bulk_create(
            LineSwitch(line=name, on=name in names, at=at) for name in lines if name not in known
        )
        for line in changed:
            on = line.name in names
            LineSwitch.objects.filter(line=line.name).update(on=on, at=at)
            journal_act("office", "line.on" if on else "line.off", actor, {"line_of_work": line.name}, at=at)
        transaction.on_commit(install_line_uses)
    return changed


def _refuse_missing_needs(names: Collection[str]) -> None:
    every = current_snapshot().lines
    used = {*names, *(name for name, line in every.items() if line.fixed)}
    for name, other in list_missing_needs(needs_of_lines(), used):
        raise OrgError(
            "incomplete",
            _("“%(line)s” builds on “%(other)s”, which would be off.")
            % {"line": every[name].label, "other": every[other].label},
            remedy=_("Nothing was changed. Leave both on, or switch off both."),
        )
