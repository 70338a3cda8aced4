"""Sentences for the rules' remarks on a row of a roster."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.rights.rules.rights import Role
from luoshi.codes.model import CodeRemark
from luoshi.org.actors.models import ROLES
from luoshi.org.roster.sheets import SHEET
from luoshi.org.tree.messages import remark_sentence

SAID = {
    "roster.missing": N_("%(field)s: it must not be empty."),
    "roster.long": N_("%(field)s: at most %(limit)s characters."),
    "roster.unseen": N_("%(field)s: it contains an invisible character (%(code)s); type it again."),
    "roster.error_cell": N_("%(field)s: the cell contains an error instead of a value."),
    "roster.phone": N_(
        "This is not a telephone number: enter 11 digits for a mobile phone, or area code and number for a landline."
    ),
    "roster.email": N_("This is not an e-mail address."),
    "roster.role": N_("The role “%(words)s” is not known. Known are, for instance: %(examples)s."),
    "roster.no_unit": N_("There is no unit “%(unit)s”. Correct the name, or create the unit below."),
    "roster.no_unit_near": N_("There is no unit “%(unit)s”. Similar names: %(near)s. Choose the right one."),
    "roster.several_units": N_("%(count)s units have the name “%(unit)s”: write the unit's code instead."),
    "roster.namesake": N_(
        "Somebody called %(name)s is recorded in another unit, and a telephone is missing to tell whether it is the "
        "same person. Enter the telephone in both places."
    ),
    "roster.another": N_("Another %(name)s with another telephone: entered as another person."),
    "roster.carried": N_("The unit is taken from the row above."),
    "roster.excluded": N_("Nobody may be %(one)s and %(other)s at the same time."),
    "roster.there": N_("Already holds this post: nothing changes."),
    "roster.new_post": N_("New post “%(title)s”."),
    "roster.vacant_post": N_("The vacant post “%(title)s” is filled."),
    "roster.same_person": N_("The person is already recorded."),
    "roster.unit_made": N_("The unit “%(unit)s” is created."),
    "roster.title": N_("The unit already has a post “%(old)s”; this one is named “%(new)s”."),
    "roster.no_field": N_(
        "No field and no unit in charge is named: this leader answers for the own unit and those below it."
    ),
    "roster.charges_stay": N_("The post already exists: its responsibilities stay as they are."),
    "roster.account": N_("“%(account)s” cannot be an account: letters, digits and . @ + - _, no blanks."),
    "roster.account_taken": N_("The account name %(account)s is already taken."),
}


def describe_roster_remark(remark: CodeRemark) -> str:
    """Return the sentence for a remark on a person or a unit, with fields and roles by their labels."""
    if remark.code not in SAID:
        return remark_sentence(remark)
    values: dict[str, object] = dict(remark.values)
    if "field" in values:
        values["field"] = SHEET.head(str(values["field"]))
    for name in ("one", "other"):
        if name in values:
            values[name] = ROLES[Role(str(values[name]))]
    return _(SAID[remark.code]) % values
