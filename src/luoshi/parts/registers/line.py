"""The declaration of the registers."""

from __future__ import annotations

from typing import Any

from luoshi.codes import identity
from luoshi.codes.contact import mask_mobile
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Account, OpenTitle, Protected, stars
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.parts.registers import actions, models, queries
from luoshi.parts.registers.cards import access_cards, former_value_cards, known_cards
from luoshi.parts.registers.cycles import KEEPERS, OF_PERSONS, RIGHTS, build_entry_cycle
from luoshi.parts.registers.history import History

_ = words(__name__)

VALUES = office(__name__).values
THERE = Is(state="active ended")  # merged entries are left out
OF_ALL: dict[str, Any] = {
    "unit": _("Kept by"),
    "help": "registers",
    "corrects": "desk unit",
    "sections": former_value_cards,
}
KNOWN_BY = "identity sex birth phone email"
ORGANISATIONS = Kind(
    name="organisations",
    label=_("Organisations"),
    one=_("Organisation"),
    record=models.Organisation,
    cycle=build_entry_cycle(
        models.Organisation,
        "short sort credit as_unit place address head phone professionals from_day",
        more=(KEEPERS,),
    ),
    rights=RIGHTS,
    columns="sort credit head",
    shows="short sort credit as_unit place address head phone professionals from_day to_day same_as",
    quiet="short as_unit place address head phone professionals from_day to_day same_as",
    void="merged",
    filters="sort",
    words="title short credit",
    codes="credit",
    aliases="short",
    parts=(
        OpenTitle(),
        History("title short sort address head phone professionals"),
        Rows("keepers", models.OrganisationKeeper, _("Acts for it from outside"), ends="to_day"),
        Held("keepers", _("Acts for it from outside"), "person", rows="keepers"),
        Unique("credit", where=THERE),
        Unique("as_unit", where=THERE),
        Unique("title", where=THERE, clash="doubt", who="desk", apart="place"),
        Figure(
            "bodies",
            _("Organisations on the register"),
            at="from_day to_day",
            since_ever=True,
            by="unit sort",
            unit="家",
            targets={"sort": {"service": VALUES["organisations.service"]}},
        ),
        Assessable("active", organisations="pk", named="sort address head", as_unit="as_unit"),
    ),
    prefix="机",
    counter="家",
    **OF_ALL,
)
PERSONS = Kind(
    name="persons",
    label=_("Persons"),
    one=_("Person"),
    record=models.Person,
    cycle=build_entry_cycle(
        models.Person, f"{KNOWN_BY} organisation position rank", identified=KNOWN_BY, name=_("Name of a person")
    ),
    rights=OF_PERSONS,
    columns="organisation position",
    shows="sex birth organisation position rank as_person to_day same_as",
    quiet="sex birth rank as_person to_day same_as",
    filters="rank",
    parts=(
        Account("as_person"),
        Protected(
            {"identity": identity.mask_identity_number, "phone": mask_mobile, "email": stars},
            ("desk", "unit"),
            _("Show number and telephone"),
        ),
        History("title position rank"),
        Rows(
            "consents",
            models.GuardianConsent,
            _("Guardian’s consent to be named"),
            ends="withdrawn",
            begins_open=True,
            past="given withdrawn",
            masks={"guardian": stars},
        ),
        Unique("identity", where=THERE),
        Unique("as_person", where=THERE),
        Unique("title", where=THERE, clash="doubt", who="desk", apart="identity"),
    ),
    corrected=(actions.keep_to_number, actions.update_registered_contact),
    summary=queries.count_uncertain_persons,
    prefix="人",
    counter="人",
    **OF_ALL,
)
PLACES = Kind(
    name="places",
    label=_("Places"),
    one=_("Place"),
    record=models.Place,
    cycle=build_entry_cycle(models.Place, "sort division from_day workers"),
    rights=RIGHTS,
    columns="sort division",
    shows="sort division from_day workers to_day same_as",
    quiet="division from_day workers to_day same_as",
    filters="sort",
    words="title division",
    codes="division",
    parts=(
        OpenTitle(),
        History("title sort division workers"),
        Unique("title", where=THERE, clash="doubt", who="desk", apart="division"),
    ),
    prefix="地",
    counter="处",
    **OF_ALL,
)
LINE = Line(
    "registers",
    _("Registers"),
    (ORGANISATIONS, PERSONS, PLACES),
    together=True,
    sentences={"registers.came": _("%(who)s merged %(same)s into %(what)s%(given)s.")},
    labels={"registers.came": _("Duplicate entry merged")},
    keys={"same": _("The same entry"), "came": _("Links moved here")},
    forgets=(actions.forget_former_values,),
    cards=(known_cards, access_cards),
    urls="luoshi.parts.registers.urls",
    addresses=("access",),
    fixed=True,
)
