"""An app of tests alone: its tables are made with the tests' own database."""

from django.apps import AppConfig


class Linked(AppConfig):
    """Known to Django, declared by whichever test needs it (``sample_line.one_kind``)."""

    name = "linked"
    default_auto_field = "django.db.models.BigAutoField"
