"""Access tokens and their use, request counts, and message counts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.actors.models import Person


class Token(models.Model):
    """A key with which a program acts for a person.

    Only its SHA-256 is stored; its rights are the person's of the day.
    """

    uncompared_columns = (("used", "when it was last used"),)

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes: models.JSONField[list[str]] = models.JSONField()  # of org.tokens.rules.scopes_of
    made = models.DateTimeField(editable=False)
    until = models.DateField(_("until"))  # the first day on which it is no longer valid
    ended = models.DateTimeField(null=True, editable=False)
    used = models.DateField(null=True, editable=False)  # the last day of use

    class Meta:
        verbose_name = _("access token")
        indexes = (models.Index(fields=["person", "-made"]),)
        constraints = (
            models.UniqueConstraint(fields=["person", "name"], condition=Q(ended=None), name="live_token_of_name"),
        )

    def __str__(self) -> str:
        return self.name


class Pace(models.Model):
    """The requests that all processes counted for a token or person in a minute (since 1970)."""

    uncompared = "counts of the current minute"

    key = models.CharField(max_length=80, primary_key=True)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key} {self.minute}"


class Spacing(models.Model):
    """The messages of a day to one recipient, or requested by one person, known only by a keyed hash."""

    uncompared = "counts of the current day"

    key = models.CharField(max_length=80, primary_key=True)
    day = models.DateField()
    count = models.PositiveIntegerField()
    last = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} {self.day}"


class TokenUse(models.Model):
    """The use of a token on a day from an address: journaled once, however many requests there were."""

    uncompared = "where tokens were used from, for their owners to look at"

    token = models.ForeignKey(Token, models.CASCADE, related_name="uses")
    day = models.DateField()
    address = models.CharField(max_length=45)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "day", "address"], name="token_use_of_day"),)

    def __str__(self) -> str:
        return f"{self.day} {self.address}"
