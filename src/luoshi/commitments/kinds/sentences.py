"""The line's sentences: for journal entries outside a life cycle, and for messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ROWS = {
    "row.source": _("%(who)s received %(name)s for %(what)s%(given)s."),
    "row.again": _("%(who)s had %(name)s of %(what)s read again%(given)s."),
    "row.kind": _("%(who)s had %(name)s of %(what)s read as another kind of paper%(given)s."),
    "row.given_up": _("%(who)s gave up %(name)s for %(what)s, which was not read%(given)s."),
    "row.confirm": _("%(who)s confirmed a row of %(what)s%(given)s."),
    "row.confirm_part": _("%(who)s confirmed the doubt-free rows of “%(part)s” in %(what)s together%(given)s."),
    "row.drop": _("%(who)s dropped a row of %(what)s%(given)s."),
    "row.pass_over": _("%(who)s said that words of %(what)s are no task%(given)s."),
    "row.reconsider": _("%(who)s took up a row of %(what)s again%(given)s."),
    "row.set": _("%(who)s set rows of %(what)s together%(given)s."),
    "row.default_lead": _("%(who)s gave rows of %(what)s a default lead unit%(given)s."),
    "row.names": _("%(who)s said what names in %(what)s mean%(given)s."),
    "row.forget": _("%(who)s let a remembered name be forgotten in %(what)s%(given)s."),
    "row.change": _("%(who)s changed a row of %(what)s%(given)s."),
    "row.split": _("%(who)s split a row of %(what)s%(given)s."),
    "row.merge": _("%(who)s merged rows of %(what)s%(given)s."),
    "row.add": _("%(who)s added a row to %(what)s%(given)s."),
    "row.undo": _("%(who)s took back a change to rows of %(what)s%(given)s."),
    "year.decided": _("%(who)s said at the year's close what becomes of %(count)s commitments of %(what)s%(given)s."),
    "year.copied": _("%(who)s took %(count)s rows of last year's plan %(from)s into %(what)s%(given)s."),
    "row.columns": _("%(who)s said what the columns of %(name)s for %(what)s mean%(given)s."),
    "row.sheet": _("%(who)s brought a sheet into %(what)s%(given)s."),
    "row.sheet_back": _("%(who)s changed rows of %(what)s by its ledger edited as a workbook%(given)s."),
}
PAPERS = {
    "circular": _("%(who)s took away the draft of a circular on %(what)s with %(count)s matters%(given)s."),
}
LIGHTS = {
    "lights.set": _("%(who)s put the rules of lights “%(name)s” in force from %(from)s%(given)s."),
}
TWINS = {
    "twin.link": _("%(who)s said that %(what)s is the same task as %(twin)s%(given)s."),
    "twin.apart": _("%(who)s said that %(what)s is not the same task as %(twin)s%(given)s."),
    "twin.unlink": _("%(who)s took back what was said of %(what)s and %(twin)s%(given)s."),
    "twin.search": _("%(who)s had other plans searched for tasks of %(what)s%(given)s."),
}
MEANINGS = {
    "indicators.means": _("%(who)s said that “%(means)s” in plans means %(what)s%(given)s."),
    "indicators.means_none": _("%(who)s said that “%(means)s” in plans of %(what)s means no indicator%(given)s."),
}
KEYS = {
    "lead": _("lead unit"),
    "support": _("supporting units"),
    "recurs": _("recurs"),
    "row": _("row of the ledger"),
    "each": _("each by itself"),
    "twin": _("with"),
    "figures": _("values reported"),
    "shares": _("shares given on"),
    "report": _("progress"),
    "brought": _("kinds of evidence brought"),
    "version": _("version"),
}
MESSAGES = {
    "unit_wanted": _("%(who)s asks that a unit be entered that is not there yet: %(unit)s."),
    "amended": _("%(who)s amended the plan: look at what changed."),
    "withdrawn": _("%(who)s took this out of the plan."),
    "again": _("%(who)s put this into the plan again."),
    "moved": _("%(who)s gave this to %(unit)s by an amendment of the plan: it is yours to lead no more."),
    "ladder.notice": _("A reminder for %(unit)s: this is due on %(due)s."),
    "ladder.push": _("%(unit)s is pushed: this was due on %(due)s."),
    "ladder.early": _("%(unit)s is pushed: this is to be done by %(due)s."),
    "ladder.written": _("The second push of %(unit)s: this was due on %(due)s; a push notice is drafted."),
    "drafted": _("Overdue at %(unit)s since %(due)s: a letter is drafted; send or discard it."),
    "urgent": _("Urgent matters wait for you."),
}
