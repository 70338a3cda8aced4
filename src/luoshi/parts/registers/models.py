"""Register entries and their former values."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText
from luoshi.desk.declarations.office import office
from luoshi.evidence.journal.models import Entry as JournalEntry
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Record, Row
from luoshi.org.actors.models import Person as Account
from luoshi.org.tree.models import Unit
from luoshi.parts.registers.fields import StandardCodeField
from luoshi.parts.registers.links import IN_USE, Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists
SEXES = [("male", _("Male")), ("female", _("Female"))]


class Registration(KindRecord):
    """Common fields of entries, besides the name (the record's title) and the unit that keeps it."""

    to_day = models.DateField(_("last day"), null=True, blank=True)
    same_as = Linked("self", _("the same as"), blank=True, editable=False, where=IN_USE)

    class Meta:
        abstract = True


class Place(Registration):
    """A village, a community, a park or a venue, from a day to a day; ``workers``: scientists and technicians there."""

    sort = Listed(LISTS["registers.places"], _("sort"))
    division = StandardCodeField("division", _("division code"), max_length=12)
    from_day = models.DateField(_("first day"), null=True, blank=True)
    workers = models.PositiveIntegerField(_("science and technology workers"), null=True, blank=True)


class Organisation(Registration):
    """An agency, enterprise, society or village organisation; ``as_unit`` if it is also a unit of the tree.

    ``from_day``: since when it is there, as far as anybody knows.
    """

    short = models.CharField(_("abbreviation"), max_length=60, blank=True)
    sort = Listed(LISTS["registers.organisations"], _("sort"))
    credit = StandardCodeField("credit", _("credit code"))
    as_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("as a unit of the office")
    )
    place = PlaceOf(_("place"), blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    head = models.CharField(_("head"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    professionals = models.PositiveIntegerField(_("professionals"), null=True, blank=True)
    from_day = models.DateField(_("first day"), null=True, blank=True)


class OrganisationKeeper(Row):
    """Who acts for the organisation from outside, from a day to a day, in the lines that let it."""

    person = Human(_("person"))
    from_day = models.DateField(_("since"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class Person(Registration):
    """A person; the identity number is stored encrypted; see ``Unique`` for duplicates.

    ``as_person``: the account with which they sign in; it gives access to the records they hold. The account's class is
    a ``Person``, too: migrations of many apps name each of them by its app and class.
    """

    identity = EncryptedText(_("identity number"), blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=SEXES, blank=True)
    birth = models.DateField(_("date of birth"), null=True, blank=True)
    organisation = Org(_("organisation"), blank=True)
    position = models.CharField(_("position"), max_length=60, blank=True)
    rank = Listed(LISTS["registers.ranks"], _("rank"), blank=True)
    phone = EncryptedText(_("telephone"), blank=True)
    email = EncryptedText(_("e-mail"), blank=True)
    as_person = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("as a person of the office")
    )


class GuardianConsent(Row):
    """A guardian's consent that a minor's name is shown to everybody: of pupils in prize lists, for instance.

    It holds from the day on which it was given until it is withdrawn. Source: 个人信息保护法 art. 15, 31;
    未成年人保护法 art. 72.
    """

    guardian = EncryptedText(_("guardian"))
    given = models.DateField(_("consent given on"))
    proof = models.CharField(_("where the paper is"), max_length=120, blank=True)
    withdrawn = models.DateField(_("withdrawn on"), null=True, blank=True)


class FormerValue(models.Model):
    """A former value of an entry's field, valid from a day to a day, both inclusive.

    The current value is only in the entry. ``from_day`` None: since ever, as far as is known.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)
    value = models.TextField(blank=True)  # in the column's format; "" for none
    from_day = models.DateField(null=True)
    to_day = models.DateField()
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="+")  # the step that changed it

    class Meta:
        db_table = "registers_known"  # from before the class was renamed
        constraints = (models.UniqueConstraint(fields=["record", "field", "to_day"], name="known_until_a_day"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.field} – {self.to_day}"
