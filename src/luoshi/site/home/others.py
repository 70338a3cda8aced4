"""Sections of the home pages of auditors, administrators and outside persons."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import LabelledFact, Light
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.statistics.audit import queries as audit
from luoshi.commitments.statistics.audit.pages import TITLES as QUESTIONS
from luoshi.kernel.kinds.registry import get_kind, is_read_only, list_lines
from luoshi.org.accounts.queries import without_account
from luoshi.org.units.queries import count_requested_units
from luoshi.site.backup.backup_status import BackupStatus, last_verification
from luoshi.site.home.queries import count_own_records
from luoshi.site.today.faces import Section

LIGHTS = {"fine": "done", "note": "waiting", "wrong": "late"}


def build_audit_section(actor: Actor, day: date, at: datetime) -> Section | None:
    """Return the auditor's five questions, each with the count of its list, and how the journal was verified."""
    if Role.AUDITOR not in actor.roles:
        return None
    found = audit.audit_question_counts(actor, day)
    rows = [
        {"label": str(QUESTIONS[name]), "count": found[name], "url": reverse("ledger:audit_list", args=[name])}
        for name in audit.LISTS
    ]
    return {
        "rows": rows,
        "verified": _fact(last_verification(at)),
        "verify_url": reverse("records:journal_verify_page"),
    }


def build_accounts_section(actor: Actor, day: date) -> Section | None:
    """Return for administrators how many people hold a post without an account, and units asked for. Two queries."""
    if Role.ADMINISTRATOR not in actor.roles:
        return None
    wanted = {"count": count_requested_units(actor), "url": reverse("org:unit_requests")}
    return {
        "count": without_account(day).order_by().count(),
        "url": reverse("org:open_accounts"),
        "wanted": wanted if wanted["count"] else None,
    }


def build_own_section(actor: Actor, day: date) -> list[Section]:
    """Return the records that an outside person may see, counted by kind, each with its list. One query."""
    counted = count_own_records(actor, day)
    kinds = sorted((get_kind(name) for name in counted), key=lambda kind: str(kind.label))
    return [
        {"label": str(kind.label), "count": counted[kind.name], "url": reverse("records:list", args=[kind.name])}
        for kind in kinds
    ]


def build_own_pages(actor: Actor) -> list[Section]:
    """Return the pages of lines that show somebody from outside their own work, each with its address. No query."""
    pages = (page for line in list_lines() if not is_read_only(line) for page in line.menu)
    return [{"label": str(page.label), "url": reverse(page.url)} for page in pages if page.own and page.may(actor)]


def _fact(status: BackupStatus) -> LabelledFact:
    words = {"fine": _("in order"), "note": _("still to do"), "wrong": _("amiss")}
    return LabelledFact(status.label, status.words, light=Light(LIGHTS[status.weight], words[status.weight]))
