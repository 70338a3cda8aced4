"""URLs of papers."""

from __future__ import annotations

from django.urls import path

from luoshi.papers.pages import issued, letter_pages, templates

urlpatterns = [
    path("papers/", templates.paper_template_list, name="templates"),
    path("papers/send/", templates.template_version_new, name="send"),
    path("papers/fields/", templates.template_field_list, name="fields"),
    path("papers/shipped/<str:form>.docx", templates.shipped_template_download, name="shipped"),
    path("papers/template/<id:pk>.docx", templates.template_version_download, name="template"),
    path("papers/preview/", templates.template_preview, name="preview"),
    path("papers/issue/", letter_pages.letter_issue, name="issue"),
    path("papers/draft/", letter_pages.letter_draft_preview, name="draft"),
    path("papers/together/<slug:name>/", issued.issued_paper_export, name="together"),
    path("papers/sent/", letter_pages.sent_letter_list, name="sent"),
    path("papers/sent.zip", letter_pages.sent_letter_export, name="zip"),
]
