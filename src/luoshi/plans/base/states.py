"""The states of a commitment, in groups that other topics use. Source: domain sheets 02 §2.2 and 12 §12.1."""

from __future__ import annotations

# Before a unit has it: in the published plan, sent out, sent back as not theirs.
LISTED, ISSUED, REFUSED = "listed", "issued", "refused"
# With the unit: accepted, under way, extension requested, returned to be corrected.
ACCEPTED, RUNNING, ASKING, RETURNED = "accepted", "running", "asking", "returned"
# Back with the supervisor: reported done, being checked, submitted to the leader who assigned it.
REPORTED, CHECKING, VERIFIED = "reported", "checking", "verified"
SUSPENDED, STANDING = "suspended", "standing"
# Ended: closed, not done when the year closed, carried over to the next year, withdrawn from the plan, cancelled,
# merged, archived.
CLOSED, LAPSED, CARRIED, WITHDRAWN, CANCELLED, MERGED, ARCHIVED = (
    "closed",
    "lapsed",
    "carried",
    "withdrawn",
    "cancelled",
    "merged",
    "archived",
)

BEFORE = (LISTED, ISSUED, REFUSED)
WITH_UNIT = (ACCEPTED, RUNNING, ASKING, RETURNED)
BACK = (REPORTED, CHECKING, VERIFIED)
OPEN = (*BEFORE, *WITH_UNIT, *BACK, SUSPENDED)  # to be decided before the year is closed
OWED = (ISSUED, *WITH_UNIT, STANDING)  # due dates run; once with the checker, the day of the report counts
GOES_ON = (*OPEN, STANDING)  # an amendment of the plan still changes these
DONE = (CLOSED, ARCHIVED)
ENDED = (CLOSED, LAPSED, CARRIED, WITHDRAWN, CANCELLED, MERGED, ARCHIVED)
UNTOUCHED = (LISTED, ISSUED, REFUSED, WITHDRAWN)  # nobody has accepted it yet
WHOLE = "whole"  # the face of the list without split-off parts, which count within their whole
