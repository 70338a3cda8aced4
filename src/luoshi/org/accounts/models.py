"""Data that an account keeps: old passwords, and one-time links."""

from __future__ import annotations

from django.db import models

from luoshi.org.actors.models import User


class OldPassword(models.Model):
    """The hash of a former password of an account, so that it is not reused too soon."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    ended = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["user", "-ended"]),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.ended}"


class OneTimeLink(models.Model):
    """A one-time link: for the first administrator (no account yet), or to set a password.

    Only the SHA-256 of its secret is stored. A later link for the same purpose ends an earlier one: printing a slip
    again invalidates the former slip, because its content is not stored.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64, blank=True)  # of a slip: the keyed hash of the code to type instead
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)  # used, or replaced by a later link

    def __str__(self) -> str:
        return f"{self.user_id} {self.until}"
