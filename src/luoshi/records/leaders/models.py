"""When the holder of a post last looked over what changed."""

from __future__ import annotations

from django.db import models

from luoshi.org.actors.models import Post


class Sight(models.Model):
    """The moment up to which a leader has seen what changed in their field; it moves when they say so."""

    uncompared = "when a leader last looked"

    post = models.OneToOneField(Post, models.CASCADE, related_name="sight", primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.post_id} {self.at}"
