"""Hands out a file that is made from a record."""

from __future__ import annotations

from django.http import HttpResponse

from luoshi.kernel.files.pages import add_security_headers
from luoshi.kernel.kinds.language.public import PublicDocument
from luoshi.kernel.kinds.models import Record

# A page brings the rest in its head, by the hashes of its own script and style; this cannot stand there.
PAGE_POLICY = "frame-ancestors 'none'"


def document_response(document: PublicDocument, record: Record) -> HttpResponse:
    """Make the file: a page is opened at once, with the policy that it brings itself; all else is saved."""
    response = HttpResponse(document.build(record), content_type=document.media)
    if document.embeds:
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = PAGE_POLICY
        return response
    response["Content-Disposition"] = f'attachment; filename="{document.name}"'
    return add_security_headers(response)
