"""When the holder of a post last reviewed the changes."""

from __future__ import annotations

from django.db import models

from luoshi.org.actors.models import Post


class Sight(models.Model):
    """The moment up to which a leader has seen the changes in their field; it moves when they confirm it."""

    uncompared = "when a leader last looked"

    post = models.OneToOneField(Post, models.CASCADE, related_name="sight", primary_key=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return f"{self.post_id} {self.at}"
