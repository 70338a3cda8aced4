"""URLs of funds."""

from __future__ import annotations

from django.urls import path

from luoshi.parts.funds import pages

urlpatterns = [path("fund-movements/<id:pk>/", pages.fund_movement_list, name="movements")]
