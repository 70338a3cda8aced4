"""The states of a commitment, by groups that others ask about. Source: domain sheet 02 §2.2 and 12 §12.1."""

from __future__ import annotations

# Before a unit has it: in the published plan, sent out, sent back as not theirs.
LISTED, ISSUED, REFUSED = "listed", "issued", "refused"
# With the unit: signed for, under way, more time asked for, put right after a return.
ACCEPTED, RUNNING, ASKING, RETURNED = "accepted", "running", "asking", "returned"
# Back with whoever supervises it: reported done, being checked, put to the leader who set it.
REPORTED, CHECKING, VERIFIED = "reported", "checking", "verified"
SUSPENDED, STANDING = "suspended", "standing"
# Ended: closed, not done when the year closed, taken over by the next year, out of the plan, stopped, joined, archived.
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
OPEN = (*BEFORE, *WITH_UNIT, *BACK, SUSPENDED)  # of which something must become before the year is closed
OWED = (ISSUED, *WITH_UNIT, STANDING)  # whose due dates run; what is with the checker is judged by the day it came
GOES_ON = (*OPEN, STANDING)  # what an amendment of the plan still changes
DONE = (CLOSED, ARCHIVED)
ENDED = (CLOSED, LAPSED, CARRIED, WITHDRAWN, CANCELLED, MERGED, ARCHIVED)
UNTOUCHED = (LISTED, ISSUED, REFUSED, WITHDRAWN)  # nobody has accepted it yet
WHOLE = "whole"  # the face of the list without parts given on, which count within their whole
