"""Relations and life cycle shared by all registers."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.base.labels import Label
from luoshi.base.rights.rules.rights import Relation, Rights, Role, everyone_inside
from luoshi.base.rights.rules.rights import UnitPlace as Where
from luoshi.codes.identity import check_character
from luoshi.kernel.base.examples import Around
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.names import split_names
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.models import Record
from luoshi.parts.registers import actions
from luoshi.parts.registers.forms import DatedChangeForm, Identified, Invite, entry_merge_form

_ = words(__name__)

DESK = Relation("desk", _("Supervision office"), reaches=((Role.SUPERVISOR, Where.UNDER),))
UNIT = Relation("unit", _("The unit that keeps it"), reaches=((Role.HEAD, Where.OWN), (Role.CLERK, Where.OWN)))
OFFICE = everyone_inside(_("Everyone in the office"))
RIGHTS = Rights((DESK, UNIT, OFFICE), sees=("desk", "unit", "office"))
OF_PERSONS = Rights((DESK, UNIT), sees=("desk", "unit"))
STATES = {"active": _("In use"), "ended": _("Ended"), "merged": _("Merged into another")}
BOTH = "desk unit"
NAME = _("Name")


def _name_field(label: Label) -> forms.Field:
    return forms.CharField(label=label, max_length=200)


def invent_identity_number(record: Record, around: Around) -> str:
    """Return an unused identity number for an example entry, of a county that never existed."""
    first = f"639999{1901 + record.pk % 99}0101{record.pk % 999:03}"
    return first + check_character(first)


def _access() -> list[Step]:
    """Return the steps that open, disable and enable the account of an external person."""
    none = Need(Is(as_person=None), _("Somebody signs in as this person already."))
    has = Need(Is(as_person__not=None), _("Nobody signs in as this person."))
    why: Any = {"own": {"reason": True}}
    return [
        Step("invite", _("Invite"), "active >", BOTH, given=Invite, only=none,
             follows=(actions.invite_registered_person,), example={"username": lambda record,
                                                                   around: f"guest{record.pk}"}),
        Step("join", _("Signed up by themselves"), "active >", NOBODY, given=Handed, only=none,
             follows=(actions.invite_registered_person,)),
        Step("shut_out", _("End their access"), "active ended >", BOTH, only=has, follows=(actions.shut_out,),
             tone="careful", **why),
        Step("let_in", _("Restore their access"), "active >", "desk", only=has, follows=(actions.let_in,), **why),
    ]  # fmt: skip


def _consents() -> list[Step]:
    """Return the steps by which a guardian agrees that a minor is named to everybody, and takes that back."""
    return [
        Step("consent", _("Enter a guardian’s consent"), "active >", BOTH, adds="consents", on="consents.given"),
        Step("revoke", _("Enter that a consent is withdrawn"), "active ended merged >", BOTH,
             ends="consents"),
    ]  # fmt: skip


KEEPERS = Step("keepers", _("Who acts for it from outside"), "active ended >", "desk", rows="keepers")


def build_entry_cycle(
    model: Any, asks: str, *, identified: str = "", name: Label = NAME, more: tuple[Step, ...] = ()
) -> Cycle:
    """The life of an entry.

    Args:
        asks: the fields that a step asks for, besides name and unit.
        identified: those of them that go by an identity number, which the form looks through.
        name: what the name of such an entry is called.
        more: its further steps.
    """
    changes = " ".join(("title", *(name for name in split_names(asks) if name not in split_names(identified))))
    entered: Any = {"given": Identified} if identified else {}
    unsaid = {"sex": "", "birth": "", "email": ""}  # derived from the number; not every text is an e-mail address
    once = {name: "" for name in ("identity", "as_unit") if name in split_names(asks)}  # must be unique
    first: Any = {"example": {**once, **(unsaid if identified else {})}}
    steps = [
        Step(
            "enter",
            _("Enter"),
            "> active",
            BOTH,
            f"title unit {asks}",
            own={"title": _name_field(name)},
            **entered,
            **first,
        ),
        Step(
            "change",
            _("Record a change"),
            "active >",
            BOTH,
            changes,
            own={"title": _name_field(name)},
            given=DatedChangeForm,
            on="changed",
            follows=(actions.keep_former_values,),
            example={"title": "另称的档案", **{name: "" for name in once if name in split_names(changes)}},
        ),
        Step("end", _("End"), "active > ended", BOTH, "to_day", on="to_day", tone="careful"),
        Step(
            "resume",
            _("Use it again"),
            "ended > active",
            "desk",
            own={"reason": True},
            follows=(actions.take_up,),
        ),
        Step(
            "merge",
            _("It is the same as another"),
            "active ended > merged",
            "desk",
            given=entry_merge_form(model),
            ahead=actions.lock_all,
            follows=(actions.merge_register_entry,),
            tone="careful",
        ),
    ]
    if identified:
        known = Step(
            "identify",
            _("Identity number and telephone"),
            "active >",
            BOTH,
            identified,
            **entered,
            example={"identity": invent_identity_number, **unsaid},
            follows=(actions.update_registered_contact,),
        )
        account = Step(
            "account", _("Set who signs in as this person"), "active >", "desk", "as_person", example={"as_person": ""}
        )
        steps += [known, account, *_access(), *_consents()]
    return Cycle(STATES, "ended merged", [*steps, *more])
