"""Parses the forms for bulk edits: fields set, the default lead, meanings of names."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.org.units.queries import units_by_exact_words
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.names.rules.aliases import NameMeaning
from luoshi.plans.names.rules.names import LONGEST
from luoshi.plans.rows.actions.bulk_edit import default_lead, set_together
from luoshi.plans.rows.actions.editing import By, Editing
from luoshi.plans.rows.actions.name_resolution import NameStatement, say_names
from luoshi.plans.rows.pages.form_data import day_in, every_in, pairs_in, seen_in
from luoshi.plans.rows.rules.input_parsers import names_typed

NO_RECURRENCE = "none"  # the choice that removes a recurrence; an empty one leaves it


def set_in(plan: Plan, given: Mapping[str, str], by: By) -> Editing:
    """Set the fields given in the bar for the chosen rows; an empty field leaves the old value."""
    values: dict[str, object] = {}
    for role in ("lead", "support"):
        if names := names_typed(given.get(role, "")):
            values[role] = names
    if given.get("due", "").strip():
        values["due"] = day_in(plan, given["due"])
    if every := given.get("every", ""):
        values["every"] = "" if every == NO_RECURRENCE else every_in(every)
        if every == NO_RECURRENCE:
            values["times"] = None
    if given.get("each"):
        values["each"] = given["each"] == "yes"
    return set_together(plan, seen_in(given), values, by)


def lead_in(plan: Plan, given: Mapping[str, str], by: By) -> Editing:
    """Set the default lead for the whole document, for a heading and its subheadings, or for the ticked rows."""
    scope, lead = given.get("scope", ""), names_typed(given.get("lead", ""))
    if scope == "chosen":
        return default_lead(plan, seen_in(given), lead, by)
    seen = pairs_in(given.get("rows", "").split(","))
    if scope:
        within = set(plan.rows.filter(pk__in=list(seen), part__in=_beneath(plan, scope)).values_list("pk", flat=True))
        seen = {pk: version for pk, version in seen.items() if pk in within}
    if not seen:
        raise RecordError("incomplete", _("Each of these rows has a lead unit."))
    return default_lead(plan, seen, lead, by)


def _beneath(plan: Plan, heading: str) -> set[int]:
    """Return a heading and its subheadings."""
    above = dict(plan.parts.values_list("pk", "above"))
    found = {int(heading)} if heading.isdecimal() and len(heading) < 16 and int(heading) in above else set()
    if not found:
        raise RecordError("missing", _("This heading is not in this plan."))
    while more := {pk for pk, over in above.items() if over in found} - found:
        found |= more
    return found


def names_in(plan: Plan, given: Mapping[str, str], by: By) -> Editing:
    """Resolve names from the panel: all with a choice, or the one whose button was pressed."""
    told: dict[str, NameStatement] = {}
    pairs: list[str] = []
    only = given.get("only", "")
    for field in given:
        number = field.removeprefix("name-")
        if number == field or (only and number != only):
            continue
        said = name_statement_in(
            given.get(f"is-{number}", ""), given.get(f"other-{number}", "").strip(), given[field], by
        )
        if said:
            told[given[field][:LONGEST]] = said
            pairs += given.get(f"rows-{number}", "").split(",")
    if not told:
        raise RecordError("incomplete", _("Clarify at least one name."))
    return say_names(plan, pairs_in(pairs), told, by)


def name_statement_in(chosen: str, typed: str, printed: str, by: By) -> NameStatement | None:
    """Return the statement about one name; None if there is none. A typed unit overrides the choice."""
    kind, _colon, rest = chosen.partition(":")
    if kind == "new":
        return NameStatement(new=(typed or printed)[:120])
    if typed:
        found = units_by_exact_words(typed, timezone.localdate(by.at))
        if len(found) != 1:
            what = _("“%(name)s” may mean several units.") if found else _("No unit is called “%(name)s”.")
            raise RecordError("incomplete", what % {"name": typed[:40]}, remedy=_("Choose a unit from the list."))
        return NameStatement(NameMeaning(unit=found[0].pk))
    if kind == "unit" and rest.isdecimal() and len(rest) < 16:
        return NameStatement(NameMeaning(unit=int(rest)))
    if kind == "many" and rest:
        return NameStatement(NameMeaning(word=rest[:LONGEST]))
    return NameStatement() if kind == "nobody" else None
