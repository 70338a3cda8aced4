"""The addresses of papers."""

from __future__ import annotations

from django.urls import path

from luoshi.papers.pages import issued, issuing, templates

urlpatterns = [
    path("papers/", templates.index, name="templates"),
    path("papers/send/", templates.send, name="send"),
    path("papers/fields/", templates.fields, name="fields"),
    path("papers/shipped/<str:form>.docx", templates.shipped, name="shipped"),
    path("papers/template/<id:pk>.docx", templates.template, name="template"),
    path("papers/preview/", templates.preview, name="preview"),
    path("papers/issue/", issuing.issue, name="issue"),
    path("papers/draft/", issuing.draft, name="draft"),
    path("papers/together/<slug:name>/", issued.together, name="together"),
    path("papers/sent/", issuing.sent, name="sent"),
    path("papers/sent.zip", issuing.packed, name="zip"),
]
