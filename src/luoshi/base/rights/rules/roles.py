"""Which roles one person may not hold together, and which changes of rights need two persons. All declared here.

Source: GB/T 22239-2019 8.1.4.2 d (system, security and audit administrator kept apart; least rights). The other
rules are this program's own:

- The auditor holds no other role: nobody audits their own work. An administrator is no supervisor: a person who grants
  rights must not work with all that they reach. An administrator may also hold a clerk's post, for offices of five
  people; but nobody appoints themselves to anything alone.
- Two persons are needed if an administrator's, auditor's or supervisor's post gets a holder, deputy or another
  charge, or loses its holder, and if a change concerns the administrator who makes it.
- Another administrator confirms; an auditor does only if there is no administrator besides those concerned.
- If there is one administrator and nobody who could confirm anything, that administrator appoints the first auditor
  alone, and the journal records it.
- In an office's first week, while nobody who could confirm has signed in, an administrator also appoints alone. Such an
  appointment ends with the week unless another person confirms it; until then the appointed person confirms nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.base.rights.rules.rights import Role

GUARDED = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR})
DECIDES = frozenset({Role.LEADER, Role.HEAD})  # roles for which a secretary may record decisions
WRITES = frozenset({Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK, Role.COLLECTOR})  # that secretary's roles


WEEK = timedelta(days=7)  # how long one administrator may set up a new office alone


@dataclass(frozen=True)
class RoleHolding:
    """A role that a person holds or deputises in, from a day up to, not including, another."""

    role: Role
    start: date
    until: date


def is_exclusive_role(one: Role, other: Role) -> bool:
    """Return True if nobody may hold both roles at the same time."""
    if one == other:
        return False
    return Role.AUDITOR in (one, other) or {one, other} == {Role.ADMINISTRATOR, Role.SUPERVISOR}


def find_role_conflict(held: Iterable[RoleHolding], new: RoleHolding) -> RoleHolding | None:
    """Return the holding that forbids a new one, because their roles exclude each other and their days overlap."""
    for holding in held:
        if is_exclusive_role(holding.role, new.role) and holding.start < new.until and new.start < holding.until:
            return holding
    return None


def needs_two(roles: Iterable[Role], concerned: Collection[int], actor: int) -> bool:
    """Return True if a change of posts of these roles, concerning these people, needs a second person."""
    return not GUARDED.isdisjoint(roles) or actor in concerned


def eligible_confirmers(
    proposer: int, concerned: Collection[int], administrators: Collection[int], auditors: Collection[int]
) -> frozenset[int]:
    """Return who may confirm the proposer's proposal: other administrators, or the auditors if there is none."""
    apart = {proposer, *concerned}
    return frozenset(administrators) - apart or frozenset(auditors) - apart


def week_over(first: date | None) -> date:
    """Return the first day on which nobody appoints alone; ``first``: since when the office has an administrator."""
    return first + WEEK if first else date.min


def may_alone(actor: int, concerned: Collection[int], confirming: Collection[int], day: date, over: date) -> bool:
    """Return True if an administrator may for now appoint others alone: only in the first week.

    Args:
        confirming: those who could confirm it and have signed in; if there is one, two persons are needed.
        over: the day after that week.
    """
    return day < over and actor not in concerned and not confirming
