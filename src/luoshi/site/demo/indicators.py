"""Demo indicators: some are adopted from the library, and terms in the plans are linked to them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from luoshi.facts.library.actions import take_in
from luoshi.plans.indicator_terms.actions import record_term_meaning
from luoshi.plans.indicator_terms.queries import undefined_terms
from luoshi.plans.rows.actions.editing import By

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

TAKEN, SAID = 58, 57  # working days ago
DESK, BY = "YL-DC", "du"
CODES = ("literacy", "contracts", "high_tech", "output_high_share", "st_enterprise", "kp_people", "kp_lectures")


def plan_indicators(making: Making) -> None:
    """Schedule both."""
    making.later(making.at(TAKEN), partial(_take, making))
    making.later(making.at(SAID), partial(_say, making))


def _take(making: Making, at: datetime) -> None:
    take_in(CODES, making.units[DESK], making.actor(BY, at), at=at)


def _say(making: Making, at: datetime) -> None:
    """Link terms that equal an indicator's name; the rest is left to the user of the page."""
    actor = making.actor(BY, at)
    for term in undefined_terms(actor, timezone.localdate(at)):
        for indicator, share in term.may_mean[:1]:
            if share == 100:
                record_term_meaning(term.desk, term.key, indicator, By(actor, at))
