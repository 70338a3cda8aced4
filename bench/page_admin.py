"""The Django admin's list over the table of commitments: what a developer gets for nothing, without rights and lights.

A URLconf of its own, for pages.py alone: the application does not install the admin, which writes past the actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.test import override_settings
from django.urls import path
from page_floors import Page

from luoshi.plans.base.models.commitment import Commitment

MIDDLEWARE = [  # as ``startproject`` writes it
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_OF = "django.template.context_processors"
PROCESSORS = [f"{_OF}.request", "django.contrib.auth.context_processors.auth", f"{_OF}.i18n"]
PROCESSORS += ["django.contrib.messages.context_processors.messages"]
BACKEND = "django.template.backends.django.DjangoTemplates"
TEMPLATES = [{"BACKEND": BACKEND, "APP_DIRS": True, "OPTIONS": {"context_processors": PROCESSORS}}]
ADDRESS = "/admin/ledger/commitment/"


class OpenSite(admin.AdminSite):
    """A site that everybody may use who is signed in: accounts here have no permissions of Django's."""

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated


class CommitmentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The columns of the application's own list, 50 a page."""

    list_display = ("number", "title", "unit", "supports", "until", "reached", "state", "due")
    list_select_related = ("unit",)
    list_per_page = 50
    search_fields = ("title",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


site = OpenSite()
site.register(Commitment, CommitmentAdmin)
urlpatterns = [path("admin/", site.urls)]


def as_django() -> override_settings:
    """The admin's addresses alone, behind the middleware and with the templates that ``startproject`` writes."""
    return override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE, TEMPLATES=TEMPLATES)


def admin_pages(pages: Iterable[Page]) -> list[Page]:
    """Return the admin's pages that ask what these pages of the list ask, with the same SQL by hand."""
    last = -(-Commitment.objects.count() // CommitmentAdmin.list_per_page)
    asked = {"first page": "", "by due date": "?o=8", "last page": f"?p={last}", "a word that all hold": "?q=科普示范"}
    lists = {page.name.removeprefix("list, "): page for page in pages if page.who == "supervisor"}
    return [replace(lists[name], name=f"Django admin, {name}", address=ADDRESS + more) for name, more in asked.items()]
