"""Which roles one person may not hold together, and which changes of rights need two persons. Declared here alone.

Source: GB/T 22239-2019 8.1.4.2 d (system, security and audit administrator kept apart; least rights); the rest is
ours:

- The auditor holds no other role: nobody audits their own doing. An administrator is no supervisor: whoever gives
  rights does not work with all that they reach. An administrator may hold a clerk's post besides, for offices of five
  people; but nobody appoints themselves to anything alone.
- Two persons are needed where an administrator's, auditor's or supervisor's post gets a holder, deputy or another
  charge, or loses its holder, and where a change concerns the administrator who makes it.
- Another administrator confirms; only where there is none besides those concerned, an auditor.
- Where there is one administrator and nobody who could confirm anything, that administrator appoints the first auditor
  alone, and the journal says so.
- In an office's first week, while nobody who could confirm has signed in, an administrator appoints alone too. Such an
  appointment ends with the week unless another confirms it; whoever was so appointed confirms nothing before that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.org.rights.rules.rights import Role

GUARDED = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR})
DECIDES = frozenset({Role.LEADER, Role.HEAD})  # for whom a secretary may record
WRITES = frozenset({Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK, Role.COLLECTOR})  # who may be that secretary


WEEK = timedelta(days=7)  # in which an office that begins may be set up by one administrator


@dataclass(frozen=True)
class RoleHolding:
    """A role that someone holds or deputises in from a day up to, not including, another."""

    role: Role
    start: date
    until: date


def is_exclusive_role(one: Role, other: Role) -> bool:
    """Whether nobody may hold both roles at a time."""
    if one == other:
        return False
    return Role.AUDITOR in (one, other) or {one, other} == {Role.ADMINISTRATOR, Role.SUPERVISOR}


def find_role_conflict(held: Iterable[RoleHolding], new: RoleHolding) -> RoleHolding | None:
    """The holding that forbids a new one: their roles exclude each other and they share a day."""
    for holding in held:
        if is_exclusive_role(holding.role, new.role) and holding.start < new.until and new.start < holding.until:
            return holding
    return None


def needs_two(roles: Iterable[Role], concerned: Collection[int], actor: int) -> bool:
    """Whether a change of posts of these roles, concerning these people, is more than the actor may do alone."""
    return not GUARDED.isdisjoint(roles) or actor in concerned


def eligible_confirmers(
    proposer: int, concerned: Collection[int], administrators: Collection[int], auditors: Collection[int]
) -> frozenset[int]:
    """Who may confirm what the proposer proposed: other administrators, or the auditors where there is none."""
    apart = {proposer, *concerned}
    return frozenset(administrators) - apart or frozenset(auditors) - apart


def week_over(first: date | None) -> date:
    """The first day on which nobody appoints alone any more; ``first``: since when the office has an administrator."""
    return first + WEEK if first else date.min


def may_alone(actor: int, concerned: Collection[int], confirming: Collection[int], day: date, over: date) -> bool:
    """Whether an administrator may appoint alone for now what takes two persons: others, and only in the first week.

    Args:
        confirming: those who could confirm it and have signed in: where there is one, two persons it is.
        over: the day after that week.
    """
    return day < over and actor not in concerned and not confirming
