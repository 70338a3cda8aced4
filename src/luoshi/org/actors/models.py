"""People, the posts they hold and answer for, and the accounts they sign in with."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from luoshi.org.base.fields import EncryptedText
from luoshi.org.rights.rules.rights import Role
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
    fields = models.CharField(_("fields in charge"), max_length=200, blank=True)  # 分管领域, in the office's words
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


class Users(BaseUserManager["User"]):
    """Finds accounts; an account without a usable password cannot be signed in to."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """What a person signs in with. It has no rights of its own: those come from the person's posts of the day."""

    uncompared_columns = (("last_login", "when somebody last signed in"),)

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

    @property
    def unused(self) -> bool:
        """Whether nobody has signed in with it nor chosen a password yet: then a slip enables it."""
        return not self.has_usable_password() and self.last_login is None

    def save(self, **given: Any) -> None:
        """Also where the sign-in hashes a password anew: what is written is witnessed, and so in a transaction."""
        with transaction.atomic():
            super().save(**given)

    def __str__(self) -> str:
        return self.username
