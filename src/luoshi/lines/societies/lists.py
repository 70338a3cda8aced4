"""The lists of codes of the line, and the values that offices set for it."""

from __future__ import annotations

from luoshi.records.base.words import words
from luoshi.records.code_lists.declared import List
from luoshi.records.parameters.queries.parameters import Parameter

_ = words(__name__)

GROUP = _("Societies and grass-roots organisations")
SORTS = List(
    "societies.sorts",
    _("Kinds of organisation"),
    {
        "society": _("Society"),
        "farm": _("Farm association"),
        "farm_union": _("Union of farm associations"),
        "village": _("Village organisation"),
        "town": _("Town association"),
        "street": _("Street association"),
        "community": _("Community organisation"),
        "firm": _("Association of a firm"),
        "university": _("Association of a university"),
        "school": _("Association of a school"),
        "service": _("Service body"),
    },
    fixed="society farm village town street community firm university school",
    group=GROUP,
)
PARTY = List(
    "societies.party",
    _("Party organisations of societies"),
    {"none": _("None"), "branch": _("Branch of its own"), "joint": _("Joint branch"), "group": _("Function group")},
    group=GROUP,
)
REASONS = List(
    "societies.reasons",
    _("Reasons for ending"),
    {
        "purpose": _("Purpose reached"),
        "merged": _("Merged"),
        "inactive": _("Long inactive"),
        "host": _("Host unit closed"),
        "cooperative": _("A cooperative was founded"),
    },
    fixed="cooperative",  # for this reason no farm association is ended
    group=GROUP,
)
FUNCTIONS = List(
    "functions.sorts",
    _("Functions taken over"),
    {
        "titles": _("Review of titles"),
        "results": _("Appraisal of results"),
        "projects": _("Argument of projects"),
        "standards": _("Drawing up of standards"),
        "qualification": _("Qualification"),
    },
    group=GROUP,
)
QUALITY = List(
    "functions.quality",
    _("Quality of functions"),
    {"good": _("Good"), "fair": _("Fair"), "poor": _("Poor")},
    group=GROUP,
)
TEAM = List(
    "evaluations.team",
    _("Parts in a team of experts"),
    {"head": _("Head of the team"), "member": _("Member of the team")},
    fixed="head member",
    group=GROUP,
)
INSPECTIONS = List(
    "inspections.sorts",
    _("Kinds of inspection"),
    {
        "regular": _("Regular inspection"),
        "home": _("Home-building check"),
        "inner": _("Audit from inside"),
        "outer": _("Audit from outside"),
    },
    fixed="regular home inner outer",
    group=GROUP,
)
FINDINGS = List(
    "inspections.findings",
    _("Kinds of finding"),
    {"observation": _("Observation"), "nonconformity": _("Nonconformity")},
    fixed="observation nonconformity",
    group=GROUP,
)
ITEMS = List(
    "inspections.items",
    _("What is looked at"),
    {
        "charter": _("Charter and rules"),
        "congress": _("Congress and council"),
        "money": _("Money and dues"),
        "activity": _("Activities"),
        "papers": _("Papers and files"),
    },
    group=GROUP,
)
POSTS = List(
    "appointments.posts",
    _("Posts"),
    {
        "chair": _("Chair"),
        "vice_chair": _("Vice chair"),
        "secretary": _("Secretary-general"),
        "member": _("Member of the committee"),
        "congress": _("Standing committee of the People’s Congress"),
        "cppcc": _("Standing committee of the CPPCC"),
    },
    fixed="chair",
    group=GROUP,
)
THREE = List(
    "appointments.three",
    _("The three heads"),
    {"hospital": _("Head of a hospital"), "school": _("Head of a school"), "farming": _("Head of a farming station")},
    group=GROUP,
)
WAYS = List(
    "appointments.ways",
    _("Ways by charter"),
    {"congress": _("Elected by the congress"), "committee": _("Elected by the committee"), "added": _("Added")},
    group=GROUP,
)


def days(text: str) -> int:
    """Days of warning as an office types them: 0 or more."""
    if (found := int(text)) < 0:
        raise ValueError(text)
    return found


def months(text: str) -> int:
    """Months of a period as an office types them: 1 to 120."""
    if not 1 <= (found := int(text)) <= 120:
        raise ValueError(text)
    return found


PROFESSIONALS = Parameter(
    "societies.professionals",
    _("Professionals from which on a unit must have an organisation"),
    days,
    group=GROUP,
    unset=_("The list of units without an organisation says “not computable”."),
)
CHECK_MONTHS = Parameter(
    "societies.check_months",
    _("Months in which a society is checked once"),
    months,
    group=GROUP,
    unset=_("Checks of societies stand without a date."),
)
TERM_WARN = Parameter(
    "societies.term_days",
    _("Days before the end of a term from which on its congress is called for"),
    days,
    group=GROUP,
    unset=_("The list names only the terms that have ended."),
)
FUNCTION_WARN = Parameter(
    "functions.warn_days",
    _("Days before the end of an agreement from which on it stands on the list to renew"),
    days,
    group=GROUP,
    unset=_("The list names only the agreements that have ended."),
)
VACANT_DAYS = Parameter(
    "societies.vacant_days",
    _("Days within which a post that is vacant is filled"),
    days,
    group=GROUP,
    unset=_("The list says for how many days a post is vacant, and not that it is overdue."),
)
POST_WARN = Parameter(
    "appointments.warn_days",
    _("Days before the end of an appointment from which on the list warns"),
    days,
    group=GROUP,
    unset=_("The list names only the appointments that have ended."),
)
