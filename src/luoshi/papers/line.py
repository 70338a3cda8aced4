"""The line of papers: no kind of its own, since papers are about records of other kinds; pages, cards and buttons."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.kernel.kinds.lines import PAPERS, Line, MenuPage, Opening
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.papers import queries
from luoshi.papers.pages.issued import issued_cards
from luoshi.papers.pages.letter_pages import sent_letter_cards
from luoshi.papers.paper_declaration import Declared


def _may(record: Record, standing: Collection[str], actor: Actor, day: date) -> bool:
    """Whether a letter is offered: it is a written push, so wherever that step is open."""
    if record.kind != "commitments":
        return False
    push = kind_of(record).cycle.by_name["push"]
    return record.state in push.before and not set(standing).isdisjoint(push.who)


def _alone(_record: Record, _standing: Collection[str], _actor: Actor, _day: date) -> bool:
    """Never offer this on a record's own page, which lists each of its papers."""
    return False


class WithPapers:
    """The names of kinds that declare a paper."""

    def __contains__(self, name: object) -> bool:
        return bool(get_kind(str(name)).every(Declared))


_ENDED = (
    "NEW.id = OLD.id AND NEW.record_id = OLD.record_id AND NEW.number = OLD.number AND NEW.code = OLD.code "
    "AND (NEW.attachment_id = OLD.attachment_id OR NEW.attachment_id IS NULL) "
    "AND (OLD.ended IS NULL OR NEW.ended = OLD.ended)"
)
CLERKS = (Role.SUPERVISOR, Role.CLERK, Role.HEAD)
LINE = Line(
    "papers",
    _("Papers"),
    (),
    area=PAPERS,
    append_only=(
        AppendOnlyTable("papers_template"),
        AppendOnlyTable("papers_paper"),
        AppendOnlyTable("papers_issued", _ENDED),
    ),
    sentences={"papers.template": _("%(who)s sent version %(version)s of a template of %(what)s%(given)s.")},
    menu=(MenuPage(_("Templates of papers"), "papers:templates", queries.may_view_templates),),
    urls="luoshi.papers.urls",
    addresses=("papers",),
    openings=(
        Opening(_("Write a letter"), "papers:issue", _may, ("commitments",), CLERKS),
        Opening(_("Papers in one file"), "papers:together", _alone, WithPapers(), CLERKS, of_kind=True),
    ),
    cards=(sent_letter_cards, issued_cards),
    fixed=True,
)
