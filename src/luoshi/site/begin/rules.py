"""How far an office's set-up has got. Pure: counts in, steps out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from luoshi.base.rights.rules.rights import Role

DAY = timedelta(days=1)
STEPS = ("address", "lines", "units", "second", "supervisors", "leaders", "clerks", "accounts", "values", "document")


@dataclass(frozen=True)
class SetupCounts:
    """What an office has on a day.

    Attributes:
        address: at which others reach the office.
        units: in the tree.
        ready: people with a post and an account, by role.
        bare: people with a post and no account.
        values: how many of the declared parameters have a value for all; ``late``: duties without a date for lack of
            one.
        plans: made from documents.
        chosen: whether somebody has chosen the lines of work.
    """

    address: str = ""
    units: int = 0
    ready: Mapping[Role, int] = field(default_factory=dict)
    bare: int = 0
    declared: int = 0
    values: int = 0
    late: int = 0
    plans: int = 0
    chosen: bool = False


@dataclass(frozen=True)
class SetupStep:
    """A step, whether it is done, and the count it is about."""

    name: str
    done: bool
    count: int


def build_setup_steps(of: SetupCounts) -> list[SetupStep]:
    """List the steps in order; the first unit is the office itself, created with the first administrator."""

    def ready(*roles: Role) -> int:
        return sum(of.ready.get(role, 0) for role in roles)

    administrators, auditors = ready(Role.ADMINISTRATOR), ready(Role.AUDITOR)
    people = sum(of.ready.values()) + of.bare
    return [
        SetupStep("address", bool(of.address), 0),
        SetupStep("lines", of.chosen or of.plans > 0, 0),  # an office that works already has all of them
        SetupStep("units", of.units > 1, of.units),
        SetupStep("second", administrators > 1 or auditors > 0, max(administrators - 1, 0) + auditors),
        SetupStep("supervisors", ready(Role.SUPERVISOR) > 0, ready(Role.SUPERVISOR)),
        SetupStep("leaders", ready(Role.LEADER) > 0, ready(Role.LEADER)),
        SetupStep("clerks", ready(Role.HEAD, Role.CLERK) > 0, ready(Role.HEAD, Role.CLERK)),
        SetupStep("accounts", people > 1 and not of.bare, of.bare),
        SetupStep("values", of.values > 0 and not of.late, of.values),
        SetupStep("document", of.plans > 0, of.plans),
    ]


def count_open_steps(of: list[SetupStep]) -> int:
    """Count the steps still to do."""
    return sum(not step.done for step in of)
