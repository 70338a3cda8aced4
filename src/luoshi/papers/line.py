"""Papers as a line: no kind of its own (a paper is a letter of the ledger), but pages, cards and buttons."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.papers import queries
from luoshi.papers.pages.issuing import cards
from luoshi.records.base.append_only import Kept
from luoshi.records.kinds.lines import Line, MenuPage, Opening
from luoshi.records.kinds.models import Record


def _may(record: Record, standing: Collection[str], actor: Actor, day: date) -> bool:
    """A letter is a push in writing: it is offered where that step is open."""
    if record.kind != "commitments":
        return False
    push = record.declared.cycle.by_name["push"]
    return record.state in push.before and not set(standing).isdisjoint(push.who)


LINE = Line(
    "papers",
    _("Papers"),
    (),
    append_only=(Kept("papers_template"), Kept("papers_paper")),
    sentences={"papers.template": _("%(who)s sent version %(version)s of a template of %(what)s%(given)s.")},
    menu=(MenuPage(_("Templates of papers"), "papers:templates", queries.may_look),),
    urls="luoshi.papers.urls",
    addresses=("papers",),
    openings=(
        Opening(_("Write a letter"), "papers:issue", _may, ("commitments",), (Role.SUPERVISOR, Role.CLERK, Role.HEAD)),
    ),
    cards=(cards,),
)
