"""People, their posts, the units in a post's charge, mandates, and sign-in accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.fields import EncryptedText
from luoshi.base.rights.rules.rights import Role
from luoshi.org.tree.models import Dated, Unit

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


class Person(models.Model):
    """A human being, entered once, however many posts they hold.

    The register has a ``Person``, too: migrations of many apps name each of them by its app and class.
    """

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
    """A role in a unit that a person holds. Work belongs to the post, never to a login."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("unit"))
    title = models.CharField(_("post"), max_length=60)
    fields = models.CharField(_("fields in charge"), max_length=200, blank=True)  # 分管领域, in the office's words
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, label) for role, label in ROLES.items()])

    class Meta(Dated.Meta):
        verbose_name = _("post")

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class Charge(Dated):
    """A unit whose whole subtree a post answers for (分管、联系). A post without charges answers for its own unit's."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="charges")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="charged")


class Tenure(Dated):
    """The days on which a person holds a post or deputises for its holder."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    deputy = models.BooleanField(_("deputy"), default=False)

    class Meta(Dated.Meta):
        indexes = (models.Index(fields=["person", "until"]), models.Index(fields=["post", "until"]))


class Mandate(Dated):
    """Permission for a secretary to record, from a signed sheet, the decisions of a leader's post (代录)."""

    leader = models.ForeignKey(Post, models.PROTECT, related_name="mandates")
    secretary = models.ForeignKey(Post, models.PROTECT, related_name="mandated")
    basis = models.CharField(_("basis"), max_length=200)


class Users(BaseUserManager["User"]):
    """Manager of accounts. Nobody can sign in to an account without a usable password."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A sign-in account. It has no rights of its own: rights come from the posts its person holds on the day."""

    uncompared_columns = (("last_login", "when somebody last signed in"),)

    username = models.CharField(_("account"), max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("enabled"), default=True)
    enabled_since = models.DateTimeField(null=True, editable=False)  # None: the account was never stopped
    password_since = models.DateTimeField(null=True, editable=False)  # None: must be changed at the next sign-in

    objects = Users()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("account")

    @property
    def is_unused(self) -> bool:
        """Return True if nobody has signed in or chosen a password yet, so that a slip can enable the account."""
        return not self.has_usable_password() and self.last_login is None

    def save(self, **given: Any) -> None:
        """Save in a transaction, because each write is witnessed. Django also calls this to rehash a password."""
        with transaction.atomic():
            super().save(**given)

    def __str__(self) -> str:
        return self.username
