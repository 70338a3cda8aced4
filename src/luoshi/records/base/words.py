"""The words of a line of work: the same English may mean another thing in another line, and be other Chinese there.

    _ = words(__name__)  # in a module of a line: as gettext_lazy
    _ = words_now(__name__)  # as gettext, where the sentence is said at once

The Chinese stands in the line's own catalogue; ``tools/translations.py`` compiles it under the line's name as context
(gettext's msgctxt). What the line has no Chinese for is said as the program says it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext

ROOMS = ("luoshi.lines.", "luoshi.parts.")  # whose packages each have words of their own
LINE = "x-line"  # in the schema of a line's model: whose words its descriptions are


def translate_in_context(context: str, message: str) -> str:
    """The message in the active language, as the line of this name says it, else as the program does."""
    found = pgettext(context, message)
    return gettext(message) if found == message else found


_lazily = lazy(translate_in_context, str)


def context_of(module: str) -> str:
    """The name of the line, or of the part of lines, that a module belongs to.

    Raises:
        ValueError: it belongs to none.
    """
    if not module.startswith(ROOMS):
        raise ValueError(f"{module} is no module of a line or part: its words are those of the program")
    return module.split(".")[2]


def line_schema_config(module: str) -> Any:
    """The ``model_config`` of an API's model whose descriptions are words of a line."""
    return {"json_schema_extra": {LINE: context_of(module)}}


def words(module: str) -> Callable[[str], str]:
    """The function that makes a line's English its words in whatever language is active when they are shown."""
    return partial(_lazily, context_of(module))


def words_now(module: str) -> Callable[[str], str]:
    """The function that says a line's English in the language that is active now."""
    return partial(translate_in_context, context_of(module))
