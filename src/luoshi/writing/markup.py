"""Small pieces of HTML, safe for any text and bilingual."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from luoshi.writing.terms import Say

# Characters that no page shows: control characters, direction marks, lone surrogates.
UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def escape_html(words: str) -> str:
    """Return words as HTML text or attribute value."""
    return escape(UNSHOWABLE.sub("\ufffd", words.replace("\r", "")), quote=True)


@dataclass(frozen=True, slots=True)
class Tongues:
    """The catalogue in every language, and the initial language of the page."""

    says: Mapping[str, Say]
    first: str

    def span(self, message: str, kind: str = "", /, **values: object) -> str:
        """Return a message as an element that the page's language switch can change."""
        return self.of({language: say(message, **values) for language, say in self.says.items()}, kind)

    def of(self, words: Mapping[str, str], kind: str = "") -> str:
        """Return words in every language as one element; plain text if they are the same in all."""
        kind = f' class="{kind}"' if kind else ""
        if len(set(words.values())) == 1:
            return f"<span{kind}>{escape_html(words[self.first])}</span>" if kind else escape_html(words[self.first])
        data = "".join(f' data-{language}="{escape_html(translation)}"' for language, translation in words.items())
        return f"<span{kind}{data}>{escape_html(words[self.first])}</span>"

    def data(self, message: str, /, **values: object) -> str:
        """Return only the data for the switch, for words that the page's script inserts."""
        return "".join(
            f' data-{language}="{escape_html(say(message, **values))}"' for language, say in self.says.items()
        )

    def attribute(self, name: str, message: str, /, **values: object) -> str:
        """Return an attribute in the initial language, with the data for the switch to change it."""
        words = {language: say(message, **values) for language, say in self.says.items()}
        data = "".join(
            f' data-{language}-{name}="{escape_html(translation)}"' for language, translation in words.items()
        )
        return f' {name}="{escape_html(words[self.first])}"{data}'
