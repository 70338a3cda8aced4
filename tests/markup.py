"""Pages as tests read them: white space that shows nothing is left out."""

from __future__ import annotations

import re


def flat(html: str) -> str:
    """The page in one line, no white space beside a tag, and single spaces within one."""
    html = re.sub(r"\s+", " ", html)
    return re.sub(r" ?(<[^>]*?) ?(/?>) ?", r"\1\2", html)
