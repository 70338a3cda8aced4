"""The sentences of messages by code. A message stores code and values; each reader sees it in their own language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.rights.rules.rights import Actor

SENTENCES: dict[str, StrOrPromise] = {
    "digest": _("What you have to do today."),
    "digest.group": _("What is open today."),
    "account.reset": _("%(who)s created a link for resetting your password."),
    "account.reset_two": _("%(who)s created a link for resetting your password; %(second)s confirmed it."),
    "account.reset_program": _("The server administrator created a link for resetting your password."),
    "account.reset_done": _("Your password was reset by such a link. If that was not you, tell the auditor."),
    "account.slip": _("%(who)s printed a slip for enabling your account. Earlier slips are no longer valid."),
    "account.enabled": _("Your account is enabled: you chose its password by your slip. If not, tell the auditor."),
    "account.factor_removed": _("%(who)s removed your second factor."),
    "account.factor_removed_two": _("%(who)s removed your second factor; %(second)s confirmed it."),
    "proposal.waits": _("%(who)s proposed a change of rights: %(what)s. It waits for you to confirm it."),
    "proposal.alone": _("%(who)s made a change of rights alone: %(what)s. It waits for you to confirm it."),
    "units.imported": _("The units from “%(file)s” were imported: %(count)s new."),
    "units.not_imported": _("The units from “%(file)s” were not imported: %(why)s"),
    "units.wanted": _("%(who)s asks you to enter a missing unit: %(unit)s."),
    "units.entered": _("The unit that you asked for is entered: %(unit)s. What waited for it goes on by itself."),
    "units.meant": _("%(who)s says that %(unit)s is the unit %(is)s. What waited for it goes on by itself."),
    "units.declined": _("%(who)s did not enter the unit %(unit)s that you asked for: %(why)s"),
    "digest.journal": _("What you have to do today, and the journal's head of yesterday."),
}
# Codes of messages that nobody may switch off, as lines of work declare them.
REQUIRED: set[str] = set()
# The figures of a digest, in this order, with their labels.
DIGEST = {
    "open": _("Open matters with a due date"),
    "waiting": _("For you to do"),
    "late": _("late"),
    "soon": _("due soon"),
    "unread": _("Unread messages"),
    "head": _("Journal's head of yesterday"),
    "verified": _("Journal, rows and schema last verified"),
    "broken": _("Problems that this verification found"),
}
PROOF = ("head", "verified", "broken")  # figures that only auditors get
# Further figures of a digest, from lines of work: each function returns its figures for an actor on a day.
FIGURES: list[Callable[[Actor, date], Mapping[str, int]]] = []
DIGEST_URLS: dict[str, tuple[str, ...]] = {}  # the named address with arguments of a figure's list; otherwise home


@dataclass(frozen=True)
class DigestFigures:
    """Figures that a line of work adds to the digest, before the count of unread messages.

    Attributes:
        of: returns the figures for an actor on a day.
        labels: the label of each.
        urls: the named address with arguments of a figure's list, if it has one.
    """

    of: Callable[[Actor, date], Mapping[str, int]]
    labels: Mapping[str, Any]
    urls: Mapping[str, tuple[str, ...]]

    def register(self) -> None:
        """Add the figures to the digest."""
        FIGURES.append(self.of)
        DIGEST_URLS.update(self.urls)
        last = {name: DIGEST.pop(name) for name in ("unread", *PROOF)}
        DIGEST.update({**self.labels, **last})


def check_message(code: str, sentence: StrOrPromise) -> None:
    """Refuse a sentence with an unknown placeholder: it would fail only when it is read.

    Raises:
        ValueError: it contains a placeholder other than %(who)s, %(unit)s and %(due)s.
    """
    try:
        str(sentence) % dict.fromkeys(("who", "unit", "due"), "")
    except KeyError as error:
        raise ValueError(f"message {code} asks for {error}, which no message has") from None


def describe_message(code: str) -> str:
    """Return what messages of this code say, in the active language, with an ellipsis for each value."""
    return re.sub(r"%\(\w+\)[sd]", "…", str(SENTENCES[code]))


def render_message(code: str, values: Mapping[str, object]) -> str:
    """Return a message in the active language; its code if the line that declared it no longer exists."""
    if code not in SENTENCES:
        return code
    return str(SENTENCES[code]) % {name: "—" if value == "" else value for name, value in values.items()}
