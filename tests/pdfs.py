"""PDFs for tests, made in memory: scans, and what somebody who means harm would write."""

from __future__ import annotations

import io
import struct


def scanned(pages: int = 3) -> bytes:
    """A PDF that holds a picture a page and nothing else."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for number in range(pages):
        canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 40 * number, 30))), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def raw(box: str, content: str = "1 0 0 rg 0 0 300 300 re f", pages: int = 1, more: str = "") -> bytes:
    """A PDF as somebody who means harm would write it."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [f"<</Type/Catalog/Pages 2 0 R{more}>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>"]
    objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {3 + pages} 0 R>>"] * pages
    objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    body = "".join(f"{at} 0 obj{body_of}\nendobj\n" for at, body_of in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>".encode()


def endless() -> bytes:
    """Forms that call forms ten times each, thirty levels deep."""
    use = "/Resources<</XObject<</X {} 0 R>>>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    objects.append("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R" + use.format(5) + ">>")
    objects.append("<</Length 5>>stream\n/X Do\nendstream")
    calls = "/X Do " * 10
    for level in range(30):
        form = f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{use.format(6 + level)}/Length {len(calls)}>>"
        objects.append(f"{form}stream\n{calls}\nendstream")
    body = "".join(f"{at} 0 obj{body_of}\nendobj\n" for at, body_of in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>".encode()


def side(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])  # type: ignore[return-value]
