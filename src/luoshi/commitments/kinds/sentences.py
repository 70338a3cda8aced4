"""The line's sentences: for journal entries outside a life cycle, and for messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ROWS = {
    "row.source": _("%(who)s received %(name)s for %(what)s%(given)s."),
    "row.again": _("%(who)s had %(name)s of %(what)s read again%(given)s."),
    "row.kind": _("%(who)s had %(name)s of %(what)s read as another kind of paper%(given)s."),
    "row.given_up": _("%(who)s discarded %(name)s for %(what)s, which could not be read%(given)s."),
    "row.held": _("%(who)s sent a scan of %(files)s files for %(what)s, which is being read%(given)s."),
    "row.cleared": _("%(who)s looked at a scan for %(what)s and said that it bears no marking of secrecy%(given)s."),
    "row.forgotten": _("%(who)s erased a scan for %(what)s before it was read%(given)s."),
    "row.figures_checked": _("%(who)s compared the figures of %(name)s in %(what)s with the pictures%(given)s."),
    "row.confirm": _("%(who)s confirmed a row of %(what)s%(given)s."),
    "row.confirm_part": _("%(who)s confirmed the doubt-free rows of “%(part)s” in %(what)s together%(given)s."),
    "row.drop": _("%(who)s dropped a row of %(what)s%(given)s."),
    "row.pass_over": _("%(who)s marked words of %(what)s as not a task%(given)s."),
    "row.reconsider": _("%(who)s reopened a row of %(what)s%(given)s."),
    "row.set": _("%(who)s set rows of %(what)s together%(given)s."),
    "row.default_lead": _("%(who)s gave rows of %(what)s a default lead unit%(given)s."),
    "row.names": _("%(who)s clarified unit names in %(what)s%(given)s."),
    "row.forget": _("%(who)s removed a remembered name in %(what)s%(given)s."),
    "row.change": _("%(who)s changed a row of %(what)s%(given)s."),
    "row.split": _("%(who)s split a row of %(what)s%(given)s."),
    "row.merge": _("%(who)s merged rows of %(what)s%(given)s."),
    "row.add": _("%(who)s added a row to %(what)s%(given)s."),
    "row.undo": _("%(who)s took back a change to rows of %(what)s%(given)s."),
    "year.decided": _("%(who)s decided at the year's close on %(count)s commitments of %(what)s%(given)s."),
    "year.copied": _("%(who)s copied %(count)s rows of last year's plan %(from)s into %(what)s%(given)s."),
    "row.columns": _("%(who)s explained the columns of %(name)s for %(what)s%(given)s."),
    "row.sheet": _("%(who)s imported a sheet into %(what)s%(given)s."),
    "row.sheet_back": _("%(who)s changed rows of %(what)s by its ledger edited as a workbook%(given)s."),
}
PAPERS = {
    "circular": _("%(who)s downloaded the draft circular on %(what)s with %(count)s matters%(given)s."),
}
LIGHTS = {
    "lights.set": _("%(who)s put the light rules “%(name)s” in force from %(from)s%(given)s."),
}
TWINS = {
    "twin.link": _("%(who)s decided that %(what)s is the same task as %(twin)s%(given)s."),
    "twin.apart": _("%(who)s decided that %(what)s is not the same task as %(twin)s%(given)s."),
    "twin.unlink": _("%(who)s withdrew the decision on %(what)s and %(twin)s%(given)s."),
    "twin.search": _("%(who)s had other plans searched for tasks of %(what)s%(given)s."),
}
TAGS = {
    "tags.inherited": _("%(who)s assigned %(what)s as a part: it has the tags of the whole%(given)s."),
}
MEANINGS = {
    "indicators.means": _("%(who)s defined “%(means)s” in plans as %(what)s%(given)s."),
    "indicators.means_none": _("%(who)s decided that “%(means)s” in plans of %(what)s means no indicator%(given)s."),
}
KEYS = {
    "lead": _("lead unit"),
    "support": _("supporting units"),
    "recurs": _("recurs"),
    "row": _("row of the ledger"),
    "each": _("each by itself"),
    "twin": _("corresponds to"),
    "figures": _("values reported"),
    "shares": _("shares assigned"),
    "report": _("progress"),
    "brought": _("kinds of evidence attached"),
    "version": _("version"),
    "tags": _("tags"),
    "whole": _("the whole"),
    "column": _("column of the tasks"),
}
MESSAGES = {
    # Messages of offices from before sheets of records asked in the same way; new ones are units.wanted.
    "unit_wanted": _("%(who)s asks you to enter a missing unit: %(unit)s."),
    "amended": _("%(who)s amended the plan: look at what changed."),
    "withdrawn": _("%(who)s took this out of the plan."),
    "again": _("%(who)s put this back into the plan."),
    "moved": _("%(who)s amended the plan: %(unit)s now leads this instead of your unit."),
    "ladder.notice": _("A reminder for %(unit)s: this is due on %(due)s."),
    "ladder.push": _("Reminder to %(unit)s: this was due on %(due)s and is overdue."),
    "ladder.early": _("Reminder to %(unit)s: complete this by %(due)s."),
    "ladder.written": _(
        "Second reminder to %(unit)s: this was due on %(due)s and is overdue; a reminder notice is drafted."
    ),
    "drafted": _("Overdue at %(unit)s since %(due)s: a letter is drafted; send or discard it."),
    "urgent": _("You have urgent matters to deal with."),
}
# Reminders, chasing and formal letters are acts of supervision: who was told cannot choose not to hear.
REQUIRED = (
    "ledger.ladder.notice",
    "ledger.ladder.push",
    "ledger.ladder.early",
    "ledger.ladder.written",
    "ledger.urgent",
    "commitments.pushed",
    "letters.copied",
    "letters.lapsed",
)
