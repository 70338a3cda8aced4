"""Describe changes of rights in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.org.people.models import Proposal

SENTENCES = {
    "appoint": N_("%(person)s holds %(post)s, %(days)s"),
    "deputy": N_("%(person)s deputises in %(post)s, %(days)s"),
    "end_tenure": N_("%(person)s holds %(post)s until %(last)s%(successor)s"),
    "end_post": N_("%(post)s ends on %(last)s"),
    "charges": N_("%(post)s is responsible for %(units)s from %(start)s on"),
    "mandate": N_("%(secretary)s records for %(leader)s, %(days)s, by %(basis)s"),
    "leave": N_("%(person)s leaves on %(start)s: %(plan)s"),
    "reset": N_("The password of %(person)s is reset by a link that the proposer gets"),
    "reset_lost": N_(
        "The password of %(person)s is reset by a link that the proposer gets, and the second factor is removed"
    ),
    "enable": N_("%(person)s can sign in again: %(why)s"),
    "open": N_("%(person)s gets the account %(account)s; the proposer creates the link for setting its password"),
}


def describe_proposal(proposal: Proposal) -> str:
    """Describe what a proposal would change."""
    names: Mapping[str, Any] = proposal.given.get("names", {})
    first, last = names.get("days", ["", ""])
    words = _("%(start)s to %(last)s") if last else _("from %(start)s on")
    successor = names.get("successor", "")
    values = {
        **names,
        "days": words % {"start": first, "last": last},
        "successor": _("; successor: %(name)s") % {"name": successor} if successor else "",
        "units": "、".join(names.get("units", [])),
        "plan": "; ".join(names.get("plan", [])),
    }
    variant = "deputy" if proposal.given.get("deputy") else "reset_lost" if proposal.given.get("lost") else proposal.act
    words = _(SENTENCES[variant]) % values
    if proposal.act != "open" and "account" in names:
        words += _("; the account %(account)s is opened with it") % {"account": names["account"]}
    return words


def over_on(proposal: Proposal) -> date:
    """Return the last day of a change that one person made alone."""
    return date.fromisoformat(proposal.given["over"]) - timedelta(days=1)
