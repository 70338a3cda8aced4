"""Receive uploads in memory only: until a file is scanned, nothing of it may be on a disk."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class Memory(FileUploadHandler):
    """Keep files in memory up to the limits; of a larger one keep only its size, for the refusal."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held, self.size = io.BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.size += len(raw_data)
        if self.size > settings.UPLOAD_LIMIT or self.taken + self.size > settings.REQUEST_LIMIT:
            self.held = io.BytesIO()
            self.size = max(self.size, settings.UPLOAD_LIMIT + 1)
        else:
            self.held.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.taken += self.held.tell()
        self.held.seek(0)
        return InMemoryUploadedFile(
            self.held, self.field_name, self.file_name, self.content_type, self.size, self.charset
        )
