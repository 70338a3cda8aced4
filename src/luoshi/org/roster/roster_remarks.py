"""Sentences for the rules' remarks on a row of a roster."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.rights.rules.rights import Role
from luoshi.codes.model import CodeRemark
from luoshi.org.actors.models import ROLES
from luoshi.org.roster.sheets import SHEET

SAID = {
    "roster.missing": N_("%(field)s: it must not be empty."),
    "roster.long": N_("%(field)s: at most %(limit)s characters."),
    "roster.unseen": N_("%(field)s: it holds a character that nobody sees (%(code)s); type it anew."),
    "roster.error_cell": N_("%(field)s: the cell holds an error instead of a value."),
    "roster.phone": N_("This is no telephone number: 11 digits for a mobile, area code and number for a fixed one."),
    "roster.email": N_("This is no e-mail address."),
    "roster.role": N_("The role “%(words)s” is not known. Known are, for instance: %(examples)s."),
    "roster.no_unit": N_("There is no unit “%(unit)s”. Correct the name, or have the unit made below."),
    "roster.no_unit_near": N_("There is no unit “%(unit)s”. Near are: %(near)s. Say which is meant."),
    "roster.several_units": N_("%(count)s units are called “%(unit)s”: write the unit's code instead."),
    "roster.namesake": N_(
        "Somebody called %(name)s is recorded elsewhere, and a telephone is missing by which to know whether it is the"
        " same person. Give the telephone here and there."
    ),
    "roster.another": N_("Another %(name)s with another telephone: entered as another person."),
    "roster.carried": N_("The unit is that of the row above."),
    "roster.excluded": N_("Nobody may be %(one)s and %(other)s at a time."),
    "roster.there": N_("Holds this post already: nothing changes."),
    "roster.new_post": N_("New post “%(title)s”."),
    "roster.vacant_post": N_("The vacant post “%(title)s” is filled."),
    "roster.same_person": N_("A person recorded already."),
    "roster.unit_made": N_("The unit “%(unit)s” is made."),
    "roster.title": N_("The unit has a post “%(old)s” already; this one is called “%(new)s”."),
    "roster.charges_stay": N_("The post is there already: what it is in charge of stays as it is."),
    "roster.account": N_("“%(account)s” cannot be an account: letters, digits and . @ + - _, no blanks."),
    "roster.account_taken": N_("The account %(account)s is taken."),
}


def describe_roster_remark(remark: CodeRemark) -> str:
    """Return the sentence for a remark, with fields and roles by their labels."""
    values: dict[str, object] = dict(remark.values)
    if "field" in values:
        values["field"] = SHEET.head(str(values["field"]))
    for name in ("one", "other"):
        if name in values:
            values[name] = ROLES[Role(str(values[name]))]
    return _(SAID[remark.code]) % values
