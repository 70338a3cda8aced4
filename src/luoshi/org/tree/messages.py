"""Sentences for the errors, warnings and findings of the pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.codes.model import CodeRemark
from luoshi.org.tree.rules.particulars import suggest_credit_code
from luoshi.org.tree.rules.tree import TreeError

TREE = {
    "tree.unknown": N_("The unit %(unit)s is not known."),
    "tree.before_founding": N_("%(unit)s does not exist yet on %(day)s; it was founded on %(founded)s."),
    "tree.closed": N_("%(unit)s no longer exists on %(day)s; it was closed on %(closed)s."),
    "tree.exists": N_("%(unit)s already exists on %(day)s."),
    "tree.same_parent": N_("%(unit)s is already under %(parent)s on %(day)s."),
    "tree.into_itself": N_("%(unit)s cannot be merged into itself."),
    "tree.has_children": N_(
        "%(unit)s cannot close on %(day)s: it has %(count)s subordinate units, for example %(child)s. Choose where "
        "they go."
    ),
    "tree.keeps_children": N_("%(unit)s continues to exist and keeps its subordinate units."),
    "tree.nothing": N_("Enter at least one unit."),
    "tree.empty": N_("%(unit)s would exist from %(day)s to %(until)s, which is not a single day."),
    "tree.two_parents": N_("%(unit)s would be under both %(parent)s and %(other)s on %(day)s."),
    "tree.no_parent": N_("%(unit)s would be under %(parent)s, which does not exist on %(day)s."),
    "tree.cycle": N_("%(unit)s would be under itself on %(day)s."),
}


def tree_sentence(error: TreeError, names: Mapping[int, str]) -> str:
    """Return the sentence for an invalid order or tree, with units by name."""
    values = {
        name: names.get(value, value) if isinstance(value, int) and name != "count" else value
        for name, value in error.values.items()
    }
    return _(TREE[error.code]) % {"parent": "", "other": "", **values}


FIELDS = {
    "code": N_("unit code"),
    "name": N_("name"),
    "short": N_("abbreviation"),
    "parent": N_("code of the unit above"),
    "division": N_("division code"),
    "credit": N_("credit code"),
    "start": N_("from"),
    "remark": N_("remark"),
    "sort": N_("order number"),
}

CODES = {
    "unit.missing": N_("It must not be empty."),
    "unit.unseen": N_("It contains an invisible character (%(code)s): type it again."),
    "unit.long": N_("At most %(limit)s characters; you entered %(length)s."),
    "unit.code_blank": N_("A unit code must not contain spaces."),
    "unit.sort": N_("An order number is a whole number of at most six digits."),
    "division.digits": N_("A division code has 2, 4, 6, 9 or 12 digits."),
    "division.unknown": N_("The division code %(division)s is not in the table of 2023: it may be newer, or mistyped."),
    "credit.length": N_("A credit code has 18 characters, not %(length)s."),
    "credit.character": N_("A credit code cannot contain “%(character)s” (position %(place)s)."),
    "credit.check": N_("The check character of the credit code does not match: one of the characters is mistyped."),
    "credit.kind": N_("A credit code rarely begins with %(kind)s: check it again."),
    "credit.division": N_("The place in the credit code, %(division)s, is not in the table of 2023: check it again."),
    "credit.inner_check": N_(
        "The inner check character of the credit code does not match. Some valid codes are like this: check it again."
    ),
}

IMPORT = {
    "import.twice": N_("The unit code is already used in row %(row)s."),
    "import.day_far": N_("The day %(day)s is too far away."),
    "import.day": N_("“%(text)s” is not a day: write it as 2026-03-20."),
    "import.error_cell": N_("A cell contains an error (%(text)s) instead of a value."),
    "import.no_parent": N_(
        "No unit has the code or the name %(parent)s, neither among existing units nor in this sheet."
    ),
    "import.new": N_("New under %(parent)s from %(day)s."),
    "import.new_root": N_("New at the top of the tree from %(day)s."),
    "import.renamed": N_("Renamed from %(day)s: %(old)s → %(new)s."),
    "import.moved": N_("Moved from %(day)s: from under %(old)s to under %(new)s."),
    "import.amended": N_("%(old)s → %(new)s."),
}


NAMED = (
    "division.",
    "credit.",
    "unit.code_blank",
    "unit.sort",
)  # sentences that already name their field


def remark_sentence(remark: CodeRemark) -> str:
    """Return the sentence for a remark on a unit's particulars or on a sheet's row, with its field where it has one."""
    values = {name: value or "—" for name, value in remark.values.items()}
    template = CODES.get(remark.code) or IMPORT.get(remark.code) or TREE[remark.code]
    sentence = _(template) % {"parent": "—", "other": "", **values}
    field = remark.values.get("field")
    if not field or remark.code.startswith(NAMED):
        return sentence
    return _("%(field)s: %(said)s") % {"field": _(FIELDS[str(field)]), "said": sentence}


def fault_sentences(field: str, remarks: Iterable[CodeRemark], value: str = "") -> list[str]:
    """List the sentences that say why a value is invalid, with a suggestion if letters were probably mistaken."""
    found = [remark_sentence(remark) for remark in remarks]
    if field == "credit" and value and (better := suggest_credit_code(value)):
        found.append(_("Did you mean %(code)s?") % {"code": better})
    return found
