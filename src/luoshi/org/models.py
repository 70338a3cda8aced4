"""Units with dates, people, the posts they hold, and the accounts they sign in with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.fields import EncryptedText
from luoshi.org.rules import tree
from luoshi.org.rules.rights import Role

FOREVER = tree.FOREVER
ALWAYS = datetime(9999, 12, 31, tzinfo=UTC)  # known until further notice

ROLES = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.LEADER: _("Leader"),
    Role.HEAD: _("Unit head"),
    Role.CLERK: _("Unit clerk"),
    Role.COLLECTOR: _("Collector"),
    Role.OUTSIDE: _("Outside person"),
    Role.AUDITOR: _("Auditor"),
}


class Unit(models.Model):
    """An organisation or part of one. Its name here is today's; those of other days, and its places, lie below."""

    name = models.CharField(_("name"), max_length=120)
    short = models.CharField(_("abbreviation"), max_length=60, blank=True)
    initials = models.CharField(_("pinyin initials"), max_length=200, blank=True, editable=False)
    code = models.CharField(_("unit code"), max_length=40, unique=True)
    division = models.CharField(_("division code"), max_length=12, blank=True)
    credit = models.CharField(_("credit code"), max_length=18, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("unit")
        indexes = (models.Index(fields=["name"]), models.Index(fields=["initials"]))

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """From a day up to, not including, another."""

    start = models.DateField(_("from"))
    until = models.DateField(_("until"), default=FOREVER)

    class Meta:
        abstract = True
        constraints = (models.CheckConstraint(condition=Q(until__gt=F("start")), name="%(class)s_forward"),)


class Known(Dated):
    """A dated row with the time during which it was believed: a correction ends belief in a row and adds another."""

    known_from = models.DateTimeField()
    known_to = models.DateTimeField(default=ALWAYS)

    class Meta(Dated.Meta):
        abstract = True


class UnitName(Known):
    """What a unit is called from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=60, blank=True)

    class Meta(Known.Meta):
        indexes = (models.Index(fields=["unit", "known_to", "start"]),)


class Placement(Known):
    """Who stands above whom from a day to a day: the closure of the tree, each unit above itself at depth 0."""

    ancestor = models.ForeignKey(Unit, models.PROTECT, related_name="below")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="above")
    depth = models.PositiveSmallIntegerField()

    class Meta(Known.Meta):
        indexes = (
            models.Index(fields=["ancestor", "known_to", "until", "start", "unit"]),
            models.Index(fields=["unit", "known_to", "until", "start", "ancestor", "depth"]),
        )


class UnitsMark(models.Model):
    """One row whose token is another one after every change of units, their names and places, and only then.

    Triggers write it (records.append_only), so no writer can forget it; what is rolled back takes its token with it.
    What a process keeps of the units is good as long as the token is the one that was there when they were read.
    """

    token = models.UUIDField()

    def __str__(self) -> str:
        return str(self.token)


class Person(models.Model):
    """A human being, once, whatever posts they hold."""

    name = models.CharField(_("name"), max_length=50)
    initials = models.CharField(max_length=250, blank=True, editable=False)  # all readings of the name, blank-separated
    phone = EncryptedText(_("telephone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("person")
        indexes = (models.Index(fields=["name"]), models.Index(fields=["initials"]))

    def __str__(self) -> str:
        return self.name


class Post(Dated):
    """A role in a unit that someone holds: work belongs to it, never to a login."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    title = models.CharField(_("post"), max_length=60)
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, label) for role, label in ROLES.items()])

    class Meta(Dated.Meta):
        verbose_name = _("post")

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class Charge(Dated):
    """A unit for whose whole subtree a post answers (分管、联系); a post without any answers for its own unit's."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="charges")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="charged")


class Tenure(Dated):
    """Who holds a post, or deputises for its holder, from a day to a day."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    deputy = models.BooleanField(_("deputy"), default=False)

    class Meta(Dated.Meta):
        indexes = (models.Index(fields=["person", "until"]), models.Index(fields=["post", "until"]))


class Mandate(Dated):
    """A secretary may record, from a signed sheet, what the holder of a leader's post decided (代录)."""

    leader = models.ForeignKey(Post, models.PROTECT, related_name="mandates")
    secretary = models.ForeignKey(Post, models.PROTECT, related_name="mandated")
    basis = models.CharField(_("basis"), max_length=200)


class Proposal(models.Model):
    """A change of rights that needs two persons: proposed by one, carried out once another has confirmed it."""

    act = models.CharField(max_length=20)  # which: a name of actions.proposals.ACTS
    given: models.JSONField[Any] = models.JSONField()
    concerns = models.ManyToManyField(Person, related_name="+")  # whose rights change; they cannot confirm it
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed = models.DateTimeField()
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # confirmed, refused, withdrawn

    class Meta:
        indexes = (models.Index(fields=["proposed"], condition=Q(outcome=""), name="proposals_that_wait"),)

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class Succession(models.Model):
    """With whom that goes on which a closing unit leaves open: handed over when its day has come.

    ``goes`` names what does not go to ``heir`` with the rest: unit ids by reference under ``records``, and under
    ``posts`` for each ended post the id of the post that owns its things from then on, or None: the unit itself.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    day = models.DateField()
    heir = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    goes: models.JSONField[Any] = models.JSONField(default=dict)
    why = models.CharField(max_length=200)
    done = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["day"], condition=Q(done=None), name="org_successions_ahead"),)

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.heir_id} {self.day}"


class Users(BaseUserManager["User"]):
    """Finds accounts; an account without a usable password cannot be signed in to."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """What a person signs in with. It has no rights of its own: those come from the person's posts of the day."""

    username = models.CharField(_("account"), max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    enabled_since = models.DateTimeField(null=True, editable=False)  # None: it was never stopped
    password_since = models.DateTimeField(null=True, editable=False)  # None: must be changed at the next sign-in

    objects = Users()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.username


class OldPassword(models.Model):
    """A password that an account had before, as its hash, so that it does not come back too soon."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    ended = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["user", "-ended"]),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.ended}"


class OneTimeLink(models.Model):
    """A link that opens one page once: for the first administrator (no account yet), or to set a password anew.

    Only the SHA-256 of its secret is kept. An earlier link for the same is ended by a later one.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)  # used, or replaced by a later one

    def __str__(self) -> str:
        return f"{self.user_id} {self.until}"


class Token(models.Model):
    """A key by which a program acts for a person. Only its SHA-256 is kept; its rights are the person's of the day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes: models.JSONField[list[str]] = models.JSONField()  # rules.tokens.scopes_of
    made = models.DateTimeField(editable=False)
    until = models.DateField(_("until"))  # the first day on which it holds no more
    ended = models.DateTimeField(null=True, editable=False)
    used = models.DateField(null=True, editable=False)  # the last day

    class Meta:
        verbose_name = _("access token")
        indexes = (models.Index(fields=["person", "-made"]),)
        constraints = (
            models.UniqueConstraint(fields=["person", "name"], condition=Q(ended=None), name="live_token_of_name"),
        )

    def __str__(self) -> str:
        return self.name


class Pace(models.Model):
    """How many requests all processes together counted for a token or person in a minute (since 1970)."""

    key = models.CharField(max_length=80, primary_key=True)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key} {self.minute}"


class TokenUse(models.Model):
    """That a token was used on a day from an address: journaled once, however many requests there were."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="uses")
    day = models.DateField()
    address = models.CharField(max_length=45)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "day", "address"], name="token_use_of_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.address}"
