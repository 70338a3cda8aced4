"""What an account keeps besides itself: old passwords, and links that open one page once."""

from __future__ import annotations

from django.db import models

from luoshi.org.actors.models import User


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

    Only the SHA-256 of its secret is kept. An earlier link for the same is ended by a later one: a slip that is printed
    again makes the former useless, for what stood on that is not known any more.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64, blank=True)  # of a slip: the keyed hash of what is typed instead
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)  # used, or replaced by a later one

    def __str__(self) -> str:
        return f"{self.user_id} {self.until}"
